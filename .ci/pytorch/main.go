// This program compares package rectify with PyTorch, bit by bit. It prints what PyTorch does
// otherwise, and fails if that is more than rectifytest.PyTorch allows. It is no part of the gate.
//
// On Debian and Ubuntu, and wherever there is a python3 with torch:
//
//	apt-get install --no-install-recommends python3-torch
//	go run .ci/pytorch/main.go
//
// If python3 is not the one that has torch, -python says which is.
package main

import (
	"bufio"
	_ "embed"
	"encoding/binary"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"strings"
	"unsafe"

	"github.com/rectify-go/rectify"
	"github.com/rectify-go/rectify/rectifytest"
)

//go:embed functions.py
var functions string

func main() {
	python := flag.String("python", "python3", "the `command`")
	short := flag.Bool("short", false, "try a tenth")
	flag.Parse()
	options := []rectifytest.Option{}
	if *short {
		options = append(options, rectifytest.Short())
	}

	t, err := start(*python)
	if err != nil {
		fatal(err)
	}
	fmt.Printf("PyTorch %s\n", t.version)
	failed := false
	for _, f := range []rectifytest.Implementation{floats[float32](t), floats[float64](t), bfloat16s(t)} {
		all := rectifytest.Compare(f, options...)
		fmt.Printf("\n%s", rectifytest.Summary(all))
		for _, d := range rectifytest.Compare(f, append(options, rectifytest.PyTorch)...) {
			failed = true
			fmt.Println("not allowed:", d)
		}
	}
	fmt.Printf("\n%d calls\n", t.calls)
	if failed {
		os.Exit(1)
	}
}

func fatal(err error) {
	fmt.Fprintln(os.Stderr, "pytorch:", err)
	os.Exit(1)
}

// A torch is a process that computes.
type torch struct {
	version string
	calls   int
	in      *bufio.Writer
	out     *bufio.Reader
}

func start(python string) (*torch, error) {
	cmd := exec.Command(python, "-c", functions)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	t := &torch{in: bufio.NewWriter(in), out: bufio.NewReader(out)}
	line, err := t.out.ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("%s has no torch: %w", python, err)
	}
	t.version = strings.TrimSpace(line)
	return t, nil
}

// call has a function computed from src, with alpha or max if it has one, into dst.
func call[E any](t *torch, function, kind string, scalar []float64, dst [][]E, src ...[]E) {
	t.calls++
	if len(src[0]) == 0 {
		return
	}
	s := "none"
	if scalar != nil {
		s = fmt.Sprintf("%016x", math.Float64bits(scalar[0]))
	}
	fmt.Fprintf(t.in, "%s %s %s", function, kind, s)
	for _, b := range src {
		fmt.Fprintf(t.in, " %d", len(b))
	}
	t.in.WriteByte('\n')
	for _, b := range src {
		t.in.Write(bytesOf(b))
	}
	if err := t.in.Flush(); err != nil {
		fatal(err)
	}
	for _, b := range dst {
		if _, err := io.ReadFull(t.out, bytesOf(b)); err != nil {
			fatal(fmt.Errorf("%s: %w", function, err))
		}
	}
}

func bytesOf[E any](s []E) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), len(s)*binary.Size(*new(E)))
}

// What follows makes Go functions of PyTorch's, by their shape: 1, 2 or 3 sources, and s where there
// is alpha or max. The last source of a sum is added to.

func f1[T rectify.Float](t *torch, name string) func(dst, src []T) {
	return func(dst, src []T) { call(t, name, kindOf[T](), nil, [][]T{dst}, src) }
}

func f1s[T rectify.Float](t *torch, name string) func(dst, src []T, s T) {
	return func(dst, src []T, s T) {
		call(t, name, kindOf[T](), []float64{float64(s)}, [][]T{dst}, src)
	}
}

func f2[T rectify.Float](t *torch, name string) func(dst, x, y []T) {
	return func(dst, x, y []T) { call(t, name, kindOf[T](), nil, [][]T{dst}, x, y) }
}

func f2s[T rectify.Float](t *torch, name string) func(dst, x, y []T, s T) {
	return func(dst, x, y []T, s T) {
		call(t, name, kindOf[T](), []float64{float64(s)}, [][]T{dst}, x, y)
	}
}

func f3[T rectify.Float](t *torch, name string) func(dst, x, y, z []T) {
	return func(dst, x, y, z []T) { call(t, name, kindOf[T](), nil, [][]T{dst}, x, y, z) }
}

func sum[T rectify.Float](t *torch, name string) func(dx, dy, y, db []T) {
	return func(dx, dy, y, db []T) { call(t, name, kindOf[T](), nil, [][]T{dx, db}, dy, y, db) }
}

func sums[T rectify.Float](t *torch, name string) func(dx, dy, y, db []T, s T) {
	return func(dx, dy, y, db []T, s T) {
		call(t, name, kindOf[T](), []float64{float64(s)}, [][]T{dx, db}, dy, y, db)
	}
}

func kindOf[T rectify.Float]() string { return fmt.Sprintf("%T", *new(T)) }

func floats[T rectify.Float](t *torch) rectifytest.Functions[T] {
	return rectifytest.Functions[T]{
		ReLU:                            f1[T](t, "ReLU"),
		LeakyReLU:                       f1s[T](t, "LeakyReLU"),
		ReLUBackward:                    f2[T](t, "ReLUBackward"),
		LeakyReLUBackward:               f2s[T](t, "LeakyReLUBackward"),
		ReLUBackwardFromOutput:          f2[T](t, "ReLUBackwardFromOutput"),
		LeakyReLUBackwardFromOutput:     f2s[T](t, "LeakyReLUBackwardFromOutput"),
		AddReLU:                         f2[T](t, "AddReLU"),
		AddLeakyReLU:                    f2s[T](t, "AddLeakyReLU"),
		ReLUBackwardFromOutputBias:      sum[T](t, "ReLUBackwardFromOutputBias"),
		LeakyReLUBackwardFromOutputBias: sums[T](t, "LeakyReLUBackwardFromOutputBias"),
		ClippedReLU:                     f1s[T](t, "ClippedReLU"),
		ClippedReLUBackward:             f2s[T](t, "ClippedReLUBackward"),
		PReLU:                           f2[T](t, "PReLU"),
		PReLUBackward:                   f3[T](t, "PReLUBackward"),
		ReLUSquared:                     f1[T](t, "ReLUSquared"),
		ReLUSquaredBackward:             f2[T](t, "ReLUSquaredBackward"),
	}
}

// bfloat16s is for the one 16-bit format that PyTorch knows on every processor.
func bfloat16s(t *torch) rectifytest.Functions16 {
	return rectifytest.Functions16{
		Format: rectify.BFloat16,
		ReLU:   func(dst, src []uint16) { call(t, "ReLU", "bfloat16", nil, [][]uint16{dst}, src) },
		LeakyReLU: func(dst, src []uint16, alpha float32) {
			call(t, "LeakyReLU", "bfloat16", []float64{float64(alpha)}, [][]uint16{dst}, src)
		},
		ReLUBackwardFromOutput: func(dx, dy, y []uint16) {
			call(t, "ReLUBackwardFromOutput", "bfloat16", nil, [][]uint16{dx}, dy, y)
		},
		LeakyReLUBackwardFromOutput: func(dx, dy, y []uint16, alpha float32) {
			call(t, "LeakyReLUBackwardFromOutput", "bfloat16", []float64{float64(alpha)}, [][]uint16{dx}, dy, y)
		},
	}
}
