//go:build gc

package main

import (
	"unsafe"

	"github.com/klauspost/cpuid/v2"
)

//go:noescape
func roof(loop int, dst, a, b, c unsafe.Pointer, bytes uintptr)

//go:noescape
func addRowsBy(loop int, dst, a, b unsafe.Pointer, dstStep, aStep, bStep, bytes uintptr, rows int)

// clearUpper clears the upper halves of the vector registers. It needs AVX.
//
//go:noescape
func clearUpper()

// streamFrom is the size in bytes from which a roof with non-temporal stores is worth measuring:
// inside a cache it only loses.
const streamFrom = 1 << 20

// The roof is a property of the machine: it asks the processor alone, and not the knobs that make
// the package choose another kernel.
var (
	hasAVX2   = cpuid.CPU.Supports(cpuid.AVX, cpuid.AVX2)
	hasAVX512 = hasAVX2 && cpuid.CPU.Supports(cpuid.AVX512F, cpuid.AVX512VL)

	vectorSets = []vectorSet{
		{name: "32 B", has: hasAVX2, half: cpuid.CPU.Supports(cpuid.F16C), first: 0},
		{name: "64 B", has: hasAVX512, half: true, first: loadKinds},
		{name: "32 B, streaming", has: hasAVX2, first: 2 * loadKinds, from: streamFrom},
		{name: "64 B, streaming", has: hasAVX512, first: 3 * loadKinds, from: streamFrom},
	}
)

// addRows, with AVX2, adds b to a, row by row, into dst. A slice of fewer rows than dst or b has is
// one row, used again and again: with a as such a b it adds a bias, with dst and a it sums columns.
func addRows[F float](dst, a, b []F, columns int) {
	rows := max(len(dst), len(b)) / columns
	row := size(dst[:columns])
	step := func(s []F) uintptr {
		if len(s) == columns {
			return 0
		}
		return row
	}
	loop := int(unsafe.Sizeof(*new(F)) / 8)
	if hasAVX512 {
		loop += 2
	}
	addRowsBy(loop, ptr(dst), ptr(a), ptr(b), step(dst), step(a), step(b), row, rows)
}
