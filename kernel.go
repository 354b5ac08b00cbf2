// Package rectify has SIMD kernels for the rectifier family: [ReLU], [LeakyReLU], their
// derivatives, and the backward step of training, for any type whose underlying type is
// float32 or float64.
//
// Every function is exactly one row of this table, element by element:
//
//	                        x < 0      x = ±0         x > 0   x is NaN
//	ReLU                    +0         +0             x       x, same bits
//	LeakyReLU               alpha*x    x, same sign   x       x, same bits
//	ReLUGrad                0          1              1       1
//	LeakyReLUGrad           alpha      1              1       1
//	ReLUBackward            +0         dy             dy      dy
//	LeakyReLUBackward       alpha*dy   dy             dy      dy
//	ReLUBackwardFromOutput  +0         +0             dy      dy       (y in place of x)
//
// The functions with Mask in their names are ReLU, LeakyReLU and their backward steps with
// one bit an element in place of a saved x.
//
// # Same bits
//
// Every kernel gives the bits of the Go loop on the same machine. What the table passes
// through keeps every bit: a NaN its payload and its signalling state, a zero its sign. Where
// alpha multiplies, the result is Go's alpha * x in T, for any alpha: 0, negative, above 1,
// infinite or NaN. Where the derivative is 0, the backward functions select and do not
// multiply, so an infinite or NaN dy gives +0. One thing is left open: which payload survives
// where alpha and dy are both NaN.
//
// # Slices
//
// Empty and nil slices are fine. Slices of different lengths panic, and so does a destination
// that shares some but not all of its memory with a source; both panic before anything is
// written. A destination may be a source exactly, and two sources may overlap as they like.
// Nothing outside a slice is read or written, nothing escapes to the heap, and a call over a
// long slice does not hold up the garbage collector.
//
// Calls on disjoint slices, or on disjoint parts of one, may run at the same time.
package rectify

import (
	"strconv"
	"unsafe"
)

// Float is any type whose underlying type is float32 or float64.
type Float interface{ ~float32 | ~float64 }

// Each function on slices below is one call, for then it is inlined into its caller, where the
// size of T is a constant. What it calls is not generic: it takes a pointer and a length for each
// slice, and the size of an element. alpha goes by pointer, for through a float64 a signalling
// NaN would be quieted.
//
// It calls a function in assembly, where there is any: tryReLU, and so on. That one checks the
// arguments and goes on to the kernel. If anything is in the way of that, it jumps to the Go
// function named after the exported one, relu, which checks again and does all there is to do.

// ReLU sets each x[i] to x[i] if x[i] > 0 or x[i] is a NaN, and to +0 otherwise.
//
// It is PyTorch's relu_. Unlike the builtin max(x, 0) it keeps the bits of a NaN, and unlike
// a plain "if x < 0 { x = 0 }" it leaves no -0.
func ReLU[T Float](x []T) {
	tryReLU(unsafe.Pointer(unsafe.SliceData(x)), len(x), unsafe.Sizeof(*new(T)))
}

// ReLUTo is [ReLU] from src into dst.
//
// It panics if len(dst) != len(src), or if dst and src overlap without being the same slice.
func ReLUTo[T Float](dst, src []T) {
	tryReLUTo(unsafe.Pointer(unsafe.SliceData(dst)), len(dst), unsafe.Pointer(unsafe.SliceData(src)), len(src), unsafe.Sizeof(*new(T)))
}

// LeakyReLU sets each x[i] to alpha*x[i] if x[i] < 0, and leaves it as it is otherwise.
//
// It is PyTorch's leaky_relu_, where alpha is called negative_slope and is 0.01 unless one says
// otherwise. Any alpha is allowed. With alpha = 0 it is not [ReLU]: a negative number becomes
// -0, and -Inf a NaN.
func LeakyReLU[T Float](x []T, alpha T) {
	tryLeakyReLU(unsafe.Pointer(unsafe.SliceData(x)), len(x), unsafe.Sizeof(*new(T)), unsafe.Pointer(&alpha))
}

