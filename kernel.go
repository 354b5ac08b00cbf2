// Package rectify has SIMD kernels for the rectifier family: [ReLU], [LeakyReLU], their
// derivatives, the backward step of training, and their relatives, for any type whose underlying
// type is float32 or float64. [ReLU16] and its like take 16-bit floats.
//
// The gradient at 0 is a convention. PyTorch, TensorFlow and JAX have 0 there for relu: their bits
// come from [ReLUBackwardFromOutput]. For leaky_relu PyTorch, TensorFlow and oneDNN have alpha
// there: their bits come from [LeakyReLUBackwardFromOutput]; JAX has 1, as [LeakyReLUBackward]. All
// three may be given the input of the forward step, too. [ReLUBackward] follows the definition
// f'(x) = 1 for x >= 0.
//
// Every function is exactly one row of this table, element by element:
//
//	                               x < 0      x = ±0         x > 0   x is NaN
//	ReLU                           +0         +0             x       x, same bits
//	LeakyReLU                      alpha*x    x, same sign   x       x, same bits
//	ReLUGrad                       0          1              1       1
//	LeakyReLUGrad                  alpha      1              1       1
//	ReLUBackward                   +0         dy             dy      dy
//	LeakyReLUBackward              alpha*dy   dy             dy      dy
//	ReLUBackwardFromOutput         +0         +0             dy      dy            (y for x)
//	LeakyReLUBackwardFromOutput    alpha*dy   alpha*dy       dy      dy            (y for x)
//	ClippedReLUBackward            +0         dy             dy      dy            (but +0 where x >= max)
//	ClippedReLUBackwardFromOutput  +0         +0             dy      dy            (y for x, but +0 where y >= max)
//	PReLU                          alpha*x    x, same sign   x       x, same bits  (an alpha an element)
//	PReLUBackward                  alpha*dy   dy             dy      dy            (an alpha an element)
//	ReLUSquared                    +0         +0             x*x     x*x
//	ReLUSquaredBackward            +0         +0             2x*dy   2x*dy
//
// ClippedReLU is max where ReLU is greater than max. AddReLU and AddLeakyReLU are ReLU and
// LeakyReLU of a sum. The functions with Mask in their names are ReLU, LeakyReLU and their backward
// steps with one bit an element in place of a saved x, and those with Bias add up the gradient's
// columns, too.
//
// # Same bits
//
// Every kernel gives the bits of the Go loop on the same machine. What the table passes
// through keeps every bit: a NaN its payload and its signalling state, a zero its sign. Where
// alpha multiplies, the result is Go's alpha * x in T, for any alpha: 0, negative, above 1,
// infinite or NaN. Where the derivative is 0, the backward functions select and do not
// multiply, so an infinite or NaN dy gives +0. One thing is left open: which payload survives
// where one operation meets two NaNs.
//
// All of this is for the floating-point environment that Go starts a thread with. C code that
// changes it, to flush subnormals to zero or to trap, changes results or stops the program.
//
// # Slices
//
// Empty and nil slices are fine. Slices of different lengths panic, and so does a destination
// that shares some but not all of its memory with a source; both panic before anything is
// written. A destination may be a source exactly, and two sources may overlap as they like.
// Nothing outside a slice is read or written, nothing escapes to the heap, and a call over a
// long slice does not hold up the garbage collector.
//
// A slice that repeats (b, alpha, db) belongs to a matrix in row-major order, and has one element
// for each column: its length divides that of the others. With one element it is a scalar, and with
// as many as the others have there is one row. If the others are empty it may have any length.
//
// Calls on disjoint slices, or on disjoint parts of one, may run at the same time.
package rectify

import "unsafe"

// Float is any type whose underlying type is float32 or float64.
type Float interface{ ~float32 | ~float64 }

// Each function on slices below is one call, for then it is inlined into its caller, where the size
// of T is a constant. What it calls is not generic: it takes a code for the operation and the kind
// of its elements, and a pointer and a length for each slice. alpha goes by pointer, for through a
// float64 a signalling NaN would be quieted. See call.go for what is behind it.

// ReLU sets each x[i] to x[i] if x[i] > 0 or x[i] is a NaN, and to +0 otherwise.
//
// It is PyTorch's relu_. Unlike the builtin max(x, 0) it keeps the bits of a NaN, and unlike
// a plain "if x < 0 { x = 0 }" it leaves no -0.
func ReLU[T Float](x []T) {
	call1(opReLU<<opBit|unsafe.Sizeof(*new(T)), unsafe.Pointer(unsafe.SliceData(x)), len(x), nil)
}

