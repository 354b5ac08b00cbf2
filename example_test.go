package rectify_test

import (
	"fmt"
	"math"
	"math/bits"
	"sync"

	"github.com/rectify-go/rectify"
)

func Example() {
	// The input of a layer's activation, and the gradient with respect to its output.
	x := []float64{1, -10, 0, 15, -20}
	dy := []float64{0.1, 0.2, 0.3, 0.4, 0.5}

	y := make([]float64, len(x))
	rectify.LeakyReLUTo(y, x, 0.01)
	rectify.LeakyReLUBackward(dy, x, 0.01)
	fmt.Println(y)
	fmt.Println(dy)
	// Output:
	// [1 -0.1 0 15 -0.2]
	// [0.1 0.002 0.3 0.4 0.005]
}

// Every function at a negative number, both zeros, a positive number and a NaN.
func Example_contract() {
	xs := []float64{-2, math.Copysign(0, -1), 0, 3, math.NaN()}
	const dy, alpha, most = 7, 0.5, 2

	fmt.Println("x                             ", xs)
	for _, f := range []struct {
		name string
		call func(y, x []float64)
	}{
		{"ReLU", func(y, x []float64) { rectify.ReLUTo(y, x) }},
		{"LeakyReLU", func(y, x []float64) { rectify.LeakyReLUTo(y, x, alpha) }},
		{"ClippedReLU", func(y, x []float64) { rectify.ClippedReLUTo(y, x, most) }},
		{"PReLU", func(y, x []float64) { rectify.PReLUTo(y, x, []float64{alpha}) }},
		{"ReLUSquared", func(y, x []float64) { rectify.ReLUSquaredTo(y, x) }},
		{"ReLUGrad", func(y, x []float64) { rectify.ReLUGradTo(y, x) }},
		{"LeakyReLUGrad", func(y, x []float64) { rectify.LeakyReLUGradTo(y, x, alpha) }},
		{"ReLUBackward", func(y, x []float64) { rectify.ReLUBackward(y, x) }},
		{"ReLUBackwardFromOutput", func(y, x []float64) { rectify.ReLUBackwardFromOutput(y, x) }},
		{"LeakyReLUBackward", func(y, x []float64) { rectify.LeakyReLUBackward(y, x, alpha) }},
		{"LeakyReLUBackwardFromOutput", func(y, x []float64) { rectify.LeakyReLUBackwardFromOutput(y, x, alpha) }},
		{"ClippedReLUBackward", func(y, x []float64) { rectify.ClippedReLUBackward(y, x, most) }},
		{"ClippedReLUBackwardFromOutput", func(y, x []float64) { rectify.ClippedReLUBackwardFromOutput(y, x, most) }},
		{"PReLUBackward", func(y, x []float64) { rectify.PReLUBackward(y, x, []float64{alpha}) }},
		{"ReLUSquaredBackward", func(y, x []float64) { rectify.ReLUSquaredBackward(y, x) }},
	} {
		y := []float64{dy, dy, dy, dy, dy}
		f.call(y, xs)
		fmt.Printf("%-30s %v\n", f.name, y)
	}
	// Output:
	// x                              [-2 -0 0 3 NaN]
	// ReLU                           [0 0 0 3 NaN]
	// LeakyReLU                      [-1 -0 0 3 NaN]
	// ClippedReLU                    [0 0 0 2 NaN]
	// PReLU                          [-1 -0 0 3 NaN]
	// ReLUSquared                    [0 0 0 9 NaN]
	// ReLUGrad                       [0 1 1 1 1]
	// LeakyReLUGrad                  [0.5 1 1 1 1]
	// ReLUBackward                   [0 7 7 7 7]
	// ReLUBackwardFromOutput         [0 0 0 7 7]
	// LeakyReLUBackward              [3.5 7 7 7 7]
	// LeakyReLUBackwardFromOutput    [3.5 3.5 3.5 7 7]
	// ClippedReLUBackward            [0 7 7 0 7]
	// ClippedReLUBackwardFromOutput  [0 0 0 0 7]
	// PReLUBackward                  [3.5 7 7 7 7]
	// ReLUSquaredBackward            [0 0 0 42 NaN]
}

