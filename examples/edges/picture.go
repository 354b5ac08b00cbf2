package main

import (
	"image"
	"image/color"
	"math"

	"golang.org/x/image/draw"
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// A row of the picture is what the filters give, or an activation makes of it.
type row struct {
	title string
	notes []string
	v     []float32 // of each filter width*height values
}

const (
	scale  = 2 // pixels of the picture a pixel of the photograph
	gap    = 16
	header = 40
)

// picture has the photograph at the top left, below it what the rows are, and to the right of that
// a column a filter.
func picture(photo image.Image, rows []row, width, height int) (image.Image, error) {
	bold, err := face(gobold.TTF, 19)
	if err != nil {
		return nil, err
	}
	regular, err := face(goregular.TTF, 15)
	if err != nil {
		return nil, err
	}
	cell := image.Rect(0, 0, scale*width, scale*height)
	at := func(column, row int) image.Rectangle {
		return cell.Add(image.Pt(gap+column*(cell.Dx()+gap), header+row*(cell.Dy()+gap)))
	}
	m := image.NewRGBA(image.Rectangle{Max: at(len(filters), len(rows)-1).Max.Add(image.Pt(gap, gap))})
	draw.Draw(m, m.Rect, image.White, image.Point{}, draw.Src)

	for j, f := range filters {
		r := at(j+1, 0)
		text(m, regular, r.Min.X, r.Min.Y-10, "filter: "+f.name)
	}
	text(m, regular, gap, header-10, "the photograph")
	// The filters reach no edge of the photograph: leave that out here too.
	inner := photo.Bounds().Inset(1)
	draw.CatmullRom.Scale(m, at(0, 0), photo, inner, draw.Src, nil)

	for i, row := range rows {
		for j := range filters {
			v := row.v[j*width*height : (j+1)*width*height]
			values := image.NewRGBA(image.Rect(0, 0, width, height))
			for k, v := range v {
				values.SetRGBA(k%width, k/width, tint(v))
			}
			draw.CatmullRom.Scale(m, at(j+1, i), values, values.Rect, draw.Src, nil)
			frame(m, at(j+1, i))
		}
		if i > 0 { // the photograph stands at the left of the first row
			r := at(0, i)
			text(m, bold, r.Min.X, r.Min.Y+20, row.title)
			for k, note := range row.notes {
				text(m, regular, r.Min.X, r.Min.Y+48+22*k, note)
			}
		}
	}
	return m, nil
}

// tint is white for 0, and goes to red above and to blue below. It goes by the square root, for
// otherwise a tenth of an edge could not be seen.
func tint(v float32) color.RGBA {
	const full = 0.6 // no stronger colour from here on
	fade := func(c uint8) uint8 {
		s := min(1, math.Sqrt(math.Abs(float64(v))/full))
		return uint8(math.Round(255 - s*float64(255-c)))
	}
	if v < 0 {
		return color.RGBA{fade(0x00), fade(0x4c), fade(0x99), 0xff}
	}
	return color.RGBA{fade(0xb3), fade(0x24), fade(0x00), 0xff}
}

func face(ttf []byte, size float64) (font.Face, error) {
	f, err := opentype.Parse(ttf)
	if err != nil {
		return nil, err
	}
	return opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingFull})
}

func text(m draw.Image, f font.Face, x, y int, s string) {
	d := font.Drawer{Dst: m, Src: image.Black, Face: f, Dot: fixed.P(x, y)}
	d.DrawString(s)
}

// frame draws a thin line around r.
func frame(m *image.RGBA, r image.Rectangle) {
	grey := image.NewUniform(color.Gray{0xbb})
	outer := r.Inset(-1)
	for _, side := range []image.Rectangle{
		{outer.Min, image.Pt(outer.Max.X, r.Min.Y)}, {image.Pt(outer.Min.X, r.Max.Y), outer.Max},
		{outer.Min, image.Pt(r.Min.X, outer.Max.Y)}, {image.Pt(r.Max.X, outer.Min.Y), outer.Max},
	} {
		draw.Draw(m, side, grey, image.Point{}, draw.Src)
	}
}
