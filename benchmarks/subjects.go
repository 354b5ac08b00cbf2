package main

import (
	"github.com/rectify-go/rectify"
	"github.com/rectify-go/rectify/internal/contract"
	tphakala16 "github.com/tphakala/simd/f16"
)

// A subject is one way to compute an operation. run makes so many calls, over the buffers of the
// batch in turn.
type subject[E element] struct {
	op     string // of one of the others: the operation
	name   string
	roof   bool
	from   int                       // not measured on slices of fewer bytes
	use    func(kernel string) error // what makes the package that it calls use that kernel, or nil
	kernel string
	run    func(b *batch[E], calls int)

	// signs says whether at this length the time depends on the signs of the input: a branch, or
	// a masked store. Such a subject is timed on fresh signs only. nil is never.
	signs func(n int) bool
}

func always(int) bool { return true }

// ownKernel is the kernel that the package starts with here.
var ownKernel = rectify.Kernel()

// own is the name of this package's subject with that kernel.
func own(kernel string) string { return "rectify " + kernel }

// subjects are all that is measured of op in a layout: the roofs, this package with each kernel,
// and the others.
func (op *operation[E]) subjects(format contract.Format, l layout) []subject[E] {
	kind := loadOne + op.loads - 1
	if op.flags.has(third) && (l.columns == 0 || op.flags.has(slopes) && op.loads == 2) {
		kind++
	}
	inPlace := !op.flags.has(to)
	list := roofs[E](kind, inPlace)
	bound := roofs[E](convertOne+op.loads-1, inPlace)
	if op.flags.has(converts) && format == contract.Float16 && len(bound) > 0 {
		list = bound
	}
	add := func(s subject[E]) {
		// Long slices take a slow loop tenths of a second, and are no faster than shorter ones.
		slow := s.signs != nil && s.signs(l.n) || s.kernel == "generic" && ownKernel != "generic"
		if !slow || l.n*format.Size <= 16<<20 {
			list = append(list, s)
		}
	}
	for _, k := range rectify.Kernels() {
		add(subject[E]{name: own(k), use: rectify.Use, kernel: k, run: op.run})
	}
	others, _ := map[string]any{"float32": othersF32, "float64": othersF64, "float16": othersF16}[format.Name].([]subject[E])
	for _, s := range others {
		if s.op == op.name {
			add(s)
		}
	}
	return list
}

// The subjects that are not a function of this package. Files with build tags add more.
var (
	othersF32 = plain[float32]()
	othersF64 = plain[float64]()
)

// plain are what one would do without a function, and what a function is one half of.
func plain[F float]() []subject[F] {
	type B = *batch[F]
	list := []subject[F]{
		{op: "ReLU", name: "Go, if x <= 0", signs: always, run: func(b B, n int) { b.each(n, func(i int) { contract.ReLU(b.dst[i]) }) }},
		{op: "ReLU", name: "Go, max(x, 0)", run: func(b B, n int) { b.each(n, func(i int) { loopMax(b.dst[i]) }) }},
		{op: "LeakyReLU", name: "Go, if x < 0", signs: always, run: func(b B, n int) { b.each(n, func(i int) { contract.LeakyReLU(b.dst[i], b.alpha) }) }},
		{op: "ReLUBackward", name: "Go, if x < 0", signs: always, run: func(b B, n int) { b.each(n, func(i int) { contract.ReLUBackward(b.dst[i], b.b[i]) }) }},
		{op: "ReLUMask", name: "ReLU", run: func(b B, n int) { b.each(n, func(i int) { rectify.ReLU(b.dst[i]) }) }},
		{op: "AddReLU", name: "Go, max(x + b, 0)", run: func(b B, n int) { b.each(n, func(i int) { loopAddReLU(b.dst[i], b.c[i]) }) }},
		{op: "ReLUBackwardFromOutputBias", name: "ReLUBackwardFromOutput", run: func(b B, n int) {
			b.each(n, func(i int) { rectify.ReLUBackwardFromOutput(b.dst[i], b.b[i]) })
		}},
	}
	if hasAVX2 {
		list = append(list, subject[F]{op: "AddReLU", name: "add to rows, then ReLU", run: func(b B, n int) {
			b.each(n, func(i int) {
				addRows(b.dst[i], b.dst[i], b.c[i], b.columns)
				rectify.ReLU(b.dst[i])
			})
		}}, subject[F]{op: "ReLUBackwardFromOutputBias", name: "ReLUBackwardFromOutput, then add rows", run: func(b B, n int) {
			b.each(n, func(i int) {
				rectify.ReLUBackwardFromOutput(b.dst[i], b.b[i])
				addRows(b.c[i], b.c[i], b.dst[i], b.columns)
			})
		}})
	}
	return list
}

// othersF16 are what one does today with float16: convert, element by element or the slice.
var othersF16 = []subject[uint16]{
	{op: "ReLU16", name: "Go, through float32", signs: always, run: func(b *batch[uint16], n int) { b.each(n, func(i int) { loopFloat16(b.dst[i]) }) }},
	{op: "ReLU16", name: "through a slice of float32", run: func(b *batch[uint16], n int) {
		if len(wide) < len(b.dst[0]) {
			wide = make([]float32, len(b.dst[0]))
		}
		x := wide[:len(b.dst[0])]
		b.each(n, func(i int) {
			tphakala16.ToFloat32Slice(x, b.dst[i])
			rectify.ReLU(x)
			tphakala16.FromFloat32Slice(b.dst[i], x)
		})
	}},
	{op: "ReLU16", name: "tphakala/simd", signs: always, run: func(b *batch[uint16], n int) { b.each(n, func(i int) { tphakala16.ReLUInPlace(b.dst[i]) }) }},
	{op: "ReLU16To", name: "tphakala/simd", signs: always, run: func(b *batch[uint16], n int) { b.each(n, func(i int) { tphakala16.ReLU(b.dst[i], b.a[i]) }) }},
}

var wide []float32

// The loops that one would write, but for those that define the functions. (Branch-free ones are
// this package's kernel named generic.)

//go:noinline
func loopMax[F float](x []F) {
	for i, v := range x {
		x[i] = max(v, 0)
	}
}

//go:noinline
func loopAddReLU[F float](x, bias []F) {
	for ; len(x) > 0; x = x[len(bias):] {
		row := x[:len(bias)]
		for i, v := range bias {
			row[i] = max(row[i]+v, 0)
		}
	}
}

//go:noinline
func loopFloat16(x []uint16) {
	for i, h := range x {
		v := tphakala16.ToFloat32(h)
		if v < 0 {
			v = 0
		}
		x[i] = tphakala16.FromFloat32(v)
	}
}