// LeakyReLUTo is [LeakyReLU] from src into dst.
//
// It panics if len(dst) != len(src), or if dst and src overlap without being the same slice.
func LeakyReLUTo[T Float](dst, src []T, alpha T) {
	tryLeakyReLUTo(unsafe.Pointer(unsafe.SliceData(dst)), len(dst), unsafe.Pointer(unsafe.SliceData(src)), len(src), unsafe.Sizeof(*new(T)), unsafe.Pointer(&alpha))
}

// ReLUGrad sets each x[i] to the derivative of ReLU there: 0 if x[i] < 0, and 1 otherwise.
//
// The derivative at zero is a convention. Here it is 1, as f'(x) = 1 for x >= 0 says, for either
// zero; PyTorch, TensorFlow and JAX take 0, as [ReLUBackwardFromOutput] does. At a NaN it is 1.
func ReLUGrad[T Float](x []T) {
	tryReLUGrad(unsafe.Pointer(unsafe.SliceData(x)), len(x), unsafe.Sizeof(*new(T)))
}

// ReLUGradTo is [ReLUGrad] from src into dst.
//
// It panics if len(dst) != len(src), or if dst and src overlap without being the same slice.
func ReLUGradTo[T Float](dst, src []T) {
	tryReLUGradTo(unsafe.Pointer(unsafe.SliceData(dst)), len(dst), unsafe.Pointer(unsafe.SliceData(src)), len(src), unsafe.Sizeof(*new(T)))
}

// LeakyReLUGrad sets each x[i] to the derivative of LeakyReLU there: alpha if x[i] < 0, and 1
// otherwise, at either zero and at a NaN too.
func LeakyReLUGrad[T Float](x []T, alpha T) {
	tryLeakyReLUGrad(unsafe.Pointer(unsafe.SliceData(x)), len(x), unsafe.Sizeof(*new(T)), unsafe.Pointer(&alpha))
}

// LeakyReLUGradTo is [LeakyReLUGrad] from src into dst.
//
// It panics if len(dst) != len(src), or if dst and src overlap without being the same slice.
func LeakyReLUGradTo[T Float](dst, src []T, alpha T) {
	tryLeakyReLUGradTo(unsafe.Pointer(unsafe.SliceData(dst)), len(dst), unsafe.Pointer(unsafe.SliceData(src)), len(src), unsafe.Sizeof(*new(T)), unsafe.Pointer(&alpha))
}

// ReLUBackward is the backward step of [ReLU]: it sets each dy[i] to +0 if x[i] < 0, and leaves it
// as it is otherwise. dy is the gradient with respect to the output, and becomes the gradient with
// respect to x, the input of the forward step.
//
// The derivative at x[i] = 0 is 1. Where it is 0, dy[i] becomes +0 even if it is infinite or a NaN.
//
// It panics if len(dy) != len(x), or if dy and x overlap without being the same slice.
func ReLUBackward[T Float](dy, x []T) {
	tryReLUBackward(unsafe.Pointer(unsafe.SliceData(dy)), len(dy), unsafe.Pointer(unsafe.SliceData(x)), len(x), unsafe.Sizeof(*new(T)))
}

// ReLUBackwardTo is [ReLUBackward] from dy and x into dx.
//
// It panics if dx, dy and x have different lengths, or if dx overlaps dy or x without being the
// same slice. dy and x may overlap in any way.
func ReLUBackwardTo[T Float](dx, dy, x []T) {
	tryReLUBackwardTo(unsafe.Pointer(unsafe.SliceData(dx)), len(dx), unsafe.Pointer(unsafe.SliceData(dy)), len(dy), unsafe.Pointer(unsafe.SliceData(x)), len(x), unsafe.Sizeof(*new(T)))
}