// ReLUTo is [ReLU] from src into dst.
//
// It panics if len(dst) != len(src), or if dst and src overlap without being the same slice.
func ReLUTo[T Float](dst, src []T) {
	call2(opReLU<<opBit|unsafe.Sizeof(*new(T)), unsafe.Pointer(unsafe.SliceData(dst)), len(dst), unsafe.Pointer(unsafe.SliceData(src)), len(src), nil)
}

// LeakyReLU sets each x[i] to alpha*x[i] if x[i] < 0, and leaves it as it is otherwise.
//
// It is PyTorch's leaky_relu_, where alpha is called negative_slope and is 0.01 by
// default. Any alpha is allowed. With alpha = 0 it is not [ReLU]: a negative number becomes
// -0, and -Inf a NaN.
//
// Every element is multiplied, whatever its sign, and the result is chosen afterwards. On
// processors where subnormal products are slow, many of them make the call slow.
func LeakyReLU[T Float](x []T, alpha T) {
	call1(opLeakyReLU<<opBit|unsafe.Sizeof(*new(T)), unsafe.Pointer(unsafe.SliceData(x)), len(x), unsafe.Pointer(&alpha))
}

// LeakyReLUTo is [LeakyReLU] from src into dst.
//
// It panics if len(dst) != len(src), or if dst and src overlap without being the same slice.
func LeakyReLUTo[T Float](dst, src []T, alpha T) {
	call2(opLeakyReLU<<opBit|unsafe.Sizeof(*new(T)), unsafe.Pointer(unsafe.SliceData(dst)), len(dst), unsafe.Pointer(unsafe.SliceData(src)), len(src), unsafe.Pointer(&alpha))
}

// ReLUGrad sets each x[i] to the derivative of ReLU there: 0 if x[i] < 0, and 1 otherwise.
//
// The derivative at zero is a convention. Here it is 1, as f'(x) = 1 for x >= 0 says, for either
// zero; PyTorch, TensorFlow and JAX take 0, as [ReLUBackwardFromOutput] does. At a NaN it is 1.
func ReLUGrad[T Float](x []T) {
	call1(opReLUGrad<<opBit|unsafe.Sizeof(*new(T)), unsafe.Pointer(unsafe.SliceData(x)), len(x), unsafe.Pointer(&zero))
}

// ReLUGradTo is [ReLUGrad] from src into dst.
//
// It panics if len(dst) != len(src), or if dst and src overlap without being the same slice.
func ReLUGradTo[T Float](dst, src []T) {
	call2(opReLUGrad<<opBit|unsafe.Sizeof(*new(T)), unsafe.Pointer(unsafe.SliceData(dst)), len(dst), unsafe.Pointer(unsafe.SliceData(src)), len(src), unsafe.Pointer(&zero))
}

// LeakyReLUGrad sets each x[i] to the derivative of LeakyReLU there: alpha if x[i] < 0, and 1
// otherwise, at either zero and at a NaN too.
func LeakyReLUGrad[T Float](x []T, alpha T) {
	call1(opLeakyReLUGrad<<opBit|unsafe.Sizeof(*new(T)), unsafe.Pointer(unsafe.SliceData(x)), len(x), unsafe.Pointer(&alpha))
}

// LeakyReLUGradTo is [LeakyReLUGrad] from src into dst.
//
// It panics if len(dst) != len(src), or if dst and src overlap without being the same slice.
func LeakyReLUGradTo[T Float](dst, src []T, alpha T) {
	call2(opLeakyReLUGrad<<opBit|unsafe.Sizeof(*new(T)), unsafe.Pointer(unsafe.SliceData(dst)), len(dst), unsafe.Pointer(unsafe.SliceData(src)), len(src), unsafe.Pointer(&alpha))
}

// ReLUBackward is the backward step of [ReLU] with the derivative 1 at 0, where PyTorch, TensorFlow
// and JAX have 0: for their bits take [ReLUBackwardFromOutput], with the input or the output of the
// forward step.
//
// It sets each dy[i] to +0 if x[i] < 0, and leaves it as it is otherwise. dy is the gradient with
// respect to the output, and becomes the gradient with respect to x, the input of the forward step.
// Where the derivative is 0, dy[i] becomes +0 even if it is infinite or a NaN.
//
// It panics if len(dy) != len(x), or if dy and x overlap without being the same slice.
func ReLUBackward[T Float](dy, x []T) {
	call2(opReLUBackward<<opBit|unsafe.Sizeof(*new(T)), unsafe.Pointer(unsafe.SliceData(dy)), len(dy), unsafe.Pointer(unsafe.SliceData(x)), len(x), nil)
}

// ReLUBackwardTo is [ReLUBackward] from dy and x into dx.
//
// It panics if dx, dy and x have different lengths, or if dx overlaps dy or x without being the
// same slice. dy and x may overlap in any way.
func ReLUBackwardTo[T Float](dx, dy, x []T) {
	call3(opReLUBackward<<opBit|unsafe.Sizeof(*new(T)), unsafe.Pointer(unsafe.SliceData(dx)), len(dx), unsafe.Pointer(unsafe.SliceData(dy)), len(dy), unsafe.Pointer(unsafe.SliceData(x)), len(x), nil)
}

