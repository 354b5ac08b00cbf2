package main

import r "github.com/rectify-go/rectify"

type (
	float   interface{ float32 | float64 }
	element interface{ float32 | float64 | uint16 } // uint16 is either of the 16-bit formats
)

// An operation is a function of the package. To measure another one, add a line to a table below.
type operation[E element] struct {
	name  string
	loads int // whole slices that it reads: x, or dy and x. In place, the first of them is dst.
	flags flags
	run   func(b *batch[E], calls int)
}

type flags uint

const (
	to         flags = 1 << iota // the destination is a slice of its own
	writesMask                   // a bit for each element
	readsMask
	adds     // a third slice, of all elements or of a row: a bias
	slopes   // the same, of alphas
	sums     // the same, always of a row: the gradient of a bias
	squares  // on numbers that stay what they are when they are squared
	steep    // alpha above 1
	converts // bound by conversions, for float16

	masks = writesMask | readsMask
	third = adds | slopes | sums
)

func (f flags) has(any flags) bool { return f&any != 0 }

// A batch is what the calls of one measurement work on: a power of two of buffers of each kind.
// Slices that an operation has no use for are there too, but are those of another kind.
type batch[E element] struct {
	dst, a, b [][]E
	c         [][]E // the third slice; a row is the same for all
	masks     [][]uint64
	last      int // the number of buffers, less one
	columns   int // of a row

	alpha, max E
	slope      float32 // alpha of the 16-bit functions
	format     r.Format16
}

// each calls f with the number of a buffer, so many times. It is inlined, and f in it, so that what
// f calls is called directly: behind a function value a call would take a nanosecond more, and its
// arguments would escape.
func (b *batch[E]) each(calls int, f func(i int)) {
	for i := range calls {
		f(i & b.last)
	}
}

