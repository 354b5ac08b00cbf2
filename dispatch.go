package rectify

import (
	"fmt"
	"sync/atomic"

	"github.com/klauspost/cpuid/v2"
	"golang.org/x/sys/cpu"
)

// Which kernel runs here, and why.
//
// A processor's flag counts if two sources say yes: cpuid, which asks the processor and whether
// the operating system saves the registers, and golang.org/x/sys/cpu, which obeys
// GODEBUG=cpu.avx2=off and its like. In both the flags are independent of each other, so the
// kernels are a ladder, where each rung needs the one below.
//
// The highest rung is taken, but on two kinds of processor, which can use AVX-512 and get the
// AVX2 kernel:
//
//	Intel before Ice Lake   heavy use of 512-bit registers slows the core's clock
//	AMD Zen 4               a 512-bit store takes two cycles, so there is no rate to gain, and
//	                        two inputs in the L1 cache (2048 float32) took 82 ns, AVX2 74 ns

// The kernels, as the assembly knows them.
const (
	generic uintptr = iota
	avx2
	avx512
	neon
)

var names = [...]string{generic: "generic", avx2: "avx2", avx512: "avx512", neon: "neon"}

var (
	usable = ladder(
		assembly && cpu.X86.HasAVX && cpu.X86.HasAVX2 && cpuid.CPU.Supports(cpuid.AVX, cpuid.AVX2),
		assembly && cpu.X86.HasAVX512F && cpu.X86.HasAVX512DQ && cpu.X86.HasAVX512VL && cpu.X86.HasAVX512BW &&
			cpuid.CPU.Supports(cpuid.AVX512F, cpuid.AVX512DQ, cpuid.AVX512VL, cpuid.AVX512BW),
		// Go's arm64 port needs Advanced SIMD, so there is nothing to ask the processor, and outside
		// Linux and macOS cpuid would not know.
		assembly && cpu.ARM64.HasASIMD)

	inUse atomic.Uintptr // a kernel
)

func init() {
	iceLake := cpuid.CPU.Supports(cpuid.AVX512VBMI2) // and later, and every AMD with AVX-512
	zen4 := cpuid.CPU.VendorID == cpuid.AMD && cpuid.CPU.Family == 0x19
	inUse.Store(preferred(usable, iceLake && !zen4))
}

// ladder lists the kernels that can run where these features are.
func ladder(hasAVX2, hasAVX512, hasASIMD bool) []uintptr {
	switch {
	case hasAVX2 && hasAVX512:
		return []uintptr{generic, avx2, avx512}
	case hasAVX2:
		return []uintptr{generic, avx2}
	case hasASIMD:
		return []uintptr{generic, neon}
	}
	return []uintptr{generic}
}

// preferred is the kernel to start with.
func preferred(usable []uintptr, avx512Pays bool) uintptr {
	best := usable[len(usable)-1]
	if best == avx512 && !avx512Pays {
		return avx2
	}
	return best
}

// streamMin is how many bytes a destination must have for stores that go past the caches.
var streamMin = streamFrom(cpuid.CPU.Cache.L3)

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
func Kernel() string { return names[inUse.Load()] }

// Kernels lists the kernels that can be used here: "generic", which always can, and then those
// in assembly, each needing more of the processor than the one before.
func Kernels() []string {
	list := make([]string, len(usable))
	for i, k := range usable {
		list[i] = names[k]
	}
	return list
}

// Use makes every call that starts from now on use this kernel, in the whole program. It is for
// tests and benchmarks: every kernel gives the same bits, and the one that a program starts with
// is the fastest. For a kernel that is not in [Kernels] it returns an error and changes nothing.
func Use(kernel string) error {
	for _, k := range usable {
		if names[k] == kernel {
			inUse.Store(k)
			return nil
		}
	}
	return fmt.Errorf("rectify: Use: no kernel %q here: there are %q", kernel, Kernels())
}
