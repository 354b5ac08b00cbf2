package main

import (
	"bytes"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/rectify-go/rectify"
)

// Every function, with parameters that make a difference.
var rectifiers = []rectifier{
	{kind: relu},
	{kind: leaky, alpha: 0.1},
	{kind: leaky, alpha: 1.5},
	{kind: leaky, alpha: 0},
	{kind: leaky, alpha: -0.5},
	{kind: clipped, max: 0.5},
	{kind: clipped, max: 6},
	{kind: squared},
}

// eachWay calls f with every function and every way back that it has.
func eachWay(t *testing.T, f func(t *testing.T, r rectifier)) {
	for _, r := range rectifiers {
		for _, r.way = range r.ways() {
			t.Run(r.name()+"/"+r.way, func(t *testing.T) { f(t, r) })
		}
	}
}

// TestGradient holds the backward pass to finite differences, parameter by parameter, in float64.
func TestGradient(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 0))
	training, _, err := load[float64](rng)
	if err != nil {
		t.Fatal(err)
	}
	b := training.pick([]int{0, 1, 2, 3, 4, 5})
	eachWay(t, func(t *testing.T, r rectifier) {
		n := newNetwork[float64]([]int{pixels, 7, 5, classes}, len(b.labels), r)
		n.initialize(rand.New(rand.NewPCG(4, 0)))
		for _, l := range n.layers {
			for i := range l.b { // or an image for which a whole layer is off gives the next one 0
				l.b[i] = 0.1 + 0.01*float64(i)
			}
		}
		n.forward(b.images)
		n.backward(b.images, b.labels)
		grad := slices.Clone(n.grad)

		// Small enough that no unit passes a bend, where the loss has none.
		const h = 1e-6
		for i, p := range n.params {
			loss := func(v float64) float64 {
				n.params[i] = v
				n.forward(b.images)
				return n.backward(b.images, b.labels)
			}
			want := (loss(p+h) - loss(p-h)) / (2 * h)
			n.params[i] = p
			if diff := math.Abs(grad[i] - want); !(diff <= 1e-8+1e-6*math.Abs(want)) {
				t.Fatalf("gradient of parameter %d is %v, by finite differences %v", i, grad[i], want)
			}
		}
	})
}