func floatOperations[F float]() []operation[F] {
	type B = *batch[F]
	return []operation[F]{
		{"ReLU", 1, 0, func(b B, n int) { b.each(n, func(i int) { r.ReLU(b.dst[i]) }) }},
		{"ReLUTo", 1, to, func(b B, n int) { b.each(n, func(i int) { r.ReLUTo(b.dst[i], b.a[i]) }) }},
		{"LeakyReLU", 1, 0, func(b B, n int) { b.each(n, func(i int) { r.LeakyReLU(b.dst[i], b.alpha) }) }},
		{"LeakyReLUTo", 1, to, func(b B, n int) { b.each(n, func(i int) { r.LeakyReLUTo(b.dst[i], b.a[i], b.alpha) }) }},
		{"LeakyReLU (alpha > 1)", 1, steep, func(b B, n int) { b.each(n, func(i int) { r.LeakyReLU(b.dst[i], b.alpha) }) }},
		{"LeakyReLUTo (alpha > 1)", 1, to | steep, func(b B, n int) { b.each(n, func(i int) { r.LeakyReLUTo(b.dst[i], b.a[i], b.alpha) }) }},
		{"ReLUGrad", 1, 0, func(b B, n int) { b.each(n, func(i int) { r.ReLUGrad(b.dst[i]) }) }},
		{"ReLUGradTo", 1, to, func(b B, n int) { b.each(n, func(i int) { r.ReLUGradTo(b.dst[i], b.a[i]) }) }},
		{"LeakyReLUGrad", 1, 0, func(b B, n int) { b.each(n, func(i int) { r.LeakyReLUGrad(b.dst[i], b.alpha) }) }},
		{"LeakyReLUGradTo", 1, to, func(b B, n int) { b.each(n, func(i int) { r.LeakyReLUGradTo(b.dst[i], b.a[i], b.alpha) }) }},
		{"ReLUBackward", 2, 0, func(b B, n int) { b.each(n, func(i int) { r.ReLUBackward(b.dst[i], b.b[i]) }) }},
		{"ReLUBackwardTo", 2, to, func(b B, n int) { b.each(n, func(i int) { r.ReLUBackwardTo(b.dst[i], b.a[i], b.b[i]) }) }},
		{"LeakyReLUBackward", 2, 0, func(b B, n int) { b.each(n, func(i int) { r.LeakyReLUBackward(b.dst[i], b.b[i], b.alpha) }) }},
		{"LeakyReLUBackwardTo", 2, to, func(b B, n int) { b.each(n, func(i int) { r.LeakyReLUBackwardTo(b.dst[i], b.a[i], b.b[i], b.alpha) }) }},
		{"ReLUBackwardFromOutput", 2, 0, func(b B, n int) { b.each(n, func(i int) { r.ReLUBackwardFromOutput(b.dst[i], b.b[i]) }) }},
		{"ReLUBackwardFromOutputTo", 2, to, func(b B, n int) { b.each(n, func(i int) { r.ReLUBackwardFromOutputTo(b.dst[i], b.a[i], b.b[i]) }) }},
		{"LeakyReLUBackwardFromOutput", 2, 0, func(b B, n int) { b.each(n, func(i int) { r.LeakyReLUBackwardFromOutput(b.dst[i], b.b[i], b.alpha) }) }},
		{"LeakyReLUBackwardFromOutputTo", 2, to, func(b B, n int) {
			b.each(n, func(i int) { r.LeakyReLUBackwardFromOutputTo(b.dst[i], b.a[i], b.b[i], b.alpha) })
		}},
		{"AddReLU", 1, adds, func(b B, n int) { b.each(n, func(i int) { r.AddReLU(b.dst[i], b.c[i]) }) }},
		{"AddReLUTo", 1, to | adds, func(b B, n int) { b.each(n, func(i int) { r.AddReLUTo(b.dst[i], b.a[i], b.c[i]) }) }},
		{"AddLeakyReLU", 1, adds, func(b B, n int) { b.each(n, func(i int) { r.AddLeakyReLU(b.dst[i], b.c[i], b.alpha) }) }},
		{"AddLeakyReLUTo", 1, to | adds, func(b B, n int) { b.each(n, func(i int) { r.AddLeakyReLUTo(b.dst[i], b.a[i], b.c[i], b.alpha) }) }},
		{"ReLUBackwardFromOutputBias", 2, sums, func(b B, n int) { b.each(n, func(i int) { r.ReLUBackwardFromOutputBias(b.dst[i], b.b[i], b.c[i]) }) }},
		{"ReLUBackwardFromOutputBiasTo", 2, to | sums, func(b B, n int) {
			b.each(n, func(i int) { r.ReLUBackwardFromOutputBiasTo(b.dst[i], b.a[i], b.b[i], b.c[i]) })
		}},
		{"LeakyReLUBackwardFromOutputBias", 2, sums, func(b B, n int) {
			b.each(n, func(i int) { r.LeakyReLUBackwardFromOutputBias(b.dst[i], b.b[i], b.c[i], b.alpha) })
		}},
		{"LeakyReLUBackwardFromOutputBiasTo", 2, to | sums, func(b B, n int) {
			b.each(n, func(i int) { r.LeakyReLUBackwardFromOutputBiasTo(b.dst[i], b.a[i], b.b[i], b.c[i], b.alpha) })
		}},
		{"ClippedReLU", 1, 0, func(b B, n int) { b.each(n, func(i int) { r.ClippedReLU(b.dst[i], b.max) }) }},
		{"ClippedReLUTo", 1, to, func(b B, n int) { b.each(n, func(i int) { r.ClippedReLUTo(b.dst[i], b.a[i], b.max) }) }},
		{"ClippedReLUBackward", 2, 0, func(b B, n int) { b.each(n, func(i int) { r.ClippedReLUBackward(b.dst[i], b.b[i], b.max) }) }},
		{"ClippedReLUBackwardTo", 2, to, func(b B, n int) { b.each(n, func(i int) { r.ClippedReLUBackwardTo(b.dst[i], b.a[i], b.b[i], b.max) }) }},
		{"ClippedReLUBackwardFromOutput", 2, 0, func(b B, n int) { b.each(n, func(i int) { r.ClippedReLUBackwardFromOutput(b.dst[i], b.b[i], b.max) }) }},
		{"ClippedReLUBackwardFromOutputTo", 2, to, func(b B, n int) {
			b.each(n, func(i int) { r.ClippedReLUBackwardFromOutputTo(b.dst[i], b.a[i], b.b[i], b.max) })
		}},
		{"PReLU", 1, slopes, func(b B, n int) { b.each(n, func(i int) { r.PReLU(b.dst[i], b.c[i]) }) }},
		{"PReLUTo", 1, to | slopes, func(b B, n int) { b.each(n, func(i int) { r.PReLUTo(b.dst[i], b.a[i], b.c[i]) }) }},
		{"PReLUBackward", 2, slopes, func(b B, n int) { b.each(n, func(i int) { r.PReLUBackward(b.dst[i], b.b[i], b.c[i]) }) }},
		{"PReLUBackwardTo", 2, to | slopes, func(b B, n int) { b.each(n, func(i int) { r.PReLUBackwardTo(b.dst[i], b.a[i], b.b[i], b.c[i]) }) }},
		{"ReLUSquared", 1, squares, func(b B, n int) { b.each(n, func(i int) { r.ReLUSquared(b.dst[i]) }) }},
		{"ReLUSquaredTo", 1, to | squares, func(b B, n int) { b.each(n, func(i int) { r.ReLUSquaredTo(b.dst[i], b.a[i]) }) }},
		{"ReLUSquaredBackward", 2, squares, func(b B, n int) { b.each(n, func(i int) { r.ReLUSquaredBackward(b.dst[i], b.b[i]) }) }},
		{"ReLUSquaredBackwardTo", 2, to | squares, func(b B, n int) { b.each(n, func(i int) { r.ReLUSquaredBackwardTo(b.dst[i], b.a[i], b.b[i]) }) }},
		{"ReLUMask", 1, writesMask, func(b B, n int) { b.each(n, func(i int) { r.ReLUMask(b.dst[i], b.masks[i]) }) }},
		{"LeakyReLUMask", 1, writesMask, func(b B, n int) { b.each(n, func(i int) { r.LeakyReLUMask(b.dst[i], b.masks[i], b.alpha) }) }},
		{"ReLUBackwardMask", 1, readsMask, func(b B, n int) { b.each(n, func(i int) { r.ReLUBackwardMask(b.dst[i], b.masks[i]) }) }},
		{"LeakyReLUBackwardMask", 1, readsMask, func(b B, n int) { b.each(n, func(i int) { r.LeakyReLUBackwardMask(b.dst[i], b.masks[i], b.alpha) }) }},

		// What a jump that is predicted by where it comes from could cost: the functions in turn.
		{fiveName, 2, 0, func(b B, n int) {
			b.each(n, func(i int) {
				r.ReLU(b.dst[i])
				r.LeakyReLU(b.dst[i], b.alpha)
				r.ReLUBackward(b.dst[i], b.b[i])
				r.LeakyReLUBackward(b.dst[i], b.b[i], b.alpha)
				r.ReLUBackwardFromOutput(b.dst[i], b.b[i])
			})
		}},
	}
}

