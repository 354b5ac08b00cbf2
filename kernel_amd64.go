//go:build gc && !purego

package rectify

import "unsafe"

// The assembly, kernel_amd64.s: AVX2 and AVX-512.

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

func runReLUMask(x, mask unsafe.Pointer, n int, size uintptr) {
	reluMaskGeneric(x, mask, n, size)
}
func runLeakyReLUMask(x, mask unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer) {
	leakyReLUMaskGeneric(x, mask, n, size, alpha)
}
func runReLUBackwardMask(x, mask unsafe.Pointer, n int, size uintptr) {
	reluBackwardMaskGeneric(x, mask, n, size)
}
func runLeakyReLUBackwardMask(x, mask unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer) {
	leakyReLUBackwardMaskGeneric(x, mask, n, size, alpha)
}
