//go:build gc && !purego && !msan && !asan && (amd64 || arm64)

package rectify

import (
	"unsafe"

	"github.com/klauspost/cpuid/v2"
	"golang.org/x/sys/cpu"
)

// What the assembly provides, and what it is told of the processor.

const assembly = true

// processor is what dispatch.go wants to know. A feature counts if two say yes: cpuid, which asks
// the processor and whether the operating system saves the registers, and golang.org/x/sys/cpu,
// which obeys GODEBUG=cpu.avx2=off and its like. Of F16C only cpuid knows. Go's arm64 port needs
// Advanced SIMD, so there is nothing to ask the processor, and outside Linux and macOS cpuid would
// not know.
func processor() features {
	c := &cpuid.CPU
	return features{
		avx2: cpu.X86.HasAVX && cpu.X86.HasAVX2 && c.Supports(cpuid.AVX, cpuid.AVX2, cpuid.F16C),
		avx512: cpu.X86.HasAVX512F && cpu.X86.HasAVX512DQ && cpu.X86.HasAVX512VL && cpu.X86.HasAVX512BW &&
			c.Supports(cpuid.AVX512F, cpuid.AVX512DQ, cpuid.AVX512VL, cpuid.AVX512BW),
		asimd:     cpu.ARM64.HasASIMD,
		iceLake:   c.Supports(cpuid.AVX512VBMI2),
		zen4:      c.VendorID == cpuid.AMD && c.Family == 0x19,
		lastCache: c.Cache.L3,
	}
}

// The entries: one for each shape of a call. Each checks its arguments and goes on to the kernel, or
// to the function named slow in its place: see call.go. In those with Rows the last slice has an
// element for each column.

//go:noescape
func call1(code uintptr, x unsafe.Pointer, n int, scalar unsafe.Pointer)

//go:noescape
func call2(code uintptr, a unsafe.Pointer, n int, b unsafe.Pointer, m int, scalar unsafe.Pointer)

//go:noescape
func call3(code uintptr, a unsafe.Pointer, n int, b unsafe.Pointer, m int, c unsafe.Pointer, k int, scalar unsafe.Pointer)

//go:noescape
func callRows3(code uintptr, a unsafe.Pointer, n int, b unsafe.Pointer, m int, c unsafe.Pointer, k int, scalar unsafe.Pointer)

//go:noescape
func callRows4(code uintptr, a unsafe.Pointer, n int, b unsafe.Pointer, m int, c unsafe.Pointer, k int, d unsafe.Pointer, l int, scalar unsafe.Pointer)

//go:noescape
func callMask(code uintptr, x unsafe.Pointer, n int, mask unsafe.Pointer, words int, scalar unsafe.Pointer)

// Where the tables of kernels are.

func kernelTable() uintptr
func maskTable() uintptr

// What the entries jump to, for readers and for tools that look for unused functions.
var _ = [...]any{slow1, slow2, slow3, slow4, slowMask}

// runKernel and runMask run a job on its kernel, of which they check nothing.

//go:noescape
func runKernel(j *job)

//go:noescape
func runMask(j *job)

// run is a function that is not inlined, and its prologue is where the program can be stopped: what
// the compiler puts around a function in assembly is no preemption point, and a loop around it is
// none either.
//
//go:noinline
func (j *job) run() {
	switch {
	case j.kernel == generic:
		j.loop()
	case j.masked:
		runMask(j)
	default:
		runKernel(j)
	}
}
