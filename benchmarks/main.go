// The benchmark program: this package, what Go users could pick instead, and what the machine can do
// at all, in one process. Run it from the root of the repository:
//
//	go run -C benchmarks .
//
// README.md says how it measures, and what the flags are.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rectify-go/rectify"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// functionNames are the names of the operations, in their order.
var functionNames = func() []string {
	var names []string
	for _, op := range operations[float32, uint32]() {
		names = append(names, op.name)
	}
	return names
}()

type options struct {
	choice
	offsets bool
	ab      []string
	out     string
}

const (
	// Under thirty seconds and ten minutes, with what is not measuring.
	quickTime = 22 * time.Second
	fullTime  = 8*time.Minute + 30*time.Second
)

// parse reads the flags. An error is one line.
func parse(args []string, usage io.Writer) (*options, error) {
	o := &options{}
	fs := flag.NewFlagSet("benchmarks", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.BoolVar(&o.quick, "quick", false, "fewer lengths and rounds: half a minute")
	functions := fs.String("functions", "", "only these `functions`, as in ReLU,ReLUTo")
	types := fs.String("types", "float32,float64", "only these `types`")
	lengths := fs.String("lengths", "", "these `lengths` in elements, as in 7,1024,2^20")
	fs.BoolVar(&o.offsets, "offsets", false, "instead, every offset of a slice from a multiple of 64 bytes, against the roof")
	ab := fs.String("ab", "", "instead, two `kernels` of this package against each other, as in avx2,avx512")
	fs.StringVar(&o.out, "out", ".", "the `directory` for results.json, speed.svg and speed.png")
	fs.DurationVar(&o.time, "time", 0, "how long to measure, if not 22s with -quick and 8m30s without")
	if err := fs.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(usage, "usage: go run -C benchmarks . [flags]")
			fs.SetOutput(usage)
			fs.PrintDefaults()
		}
		return nil, err
	}
	if fs.NArg() > 0 {
		return nil, fmt.Errorf("unexpected argument %q", fs.Arg(0))
	}
	for _, f := range split(*functions) {
		i := slices.IndexFunc(functionNames, func(name string) bool { return strings.EqualFold(name, f) })
		if i < 0 {
			return nil, fmt.Errorf("-functions: no function %q; there are %s", f, strings.Join(plainNames(), ", "))
		}
		// A function has the measurements at other alphas too.
		for _, name := range functionNames {
			if name == functionNames[i] || strings.HasPrefix(name, functionNames[i]+",") {
				o.functions = append(o.functions, name)
			}
		}
	}
	for _, t := range split(*types) {
		if t != "float32" && t != "float64" {
			return nil, fmt.Errorf("-types: no type %q; there are float32, float64", t)
		}
		o.choice.types = append(o.choice.types, t)
	}
	if len(o.choice.types) == 0 {
		return nil, errors.New("-types: none given")
	}
	for _, l := range split(*lengths) {
		n, err := parseLength(l)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(o.lengths, n) {
			o.lengths = append(o.lengths, n)
		}
	}
	if o.time < 0 {
		return nil, fmt.Errorf("-time: %v is negative", o.time)
	}
	if o.time == 0 {
		o.time = fullTime
		if o.quick {
			o.time = quickTime
		}
	}
	o.kernels = rectify.Kernels()
	if *ab != "" {
		o.ab = split(*ab)
		if len(o.ab) != 2 {
			return nil, fmt.Errorf("-ab: %q is not two kernels with a comma between", *ab)
		}
		for _, k := range o.ab {
			if !slices.Contains(o.kernels, k) {
				return nil, fmt.Errorf("-ab: no kernel %q here; there are %s", k, strings.Join(o.kernels, ", "))
			}
		}
		if o.ab[0] == o.ab[1] {
			return nil, fmt.Errorf("-ab: %s twice", o.ab[0])
		}
		if o.offsets {
			return nil, errors.New("-ab and -offsets do not go together")
		}
		o.kernels, o.only = o.ab, true
	}
	if st, err := os.Stat(o.out); err != nil {
		return nil, fmt.Errorf("-out: %v", err)
	} else if !st.IsDir() {
		return nil, fmt.Errorf("-out: %s is not a directory", o.out)
	}
	return o, nil
}

