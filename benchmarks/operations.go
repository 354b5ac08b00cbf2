package main

import (
	"github.com/rectify-go/rectify"
)

// An operation is a function of the package, and everything that computes the same.
type operation[F float] struct {
	name    string
	inputs  int  // 1: x, or dy with a mask; 2: dy and x
	inPlace bool // the destination is the first input
	mask    maskUse
	saved   bool // x is there too, for a partner that needs it
	alpha   F

	contract func(dst, a, b []F, mask []uint64, alpha F) // the definition: the plainest loop there is
	roofs    []subject[F]
	ours     func(b *batch[F], calls int)
	others   []subject[F]
}

type maskUse int

const (
	noMask maskUse = iota
	writesMask
	readsMask
)

// A subject is one way to compute an operation. run makes so many calls, over the buffers of the
// batch in turn. The calls are in it directly, and not behind a function value, which would cost
// a nanosecond a call and let the arguments escape.
type subject[F float] struct {
	name   string
	roof   bool
	kernel string // for this package: the kernel in use
	marked bool   // for this package: the kernel that it chose itself
	from   int    // not measured on slices of fewer bytes
	level  bool   // measured at offset 0, wherever the others are
	extra  int    // slices that it reads, and the operation does not

	// A partner is not another way to compute the operation, but the one without a mask, to be
	// measured beside it.
	partner bool

	run func(b *batch[F], calls int)

	// signs says whether at this length the time depends on the signs of the input: a branch, or
	// a masked store. Such a subject is timed on fresh signs only. nil is never.
	signs func(n int) bool
}

func always(int) bool { return true }

// A batch is what the calls of one measurement work on: a power of two of buffers of each kind.
// In place, a is dst. Where there is one input, b is empty.
type batch[F float] struct {
	dst, a, b [][]F
	masks     [][]uint64
	zeros     []F // for those who have only the maximum of two slices
	last      int // the number of buffers, less one
	alpha     F
}

// below1 and above1 are the alphas: LeakyReLU is the larger of x and alpha*x up to 1, and the smaller
// above, and not every kernel takes the short way for both. Both keep the sign, and both are so close
// to 1 that thousands of passes over one buffer neither overflow nor get to the subnormal numbers,
// which are slow to multiply on many processors.
const (
	below1 = 0.999
	above1 = 1.001
)

func operations[F float, W word]() []operation[F] {
	ops := []operation[F]{
		{
			name: "ReLU", inputs: 1, inPlace: true, roofs: roofsInPlace[F](),
			contract: func(dst, a, b []F, mask []uint64, alpha F) { branchReLUTo(dst, a) },
			ours: func(b *batch[F], calls int) {
				for i := range calls {
					rectify.ReLU(b.dst[i&b.last])
				}
			},
			others: append([]subject[F]{
				{name: "Go loop, if v < 0", signs: always, run: func(b *batch[F], calls int) {
					for i := range calls {
						branchReLU(b.dst[i&b.last])
					}
				}},
				{name: "Go loop, branch-free", run: func(b *batch[F], calls int) {
					for i := range calls {
						freeReLU[F, W](b.dst[i&b.last])
					}
				}},
				{name: "Go loop, max(v, 0)", run: func(b *batch[F], calls int) {
					for i := range calls {
						maxReLU(b.dst[i&b.last])
					}
				}},
			}, peersReLU[F]()...),
		},
		{
			name: "ReLUTo", inputs: 1, roofs: roofsTo[F](),
			contract: func(dst, a, b []F, mask []uint64, alpha F) { branchReLUTo(dst, a) },
			ours: func(b *batch[F], calls int) {
				for i := range calls {
					rectify.ReLUTo(b.dst[i&b.last], b.a[i&b.last])
				}
			},
			others: append([]subject[F]{
				plainStores(func(dst, a, _ []F, _ F) { rectify.ReLUTo(dst, a) }),
				{name: "Go loop, if v <= 0", signs: always, run: func(b *batch[F], calls int) {
					for i := range calls {
						branchReLUTo(b.dst[i&b.last], b.a[i&b.last])
					}
				}},
				{name: "Go loop, branch-free", run: func(b *batch[F], calls int) {
					for i := range calls {
						freeReLUTo[F, W](b.dst[i&b.last], b.a[i&b.last])
					}
				}},
				{name: "Go loop, max(v, 0)", run: func(b *batch[F], calls int) {
					for i := range calls {
						maxReLUTo(b.dst[i&b.last], b.a[i&b.last])
					}
				}},
			}, peersReLUTo[F]()...),
		},
	}
	ops = append(ops, leaky[F, W](below1, "")...)
	ops = append(ops, leaky[F, W](above1, ", alpha > 1")...)
	ops = append(ops, gradients[F, W]()...)
	ops = append(ops, backward[F, W]()...)
	ops = append(ops, masks[F, W]()...)
	return ops
}

