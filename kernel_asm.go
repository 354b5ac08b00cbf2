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

// What the exported functions call: each checks the arguments of the one it is named after, and
// goes on to the kernel. It goes back to Go, to the function of that name, where something is in
// the way: arguments that do not fit, more than a chunk, no kernel in assembly, a goroutine that is
// to stop, a build for the race detector.

//go:noescape
func tryReLU(x unsafe.Pointer, n int, size uintptr)

//go:noescape
func tryReLUTo(dst unsafe.Pointer, n int, src unsafe.Pointer, m int, size uintptr)

//go:noescape
func tryLeakyReLU(x unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer)

//go:noescape
func tryLeakyReLUTo(dst unsafe.Pointer, n int, src unsafe.Pointer, m int, size uintptr, alpha unsafe.Pointer)

//go:noescape
func tryReLUGrad(x unsafe.Pointer, n int, size uintptr)

//go:noescape
func tryReLUGradTo(dst unsafe.Pointer, n int, src unsafe.Pointer, m int, size uintptr)

//go:noescape
func tryLeakyReLUGrad(x unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer)

//go:noescape
func tryLeakyReLUGradTo(dst unsafe.Pointer, n int, src unsafe.Pointer, m int, size uintptr, alpha unsafe.Pointer)

//go:noescape
func tryReLUBackward(dy unsafe.Pointer, n int, x unsafe.Pointer, m int, size uintptr)

//go:noescape
func tryReLUBackwardTo(dx unsafe.Pointer, n int, dy unsafe.Pointer, m int, x unsafe.Pointer, k int, size uintptr)

//go:noescape
func tryLeakyReLUBackward(dy unsafe.Pointer, n int, x unsafe.Pointer, m int, size uintptr, alpha unsafe.Pointer)

//go:noescape
func tryLeakyReLUBackwardTo(dx unsafe.Pointer, n int, dy unsafe.Pointer, m int, x unsafe.Pointer, k int, size uintptr, alpha unsafe.Pointer)

//go:noescape
func tryReLUBackwardFromOutput(dy unsafe.Pointer, n int, y unsafe.Pointer, m int, size uintptr)

//go:noescape
func tryReLUBackwardFromOutputTo(dx unsafe.Pointer, n int, dy unsafe.Pointer, m int, y unsafe.Pointer, k int, size uintptr)

//go:noescape
func tryReLUMask(x unsafe.Pointer, n int, mask unsafe.Pointer, words int, size uintptr)

//go:noescape
func tryLeakyReLUMask(x unsafe.Pointer, n int, mask unsafe.Pointer, words int, size uintptr, alpha unsafe.Pointer)

//go:noescape
func tryReLUBackwardMask(dy unsafe.Pointer, n int, mask unsafe.Pointer, words int, size uintptr)

//go:noescape
func tryLeakyReLUBackwardMask(dy unsafe.Pointer, n int, mask unsafe.Pointer, words int, size uintptr, alpha unsafe.Pointer)

// What the assembly jumps to, for readers and for tools that look for unused functions.
var _ = [...]any{
	relu,
	reluTo,
	leakyReLU,
	leakyReLUTo,
	reluGrad,
	reluGradTo,
	leakyReLUGrad,
	leakyReLUGradTo,
	reluBackward,
	reluBackwardTo,
	leakyReLUBackward,
	leakyReLUBackwardTo,
	reluBackwardFromOutput,
	reluBackwardFromOutputTo,
	reluMask,
	leakyReLUMask,
	reluBackwardMask,
	leakyReLUBackwardMask,
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
