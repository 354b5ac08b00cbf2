package rectify_test

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"flag"
	"fmt"
	"io"
	"runtime"
	"runtime/pprof"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rectify-go/rectify"
	"github.com/rectify-go/rectify/internal/contract"
)

var load = flag.Duration("load", 0, "how long TestLoad and TestStopTheWorldTable run (if 0, a second or so, and not at all)")

// TestLoad calls everything from many goroutines, with more and fewer threads than the machine has
// cores, while the garbage collector runs all the time, stacks grow and move, and the profiler
// interrupts; and checks every result.
func TestLoad(t *testing.T) {
	needsThreads(t)
	total := *load
	if total == 0 {
		total = time.Second
		if brief() {
			total /= 4
		}
	}
	loadFor(t, total)
}

// TestLoadWithoutPreemption is TestLoad in a process where a goroutine can be stopped in a
// function's prologue only. It ends in time if no loop in the package keeps the others waiting.
func TestLoadWithoutPreemption(t *testing.T) {
	needsThreads(t)
	if out, err := runChild(t, "TestLoad", "load", prologuesOnly()); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// loadFor divides the time between the kernels and numbers of threads.
func loadFor(t *testing.T, total time.Duration) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	threads := []int{1, runtime.NumCPU(), 4 * runtime.NumCPU()}
	slice := total / time.Duration(len(kernels())*len(threads))
	if pprof.StartCPUProfile(io.Discard) == nil { // else it is on, or there is none here
		defer pprof.StopCPUProfile()
	}
	for _, k := range kernels() {
		for _, n := range threads {
			t.Run(fmt.Sprintf("%s/%d", k, n), func(t *testing.T) {
				use(t, k)
				runtime.GOMAXPROCS(n)
				calls := loadOnce(t, slice)
				t.Logf("%d rounds in %v", calls, slice)
			})
		}
	}
}

// loadOnce is one mixture of everything, and returns how often it went round.
func loadOnce(t *testing.T, d time.Duration) (rounds int) {
	end := time.Now().Add(d)
	var wg sync.WaitGroup
	var mu sync.Mutex
	// worker goes round until the end, and once in any case.
	worker := func(what string, round func(i int) bool) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := 0; i == 0 || time.Now().Before(end); i++ {
				if !round(i) {
					t.Errorf("%s on %s, with %d threads, gave a wrong result in round %d", what, rectify.Kernel(), runtime.GOMAXPROCS(0), i)
					return
				}
				mu.Lock()
				rounds++
				mu.Unlock()
			}
		}()
	}
	stop := make(chan bool)
	var collector sync.WaitGroup
	collector.Add(1)
	go func() {
		defer collector.Done()
		for {
			select {
			case <-stop:
				return
			default:
				runtime.GC()
			}
		}
	}()
	loadType[float32](worker)
	loadType[float64](worker)
	load16(worker)
	wg.Wait()
	close(stop)
	collector.Wait()
	return rounds
}

// loadType starts the workers of one type.
func loadType[T rectify.Float](worker func(what string, round func(i int) bool)) {
	const n = chunk + chunk/2 + 13 // so that some of the work is divided; 5 divides it
	const parts = 4
	pattern := func(x []T, seed int) {
		for i := range x {
			x[i] = T((i*7+seed)%23 - 11)
		}
	}
	x, dy, mask := make([]T, n), make([]T, n), make([]uint64, rectify.MaskLen(n))
	pattern(x, 0)
	pattern(dy, 5)
	same := func(got []T, want func(i int) T) bool {
		for i := range got {
			if got[i] != want(i) {
				return false
			}
		}
		return true
	}
	below := func(i int, yes, no T) T {
		if x[i] < 0 {
			return yes
		}
		return no
	}

	// Disjoint parts of one slice and one mask, that end anywhere; those of the mask end with a
	// word.
	shared, sharedMask := make([]T, n), make([]uint64, rectify.MaskLen(n))
	for p := range parts {
		from, to := p*n/parts, (p+1)*n/parts
		worker("ReLU in parts", func(int) bool {
			part := shared[from:to]
			copy(part, x[from:to])
			rectify.ReLU(part)
			return same(part, func(i int) T { return below(from+i, 0, x[from+i]) })
		})
	}
	masked := make([]T, n)
	for p := range parts {
		from, to := p*n/parts/64*64, (p+1)*n/parts/64*64
		if p == parts-1 {
			to = n
		}
		worker("LeakyReLUMask in parts", func(int) bool {
			part, bits := masked[from:to], sharedMask[from/64:][:rectify.MaskLen(to-from)]
			copy(part, x[from:to])
			rectify.LeakyReLUMask(part, bits, 0.5)
			if !same(part, func(i int) T { return below(from+i, x[from+i]/2, x[from+i]) }) {
				return false
			}
			copy(part, dy[from:to])
			rectify.LeakyReLUBackwardMask(part, bits, -2)
			return same(part, func(i int) T { return below(from+i, dy[from+i]*-2, dy[from+i]) })
		})
	}

	// Sources that all of them read.
	rectify.ReLUMask(slices.Clone(x), mask)
	for range parts {
		worker("a shared source", func(int) bool {
			out := make([]T, n) // for the collector, too
			rectify.LeakyReLUTo(out, x, 0.25)
			if !same(out, func(i int) T { return below(i, x[i]/4, x[i]) }) {
				return false
			}
			rectify.ReLUBackwardTo(out, dy, x)
			if !same(out, func(i int) T { return below(i, 0, dy[i]) }) {
				return false
			}
			rectify.LeakyReLUGradTo(out, x, 3)
			if !same(out, func(i int) T { return below(i, 3, 1) }) {
				return false
			}
			copy(out, dy)
			rectify.ReLUBackwardMask(out, mask)
			return same(out, func(i int) T { return below(i, 0, dy[i]) })
		})
	}

	// A bias and alphas that all of them read, and sums for each.
	bias, alphas := []T{1, -2, 3, 0, -1}, []T{2, 0.5, -1, 0, 4}
	sums := make([]T, len(bias))
	for i := range n {
		if x[i] > 0 {
			sums[i%5] += dy[i]
		}
	}
	for range parts {
		worker("a shared bias", func(int) bool {
			out, db := make([]T, n), make([]T, len(bias))
			rectify.AddReLUTo(out, x, bias)
			if !same(out, func(i int) T { return max(0, x[i]+bias[i%5]) }) {
				return false
			}
			rectify.PReLUTo(out, x, alphas)
			if !same(out, func(i int) T { return below(i, alphas[i%5]*x[i], x[i]) }) {
				return false
			}
			copy(out, dy)
			rectify.ReLUBackwardFromOutputBias(out, x, db)
			return same(db, func(i int) T { return sums[i] })
		})
	}

	// Slices on stacks that start small, and move as they grow.
	for range parts {
		worker("a slice on the stack", func(i int) bool {
			ok := make(chan bool)
			go func() { ok <- onStack[T](1+i%40, i) }()
			return <-ok
		})
	}
}