func ExampleReLU() {
	x := []float32{1, -10, 0, 15, -20}
	rectify.ReLU(x)
	fmt.Println(x)
	// Output: [1 0 0 15 0]
}

// Any type whose underlying type is float32 or float64 will do.
func ExampleReLU_namedType() {
	type Celsius float64
	t := []Celsius{-3.5, 20}
	rectify.ReLU(t)
	fmt.Println(t)
	// Output: [0 20]
}

func ExampleReLUTo() {
	x := []float32{1, -10, 0, 15, -20}
	y := make([]float32, len(x))
	rectify.ReLUTo(y, x)
	fmt.Println(x, y)
	// Output: [1 -10 0 15 -20] [1 0 0 15 0]
}

func ExampleLeakyReLU() {
	x := []float64{1, -10, 0, 15, -20}
	rectify.LeakyReLU(x, 0.01)
	fmt.Println(x)
	// Output: [1 -0.1 0 15 -0.2]
}

func ExampleLeakyReLUTo() {
	x := []float64{1, -10, 0, 15, -20}
	y := make([]float64, len(x))
	rectify.LeakyReLUTo(y, x, 0.01)
	fmt.Println(x, y)
	// Output: [1 -10 0 15 -20] [1 -0.1 0 15 -0.2]
}

// The derivative at zero is 1.
func ExampleReLUGrad() {
	x := []float32{1, -10, 0, 15, -20}
	rectify.ReLUGrad(x)
	fmt.Println(x)
	// Output: [1 0 1 1 0]
}

func ExampleReLUGradTo() {
	x := []float32{1, -10, 0, 15, -20}
	derivative := make([]float32, len(x))
	rectify.ReLUGradTo(derivative, x)
	fmt.Println(derivative)
	// Output: [1 0 1 1 0]
}

func ExampleLeakyReLUGrad() {
	x := []float64{1, -10, 0, 15, -20}
	rectify.LeakyReLUGrad(x, 0.01)
	fmt.Println(x)
	// Output: [1 0.01 1 1 0.01]
}

func ExampleLeakyReLUGradTo() {
	x := []float64{1, -10, 0, 15, -20}
	derivative := make([]float64, len(x))
	rectify.LeakyReLUGradTo(derivative, x, 0.01)
	fmt.Println(derivative)
	// Output: [1 0.01 1 1 0.01]
}

func ExampleReLUBackward() {
	x := []float32{1, -10, 0, 15, -20}
	dy := []float32{0.1, 0.2, 0.3, 0.4, 0.5}
	rectify.ReLUBackward(dy, x)
	fmt.Println(dy)
	// Output: [0.1 0 0.3 0.4 0]
}

// What is no longer needed can be written over: here x becomes the gradient.
func ExampleReLUBackwardTo() {
	x := []float32{1, -10, 0, 15, -20}
	dy := []float32{0.1, 0.2, 0.3, 0.4, 0.5}
	rectify.ReLUBackwardTo(x, dy, x)
	fmt.Println(x)
	// Output: [0.1 0 0.3 0.4 0]
}

func ExampleLeakyReLUBackward() {
	x := []float32{1, -10, 0, 15, -20}
	dy := []float32{0.1, 0.2, 0.3, 0.4, 0.5}
	rectify.LeakyReLUBackward(dy, x, 0.01)
	fmt.Println(dy)
	// Output: [0.1 0.002 0.3 0.4 0.005]
}

func ExampleLeakyReLUBackwardTo() {
	x := []float32{1, -10, 0, 15, -20}
	dy := []float32{0.1, 0.2, 0.3, 0.4, 0.5}
	dx := make([]float32, len(x))
	rectify.LeakyReLUBackwardTo(dx, dy, x, 0.01)
	fmt.Println(dx)
	// Output: [0.1 0.002 0.3 0.4 0.005]
}

