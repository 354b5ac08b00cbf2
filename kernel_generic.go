package rectify

import "unsafe"

// The kernels in Go: what runs where there is no assembly, and what the tests hold the assembly
// to.
//
// Each loop takes its operands as floats where it compares and multiplies, and as the words that
// hold them where it chooses and copies: a choice between words compiles to a conditional move,
// where a branch on random signs costs ten times the loop, and a copied word keeps every bit of
// a signalling NaN.

// float and word are the two views of an element. The two in one call have the same size.
type (
	float interface{ float32 | float64 }
	word  interface{ uint32 | uint64 }
)

// f32 is the size of a float32. An element of another size is a float64.
const f32 = 4

// slice is the n elements at p.
func slice[E float | word](p unsafe.Pointer, n int) []E { return unsafe.Slice((*E)(p), n) }

// bits is f as a word.
func bits[F float, W word](f F) W { return *(*W)(unsafe.Pointer(&f)) }

func gradLoop[F float, W word](dst, src unsafe.Pointer, n int, alpha unsafe.Pointer) {
	x, out := slice[F](src, n), slice[W](dst, n)
	slope, one := *(*W)(alpha), bits[F, W](1)
	for i, x := range x {
		r := one
		if x < 0 {
			r = slope
		}
		out[i] = r
	}
}

func reluBackwardLoop[F float, W word](dx, dy, x unsafe.Pointer, n int) {
	in, out := slice[W](dy, n), slice[W](dx, n)
	for i, x := range slice[F](x, n) {
		r := in[i]
		if x < 0 {
			r = 0
		}
		out[i] = r
	}
}

// backwardFromOutputLoop is ReLU too, where dy and y are both its input.
func backwardFromOutputLoop[F float, W word](dx, dy, y unsafe.Pointer, n int) {
	in, out := slice[W](dy, n), slice[W](dx, n)
	for i, y := range slice[F](y, n) {
		r := in[i]
		if y <= 0 {
			r = 0
		}
		out[i] = r
	}
}

// leakyReLUBackwardLoop is LeakyReLU too, where dy and x are both its input.
func leakyReLUBackwardLoop[F float, W word](dx, dy, x unsafe.Pointer, n int, alpha unsafe.Pointer) {
	slope, scale, in, out := *(*F)(alpha), slice[F](dy, n), slice[W](dy, n), slice[W](dx, n)
	for i, x := range slice[F](x, n) {
		r, scaled := in[i], bits[F, W](slope*scale[i])
		if x < 0 {
			r = scaled
		}
		out[i] = r
	}
}

// maskLoop sets the mask of x.
func maskLoop[F float](x, mask unsafe.Pointer, n int) {
	xs := slice[F](x, n)
	for i := range slice[uint64](mask, MaskLen(n)) {
		var w uint64
		for j, x := range xs[i*64 : min(i*64+64, n)] {
			bit := uint64(1) << j
			if x < 0 {
				bit = 0
			}
			w |= bit
		}
		slice[uint64](mask, MaskLen(n))[i] = w
	}
}

func reluBackwardMaskLoop[W word](dy, mask unsafe.Pointer, n int) {
	out, words := slice[W](dy, n), slice[uint64](mask, MaskLen(n))
	for i, r := range out {
		if words[i/64]>>(i%64)&1 == 0 {
			r = 0
		}
		out[i] = r
	}
}

func leakyReLUBackwardMaskLoop[F float, W word](dy, mask unsafe.Pointer, n int, alpha unsafe.Pointer) {
	slope, scale, out, words := *(*F)(alpha), slice[F](dy, n), slice[W](dy, n), slice[uint64](mask, MaskLen(n))
	for i, r := range out {
		scaled := bits[F, W](slope * scale[i])
		if words[i/64]>>(i%64)&1 == 0 {
			r = scaled
		}
		out[i] = r
	}
}

// What follows chooses the size.

func reluGeneric(dst, src unsafe.Pointer, n int, size uintptr) {
	backwardFromOutputGeneric(dst, src, src, n, size)
}

func leakyReLUGeneric(dst, src unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer) {
	leakyReLUBackwardGeneric(dst, src, src, n, size, alpha)
}

func gradGeneric(dst, src unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer) {
	if size == f32 {
		gradLoop[float32, uint32](dst, src, n, alpha)
	} else {
		gradLoop[float64, uint64](dst, src, n, alpha)
	}
}

func reluBackwardGeneric(dx, dy, x unsafe.Pointer, n int, size uintptr) {
	if size == f32 {
		reluBackwardLoop[float32, uint32](dx, dy, x, n)
	} else {
		reluBackwardLoop[float64, uint64](dx, dy, x, n)
	}
}

func backwardFromOutputGeneric(dx, dy, y unsafe.Pointer, n int, size uintptr) {
	if size == f32 {
		backwardFromOutputLoop[float32, uint32](dx, dy, y, n)
	} else {
		backwardFromOutputLoop[float64, uint64](dx, dy, y, n)
	}
}

func leakyReLUBackwardGeneric(dx, dy, x unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer) {
	if size == f32 {
		leakyReLUBackwardLoop[float32, uint32](dx, dy, x, n, alpha)
	} else {
		leakyReLUBackwardLoop[float64, uint64](dx, dy, x, n, alpha)
	}
}

func reluMaskGeneric(x, mask unsafe.Pointer, n int, size uintptr) {
	maskGeneric(x, mask, n, size)
	reluGeneric(x, x, n, size)
}

func leakyReLUMaskGeneric(x, mask unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer) {
	maskGeneric(x, mask, n, size)
	leakyReLUGeneric(x, x, n, size, alpha)
}

func maskGeneric(x, mask unsafe.Pointer, n int, size uintptr) {
	if size == f32 {
		maskLoop[float32](x, mask, n)
	} else {
		maskLoop[float64](x, mask, n)
	}
}

func reluBackwardMaskGeneric(dy, mask unsafe.Pointer, n int, size uintptr) {
	if size == f32 {
		reluBackwardMaskLoop[uint32](dy, mask, n)
	} else {
		reluBackwardMaskLoop[uint64](dy, mask, n)
	}
}

func leakyReLUBackwardMaskGeneric(dy, mask unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer) {
	if size == f32 {
		leakyReLUBackwardMaskLoop[float32, uint32](dy, mask, n, alpha)
	} else {
		leakyReLUBackwardMaskLoop[float64, uint64](dy, mask, n, alpha)
	}
}