// LeakyReLUBackward is the backward step of [LeakyReLU] with the derivative 1 at 0, which is JAX's;
// PyTorch, TensorFlow and oneDNN have alpha there: for their bits take
// [LeakyReLUBackwardFromOutput]. x is the input of the forward step. If alpha > 0, its output may
// stand in for x: it has the same sign, except where alpha*x underflowed to -0. If alpha <= 0, the
// output in place of x gives a wrong gradient.
//
// It sets each dy[i] to alpha*dy[i] if x[i] < 0, and leaves it as it is otherwise. dy is the
// gradient with respect to the output, and becomes the gradient with respect to x.
//
// It panics if len(dy) != len(x), or if dy and x overlap without being the same slice.
func LeakyReLUBackward[T Float](dy, x []T, alpha T) {
	call2(opLeakyReLUBackward<<opBit|unsafe.Sizeof(*new(T)), unsafe.Pointer(unsafe.SliceData(dy)), len(dy), unsafe.Pointer(unsafe.SliceData(x)), len(x), unsafe.Pointer(&alpha))
}

// LeakyReLUBackwardTo is [LeakyReLUBackward] from dy and x into dx.
//
// It panics if dx, dy and x have different lengths, or if dx overlaps dy or x without being the
// same slice. dy and x may overlap in any way.
func LeakyReLUBackwardTo[T Float](dx, dy, x []T, alpha T) {
	call3(opLeakyReLUBackward<<opBit|unsafe.Sizeof(*new(T)), unsafe.Pointer(unsafe.SliceData(dx)), len(dx), unsafe.Pointer(unsafe.SliceData(dy)), len(dy), unsafe.Pointer(unsafe.SliceData(x)), len(x), unsafe.Pointer(&alpha))
}

// ReLUBackwardFromOutput is the backward step of [ReLU] from its output y, which a forward step in
// place has left behind: it sets each dy[i] to +0 if y[i] <= 0, and leaves it as it is otherwise.
//
// The derivative at zero is 0, the convention of PyTorch, TensorFlow and JAX, and x may be given
// in place of y: the result is the same.
//
// It panics if len(dy) != len(y), or if dy and y overlap without being the same slice.
func ReLUBackwardFromOutput[T Float](dy, y []T) {
	call2(opReLUBackwardFromOutput<<opBit|unsafe.Sizeof(*new(T)), unsafe.Pointer(unsafe.SliceData(dy)), len(dy), unsafe.Pointer(unsafe.SliceData(y)), len(y), nil)
}

// ReLUBackwardFromOutputTo is [ReLUBackwardFromOutput] from dy and y into dx.
//
// It panics if dx, dy and y have different lengths, or if dx overlaps dy or y without being the
// same slice. dy and y may overlap in any way.
func ReLUBackwardFromOutputTo[T Float](dx, dy, y []T) {
	call3(opReLUBackwardFromOutput<<opBit|unsafe.Sizeof(*new(T)), unsafe.Pointer(unsafe.SliceData(dx)), len(dx), unsafe.Pointer(unsafe.SliceData(dy)), len(dy), unsafe.Pointer(unsafe.SliceData(y)), len(y), nil)
}

// LeakyReLUBackwardFromOutput is the backward step of [LeakyReLU] with the derivative alpha at 0,
// which is the convention of PyTorch, TensorFlow and oneDNN. y is the output of the forward step if
// alpha > 0, or its input for any alpha. If alpha <= 0, the output gives a wrong gradient.
//
// It sets each dy[i] to alpha*dy[i] if y[i] <= 0, and leaves it as it is otherwise.
//
// It panics if len(dy) != len(y), or if dy and y overlap without being the same slice.
func LeakyReLUBackwardFromOutput[T Float](dy, y []T, alpha T) {
	call2(opLeakyReLUBackwardFromOutput<<opBit|unsafe.Sizeof(*new(T)), unsafe.Pointer(unsafe.SliceData(dy)), len(dy), unsafe.Pointer(unsafe.SliceData(y)), len(y), unsafe.Pointer(&alpha))
}

// LeakyReLUBackwardFromOutputTo is [LeakyReLUBackwardFromOutput] from dy and y into dx.
//
// It panics if dx, dy and y have different lengths, or if dx overlaps dy or y without being the
// same slice. dy and y may overlap in any way.
func LeakyReLUBackwardFromOutputTo[T Float](dx, dy, y []T, alpha T) {
	call3(opLeakyReLUBackwardFromOutput<<opBit|unsafe.Sizeof(*new(T)), unsafe.Pointer(unsafe.SliceData(dx)), len(dx), unsafe.Pointer(unsafe.SliceData(dy)), len(dy), unsafe.Pointer(unsafe.SliceData(y)), len(y), unsafe.Pointer(&alpha))
}

