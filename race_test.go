//go:build race

package rectify

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
)

// Pairs of goroutines with nothing between the two. The race detector has to see that those of the
// first group race, and nothing in the second group. The slices are short, since the detector keeps no
// long history of what a goroutine did, and both goroutines live until both are done, since to the
// detector one that begins may be one that has ended.
var races = []struct {
	name string
	racy bool
	a, b func(x, y []float32, mask []uint64)
}{
	{"written and read", true,
		func(x, _ []float32, _ []uint64) { ReLU(x) },
		func(x, _ []float32, _ []uint64) { sink = x[len(x)-1] }},
	{"written and written", true,
		func(x, _ []float32, _ []uint64) { LeakyReLU(x, 0.5) },
		func(x, _ []float32, _ []uint64) { x[len(x)-1] = 1 }},
	{"source written", true,
		func(x, y []float32, _ []uint64) { ReLUTo(y, x) },
		func(x, _ []float32, _ []uint64) { x[len(x)-1] = 1 }},
	{"destination read", true,
		func(x, y []float32, _ []uint64) { ReLUGradTo(y, x) },
		func(_, y []float32, _ []uint64) { sink = y[len(y)-1] }},
	{"second source written", true,
		func(x, y []float32, _ []uint64) { ReLUBackward(y, x) },
		func(x, _ []float32, _ []uint64) { x[len(x)-1] = 1 }},
	{"mask written and read", true,
		func(x, _ []float32, mask []uint64) { ReLUMask(x, mask) },
		func(_, _ []float32, mask []uint64) { sink = float32(mask[len(mask)-1]) }},
	{"mask written and written", true,
		func(x, _ []float32, mask []uint64) { LeakyReLUMask(x, mask, 0.5) },
		func(_, _ []float32, mask []uint64) { mask[len(mask)-1] = 1 }},
	{"mask read and written", true,
		func(x, _ []float32, mask []uint64) { ReLUBackwardMask(x, mask) },
		func(_, _ []float32, mask []uint64) { mask[len(mask)-1] = 1 }},
	{"slice of a mask function read", true,
		func(x, _ []float32, mask []uint64) { LeakyReLUBackwardMask(x, mask, 0.5) },
		func(x, _ []float32, _ []uint64) { sink = x[len(x)-1] }},

	{"source read twice", false,
		func(x, y []float32, _ []uint64) { ReLUTo(y, x) },
		func(x, _ []float32, _ []uint64) { LeakyReLUTo(make([]float32, len(x)), x, 0.5) }},
	{"halves", false,
		func(x, y []float32, _ []uint64) { ReLUBackward(y[:len(y)/2], x[:len(x)/2]) },
		func(x, y []float32, _ []uint64) { ReLUBackward(y[len(y)/2:], x[len(x)/2:]) }},
	{"mask read twice", false,
		func(x, _ []float32, mask []uint64) { ReLUBackwardMask(x, mask) },
		func(_, y []float32, mask []uint64) { LeakyReLUBackwardMask(y, mask, 0.5) }},
	{"words of a mask", false,
		func(x, _ []float32, mask []uint64) { ReLUMask(x[:64], mask[:1]) },
		func(x, _ []float32, mask []uint64) { ReLUMask(x[64:], mask[1:]) }},
	{"words of a mask read and written", false,
		func(x, _ []float32, mask []uint64) { ReLUBackwardMask(x[:64], mask[:1]) },
		func(x, _ []float32, mask []uint64) { LeakyReLUMask(x[64:], mask[1:], 0.5) }},
}

var sink float32

// TestRaceDetector runs the pairs in a process of its own, once a kernel, and reads what the
// detector says of each.
func TestRaceDetector(t *testing.T) {
	if kernel, ok := strings.CutPrefix(os.Getenv(childTest), "race on "); ok {
		use(t, kernel)
		for _, r := range races {
			fmt.Fprintf(os.Stderr, "PAIR %s\n", r.name)
			const n = 192
			x, y, mask := make([]float32, n), make([]float32, n), make([]uint64, MaskLen(n))
			var begun, ended sync.WaitGroup
			begun.Add(2)
			ended.Add(2)
			for _, f := range []func(x, y []float32, mask []uint64){r.a, r.b} {
				go func() {
					begun.Done()
					begun.Wait()
					f(x, y, mask)
					ended.Done()
					ended.Wait()
				}()
			}
			ended.Wait()
		}
		return
	}
	for _, k := range kernels() {
		out, err := runChild(t, "TestRaceDetector", "race on "+k)
		if err == nil {
			t.Errorf("on %s: exits with success in spite of races", k)
		}
		for _, r := range races {
			_, report, _ := strings.Cut(out, "PAIR "+r.name+"\n")
			report, _, _ = strings.Cut(report, "PAIR ")
			if seen := strings.Contains(report, "WARNING: DATA RACE"); seen != r.racy {
				t.Errorf("on %s, %s: a race is seen: %v, want %v\n%s", k, r.name, seen, r.racy, report)
			}
		}
	}
}
