//go:build gc

package main

import (
	"unsafe"

	"github.com/klauspost/cpuid/v2"
)

//go:noescape
func roof1AVX2(dst, src unsafe.Pointer, bytes uintptr)

//go:noescape
func roof1AVX2Stream(dst, src unsafe.Pointer, bytes uintptr)

//go:noescape
func roof1AVX512(dst, src unsafe.Pointer, bytes uintptr)

//go:noescape
func roof1AVX512Stream(dst, src unsafe.Pointer, bytes uintptr)

//go:noescape
func roof2AVX2(dst, a, b unsafe.Pointer, bytes uintptr)

//go:noescape
func roof2AVX2Stream(dst, a, b unsafe.Pointer, bytes uintptr)

//go:noescape
func roof2AVX512(dst, a, b unsafe.Pointer, bytes uintptr)

//go:noescape
func roof2AVX512Stream(dst, a, b unsafe.Pointer, bytes uintptr)

//go:noescape
func clearUpper()

// The roof is a property of the machine: it asks the processor alone, and not the knobs that make
// the package choose another kernel.
var (
	hasAVX2   = cpuid.CPU.Supports(cpuid.AVX, cpuid.AVX2)
	hasAVX512 = hasAVX2 && cpuid.CPU.Supports(cpuid.AVX512F, cpuid.AVX512VL)
)

// cleanVectors clears the upper halves of the vector registers: a package whose assembly leaves
// them dirty would slow down whatever is measured next.
func cleanVectors() {
	if hasAVX2 {
		clearUpper()
	}
}

func roofsInPlace[F float]() []subject[F] {
	return those[F](hasAVX2, subject[F]{name: "roof 32 B", run: func(b *batch[F], calls int) {
		for i := range calls {
			x := b.dst[i&b.last]
			roof1AVX2(ptr(x), ptr(x), size(x))
		}
	}}, hasAVX512, subject[F]{name: "roof 64 B", run: func(b *batch[F], calls int) {
		for i := range calls {
			x := b.dst[i&b.last]
			roof1AVX512(ptr(x), ptr(x), size(x))
		}
	}})
}

func roofsTo[F float]() []subject[F] {
	return those[F](hasAVX2, subject[F]{name: "roof 32 B", run: func(b *batch[F], calls int) {
		for i := range calls {
			dst, src := b.dst[i&b.last], b.a[i&b.last]
			roof1AVX2(ptr(dst), ptr(src), size(dst))
		}
	}}, hasAVX512, subject[F]{name: "roof 64 B", run: func(b *batch[F], calls int) {
		for i := range calls {
			dst, src := b.dst[i&b.last], b.a[i&b.last]
			roof1AVX512(ptr(dst), ptr(src), size(dst))
		}
	}}, hasAVX2, subject[F]{name: "roof 32 B, streaming", from: streamFrom, run: func(b *batch[F], calls int) {
		for i := range calls {
			dst, src := b.dst[i&b.last], b.a[i&b.last]
			roof1AVX2Stream(ptr(dst), ptr(src), size(dst))
		}
	}}, hasAVX512, subject[F]{name: "roof 64 B, streaming", from: streamFrom, run: func(b *batch[F], calls int) {
		for i := range calls {
			dst, src := b.dst[i&b.last], b.a[i&b.last]
			roof1AVX512Stream(ptr(dst), ptr(src), size(dst))
		}
	}})
}

// roofsTwo serves both forms of the two-input functions: in place, dst is a.
func roofsTwo[F float](inPlace bool) []subject[F] {
	return those[F](hasAVX2, subject[F]{name: "roof 32 B", run: func(b *batch[F], calls int) {
		for i := range calls {
			dst, dy, x := b.dst[i&b.last], b.a[i&b.last], b.b[i&b.last]
			roof2AVX2(ptr(dst), ptr(dy), ptr(x), size(dst))
		}
	}}, hasAVX512, subject[F]{name: "roof 64 B", run: func(b *batch[F], calls int) {
		for i := range calls {
			dst, dy, x := b.dst[i&b.last], b.a[i&b.last], b.b[i&b.last]
			roof2AVX512(ptr(dst), ptr(dy), ptr(x), size(dst))
		}
	}}, hasAVX2 && !inPlace, subject[F]{name: "roof 32 B, streaming", from: streamFrom, run: func(b *batch[F], calls int) {
		for i := range calls {
			dst, dy, x := b.dst[i&b.last], b.a[i&b.last], b.b[i&b.last]
			roof2AVX2Stream(ptr(dst), ptr(dy), ptr(x), size(dst))
		}
	}}, hasAVX512 && !inPlace, subject[F]{name: "roof 64 B, streaming", from: streamFrom, run: func(b *batch[F], calls int) {
		for i := range calls {
			dst, dy, x := b.dst[i&b.last], b.a[i&b.last], b.b[i&b.last]
			roof2AVX512Stream(ptr(dst), ptr(dy), ptr(x), size(dst))
		}
	}})
}