// AddReLU adds b to x and takes [ReLU] of the sum: it sets each x[i] to ReLU(x[i] + b[i%len(b)]). b
// is a bias with an element for each column of a matrix, a scalar, or a residual as long as x.
//
// It panics if len(b) does not divide len(x), or if b and x overlap without being the same slice.
func AddReLU[T Float](x, b []T) {
	call2(opAddReLU<<opBit|unsafe.Sizeof(*new(T)), unsafe.Pointer(unsafe.SliceData(x)), len(x), unsafe.Pointer(unsafe.SliceData(b)), len(b), nil)
}

// AddReLUTo is [AddReLU] from x and b into dst.
//
// It panics if len(dst) != len(x), if len(b) does not divide len(x), or if dst overlaps x or b without
// being the same slice. x and b may overlap in any way.
func AddReLUTo[T Float](dst, x, b []T) {
	call3(opAddReLU<<opBit|unsafe.Sizeof(*new(T)), unsafe.Pointer(unsafe.SliceData(dst)), len(dst), unsafe.Pointer(unsafe.SliceData(x)), len(x), unsafe.Pointer(unsafe.SliceData(b)), len(b), nil)
}

// AddLeakyReLU adds b to x and takes [LeakyReLU] of the sum, with the rules of [AddReLU].
func AddLeakyReLU[T Float](x, b []T, alpha T) {
	call2(opAddLeakyReLU<<opBit|unsafe.Sizeof(*new(T)), unsafe.Pointer(unsafe.SliceData(x)), len(x), unsafe.Pointer(unsafe.SliceData(b)), len(b), unsafe.Pointer(&alpha))
}

// AddLeakyReLUTo is [AddLeakyReLU] from x and b into dst, with the rules of [AddReLUTo].
func AddLeakyReLUTo[T Float](dst, x, b []T, alpha T) {
	call3(opAddLeakyReLU<<opBit|unsafe.Sizeof(*new(T)), unsafe.Pointer(unsafe.SliceData(dst)), len(dst), unsafe.Pointer(unsafe.SliceData(x)), len(x), unsafe.Pointer(unsafe.SliceData(b)), len(b), unsafe.Pointer(&alpha))
}

// ReLUBackwardFromOutputBias is [ReLUBackwardFromOutput], and adds the result to the gradient of a
// bias: db[i%len(db)] += dy[i] for i = 0, 1, 2, ..., in this order. It is cuBLASLt's DRELU_BGRAD.
// To get the gradient of one batch, set db to zero first.
//
// It panics if len(dy) != len(y), if len(db) does not divide len(dy), if dy and y overlap without
// being the same slice, or if db overlaps either. With len(db) = 1 each addition waits for the one
// before.
func ReLUBackwardFromOutputBias[T Float](dy, y, db []T) {
	callRows3(opReLUBackwardFromOutputBias<<opBit|unsafe.Sizeof(*new(T)), unsafe.Pointer(unsafe.SliceData(dy)), len(dy), unsafe.Pointer(unsafe.SliceData(y)), len(y), unsafe.Pointer(unsafe.SliceData(db)), len(db), nil)
}

// ReLUBackwardFromOutputBiasTo is [ReLUBackwardFromOutputBias] from dy and y into dx, and adds up dx.
//
// It panics if dx, dy and y have different lengths, if len(db) does not divide them, if dx overlaps
// dy or y without being the same slice, or if db overlaps any. dy and y may overlap in any way.
func ReLUBackwardFromOutputBiasTo[T Float](dx, dy, y, db []T) {
	callRows4(opReLUBackwardFromOutputBias<<opBit|unsafe.Sizeof(*new(T)), unsafe.Pointer(unsafe.SliceData(dx)), len(dx), unsafe.Pointer(unsafe.SliceData(dy)), len(dy), unsafe.Pointer(unsafe.SliceData(y)), len(y), unsafe.Pointer(unsafe.SliceData(db)), len(db), nil)
}

// LeakyReLUBackwardFromOutputBias is [LeakyReLUBackwardFromOutput], and adds the result to the
// gradient of a bias, with the rules of [ReLUBackwardFromOutputBias].
func LeakyReLUBackwardFromOutputBias[T Float](dy, y, db []T, alpha T) {
	callRows3(opLeakyReLUBackwardFromOutputBias<<opBit|unsafe.Sizeof(*new(T)), unsafe.Pointer(unsafe.SliceData(dy)), len(dy), unsafe.Pointer(unsafe.SliceData(y)), len(y), unsafe.Pointer(unsafe.SliceData(db)), len(db), unsafe.Pointer(&alpha))
}

