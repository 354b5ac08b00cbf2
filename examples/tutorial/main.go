// Tutorial is the lesson that Rectify follows, as a program: what ReLU and LeakyReLU are, what
// they make of five values, their gradients, and a picture of the four. Read lesson from top to
// bottom; graphs.go only draws.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/rectify-go/rectify"
)

// The picture in the README of the repository.
//
//go:generate go run . -out ../../docs/rectifiers.svg

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run is the program. It returns the exit status.
func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("tutorial", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // the error is enough
	out := flags.String("out", "rectifiers.png", "the picture to write: a .png with two graphs a row, or an .svg with all in one row")
	err := flags.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		flags.SetOutput(stdout)
		flags.PrintDefaults()
		return 0
	case err == nil && flags.NArg() > 0:
		err = fmt.Errorf("unexpected argument %q", flags.Arg(0))
	case err == nil && !drawable(*out):
		err = fmt.Errorf("-out %q: want a file name that ends in .png or .svg", *out)
	}
	if err != nil {
		fmt.Fprintln(stderr, "tutorial:", err)
		return 2
	}

	lesson(stdout)
	if err := draw(*out); err != nil {
		fmt.Fprintln(stderr, "tutorial:", err)
		return 1
	}
	fmt.Fprintln(stdout, "wrote", *out)
	return 0
}

func lesson(w io.Writer) {
	x := []float64{1, -10, 0, 15, -20}
	y := make([]float64, len(x)) // each step below writes what it makes of x here

	// A layer of a neural network multiplies its inputs by weights and adds them up. Two such
	// layers in a row can do no more than one, unless there is a function between them whose graph
	// is not a straight line. The rectified linear unit, ReLU, is the simplest one: two straight
	// pieces, with a bend at 0.
	fmt.Fprintln(w, "Relu: f(x) = x if x > 0, and 0 otherwise")
	rectify.ReLUTo(y, x)
	for i := range x {
		fmt.Fprintf(w, "Applying Relu on (%.1f) gives %.1f\n", x[i], y[i])
	}

	// Training needs the gradient, f'(x): how fast the output grows with the input. It is 1 to the
	// right of 0, and 0 to the left. At 0 the graph has no slope, so one has to be chosen. The
	// lesson takes 1. PyTorch, TensorFlow and JAX take 0, as rectify.ReLUBackwardFromOutput does.
	fmt.Fprintln(w, "\nIts gradient: f'(x) = 1 if x >= 0, and 0 if x < 0")
	rectify.ReLUGradTo(y, x)
	for i := range x {
		fmt.Fprintf(w, "The gradient of Relu at (%.1f) is %v\n", x[i], y[i])
	}

	// Where the gradient is 0, training changes nothing. A unit that is below 0 for every input may
	// stay there for ever: it is dead. Leaky ReLU gives it a small slope, alpha, to come back.
	const alpha = 0.01
	fmt.Fprintf(w, "\nLeaky Relu: f(x) = x if x >= 0, and %v*x if x < 0\n", alpha)
	rectify.LeakyReLUTo(y, x, alpha)
	for i := range x {
		fmt.Fprintf(w, "Applying Leaky Relu on (%.1f) gives %.1f\n", x[i], y[i])
	}

	fmt.Fprintf(w, "\nIts gradient: f'(x) = 1 if x >= 0, and %v if x < 0\n", alpha)
	rectify.LeakyReLUGradTo(y, x, alpha)
	for i := range x {
		fmt.Fprintf(w, "The gradient of Leaky Relu at (%.1f) is %v\n", x[i], y[i])
	}

	// In training, the gradient is multiplied by the one that comes from the next layer.
	// rectify.ReLUBackward and LeakyReLUBackward do both in one pass: ../digits trains with them.
	fmt.Fprintln(w)
}
