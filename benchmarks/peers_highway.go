//go:build arm64 || (amd64 && goexperiment.simd)

package main

import "github.com/ajroetker/go-highway/hwy/contrib/activation"

// go-highway has vector code on amd64 only if it is built with GOEXPERIMENT=simd; without, it is a Go
// loop, and left out. It is called by the names for one type, which cost less than its generic ones.
// Its last elements are a loop with a branch.

const highway = "go-highway"

func ends32(n int) bool { return n%16 != 0 }
func ends64(n int) bool { return n%8 != 0 }

func highwayReLU[F float]() []subject[F] {
	return either[F]([]subject[float32]{{name: highway, signs: ends32, run: func(b *batch[float32], calls int) {
		for i := range calls {
			activation.ReLUFloat32(b.dst[i&b.last], b.dst[i&b.last])
		}
	}}}, []subject[float64]{{name: highway, signs: ends64, run: func(b *batch[float64], calls int) {
		for i := range calls {
			activation.ReLUFloat64(b.dst[i&b.last], b.dst[i&b.last])
		}
	}}})
}

func highwayReLUTo[F float]() []subject[F] {
	return either[F]([]subject[float32]{{name: highway, signs: ends32, run: func(b *batch[float32], calls int) {
		for i := range calls {
			activation.ReLUFloat32(b.a[i&b.last], b.dst[i&b.last])
		}
	}}}, []subject[float64]{{name: highway, signs: ends64, run: func(b *batch[float64], calls int) {
		for i := range calls {
			activation.ReLUFloat64(b.a[i&b.last], b.dst[i&b.last])
		}
	}}})
}

func highwayLeakyReLU[F float]() []subject[F] {
	return either[F]([]subject[float32]{{name: highway, signs: ends32, run: func(b *batch[float32], calls int) {
		for i := range calls {
			activation.LeakyReLUFloat32(b.dst[i&b.last], b.dst[i&b.last], b.alpha)
		}
	}}}, []subject[float64]{{name: highway, signs: ends64, run: func(b *batch[float64], calls int) {
		for i := range calls {
			activation.LeakyReLUFloat64(b.dst[i&b.last], b.dst[i&b.last], b.alpha)
		}
	}}})
}

func highwayLeakyReLUTo[F float]() []subject[F] {
	return either[F]([]subject[float32]{{name: highway, signs: ends32, run: func(b *batch[float32], calls int) {
		for i := range calls {
			activation.LeakyReLUFloat32(b.a[i&b.last], b.dst[i&b.last], b.alpha)
		}
	}}}, []subject[float64]{{name: highway, signs: ends64, run: func(b *batch[float64], calls int) {
		for i := range calls {
			activation.LeakyReLUFloat64(b.a[i&b.last], b.dst[i&b.last], b.alpha)
		}
	}}})
}
