package main

import (
	"bytes"
	"fmt"
	"image/color"
	"math"
	"os"
	"path/filepath"
	"slices"

	"github.com/rectify-go/rectify"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// With the 0.01 of the lesson, LeakyReLU would look like ReLU.
const drawnAlpha = 0.1

var (
	blue   = color.NRGBA{0x1f, 0x7a, 0xc4, 0xff}
	orange = color.NRGBA{0xd5, 0x5e, 0x00, 0xff}
	grey   = color.NRGBA{0x79, 0x79, 0x79, 0xff} // as easy to read on white as on black
	faint  = color.NRGBA{0x79, 0x79, 0x79, 0x50}
)

// A graph is a function, drawn.
type graph struct {
	title, label string
	f            func(y, x []float64)
	jumps        bool // at 0, where a dot tells which value it has
	color        color.Color
	bottom, top  float64
	ticks        []float64 // of y
}

var graphs = []graph{
	{"ReLU", "f(x)", func(y, x []float64) { rectify.ReLUTo(y, x) },
		false, blue, -1, 5.5, []float64{0, 2, 4}},
	{"gradient of ReLU", "f'(x)", func(y, x []float64) { rectify.ReLUGradTo(y, x) },
		true, orange, -0.2, 1.2, []float64{0, 1}},
	{fmt.Sprintf("LeakyReLU, alpha = %v", drawnAlpha), "f(x)", func(y, x []float64) { rectify.LeakyReLUTo(y, x, drawnAlpha) },
		false, blue, -1, 5.5, []float64{0, 2, 4}},
	{"gradient of LeakyReLU", "f'(x)", func(y, x []float64) { rectify.LeakyReLUGradTo(y, x, drawnAlpha) },
		true, orange, -0.2, 1.2, []float64{drawnAlpha, 1}},
}

// drawable says whether draw knows the kind of file.
func drawable(file string) bool {
	kind := filepath.Ext(file)
	return kind == ".png" || kind == ".svg"
}

// draw draws the graphs: in a PNG two a row, on white, and in an SVG all in one row, with nothing
// behind them.
func draw(file string) error {
	var b bytes.Buffer
	if filepath.Ext(file) == ".png" {
		canvas := vgimg.NewWith(vgimg.UseWH(7*vg.Inch, 5*vg.Inch), vgimg.UseDPI(144))
		drawAll(vgdraw.New(canvas), 2)
		if _, err := (vgimg.PngCanvas{Canvas: canvas}).WriteTo(&b); err != nil {
			return err
		}
		return os.WriteFile(file, b.Bytes(), 0o666)
	}
	canvas := vgsvg.New(640, 150)
	drawAll(vgdraw.New(canvas), len(graphs))
	if _, err := canvas.WriteTo(&b); err != nil {
		return err
	}
	// An SVG only names its font. Where that is missing, it should be another one without serifs.
	svg := bytes.ReplaceAll(b.Bytes(), []byte("font-family:Liberation Sans;"), []byte("font-family:Liberation Sans,Arial,Helvetica,sans-serif;"))
	return os.WriteFile(file, svg, 0o666)
}

// drawAll draws the graphs on the canvas, so many in a row.
func drawAll(c vgdraw.Canvas, columns int) {
	plot.DefaultFont.Variant = "Sans"
	var plots []*plot.Plot
	for _, g := range graphs {
		plots = append(plots, g.plot())
	}
	rows := slices.Collect(slices.Chunk(plots, columns))
	tiles := vgdraw.Tiles{Rows: len(rows), Cols: columns, PadX: 12, PadY: 12,
		PadTop: 6, PadBottom: 6, PadLeft: 6, PadRight: 10}
	for r, row := range plot.Align(rows, tiles, c) {
		for i, part := range row {
			rows[r][i].Draw(part)
		}
	}
}

func (g graph) plot() *plot.Plot {
	p := plot.New()
	p.BackgroundColor = nil
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = g.title, "x", g.label
	p.Title.Padding = 6
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = -5, 5, g.bottom, g.top
	p.X.Tick.Marker, p.Y.Tick.Marker = ticks(-4, -2, 0, 2, 4), ticks(g.ticks...)
	p.Title.TextStyle.Color = grey
	for _, axis := range []*plot.Axis{&p.X, &p.Y} {
		axis.Color, axis.Label.TextStyle.Color, axis.Tick.Label.Color, axis.Tick.Color = grey, grey, grey, grey
		axis.Padding, axis.Tick.Length = 0, 4
	}
	grid := plotter.NewGrid()
	grid.Horizontal.Color, grid.Vertical.Color = faint, faint
	p.Add(grid)

	// A line left of 0 and one right of it, since a gradient jumps between them.
	below := []float64{-5, -4, -3, -2, -1, math.Nextafter(0, -1)}
	above := []float64{0, 1, 2, 3, 4, 5}
	for _, x := range [][]float64{below, above} {
		y := make([]float64, len(x))
		g.f(y, x)
		line := &plotter.Line{XYs: make(plotter.XYs, len(x))}
		for i := range x {
			line.XYs[i] = plotter.XY{X: x[i], Y: y[i]}
		}
		line.Color, line.Width = g.color, 2.5
		p.Add(line)
		if g.jumps && x[0] == 0 {
			p.Add(&plotter.Scatter{XYs: line.XYs[:1], GlyphStyle: vgdraw.GlyphStyle{Color: g.color, Radius: 4, Shape: vgdraw.CircleGlyph{}}})
		}
	}
	return p
}

func ticks(at ...float64) (t plot.ConstantTicks) {
	for _, v := range at {
		t = append(t, plot.Tick{Value: v, Label: fmt.Sprint(v)})
	}
	return t
}
