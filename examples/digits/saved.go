package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/rectify-go/rectify"
)

// printSaved says what it saves to take the bias and the rectifier in one pass.
func printSaved(w io.Writer, c config, steps int) {
	f := "ReLU"
	if c.kind == leaky {
		f = "LeakyReLU"
	}
	forward, backward := passes(c.rectifier, batch, c.hidden)
	saved := forward.two - forward.one + backward.two - backward.one
	fmt.Fprintf(w, "the two of one layer, %d rows of %d, in one pass and in two (median of %d calls):\n", batch, c.hidden, calls)
	fmt.Fprintf(w, "  forward   Add%s %v, a Go loop and %s %v\n", f, forward.one, f, forward.two)
	fmt.Fprintf(w, "  backward  %sBackwardFromOutputBias %v, %sBackwardFromOutput and a Go loop %v\n", f, backward.one, f, backward.two)
	fmt.Fprintf(w, "  one pass saved about %v in %d steps of two layers\n", (saved * time.Duration(2*steps)).Round(10*time.Microsecond), steps)
}

const calls = 101

// Times are those of bias and rectifier in one pass, and in two.
type times struct{ one, two time.Duration }

// passes measures both for a layer of so many columns, and a batch of so many rows.
func passes(r rectifier, rows, columns int) (forward, backward times) {
	rng := rand.New(rand.NewPCG(1, 0))
	normal := func(n int) (v []float32) {
		for range n {
			v = append(v, float32(rng.NormFloat64()))
		}
		return v
	}
	a := newActivation[float32](r, rows*columns)
	x, grad, bias := normal(len(a.y)), normal(len(a.y)), normal(columns)
	dy, dbias := make([]float32, len(grad)), make([]float32, columns)
	median := func(f func()) time.Duration {
		var took []time.Duration
		for range calls {
			copy(a.y, x)
			copy(dy, grad)
			start := time.Now()
			f()
			took = append(took, time.Since(start))
		}
		slices.Sort(took)
		return took[calls/2]
	}
	forward.one = median(func() { a.forward(len(a.y), bias) })
	forward.two = median(func() {
		addBias(a.y, bias)
		if r.kind == leaky {
			rectify.LeakyReLU(a.y, a.alpha)
		} else {
			rectify.ReLU(a.y)
		}
	})
	backward.one = median(func() { a.backward(dy, dbias) })
	backward.two = median(func() {
		if r.kind == leaky {
			rectify.LeakyReLUBackwardFromOutput(dy, a.y, a.alpha)
		} else {
			rectify.ReLUBackwardFromOutput(dy, a.y)
		}
		sumColumns(dbias, dy)
	})
	return forward, backward
}
