package main

import "unsafe"

// What one would write in Go without this package: loops with a branch, and loops that compile to a
// conditional move. Those with a branch, but for branchReLU, are also the contract that every
// subject is held to: they are the definition, read from the top.
//
// None is inlined: each is a call, as the package is.

type (
	float interface{ float32 | float64 }
	word  interface{ uint32 | uint64 }
)

// branchReLU is the loop most people write. It leaves -0 as it is.
//
//go:noinline
func branchReLU[F float](x []F) {
	for i, v := range x {
		if v < 0 {
			x[i] = 0
		}
	}
}

//go:noinline
func branchReLUTo[F float](dst, src []F) {
	dst = dst[:len(src)]
	for i, v := range src {
		if v <= 0 {
			dst[i] = 0
		} else {
			dst[i] = v
		}
	}
}

//go:noinline
func branchLeakyReLUTo[F float](dst, src []F, alpha F) {
	dst = dst[:len(src)]
	for i, v := range src {
		if v < 0 {
			dst[i] = alpha * v
		} else {
			dst[i] = v
		}
	}
}

//go:noinline
func branchGradTo[F float](dst, src []F, alpha F) {
	dst = dst[:len(src)]
	for i, v := range src {
		if v < 0 {
			dst[i] = alpha
		} else {
			dst[i] = 1
		}
	}
}

//go:noinline
func branchReLUBackwardTo[F float](dx, dy, x []F) {
	dx, dy = dx[:len(x)], dy[:len(x)]
	for i, v := range x {
		if v < 0 {
			dx[i] = 0
		} else {
			dx[i] = dy[i]
		}
	}
}

//go:noinline
func branchLeakyReLUBackwardTo[F float](dx, dy, x []F, alpha F) {
	dx, dy = dx[:len(x)], dy[:len(x)]
	for i, v := range x {
		if v < 0 {
			dx[i] = alpha * dy[i]
		} else {
			dx[i] = dy[i]
		}
	}
}

//go:noinline
func branchFromOutputTo[F float](dx, dy, y []F) {
	dx, dy = dx[:len(y)], dy[:len(y)]
	for i, v := range y {
		if v <= 0 {
			dx[i] = 0
		} else {
			dx[i] = dy[i]
		}
	}
}

// branchMask is the mask of x alone.
func branchMask[F float](x []F, mask []uint64) {
	clear(mask[:(len(x)+63)/64])
	for i, v := range x {
		if !(v < 0) {
			mask[i/64] |= 1 << (i % 64)
		}
	}
}

//go:noinline
func branchReLUMask[F float](x []F, mask []uint64) {
	branchMask(x, mask)
	for i, v := range x {
		if v <= 0 {
			x[i] = 0
		}
	}
}

//go:noinline
func branchLeakyReLUMask[F float](x []F, mask []uint64, alpha F) {
	branchMask(x, mask)
	for i, v := range x {
		if v < 0 {
			x[i] = alpha * v
		}
	}
}

//go:noinline
func branchReLUBackwardMask[F float](dy []F, mask []uint64) {
	for i := range dy {
		if mask[i/64]>>(i%64)&1 == 0 {
			dy[i] = 0
		}
	}
}

//go:noinline
func branchLeakyReLUBackwardMask[F float](dy []F, mask []uint64, alpha F) {
	for i, v := range dy {
		if mask[i/64]>>(i%64)&1 == 0 {
			dy[i] = alpha * v
		}
	}
}

// The branch-free loops choose between words and not between floats: Go compiles that to a
// conditional move.

func words[W word, F float](x []F) []W {
	return unsafe.Slice((*W)(unsafe.Pointer(unsafe.SliceData(x))), len(x))
}

func bits[W word, F float](f F) W { return *(*W)(unsafe.Pointer(&f)) }

//go:noinline
func freeReLU[F float, W word](x []F) {
	out := words[W](x)
	for i, v := range x {
		r := out[i]
		if v <= 0 {
			r = 0
		}
		out[i] = r
	}
}

