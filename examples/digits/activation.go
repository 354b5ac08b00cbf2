package main

import (
	"unsafe"

	"github.com/rectify-go/rectify"
)

// The ways of going backward through an activation. They differ in what the forward step keeps.
const (
	byMask   = "mask"   // forward in place, and one bit an element
	byInput  = "input"  // forward into another slice: the input stays
	byOutput = "output" // forward in place, and nothing else
)

// An activation is ReLU or LeakyReLU between two layers, with its memory for one batch.
type activation[T float] struct {
	leaky bool
	alpha T // the slope of LeakyReLU below 0
	way   string

	y    []T      // the output, which the next layer reads, forward and backward
	x    []T      // the input: y itself, but for byInput
	mask []uint64 // for byMask: where the input was not below 0
}

func newActivation[T float](leaky bool, alpha T, way string, size int) *activation[T] {
	a := &activation[T]{leaky: leaky, alpha: alpha, way: way, y: make([]T, size)}
	a.x = a.y
	switch way {
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

// forward turns the first n elements of a.x into a.y.
func (a *activation[T]) forward(n int) {
	x, y := a.x[:n], a.y[:n]
	switch {
	case a.way == byMask && a.leaky:
		rectify.LeakyReLUMask(y, a.mask, a.alpha)
	case a.way == byMask:
		rectify.ReLUMask(y, a.mask)
	case a.way == byInput && a.leaky:
		rectify.LeakyReLUTo(y, x, a.alpha)
	case a.way == byInput:
		rectify.ReLUTo(y, x)
	case a.leaky:
		rectify.LeakyReLU(y, a.alpha)
	default:
		rectify.ReLU(y)
	}
}

// backward turns the gradient with respect to the output into that with respect to the input.
func (a *activation[T]) backward(dy []T) {
	x, y := a.x[:len(dy)], a.y[:len(dy)]
	switch {
	case a.way == byMask && a.leaky:
		rectify.LeakyReLUBackwardMask(dy, a.mask, a.alpha)
	case a.way == byMask:
		rectify.ReLUBackwardMask(dy, a.mask)
	case a.way == byInput && a.leaky:
		rectify.LeakyReLUBackward(dy, x, a.alpha)
	case a.way == byInput:
		rectify.ReLUBackward(dy, x)
	case a.leaky:
		// y stands in for x, since it has the same sign. That takes alpha > 0.
		rectify.LeakyReLUBackward(dy, y, a.alpha)
	default:
		rectify.ReLUBackwardFromOutput(dy, y)
	}
}
