//go:build !cpeers || !cgo

package main

func cReLU[F float]() []subject[F]        { return nil }
func cReLUTo[F float]() []subject[F]      { return nil }
func cLeakyReLU[F float]() []subject[F]   { return nil }
func cLeakyReLUTo[F float]() []subject[F] { return nil }