func leaky[F float, W word](alpha F, suffix string) []operation[F] {
	inPlace := []subject[F]{
		{name: "Go loop, if v < 0", signs: always, run: func(b *batch[F], calls int) {
			for i := range calls {
				branchLeakyReLUTo(b.dst[i&b.last], b.dst[i&b.last], b.alpha)
			}
		}},
		{name: "Go loop, branch-free", run: func(b *batch[F], calls int) {
			for i := range calls {
				freeLeakyReLUTo[F, W](b.dst[i&b.last], b.dst[i&b.last], b.alpha)
			}
		}},
	}
	to := []subject[F]{
		plainStores(func(dst, a, _ []F, alpha F) { rectify.LeakyReLUTo(dst, a, alpha) }),
		{name: "Go loop, if v < 0", signs: always, run: func(b *batch[F], calls int) {
			for i := range calls {
				branchLeakyReLUTo(b.dst[i&b.last], b.a[i&b.last], b.alpha)
			}
		}},
		{name: "Go loop, branch-free", run: func(b *batch[F], calls int) {
			for i := range calls {
				freeLeakyReLUTo[F, W](b.dst[i&b.last], b.a[i&b.last], b.alpha)
			}
		}},
	}
	// The maximum of v and alpha*v is LeakyReLU only up to alpha = 1.
	if alpha <= 1 {
		inPlace = append(inPlace, subject[F]{name: "Go loop, max(v, alpha*v)", run: func(b *batch[F], calls int) {
			for i := range calls {
				maxLeakyReLUTo(b.dst[i&b.last], b.dst[i&b.last], b.alpha)
			}
		}})
		to = append(to, subject[F]{name: "Go loop, max(v, alpha*v)", run: func(b *batch[F], calls int) {
			for i := range calls {
				maxLeakyReLUTo(b.dst[i&b.last], b.a[i&b.last], b.alpha)
			}
		}})
		inPlace = append(inPlace, peersLeakyReLU[F]()...)
		to = append(to, peersLeakyReLUTo[F]()...)
	}
	contract := func(dst, a, b []F, mask []uint64, alpha F) { branchLeakyReLUTo(dst, a, alpha) }
	return []operation[F]{
		{
			name: "LeakyReLU" + suffix, inputs: 1, inPlace: true, alpha: alpha, roofs: roofsInPlace[F](), contract: contract,
			ours: func(b *batch[F], calls int) {
				for i := range calls {
					rectify.LeakyReLU(b.dst[i&b.last], b.alpha)
				}
			},
			others: inPlace,
		},
		{
			name: "LeakyReLUTo" + suffix, inputs: 1, alpha: alpha, roofs: roofsTo[F](), contract: contract,
			ours: func(b *batch[F], calls int) {
				for i := range calls {
					rectify.LeakyReLUTo(b.dst[i&b.last], b.a[i&b.last], b.alpha)
				}
			},
			others: to,
		},
	}
}

