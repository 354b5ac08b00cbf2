package rectifytest

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"unsafe"

	"github.com/rectify-go/rectify"
	"github.com/rectify-go/rectify/internal/contract"
)

// each32 makes a function of slices of one of elements.
func each32(f func(x float32) float32) func(dst, src []float32) {
	return func(dst, src []float32) {
		for i, x := range src {
			dst[i] = f(x)
		}
	}
}

func leaky32(f func(x, alpha float32) float32) func(dst, src []float32, alpha float32) {
	return func(dst, src []float32, alpha float32) {
		for i, x := range src {
			dst[i] = f(x, alpha)
		}
	}
}

func backward32(f func(dy, x float32) float32) func(dx, dy, x []float32) {
	return func(dx, dy, x []float32) {
		for i := range dx {
			dx[i] = f(dy[i], x[i])
		}
	}
}

func leakyBackward32(f func(dy, x, alpha float32) float32) func(dx, dy, x []float32, alpha float32) {
	return func(dx, dy, x []float32, alpha float32) {
		for i := range dx {
			dx[i] = f(dy[i], x[i], alpha)
		}
	}
}

func flush32(x float32) float32 {
	if math.Abs(float64(x)) < 0x1p-126 {
		return 0
	}
	return x
}

// step is 1 where x is not below 0.
func step(x float32) float32 {
	if x < 0 {
		return 0
	}
	return 1
}

// reluTail is a ReLU with a body for 8 elements and a tail that swallows NaN.
func reluTail(dst, src []float32) {
	body := len(src) &^ 7
	rectify.ReLUTo(dst[:body], src[:body])
	for i := body; i < len(src); i++ {
		x := src[i]
		dst[i] = 0
		if x > 0 {
			dst[i] = x
		}
	}
}

