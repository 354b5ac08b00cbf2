package rectifytest

import (
	"math"
	"testing"
)

// The frameworks' kernels, as their sources have them.

// torch is PyTorch's, with vectors of 8 and loops for the rest that differ.
func torch() Functions[float32] {
	// clampMin is std::max(a, min), and in vectors _mm256_max_ps(min, a): both give a unless it is
	// less.
	clampMin := func(a, min float32) float32 {
		if a < min {
			return min
		}
		return a
	}
	slope := func(a, negval float32) float32 {
		if a > 0 {
			return 1
		}
		return negval
	}
	leakyBackward := func(dx, dy, x []float32, negval float32) {
		for i := range dx {
			dy, x := dy[i], x[i]
			switch {
			case i < len(dx)&^7:
				dx[i] = dy * slope(x, negval)
			case x > 0:
				dx[i] = dy
			default:
				dx[i] = dy * negval
			}
		}
	}
	clippedBackward := func(dx, dy, x []float32, max float32) {
		for i := range dx {
			dy, x := dy[i], x[i]
			if in := x > 0 && x < max; i < len(dx)&^7 && !in || x <= 0 || x >= max {
				dy = 0
			}
			dx[i] = dy
		}
	}
	threshold := backward32(func(dy, x float32) float32 {
		if x <= 0 {
			return 0
		}
		return dy
	})
	relu := each32(func(x float32) float32 { return clampMin(x, 0) })
	return Functions[float32]{
		ReLU:                        relu,
		LeakyReLU:                   leaky32(func(x, alpha float32) float32 { return x * slope(x, alpha) }),
		ReLUBackward:                threshold,
		ReLUBackwardFromOutput:      threshold,
		LeakyReLUBackward:           leakyBackward,
		LeakyReLUBackwardFromOutput: leakyBackward,
		ClippedReLU: func(dst, src []float32, max float32) {
			for i, x := range src {
				if dst[i] = clampMin(x, 0); max < dst[i] || max != max {
					dst[i] = max
				}
			}
		},
		ClippedReLUBackward:           clippedBackward,
		ClippedReLUBackwardFromOutput: clippedBackward,
		PReLU: func(dst, x, alpha []float32) {
			for i, x := range x {
				w := alpha[i%len(alpha)]
				if dst[i] = x; !(x > 0) {
					dst[i] = w * x
				}
			}
		},
		PReLUBackward: func(dx, dy, x, alpha []float32) {
			for i, x := range x {
				g, w := dy[i], alpha[i%len(alpha)]
				if dx[i] = g; !(x > 0) {
					dx[i] = w * g
				}
			}
		},
		ReLUSquared: func(dst, src []float32) {
			relu(dst, src)
			for i, x := range dst {
				dst[i] = x * x
			}
		},
		ReLUSquaredBackward: backward32(func(dy, x float32) float32 {
			if y := clampMin(x, 0); !(y <= 0) { // threshold_backward of pow_backward
				return dy * (2 * y)
			}
			return 0
		}),
		ReLUBackwardFromOutputBias: func(dx, dy, y, db []float32) {
			threshold(dx, dy, y)
			for i := len(dx) - 1; i >= 0; i-- {
				db[i%len(db)] += dx[i]
			}
		},
	}
}

// daz is a subnormal number as zero, as a processor that flushes has it.
func daz(x float32) float32 {
	if math.Abs(float64(x)) < 0x1p-126 {
		return float32(math.Copysign(0, float64(x)))
	}
	return x
}

// tensorFlow is TensorFlow's, with denormals flushed.
func tensorFlow() Functions[float32] {
	mul := func(x, y float32) float32 { return daz(daz(x) * daz(y)) }
	maximum := func(a, b float32) float32 {
		switch {
		case a != a:
			return a
		case daz(a) > b:
			return a
		}
		return b
	}
	positive := func(x float32) float32 {
		if daz(x) > 0 {
			return 1
		}
		return 0
	}
	grad := backward32(func(dy, x float32) float32 { return mul(dy, positive(x)) })
	leakyGrad := leakyBackward32(func(dy, x, alpha float32) float32 {
		if daz(x) > 0 {
			return dy
		}
		return mul(dy, alpha)
	})
	return Functions[float32]{
		ReLU:                        each32(func(x float32) float32 { return maximum(x, 0) }),
		ReLUBackward:                grad,
		ReLUBackwardFromOutput:      grad,
		LeakyReLUBackward:           leakyGrad,
		LeakyReLUBackwardFromOutput: leakyGrad,
		LeakyReLU: leaky32(func(x, alpha float32) float32 {
			if daz(x) > 0 {
				return x
			}
			return mul(x, alpha)
		}),
		ClippedReLUBackward: leakyBackward32(func(dy, x, max float32) float32 {
			less := float32(0)
			if daz(x) < daz(max) {
				less = 1
			}
			return mul(dy, positive(x)*less)
		}),
	}
}

