//go:build amd64 && goexperiment.simd

package main

import (
	"simd/archsimd"

	"github.com/ajroetker/go-highway/hwy/contrib/activation"
)

// What has vector code on amd64 only with GOEXPERIMENT=simd. go-highway is called by the names for
// one type, which cost less than its generic ones; its last elements are a loop with a branch.

// notIn says that what is left after the last whole vector goes through a loop with a branch.
func notIn(vector int) func(int) bool { return func(n int) bool { return n%vector != 0 } }

func init() {
	type B = *batch[float32]
	register(othersF32, map[string][]subject[float32]{
		"ReLU":        {{name: "go-highway", signs: notIn(16), run: func(b B, n int) { b.each(n, func(i int) { activation.ReLUFloat32(b.dst[i], b.dst[i]) }) }}},
		"ReLUTo":      {{name: "go-highway", signs: notIn(16), run: func(b B, n int) { b.each(n, func(i int) { activation.ReLUFloat32(b.a[i], b.dst[i]) }) }}},
		"LeakyReLU":   {{name: "go-highway", signs: notIn(16), run: func(b B, n int) { b.each(n, func(i int) { activation.LeakyReLUFloat32(b.dst[i], b.dst[i], b.alpha) }) }}},
		"LeakyReLUTo": {{name: "go-highway", signs: notIn(16), run: func(b B, n int) { b.each(n, func(i int) { activation.LeakyReLUFloat32(b.a[i], b.dst[i], b.alpha) }) }}},
	})
	if hasAVX2 {
		archsimd := func(b B, n int) { b.each(n, func(i int) { archsimdReLU(b.dst[i], b.a[i]) }) }
		register(othersF32, map[string][]subject[float32]{"ReLU": {{name: "archsimd loop", run: archsimd}}, "ReLUTo": {{name: "archsimd loop", run: archsimd}}})
	}
}

// archsimdReLU is the loop that one would write with the experiment.
//
//go:noinline
func archsimdReLU(dst, src []float32) {
	var zero archsimd.Float32x8
	for len(src) >= 8 && len(dst) >= 8 {
		archsimd.LoadFloat32x8Slice(src).Max(zero).StoreSlice(dst)
		dst, src = dst[8:], src[8:]
	}
	archsimd.LoadFloat32x8SlicePart(src).Max(zero).StoreSlicePart(dst)
	archsimd.ClearAVXUpperBits()
}
