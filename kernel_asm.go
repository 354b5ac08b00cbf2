//go:build gc && !purego && (amd64 || arm64)

package rectify

import "unsafe"

// What the assembly provides: each function runs an operation on n elements of a size. It chooses
// the kernel itself, and jumps back to Go for what no kernel in assembly does.

const assembly = true

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

// What the assembly jumps to, for readers and for tools that look for unused functions.
var _ = [...]any{
	reluLong, reluGeneric,
	leakyReLULong, leakyReLUGeneric,
	gradLong, gradGeneric,
	reluBackwardLong, reluBackwardGeneric,
	leakyReLUBackwardLong, leakyReLUBackwardGeneric,
	backwardFromOutputLong, backwardFromOutputGeneric,
	reluMaskLong, reluMaskGeneric,
	leakyReLUMaskLong, leakyReLUMaskGeneric,
	reluBackwardMaskLong, reluBackwardMaskGeneric,
	leakyReLUBackwardMaskLong, leakyReLUBackwardMaskGeneric,
}
