// Edges runs a layer of a convolutional network by hand: filters that find edges in four
// directions, over a photograph, then ReLU or LeakyReLU. It draws what each leaves.
package main

import (
	"bytes"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"image"
	"image/png"
	"io"
	"math"
	"os"
	"slices"
	"time"

	"github.com/rectify-go/rectify"
)

//go:embed photo.png
var photoPNG []byte // LICENSE-photo says where it is from

// A filter gives a positive value where the photograph gets brighter in its direction, and a
// negative one where it gets darker. These are Sobel's, and the same turned by 45 degrees; the
// division keeps the values within -1 to 1.
type filter struct {
	name    string
	weights [9]float32 // 3x3, row by row, in quarters
}

var filters = []filter{
	{"brighter to the right", [9]float32{
		-1, 0, 1,
		-2, 0, 2,
		-1, 0, 1}},
	{"brighter downwards", [9]float32{
		-1, -2, -1,
		0, 0, 0,
		1, 2, 1}},
	{"brighter down and right", [9]float32{
		-2, -1, 0,
		-1, 0, 1,
		0, 1, 2}},
	{"brighter down and left", [9]float32{
		0, -1, -2,
		1, 0, -1,
		2, 1, 0}},
}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run is the program. It returns the exit status.
func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("edges", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // the error is enough
	alpha := flags.Float64("alpha", 0.1, "slope of LeakyReLU below 0")
	out := flags.String("out", "edges.png", "the picture to write")
	err := flags.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		flags.SetOutput(stdout)
		flags.PrintDefaults()
		return 0
	case err != nil:
	case flags.NArg() > 0:
		err = fmt.Errorf("unexpected argument %q", flags.Arg(0))
	case math.IsNaN(*alpha) || math.IsInf(float64(float32(*alpha)), 0):
		err = fmt.Errorf("-alpha %v: want a finite float32", *alpha)
	case *out == "":
		err = errors.New("-out is empty: want a file name")
	}
	if err != nil {
		fmt.Fprintln(stderr, "edges:", err)
		return 2
	}
	if err := edges(float32(*alpha), *out, stdout); err != nil {
		fmt.Fprintln(stderr, "edges:", err)
		return 1
	}
	return 0
}

func edges(alpha float32, file string, w io.Writer) error {
	photo, err := png.Decode(bytes.NewReader(photoPNG))
	if err != nil {
		return fmt.Errorf("photo.png: %w", err)
	}
	grey, width, height := luminance(photo)
	x := convolve(grey, width, height, filters)
	relu, leaky := activate(x, alpha)

	rows := []row{
		{"filters", nil, x},
		{"ReLU", []string{
			"keeps an edge towards brighter (red),",
			"drops one towards darker (blue)"}, relu},
		{fmt.Sprintf("LeakyReLU(%v)", alpha), []string{
			"keeps the edge towards brighter,",
			fmt.Sprintf("and %v of the one towards darker", alpha), "",
			"red: above 0, blue: below 0; the depth",
			"of colour goes by the square root"}, leaky},
	}
	fmt.Fprintf(w, "kernel %s\n", rectify.Kernel())
	fmt.Fprintf(w, "photograph of %dx%d, %d filters of 3x3: %d outputs in float32\n", width, height, len(filters), len(x))
	for _, row := range rows {
		above, zero, below := shares(row.v)
		fmt.Fprintf(w, "%-14s  %4.1f %% above 0, %4.1f %% zero, %4.1f %% below\n", row.title, above, zero, below)
	}
	fmt.Fprintf(w, "one call: ReLU %v, LeakyReLU %v (median of %d, reading the clock included)\n",
		median(func() { rectify.ReLUTo(relu, x) }), median(func() { rectify.LeakyReLUTo(leaky, x, alpha) }), calls)

	m, err := picture(photo, rows, width-2, height-2)
	if err != nil {
		return err
	}
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	err = png.Encode(f, m)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(w, "wrote", file)
	return nil
}

// luminance is the brightness of each pixel, 0 to 1, row by row.
func luminance(m image.Image) (grey []float32, width, height int) {
	b := m.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			r, g, b, _ := m.At(x, y).RGBA()
			grey = append(grey, (0.299*float32(r)+0.587*float32(g)+0.114*float32(b))/0xffff)
		}
	}
	return grey, b.Dx(), b.Dy()
}

// convolve lays each filter over each place of the image where it fits: of each filter
// (width-2)*(height-2) outputs, row by row. As in neural networks the filter is not turned over.
func convolve(in []float32, width, height int, filters []filter) (out []float32) {
	for _, f := range filters {
		for y := range height - 2 {
			for x := range width - 2 {
				var sum float32
				for k, weight := range f.weights {
					sum += weight / 4 * in[(y+k/3)*width+x+k%3]
				}
				out = append(out, sum)
			}
		}
	}
	return out
}

// activate is what the two activations make of x.
func activate(x []float32, alpha float32) (relu, leaky []float32) {
	relu, leaky = make([]float32, len(x)), make([]float32, len(x))
	rectify.ReLUTo(relu, x)
	rectify.LeakyReLUTo(leaky, x, alpha)
	return relu, leaky
}

// shares says how many of the values are above, at and below 0, in percent.
func shares(v []float32) (above, zero, below float64) {
	one := 100 / float64(len(v))
	for _, v := range v {
		switch {
		case v > 0:
			above += one
		case v < 0:
			below += one
		default:
			zero += one
		}
	}
	return above, zero, below
}

const calls = 101

// median is the median time of a call.
func median(call func()) time.Duration {
	times := make([]time.Duration, calls)
	for i := range times {
		start := time.Now()
		call()
		times[i] = time.Since(start)
	}
	slices.Sort(times)
	return times[len(times)/2]
}