// A forward step in place leaves its output, and that is enough: but the derivative at zero is
// then 0, as it is in PyTorch, TensorFlow and JAX.
func ExampleReLUBackwardFromOutput() {
	x := []float32{1, -10, 0, 15, -20}
	rectify.ReLU(x)
	y := x // x is gone

	dy := []float32{0.1, 0.2, 0.3, 0.4, 0.5}
	rectify.ReLUBackwardFromOutput(dy, y)
	fmt.Println(dy)
	// Output: [0.1 0 0 0.4 0]
}

func ExampleReLUBackwardFromOutputTo() {
	y := []float32{1, 0, 0, 15, 0}
	dy := []float32{0.1, 0.2, 0.3, 0.4, 0.5}
	dx := make([]float32, len(y))
	rectify.ReLUBackwardFromOutputTo(dx, dy, y)
	fmt.Println(dx)
	// Output: [0.1 0 0 0.4 0]
}

// The gradient of PyTorch, TensorFlow and oneDNN: at zero it is alpha. Here it is taken from the
// output of a forward step in place, as alpha is positive.
func ExampleLeakyReLUBackwardFromOutput() {
	x := []float32{1, -10, 0, 15, -20}
	rectify.LeakyReLU(x, 0.01)
	y := x // x is gone

	dy := []float32{0.1, 0.2, 0.3, 0.4, 0.5}
	rectify.LeakyReLUBackwardFromOutput(dy, y, 0.01)
	fmt.Println(dy)
	// Output: [0.1 0.002 0.003 0.4 0.005]
}

func ExampleLeakyReLUBackwardFromOutputTo() {
	y := []float32{1, -0.1, 0, 15, -0.2}
	dy := []float32{0.1, 0.2, 0.3, 0.4, 0.5}
	dx := make([]float32, len(y))
	rectify.LeakyReLUBackwardFromOutputTo(dx, dy, y, 0.01)
	fmt.Println(dx)
	// Output: [0.1 0.002 0.003 0.4 0.005]
}

// A dense layer's output, two rows of three, and a bias for each column: what cuBLASLt calls the
// epilogue RELU_BIAS.
func ExampleAddReLU() {
	x := []float32{
		1, -10, 0,
		15, -20, 5,
	}
	bias := []float32{-3, 12, 1}
	rectify.AddReLU(x, bias)
	fmt.Println(x)
	// Output: [0 2 1 12 0 6]
}

// A residual connection adds what is as long as x.
func ExampleAddReLU_residual() {
	x := []float32{1, -10, 0, 15, -20}
	residual := []float32{-2, 12, 0, 1, 19}
	rectify.AddReLU(x, residual)
	fmt.Println(x)
	// Output: [0 2 0 16 0]
}

// With one bias for each plane, as after a convolution, there is a call for each plane: b is a
// scalar.
func ExampleAddReLUTo() {
	planes := []float32{
		1, -10, 0, 15,
		-20, 5, 3, -1,
	}
	bias := []float32{2, -4}
	y := make([]float32, len(planes))
	const area = 4
	for i := range bias {
		rectify.AddReLUTo(y[i*area:][:area], planes[i*area:][:area], bias[i:][:1])
	}
	fmt.Println(y)
	// Output: [3 0 2 17 0 1 0 0]
}

func ExampleAddLeakyReLU() {
	x := []float64{
		1, -10, 0,
		15, -20, 5,
	}
	rectify.AddLeakyReLU(x, []float64{-3, 12, 1}, 0.01)
	fmt.Println(x)
	// Output: [-0.02 2 1 12 -0.08 6]
}

func ExampleAddLeakyReLUTo() {
	x := []float64{1, -10, 0, 15, -20}
	residual := []float64{-2, 12, 0, 1, 19}
	y := make([]float64, len(x))
	rectify.AddLeakyReLUTo(y, x, residual, 0.01)
	fmt.Println(y)
	// Output: [-0.01 2 0 16 -0.01]
}