func gradients[F float, W word]() []operation[F] {
	// ReLU's derivative is LeakyReLU's with alpha = 0.
	inPlace := func(alpha func(*batch[F]) F) []subject[F] {
		return []subject[F]{
			{name: "Go loop, if v < 0", signs: always, run: func(b *batch[F], calls int) {
				alpha := alpha(b)
				for i := range calls {
					branchGradTo(b.dst[i&b.last], b.dst[i&b.last], alpha)
				}
			}},
			{name: "Go loop, branch-free", run: func(b *batch[F], calls int) {
				alpha := alpha(b)
				for i := range calls {
					freeGradTo[F, W](b.dst[i&b.last], b.dst[i&b.last], alpha)
				}
			}},
		}
	}
	to := func(alpha func(*batch[F]) F) []subject[F] {
		return []subject[F]{
			{name: "Go loop, if v < 0", signs: always, run: func(b *batch[F], calls int) {
				alpha := alpha(b)
				for i := range calls {
					branchGradTo(b.dst[i&b.last], b.a[i&b.last], alpha)
				}
			}},
			{name: "Go loop, branch-free", run: func(b *batch[F], calls int) {
				alpha := alpha(b)
				for i := range calls {
					freeGradTo[F, W](b.dst[i&b.last], b.a[i&b.last], alpha)
				}
			}},
		}
	}
	zero := func(*batch[F]) F { return 0 }
	given := func(b *batch[F]) F { return b.alpha }
	contract0 := func(dst, a, b []F, mask []uint64, alpha F) { branchGradTo(dst, a, 0) }
	contract := func(dst, a, b []F, mask []uint64, alpha F) { branchGradTo(dst, a, alpha) }
	return []operation[F]{
		{
			name: "ReLUGrad", inputs: 1, inPlace: true, roofs: roofsInPlace[F](), contract: contract0,
			ours: func(b *batch[F], calls int) {
				for i := range calls {
					rectify.ReLUGrad(b.dst[i&b.last])
				}
			},
			others: inPlace(zero),
		},
		{
			name: "ReLUGradTo", inputs: 1, roofs: roofsTo[F](), contract: contract0,
			ours: func(b *batch[F], calls int) {
				for i := range calls {
					rectify.ReLUGradTo(b.dst[i&b.last], b.a[i&b.last])
				}
			},
			others: append(to(zero), plainStores(func(dst, a, _ []F, _ F) { rectify.ReLUGradTo(dst, a) })),
		},
		{
			name: "LeakyReLUGrad", inputs: 1, inPlace: true, alpha: below1, roofs: roofsInPlace[F](), contract: contract,
			ours: func(b *batch[F], calls int) {
				for i := range calls {
					rectify.LeakyReLUGrad(b.dst[i&b.last], b.alpha)
				}
			},
			others: inPlace(given),
		},
		{
			name: "LeakyReLUGradTo", inputs: 1, alpha: below1, roofs: roofsTo[F](), contract: contract,
			ours: func(b *batch[F], calls int) {
				for i := range calls {
					rectify.LeakyReLUGradTo(b.dst[i&b.last], b.a[i&b.last], b.alpha)
				}
			},
			others: append(to(given), plainStores(func(dst, a, _ []F, alpha F) { rectify.LeakyReLUGradTo(dst, a, alpha) })),
		},
	}
}

