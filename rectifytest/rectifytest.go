// Package rectifytest holds anyone's rectifiers to the table of package rectify, bit by bit, and
// says in words where they differ: a NaN swallowed, a payload lost, a -0, another derivative at 0,
// subnormals flushed, a tail that differs from the body.
//
// What is tested is a set of functions on slices, [Functions] or [Functions16], of which any may be
// missing. What is not in Go, lives on a device, works on whole tensors, or only out of place,
// is wrapped in a function that copies; see the examples.
//
// [Compare] gives the differences, and [Summary] says them in a line a function. [Test] fails on
// those that are not allowed; [PyTorch], [TensorFlow], [JAX] and [ONNX] allow what is the
// convention there. [Fuzz] looks for more.
//
// The tests of package rectify, and what its documentation says of others, come from here.
package rectifytest

import (
	"slices"

	"github.com/rectify-go/rectify"
	"github.com/rectify-go/rectify/internal/contract"
)

// Functions is what to test, for one element type. A function that is nil is not there. Each does
// what the function of package rectify with its name and To does, or for a mask, with its name.
//
// All slices of a call have the same length, but for masks, which have [rectify.MaskLen] words, and
// for b, alpha and db, whose length divides that of the others. The destination may be a source too
// (see [OutOfPlace]), and is else disjoint from all. Two sources are disjoint, or the same.
type Functions[T rectify.Float] struct {
	ReLU                            func(dst, src []T)
	LeakyReLU                       func(dst, src []T, alpha T)
	ReLUGrad                        func(dst, src []T)
	LeakyReLUGrad                   func(dst, src []T, alpha T)
	ReLUBackward                    func(dx, dy, x []T)
	LeakyReLUBackward               func(dx, dy, x []T, alpha T)
	ReLUBackwardFromOutput          func(dx, dy, y []T)
	LeakyReLUBackwardFromOutput     func(dx, dy, y []T, alpha T)
	AddReLU                         func(dst, x, b []T)
	AddLeakyReLU                    func(dst, x, b []T, alpha T)
	ReLUBackwardFromOutputBias      func(dx, dy, y, db []T)
	LeakyReLUBackwardFromOutputBias func(dx, dy, y, db []T, alpha T)
	ClippedReLU                     func(dst, src []T, max T)
	ClippedReLUBackward             func(dx, dy, x []T, max T)
	ClippedReLUBackwardFromOutput   func(dx, dy, y []T, max T)
	PReLU                           func(dst, x, alpha []T)
	PReLUBackward                   func(dx, dy, x, alpha []T)
	ReLUSquared                     func(dst, src []T)
	ReLUSquaredBackward             func(dx, dy, x []T)

	ReLUMask              func(x []T, mask []uint64)
	LeakyReLUMask         func(x []T, mask []uint64, alpha T)
	ReLUBackwardMask      func(dy []T, mask []uint64)
	LeakyReLUBackwardMask func(dy []T, mask []uint64, alpha T)
}

// Functions16 is what to test, for the 16-bit floats of one format. It is to Functions what
// ReLU16To is to ReLUTo.
type Functions16 struct {
	Format rectify.Format16

	ReLU                        func(dst, src []uint16)
	LeakyReLU                   func(dst, src []uint16, alpha float32)
	ReLUBackward                func(dx, dy, x []uint16)
	LeakyReLUBackward           func(dx, dy, x []uint16, alpha float32)
	ReLUBackwardFromOutput      func(dx, dy, y []uint16)
	LeakyReLUBackwardFromOutput func(dx, dy, y []uint16, alpha float32)
}

// Rectify is package rectify itself, on the kernel in use.
func Rectify[T rectify.Float]() Functions[T] {
	return Functions[T]{
		ReLU:                            rectify.ReLUTo[T],
		LeakyReLU:                       rectify.LeakyReLUTo[T],
		ReLUGrad:                        rectify.ReLUGradTo[T],
		LeakyReLUGrad:                   rectify.LeakyReLUGradTo[T],
		ReLUBackward:                    rectify.ReLUBackwardTo[T],
		LeakyReLUBackward:               rectify.LeakyReLUBackwardTo[T],
		ReLUBackwardFromOutput:          rectify.ReLUBackwardFromOutputTo[T],
		LeakyReLUBackwardFromOutput:     rectify.LeakyReLUBackwardFromOutputTo[T],
		AddReLU:                         rectify.AddReLUTo[T],
		AddLeakyReLU:                    rectify.AddLeakyReLUTo[T],
		ReLUBackwardFromOutputBias:      rectify.ReLUBackwardFromOutputBiasTo[T],
		LeakyReLUBackwardFromOutputBias: rectify.LeakyReLUBackwardFromOutputBiasTo[T],
		ClippedReLU:                     rectify.ClippedReLUTo[T],
		ClippedReLUBackward:             rectify.ClippedReLUBackwardTo[T],
		ClippedReLUBackwardFromOutput:   rectify.ClippedReLUBackwardFromOutputTo[T],
		PReLU:                           rectify.PReLUTo[T],
		PReLUBackward:                   rectify.PReLUBackwardTo[T],
		ReLUSquared:                     rectify.ReLUSquaredTo[T],
		ReLUSquaredBackward:             rectify.ReLUSquaredBackwardTo[T],
		ReLUMask:                        rectify.ReLUMask[T],
		LeakyReLUMask:                   rectify.LeakyReLUMask[T],
		ReLUBackwardMask:                rectify.ReLUBackwardMask[T],
		LeakyReLUBackwardMask:           rectify.LeakyReLUBackwardMask[T],
	}
}

