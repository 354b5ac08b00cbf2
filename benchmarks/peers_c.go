//go:build cpeers && cgo

package main

import "github.com/rectify-go/rectify/benchmarks/cpeers"

// XNNPACK by its operators, float32 only.

const xnnpack = "XNNPACK (C)"

var haveXNNPACK = cpeers.Start()

// step is how far the buffers of a batch are from each other.
func step(b *batch[float32]) int {
	if b.last == 0 {
		return 0
	}
	return int(uintptr(ptr(b.a[1]))-uintptr(ptr(b.a[0]))) / 4
}

func cReLU[F float]() []subject[F] {
	if !haveXNNPACK {
		return nil
	}
	return either[F]([]subject[float32]{{name: xnnpack, run: func(b *batch[float32], calls int) {
		cpeers.XNNPACKReLU(ptr(b.dst[0]), ptr(b.a[0]), len(b.a[0]), step(b), b.last, calls)
	}}}, nil)
}

func cLeakyReLU[F float]() []subject[F] {
	if !haveXNNPACK {
		return nil
	}
	return either[F]([]subject[float32]{{name: xnnpack, run: func(b *batch[float32], calls int) {
		cpeers.XNNPACKLeakyReLU(ptr(b.dst[0]), ptr(b.a[0]), len(b.a[0]), step(b), b.last, calls, b.alpha)
	}}}, nil)
}

func cReLUTo[F float]() []subject[F]      { return cReLU[F]() }
func cLeakyReLUTo[F float]() []subject[F] { return cLeakyReLU[F]() }
