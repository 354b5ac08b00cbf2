//go:build race

package rectify_test

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/rectify-go/rectify"
)

// A pair is what two goroutines do at the same time, with nothing between them.
type pair struct {
	name string
	racy bool
	a, b func()
}

var sink byte

// pairs has each function against a program that reads what it writes, or writes what it reads, in
// each slice, and against one that writes what comes after the slice; and more that is allowed.
func pairs() []pair {
	const n, row = 192, 64 // short, as the detector keeps no long history of what a goroutine did
	var list []pair
	for _, f := range functions {
		for j := range f.Slices {
			s := f.Filled(n, row, f.Specials(), 0)
			s[j] = append(s[j], 0)[:len(s[j])]
			last, after := &s[j][len(s[j])-1], &s[j][:len(s[j])+1][len(s[j])]
			name := f.String() + " " + f.Slices[j].Name
			scalar := f.ScalarBits(1)
			list = append(list, pair{
				name: name,
				racy: true,
				a:    func() { f.call(s, scalar) },
				b: func() {
					if f.Writes(j) {
						sink = *last
					} else {
						*last = 1
					}
				},
			}, pair{
				name: "after " + name,
				a:    func() { f.call(s, scalar) },
				b:    func() { *after = 1 },
			})
		}
	}
	row32 := make([]float32, row)
	x, y, z, mask := make([]float32, n), make([]float32, n), make([]float32, n), make([]uint64, rectify.MaskLen(n))
	return append(list, []pair{
		{"one source", false,
			func() { rectify.ReLUTo(y, x) },
			func() { rectify.LeakyReLUTo(z, x, 0.5) }},
		{"two halves", false,
			func() { rectify.ReLUBackward(y[:n/2], x[:n/2]) },
			func() { rectify.ReLUBackward(y[n/2:], x[n/2:]) }},
		{"one bias", false,
			func() { rectify.AddReLU(x, row32) },
			func() { rectify.PReLU(y, row32) }},
		{"one slice of sums", true,
			func() { rectify.ReLUBackwardFromOutputBias(x, z, row32) },
			func() { rectify.ReLUBackwardFromOutputBias(y, z, row32) }},
		{"one mask to read", false,
			func() { rectify.ReLUBackwardMask(x, mask) },
			func() { rectify.LeakyReLUBackwardMask(y, mask, 0.5) }},
		{"words of a mask to write", false,
			func() { rectify.ReLUMask(x[:64], mask[:1]) },
			func() { rectify.ReLUMask(x[64:], mask[1:]) }},
		{"words of a mask to read and to write", false,
			func() { rectify.ReLUBackwardMask(x[:64], mask) },
			func() { rectify.LeakyReLUMask(x[64:], mask[1:], 0.5) }},
	}...)
}

// TestRaceDetector runs the pairs in a process of its own, once a kernel, and reads what the
// detector says of each.
func TestRaceDetector(t *testing.T) {
	if !rectify.RaceEnabled {
		t.Fatal("a short slice goes to its kernel without a word to the detector")
	}
	if kernel, ok := strings.CutPrefix(os.Getenv(childTest), "race on "); ok {
		use(t, kernel)
		for _, p := range pairs() {
			fmt.Fprintf(os.Stderr, "PAIR %s\n", p.name)
			// The detector does not see each race each time, and less so where two
			// goroutines are not there at the same time.
			for range 30 {
				var done sync.WaitGroup
				done.Add(2)
				for _, f := range []func(){p.a, p.b} {
					go func() {
						f()
						done.Done()
						done.Wait()
					}()
				}
				done.Wait()
			}
		}
		return
	}
	for _, k := range kernels() {
		// The detector would report only one of the races of a function.
		out, err := runChild(t, "TestRaceDetector", "race on "+k, forceKernel+"=", "GORACE=suppress_equal_stacks=0 suppress_equal_addresses=0")
		if err == nil {
			t.Errorf("on %s: exits with success in spite of races", k)
		}
		for _, p := range pairs() {
			_, report, _ := strings.Cut(out, "PAIR "+p.name+"\n")
			report, _, _ = strings.Cut(report, "PAIR ")
			if seen := strings.Contains(report, "WARNING: DATA RACE"); seen != p.racy {
				t.Errorf("on %s, %s: a race is seen: %v, want %v\n%s", k, p.name, seen, p.racy, report)
			}
		}
	}
}