// Rectify16 is package rectify itself, for words in the format f.
func Rectify16(f rectify.Format16) Functions16 {
	return Functions16{
		Format:    f,
		ReLU:      func(dst, src []uint16) { rectify.ReLU16To(f, dst, src) },
		LeakyReLU: func(dst, src []uint16, alpha float32) { rectify.LeakyReLU16To(f, dst, src, alpha) },
		ReLUBackward: func(dx, dy, x []uint16) {
			rectify.ReLUBackward16To(f, dx, dy, x)
		},
		LeakyReLUBackward: func(dx, dy, x []uint16, alpha float32) {
			rectify.LeakyReLUBackward16To(f, dx, dy, x, alpha)
		},
		ReLUBackwardFromOutput: func(dx, dy, y []uint16) {
			rectify.ReLUBackwardFromOutput16To(f, dx, dy, y)
		},
		LeakyReLUBackwardFromOutput: func(dx, dy, y []uint16, alpha float32) {
			rectify.LeakyReLUBackwardFromOutput16To(f, dx, dy, y, alpha)
		},
	}
}

// Plain is the plain loops that are the contract.
func Plain[T rectify.Float]() Functions[T] {
	return Functions[T]{
		ReLU:                            to1(contract.ReLU[T]),
		LeakyReLU:                       to1s(contract.LeakyReLU[T]),
		ReLUGrad:                        to1(contract.ReLUGrad[T]),
		LeakyReLUGrad:                   to1s(contract.LeakyReLUGrad[T]),
		ReLUBackward:                    to2(contract.ReLUBackward[T]),
		LeakyReLUBackward:               to2s(contract.LeakyReLUBackward[T]),
		ReLUBackwardFromOutput:          to2(contract.ReLUBackwardFromOutput[T]),
		LeakyReLUBackwardFromOutput:     to2s(contract.LeakyReLUBackwardFromOutput[T]),
		AddReLU:                         to2(contract.AddReLU[T]),
		AddLeakyReLU:                    to2s(contract.AddLeakyReLU[T]),
		ReLUBackwardFromOutputBias:      to3(contract.ReLUBackwardFromOutputBias[T]),
		LeakyReLUBackwardFromOutputBias: to3s(contract.LeakyReLUBackwardFromOutputBias[T]),
		ClippedReLU:                     to1s(contract.ClippedReLU[T]),
		ClippedReLUBackward:             to2s(contract.ClippedReLUBackward[T]),
		ClippedReLUBackwardFromOutput:   to2s(contract.ClippedReLUBackwardFromOutput[T]),
		PReLU:                           to2(contract.PReLU[T]),
		PReLUBackward:                   to3(contract.PReLUBackward[T]),
		ReLUSquared:                     to1(contract.ReLUSquared[T]),
		ReLUSquaredBackward:             to2(contract.ReLUSquaredBackward[T]),
		ReLUMask:                        contract.ReLUMask[T],
		LeakyReLUMask:                   contract.LeakyReLUMask[T],
		ReLUBackwardMask:                contract.ReLUBackwardMask[T],
		LeakyReLUBackwardMask:           contract.LeakyReLUBackwardMask[T],
	}
}

// Plain16 is the plain loops for words in the format f, which convert by arithmetic.
func Plain16(f rectify.Format16) Functions16 {
	w := contract.Format16(f)
	return Functions16{
		Format:    f,
		ReLU:      to1(func(x []uint16) { contract.ReLU16(w, x) }),
		LeakyReLU: to1s(func(x []uint16, alpha float32) { contract.LeakyReLU16(w, x, alpha) }),
		ReLUBackward: to2(func(dy, x []uint16) {
			contract.ReLUBackward16(w, dy, x)
		}),
		LeakyReLUBackward: to2s(func(dy, x []uint16, alpha float32) {
			contract.LeakyReLUBackward16(w, dy, x, alpha)
		}),
		ReLUBackwardFromOutput: to2(func(dy, y []uint16) {
			contract.ReLUBackwardFromOutput16(w, dy, y)
		}),
		LeakyReLUBackwardFromOutput: to2s(func(dy, y []uint16, alpha float32) {
			contract.LeakyReLUBackwardFromOutput16(w, dy, y, alpha)
		}),
	}
}

// The plain loops work in place. What follows makes functions with a destination of them: by way of
// a copy, for the destination may be the second source.

func to1[E any](f func(x []E)) func(dst, src []E) {
	return func(dst, src []E) {
		r := slices.Clone(src)
		f(r)
		copy(dst, r)
	}
}

func to1s[E, S any](f func(x []E, s S)) func(dst, src []E, s S) {
	return func(dst, src []E, s S) { to1(func(x []E) { f(x, s) })(dst, src) }
}

func to2[E any](f func(x, y []E)) func(dst, x, y []E) {
	return func(dst, x, y []E) { to1(func(x []E) { f(x, y) })(dst, x) }
}

func to2s[E, S any](f func(x, y []E, s S)) func(dst, x, y []E, s S) {
	return func(dst, x, y []E, s S) { to1(func(x []E) { f(x, y, s) })(dst, x) }
}

func to3[E any](f func(x, y, z []E)) func(dst, x, y, z []E) {
	return func(dst, x, y, z []E) { to1(func(x []E) { f(x, y, z) })(dst, x) }
}

func to3s[E, S any](f func(x, y, z []E, s S)) func(dst, x, y, z []E, s S) {
	return func(dst, x, y, z []E, s S) { to1(func(x []E) { f(x, y, z, s) })(dst, x) }
}
