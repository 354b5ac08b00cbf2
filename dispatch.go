package rectify

import (
	"fmt"
	"runtime"
	"sync/atomic"
)

// Which kernel runs here, and why: rules over plain values, which a test can make for any processor.
//
// The flags of a processor are independent of each other, so the kernels are a ladder, where each
// rung needs the one below. The highest rung is taken, but on two kinds of processor, which can use
// AVX-512 and get the AVX2 kernel:
//
//	Intel before Ice Lake   heavy use of 512-bit registers slows the core's clock
//	AMD Zen 4               a 512-bit store takes two cycles, so there is no rate to gain, and
//	                        two inputs in the L1 cache (2048 float32) took 82 ns, AVX2 74 ns

// features is what the rules are about.
type features struct {
	avx2      bool // AVX, AVX2 and F16C
	avx512    bool // F, DQ, VL and BW
	asimd     bool // Advanced SIMD
	iceLake   bool // Intel's Ice Lake and later, and every AMD with AVX-512
	zen4      bool
	lastCache int // bytes of the last cache, or not above 0 if the processor does not say
}

// The kernels are numbers, as assembly knows them: rungs of the ladder.
const generic uintptr = 0

var ladder = rungs(processor(), runtime.GOOS)

// A choice is the kernel in use, alone on its cache line (of 128 bytes on some arm64): every call
// reads it, and would wait for whoever writes next to it. A call reads one word of it, once.
type choice struct {
	_      [128]byte
	kernel uintptr // its rung

	// Where its rung is in the tables of the assembly, and, for short slices, the one of AVX2 at the
	// most.
	kernels, masks, shortKernels, shortMasks uintptr

	_ [128]byte
}

var inUse choice

func init() { use(preferred(ladder, processor())) }

func use(rung uintptr) {
	const word = 8
	short := min(rung, 1)
	atomic.StoreUintptr(&inUse.kernel, rung)
	atomic.StoreUintptr(&inUse.kernels, kernelTable()+rung*word)
	atomic.StoreUintptr(&inUse.shortKernels, kernelTable()+short*word)
	atomic.StoreUintptr(&inUse.masks, maskTable()+rung*word)
	atomic.StoreUintptr(&inUse.shortMasks, maskTable()+short*word)
}

// rungs lists the kernels that can run, each at its number.
func rungs(f features, goos string) []string {
	// NetBSD may not give the AVX registers back after a signal: golang/go#80285.
	keepsAVX := goos != "netbsd"
	switch {
	case keepsAVX && f.avx2 && f.avx512:
		return []string{"generic", "avx2", "avx512"}
	case keepsAVX && f.avx2:
		return []string{"generic", "avx2"}
	case f.asimd:
		return []string{"generic", "neon"}
	}
	return []string{"generic"}
}

// preferred is the kernel to start with.
func preferred(ladder []string, f features) uintptr {
	best := uintptr(len(ladder) - 1)
	if ladder[best] == "avx512" && (!f.iceLake || f.zen4) {
		best--
	}
	return best
}

// streamMin is how many bytes a call must go through for stores that go past the caches.
var streamMin = streamFrom(processor().lastCache)

// streamFrom is streamMin for a last cache of so many bytes: as many. A virtual machine may name a
// cache that it shares with others, so it is 64 MiB at most; or none, and then it is 32 MiB.
func streamFrom(cache int) uintptr {
	const most, unknown = 64 << 20, 32 << 20
	if cache > 0 {
		return uintptr(min(cache, most))
	}
	return unknown
}

// Kernel is the name of the kernel in use: "avx512", "avx2", "neon" or "generic".
func Kernel() string { return ladder[atomic.LoadUintptr(&inUse.kernel)] }

// Kernels lists the kernels that can be used here: "generic", which always can, and then those
// in assembly, each needing more of the processor than the one before.
func Kernels() []string { return append([]string(nil), ladder...) }

// Use makes every call that starts from now on use this kernel, in the whole program. It is for
// tests and benchmarks: every kernel gives the same bits, and the one that a program starts with
// is the fastest. For a kernel that is not in [Kernels] it returns an error and changes nothing.
func Use(kernel string) error {
	for rung, name := range ladder {
		if name == kernel {
			use(uintptr(rung))
			return nil
		}
	}
	return fmt.Errorf("rectify: Use: no kernel %q here: there are %q", kernel, ladder)
}
