//go:build !gc || purego || msan || asan || !(amd64 || arm64)

package rectify

import "unsafe"

// Where there is no assembly, every call goes the slow way, and every chunk to the Go loops. An
// entry is not inlined, so that what calls it can be. msan and asan see what Go does with memory,
// and not what assembly does.

const assembly = false

func processor() features { return features{} }

func kernelTable() uintptr { return 0 }
func maskTable() uintptr   { return 0 }

//go:noinline
func call1(code uintptr, x unsafe.Pointer, n int, scalar unsafe.Pointer) {
	slow1(code, x, n, scalar)
}

func call2(code uintptr, a unsafe.Pointer, n int, b unsafe.Pointer, m int, scalar unsafe.Pointer) {
	slow2(code, a, n, b, m, scalar)
}

func call3(code uintptr, a unsafe.Pointer, n int, b unsafe.Pointer, m int, c unsafe.Pointer, k int, scalar unsafe.Pointer) {
	slow3(code, a, n, b, m, c, k, scalar)
}

func callRows3(code uintptr, a unsafe.Pointer, n int, b unsafe.Pointer, m int, c unsafe.Pointer, k int, scalar unsafe.Pointer) {
	slow3(code, a, n, b, m, c, k, scalar)
}

func callRows4(code uintptr, a unsafe.Pointer, n int, b unsafe.Pointer, m int, c unsafe.Pointer, k int, d unsafe.Pointer, l int, scalar unsafe.Pointer) {
	slow4(code, a, n, b, m, c, k, d, l, scalar)
}

func callMask(code uintptr, x unsafe.Pointer, n int, mask unsafe.Pointer, words int, scalar unsafe.Pointer) {
	slowMask(code, x, n, mask, words, scalar)
}

// run is a function that is not inlined, so that where asynchronous preemption is off a call can be
// stopped between two chunks.
//
//go:noinline
func (j *job) run() { j.loop() }