// LeakyReLUBackward is the backward step of [LeakyReLU]: it sets each dy[i] to alpha*dy[i] if
// x[i] < 0, and leaves it as it is otherwise. dy is the gradient with respect to the output, and
// becomes the gradient with respect to x, the input of the forward step.
//
// For alpha > 0 the output of the forward step may stand in for x, since it has the same sign,
// except where alpha*x underflowed to -0.
//
// It panics if len(dy) != len(x), or if dy and x overlap without being the same slice.
func LeakyReLUBackward[T Float](dy, x []T, alpha T) {
	tryLeakyReLUBackward(unsafe.Pointer(unsafe.SliceData(dy)), len(dy), unsafe.Pointer(unsafe.SliceData(x)), len(x), unsafe.Sizeof(*new(T)), unsafe.Pointer(&alpha))
}

// LeakyReLUBackwardTo is [LeakyReLUBackward] from dy and x into dx.
//
// It panics if dx, dy and x have different lengths, or if dx overlaps dy or x without being the
// same slice. dy and x may overlap in any way.
func LeakyReLUBackwardTo[T Float](dx, dy, x []T, alpha T) {
	tryLeakyReLUBackwardTo(unsafe.Pointer(unsafe.SliceData(dx)), len(dx), unsafe.Pointer(unsafe.SliceData(dy)), len(dy), unsafe.Pointer(unsafe.SliceData(x)), len(x), unsafe.Sizeof(*new(T)), unsafe.Pointer(&alpha))
}

// ReLUBackwardFromOutput is the backward step of [ReLU] from its output y, which a forward step in
// place has left behind: it sets each dy[i] to +0 if y[i] <= 0, and leaves it as it is otherwise.
//
// The derivative at zero is 0, the convention of PyTorch, TensorFlow and JAX, and x may be given
// in place of y: the result is the same.
//
// It panics if len(dy) != len(y), or if dy and y overlap without being the same slice.
func ReLUBackwardFromOutput[T Float](dy, y []T) {
	tryReLUBackwardFromOutput(unsafe.Pointer(unsafe.SliceData(dy)), len(dy), unsafe.Pointer(unsafe.SliceData(y)), len(y), unsafe.Sizeof(*new(T)))
}

// ReLUBackwardFromOutputTo is [ReLUBackwardFromOutput] from dy and y into dx.
//
// It panics if dx, dy and y have different lengths, or if dx overlaps dy or y without being the
// same slice. dy and y may overlap in any way.
func ReLUBackwardFromOutputTo[T Float](dx, dy, y []T) {
	tryReLUBackwardFromOutputTo(unsafe.Pointer(unsafe.SliceData(dx)), len(dx), unsafe.Pointer(unsafe.SliceData(dy)), len(dy), unsafe.Pointer(unsafe.SliceData(y)), len(y), unsafe.Sizeof(*new(T)))
}

// MaskLen is the number of words in a mask for n elements, one bit an element: n/64, rounded up.
// It panics if n is negative.
func MaskLen(n int) int {
	if n < 0 {
		panic("rectify: MaskLen: n is negative")
	}
	return int((uint(n) + 63) / 64)
}

// ReLUMask is [ReLU] in place, and keeps in mask what [ReLUBackwardMask] needs of x: bit i%64 of
// mask[i/64] is 1 where the derivative is 1, that is where the x[i] that it found was not below 0.
// The bits past len(x) in the last word are 0.
//
// mask needs at least [MaskLen](len(x)) words; the words beyond are left alone. It panics if mask
// is shorter than that, or if it overlaps x.
//
// Goroutines that share a mask must divide x at multiples of 64 elements.
func ReLUMask[T Float](x []T, mask []uint64) {
	tryReLUMask(unsafe.Pointer(unsafe.SliceData(x)), len(x), unsafe.Pointer(unsafe.SliceData(mask)), len(mask), unsafe.Sizeof(*new(T)))
}