// LeakyReLUBackwardFromOutputBiasTo is [LeakyReLUBackwardFromOutputBias] from dy and y into dx, and
// adds up dx, with the rules of [ReLUBackwardFromOutputBiasTo].
func LeakyReLUBackwardFromOutputBiasTo[T Float](dx, dy, y, db []T, alpha T) {
	callRows4(opLeakyReLUBackwardFromOutputBias<<opBit|unsafe.Sizeof(*new(T)), unsafe.Pointer(unsafe.SliceData(dx)), len(dx), unsafe.Pointer(unsafe.SliceData(dy)), len(dy), unsafe.Pointer(unsafe.SliceData(y)), len(y), unsafe.Pointer(unsafe.SliceData(db)), len(db), unsafe.Pointer(&alpha))
}

// ClippedReLU takes [ReLU] of x and bounds it above: with r = ReLU(x[i]) it sets each x[i] to max
// if r > max, and to r otherwise. A NaN keeps its bits. Any max is allowed: below 0, all numbers
// become max, and if it is a NaN nothing is bounded.
//
// With max = 6 it is ReLU6. It is PyTorch's hardtanh(0, max), cuDNN's clipped ReLU, and Keras'
// max_value.
func ClippedReLU[T Float](x []T, max T) {
	call1(opClippedReLU<<opBit|unsafe.Sizeof(*new(T)), unsafe.Pointer(unsafe.SliceData(x)), len(x), unsafe.Pointer(&max))
}

// ClippedReLUTo is [ClippedReLU] from src into dst.
//
// It panics if len(dst) != len(src), or if dst and src overlap without being the same slice.
func ClippedReLUTo[T Float](dst, src []T, max T) {
	call2(opClippedReLU<<opBit|unsafe.Sizeof(*new(T)), unsafe.Pointer(unsafe.SliceData(dst)), len(dst), unsafe.Pointer(unsafe.SliceData(src)), len(src), unsafe.Pointer(&max))
}

// ClippedReLUBackward is the backward step of [ClippedReLU] with the derivative 1 at 0 and 0 at
// max. PyTorch and TensorFlow have 0 at both: for their bits take [ClippedReLUBackwardFromOutput].
//
// It sets each dy[i] to +0 if x[i] < 0 or x[i] >= max, and leaves it as it is otherwise. At a NaN
// it is left.
//
// It panics if len(dy) != len(x), or if dy and x overlap without being the same slice.
func ClippedReLUBackward[T Float](dy, x []T, max T) {
	call2(opClippedReLUBackward<<opBit|unsafe.Sizeof(*new(T)), unsafe.Pointer(unsafe.SliceData(dy)), len(dy), unsafe.Pointer(unsafe.SliceData(x)), len(x), unsafe.Pointer(&max))
}

// ClippedReLUBackwardTo is [ClippedReLUBackward] from dy and x into dx.
//
// It panics if dx, dy and x have different lengths, or if dx overlaps dy or x without being the
// same slice. dy and x may overlap in any way.
func ClippedReLUBackwardTo[T Float](dx, dy, x []T, max T) {
	call3(opClippedReLUBackward<<opBit|unsafe.Sizeof(*new(T)), unsafe.Pointer(unsafe.SliceData(dx)), len(dx), unsafe.Pointer(unsafe.SliceData(dy)), len(dy), unsafe.Pointer(unsafe.SliceData(x)), len(x), unsafe.Pointer(&max))
}

// ClippedReLUBackwardFromOutput is the backward step of [ClippedReLU] from its output y, with the
// derivative 0 at 0 and at max, as PyTorch's hardtanh and TensorFlow's relu6 have it. x may be
// given in place of y.
//
// It sets each dy[i] to +0 if y[i] <= 0 or y[i] >= max, and leaves it as it is otherwise. At a NaN
// it is left.
//
// It panics if len(dy) != len(y), or if dy and y overlap without being the same slice.
func ClippedReLUBackwardFromOutput[T Float](dy, y []T, max T) {
	call2(opClippedReLUBackwardFromOutput<<opBit|unsafe.Sizeof(*new(T)), unsafe.Pointer(unsafe.SliceData(dy)), len(dy), unsafe.Pointer(unsafe.SliceData(y)), len(y), unsafe.Pointer(&max))
}

// ClippedReLUBackwardFromOutputTo is [ClippedReLUBackwardFromOutput] from dy and y into dx.
//
// It panics if dx, dy and y have different lengths, or if dx overlaps dy or y without being the
// same slice. dy and y may overlap in any way.
func ClippedReLUBackwardFromOutputTo[T Float](dx, dy, y []T, max T) {
	call3(opClippedReLUBackwardFromOutput<<opBit|unsafe.Sizeof(*new(T)), unsafe.Pointer(unsafe.SliceData(dx)), len(dx), unsafe.Pointer(unsafe.SliceData(dy)), len(dy), unsafe.Pointer(unsafe.SliceData(y)), len(y), unsafe.Pointer(&max))
}

