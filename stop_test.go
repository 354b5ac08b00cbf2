package rectify_test

import (
	"os"
	"runtime"
	"slices"
	"sort"
	"sync/atomic"
	"testing"

	"github.com/rectify-go/rectify"
	"github.com/rectify-go/rectify/internal/contract"
)

// A call in assembly cannot be stopped; so a long one is divided into chunks, and a short one looks
// before it begins. Whether this is so can be told for certain, however busy the machine is: where
// the world has been stopped while a call is under way, which then goes on, the call was stopped
// midway; and one that cannot be stopped is always done by then. The tests run in a process where a
// goroutine can be stopped in a function's prologue only, as loops in Go without a call show
// themselves there too.

// TestStopTheWorld has calls over long slices.
func TestStopTheWorld(t *testing.T) {
	if !isStopChild(t) {
		return
	}
	brieflyToo := []string{"LeakyReLU", "LeakyReLUBackwardMask", "LeakyReLUBackwardFromOutputBias", "PReLUBackward", "ReLU16"}
	some := func(f *function) bool {
		return !f.To() && (f.Size == 4 || f.Format == contract.BFloat16) && (!brief() || slices.Contains(brieflyToo, f.Name))
	}
	each(t, some, func(t *testing.T, f *function) {
		stoppedMidway(t, func(memory []byte) func() {
			s := [][]byte{memory}
			for i := range f.Slices[1:] {
				switch i++; f.Slices[i].Role {
				case contract.Read:
					s = append(s, scratch(1, len(memory)))
				default:
					s = append(s, make([]byte, f.bytes(i, len(memory)/f.Size, 1024)))
				}
				if !f.isMask(i) {
					copy(s[i], memory)
				}
			}
			return func() { f.call(s, f.ScalarBits(0.25)) }
		})
	})
}

// TestStopTheWorldBetweenCalls has a loop that calls for one short slice after the other, with
// nothing around the calls in which it could be stopped.
func TestStopTheWorldBetweenCalls(t *testing.T) {
	if !isStopChild(t) {
		return
	}
	const n = 16 << 10
	mask := make([]uint64, rectify.MaskLen(n))
	for _, k := range kernels() {
		t.Run(k, func(t *testing.T) {
			use(t, k)
			stoppedMidway(t, func(memory []byte) func() {
				x := contract.View[float32](memory)
				return func() {
					for i := 0; i < len(x); i += n {
						rectify.LeakyReLU(x[i:][:n], 0.5)
					}
				}
			})
			stoppedMidway(t, func(memory []byte) func() {
				x := contract.View[float32](memory)
				return func() {
					for i := 0; i < len(x); i += n {
						rectify.ReLUBackwardMask(x[i:][:n], mask)
					}
				}
			})
		})
	}
}

// isStopChild reports whether this is the process for the test, and else runs the test there.
func isStopChild(t *testing.T) bool {
	needsThreads(t)
	if rectify.RaceEnabled {
		t.Skip("the race detector is told of a whole slice at once, and cannot be stopped meanwhile")
	}
	if os.Getenv(childTest) != "" {
		return true
	}
	if out, err := runChild(t, t.Name(), "stop", prologuesOnly()); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	return false
}

// stoppedMidway fails unless a call is seen that is stopped before half of it is done. prepare
// makes a call that changes memory from the start to the end, where it finds a negative number
// there.
func stoppedMidway(t *testing.T, prepare func(memory []byte) (call func())) {
	t.Helper()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(max(2, runtime.GOMAXPROCS(0))))
	const negative = 0xbfbfbfbf_bfbfbfbf // two float32, a float64, or four of 16 bits
	var memory []byte
	var words []uint64
	var call func()
	earliest := 1.0
	const few, many = 4, 100
	for try := range many {
		switch try {
		case 0:
			memory = scratch(0, 16<<20)
		case few: // on a busy machine all is done before this goroutine has its turn again
			memory = scratch(0, 64<<20)
		}
		words = contract.View[uint64](memory)
		for i := range words {
			words[i] = negative
		}
		if try == 0 || try == few {
			call = prepare(memory)
		}
		var done atomic.Bool
		go func() {
			call()
			done.Store(true)
		}()
		for words[0] == negative {
			runtime.Gosched()
		}
		var m runtime.MemStats
		runtime.ReadMemStats(&m) // stops the world
		midway := !done.Load()
		part := float64(sort.Search(len(words), func(i int) bool { return words[i] == negative })) / float64(len(words))
		for !done.Load() {
			runtime.Gosched()
		}
		if midway && part < earliest {
			earliest = part
		}
		if earliest <= 0.5 {
			t.Logf("stopped when %.0f %% was done, in try %d", 100*earliest, try+1)
			return
		}
	}
	t.Errorf("in %d tries, no call was stopped before %.0f %% was done", many, 100*earliest)
}

var scratches [2][]byte

// scratch is n bytes, which are the next test's, too: new ones take as long as the calls that are
// tested.
func scratch(i, n int) []byte {
	if len(scratches[i]) < n {
		scratches[i] = make([]byte, n)
	}
	return scratches[i][:n]
}