// The backward step of a layer with a bias, in one pass: what cuBLASLt calls the epilogue
// DRELU_BGRAD.
func ExampleReLUBackwardFromOutputBias() {
	y := []float32{ // two rows of three, after AddReLU
		0, 2, 1,
		12, 0, 6,
	}
	dy := []float32{
		0.5, 0.25, 1,
		2, 4, 8,
	}
	db := make([]float32, 3)
	rectify.ReLUBackwardFromOutputBias(dy, y, db)
	fmt.Println(dy, db)
	// Output: [0 0.25 1 2 0 8] [2 0.25 9]
}

// The sums are added to what db has, here the gradient of the rows before.
func ExampleReLUBackwardFromOutputBiasTo() {
	y := []float32{
		0, 2, 1,
		12, 0, 6,
	}
	dy := []float32{
		0.5, 0.25, 1,
		2, 4, 8,
	}
	db := []float32{100, 200, 300}
	dx := make([]float32, len(y))
	rectify.ReLUBackwardFromOutputBiasTo(dx, dy, y, db)
	fmt.Println(dx, db)
	// Output: [0 0.25 1 2 0 8] [102 200.25 309]
}

func ExampleLeakyReLUBackwardFromOutputBias() {
	y := []float64{
		-0.02, 2, 1,
		12, -0.08, 6,
	}
	dy := []float64{
		0.5, 0.25, 1,
		2, 4, 8,
	}
	db := make([]float64, 3)
	rectify.LeakyReLUBackwardFromOutputBias(dy, y, db, 0.5)
	fmt.Println(dy, db)
	// Output: [0.25 0.25 1 2 2 8] [2.25 2.25 9]
}

func ExampleLeakyReLUBackwardFromOutputBiasTo() {
	y := []float64{-1, 2, 3, -4}
	dy := []float64{0.5, 0.25, 1, 2}
	dx, db := make([]float64, len(y)), make([]float64, 2)
	rectify.LeakyReLUBackwardFromOutputBiasTo(dx, dy, y, db, 0.5)
	fmt.Println(dx, db)
	// Output: [0.25 0.25 1 1] [1.25 1.25]
}

// With max = 6 it is the ReLU6 of MobileNet, PyTorch, TensorFlow and JAX.
func ExampleClippedReLU() {
	x := []float32{1, -10, 0, 15, 6}
	rectify.ClippedReLU(x, 6)
	fmt.Println(x)
	// Output: [1 0 0 6 6]
}

func ExampleClippedReLUTo() {
	x := []float32{1, -10, 0, 15, 6}
	y := make([]float32, len(x))
	rectify.ClippedReLUTo(y, x, 6)
	fmt.Println(x, y)
	// Output: [1 -10 0 15 6] [1 0 0 6 6]
}

func ExampleClippedReLUBackward() {
	x := []float32{1, -10, 0, 15, 6}
	dy := []float32{0.1, 0.2, 0.3, 0.4, 0.5}
	rectify.ClippedReLUBackward(dy, x, 6)
	fmt.Println(dy)
	// Output: [0.1 0 0.3 0 0]
}

func ExampleClippedReLUBackwardTo() {
	x := []float32{1, -10, 0, 15, 6}
	dy := []float32{0.1, 0.2, 0.3, 0.4, 0.5}
	dx := make([]float32, len(x))
	rectify.ClippedReLUBackwardTo(dx, dy, x, 6)
	fmt.Println(dx)
	// Output: [0.1 0 0.3 0 0]
}

// The gradient of relu6 in PyTorch, TensorFlow and JAX: 0 at both ends.
func ExampleClippedReLUBackwardFromOutput() {
	x := []float32{1, -10, 0, 15, 6}
	rectify.ClippedReLU(x, 6)
	y := x // x is gone

	dy := []float32{0.1, 0.2, 0.3, 0.4, 0.5}
	rectify.ClippedReLUBackwardFromOutput(dy, y, 6)
	fmt.Println(dy)
	// Output: [0.1 0 0 0 0]
}

