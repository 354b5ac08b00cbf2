package rectify_test

import (
	"fmt"
	"math"

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
	const dy, alpha = 7, 0.5

	fmt.Println("x                      ", xs)
	for _, f := range []struct {
		name string
		call func(y, x []float64)
	}{
		{"ReLU", func(y, x []float64) { rectify.ReLUTo(y, x) }},
		{"LeakyReLU", func(y, x []float64) { rectify.LeakyReLUTo(y, x, alpha) }},
		{"ReLUGrad", func(y, x []float64) { rectify.ReLUGradTo(y, x) }},
		{"LeakyReLUGrad", func(y, x []float64) { rectify.LeakyReLUGradTo(y, x, alpha) }},
		{"ReLUBackward", func(y, x []float64) { rectify.ReLUBackward(y, x) }},
		{"LeakyReLUBackward", func(y, x []float64) { rectify.LeakyReLUBackward(y, x, alpha) }},
		{"ReLUBackwardFromOutput", func(y, x []float64) { rectify.ReLUBackwardFromOutput(y, x) }},
	} {
		y := []float64{dy, dy, dy, dy, dy}
		f.call(y, xs)
		fmt.Printf("%-23s %v\n", f.name, y)
	}
	// Output:
	// x                       [-2 -0 0 3 NaN]
	// ReLU                    [0 0 0 3 NaN]
	// LeakyReLU               [-1 -0 0 3 NaN]
	// ReLUGrad                [0 1 1 1 1]
	// LeakyReLUGrad           [0.5 1 1 1 1]
	// ReLUBackward            [0 7 7 7 7]
	// LeakyReLUBackward       [3.5 7 7 7 7]
	// ReLUBackwardFromOutput  [0 0 0 7 7]
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
