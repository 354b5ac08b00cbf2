// The benchmark program: this package, what Go users could pick instead, and what the machine can
// do at all, in one process. Run it from the root of the repository:
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
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rectify-go/rectify"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// options are what the flags ask for. Of what is empty there is no choice.
type options struct {
	functions, types []string
	lengths          []int
	columns          []int    // 0 is a third slice as long as the others
	pair             []string // two subjects and nobody else
	offsets, quick   bool
	differences      bool
	time             time.Duration
	out, chart       string
}

// parse reads the flags. An error is one line.
func parse(args []string, usage io.Writer) (*options, error) {
	o := &options{}
	fs := flag.NewFlagSet("benchmarks", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	list := func(name, usage string, add func(string) error) {
		fs.Func(name, usage, func(list string) (err error) {
			for s := range strings.SplitSeq(list, ",") {
				err = errors.Join(err, add(strings.TrimSpace(s)))
			}
			return err
		})
	}
	oneOf := func(to *[]string, names []string) func(string) error {
		return func(s string) error {
			i := slices.IndexFunc(names, func(name string) bool { return strings.EqualFold(name, s) })
			if i < 0 {
				return fmt.Errorf("no %q; there are %s", s, strings.Join(names, ", "))
			}
			*to = append(*to, names[i])
			return nil
		}
	}
	lengths := func(to *[]int, least int) func(string) error { // or powers of two, as in 2^20
		return func(s string) error {
			const most = 27
			n, err := strconv.Atoi(s)
			if e, ok := strings.CutPrefix(s, "2^"); ok {
				n, err = strconv.Atoi(e)
				n = 1 << min(max(n, 0), most+1)
			}
			if err != nil || n < least || n > 1<<most {
				return fmt.Errorf("%q is not a length from %d to 2^%d", s, least, most)
			}
			*to = append(*to, n)
			return nil
		}
	}
	list("functions", "only these `functions`, as in ReLU,ReLUTo, and print all who were measured", oneOf(&o.functions, functionNames))
	list("types", "only these `types` of "+strings.Join(allTypes, ","), oneOf(&o.types, allTypes))
	list("lengths", "these `lengths` in elements, as in 7,1024,2^20", lengths(&o.lengths, 1))
	list("columns", "these `lengths` of a row, for a slice that may repeat for each; 0 is none", lengths(&o.columns, 0))
	list("ab", "instead, two `subjects` against each other, as in avx2,avx512", func(s string) error {
		if slices.Contains(rectify.Kernels(), s) {
			s = own(s) // the kernel is enough for this package
		}
		o.pair = append(o.pair, s)
		return nil
	})
	fs.BoolVar(&o.offsets, "offsets", false, "instead, every offset of a slice from a multiple of 64 bytes, against the roof")
	fs.BoolVar(&o.differences, "differences", false, "instead, what the others do otherwise than the contract")
	fs.BoolVar(&o.quick, "quick", false, "fewer lengths and rounds: half a minute")
	fs.DurationVar(&o.time, "time", 0, "how long to measure, roughly, if not 18s with -quick and 8m30s without")
	fs.StringVar(&o.out, "out", "results.jsonl", "the `file` for the results")
	fs.StringVar(&o.chart, "chart", "speed.svg", "the `file` for the chart")
	if err := fs.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(usage, "usage: go run -C benchmarks . [flags]")
			fs.SetOutput(usage)
			fs.PrintDefaults()
		}
		return nil, err
	}
	switch {
	case fs.NArg() > 0:
		return nil, fmt.Errorf("unexpected argument %q", fs.Arg(0))
	case len(o.pair) > 0 && (len(o.pair) != 2 || o.pair[0] == o.pair[1]):
		return nil, fmt.Errorf("-ab: %q is not two subjects", strings.Join(o.pair, ","))
	case len(o.pair) > 0 && o.offsets:
		return nil, errors.New("-ab and -offsets do not go together")
	case o.offsets && len(roofs[float32](loadOne, true)) == 0:
		return nil, errors.New("-offsets: there is no roof here")
	}
	if len(o.types) == 0 {
		o.types = allTypes
	}
	if o.time == 0 {
		// Under thirty seconds and ten minutes, with what is not measuring.
		o.time = map[bool]time.Duration{true: 18 * time.Second, false: 510 * time.Second}[o.quick]
	}
	return o, nil
}

func run(args []string, stdout, stderr io.Writer) int {
	o, err := parse(args, stdout)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	fail := func(err error, code int) int {
		fmt.Fprintf(stderr, "benchmarks: %s\n", strings.ReplaceAll(err.Error(), "\n", "; "))
		return code
	}
	if err != nil {
		return fail(err, 2)
	}
	cells := o.cells()
	if len(cells) == 0 {
		return fail(errors.New("nothing of that kind is measured here"), 2)
	}
	r, written, start := newReport(), o.out, time.Now()
	r.Quick, r.Pair = o.quick, o.pair
	r.printHead(stdout)
	if o.differences {
		r.printDifferences(stdout)
		return 0
	}
	r.cells = measureCells(o, cells, newProgress(stderr))
	if err := r.write(o.out); err != nil {
		return fail(err, 1)
	}
	switch {
	case o.offsets:
		r.printOffsets(stdout)
	case len(o.pair) > 0:
		r.printPair(stdout)
	default:
		r.printSummary(stdout)
		r.printSubjects(stdout, o.functions)
		if err := r.writeChart(o.chart); err != nil {
			return fail(err, 1)
		}
		written += ", " + o.chart
	}
	fmt.Fprintf(stdout, "\n%.0f s; wrote %s\n", time.Since(start).Seconds(), written)
	return 0
}
