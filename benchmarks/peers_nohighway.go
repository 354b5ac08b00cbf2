//go:build !arm64 && !(amd64 && goexperiment.simd)

package main

func highwayReLU[F float]() []subject[F]        { return nil }
func highwayReLUTo[F float]() []subject[F]      { return nil }
func highwayLeakyReLU[F float]() []subject[F]   { return nil }
func highwayLeakyReLUTo[F float]() []subject[F] { return nil }
