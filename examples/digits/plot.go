package main

import (
	"fmt"
	"image/color"
	"os"
	"slices"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

// A curve is the runs of one activation.
type curve struct {
	name string
	runs [][]epoch
}

// draw draws accuracy on the left and dead units on the right: a thin line a run, and a thick one
// for the median.
func draw(file, title string, curves [2]curve) error {
	plot.DefaultFont.Variant = "Sans"
	colors := [2]color.NRGBA{{0xd5, 0x5e, 0x00, 0xff}, {0x00, 0x72, 0xb2, 0xff}}
	panels := [2]struct {
		title, label string
		value        func(epoch) float64
	}{
		{"Accuracy on the held-out images", "recognized (%)", func(e epoch) float64 { return 100 * e.accuracy }},
		{"Dead units: active on no training image", "dead hidden units (%)", func(e epoch) float64 { return 100 * e.dead }},
	}

	plots := [][]*plot.Plot{{plot.New(), plot.New()}}
	for i, panel := range panels {
		p := plots[0][i]
		epochs := len(curves[0].runs[0])
		p.Title.Text, p.X.Label.Text, p.Y.Label.Text = panel.title, "epoch", panel.label
		p.Title.TextStyle.Font.Size = 13
		p.Title.Padding = vg.Points(8)
		p.X.Min, p.X.Max = 1, float64(max(epochs, 2))
		p.Y.Min, p.Y.Max = 0, 100
		p.X.Tick.Marker, p.Y.Tick.Marker = ticks(epochs), ticks(100)
		p.Legend.Padding = vg.Points(3)
		p.Legend.XOffs, p.Legend.YOffs = vg.Points(-8), vg.Points(8)
		grid := plotter.NewGrid()
		grid.Vertical.Width = 0
		grid.Horizontal.Color = color.Gray{0xdd}
		p.Add(grid)

		for k, c := range curves {
			thin := colors[k]
			thin.A = 0x50
			for _, run := range c.runs {
				addLine(p, thin, 0.8, epochs, func(e int) float64 { return panel.value(run[e]) })
			}
		}
		for k, c := range curves {
			median := addLine(p, colors[k], 2.5, epochs, func(e int) float64 {
				var all []float64
				for _, run := range c.runs {
					all = append(all, panel.value(run[e]))
				}
				slices.Sort(all)
				return (all[(len(all)-1)/2] + all[len(all)/2]) / 2
			})
			text := fmt.Sprintf("%s, median of %d runs", c.name, len(c.runs))
			if lost := compareRuns - len(c.runs); lost > 0 {
				text += fmt.Sprintf(" (%d diverged)", lost)
			}
			p.Legend.Add(text, median)
		}
	}

	canvas := vgimg.NewWith(vgimg.UseWH(10*vg.Inch, 4.4*vg.Inch), vgimg.UseDPI(144))
	dc := vgdraw.New(canvas)
	style := plots[0][0].Title.TextStyle
	style.Font.Size = 14
	style.YAlign = vgdraw.YTop
	dc.FillText(style, vg.Point{X: dc.Center().X, Y: dc.Max.Y - vg.Points(10)}, title)
	tiles := vgdraw.Tiles{Rows: 1, Cols: 2, PadX: vg.Points(24),
		PadTop: vg.Points(38), PadBottom: vg.Points(10), PadLeft: vg.Points(10), PadRight: vg.Points(16)}
	for i, part := range plot.Align(plots, tiles, dc)[0] {
		plots[0][i].Draw(part)
	}

	f, err := os.Create(file)
	if err != nil {
		return err
	}
	_, err = vgimg.PngCanvas{Canvas: canvas}.WriteTo(f)
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}

// addLine adds a line through value at each epoch, and returns it for the legend.
func addLine(p *plot.Plot, c color.Color, width vg.Length, epochs int, value func(e int) float64) *plotter.Line {
	line := &plotter.Line{XYs: make(plotter.XYs, epochs)}
	for e := range line.XYs {
		line.XYs[e] = plotter.XY{X: float64(e + 1), Y: value(e)}
	}
	line.Color, line.Width = c, width
	p.Add(line)
	return line
}

// ticks are at round numbers from 0 to last.
func ticks(last int) (t plot.ConstantTicks) {
	step := 1
	for _, step = range []int{1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000} {
		if last/step <= 8 {
			break
		}
	}
	for v := 0; v <= last; v += step {
		t = append(t, plot.Tick{Value: float64(v), Label: strconv.Itoa(v)})
	}
	return t
}