// PReLU is [LeakyReLU] with a learned alpha for each column of a matrix: it sets each x[i] to
// alpha[i%len(alpha)]*x[i] if x[i] < 0, and leaves it as it is otherwise. It is PyTorch's prelu.
//
// It panics if len(alpha) does not divide len(x), or if alpha and x overlap without being the same
// slice.
func PReLU[T Float](x, alpha []T) {
	call2(opPReLU<<opBit|unsafe.Sizeof(*new(T)), unsafe.Pointer(unsafe.SliceData(x)), len(x), unsafe.Pointer(unsafe.SliceData(alpha)), len(alpha), nil)
}

// PReLUTo is [PReLU] from x and alpha into dst.
//
// It panics if len(dst) != len(x), if len(alpha) does not divide len(x), or if dst overlaps x or alpha
// without being the same slice. x and alpha may overlap in any way.
func PReLUTo[T Float](dst, x, alpha []T) {
	call3(opPReLU<<opBit|unsafe.Sizeof(*new(T)), unsafe.Pointer(unsafe.SliceData(dst)), len(dst), unsafe.Pointer(unsafe.SliceData(x)), len(x), unsafe.Pointer(unsafe.SliceData(alpha)), len(alpha), nil)
}

// PReLUBackward is the backward step of [PReLU] for x, with the derivative 1 at 0: it sets each
// dy[i] to alpha[i%len(alpha)]*dy[i] if x[i] < 0, and leaves it as it is otherwise. x is the input
// of the forward step. The gradient of alpha is a sum of x*dy, and is left to the caller.
//
// It panics if len(dy) != len(x), if len(alpha) does not divide len(dy), or if dy overlaps x or alpha
// without being the same slice. x and alpha may overlap in any way.
func PReLUBackward[T Float](dy, x, alpha []T) {
	callRows3(opPReLUBackward<<opBit|unsafe.Sizeof(*new(T)), unsafe.Pointer(unsafe.SliceData(dy)), len(dy), unsafe.Pointer(unsafe.SliceData(x)), len(x), unsafe.Pointer(unsafe.SliceData(alpha)), len(alpha), nil)
}

// PReLUBackwardTo is [PReLUBackward] from dy, x and alpha into dx.
//
// It panics if dx, dy and x have different lengths, if len(alpha) does not divide them, or if dx
// overlaps dy, x or alpha without being the same slice. The sources may overlap in any way.
func PReLUBackwardTo[T Float](dx, dy, x, alpha []T) {
	callRows4(opPReLUBackward<<opBit|unsafe.Sizeof(*new(T)), unsafe.Pointer(unsafe.SliceData(dx)), len(dx), unsafe.Pointer(unsafe.SliceData(dy)), len(dy), unsafe.Pointer(unsafe.SliceData(x)), len(x), unsafe.Pointer(unsafe.SliceData(alpha)), len(alpha), nil)
}

// ReLUSquared sets each x[i] to x[i]*x[i] if x[i] > 0 or x[i] is a NaN, and to +0 otherwise. It is the
// activation of Primer, Nemotron, BitNet and nanochat: relu(x).square() in PyTorch.
func ReLUSquared[T Float](x []T) {
	call1(opReLUSquared<<opBit|unsafe.Sizeof(*new(T)), unsafe.Pointer(unsafe.SliceData(x)), len(x), nil)
}

// ReLUSquaredTo is [ReLUSquared] from src into dst.
//
// It panics if len(dst) != len(src), or if dst and src overlap without being the same slice.
func ReLUSquaredTo[T Float](dst, src []T) {
	call2(opReLUSquared<<opBit|unsafe.Sizeof(*new(T)), unsafe.Pointer(unsafe.SliceData(dst)), len(dst), unsafe.Pointer(unsafe.SliceData(src)), len(src), nil)
}

// ReLUSquaredBackward is the backward step of [ReLUSquared]: it sets each dy[i] to +0 if x[i] <= 0,
// and to (x[i]+x[i])*dy[i] otherwise. x is the input of the forward step.
//
// It panics if len(dy) != len(x), or if dy and x overlap without being the same slice.
func ReLUSquaredBackward[T Float](dy, x []T) {
	call2(opReLUSquaredBackward<<opBit|unsafe.Sizeof(*new(T)), unsafe.Pointer(unsafe.SliceData(dy)), len(dy), unsafe.Pointer(unsafe.SliceData(x)), len(x), nil)
}