// LeakyReLUMask is [LeakyReLU] in place, and keeps in mask what [LeakyReLUBackwardMask] needs of x,
// as [ReLUMask] does and with the same rules.
func LeakyReLUMask[T Float](x []T, mask []uint64, alpha T) {
	tryLeakyReLUMask(unsafe.Pointer(unsafe.SliceData(x)), len(x), unsafe.Pointer(unsafe.SliceData(mask)), len(mask), unsafe.Sizeof(*new(T)), unsafe.Pointer(&alpha))
}

// ReLUBackwardMask is [ReLUBackward] with the mask from [ReLUMask] in place of x: it sets dy[i] to +0
// where bit i%64 of mask[i/64] is 0, and leaves it as it is otherwise.
//
// mask needs at least [MaskLen](len(dy)) words; the rest is not read. It panics if mask
// is shorter than that, or if it overlaps dy.
func ReLUBackwardMask[T Float](dy []T, mask []uint64) {
	tryReLUBackwardMask(unsafe.Pointer(unsafe.SliceData(dy)), len(dy), unsafe.Pointer(unsafe.SliceData(mask)), len(mask), unsafe.Sizeof(*new(T)))
}

// LeakyReLUBackwardMask is [LeakyReLUBackward] with the mask from [LeakyReLUMask] in place of x: it
// sets dy[i] to alpha*dy[i] where bit i%64 of mask[i/64] is 0, and leaves it as it is otherwise.
// Any alpha will do, 0 and negative ones too. The rules are those of [ReLUBackwardMask].
func LeakyReLUBackwardMask[T Float](dy []T, mask []uint64, alpha T) {
	tryLeakyReLUBackwardMask(unsafe.Pointer(unsafe.SliceData(dy)), len(dy), unsafe.Pointer(unsafe.SliceData(mask)), len(mask), unsafe.Sizeof(*new(T)), unsafe.Pointer(&alpha))
}

// zero is the alpha with which LeakyReLU's derivative is ReLU's, in either size.
var zero float64

// What follows is behind the exported functions, one for each. It checks the arguments, tells the
// race detector what the kernels read and write, and runs the operation. The checks are inlined;
// what makes the text of a panic is not.

func relu(x unsafe.Pointer, n int, size uintptr) {
	raceWrite(x, n, size)
	runReLU(x, x, n, size, false)
}

func leakyReLU(x unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer) {
	raceWrite(x, n, size)
	runLeakyReLU(x, x, n, size, alpha, false)
}

func reluGrad(x unsafe.Pointer, n int, size uintptr) {
	raceWrite(x, n, size)
	runGrad(x, x, n, size, unsafe.Pointer(&zero), false)
}

func leakyReLUGrad(x unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer) {
	raceWrite(x, n, size)
	runGrad(x, x, n, size, alpha, false)
}

func reluTo(dst unsafe.Pointer, n int, src unsafe.Pointer, m int, size uintptr) {
	if !fits(dst, n, src, m, size) {
		panic(misuse("ReLUTo", "dst", n, "src", m))
	}
	raceRead(src, n, size)
	raceWrite(dst, n, size)
	runReLU(dst, src, n, size, false)
}

func leakyReLUTo(dst unsafe.Pointer, n int, src unsafe.Pointer, m int, size uintptr, alpha unsafe.Pointer) {
	if !fits(dst, n, src, m, size) {
		panic(misuse("LeakyReLUTo", "dst", n, "src", m))
	}
	raceRead(src, n, size)
	raceWrite(dst, n, size)
	runLeakyReLU(dst, src, n, size, alpha, false)
}

func reluGradTo(dst unsafe.Pointer, n int, src unsafe.Pointer, m int, size uintptr) {
	if !fits(dst, n, src, m, size) {
		panic(misuse("ReLUGradTo", "dst", n, "src", m))
	}
	raceRead(src, n, size)
	raceWrite(dst, n, size)
	runGrad(dst, src, n, size, unsafe.Pointer(&zero), false)
}