func trained(t *testing.T, c config) *result {
	t.Helper()
	r, err := train(c, func(int, epoch) {})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestSeed: one seed gives one result, on every kernel, bit for bit.
func TestSeed(t *testing.T) {
	defer rectify.Use(rectify.Kernel())
	eachWay(t, func(t *testing.T, r rectifier) {
		c := config{rectifier: r, epochs: 2, hidden: 33, rate: squaredRate, seed: 5}
		var want []float32
		for _, kernel := range rectify.Kernels() {
			if err := rectify.Use(kernel); err != nil {
				t.Fatal(err)
			}
			got := trained(t, c).params
			if want == nil {
				want = slices.Clone(got)
			}
			sameBits(t, "kernel "+kernel, got, want)
		}
		c.seed++
		if slices.Equal(trained(t, c).params, want) {
			t.Error("another seed gives the same result")
		}
	})
}

// TestWays: as long as no input is exactly 0, all ways of going backward give the same weights, bit
// for bit, whether they take the bias in one pass with the rectifier or not.
func TestWays(t *testing.T) {
	for _, r := range rectifiers {
		t.Run(r.name(), func(t *testing.T) {
			rng := rand.New(rand.NewPCG(6, 0))
			training, _, err := load[float32](rng)
			if err != nil {
				t.Fatal(err)
			}
			var nets []*network[float32]
			ways := r.ways()
			for _, r.way = range ways {
				n := newNetwork[float32]([]int{pixels, 33, 17, classes}, batch, r)
				n.initialize(rand.New(rand.NewPCG(7, 0)))
				nets = append(nets, n)
			}
			for range 2 {
				order := rng.Perm(len(training.labels))
				for numbers := range slices.Chunk(order, batch) {
					b := training.pick(numbers)
					for _, n := range nets {
						n.forward(b.images)
						n.backward(b.images, b.labels)
						n.update(squaredRate, momentum)
					}
					for _, l := range nets[len(nets)-1].layers[:2] { // it has the inputs
						if slices.Contains(l.act.x[:len(numbers)*l.out], 0) {
							t.Fatal("an input is exactly 0: choose another seed for this test")
						}
					}
				}
			}
			for i, n := range nets {
				sameBits(t, "backward by "+ways[i], n.params, nets[len(nets)-1].params)
			}
		})
	}
}

// TestWaysAtZero: at an input of exactly 0 the mask and the saved input have the derivative 1. The
// output has the one to the left of 0, and so has ReLUSquared, which has no bend there.
func TestWaysAtZero(t *testing.T) {
	black := make([]float32, pixels) // without biases, every input is 0
	eachWay(t, func(t *testing.T, r rectifier) {
		n := newNetwork[float32]([]int{pixels, 5, classes}, 1, r)
		n.initialize(rand.New(rand.NewPCG(8, 0)))
		n.forward(black)
		n.backward(black, []int{3})
		last := n.layers[1]
		for i, d := range n.layers[0].db {
			var dy float32 // with respect to the output of the unit
			for c, d := range last.db {
				dy += d * last.w[i*last.out+c]
			}
			want := dy
			if r.way == byOutput || r.kind == squared {
				want *= r.alpha
			}
			if math.Abs(float64(d-want)) > 1e-6 {
				t.Errorf("gradient of bias %d is %v, want %v", i, d, want)
			}
		}
	})
}

func sameBits(t *testing.T, what string, got, want []float32) {
	t.Helper()
	for i := range want {
		if math.Float32bits(got[i]) != math.Float32bits(want[i]) {
			t.Fatalf("%s: parameter %d is %v, want %v", what, i, got[i], want[i])
		}
	}
}

func TestAccuracy(t *testing.T) {
	for _, kind := range []string{relu, leaky, clipped, squared} {
		c, err := parse([]string{"-activation", kind, "-epochs", "10", "-hidden", "64"}, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		r := trained(t, c)
		last := r.epochs[len(r.epochs)-1]
		if last.accuracy < 0.95 {
			t.Errorf("%s: test accuracy %.1f %%, want 95 or more", kind, 100*last.accuracy)
		}
		if last.trained != 1438 || last.tested != 359 {
			t.Errorf("%d images to train on and %d held out, want 1438 and 359", last.trained, last.tested)
		}
	}
}

func TestDead(t *testing.T) {
	n := newNetwork[float32]([]int{pixels, 70, classes}, 2, rectifier{kind: relu, way: byInput})
	for i := range 7 {
		n.layers[0].b[10*i] = -1
	}
	n.layers[0].w[20] = 2 // from pixel 0 to unit 20: alive on the second image
	n.forward(append(make([]float32, pixels), slices.Repeat([]float32{1}, pixels)...))
	if got, want := n.dead(2), 6.0/70; got != want {
		t.Errorf("dead = %v, want %v", got, want)
	}
}

func TestBytes(t *testing.T) {
	for way, want := range map[string]int{byMask: 2 * 8, byInput: 65 * 4, byOutput: 0} {
		output, kept := newActivation[float32](rectifier{kind: relu, way: way}, 65).bytes()
		if output != 65*4 || kept != want {
			t.Errorf("%s: %d and %d bytes, want %d and %d", way, output, kept, 65*4, want)
		}
	}
}

func TestRun(t *testing.T) {
	for _, test := range []struct {
		args  string
		wants []string
		fused bool
	}{
		{"", []string{", ReLU, backward by output"}, true},
		{"-activation leaky -alpha 0.5", []string{", LeakyReLU(0.5), backward by output"}, true},
		{"-activation leaky -alpha -1", []string{", LeakyReLU(-1), backward by mask"}, false},
		{"-activation relu -backward input", []string{", ReLU, backward by input"}, false},
		{"-activation clipped -max 1", []string{", ClippedReLU(1), backward by output"}, false},
		{"-activation squared", []string{", ReLUSquared, backward by input"}, false},
	} {
		var stdout, stderr bytes.Buffer
		if status := run(append(strings.Fields(test.args), "-epochs", "1", "-hidden", "8"), &stdout, &stderr); status != 0 {
			t.Fatalf("%s: status %d: %s", test.args, status, &stderr)
		}
		for _, want := range append(test.wants, "kernel "+rectify.Kernel(), "epoch  1", "test accuracy:", "bias and activation:", "kept for backward") {
			if !strings.Contains(stdout.String(), want) {
				t.Errorf("%s: output has no %q:\n%s", test.args, want, &stdout)
			}
		}
		if strings.Contains(stdout.String(), "in 45 steps of two layers") != test.fused {
			t.Errorf("%s: whether it prints what is saved should be %v:\n%s", test.args, test.fused, &stdout)
		}
	}
}

func TestCompare(t *testing.T) {
	t.Chdir(t.TempDir())
	var stdout, stderr bytes.Buffer
	if status := run(strings.Fields("-compare -epochs 1 -hidden 4"), &stdout, &stderr); status != 0 {
		t.Fatalf("status %d: %s", status, &stderr)
	}
	if png, err := os.ReadFile("learning.png"); err != nil || !bytes.HasPrefix(png, []byte("\x89PNG")) {
		t.Errorf("learning.png: no PNG (%v)", err)
	}
}

func TestBadFlags(t *testing.T) {
	for _, args := range []string{
		"-activation gelu", "-activation=", "-activation clipped -max 0", "-activation clipped -max NaN", "-max Inf", "-max 1e-60",
		"-backward=", "-activation clipped -backward mask", "-activation squared -backward output", "-alpha NaN", "-alpha Inf", "-alpha -Inf", "-alpha 1e39", "-alpha x",
		"-epochs 0", "-epochs -1", "-epochs 10001", "-epochs 1.5", "-hidden 0", "-hidden -1", "-hidden 1025",
		"-rate 0", "-rate -1", "-rate NaN", "-rate Inf", "-rate 1e-60", "-seed -1", "-backward up",
		"-activation leaky -alpha 0 -backward output", "-activation leaky -alpha -1 -backward output",
		"-activation leaky -alpha 1e-60 -backward output", "-compare -alpha 0 -backward output",
		"-compare -activation relu", "-unknown", "more", "-epochs 1 more",
	} {
		var stdout, stderr bytes.Buffer
		status := run(strings.Fields(args), &stdout, &stderr)
		if line := stderr.String(); status != 2 || stdout.Len() > 0 || strings.Count(line, "\n") != 1 || len(line) < 20 {
			t.Errorf("%s: status %d, %d bytes of output, and on stderr %q", args, status, stdout.Len(), line)
		}
	}
	var stdout, stderr bytes.Buffer
	if status := run([]string{"-h"}, &stdout, &stderr); status != 0 || !strings.Contains(stdout.String(), "-epochs") {
		t.Errorf("-h: status %d, %q", status, &stdout)
	}
}

// TestDiverged: what does not converge says so, and draws nothing.
func TestDiverged(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, args := range []string{"-activation leaky -rate 1e30 -epochs 2 -hidden 4", "-compare -rate 1e30 -epochs 2 -hidden 4"} {
		var stdout, stderr bytes.Buffer
		if status := run(strings.Fields(args), &stdout, &stderr); status != 1 || strings.Count(stderr.String(), "\n") != 1 {
			t.Errorf("%s: status %d, %q", args, status, &stderr)
		}
	}
	if _, err := os.Stat("learning.png"); err == nil {
		t.Error("learning.png was drawn")
	}
}