func ExampleClippedReLUBackwardFromOutputTo() {
	y := []float32{1, 0, 0, 6, 6}
	dy := []float32{0.1, 0.2, 0.3, 0.4, 0.5}
	dx := make([]float32, len(y))
	rectify.ClippedReLUBackwardFromOutputTo(dx, dy, y, 6)
	fmt.Println(dx)
	// Output: [0.1 0 0 0 0]
}

// Two rows of three, and an alpha for each column.
func ExamplePReLU() {
	x := []float64{
		1, -10, 0,
		15, -20, -5,
	}
	rectify.PReLU(x, []float64{0.1, 0.01, 0.2})
	fmt.Println(x)
	// Output: [1 -0.1 0 15 -0.2 -1]
}

func ExamplePReLUTo() {
	x := []float64{-1, -10, 0, -15}
	y := make([]float64, len(x))
	rectify.PReLUTo(y, x, []float64{0.5, 0.25})
	fmt.Println(y)
	// Output: [-0.5 -2.5 0 -3.75]
}

// The gradient of x. That of alpha is a sum that is the caller's: x[i]*dy[i] wherever x[i] < 0,
// over a column.
func ExamplePReLUBackward() {
	x := []float64{-1, -10, 0, -15}
	dy := []float64{1, 2, 3, 4}
	alpha := []float64{0.5, 0.25}

	dalpha := make([]float64, len(alpha))
	for i, x := range x {
		dalpha[i%len(alpha)] += min(x, 0) * dy[i]
	}
	rectify.PReLUBackward(dy, x, alpha)
	fmt.Println(dy, dalpha)
	// Output: [0.5 0.5 3 1] [-1 -80]
}

func ExamplePReLUBackwardTo() {
	x := []float64{-1, -10, 0, -15}
	dy := []float64{1, 2, 3, 4}
	dx := make([]float64, len(x))
	rectify.PReLUBackwardTo(dx, dy, x, []float64{0.5, 0.25})
	fmt.Println(dx)
	// Output: [0.5 0.5 3 1]
}

// The activation of Primer, Nemotron and nanochat: F.relu(x).square() in PyTorch.
func ExampleReLUSquared() {
	x := []float32{1, -10, 0, 15, -20}
	rectify.ReLUSquared(x)
	fmt.Println(x)
	// Output: [1 0 0 225 0]
}

func ExampleReLUSquaredTo() {
	x := []float32{1, -10, 0, 15, -20}
	y := make([]float32, len(x))
	rectify.ReLUSquaredTo(y, x)
	fmt.Println(x, y)
	// Output: [1 -10 0 15 -20] [1 0 0 225 0]
}

func ExampleReLUSquaredBackward() {
	x := []float32{1, -10, 0, 15, -20}
	dy := []float32{0.5, 1, 1, 2, 1}
	rectify.ReLUSquaredBackward(dy, x)
	fmt.Println(dy)
	// Output: [1 0 0 60 0]
}

func ExampleReLUSquaredBackwardTo() {
	x := []float32{1, -10, 0, 15, -20}
	dy := []float32{0.5, 1, 1, 2, 1}
	dx := make([]float32, len(x))
	rectify.ReLUSquaredBackwardTo(dx, dy, x)
	fmt.Println(dx)
	// Output: [1 0 0 60 0]
}

func ExampleMaskLen() {
	fmt.Println(rectify.MaskLen(0), rectify.MaskLen(64), rectify.MaskLen(65))
	// Output: 0 1 2
}

// The mask remembers which elements were negative, in one bit each.
func ExampleReLUMask() {
	x := []float32{1, -10, 0, 15, -20}
	mask := make([]uint64, rectify.MaskLen(len(x)))
	rectify.ReLUMask(x, mask)
	fmt.Printf("%v %05b\n", x, mask)
	// Output: [1 0 0 15 0] [01101]
}

