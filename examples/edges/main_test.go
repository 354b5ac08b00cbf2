package main

import (
	"bytes"
	"image"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/rectify-go/rectify"
)

func TestConvolve(t *testing.T) {
	// Dark on the left, bright on the right, and one bright spot at the lower left.
	in := []float32{
		0, 0, 1, 1,
		0, 0, 1, 1,
		1, 0, 1, 1,
	}
	want := []float32{
		0.75, 1, // to the right: 1, less a quarter for the spot
		0.25, 0, // down: the spot
		0.75, 0.75, // down and right
		-0.25, -0.75, // down and left
	}
	if got := convolve(in, 4, 3, filters); !slices.Equal(got, want) {
		t.Errorf("convolve = %v, want %v", got, want)
	}
}

func TestFilters(t *testing.T) {
	for _, f := range filters {
		var sum, positive float32
		for _, w := range f.weights {
			sum += w
			positive += max(w, 0)
		}
		if sum != 0 || positive != 4 {
			t.Errorf("%s: the weights add up to %v, the positive ones to %v, want 0 and 4", f.name, sum, positive)
		}
	}
}

// TestActivations: on every kernel ReLU leaves nothing below 0, LeakyReLU a tenth of it, and the
// picture is the same.
func TestActivations(t *testing.T) {
	photo, err := png.Decode(bytes.NewReader(photoPNG))
	if err != nil {
		t.Fatal(err)
	}
	grey, width, height := luminance(photo)
	if width != 150 || height != 103 || slices.Min(grey) < 0 || slices.Max(grey) > 1.0001 {
		t.Fatalf("photograph %dx%d, brightness %v to %v", width, height, slices.Min(grey), slices.Max(grey))
	}
	x := convolve(grey, width, height, filters)

	defer rectify.Use(rectify.Kernel())
	var first image.Image
	for _, kernel := range rectify.Kernels() {
		if err := rectify.Use(kernel); err != nil {
			t.Fatal(err)
		}
		relu, leaky := activate(x, 0.1)
		for i, x := range x {
			r, l := x, x
			if x < 0 {
				r, l = 0, 0.1*x
			}
			if relu[i] != r || math.Signbit(float64(relu[i])) || leaky[i] != l {
				t.Fatalf("%s: of %v ReLU leaves %v, want %v, and LeakyReLU %v, want %v", kernel, x, relu[i], r, leaky[i], l)
			}
		}
		m, err := picture(photo, []row{{"", nil, x}, {"", nil, relu}, {"", nil, leaky}}, width-2, height-2)
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = m
		}
		if !reflect.DeepEqual(m, first) {
			t.Errorf("with kernel %s the picture is another than with %s", kernel, rectify.Kernels()[0])
		}
	}
}

func TestRun(t *testing.T) {
	file := filepath.Join(t.TempDir(), "edges.png")
	var stdout, stderr bytes.Buffer
	if status := run([]string{"-out", file}, &stdout, &stderr); status != 0 {
		t.Fatalf("status %d: %s", status, &stderr)
	}
	for _, want := range []string{"kernel " + rectify.Kernel(), "59792 outputs", "LeakyReLU(0.1)", "one call"} {
		if !strings.Contains(stdout.String(), want) {
			t.Errorf("output has no %q:\n%s", want, &stdout)
		}
	}
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	m, err := png.DecodeConfig(f)
	if err != nil || m.Width < 5*scale*148 || m.Height < 3*scale*101 {
		t.Errorf("the picture is %dx%d (%v): too small for the photograph and 4 filters in 3 rows", m.Width, m.Height, err)
	}
}

func TestBadFlags(t *testing.T) {
	for _, args := range []string{"-alpha NaN", "-alpha Inf", "-alpha -1e39", "-alpha x", "-out=", "-unknown", "more"} {
		var stdout, stderr bytes.Buffer
		status := run(strings.Fields(args), &stdout, &stderr)
		if line := stderr.String(); status != 2 || stdout.Len() > 0 || strings.Count(line, "\n") != 1 || len(line) < 20 {
			t.Errorf("%s: status %d, %d bytes of output, and on stderr %q", args, status, stdout.Len(), line)
		}
	}
	var stdout, stderr bytes.Buffer
	if status := run([]string{"-out", filepath.Join(t.TempDir(), "none", "x.png")}, &stdout, &stderr); status != 1 || strings.Count(stderr.String(), "\n") != 1 {
		t.Errorf("-out in a missing directory: status %d, %q", status, &stderr)
	}
}