const fiveName = "five in turn"

func halfOperations() []operation[uint16] {
	type B = *batch[uint16]
	return []operation[uint16]{
		{"ReLU16", 1, 0, func(b B, n int) { b.each(n, func(i int) { r.ReLU16(b.format, b.dst[i]) }) }},
		{"ReLU16To", 1, to, func(b B, n int) { b.each(n, func(i int) { r.ReLU16To(b.format, b.dst[i], b.a[i]) }) }},
		{"LeakyReLU16", 1, converts, func(b B, n int) { b.each(n, func(i int) { r.LeakyReLU16(b.format, b.dst[i], b.slope) }) }},
		{"LeakyReLU16To", 1, to | converts, func(b B, n int) { b.each(n, func(i int) { r.LeakyReLU16To(b.format, b.dst[i], b.a[i], b.slope) }) }},
		{"ReLUBackward16", 2, 0, func(b B, n int) { b.each(n, func(i int) { r.ReLUBackward16(b.format, b.dst[i], b.b[i]) }) }},
		{"ReLUBackward16To", 2, to, func(b B, n int) { b.each(n, func(i int) { r.ReLUBackward16To(b.format, b.dst[i], b.a[i], b.b[i]) }) }},
		{"LeakyReLUBackward16", 2, converts, func(b B, n int) {
			b.each(n, func(i int) { r.LeakyReLUBackward16(b.format, b.dst[i], b.b[i], b.slope) })
		}},
		{"LeakyReLUBackward16To", 2, to | converts, func(b B, n int) {
			b.each(n, func(i int) { r.LeakyReLUBackward16To(b.format, b.dst[i], b.a[i], b.b[i], b.slope) })
		}},
		{"ReLUBackwardFromOutput16", 2, 0, func(b B, n int) { b.each(n, func(i int) { r.ReLUBackwardFromOutput16(b.format, b.dst[i], b.b[i]) }) }},
		{"ReLUBackwardFromOutput16To", 2, to, func(b B, n int) {
			b.each(n, func(i int) { r.ReLUBackwardFromOutput16To(b.format, b.dst[i], b.a[i], b.b[i]) })
		}},
		{"LeakyReLUBackwardFromOutput16", 2, converts, func(b B, n int) {
			b.each(n, func(i int) { r.LeakyReLUBackwardFromOutput16(b.format, b.dst[i], b.b[i], b.slope) })
		}},
		{"LeakyReLUBackwardFromOutput16To", 2, to | converts, func(b B, n int) {
			b.each(n, func(i int) { r.LeakyReLUBackwardFromOutput16To(b.format, b.dst[i], b.a[i], b.b[i], b.slope) })
		}},
	}
}
