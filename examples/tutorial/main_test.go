package main

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rectify-go/rectify"
)

const want = `Relu: f(x) = x if x > 0, and 0 otherwise
Applying Relu on (1.0) gives 1.0
Applying Relu on (-10.0) gives 0.0
Applying Relu on (0.0) gives 0.0
Applying Relu on (15.0) gives 15.0
Applying Relu on (-20.0) gives 0.0

Its gradient: f'(x) = 1 if x >= 0, and 0 if x < 0
The gradient of Relu at (1.0) is 1
The gradient of Relu at (-10.0) is 0
The gradient of Relu at (0.0) is 1
The gradient of Relu at (15.0) is 1
The gradient of Relu at (-20.0) is 0

Leaky Relu: f(x) = x if x >= 0, and 0.01*x if x < 0
Applying Leaky Relu on (1.0) gives 1.0
Applying Leaky Relu on (-10.0) gives -0.1
Applying Leaky Relu on (0.0) gives 0.0
Applying Leaky Relu on (15.0) gives 15.0
Applying Leaky Relu on (-20.0) gives -0.2

Its gradient: f'(x) = 1 if x >= 0, and 0.01 if x < 0
The gradient of Leaky Relu at (1.0) is 1
The gradient of Leaky Relu at (-10.0) is 0.01
The gradient of Leaky Relu at (0.0) is 1
The gradient of Leaky Relu at (15.0) is 1
The gradient of Leaky Relu at (-20.0) is 0.01

`

// TestRun: each kernel prints the lesson, and draws the same picture.
func TestRun(t *testing.T) {
	defer rectify.Use(rectify.Kernel())
	file := filepath.Join(t.TempDir(), "lesson.png")
	var first []byte
	for _, kernel := range rectify.Kernels() {
		if err := rectify.Use(kernel); err != nil {
			t.Fatal(err)
		}
		var stdout, stderr bytes.Buffer
		if status := run([]string{"-out", file}, &stdout, &stderr); status != 0 {
			t.Fatalf("%s: status %d: %s", kernel, status, &stderr)
		}
		if got, want := stdout.String(), fmt.Sprintf("%swrote %s\n", want, file); got != want {
			t.Errorf("%s: the output is\n%s\nand should be\n%s", kernel, got, want)
		}
		drawn, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = drawn
		}
		if !bytes.Equal(drawn, first) {
			t.Errorf("with kernel %s the picture is another than with %s", kernel, rectify.Kernels()[0])
		}
	}

	m, err := png.Decode(bytes.NewReader(first))
	if err != nil {
		t.Fatal(err)
	}
	b := m.Bounds()
	if b.Dx() < 800 || b.Dy() < 600 {
		t.Errorf("the picture is %dx%d: too small for four graphs", b.Dx(), b.Dy())
	}
	at := [4]float64{-4, -1, 1, 4}
	var zero, unit [2]float64 // of the axes of a function and of a gradient, from the graphs of ReLU
	for i, values := range [][4]float64{{0, 0, 1, 4}, {0, 0, 1, 1}, {-0.4, -0.1, 1, 4}, {0.1, 0.1, 1, 1}} {
		quarter := image.Rectangle{b.Min, b.Min.Add(b.Size().Div(2))}.Add(image.Pt(i%2*b.Dx()/2, i/2*b.Dy()/2))
		heights, err := heights(m, quarter, graphs[i].color, at)
		if err != nil {
			t.Errorf("%s: %v", graphs[i].title, err)
			continue
		}
		if i < 2 {
			zero[i], unit[i] = heights[0], (heights[3]-heights[0])/values[3]
		}
		for k, v := range values {
			if want := zero[i%2] + unit[i%2]*v; math.Abs(heights[k]-want) > 1.5 || unit[i%2] < 30 {
				t.Errorf("%s at %v: %.1f pixels high, want %.1f for %v", graphs[i].title, at[k], heights[k], want, v)
			}
		}
	}
}

// heights says how high the line of this colour is in the quarter, in pixels, at each x, if it
// goes from -5 to 5.
func heights(m image.Image, quarter image.Rectangle, c color.Color, at [4]float64) (heights [4]float64, err error) {
	columns := map[int][]float64{}
	first, last := quarter.Max.X, quarter.Min.X
	for x := quarter.Min.X; x < quarter.Max.X; x++ {
		for y := quarter.Min.Y; y < quarter.Max.Y; y++ {
			if color.NRGBAModel.Convert(m.At(x, y)) == c {
				columns[x] = append(columns[x], float64(quarter.Max.Y-y))
				first, last = min(first, x), max(last, x)
			}
		}
	}
	for k, x := range at {
		column := columns[first+int(math.Round((x+5)/10*float64(last-first)))]
		if len(column) == 0 {
			return heights, fmt.Errorf("there is no line at %v", x)
		}
		heights[k] = (slices.Min(column) + slices.Max(column)) / 2
	}
	return heights, nil
}

// TestREADME: the picture in the README of the repository is the one that this program draws.
func TestREADME(t *testing.T) {
	file := filepath.Join(t.TempDir(), "rectifiers.svg")
	if err := draw(file); err != nil {
		t.Fatal(err)
	}
	drawn, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := os.ReadFile("../../docs/rectifiers.svg")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(drawn, kept) {
		t.Error("docs/rectifiers.svg is another picture: run go generate in examples/tutorial")
	}
	var text strings.Builder
	for d := xml.NewDecoder(bytes.NewReader(drawn)); ; {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if data, ok := token.(xml.CharData); ok {
			text.Write(data)
		}
	}
	for _, g := range graphs {
		if !strings.Contains(text.String(), g.title) {
			t.Errorf("docs/rectifiers.svg has no text %q", g.title)
		}
	}
}

func TestBadFlags(t *testing.T) {
	for _, args := range []string{"-out=", "-out picture.gif", "-out png", "-unknown", "more"} {
		var stdout, stderr bytes.Buffer
		status := run(strings.Fields(args), &stdout, &stderr)
		if line := stderr.String(); status != 2 || stdout.Len() > 0 || strings.Count(line, "\n") != 1 || len(line) < 20 {
			t.Errorf("%s: status %d, %d bytes of output, and on stderr %q", args, status, stdout.Len(), line)
		}
	}
	var stdout, stderr bytes.Buffer
	if status := run([]string{"-h"}, &stdout, &stderr); status != 0 || !strings.Contains(stdout.String(), "-out") {
		t.Errorf("-h: status %d, %q", status, &stdout)
	}
	if status := run([]string{"-out", filepath.Join(t.TempDir(), "none", "x.png")}, &stdout, &stderr); status != 1 || strings.Count(stderr.String(), "\n") != 1 {
		t.Errorf("-out in a missing directory: status %d, %q", status, &stderr)
	}
}