// Goroutines that share a mask divide the slice where a word of the mask ends.
func ExampleReLUMask_goroutines() {
	x := make([]float32, 1000)
	for i := range x {
		x[i] = float32(i%5) - 2 // -2 -1 0 1 2 ...
	}
	mask := make([]uint64, rectify.MaskLen(len(x)))

	const part = 5 * 64
	var wg sync.WaitGroup
	for from := 0; from < len(x); from += part {
		to := min(from+part, len(x))
		wg.Add(1)
		go func() {
			defer wg.Done()
			rectify.ReLUMask(x[from:to], mask[from/64:])
		}()
	}
	wg.Wait()

	ones := 0
	for _, w := range mask {
		ones += bits.OnesCount64(w)
	}
	fmt.Println(x[995:], ones)
	// Output: [0 0 0 1 2] 600
}

func ExampleLeakyReLUMask() {
	x := []float64{1, -10, 0, 15, -20}
	mask := make([]uint64, rectify.MaskLen(len(x)))
	rectify.LeakyReLUMask(x, mask, 0.01)
	fmt.Printf("%v %05b\n", x, mask)
	// Output: [1 -0.1 0 15 -0.2] [01101]
}

// Forward in place and back, with one bit kept of each input.
func ExampleReLUBackwardMask() {
	x := []float32{1, -10, 0, 15, -20}
	mask := make([]uint64, rectify.MaskLen(len(x)))
	rectify.ReLUMask(x, mask)

	dy := []float32{0.1, 0.2, 0.3, 0.4, 0.5}
	rectify.ReLUBackwardMask(dy, mask)
	fmt.Println(dy)
	// Output: [0.1 0 0.3 0.4 0]
}

func ExampleLeakyReLUBackwardMask() {
	x := []float32{1, -10, 0, 15, -20}
	mask := make([]uint64, rectify.MaskLen(len(x)))
	rectify.LeakyReLUMask(x, mask, -0.5) // of the output alone no sign could be told

	dy := []float32{0.1, 0.2, 0.3, 0.4, 0.5}
	rectify.LeakyReLUBackwardMask(dy, mask, -0.5)
	fmt.Println(dy)
	// Output: [0.1 -0.1 0.3 0.4 -0.25]
}

// Words of float16, as they come from a file, and a named type, as packages for 16-bit floats have
// it.
func ExampleReLU16() {
	type Half uint16
	x := []Half{0x3c00, 0xc900, 0x8000, 0x4b80, 0xcd00} // 1, -10, -0, 15, -20
	rectify.ReLU16(rectify.Float16, x)
	fmt.Printf("%04x\n", x)
	// Output: [3c00 0000 0000 4b80 0000]
}

// A bfloat16 is the upper half of a float32.
func ExampleReLU16To() {
	word := func(x float32) uint16 { return uint16(math.Float32bits(x) >> 16) }
	src := []uint16{word(1), word(-10), word(15)}
	dst := make([]uint16, len(src))
	rectify.ReLU16To(rectify.BFloat16, dst, src)
	for _, w := range dst {
		fmt.Println(math.Float32frombits(uint32(w) << 16))
	}
	// Output:
	// 1
	// 0
	// 15
}

// alpha is a float32: a float16 or bfloat16 would be less near to 0.01.
func ExampleLeakyReLU16() {
	x := []uint16{0x3f80, 0xc120, 0x4170} // 1, -10, 15
	rectify.LeakyReLU16(rectify.BFloat16, x, 0.01)
	fmt.Printf("%04x\n", x)
	// Output: [3f80 bdcd 4170]
}

func ExampleLeakyReLU16To() {
	x := []uint16{0x3c00, 0xc900, 0x4b80} // 1, -10, 15
	y := make([]uint16, len(x))
	rectify.LeakyReLU16To(rectify.Float16, y, x, 0.5)
	fmt.Printf("%04x\n", y)
	// Output: [3c00 c500 4b80]
}

func ExampleReLUBackward16() {
	x := []uint16{0x3c00, 0xc900, 0x0000}  // 1, -10, 0
	dy := []uint16{0x4000, 0x4200, 0x4400} // 2, 3, 4
	rectify.ReLUBackward16(rectify.Float16, dy, x)
	fmt.Printf("%04x\n", dy)
	// Output: [4000 0000 4400]
}

