package rectifytest_test

import (
	"fmt"
	"slices"

	"github.com/rectify-go/rectify"
	"github.com/rectify-go/rectify/rectifytest"
)

// A loop as one writes it first, and what is found in it.
func ExampleCompare() {
	naive := rectifytest.Functions[float32]{
		ReLU: func(dst, src []float32) {
			for i, x := range src {
				if x > 0 {
					dst[i] = x
				} else {
					dst[i] = 0
				}
			}
		},
		LeakyReLU: func(dst, src []float32, alpha float32) {
			for i, x := range src {
				if alpha*x > x {
					x = alpha * x
				}
				dst[i] = x
			}
		},
		ReLUBackward: func(dx, dy, x []float32) {
			for i := range dx {
				if x[i] > 0 {
					dx[i] = dy[i]
				} else {
					dx[i] = 0
				}
			}
		},
	}
	fmt.Print(rectifytest.Summary(rectifytest.Compare(naive)))
	// Output:
	// ReLU: swallows NaN
	// LeakyReLU: swallows NaN (alpha NaN); wrong (alpha = 0, alpha > 1, alpha infinite)
	// ReLUBackward: derivative at 0 is 0; derivative at NaN is 0
}

// A tensor stands for any library's: it has memory of its own, on a device perhaps, and functions
// on it as a whole.
type tensor struct{ device []float64 }

func fromSlice(s []float64) tensor  { return tensor{slices.Clone(s)} }
func (t tensor) copyTo(s []float64) { copy(s, t.device) }
func (t tensor) relu() tensor       { r := fromSlice(t.device); rectify.ReLU(r.device); return r }
func (t tensor) reluGrad(g tensor) tensor {
	r := fromSlice(g.device)
	rectify.ReLUBackwardFromOutput(r.device, t.device)
	return r
}

// An implementation on whole tensors, out of place, is wrapped in functions that copy.
func ExampleFunctions() {
	wrapped := rectifytest.Functions[float64]{
		ReLU: func(dst, src []float64) {
			fromSlice(src).relu().copyTo(dst)
		},
		ReLUBackward: func(dx, dy, x []float64) {
			fromSlice(x).reluGrad(fromSlice(dy)).copyTo(dx)
		},
	}
	for _, d := range rectifytest.Compare(wrapped) {
		fmt.Println(d.Function, d.Kind, d.How)
	}
	fmt.Println("not as in PyTorch:", rectifytest.Compare(wrapped, rectifytest.PyTorch))
	// Output:
	// ReLUBackward DerivativeAtZero derivative at 0 is 0
	// not as in PyTorch: []
}
