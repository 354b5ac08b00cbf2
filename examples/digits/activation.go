package main

import (
	"fmt"
	"unsafe"

	"github.com/rectify-go/rectify"
)

// What can stand between two layers.
const (
	relu    = "relu"
	leaky   = "leaky"
	clipped = "clipped"
	squared = "squared"
)

// The ways of going backward through it. They differ in what the forward step keeps.
const (
	byOutput = "output" // forward in place, and nothing else
	byMask   = "mask"   // forward in place, and one bit an element
	byInput  = "input"  // forward into another slice: the input stays
)

// A rectifier is what the flags say of the activations.
type rectifier struct {
	kind       string
	alpha, max float32 // the slope of leaky below 0, and the bound of clipped
	way        string
}

// name is that of the function.
func (r rectifier) name() string {
	switch r.kind {
	case relu:
		return "ReLU"
	case leaky:
		return fmt.Sprintf("LeakyReLU(%v)", r.alpha)
	case clipped:
		return fmt.Sprintf("ClippedReLU(%v)", r.max)
	default:
		return "ReLUSquared"
	}
}

// ways are those that the function can go backward, the best first.
func (r rectifier) ways() []string {
	switch {
	case r.kind == squared:
		return []string{byInput}
	case r.kind == clipped:
		return []string{byOutput, byInput}
	case r.kind == leaky && r.alpha <= 0: // the output does not have the sign of the input
		return []string{byMask, byInput}
	default:
		return []string{byOutput, byMask, byInput}
	}
}

// An activation adds the bias to what the matrix product has made, and applies the rectifier, with
// its memory for one batch.
type activation[T float] struct {
	kind       string
	way        string
	alpha, max T

	y    []T      // the output, which the next layer reads, forward and backward
	x    []T      // the input: y itself, but for byInput
	mask []uint64 // for byMask: where the input was not below 0
}

func newActivation[T float](r rectifier, size int) *activation[T] {
	a := &activation[T]{kind: r.kind, way: r.way, alpha: T(r.alpha), max: T(r.max), y: make([]T, size)}
	a.x = a.y
	switch r.way {
	case byInput:
		a.x = make([]T, size)
	case byMask:
		a.mask = make([]uint64, rectify.MaskLen(size))
	}
	return a
}

// bytes is the memory for the output, which the next layer needs anyway, and for what is kept on
// top of it to go backward.
func (a *activation[T]) bytes() (output, kept int) {
	size := int(unsafe.Sizeof(a.alpha))
	output = len(a.y) * size
	switch a.way {
	case byInput:
		kept = len(a.x) * size
	case byMask:
		kept = len(a.mask) * 8
	}
	return output, kept
}

// fused says whether the bias goes in one pass with the rectifier, forward and backward.
func (a *activation[T]) fused() bool {
	return a.way == byOutput && (a.kind == relu || a.kind == leaky)
}

// forward turns the first n elements of a.x into a.y, with a bias for each column.
func (a *activation[T]) forward(n int, bias []T) {
	x, y := a.x[:n], a.y[:n]
	if a.fused() {
		if a.kind == leaky {
			rectify.AddLeakyReLU(y, bias, a.alpha)
		} else {
			rectify.AddReLU(y, bias)
		}
		return
	}
	addBias(x, bias)
	switch a.way {
	case byOutput:
		rectify.ClippedReLU(y, a.max)
	case byMask:
		if a.kind == leaky {
			rectify.LeakyReLUMask(y, a.mask, a.alpha)
		} else {
			rectify.ReLUMask(y, a.mask)
		}
	case byInput:
		switch a.kind {
		case relu:
			rectify.ReLUTo(y, x)
		case leaky:
			rectify.LeakyReLUTo(y, x, a.alpha)
		case clipped:
			rectify.ClippedReLUTo(y, x, a.max)
		case squared:
			rectify.ReLUSquaredTo(y, x)
		}
	}
}

// backward turns the gradient with respect to the output into that with respect to the input, and
// adds its columns to dbias.
func (a *activation[T]) backward(dy, dbias []T) {
	x, y := a.x[:len(dy)], a.y[:len(dy)]
	if a.fused() {
		if a.kind == leaky {
			rectify.LeakyReLUBackwardFromOutputBias(dy, y, dbias, a.alpha)
		} else {
			rectify.ReLUBackwardFromOutputBias(dy, y, dbias)
		}
		return
	}
	switch a.way {
	case byOutput:
		rectify.ClippedReLUBackwardFromOutput(dy, y, a.max)
	case byMask:
		if a.kind == leaky {
			rectify.LeakyReLUBackwardMask(dy, a.mask, a.alpha)
		} else {
			rectify.ReLUBackwardMask(dy, a.mask)
		}
	case byInput:
		switch a.kind {
		case relu:
			rectify.ReLUBackward(dy, x)
		case leaky:
			rectify.LeakyReLUBackward(dy, x, a.alpha)
		case clipped:
			rectify.ClippedReLUBackward(dy, x, a.max)
		case squared:
			rectify.ReLUSquaredBackward(dy, x)
		}
	}
	sumColumns(dbias, dy)
}

// addBias adds the bias to each row of x.
func addBias[T float](x, bias []T) {
	for len(x) > 0 {
		row := x[:len(bias)]
		for c, b := range bias {
			row[c] += b
		}
		x = x[len(bias):]
	}
}

// sumColumns adds each row of dy to dbias.
func sumColumns[T float](dbias, dy []T) {
	for len(dy) > 0 {
		row := dy[:len(dbias)]
		for c := range dbias {
			dbias[c] += row[c]
		}
		dy = dy[len(dbias):]
	}
}