// ReLUSquaredBackwardTo is [ReLUSquaredBackward] from dy and x into dx.
//
// It panics if dx, dy and x have different lengths, or if dx overlaps dy or x without being the
// same slice. dy and x may overlap in any way.
func ReLUSquaredBackwardTo[T Float](dx, dy, x []T) {
	call3(opReLUSquaredBackward<<opBit|unsafe.Sizeof(*new(T)), unsafe.Pointer(unsafe.SliceData(dx)), len(dx), unsafe.Pointer(unsafe.SliceData(dy)), len(dy), unsafe.Pointer(unsafe.SliceData(x)), len(x), nil)
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
	callMask(opReLUMask<<opBit|unsafe.Sizeof(*new(T)), unsafe.Pointer(unsafe.SliceData(x)), len(x), unsafe.Pointer(unsafe.SliceData(mask)), len(mask), nil)
}

// LeakyReLUMask is [LeakyReLU] in place, and keeps in mask what [LeakyReLUBackwardMask] needs of x,
// as [ReLUMask] does and with the same rules.
func LeakyReLUMask[T Float](x []T, mask []uint64, alpha T) {
	callMask(opLeakyReLUMask<<opBit|unsafe.Sizeof(*new(T)), unsafe.Pointer(unsafe.SliceData(x)), len(x), unsafe.Pointer(unsafe.SliceData(mask)), len(mask), unsafe.Pointer(&alpha))
}

// ReLUBackwardMask is [ReLUBackward] with the mask from [ReLUMask] in place of x: it sets dy[i] to +0
// where bit i%64 of mask[i/64] is 0, and leaves it as it is otherwise.
//
// mask needs at least [MaskLen](len(dy)) words; the rest is not read. It panics if mask
// is shorter than that, or if it overlaps dy.
func ReLUBackwardMask[T Float](dy []T, mask []uint64) {
	callMask(opReLUBackwardMask<<opBit|unsafe.Sizeof(*new(T)), unsafe.Pointer(unsafe.SliceData(dy)), len(dy), unsafe.Pointer(unsafe.SliceData(mask)), len(mask), nil)
}

// LeakyReLUBackwardMask is [LeakyReLUBackward] with the mask from [LeakyReLUMask] in place of x: it
// sets dy[i] to alpha*dy[i] where bit i%64 of mask[i/64] is 0, and leaves it as it is otherwise.
// Any alpha is allowed, 0 and negative ones too. The rules are those of [ReLUBackwardMask].
func LeakyReLUBackwardMask[T Float](dy []T, mask []uint64, alpha T) {
	callMask(opLeakyReLUBackwardMask<<opBit|unsafe.Sizeof(*new(T)), unsafe.Pointer(unsafe.SliceData(dy)), len(dy), unsafe.Pointer(unsafe.SliceData(mask)), len(mask), unsafe.Pointer(&alpha))
}

// zero is the alpha with which LeakyReLU's derivative is ReLU's, in either size.
var zero float64

// Format16 is a format of 16-bit floats. Go has no type for them; packages hold them as words, of
// uint16 or of a type of their own whose underlying type that is.
type Format16 uint8

// The formats.
const (
	Float16  Format16 = iota + 1 // IEEE 754 binary16: 5 bits of exponent, 10 of fraction
	BFloat16                     // the upper half of a float32: 8 bits of exponent, 7 of fraction
)

// ReLU16 is [ReLU] of 16-bit floats. No bit of a word that is kept changes.
//
// All functions on 16-bit floats panic if f is neither [Float16] nor [BFloat16].
func ReLU16[T ~uint16](f Format16, x []T) {
	call1(opReLU16<<opBit|2+uintptr(f)<<formatBit, unsafe.Pointer(unsafe.SliceData(x)), len(x), nil)
}

// ReLU16To is [ReLU16] from src into dst, with the rules of [ReLUTo].
func ReLU16To[T ~uint16](f Format16, dst, src []T) {
	call2(opReLU16<<opBit|2+uintptr(f)<<formatBit, unsafe.Pointer(unsafe.SliceData(dst)), len(dst), unsafe.Pointer(unsafe.SliceData(src)), len(src), nil)
}

// LeakyReLU16 is [LeakyReLU] of 16-bit floats. The product is float32(x[i])*alpha, rounded to
// float32 and then to the format, to nearest even both times; subnormal numbers are kept. That is
// PyTorch's formula. A product that is a NaN is quiet, and keeps its sign and the upper bits of its
// payload.
func LeakyReLU16[T ~uint16](f Format16, x []T, alpha float32) {
	call1(opLeakyReLU16<<opBit|2+uintptr(f)<<formatBit, unsafe.Pointer(unsafe.SliceData(x)), len(x), unsafe.Pointer(&alpha))
}