// load16 starts the workers of 16 bits.
func load16(worker func(what string, round func(i int) bool)) {
	src := make([]uint16, chunk+77)
	for i := range src {
		src[i] = uint16(i * 13)
	}
	want := slices.Clone(src)
	contract.LeakyReLU16(contract.BFloat16.Word, want, 0.3)
	for range 2 {
		worker("16 bits", func(int) bool {
			dst := make([]uint16, len(src))
			rectify.LeakyReLU16To(rectify.BFloat16, dst, src, 0.3)
			return slices.Equal(dst, want)
		})
	}
}

// onStack passes what lies in its frame, calls itself, which moves the frame, and goes on with what
// lies there.
//
//go:noinline
func onStack[T rectify.Float](depth, seed int) bool {
	var x, dy [131]T
	for i := range x {
		x[i] = T((i+seed)%7 - 3)
		dy[i] = T(i + 1)
	}
	var mask [3]uint64
	rectify.ReLUBackward(dy[:], x[:])
	rectify.LeakyReLUMask(x[:], mask[:], 0.5)
	if depth > 0 && !onStack[T](depth-1, seed+1) {
		return false
	}
	rectify.LeakyReLUBackwardMask(x[:], mask[:], 2)
	for i := range x {
		want, grad := T((i+seed)%7-3), T(i+1)
		if want < 0 {
			grad = 0
		}
		if x[i] != want || dy[i] != grad { // half and then twice
			return false
		}
	}
	return true
}

// TestProfile has the profiler interrupt each kernel, and wants to see it in the profile by name,
// and called from here.
func TestProfile(t *testing.T) {
	needsThreads(t) // of which one would be the profiler's
	symbols := map[string]string{
		"generic": packageName + ".reluLoop[",
		"avx2":    packageName + ".reluF32AVX2",
		"avx512":  packageName + ".reluF32AVX512",
		"neon":    packageName + ".reluF32NEON",
	}
	x := make([]float32, chunk)
	for _, k := range kernels() {
		t.Run(k, func(t *testing.T) {
			use(t, k)
			var seen []string
			for range 10 {
				var profile bytes.Buffer
				if err := pprof.StartCPUProfile(&profile); err != nil {
					t.Skip(err)
				}
				for start := time.Now(); time.Since(start) < 200*time.Millisecond; {
					rectify.ReLU(x)
				}
				pprof.StopCPUProfile()
				stacks, err := readProfile(profile.Bytes())
				if err != nil {
					t.Fatal(err)
				}
				for _, s := range stacks {
					called := slices.ContainsFunc(s, func(name string) bool { return strings.HasPrefix(name, packageName+"_test.TestProfile.") })
					if strings.HasPrefix(s[0], symbols[k]) && called {
						return
					}
					seen = append(seen, strings.Join(s, " < "))
				}
			}
			if len(seen) == 0 {
				t.Skip("there is no profile here")
			}
			slices.Sort(seen)
			t.Errorf("no sample is of %s called by the test, but only:\n%s", symbols[k], strings.Join(slices.Compact(seen), "\n"))
		})
	}
}

const packageName = "github.com/rectify-go/rectify"

