package main

import (
	"fmt"
	"image/color"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// The chart: GB/s over the size of a slice, a panel for each of four functions.

var panels = []string{"ReLU", "LeakyReLU", "ReLUTo", "ReLUBackward"}

const (
	panelWidth  = 6.2 * vg.Inch
	panelHeight = 4.2 * vg.Inch
)

// lineColor gives a subject the same color in every panel. Loops are dashed, so that they may share a
// color with a package.
func lineColor(l line) color.Color {
	if l.own {
		return color.RGBA{0x00, 0x72, 0xb2, 0xff}
	}
	for _, c := range []struct {
		part  string
		color color.RGBA
	}{
		{"if ", color.RGBA{0xd5, 0x5e, 0x00, 0xff}},
		{"branch-free", color.RGBA{0x00, 0x9e, 0x73, 0xff}},
		{"max(", color.RGBA{0xcc, 0x79, 0xa7, 0xff}},
		{tphakala, color.RGBA{0xe6, 0x9f, 0x00, 0xff}},
		{vek, color.RGBA{0x8c, 0x56, 0x4b, 0xff}},
		{pehr, color.RGBA{0xcc, 0x79, 0xa7, 0xff}},
		{"highway", color.RGBA{0x56, 0xb4, 0xe9, 0xff}},
	} {
		if strings.Contains(l.subject, c.part) {
			return c.color
		}
	}
	return color.RGBA{0x22, 0x22, 0x22, 0xff}
}

// writeChart writes speed.svg and speed.png to dir, from the results for float32, or for the type
// there is. It reports whether there was anything to draw: a panel needs two lengths.
func writeChart(dir string, rs []result, machine machine) (bool, error) {
	typ := "float32"
	if !slices.ContainsFunc(rs, func(r result) bool { return r.Type == typ }) {
		typ = "float64"
	}
	var plots []*plot.Plot
	for _, f := range panels {
		if lines := linesOf(rs, f, typ); slices.ContainsFunc(lines, func(l line) bool { return len(l.points) > 1 }) {
			p, err := panel(f, typ, lines, machine)
			if err != nil {
				return false, err
			}
			plots = append(plots, p)
		}
	}
	if len(plots) == 0 {
		return false, nil
	}
	cols := min(2, len(plots))
	rows := (len(plots) + 1) / 2
	grid := make([][]*plot.Plot, rows)
	for i := range grid {
		grid[i] = make([]*plot.Plot, cols)
		for j := range grid[i] {
			if i*cols+j < len(plots) {
				grid[i][j] = plots[i*cols+j]
			}
		}
	}
	w, h := vg.Length(cols)*panelWidth, vg.Length(rows)*panelHeight
	tiles := draw.Tiles{Rows: rows, Cols: cols, PadX: vg.Points(14), PadY: vg.Points(14),
		PadTop: vg.Points(8), PadBottom: vg.Points(8), PadLeft: vg.Points(8), PadRight: vg.Points(8)}
	paint := func(dc draw.Canvas) {
		dc.SetColor(color.White)
		dc.Fill(dc.Rectangle.Path())
		for i, row := range plot.Align(grid, tiles, dc) {
			for j, c := range row {
				if grid[i][j] != nil {
					grid[i][j].Draw(c)
				}
			}
		}
	}
	svg := vgsvg.New(w, h)
	paint(draw.New(svg))
	if err := save(filepath.Join(dir, "speed.svg"), svg); err != nil {
		return false, err
	}
	png := vgimg.NewWith(vgimg.UseWH(w, h), vgimg.UseDPI(144))
	paint(draw.New(png))
	return true, save(filepath.Join(dir, "speed.png"), vgimg.PngCanvas{Canvas: png})
}

func save(name string, c io.WriterTo) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	if _, err := c.WriteTo(f); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// A line is one subject in a panel.
type line struct {
	subject string
	roof    bool
	own     bool // the kernel that runs by itself
	points  plotter.XYs
}

// linesOf takes the fastest roof at each length as one line, and of each subject what was measured on
// one buffer, or on changing ones where that was left out.
func linesOf(rs []result, function, typ string) []line {
	type at struct {
		subject string
		n       int
	}
	best := map[at]result{}
	var order []string
	for _, r := range rs {
		if r.Function != function || r.Type != typ || r.Own && !r.Default {
			continue
		}
		k := at{r.Subject, r.N}
		if r.Roof {
			k.subject = "roof"
		}
		if !slices.Contains(order, k.subject) {
			order = append(order, k.subject)
		}
		old, ok := best[k]
		switch {
		case !ok, old.Mode == fresh && r.Mode == again, r.Roof && old.Mode == r.Mode && r.GBs > old.GBs:
			best[k] = r
		}
	}
	var lines []line
	for _, s := range order {
		l := line{subject: s, roof: s == "roof"}
		for k, r := range best {
			if k.subject == s {
				l.own = r.Own
				l.points = append(l.points, plotter.XY{X: float64(r.Bytes), Y: r.GBs})
			}
		}
		slices.SortFunc(l.points, func(a, b plotter.XY) int { return int(a.X - b.X) })
		lines = append(lines, l)
	}
	return lines
}

func panel(function, typ string, lines []line, machine machine) (*plot.Plot, error) {
	p := plot.New()
	p.Title.Text = function + ", " + typ
	p.Title.TextStyle.Font.Size = 13
	p.X.Label.Text = "bytes in a slice"
	p.Y.Label.Text = "GB/s, read and written"
	p.X.Scale = plot.LogScale{}
	p.X.Tick.Marker = plot.TickerFunc(byteTicks)
	p.Y.Tick.Marker = plot.TickerFunc(speedTicks)
	p.Y.Min = 0
	p.Legend.Top, p.Legend.Left = true, true
	p.Legend.TextStyle.Font.Size = 9
	p.Legend.Padding = vg.Points(2)
	p.Legend.XOffs = vg.Points(4)
	p.Add(plotter.NewGrid())

	highest, from, to := 0.0, math.Inf(1), 0.0
	for _, l := range lines {
		for _, xy := range l.points {
			highest, from, to = max(highest, xy.Y), min(from, xy.X), max(to, xy.X)
		}
	}
	p.Y.Max = highest * 1.15
	p.X.Min, p.X.Max = from, to
	for _, c := range machine.Caches {
		if x := float64(c.Bytes); x > from && x < to {
			if err := cacheMark(p, c.Name, x, p.Y.Max); err != nil {
				return nil, err
			}
		}
	}
	for _, l := range lines {
		drawn, err := plotter.NewLine(l.points)
		if err != nil {
			return nil, err
		}
		switch {
		case l.roof:
			drawn.Color, drawn.Width = color.Gray{0xa0}, vg.Points(5)
		default:
			drawn.Color, drawn.Width = lineColor(l), vg.Points(1.2)
			if l.own {
				drawn.Width = vg.Points(2.2)
			}
			if strings.HasPrefix(l.subject, "Go loop") {
				drawn.Dashes = []vg.Length{vg.Points(4), vg.Points(2)}
			}
		}
		p.Add(drawn)
		name := l.subject
		if l.roof {
			name = "the machine's roof"
		}
		p.Legend.Add(name, drawn)
	}
	return p, nil
}

// cacheMark draws where a slice is as large as a cache.
func cacheMark(p *plot.Plot, name string, x, top float64) error {
	mark, err := plotter.NewLine(plotter.XYs{{X: x, Y: 0}, {X: x, Y: top}})
	if err != nil {
		return err
	}
	mark.Color, mark.Dashes = color.Gray{0x60}, []vg.Length{vg.Points(1), vg.Points(2)}
	label, err := plotter.NewLabels(plotter.XYLabels{XYs: plotter.XYs{{X: x, Y: top * 0.97}}, Labels: []string{" " + name}})
	if err != nil {
		return err
	}
	label.TextStyle = []text.Style{{Font: font.From(plot.DefaultFont, 9), Color: color.Gray{0x60}, Handler: plot.DefaultTextHandler}}
	p.Add(mark, label)
	return nil
}

// byteTicks marks the powers of 16 from the first in the panel, and the powers of 4 without a name.
func byteTicks(lo, hi float64) []plot.Tick {
	var ticks []plot.Tick
	for e := 0; e < 60; e += 2 {
		v := math.Exp2(float64(e))
		if v < lo || v > hi {
			continue
		}
		t := plot.Tick{Value: v}
		if e%4 == 2 {
			t.Label = byteSize(1 << e)
		}
		ticks = append(ticks, t)
	}
	return ticks
}

// speedTicks marks round numbers, five or so.
func speedTicks(lo, hi float64) []plot.Tick {
	step := math.Pow(10, math.Floor(math.Log10(hi)))
	if hi < 2*step {
		step /= 4
	} else if hi < 5*step {
		step /= 2
	}
	var ticks []plot.Tick
	for v := 0.0; v <= hi; v += step {
		ticks = append(ticks, plot.Tick{Value: v, Label: fmt.Sprintf("%g", v)})
	}
	return ticks
}

func byteSize(n int) string {
	for _, u := range []struct {
		name string
		size int
	}{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}} {
		if n >= u.size {
			return fmt.Sprintf("%g %s", float64(n)/float64(u.size), u.name)
		}
	}
	return fmt.Sprintf("%d B", n)
}
