//go:build gc

package main

import "unsafe"

//go:noescape
func roof1NEON(dst, src unsafe.Pointer, bytes uintptr)

//go:noescape
func roof2NEON(dst, a, b unsafe.Pointer, bytes uintptr)

// cleanVectors has nothing to do: the vector registers have no upper halves.
func cleanVectors() {}

func roofsInPlace[F float]() []subject[F] {
	return those[F](true, subject[F]{name: "roof 16 B", run: func(b *batch[F], calls int) {
		for i := range calls {
			x := b.dst[i&b.last]
			roof1NEON(ptr(x), ptr(x), size(x))
		}
	}})
}

func roofsTo[F float]() []subject[F] {
	return those[F](true, subject[F]{name: "roof 16 B", run: func(b *batch[F], calls int) {
		for i := range calls {
			dst, src := b.dst[i&b.last], b.a[i&b.last]
			roof1NEON(ptr(dst), ptr(src), size(dst))
		}
	}})
}

func roofsTwo[F float](inPlace bool) []subject[F] {
	return those[F](true, subject[F]{name: "roof 16 B", run: func(b *batch[F], calls int) {
		for i := range calls {
			dst, dy, x := b.dst[i&b.last], b.a[i&b.last], b.b[i&b.last]
			roof2NEON(ptr(dst), ptr(dy), ptr(x), size(dst))
		}
	}})
}