// TestWrong has mistakes of every kind, and what they are found to be.
func TestWrong(t *testing.T) {
	type f32 = Functions[float32]
	plain, plain16 := Plain[float32](), Plain16(rectify.Float16)
	for _, c := range []struct {
		name string
		f    Implementation
		want string // the summary
	}{
		{"right", f32{ReLU: plain.ReLU}, ""},
		{"-0", f32{ReLU: each32(func(x float32) float32 {
			if x < 0 {
				return 0
			}
			return x
		})}, "NegativeZero: -0 stays -0"},
		{"NaN swallowed", f32{ReLU: each32(func(x float32) float32 {
			if x > 0 {
				return x
			}
			return 0
		})}, "NaNSwallowed: swallows NaN"},
		{"a number for NaN", f32{LeakyReLU: leaky32(func(x, alpha float32) float32 {
			if x != x {
				return 7
			}
			return plainLeaky(x, alpha)
		})}, "NaNSwallowed: swallows NaN"},
		{"payload", f32{ReLU: each32(func(x float32) float32 {
			switch {
			case x != x:
				return math.Float32frombits(0x7fc00000)
			case x <= 0:
				return 0
			}
			return x
		})}, "NaNPayload: keeps NaN, but not its payload"},
		{"quieted", f32{ReLU: each32(func(x float32) float32 {
			switch {
			case x != x:
				return math.Float32frombits(math.Float32bits(x) | 1<<22)
			case x <= 0:
				return 0
			}
			return x
		})}, "NaNPayload: quiets signalling NaNs"},
		{"by multiplication", f32{ReLU: each32(func(x float32) float32 {
			if x != x {
				return x
			}
			return x * step(x)
		})}, "NegativeZero: -0 for +0\nZeroTimes: 0 times something infinite or NaN is NaN"},
		{"flushed", f32{ReLU: func(dst, src []float32) {
			rectify.ReLUTo(dst, src)
			for i, x := range dst {
				if x == x {
					dst[i] = flush32(x)
				}
			}
		}}, "Subnormals: takes subnormal numbers for zeros"},
		{"subnormals are zero", f32{ReLUBackward: backward32(func(dy, x float32) float32 {
			if flush32(x) < 0 {
				return 0
			}
			return dy
		})}, "Subnormals: takes subnormal numbers for zeros"},
		{"rounding", f32{LeakyReLU: leaky32(func(x, alpha float32) float32 {
			if x < 0 && !math.IsInf(float64(x), 0) && alpha == 0.3 {
				return math.Float32frombits(math.Float32bits(alpha*x) ^ 1)
			}
			return plainLeaky(x, alpha)
		})}, "Rounding: rounds otherwise"},
		{"tail", f32{ReLU: reluTail}, "NaNSwallowed|Tail: swallows NaN, but not everywhere"},
		{"a lane", f32{ReLU: func(dst, src []float32) {
			rectify.ReLUTo(dst, src)
			if len(dst) > 5 {
				dst[5] = src[5]
			}
		}}, "Tail|Wrong: wrong, but not everywhere"},
		{"past the end", f32{ReLU: func(dst, src []float32) {
			rectify.ReLUTo(dst, src)
			*(*float32)(unsafe.Add(unsafe.Pointer(unsafe.SliceData(dst)), 4*len(dst))) = 0
		}}, "Stray: writes outside dst"},
		{"before the start", f32{ReLU: func(dst, src []float32) {
			rectify.ReLUTo(dst, src)
			*(*float32)(unsafe.Add(unsafe.Pointer(unsafe.SliceData(dst)), -4)) = 0
		}}, "Stray: writes outside dst"},
		{"in a source", f32{ReLUBackward: func(dx, dy, x []float32) {
			rectify.ReLUBackwardTo(dx, dy, x)
			if len(x) > 0 && &dx[0] != &dy[0] {
				dy[0] = 5
			}
		}}, "Stray: writes dy"},
		{"no empty slices", f32{ReLU: func(dst, src []float32) {
			_ = src[0]
			rectify.ReLUTo(dst, src)
		}}, "Panic: panics: runtime error: index out of range [0] with length 0"},
		{"wrong", f32{ReLU: each32(func(x float32) float32 { return x })}, "Wrong: wrong"},

		{"max(x, alpha*x)", f32{LeakyReLU: leaky32(func(x, alpha float32) float32 {
			if y := alpha * x; y > x {
				return y
			}
			return x
		})}, "NaNSwallowed: swallows NaN (alpha NaN)\nWrong: wrong (alpha = 0, alpha > 1, alpha infinite)"},
		{"alpha at 0 and NaN", f32{LeakyReLU: leaky32(func(x, alpha float32) float32 {
			if x > 0 {
				return x
			}
			return alpha * x
		})}, "NaNPayload: quiets signalling NaNs\n" +
			"NegativeZero: +0 for -0 (alpha < 0, alpha = 0, alpha subnormal)\n" +
			"NegativeZero: -0 for +0 (alpha < 0, alpha = 0, alpha subnormal)\n" +
			"ZeroTimes: 0 times something infinite or NaN is NaN (alpha NaN, alpha infinite)"},

		{"0 at 0 and at NaN", f32{ReLUBackward: backward32(func(dy, x float32) float32 {
			if x > 0 {
				return dy
			}
			return 0
		})}, "DerivativeAtNaN: derivative at NaN is 0\nDerivativeAtZero: derivative at 0 is 0"},
		{"1 at 0", f32{ReLUBackwardFromOutput: plain.ReLUBackward}, "DerivativeAtZero: derivative at 0 is 1"},
		{"1/2 at 0", f32{ReLUBackward: backward32(func(dy, x float32) float32 {
			switch {
			case x == 0:
				return dy / 2
			case x < 0:
				return 0
			}
			return dy
		})}, "DerivativeAtZero: derivative at 0 is 1/2"},
		{"a product", f32{ReLUBackward: backward32(func(dy, x float32) float32 {
			return dy * step(x)
		})}, "NaNPayload: quiets signalling NaNs\nNegativeZero: -0 for +0\nZeroTimes: 0 times something infinite or NaN is NaN"},
		{"alpha at 0", f32{LeakyReLUBackward: plain.LeakyReLUBackwardFromOutput}, "DerivativeAtZero: derivative at 0 is alpha"},
		{"alpha at 0 and NaN, backward", f32{LeakyReLUBackward: leakyBackward32(func(dy, x, alpha float32) float32 {
			if x > 0 {
				return dy
			}
			return alpha * dy
		})}, "DerivativeAtNaN: derivative at NaN is alpha\nDerivativeAtZero: derivative at 0 is alpha"},
		{"PReLU", f32{PReLUBackward: func(dx, dy, x, alpha []float32) {
			for i := range dx {
				if x[i] > 0 || x[i] != x[i] {
					dx[i] = dy[i]
				} else {
					dx[i] = alpha[i%len(alpha)] * dy[i]
				}
			}
		}}, "DerivativeAtZero: derivative at 0 is alpha"},
		{"ReLUGrad", f32{ReLUGrad: each32(func(x float32) float32 {
			if x > 0 {
				return 1
			}
			return 0
		})}, "DerivativeAtNaN: derivative at NaN is 0\nDerivativeAtZero: derivative at 0 is 0"},

		{"max itself", f32{ClippedReLUBackward: leakyBackward32(func(dy, x, max float32) float32 {
			if x < 0 || x > max {
				return 0
			}
			return dy
		})}, "DerivativeAtMax: derivative at max is 1\n" +
			"DerivativeAtZero: derivative at 0 is 1 (max = 0)"},
		{"NaN as max", f32{ClippedReLU: leaky32(func(x, max float32) float32 {
			if max != max {
				return max
			}
			dst := []float32{x}
			plain.ClippedReLU(dst, dst, max)
			return dst[0]
		})}, "MaxNaN: gives NaN (max NaN)"},
		{"NaN as max, backward", f32{ClippedReLUBackward: leakyBackward32(func(dy, x, max float32) float32 {
			if max != max && x == x {
				return 0
			}
			dx := []float32{dy}
			plain.ClippedReLUBackward(dx, dx, []float32{x}, max)
			return dx[0]
		})}, "MaxNaN: no gradient (max NaN)"},

		{"one b for all", f32{AddReLU: func(dst, x, b []float32) {
			for i := range x {
				dst[i] = plainReLU(x[i] + b[0])
			}
		}}, "Wrong"},
		{"a b that is written", f32{AddReLU: func(dst, x, b []float32) {
			plain.AddReLU(dst, x, b)
			if len(b) > 1 && len(b) < len(x) {
				b[1] = 3
			}
		}}, "Stray: writes b"},
		{"-0 of a sum", f32{AddReLU: func(dst, x, b []float32) {
			for i := range x {
				if dst[i] = x[i] + b[i%len(b)]; dst[i] < 0 {
					dst[i] = 0
				}
			}
		}}, "NegativeZero: -0 stays -0"},
		{"sum backwards", f32{ReLUBackwardFromOutputBias: func(dx, dy, y, db []float32) {
			plain.ReLUBackwardFromOutput(dx, dy, y)
			for i := len(dx) - 1; i >= 0; i-- {
				db[i%len(db)] += dx[i]
			}
		}}, "Rounding: adds in another order"},
		{"no sum", f32{ReLUBackwardFromOutputBias: func(dx, dy, y, db []float32) {
			plain.ReLUBackwardFromOutput(dx, dy, y)
		}}, "Wrong: wrong sum"},
		{"sum without NaN", f32{ReLUBackwardFromOutputBias: func(dx, dy, y, db []float32) {
			plain.ReLUBackwardFromOutput(dx, dy, y)
			for i, v := range dx {
				if v == v {
					db[i%len(db)] += v
				}
			}
		}}, "NaNSwallowed: swallows NaN in the sum"},
		{"sum with one NaN", f32{ReLUBackwardFromOutputBias: func(dx, dy, y, db []float32) {
			plain.ReLUBackwardFromOutputBias(dx, dy, y, db)
			for i, v := range db {
				if v != v {
					db[i] = math.Float32frombits(0x7fc00007)
				} else if v == 0 {
					db[i] = float32(math.Copysign(0, -1))
				}
			}
		}}, "NaNPayload: keeps NaN in the sum, but not its payload\nNegativeZero: zero of the other sign in the sum"},

		{"mask past the end", f32{ReLUMask: func(x []float32, mask []uint64) {
			n := len(x)
			plain.ReLUMask(x, mask)
			if n%64 != 0 {
				mask[n/64] |= 1 << 63
			}
		}}, "Stray: sets bits past the last element"},
		{"mask of x > 0", f32{LeakyReLUMask: func(x []float32, mask []uint64, alpha float32) {
			was := slices.Clone(x)
			plain.LeakyReLUMask(x, mask, alpha)
			for i, x := range was {
				if !(x > 0) {
					mask[i/64] &^= 1 << (i % 64)
				}
			}
		}}, "DerivativeAtNaN: derivative at NaN is 0\nDerivativeAtZero: derivative at 0 is 0"},
		{"mask of flushed", f32{ReLUMask: func(x []float32, mask []uint64) {
			was := slices.Clone(x)
			plain.ReLUMask(x, mask)
			for i, x := range was {
				if x < 0 && flush32(x) == 0 {
					mask[i/64] |= 1 << (i % 64)
				}
			}
		}}, "Subnormals: takes subnormal numbers for zeros"},
		{"wrong mask, and -0", f32{ReLUMask: func(x []float32, mask []uint64) {
			for i := range x {
				mask[i/64] |= 1 << (i % 64)
				if x[i] < 0 {
					x[i] = 0
				}
			}
		}}, "NegativeZero: -0 stays -0\nStray: sets bits past the last element\nWrong: wrong bits in the mask"},
		{"mask upside down", f32{ReLUBackwardMask: func(dy []float32, mask []uint64) {
			was := slices.Clone(mask)
			for i := range mask {
				mask[i] = ^mask[i]
			}
			plain.ReLUBackwardMask(dy, mask)
			copy(mask, was)
		}}, "Wrong: wrong"},

		{"not in place", f32{ReLUBackward: func(dx, dy, x []float32) {
			copy(dx, dy)
			for i := range dx {
				if x[i] < 0 {
					dx[i] = 0
				}
			}
		}}, "Wrong"},

		{"alpha in 16 bits", Functions16{Format: rectify.Float16, LeakyReLU: func(dst, src []uint16, alpha float32) {
			if alpha == 0.01 {
				alpha = 0x1.47cp-7
			}
			plain16.LeakyReLU(dst, src, alpha)
		}}, "Rounding: rounds otherwise"},
		{"truncated", Functions16{Format: rectify.BFloat16, LeakyReLUBackward: func(dx, dy, x []uint16, alpha float32) {
			for i := range x {
				v := dy[i]
				if math.Float32frombits(uint32(x[i])<<16) < 0 {
					p := alpha * math.Float32frombits(uint32(v)<<16)
					v = uint16(math.Float32bits(p) >> 16)
					if p != p {
						v |= 0x40
					}
				}
				dx[i] = v
			}
		}}, "Rounding: rounds otherwise"},
		{"1 at 0 in 16 bits", Functions16{
			Format:                      rectify.BFloat16,
			LeakyReLUBackwardFromOutput: Plain16(rectify.BFloat16).LeakyReLUBackward,
			ReLUBackward:                Plain16(rectify.BFloat16).ReLUBackwardFromOutput,
		}, "DerivativeAtZero: derivative at 0 is 0\nDerivativeAtZero: derivative at 0 is 1"},
		{"float16 as bfloat16", Functions16{Format: rectify.BFloat16, ReLU: plain16.ReLU}, "Wrong"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, d := range Compare(c.f, Short()) {
				got = append(got, fmt.Sprintf("%v: %s", d.Kind, d.How))
			}
			slices.Sort(got)
			all := strings.Join(got, "\n")
			if !contract.Float32.IsQuiet(contract.Float32.Inf | contract.Float32.Quiet() | 5) {
				// On RISC-V arithmetic gives one NaN for all.
				one := strings.NewReplacer("quiets signalling NaNs", "keeps NaN, but not its payload")
				all, c.want = one.Replace(all), one.Replace(c.want)
			}
			if c.want == "Wrong" { // and what it is else by chance
				if !slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, "Wrong: ") }) {
					t.Errorf("found\n%s", all)
				}
			} else if all != c.want {
				t.Errorf("found\n%s\nwant\n%s", all, c.want)
			}
		})
	}
}

func plainReLU(x float32) float32 {
	if x <= 0 {
		return 0
	}
	return x
}

func plainLeaky(x, alpha float32) float32 {
	if x < 0 {
		return alpha * x
	}
	return x
}
