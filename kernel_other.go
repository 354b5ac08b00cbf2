//go:build !gc || purego || !(amd64 || arm64)

package rectify

import "unsafe"

// Where there is no assembly, every operation is the Go loop, in chunks all the same: where
// asynchronous preemption is off, a loop without a call cannot be stopped.

const assembly = false

func runReLU(dst, src unsafe.Pointer, n int, size uintptr, stream bool) {
	if n > chunk {
		reluLong(dst, src, n, size)
	} else {
		reluGeneric(dst, src, n, size)
	}
}

func runLeakyReLU(dst, src unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer, stream bool) {
	if n > chunk {
		leakyReLULong(dst, src, n, size, alpha)
	} else {
		leakyReLUGeneric(dst, src, n, size, alpha)
	}
}

func runGrad(dst, src unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer, stream bool) {
	if n > chunk {
		gradLong(dst, src, n, size, alpha)
	} else {
		gradGeneric(dst, src, n, size, alpha)
	}
}

func runReLUBackward(dx, dy, x unsafe.Pointer, n int, size uintptr, stream bool) {
	if n > chunk {
		reluBackwardLong(dx, dy, x, n, size)
	} else {
		reluBackwardGeneric(dx, dy, x, n, size)
	}
}

func runLeakyReLUBackward(dx, dy, x unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer, stream bool) {
	if n > chunk {
		leakyReLUBackwardLong(dx, dy, x, n, size, alpha)
	} else {
		leakyReLUBackwardGeneric(dx, dy, x, n, size, alpha)
	}
}

func runBackwardFromOutput(dx, dy, y unsafe.Pointer, n int, size uintptr, stream bool) {
	if n > chunk {
		backwardFromOutputLong(dx, dy, y, n, size)
	} else {
		backwardFromOutputGeneric(dx, dy, y, n, size)
	}
}

func runReLUMask(x, mask unsafe.Pointer, n int, size uintptr) {
	if n > chunk {
		reluMaskLong(x, mask, n, size)
	} else {
		reluMaskGeneric(x, mask, n, size)
	}
}

func runLeakyReLUMask(x, mask unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer) {
	if n > chunk {
		leakyReLUMaskLong(x, mask, n, size, alpha)
	} else {
		leakyReLUMaskGeneric(x, mask, n, size, alpha)
	}
}

func runReLUBackwardMask(dy, mask unsafe.Pointer, n int, size uintptr) {
	if n > chunk {
		reluBackwardMaskLong(dy, mask, n, size)
	} else {
		reluBackwardMaskGeneric(dy, mask, n, size)
	}
}

func runLeakyReLUBackwardMask(dy, mask unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer) {
	if n > chunk {
		leakyReLUBackwardMaskLong(dy, mask, n, size, alpha)
	} else {
		leakyReLUBackwardMaskGeneric(dy, mask, n, size, alpha)
	}
}
