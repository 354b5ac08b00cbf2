//go:build goexperiment.simd && go1.27

package main

import "simd"

func init() {
	run := func(b *batch[float32], n int) { b.each(n, func(i int) { simdReLU(b.dst[i], b.a[i]) }) }
	othersF32 = append(othersF32, subject[float32]{op: "ReLU", name: "simd loop", run: run}, subject[float32]{op: "ReLUTo", name: "simd loop", run: run})
}

// simdReLU is the portable loop that one would write with the experiment of Go 1.27.
//
//go:noinline
func simdReLU(dst, src []float32) {
	var zero simd.Float32s
	for n := zero.Len(); len(src) >= n && len(dst) >= n; dst, src = dst[n:], src[n:] {
		simd.LoadFloat32s(src).Max(zero).Store(dst)
	}
	last, _ := simd.LoadFloat32sPart(src)
	last.Max(zero).StorePart(dst)
}
