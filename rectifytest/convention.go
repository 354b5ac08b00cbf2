package rectifytest

import "slices"

// An Allowance is kinds in which some functions may differ, on elements of some types.
type Allowance struct {
	Kind      Kind
	Functions []string // fields of [Functions] or [Functions16]; all, if there is none
	Types     []string // as in [Difference]; all, if there is none
}

// A Convention is what an implementation may do otherwise. It is an [Option].
type Convention []Allowance

func (c Convention) set(o *options) { o.allowed = append(o.allowed, c...) }

// Allow is a convention of one's own: kinds that some functions, or all if none is named, may have.
func Allow(kinds Kind, functions ...string) Convention {
	return Convention{{Kind: kinds, Functions: functions}}
}

// allow is the kinds that a function may have on elements of a type.
func (o *options) allow(function, kind string) Kind {
	var kinds Kind
	for _, a := range o.allowed {
		if (len(a.Functions) == 0 || slices.Contains(a.Functions, function)) &&
			(len(a.Types) == 0 || slices.Contains(a.Types, kind)) {
			kinds |= a.Kind
		}
	}
	return kinds
}

// The functions that the frameworks' conventions are about.
var (
	forward  = []string{"ReLU", "AddReLU", "ReLUMask", "ClippedReLU", "ReLUSquared"}
	leaky    = []string{"LeakyReLU", "AddLeakyReLU", "LeakyReLUMask", "PReLU"}
	gradient = []string{"ReLUGrad", "ReLUBackward", "ReLUBackwardFromOutput", "ReLUBackwardFromOutputBias", "ReLUMask"}
	clipped  = []string{"ClippedReLUBackward", "ClippedReLUBackwardFromOutput"}
	squared  = []string{"ReLUSquaredBackward"}

	leakyGradient = []string{
		"LeakyReLUGrad", "LeakyReLUBackward", "LeakyReLUBackwardFromOutput",
		"LeakyReLUBackwardFromOutputBias", "LeakyReLUBackwardMask", "LeakyReLUMask", "PReLUBackward",
	}
	bias = []string{"ReLUBackwardFromOutputBias", "LeakyReLUBackwardFromOutputBias"}
)

// PyTorch is what PyTorch does otherwise on a processor, from Activation.cpp and
// TensorCompareKernel.cpp in aten/src/ATen/native/cpu. Version 1.13 on amd64 keeps to it.
//
// relu is clamp_min(x, 0), in which 0 is not above -0. Its backward step is threshold_backward,
// x <= 0 ? 0 : dy, which is [rectify.ReLUBackwardFromOutput] to the bit. leaky_relu is
// x > 0 ? x : x*slope, and its backward step x > 0 ? dy : dy*slope: 0 and NaN are multiplied.
// In vectors dy is multiplied by 1 where x > 0, which quiets signalling NaNs that the loop for
// the rest keeps; where x and slope are NaNs, it depends on the place which one is kept. prelu
// has the same formulas. hardtanh and relu6 are clamp; their backward step is
// x <= min || x >= max ? 0 : dy in the loop for the rest, and (x > min && x < max) & dy in
// vectors, so that the gradient at NaN depends on the place (pytorch/pytorch#195075). The bias's
// gradient is a sum that begins at +0 and has an order of its own. Vectors of bfloat16 have one
// NaN for all, ffff.
var PyTorch = Convention{
	{Kind: NegativeZero | MaxNaN, Functions: forward},
	{Kind: DerivativeAtZero, Functions: gradient},
	{Kind: NaNPayload | NegativeZero | ZeroTimes | Tail, Functions: leaky},
	{Kind: NaNPayload | DerivativeAtZero | DerivativeAtNaN | Tail, Functions: leakyGradient},
	{Kind: DerivativeAtZero | DerivativeAtNaN | MaxNaN | Tail, Functions: clipped},
	{Kind: NaNPayload | Tail, Types: []string{"float16", "bfloat16"}},
	{Kind: Rounding | NegativeZero, Functions: bias},
}

// TensorFlow is what TensorFlow does otherwise, from tensorflow/core/kernels/relu_op_functor.h.
//
// Relu and Relu6 are cwiseMax and cwiseMin with PropagateNaN, which say nothing of a payload or of
// -0. ReluGrad is gradients * (features > 0), a product, and so is Relu6Grad with (features > 0) *
// (features < 6): at NaN they have 0, and 0 times an infinite gradient is NaN. LeakyRelu is
// features > 0 ? features : features*alpha, and LeakyReluGrad features > 0 ? gradients :
// gradients*alpha. Kernels run with subnormal numbers flushed to zero (ScopedFlushDenormal in
// core/common_runtime).
var TensorFlow = Convention{
	{Kind: Subnormals},
	{Kind: NegativeZero | NaNPayload | MaxNaN, Functions: forward},
	{Kind: NegativeZero | NaNPayload | DerivativeAtZero | DerivativeAtNaN | ZeroTimes, Functions: gradient},
	{Kind: NegativeZero | NaNPayload | DerivativeAtZero | DerivativeAtNaN | ZeroTimes | MaxNaN, Functions: clipped},
	{Kind: NegativeZero | NaNPayload | DerivativeAtNaN | ZeroTimes, Functions: squared},
	{Kind: NaNPayload | NegativeZero | ZeroTimes, Functions: leaky},
	{Kind: DerivativeAtZero | DerivativeAtNaN, Functions: leakyGradient},
	{Kind: Rounding | NegativeZero, Functions: bias},
}

// JAX is what JAX does otherwise, from jax/_src/nn/functions.py.
//
// relu is maximum(x, 0) and relu6 minimum(maximum(x, 0), 6), which say nothing of a payload or of
// -0; their derivatives are select(x > 0, g, 0) and select((x > 0) & (x < 6), g, 0), so 0 at 0 and
// at NaN. leaky_relu is where(x >= 0, x, slope*x), which multiplies NaN; what is derived from it
// has 1 at 0 and slope at NaN, and is a sum of two terms, one of them slope times 0. XLA on a
// processor flushes subnormal numbers to zero (jax-ml/jax#16200).
var JAX = Convention{
	{Kind: Subnormals},
	{Kind: NegativeZero | NaNPayload | MaxNaN, Functions: forward},
	{Kind: DerivativeAtZero | DerivativeAtNaN, Functions: gradient},
	{Kind: DerivativeAtZero | DerivativeAtNaN | MaxNaN, Functions: clipped},
	{Kind: NaNPayload | DerivativeAtNaN, Functions: squared},
	{Kind: NaNPayload, Functions: leaky},
	{Kind: NegativeZero | NaNPayload | DerivativeAtZero | DerivativeAtNaN | ZeroTimes, Functions: leakyGradient},
	{Kind: Rounding | NegativeZero, Functions: bias},
}

// ONNX is what the operators of ONNX leave to an implementation, from onnx/defs/math/defs.cc. They
// have no backward steps.
//
// Relu is Max(x, 0) and Clip bounds on both sides; nothing is said of -0 or of a payload, and the
// reference implementation (onnx/reference/ops, numpy's maximum) keeps NaN. LeakyRelu and PRelu are
// where(x < 0, alpha*x, x), as here, but the reference implementation of LeakyRelu multiplies by
// alpha wherever x > 0 is false.
var ONNX = Convention{
	{Kind: NegativeZero | NaNPayload | MaxNaN, Functions: forward},
	{Kind: NaNPayload | NegativeZero | ZeroTimes, Functions: leaky},
}