// jax is JAX's on a processor.
func jax() Functions[float32] {
	mul := func(x, y float32) float32 { return daz(daz(x) * daz(y)) }
	relu := backward32(func(dy, x float32) float32 {
		if daz(x) > 0 {
			return dy
		}
		return 0
	})
	return Functions[float32]{
		ReLU: each32(func(x float32) float32 {
			if x != x {
				return float32(math.NaN())
			}
			return max(daz(x), 0)
		}),
		ReLUBackward:           relu,
		ReLUBackwardFromOutput: relu,
		LeakyReLU: leaky32(func(x, alpha float32) float32 {
			if daz(x) >= 0 {
				return x
			}
			return mul(alpha, x)
		}),
		LeakyReLUBackward: leakyBackward32(func(dy, x, alpha float32) float32 {
			var a, b float32
			if daz(x) >= 0 {
				a = dy
			} else {
				b = dy
			}
			return daz(daz(a) + mul(alpha, b))
		}),
		ClippedReLUBackward: leakyBackward32(func(dy, x, max float32) float32 {
			if daz(x) > 0 && daz(x) < daz(max) {
				return dy
			}
			return 0
		}),
	}
}

// onnx is the reference implementation of ONNX, in numpy.
func onnx() Functions[float32] {
	return Functions[float32]{
		ReLU: each32(func(x float32) float32 {
			if x >= 0 || x != x { // numpy's maximum of equal numbers is the first
				return x
			}
			return 0
		}),
		LeakyReLU: leaky32(func(x, alpha float32) float32 {
			var sign float32
			if x > 0 {
				sign = 1
			}
			return x * (sign - (sign-1)*alpha)
		}),
	}
}

// TestConventions has each framework keep to its convention, and not to the table.
func TestConventions(t *testing.T) {
	for _, c := range []struct {
		name       string
		f          Functions[float32]
		convention Convention
	}{
		{"PyTorch", torch(), PyTorch},
		{"TensorFlow", tensorFlow(), TensorFlow},
		{"JAX", jax(), JAX},
		{"ONNX", onnx(), ONNX},
	} {
		t.Run(c.name, func(t *testing.T) {
			list := Compare(c.f, Short())
			t.Logf("%s", Summary(list))
			if len(list) < 4 {
				t.Errorf("only %v", list)
			}
			o := newOptions([]Option{c.convention})
			for _, d := range list {
				if d.Kind&^o.allow(d.Function, d.Type) != 0 {
					t.Error("not allowed:", d)
				}
			}
		})
	}
}

// TestAllow has kinds allowed, for one function and for all.
func TestAllow(t *testing.T) {
	f := Functions[float32]{ReLU: torch().ReLU, LeakyReLU: torch().LeakyReLU, ReLUBackward: torch().ReLUBackward}
	all := Compare(f, Short())
	if all[0].Function != "ReLU" || all[0].Kind != NegativeZero {
		t.Fatalf("first is %v", all[0])
	}
	if list := Compare(f, Short(), Allow(NegativeZero, "ReLU")); len(list) != len(all)-1 || list[0].Function == "ReLU" {
		t.Errorf("with -0 in ReLU: %s", Summary(list))
	}
	if list := Compare(f, Short(), Allow(NegativeZero, "AddReLU")); len(list) != len(all) {
		t.Errorf("with -0 in AddReLU: %s", Summary(list))
	}
	for _, d := range Compare(f, Short(), Allow(NaNPayload|NegativeZero)) {
		if d.Kind == NaNPayload || d.Kind == NegativeZero {
			t.Error(d)
		}
	}
}