//go:noinline
func freeReLUTo[F float, W word](dst, src []F) {
	in, out := words[W](src), words[W](dst)[:len(src)]
	for i, v := range src {
		r := in[i]
		if v <= 0 {
			r = 0
		}
		out[i] = r
	}
}

//go:noinline
func freeLeakyReLUTo[F float, W word](dst, src []F, alpha F) {
	in, out := words[W](src), words[W](dst)[:len(src)]
	for i, v := range src {
		r, scaled := in[i], bits[W](alpha*v)
		if v < 0 {
			r = scaled
		}
		out[i] = r
	}
}

//go:noinline
func freeGradTo[F float, W word](dst, src []F, alpha F) {
	out, slope, one := words[W](dst)[:len(src)], bits[W](alpha), bits[W](F(1))
	for i, v := range src {
		r := one
		if v < 0 {
			r = slope
		}
		out[i] = r
	}
}

//go:noinline
func freeReLUBackwardTo[F float, W word](dx, dy, x []F) {
	in, out := words[W](dy)[:len(x)], words[W](dx)[:len(x)]
	for i, v := range x {
		r := in[i]
		if v < 0 {
			r = 0
		}
		out[i] = r
	}
}

//go:noinline
func freeLeakyReLUBackwardTo[F float, W word](dx, dy, x []F, alpha F) {
	dy = dy[:len(x)]
	in, out := words[W](dy), words[W](dx)[:len(x)]
	for i, v := range x {
		r, scaled := in[i], bits[W](alpha*dy[i])
		if v < 0 {
			r = scaled
		}
		out[i] = r
	}
}

//go:noinline
func freeFromOutputTo[F float, W word](dx, dy, y []F) {
	in, out := words[W](dy)[:len(y)], words[W](dx)[:len(y)]
	for i, v := range y {
		r := in[i]
		if v <= 0 {
			r = 0
		}
		out[i] = r
	}
}

func freeMask[F float](x []F, mask []uint64) {
	for i := 0; i < len(x); i += 64 {
		var w uint64
		for j, v := range x[i:min(i+64, len(x))] {
			bit := uint64(1) << (j & 63)
			if v < 0 {
				bit = 0
			}
			w |= bit
		}
		mask[i/64] = w
	}
}

//go:noinline
func freeReLUMask[F float, W word](x []F, mask []uint64) {
	freeMask(x, mask)
	freeReLU[F, W](x)
}

//go:noinline
func freeLeakyReLUMask[F float, W word](x []F, mask []uint64, alpha F) {
	freeMask(x, mask)
	freeLeakyReLUTo[F, W](x, x, alpha)
}

//go:noinline
func freeReLUBackwardMask[F float, W word](dy []F, mask []uint64) {
	for i, r := range words[W](dy) {
		if mask[i/64]>>(i%64)&1 == 0 {
			r = 0
		}
		words[W](dy)[i] = r
	}
}

//go:noinline
func freeLeakyReLUBackwardMask[F float, W word](dy []F, mask []uint64, alpha F) {
	out := words[W](dy)
	for i, v := range dy {
		r, scaled := out[i], bits[W](alpha*v)
		if mask[i/64]>>(i%64)&1 == 0 {
			r = scaled
		}
		out[i] = r
	}
}

// The builtin max, which orders -0 below +0 and makes a NaN of any NaN.

//go:noinline
func maxReLU[F float](x []F) {
	for i, v := range x {
		x[i] = max(v, 0)
	}
}

//go:noinline
func maxReLUTo[F float](dst, src []F) {
	dst = dst[:len(src)]
	for i, v := range src {
		dst[i] = max(v, 0)
	}
}

//go:noinline
func maxLeakyReLUTo[F float](dst, src []F, alpha F) {
	dst = dst[:len(src)]
	for i, v := range src {
		dst[i] = max(v, alpha*v)
	}
}