func leakyReLUGradTo(dst unsafe.Pointer, n int, src unsafe.Pointer, m int, size uintptr, alpha unsafe.Pointer) {
	if !fits(dst, n, src, m, size) {
		panic(misuse("LeakyReLUGradTo", "dst", n, "src", m))
	}
	raceRead(src, n, size)
	raceWrite(dst, n, size)
	runGrad(dst, src, n, size, alpha, false)
}

func reluBackward(dy unsafe.Pointer, n int, x unsafe.Pointer, m int, size uintptr) {
	if !fits(dy, n, x, m, size) {
		panic(misuse("ReLUBackward", "dy", n, "x", m))
	}
	raceRead(x, n, size)
	raceWrite(dy, n, size)
	runReLUBackward(dy, dy, x, n, size, false)
}

func reluBackwardTo(dx unsafe.Pointer, n int, dy unsafe.Pointer, m int, x unsafe.Pointer, k int, size uintptr) {
	if !fits(dx, n, dy, m, size) || !fits(dx, n, x, k, size) {
		panic(misuse3("ReLUBackwardTo", n, m, "x", k))
	}
	raceRead(dy, n, size)
	raceRead(x, n, size)
	raceWrite(dx, n, size)
	runReLUBackward(dx, dy, x, n, size, false)
}

func leakyReLUBackward(dy unsafe.Pointer, n int, x unsafe.Pointer, m int, size uintptr, alpha unsafe.Pointer) {
	if !fits(dy, n, x, m, size) {
		panic(misuse("LeakyReLUBackward", "dy", n, "x", m))
	}
	raceRead(x, n, size)
	raceWrite(dy, n, size)
	runLeakyReLUBackward(dy, dy, x, n, size, alpha, false)
}

func leakyReLUBackwardTo(dx unsafe.Pointer, n int, dy unsafe.Pointer, m int, x unsafe.Pointer, k int, size uintptr, alpha unsafe.Pointer) {
	if !fits(dx, n, dy, m, size) || !fits(dx, n, x, k, size) {
		panic(misuse3("LeakyReLUBackwardTo", n, m, "x", k))
	}
	raceRead(dy, n, size)
	raceRead(x, n, size)
	raceWrite(dx, n, size)
	runLeakyReLUBackward(dx, dy, x, n, size, alpha, false)
}

func reluBackwardFromOutput(dy unsafe.Pointer, n int, y unsafe.Pointer, m int, size uintptr) {
	if !fits(dy, n, y, m, size) {
		panic(misuse("ReLUBackwardFromOutput", "dy", n, "y", m))
	}
	raceRead(y, n, size)
	raceWrite(dy, n, size)
	runBackwardFromOutput(dy, dy, y, n, size, false)
}

func reluBackwardFromOutputTo(dx unsafe.Pointer, n int, dy unsafe.Pointer, m int, y unsafe.Pointer, k int, size uintptr) {
	if !fits(dx, n, dy, m, size) || !fits(dx, n, y, k, size) {
		panic(misuse3("ReLUBackwardFromOutputTo", n, m, "y", k))
	}
	raceRead(dy, n, size)
	raceRead(y, n, size)
	raceWrite(dx, n, size)
	runBackwardFromOutput(dx, dy, y, n, size, false)
}

func reluMask(x unsafe.Pointer, n int, mask unsafe.Pointer, words int, size uintptr) {
	if !fitsMask(x, n, mask, words, size) {
		panic(misuseMask("ReLUMask", "x", n, words))
	}
	raceWrite(x, n, size)
	raceWrite(mask, MaskLen(n), 8)
	runReLUMask(x, mask, n, size)
}

func leakyReLUMask(x unsafe.Pointer, n int, mask unsafe.Pointer, words int, size uintptr, alpha unsafe.Pointer) {
	if !fitsMask(x, n, mask, words, size) {
		panic(misuseMask("LeakyReLUMask", "x", n, words))
	}
	raceWrite(x, n, size)
	raceWrite(mask, MaskLen(n), 8)
	runLeakyReLUMask(x, mask, n, size, alpha)
}

