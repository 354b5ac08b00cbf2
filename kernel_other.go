//go:build !gc || purego || !(amd64 || arm64)

package rectify

import "unsafe"

// Where there is no assembly, every operation is the Go loop, in chunks all the same: a loop
// without a call may not be stopped where asynchronous preemption is off.

const assembly = ""

func runReLU(dst, src unsafe.Pointer, n int, size uintptr, stream bool) {
	switch choose(dst, src, src, n, size) {
	case tooLong:
		inChunks(opReLU, dst, src, src, n, size, nil)
	default:
		reluGeneric(dst, src, n, size)
	}
}

func runLeakyReLU(dst, src unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer, stream bool) {
	switch choose(dst, src, src, n, size) {
	case tooLong:
		inChunks(opLeakyReLU, dst, src, src, n, size, alpha)
	default:
		leakyReLUGeneric(dst, src, n, size, alpha)
	}
}

func runGrad(dst, src unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer, stream bool) {
	switch choose(dst, src, src, n, size) {
	case tooLong:
		inChunks(opGrad, dst, src, src, n, size, alpha)
	default:
		gradGeneric(dst, src, n, size, alpha)
	}
}

func runReLUBackward(dx, dy, x unsafe.Pointer, n int, size uintptr, stream bool) {
	switch choose(dx, dy, x, n, size) {
	case tooLong:
		inChunks(opReLUBackward, dx, dy, x, n, size, nil)
	default:
		reluBackwardGeneric(dx, dy, x, n, size)
	}
}

func runLeakyReLUBackward(dx, dy, x unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer, stream bool) {
	switch choose(dx, dy, x, n, size) {
	case tooLong:
		inChunks(opLeakyReLUBackward, dx, dy, x, n, size, alpha)
	default:
		leakyReLUBackwardGeneric(dx, dy, x, n, size, alpha)
	}
}

func runBackwardFromOutput(dx, dy, y unsafe.Pointer, n int, size uintptr, stream bool) {
	switch choose(dx, dy, y, n, size) {
	case tooLong:
		inChunks(opBackwardFromOutput, dx, dy, y, n, size, nil)
	default:
		backwardFromOutputGeneric(dx, dy, y, n, size)
	}
}

func runReLUMask(x, mask unsafe.Pointer, n int, size uintptr) {
	switch choose(x, x, mask, n, size) {
	case tooLong:
		inChunks(opReLUMask, x, x, mask, n, size, nil)
	default:
		reluMaskGeneric(x, mask, n, size)
	}
}

func runLeakyReLUMask(x, mask unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer) {
	switch choose(x, x, mask, n, size) {
	case tooLong:
		inChunks(opLeakyReLUMask, x, x, mask, n, size, alpha)
	default:
		leakyReLUMaskGeneric(x, mask, n, size, alpha)
	}
}

func runReLUBackwardMask(dy, mask unsafe.Pointer, n int, size uintptr) {
	switch choose(dy, dy, mask, n, size) {
	case tooLong:
		inChunks(opReLUBackwardMask, dy, dy, mask, n, size, nil)
	default:
		reluBackwardMaskGeneric(dy, mask, n, size)
	}
}

func runLeakyReLUBackwardMask(dy, mask unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer) {
	switch choose(dy, dy, mask, n, size) {
	case tooLong:
		inChunks(opLeakyReLUBackwardMask, dy, dy, mask, n, size, alpha)
	default:
		leakyReLUBackwardMaskGeneric(dy, mask, n, size, alpha)
	}
}