// plainNames are the functions without those at other alphas.
func plainNames() []string {
	return slices.DeleteFunc(slices.Clone(functionNames), func(s string) bool { return strings.Contains(s, ",") })
}

func split(list string) []string {
	var parts []string
	for p := range strings.SplitSeq(list, ",") {
		if p = strings.TrimSpace(p); p != "" {
			parts = append(parts, p)
		}
	}
	return parts
}

// parseLength reads a length, or a power of two as in 2^20.
func parseLength(s string) (int, error) {
	const most = 1 << 27
	n, err := strconv.Atoi(s)
	if e, ok := strings.CutPrefix(s, "2^"); ok {
		var shift int
		if shift, err = strconv.Atoi(e); err == nil && shift >= 0 && shift < 31 {
			n = 1 << shift
		}
	}
	if err != nil || n < 1 || n > most {
		return 0, fmt.Errorf("-lengths: %q is not a length from 1 to 2^27", s)
	}
	return n, nil
}

func run(args []string, stdout, stderr io.Writer) int {
	o, err := parse(args, stdout)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		fmt.Fprintf(stderr, "benchmarks: %v\n", err)
		return 2
	}
	// One thread, and no garbage collection while the clock runs: there is next to no garbage.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	defer debug.SetGCPercent(debug.SetGCPercent(-1))

	r := newReport()
	r.Quick = o.quick
	r.printHead(stdout)
	p := newProgress(stderr)
	switch {
	case o.offsets:
		r.Offsets = runOffsets(&o.choice, p)
	default:
		r.Results = runCells(&o.choice, p)
	}
	p.done()
	r.Seconds = time.Since(p.start).Seconds()

	switch {
	case o.offsets:
		r.printOffsets(stdout)
	case o.only:
		r.AB = compareAB(r.Results, o.ab[0], o.ab[1])
		r.printAB(stdout)
	default:
		r.Differences = allDifferences(&o.choice)
		r.printTables(stdout)
		r.printSummary(stdout)
	}
	if err := r.write(o.out); err != nil {
		fmt.Fprintf(stderr, "benchmarks: %v\n", err)
		return 1
	}
	written := "results.json"
	if !o.offsets && !o.only {
		drawn, err := writeChart(o.out, r.Results, r.Machine)
		if err != nil {
			fmt.Fprintf(stderr, "benchmarks: %v\n", err)
			return 1
		}
		if drawn {
			written += ", speed.svg, speed.png"
		}
	}
	fmt.Fprintf(stdout, "\n%.0f s; wrote %s\n", r.Seconds, written)
	return 0
}

// runCells measures all that c asks for.
func runCells(c *choice, p *progress) []result {
	cells := c.cells()
	b := newBudget(cells, c.time)
	total := b.left
	var rs []result
	for i := range cells {
		cl := &cells[i]
		p.show(1-b.left/total, fmt.Sprintf("%s %s, n = %s", cl.function, cl.typ, lengthName(cl.n)))
		rs = append(rs, cl.run(b.rounds(cl))...)
	}
	return rs
}

// allDifferences checks every subject that c asks for.
func allDifferences(c *choice) []difference {
	var ds []difference
	if slices.Contains(c.types, "float32") {
		ds = append(ds, differencesOf[float32, uint32](c)...)
	}
	if slices.Contains(c.types, "float64") {
		ds = append(ds, differencesOf[float64, uint64](c)...)
	}
	return ds
}

func differencesOf[F float, W word](c *choice) []difference {
	var ds []difference
	for _, op := range operations[F, W]() {
		if c.wants(op.name) {
			ds = append(ds, differences[F, W](&op, slices.Concat(op.contenders(c.kernels), op.others))...)
		}
	}
	return ds
}
