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

func tryReLU(x unsafe.Pointer, n int, size uintptr) { relu(x, n, size) }
func tryReLUTo(dst unsafe.Pointer, n int, src unsafe.Pointer, m int, size uintptr) {
	reluTo(dst, n, src, m, size)
}
func tryLeakyReLU(x unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer) {
	leakyReLU(x, n, size, alpha)
}
func tryLeakyReLUTo(dst unsafe.Pointer, n int, src unsafe.Pointer, m int, size uintptr, alpha unsafe.Pointer) {
	leakyReLUTo(dst, n, src, m, size, alpha)
}
func tryReLUGrad(x unsafe.Pointer, n int, size uintptr) { reluGrad(x, n, size) }
func tryReLUGradTo(dst unsafe.Pointer, n int, src unsafe.Pointer, m int, size uintptr) {
	reluGradTo(dst, n, src, m, size)
}
func tryLeakyReLUGrad(x unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer) {
	leakyReLUGrad(x, n, size, alpha)
}
func tryLeakyReLUGradTo(dst unsafe.Pointer, n int, src unsafe.Pointer, m int, size uintptr, alpha unsafe.Pointer) {
	leakyReLUGradTo(dst, n, src, m, size, alpha)
}
func tryReLUBackward(dy unsafe.Pointer, n int, x unsafe.Pointer, m int, size uintptr) {
	reluBackward(dy, n, x, m, size)
}
func tryReLUBackwardTo(dx unsafe.Pointer, n int, dy unsafe.Pointer, m int, x unsafe.Pointer, k int, size uintptr) {
	reluBackwardTo(dx, n, dy, m, x, k, size)
}
func tryLeakyReLUBackward(dy unsafe.Pointer, n int, x unsafe.Pointer, m int, size uintptr, alpha unsafe.Pointer) {
	leakyReLUBackward(dy, n, x, m, size, alpha)
}
func tryLeakyReLUBackwardTo(dx unsafe.Pointer, n int, dy unsafe.Pointer, m int, x unsafe.Pointer, k int, size uintptr, alpha unsafe.Pointer) {
	leakyReLUBackwardTo(dx, n, dy, m, x, k, size, alpha)
}
func tryReLUBackwardFromOutput(dy unsafe.Pointer, n int, y unsafe.Pointer, m int, size uintptr) {
	reluBackwardFromOutput(dy, n, y, m, size)
}
func tryReLUBackwardFromOutputTo(dx unsafe.Pointer, n int, dy unsafe.Pointer, m int, y unsafe.Pointer, k int, size uintptr) {
	reluBackwardFromOutputTo(dx, n, dy, m, y, k, size)
}
func tryReLUMask(x unsafe.Pointer, n int, mask unsafe.Pointer, words int, size uintptr) {
	reluMask(x, n, mask, words, size)
}
func tryLeakyReLUMask(x unsafe.Pointer, n int, mask unsafe.Pointer, words int, size uintptr, alpha unsafe.Pointer) {
	leakyReLUMask(x, n, mask, words, size, alpha)
}
func tryReLUBackwardMask(dy unsafe.Pointer, n int, mask unsafe.Pointer, words int, size uintptr) {
	reluBackwardMask(dy, n, mask, words, size)
}
func tryLeakyReLUBackwardMask(dy unsafe.Pointer, n int, mask unsafe.Pointer, words int, size uintptr, alpha unsafe.Pointer) {
	leakyReLUBackwardMask(dy, n, mask, words, size, alpha)
}