func reluBackwardMask(dy unsafe.Pointer, n int, mask unsafe.Pointer, words int, size uintptr) {
	if !fitsMask(dy, n, mask, words, size) {
		panic(misuseMask("ReLUBackwardMask", "dy", n, words))
	}
	raceWrite(dy, n, size)
	raceRead(mask, MaskLen(n), 8)
	runReLUBackwardMask(dy, mask, n, size)
}

func leakyReLUBackwardMask(dy unsafe.Pointer, n int, mask unsafe.Pointer, words int, size uintptr, alpha unsafe.Pointer) {
	if !fitsMask(dy, n, mask, words, size) {
		panic(misuseMask("LeakyReLUBackwardMask", "dy", n, words))
	}
	raceWrite(dy, n, size)
	raceRead(mask, MaskLen(n), 8)
	runLeakyReLUBackwardMask(dy, mask, n, size, alpha)
}

// fits reports whether a source goes with a destination: they have the same length, and are the
// same memory or disjoint.
func fits(dst unsafe.Pointer, n int, src unsafe.Pointer, m int, size uintptr) bool {
	d := uintptr(dst) - uintptr(src)
	return n == m && (d == 0 || d >= uintptr(n)*size && -d >= uintptr(n)*size)
}

// fitsMask reports whether a mask goes with the n elements at x: it has a word for every 64 of
// them, and is disjoint from them.
func fitsMask(x unsafe.Pointer, n int, mask unsafe.Pointer, words int, size uintptr) bool {
	d := uintptr(mask) - uintptr(x)
	return words >= MaskLen(n) && (n == 0 || d >= uintptr(n)*size && -d >= uintptr(words)*8)
}

//go:noinline
func misuse(fn, dst string, n int, src string, m int) string {
	lengths := "len(" + dst + ") = " + strconv.Itoa(n) + ", len(" + src + ") = " + strconv.Itoa(m)
	if n != m {
		return "rectify: " + fn + ": lengths differ: " + lengths
	}
	return "rectify: " + fn + ": " + dst + " and " + src + " overlap in part: " + lengths
}

//go:noinline
func misuse3(fn string, n, m int, x string, k int) string {
	lengths := "len(dx) = " + strconv.Itoa(n) + ", len(dy) = " + strconv.Itoa(m) + ", len(" + x + ") = " + strconv.Itoa(k)
	if n != m || n != k {
		return "rectify: " + fn + ": lengths differ: " + lengths
	}
	return "rectify: " + fn + ": dx overlaps dy or " + x + " in part: " + lengths
}

//go:noinline
func misuseMask(fn, x string, n, words int) string {
	lengths := "len(" + x + ") = " + strconv.Itoa(n) + ", len(mask) = " + strconv.Itoa(words)
	if words < MaskLen(n) {
		return "rectify: " + fn + ": mask is shorter than MaskLen(len(" + x + ")) = " + strconv.Itoa(MaskLen(n)) + ": " + lengths
	}
	return "rectify: " + fn + ": mask and " + x + " overlap: " + lengths
}

// chunk is how many elements go to a kernel in one call: 128 KiB of float32. Assembly cannot be
// preempted, and the garbage collector would wait for a whole slice. It is a multiple of 64, so
// that a chunk ends where a word of a mask does, and keeps the alignment of the slice.
const chunk = 32 << 10

// An operation is a run function, for inChunks.
type operation uint8

const (
	opReLU operation = iota
	opLeakyReLU
	opGrad
	opReLUBackward
	opLeakyReLUBackward
	opBackwardFromOutput
	opReLUMask
	opLeakyReLUMask
	opReLUBackwardMask
	opLeakyReLUBackwardMask
)

