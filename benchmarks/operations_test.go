package main

import (
	"slices"
	"testing"
	"unsafe"
)

// Every subject does what its operation says, on ordinary numbers; and this package does on special
// ones too.
func TestSubjects(t *testing.T) {
	t.Run("float32", testSubjects[float32, uint32])
	t.Run("float64", testSubjects[float64, uint64])
}

func testSubjects[F float, W word](t *testing.T) {
	ordinary := []F{1, -1, 2.5, -2.5, 0.1, -0.1, 7, -3}
	kernels := newReport().Kernels
	for _, op := range operations[F, W]() {
		alpha := op.alpha
		if alpha == 0 {
			alpha = 0.3
		}
		for _, s := range slices.Concat(op.contenders(kernels), op.others) {
			if s.partner {
				continue
			}
			use(s.kernel)
			for n := 1; n <= 67; n++ {
				if how := compare[F, W](&op, s, n, ordinary, alpha); len(how) > 0 {
					t.Errorf("%s, %s, n = %d: %v", op.name, s.name, n, how)
				}
			}
			use(ownKernel)
		}
		for _, d := range differences[F, W](&op, op.contenders(kernels)) {
			t.Errorf("%s, %s: %v", d.Function, d.Subject, d.How)
		}
	}
}

// What is known to be different is found, and said in words.
func TestDifferences(t *testing.T) {
	op := operations[float32, uint32]()[0]
	for want, s := range map[string]subject[float32]{
		"-0 where it should be +0": {name: "branch", run: func(b *batch[float32], _ int) { branchReLU(b.dst[0]) }},
		"NaN loses its bits":       {name: "max", run: func(b *batch[float32], _ int) { maxReLU(b.dst[0]) }},
		"NaN becomes 0": {name: "swallows", run: func(b *batch[float32], _ int) {
			for i, v := range b.dst[0] {
				if !(v > 0) {
					b.dst[0][i] = 0
				}
			}
		}},
		"another result for ordinary numbers": {name: "no tail", run: func(b *batch[float32], _ int) {
			x := b.dst[0]
			branchReLUTo(x[:len(x)&^7], x[:len(x)&^7])
		}},
		"writes outside the slice": {name: "too far", run: func(b *batch[float32], _ int) {
			x := b.dst[0]
			x = unsafe.Slice(&x[0], len(x)+1)
			branchReLUTo(x, x)
			x[len(x)-1] = 0
		}},
	} {
		if s.name == "max" && !maxChangesNaN() {
			continue
		}
		ds := differences[float32, uint32](&op, []subject[float32]{s})
		if len(ds) != 1 || !slices.Contains(ds[0].How, want) {
			t.Errorf("%s: found %v, want %q", s.name, ds, want)
		}
	}
}

// maxChangesNaN is so on amd64, and may not be elsewhere.
func maxChangesNaN() bool {
	for _, v := range specials[float32, uint32]() {
		x := []float32{v}
		maxReLU(x)
		if v != v && bits[uint32](x[0]) != bits[uint32](v) {
			return true
		}
	}
	return false
}

// The lists of functions of the two types are the same.
func TestFunctionNames(t *testing.T) {
	var names []string
	for _, op := range operations[float64, uint64]() {
		names = append(names, op.name)
	}
	if !slices.Equal(names, functionNames) {
		t.Errorf("float32 has %v, float64 %v", functionNames, names)
	}
}
