//go:build amd64 && goexperiment.simd && !go1.27

package main

import (
	"simd/archsimd"

	"github.com/ajroetker/go-highway/hwy/contrib/activation"
)

// What has vector code on amd64 only with GOEXPERIMENT=simd. go-highway is called by the names for
// one type, which cost less than its generic ones; its last elements are a loop with a branch.

func init() {
	othersF32 = append(othersF32, highway(16, activation.ReLUFloat32, activation.LeakyReLUFloat32)...)
	othersF64 = append(othersF64, highway(8, activation.ReLUFloat64, activation.LeakyReLUFloat64)...)
	if hasAVX2 {
		archsimd := func(b *batch[float32], n int) { b.each(n, func(i int) { archsimdReLU(b.dst[i], b.a[i]) }) }
		othersF32 = append(othersF32, subject[float32]{op: "ReLU", name: "archsimd loop", run: archsimd}, subject[float32]{op: "ReLUTo", name: "archsimd loop", run: archsimd})
	}
}

// highway is go-highway's functions, which are variables in that package too.
func highway[F float](vector int, relu func(in, out []F), leaky func(in, out []F, alpha F)) []subject[F] {
	type B = *batch[F]
	signs := func(n int) bool { return n%vector != 0 }
	return []subject[F]{
		{op: "ReLU", name: "go-highway", signs: signs, run: func(b B, n int) { b.each(n, func(i int) { relu(b.dst[i], b.dst[i]) }) }},
		{op: "ReLUTo", name: "go-highway", signs: signs, run: func(b B, n int) { b.each(n, func(i int) { relu(b.a[i], b.dst[i]) }) }},
		{op: "LeakyReLU", name: "go-highway", signs: signs, run: func(b B, n int) { b.each(n, func(i int) { leaky(b.dst[i], b.dst[i], b.alpha) }) }},
		{op: "LeakyReLUTo", name: "go-highway", signs: signs, run: func(b B, n int) { b.each(n, func(i int) { leaky(b.a[i], b.dst[i], b.alpha) }) }},
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
