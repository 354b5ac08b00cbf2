//go:build gc && !purego

package rectify

import "unsafe"

// The assembly: AVX2 and AVX-512, in kernel_amd64.s, and in mask_amd64.s for masks.

const assembly = "amd64"

// What the kernels for LeakyReLUGrad and ReLUGrad set.
var (
	one32 float32 = 1
	one64 float64 = 1
)

//go:noescape
func runReLU(dst, src unsafe.Pointer, n int, size uintptr, stream bool)

//go:noescape
func runLeakyReLU(dst, src unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer, stream bool)

//go:noescape
func runGrad(dst, src unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer, stream bool)

//go:noescape
func runReLUBackward(dst, dy, x unsafe.Pointer, n int, size uintptr, stream bool)

//go:noescape
func runLeakyReLUBackward(dst, dy, x unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer, stream bool)

//go:noescape
func runBackwardFromOutput(dst, dy, x unsafe.Pointer, n int, size uintptr, stream bool)

//go:noescape
func runReLUMask(x, mask unsafe.Pointer, n int, size uintptr)

//go:noescape
func runLeakyReLUMask(x, mask unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer)

//go:noescape
func runReLUBackwardMask(dy, mask unsafe.Pointer, n int, size uintptr)

//go:noescape
func runLeakyReLUBackwardMask(dy, mask unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer)