// backward has the two-input functions. Both forms have one set of loops: in place, dst is a.
func backward[F float, W word]() []operation[F] {
	relu := []subject[F]{
		{name: "Go loop, if v < 0", signs: always, run: func(b *batch[F], calls int) {
			for i := range calls {
				branchReLUBackwardTo(b.dst[i&b.last], b.a[i&b.last], b.b[i&b.last])
			}
		}},
		{name: "Go loop, branch-free", run: func(b *batch[F], calls int) {
			for i := range calls {
				freeReLUBackwardTo[F, W](b.dst[i&b.last], b.a[i&b.last], b.b[i&b.last])
			}
		}},
	}
	leaky := []subject[F]{
		{name: "Go loop, if v < 0", signs: always, run: func(b *batch[F], calls int) {
			for i := range calls {
				branchLeakyReLUBackwardTo(b.dst[i&b.last], b.a[i&b.last], b.b[i&b.last], b.alpha)
			}
		}},
		{name: "Go loop, branch-free", run: func(b *batch[F], calls int) {
			for i := range calls {
				freeLeakyReLUBackwardTo[F, W](b.dst[i&b.last], b.a[i&b.last], b.b[i&b.last], b.alpha)
			}
		}},
	}
	output := []subject[F]{
		{name: "Go loop, if v <= 0", signs: always, run: func(b *batch[F], calls int) {
			for i := range calls {
				branchFromOutputTo(b.dst[i&b.last], b.a[i&b.last], b.b[i&b.last])
			}
		}},
		{name: "Go loop, branch-free", run: func(b *batch[F], calls int) {
			for i := range calls {
				freeFromOutputTo[F, W](b.dst[i&b.last], b.a[i&b.last], b.b[i&b.last])
			}
		}},
	}
	reluContract := func(dst, a, b []F, mask []uint64, alpha F) { branchReLUBackwardTo(dst, a, b) }
	leakyContract := func(dst, a, b []F, mask []uint64, alpha F) { branchLeakyReLUBackwardTo(dst, a, b, alpha) }
	outputContract := func(dst, a, b []F, mask []uint64, alpha F) { branchFromOutputTo(dst, a, b) }
	return []operation[F]{
		{
			name: "ReLUBackward", inputs: 2, inPlace: true, roofs: roofsTwo[F](true), contract: reluContract, others: relu,
			ours: func(b *batch[F], calls int) {
				for i := range calls {
					rectify.ReLUBackward(b.dst[i&b.last], b.b[i&b.last])
				}
			},
		},
		{
			name: "ReLUBackwardTo", inputs: 2, roofs: roofsTwo[F](false), contract: reluContract,
			ours: func(b *batch[F], calls int) {
				for i := range calls {
					rectify.ReLUBackwardTo(b.dst[i&b.last], b.a[i&b.last], b.b[i&b.last])
				}
			},
			others: append(relu[:2:2], plainStores(func(dst, a, b []F, _ F) { rectify.ReLUBackwardTo(dst, a, b) })),
		},
		{
			name: "LeakyReLUBackward", inputs: 2, inPlace: true, alpha: below1, roofs: roofsTwo[F](true), contract: leakyContract, others: leaky,
			ours: func(b *batch[F], calls int) {
				for i := range calls {
					rectify.LeakyReLUBackward(b.dst[i&b.last], b.b[i&b.last], b.alpha)
				}
			},
		},
		{
			name: "LeakyReLUBackwardTo", inputs: 2, alpha: below1, roofs: roofsTwo[F](false), contract: leakyContract,
			ours: func(b *batch[F], calls int) {
				for i := range calls {
					rectify.LeakyReLUBackwardTo(b.dst[i&b.last], b.a[i&b.last], b.b[i&b.last], b.alpha)
				}
			},
			others: append(leaky[:2:2], plainStores(func(dst, a, b []F, alpha F) { rectify.LeakyReLUBackwardTo(dst, a, b, alpha) })),
		},
		{
			name: "ReLUBackwardFromOutput", inputs: 2, inPlace: true, roofs: roofsTwo[F](true), contract: outputContract, others: output,
			ours: func(b *batch[F], calls int) {
				for i := range calls {
					rectify.ReLUBackwardFromOutput(b.dst[i&b.last], b.b[i&b.last])
				}
			},
		},
		{
			name: "ReLUBackwardFromOutputTo", inputs: 2, roofs: roofsTwo[F](false), contract: outputContract,
			ours: func(b *batch[F], calls int) {
				for i := range calls {
					rectify.ReLUBackwardFromOutputTo(b.dst[i&b.last], b.a[i&b.last], b.b[i&b.last])
				}
			},
			others: append(output[:2:2], plainStores(func(dst, a, b []F, _ F) { rectify.ReLUBackwardFromOutputTo(dst, a, b) })),
		},
	}
}