// readProfile is the stacks in a profile, each from the leaf on. It reads no more of the format
// than that: see profile.proto in github.com/google/pprof.
func readProfile(zipped []byte) (stacks [][]string, err error) {
	z, err := gzip.NewReader(bytes.NewReader(zipped))
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(z)
	if err != nil {
		return nil, err
	}
	var samples [][]uint64           // locations
	lines := map[uint64][]uint64{}   // functions at a location
	functions := map[uint64]uint64{} // names of functions
	var strs []string
	err = eachField(data, func(field int, _ uint64, sample []byte) error {
		switch field {
		case 2: // sample
			var locations []uint64
			err := eachField(sample, func(field int, value uint64, packed []byte) error {
				if field != 1 {
					return nil
				}
				if packed == nil {
					locations = append(locations, value)
				}
				for len(packed) > 0 {
					v, n := binary.Uvarint(packed)
					if n <= 0 {
						return io.ErrUnexpectedEOF
					}
					locations, packed = append(locations, v), packed[n:]
				}
				return nil
			})
			samples = append(samples, locations)
			return err
		case 4: // location
			var id uint64
			var at []uint64
			err := eachField(sample, func(field int, value uint64, line []byte) error {
				switch field {
				case 1:
					id = value
				case 4:
					return eachField(line, func(field int, value uint64, _ []byte) error {
						if field == 1 {
							at = append(at, value)
						}
						return nil
					})
				}
				return nil
			})
			lines[id] = at
			return err
		case 5: // function
			var id, name uint64
			err := eachField(sample, func(field int, value uint64, _ []byte) error {
				switch field {
				case 1:
					id = value
				case 2:
					name = value
				}
				return nil
			})
			functions[id] = name
			return err
		case 6:
			strs = append(strs, string(sample))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, locations := range samples {
		var stack []string
		for _, l := range locations {
			for _, f := range lines[l] {
				stack = append(stack, strs[functions[f]])
			}
		}
		if len(stack) > 0 {
			stacks = append(stacks, stack)
		}
	}
	return stacks, nil
}

// eachField calls f for each field of a message: a number, or bytes.
func eachField(message []byte, f func(field int, value uint64, bytes []byte) error) error {
	for len(message) > 0 {
		key, n := binary.Uvarint(message)
		value, m := binary.Uvarint(message[max(n, 0):])
		if n <= 0 || m <= 0 {
			return io.ErrUnexpectedEOF
		}
		message = message[n+m:]
		var content []byte
		switch key & 7 {
		case 0:
		case 2:
			if uint64(len(message)) < value {
				return io.ErrUnexpectedEOF
			}
			content, message = message[:value:value], message[value:]
		default:
			return fmt.Errorf("field %d has type %d", key>>3, key&7)
		}
		if err := f(int(key>>3), value, content); err != nil {
			return err
		}
	}
	return nil
}

// TestStopTheWorldTable prints, with -load and -v, how long a stop of the world waits while ReLU
// runs over 1 GiB of float32, for each kernel, and beside that while nothing runs, a loop in Go,
// and one call of assembly that takes all of it.
func TestStopTheWorldTable(t *testing.T) {
	if *load == 0 {
		t.Skip("is for -load, and takes 1 GiB")
	}
	x := make([]float32, 1<<28)
	type row struct {
		name string
		pass func()
	}
	rows := []row{
		{"nothing", func() { time.Sleep(time.Millisecond) }},
		{"a loop in Go", func() { contract.ReLU(x) }},
		// What a kernel would be if it took the whole slice at once.
		{"one call in assembly: copy of one half to the other", func() { copy(x[:len(x)/2], x[len(x)/2:]) }},
	}
	for _, k := range kernels() {
		rows = append(rows, row{k, func() { rectify.ReLU(x) }})
	}
	table := "| what runs | a pass | median wait | 99th percentile | longest | waits |\n| --- | --- | --- | --- | --- | --- |\n"
	for _, r := range rows {
		if slices.Contains(kernels(), r.name) {
			use(t, r.name)
		}
		r.pass()
		start := time.Now()
		r.pass()
		pass := time.Since(start)
		stop, stopped := make(chan bool), make(chan bool)
		go func() {
			defer close(stopped)
			for {
				select {
				case <-stop:
					return
				default:
					r.pass()
				}
			}
		}()
		var waits []time.Duration
		for end := time.Now().Add(*load / time.Duration(len(rows))); len(waits) < 10 || time.Now().Before(end); {
			time.Sleep(time.Millisecond)
			var m runtime.MemStats
			start := time.Now()
			runtime.ReadMemStats(&m)
			waits = append(waits, time.Since(start))
		}
		close(stop)
		<-stopped
		slices.Sort(waits)
		table += fmt.Sprintf("| %s | %v | %v | %v | %v | %d |\n", r.name, pass.Round(time.Millisecond),
			waits[len(waits)/2].Round(time.Microsecond), waits[len(waits)*99/100].Round(time.Microsecond),
			waits[len(waits)-1].Round(time.Microsecond), len(waits))
	}
	fmt.Printf("%s, %s/%s, GOMAXPROCS=%d\n\n%s", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.GOMAXPROCS(0), table)
}