// LeakyReLU16To is [LeakyReLU16] from src into dst, with the rules of [LeakyReLUTo].
func LeakyReLU16To[T ~uint16](f Format16, dst, src []T, alpha float32) {
	call2(opLeakyReLU16<<opBit|2+uintptr(f)<<formatBit, unsafe.Pointer(unsafe.SliceData(dst)), len(dst), unsafe.Pointer(unsafe.SliceData(src)), len(src), unsafe.Pointer(&alpha))
}

// ReLUBackward16 is [ReLUBackward] of 16-bit floats, with the same rules.
func ReLUBackward16[T ~uint16](f Format16, dy, x []T) {
	call2(opReLUBackward16<<opBit|2+uintptr(f)<<formatBit, unsafe.Pointer(unsafe.SliceData(dy)), len(dy), unsafe.Pointer(unsafe.SliceData(x)), len(x), nil)
}

// ReLUBackward16To is [ReLUBackward16] from dy and x into dx, with the rules of [ReLUBackwardTo].
func ReLUBackward16To[T ~uint16](f Format16, dx, dy, x []T) {
	call3(opReLUBackward16<<opBit|2+uintptr(f)<<formatBit, unsafe.Pointer(unsafe.SliceData(dx)), len(dx), unsafe.Pointer(unsafe.SliceData(dy)), len(dy), unsafe.Pointer(unsafe.SliceData(x)), len(x), nil)
}

// LeakyReLUBackward16 is [LeakyReLUBackward] of 16-bit floats, with the same rules, and products as
// in [LeakyReLU16].
func LeakyReLUBackward16[T ~uint16](f Format16, dy, x []T, alpha float32) {
	call2(opLeakyReLUBackward16<<opBit|2+uintptr(f)<<formatBit, unsafe.Pointer(unsafe.SliceData(dy)), len(dy), unsafe.Pointer(unsafe.SliceData(x)), len(x), unsafe.Pointer(&alpha))
}

// LeakyReLUBackward16To is [LeakyReLUBackward16] from dy and x into dx, with the rules of
// [LeakyReLUBackwardTo].
func LeakyReLUBackward16To[T ~uint16](f Format16, dx, dy, x []T, alpha float32) {
	call3(opLeakyReLUBackward16<<opBit|2+uintptr(f)<<formatBit, unsafe.Pointer(unsafe.SliceData(dx)), len(dx), unsafe.Pointer(unsafe.SliceData(dy)), len(dy), unsafe.Pointer(unsafe.SliceData(x)), len(x), unsafe.Pointer(&alpha))
}

// ReLUBackwardFromOutput16 is [ReLUBackwardFromOutput] of 16-bit floats, with the same rules.
func ReLUBackwardFromOutput16[T ~uint16](f Format16, dy, y []T) {
	call2(opReLUBackwardFromOutput16<<opBit|2+uintptr(f)<<formatBit, unsafe.Pointer(unsafe.SliceData(dy)), len(dy), unsafe.Pointer(unsafe.SliceData(y)), len(y), nil)
}

// ReLUBackwardFromOutput16To is [ReLUBackwardFromOutput16] from dy and y into dx, with the rules of
// [ReLUBackwardFromOutputTo].
func ReLUBackwardFromOutput16To[T ~uint16](f Format16, dx, dy, y []T) {
	call3(opReLUBackwardFromOutput16<<opBit|2+uintptr(f)<<formatBit, unsafe.Pointer(unsafe.SliceData(dx)), len(dx), unsafe.Pointer(unsafe.SliceData(dy)), len(dy), unsafe.Pointer(unsafe.SliceData(y)), len(y), nil)
}

// LeakyReLUBackwardFromOutput16 is [LeakyReLUBackwardFromOutput] of 16-bit floats, with the same
// rules, and products as in [LeakyReLU16].
func LeakyReLUBackwardFromOutput16[T ~uint16](f Format16, dy, y []T, alpha float32) {
	call2(opLeakyReLUBackwardFromOutput16<<opBit|2+uintptr(f)<<formatBit, unsafe.Pointer(unsafe.SliceData(dy)), len(dy), unsafe.Pointer(unsafe.SliceData(y)), len(y), unsafe.Pointer(&alpha))
}

// LeakyReLUBackwardFromOutput16To is [LeakyReLUBackwardFromOutput16] from dy and y into dx, with
// the rules of [LeakyReLUBackwardFromOutputTo].
func LeakyReLUBackwardFromOutput16To[T ~uint16](f Format16, dx, dy, y []T, alpha float32) {
	call3(opLeakyReLUBackwardFromOutput16<<opBit|2+uintptr(f)<<formatBit, unsafe.Pointer(unsafe.SliceData(dx)), len(dx), unsafe.Pointer(unsafe.SliceData(dy)), len(dy), unsafe.Pointer(unsafe.SliceData(y)), len(y), unsafe.Pointer(&alpha))
}