func ExampleReLUBackward16To() {
	x := []uint16{0x3c00, 0xc900, 0x0000}  // 1, -10, 0
	dy := []uint16{0x4000, 0x4200, 0x4400} // 2, 3, 4
	dx := make([]uint16, len(x))
	rectify.ReLUBackward16To(rectify.Float16, dx, dy, x)
	fmt.Printf("%04x\n", dx)
	// Output: [4000 0000 4400]
}

func ExampleLeakyReLUBackward16() {
	x := []uint16{0x3c00, 0xc900, 0x0000}  // 1, -10, 0
	dy := []uint16{0x4000, 0x4200, 0x4400} // 2, 3, 4
	rectify.LeakyReLUBackward16(rectify.Float16, dy, x, 0.5)
	fmt.Printf("%04x\n", dy)
	// Output: [4000 3e00 4400]
}

func ExampleLeakyReLUBackward16To() {
	x := []uint16{0x3c00, 0xc900, 0x0000}  // 1, -10, 0
	dy := []uint16{0x4000, 0x4200, 0x4400} // 2, 3, 4
	dx := make([]uint16, len(x))
	rectify.LeakyReLUBackward16To(rectify.Float16, dx, dy, x, 0.5)
	fmt.Printf("%04x\n", dx)
	// Output: [4000 3e00 4400]
}

func ExampleReLUBackwardFromOutput16() {
	y := []uint16{0x3c00, 0x0000, 0x0000}  // 1, 0, 0
	dy := []uint16{0x4000, 0x4200, 0x4400} // 2, 3, 4
	rectify.ReLUBackwardFromOutput16(rectify.Float16, dy, y)
	fmt.Printf("%04x\n", dy)
	// Output: [4000 0000 0000]
}

func ExampleReLUBackwardFromOutput16To() {
	y := []uint16{0x3c00, 0x0000, 0x0000}  // 1, 0, 0
	dy := []uint16{0x4000, 0x4200, 0x4400} // 2, 3, 4
	dx := make([]uint16, len(y))
	rectify.ReLUBackwardFromOutput16To(rectify.Float16, dx, dy, y)
	fmt.Printf("%04x\n", dx)
	// Output: [4000 0000 0000]
}

func ExampleLeakyReLUBackwardFromOutput16() {
	y := []uint16{0x3c00, 0xc500, 0x0000}  // 1, -5, 0
	dy := []uint16{0x4000, 0x4200, 0x4400} // 2, 3, 4
	rectify.LeakyReLUBackwardFromOutput16(rectify.Float16, dy, y, 0.5)
	fmt.Printf("%04x\n", dy)
	// Output: [4000 3e00 4000]
}

func ExampleLeakyReLUBackwardFromOutput16To() {
	y := []uint16{0x3c00, 0xc500, 0x0000}  // 1, -5, 0
	dy := []uint16{0x4000, 0x4200, 0x4400} // 2, 3, 4
	dx := make([]uint16, len(y))
	rectify.LeakyReLUBackwardFromOutput16To(rectify.Float16, dx, dy, y, 0.5)
	fmt.Printf("%04x\n", dx)
	// Output: [4000 3e00 4000]
}

func ExampleKernel() {
	switch rectify.Kernel() {
	case "avx512", "avx2", "neon", "generic":
		fmt.Println("as expected")
	}
	// Output: as expected
}

func ExampleKernels() {
	fmt.Println(rectify.Kernels()[0])
	// Output: generic
}

// To compare with the loops in Go, and come back.
func ExampleUse() {
	fastest := rectify.Kernel()
	if err := rectify.Use("generic"); err != nil {
		panic(err)
	}
	fmt.Println(rectify.Kernel())
	if err := rectify.Use(fastest); err != nil {
		panic(err)
	}
	fmt.Println(rectify.Use("mmx") != nil)
	// Output:
	// generic
	// true
}