// masks has the functions with a bit an element. Their roof is that of one slice in place: the mask
// is a thirty-second of it, or a sixty-fourth.
func masks[F float, W word]() []operation[F] {
	return []operation[F]{
		{
			name: "ReLUMask", inputs: 1, inPlace: true, mask: writesMask, roofs: roofsInPlace[F](),
			contract: func(dst, a, b []F, mask []uint64, alpha F) { branchReLUMask(dst, mask) },
			ours: func(b *batch[F], calls int) {
				for i := range calls {
					rectify.ReLUMask(b.dst[i&b.last], b.masks[i&b.last])
				}
			},
			others: []subject[F]{
				{name: partnerName, kernel: ownKernel, partner: true, extra: 0, run: func(b *batch[F], calls int) {
					for i := range calls {
						rectify.ReLU(b.dst[i&b.last])
					}
				}},
				{name: "Go loop, if v < 0", signs: always, run: func(b *batch[F], calls int) {
					for i := range calls {
						branchReLUMask(b.dst[i&b.last], b.masks[i&b.last])
					}
				}},
				{name: "Go loop, branch-free", run: func(b *batch[F], calls int) {
					for i := range calls {
						freeReLUMask[F, W](b.dst[i&b.last], b.masks[i&b.last])
					}
				}},
			},
		},
		{
			name: "LeakyReLUMask", inputs: 1, inPlace: true, mask: writesMask, alpha: below1, roofs: roofsInPlace[F](),
			contract: func(dst, a, b []F, mask []uint64, alpha F) { branchLeakyReLUMask(dst, mask, alpha) },
			ours: func(b *batch[F], calls int) {
				for i := range calls {
					rectify.LeakyReLUMask(b.dst[i&b.last], b.masks[i&b.last], b.alpha)
				}
			},
			others: []subject[F]{
				{name: partnerName, kernel: ownKernel, partner: true, extra: 0, run: func(b *batch[F], calls int) {
					for i := range calls {
						rectify.LeakyReLU(b.dst[i&b.last], b.alpha)
					}
				}},
				{name: "Go loop, if v < 0", signs: always, run: func(b *batch[F], calls int) {
					for i := range calls {
						branchLeakyReLUMask(b.dst[i&b.last], b.masks[i&b.last], b.alpha)
					}
				}},
				{name: "Go loop, branch-free", run: func(b *batch[F], calls int) {
					for i := range calls {
						freeLeakyReLUMask[F, W](b.dst[i&b.last], b.masks[i&b.last], b.alpha)
					}
				}},
			},
		},
		{
			name: "ReLUBackwardMask", inputs: 1, inPlace: true, mask: readsMask, saved: true, roofs: roofsInPlace[F](),
			contract: func(dst, a, b []F, mask []uint64, alpha F) { branchReLUBackwardMask(dst, mask) },
			ours: func(b *batch[F], calls int) {
				for i := range calls {
					rectify.ReLUBackwardMask(b.dst[i&b.last], b.masks[i&b.last])
				}
			},
			others: []subject[F]{
				{name: partnerName, kernel: ownKernel, partner: true, extra: 1, run: func(b *batch[F], calls int) {
					for i := range calls {
						rectify.ReLUBackward(b.dst[i&b.last], b.b[i&b.last])
					}
				}},
				{name: "Go loop, if bit == 0", signs: always, run: func(b *batch[F], calls int) {
					for i := range calls {
						branchReLUBackwardMask(b.dst[i&b.last], b.masks[i&b.last])
					}
				}},
				{name: "Go loop, branch-free", run: func(b *batch[F], calls int) {
					for i := range calls {
						freeReLUBackwardMask[F, W](b.dst[i&b.last], b.masks[i&b.last])
					}
				}},
			},
		},
		{
			name: "LeakyReLUBackwardMask", inputs: 1, inPlace: true, mask: readsMask, saved: true, alpha: below1, roofs: roofsInPlace[F](),
			contract: func(dst, a, b []F, mask []uint64, alpha F) { branchLeakyReLUBackwardMask(dst, mask, alpha) },
			ours: func(b *batch[F], calls int) {
				for i := range calls {
					rectify.LeakyReLUBackwardMask(b.dst[i&b.last], b.masks[i&b.last], b.alpha)
				}
			},
			others: []subject[F]{
				{name: partnerName, kernel: ownKernel, partner: true, extra: 1, run: func(b *batch[F], calls int) {
					for i := range calls {
						rectify.LeakyReLUBackward(b.dst[i&b.last], b.b[i&b.last], b.alpha)
					}
				}},
				{name: "Go loop, if bit == 0", signs: always, run: func(b *batch[F], calls int) {
					for i := range calls {
						branchLeakyReLUBackwardMask(b.dst[i&b.last], b.masks[i&b.last], b.alpha)
					}
				}},
				{name: "Go loop, branch-free", run: func(b *batch[F], calls int) {
					for i := range calls {
						freeLeakyReLUBackwardMask[F, W](b.dst[i&b.last], b.masks[i&b.last], b.alpha)
					}
				}},
			},
		},
	}
}

// partnerName is the subject without a mask in the measurement of one with.
const partnerName = "rectify, without a mask"

// plainName is the subject that plainStores makes.
const plainName = "rectify, 1 MiB a call"

// plainStores calls a function on pieces of 1 MiB. From some length on the package stores past the
// caches; on pieces it does not, so that this is the same kernel with plain stores. A function
// value a MiB costs nothing.
func plainStores[F float](call func(dst, a, b []F, alpha F)) subject[F] {
	return subject[F]{name: plainName, kernel: ownKernel, from: 64 << 20, run: func(b *batch[F], calls int) {
		for i := range calls {
			dst, a := b.dst[i&b.last], b.a[i&b.last]
			x := a
			if len(b.b) > 0 {
				x = b.b[i&b.last]
			}
			piece := 1 << 20 / int(size(dst[:1]))
			for len(dst) > piece {
				call(dst[:piece], a[:piece], x[:piece], b.alpha)
				dst, a, x = dst[piece:], a[piece:], x[piece:]
			}
			call(dst, a, x, b.alpha)
		}
	}}
}

// contenders are this package's subjects, a kernel each.
func (op *operation[F]) contenders(kernels []string) []subject[F] {
	var list []subject[F]
	for _, k := range kernels {
		list = append(list, subject[F]{name: "rectify " + k, kernel: k, marked: k == ownKernel, run: op.ours})
	}
	return list
}

// ownKernel is the kernel that the package starts with here.
var ownKernel = rectify.Kernel()