// inChunks runs op on n elements, a chunk at a time. b is the second source, or the mask, or a
// again.
func inChunks(op operation, dst, a, b unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer) {
	stepB := chunk * size
	if op >= opReLUMask {
		stepB = chunk / 8
	}
	stream := streams(dst, a, b, uintptr(n)*size)
	for n > chunk {
		runChunk(op, dst, a, b, chunk, size, alpha, stream)
		n -= chunk
		dst = unsafe.Add(dst, chunk*size)
		a = unsafe.Add(a, chunk*size)
		b = unsafe.Add(b, stepB)
	}
	// The last chunk is not empty, so that no pointer was formed past the end.
	runChunk(op, dst, a, b, n, size, alpha, stream)
}

// streams reports whether stores go past the caches: a destination that they cannot hold, and that is
// not a source, need not be read before it is written over.
func streams(dst, a, b unsafe.Pointer, bytes uintptr) bool {
	return dst != a && dst != b && bytes >= streamMin
}

// runChunk is one call of op. Its prologue is where the program can be stopped: the wrapper of
// an assembly function is no preemption point, and a loop around it is none either.
//
//go:noinline
func runChunk(op operation, dst, a, b unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer, stream bool) {
	switch op {
	case opReLU:
		runReLU(dst, a, n, size, stream)
	case opLeakyReLU:
		runLeakyReLU(dst, a, n, size, alpha, stream)
	case opGrad:
		runGrad(dst, a, n, size, alpha, stream)
	case opReLUBackward:
		runReLUBackward(dst, a, b, n, size, stream)
	case opLeakyReLUBackward:
		runLeakyReLUBackward(dst, a, b, n, size, alpha, stream)
	case opBackwardFromOutput:
		runBackwardFromOutput(dst, a, b, n, size, stream)
	case opReLUMask:
		runReLUMask(dst, b, n, size)
	case opLeakyReLUMask:
		runLeakyReLUMask(dst, b, n, size, alpha)
	case opReLUBackwardMask:
		runReLUBackwardMask(dst, b, n, size)
	case opLeakyReLUBackwardMask:
		runLeakyReLUBackwardMask(dst, b, n, size, alpha)
	}
}

// These are what a run function does with more than a chunk, and when its goroutine is to stop:
// they are stopped as they begin, as Go functions are. Assembly can do no more than jump to a
// function that has its arguments.

func reluLong(dst, src unsafe.Pointer, n int, size uintptr) {
	inChunks(opReLU, dst, src, src, n, size, nil)
}

func leakyReLULong(dst, src unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer) {
	inChunks(opLeakyReLU, dst, src, src, n, size, alpha)
}

func gradLong(dst, src unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer) {
	inChunks(opGrad, dst, src, src, n, size, alpha)
}

func reluBackwardLong(dx, dy, x unsafe.Pointer, n int, size uintptr) {
	inChunks(opReLUBackward, dx, dy, x, n, size, nil)
}

func leakyReLUBackwardLong(dx, dy, x unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer) {
	inChunks(opLeakyReLUBackward, dx, dy, x, n, size, alpha)
}

func backwardFromOutputLong(dx, dy, y unsafe.Pointer, n int, size uintptr) {
	inChunks(opBackwardFromOutput, dx, dy, y, n, size, nil)
}

func reluMaskLong(x, mask unsafe.Pointer, n int, size uintptr) {
	inChunks(opReLUMask, x, x, mask, n, size, nil)
}

func leakyReLUMaskLong(x, mask unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer) {
	inChunks(opLeakyReLUMask, x, x, mask, n, size, alpha)
}

func reluBackwardMaskLong(dy, mask unsafe.Pointer, n int, size uintptr) {
	inChunks(opReLUBackwardMask, dy, dy, mask, n, size, nil)
}

func leakyReLUBackwardMaskLong(dy, mask unsafe.Pointer, n int, size uintptr, alpha unsafe.Pointer) {
	inChunks(opLeakyReLUBackwardMask, dy, dy, mask, n, size, alpha)
}
