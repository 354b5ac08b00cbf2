package rectify_test

import (
	"bytes"
	"math"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/rectify-go/rectify"
	"github.com/rectify-go/rectify/internal/contract"
)

// What the functions make of their slices: every kernel is held to the plain loops, and these to
// the contract in literals.

// TestContract has the contract in literals, for the plain loops and for every kernel.
func TestContract(t *testing.T) {
	const quiet = 12345                              // stands for any quiet NaN
	minus0, keep := math.Copysign(0, -1), math.NaN() // keep stands for the bits of a signalling NaN
	inf := math.Inf(1)
	type row = []float64
	given := map[string]row{
		"x":     {-2, minus0, 0, 1, 2, 3, keep, -2, 1, -inf},
		"dy":    {5, -6, minus0, 7, -8, 9, 4, keep, keep, inf},
		"b":     {1, minus0, 0, -4, 1, -3, 1, 1, keep, 1}, // x+b is -1 -0 0 -3 3 0 NaN -1 NaN -Inf
		"alpha": {0.5, 3, 3, 3, 3, 3, 3, -1, 3, 0.25},
		"db":    {1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
	}
	given["src"], given["y"] = given["x"], given["x"]
	given["dst"], given["dx"] = given["db"], given["db"]
	const mask = 0b0_101111110 // where x is not below 0
	table := map[string]row{   // alpha is 0.5, and max is 2
		"ReLU":                            {0, 0, 0, 1, 2, 3, keep, 0, 1, 0},
		"LeakyReLU":                       {-1, minus0, 0, 1, 2, 3, keep, -1, 1, -inf},
		"ReLUGrad":                        {0, 1, 1, 1, 1, 1, 1, 0, 1, 0},
		"LeakyReLUGrad":                   {0.5, 1, 1, 1, 1, 1, 1, 0.5, 1, 0.5},
		"ReLUBackward":                    {0, -6, minus0, 7, -8, 9, 4, 0, keep, 0},
		"LeakyReLUBackward":               {2.5, -6, minus0, 7, -8, 9, 4, quiet, keep, inf},
		"ReLUBackwardFromOutput":          {0, 0, 0, 7, -8, 9, 4, 0, keep, 0},
		"LeakyReLUBackwardFromOutput":     {2.5, -3, minus0, 7, -8, 9, 4, quiet, keep, inf},
		"AddReLU":                         {0, 0, 0, 0, 3, 0, quiet, 0, quiet, 0},
		"AddLeakyReLU":                    {-0.5, minus0, 0, -1.5, 3, 0, quiet, -0.5, quiet, -inf},
		"ReLUBackwardFromOutputBias":      {0, 0, 0, 7, -8, 9, 4, 0, keep, 0},
		"LeakyReLUBackwardFromOutputBias": {2.5, -3, minus0, 7, -8, 9, 4, quiet, keep, inf},
		"ClippedReLU":                     {0, 0, 0, 1, 2, 2, keep, 0, 1, 0},
		"ClippedReLUBackward":             {0, -6, minus0, 7, 0, 0, 4, 0, keep, 0},
		"ClippedReLUBackwardFromOutput":   {0, 0, 0, 7, 0, 0, 4, 0, keep, 0},
		"PReLU":                           {-1, minus0, 0, 1, 2, 3, keep, 2, 1, -inf},
		"PReLUBackward":                   {2.5, -6, minus0, 7, -8, 9, 4, quiet, keep, inf},
		"ReLUSquared":                     {0, 0, 0, 1, 4, 9, quiet, 0, 1, 0},
		"ReLUSquaredBackward":             {0, 0, 0, 14, -32, 54, quiet, 0, quiet, 0},
		"ReLUMask":                        {0, 0, 0, 1, 2, 3, keep, 0, 1, 0},
		"LeakyReLUMask":                   {-1, minus0, 0, 1, 2, 3, keep, -1, 1, -inf},
		"ReLUBackwardMask":                {0, -6, minus0, 7, -8, 9, 4, 0, keep, 0},
		"LeakyReLUBackwardMask":           {2.5, -6, minus0, 7, -8, 9, 4, quiet, keep, inf},
	}
	sums := map[string]row{ // 1 and what is above
		"ReLUBackwardFromOutputBias":      {1, 1, 1, 8, -7, 10, 5, 1, quiet, 1},
		"LeakyReLUBackwardFromOutputBias": {3.5, -2, 1, 8, -7, 10, 5, quiet, quiet, inf},
	}
	const n = 10
	each(t, all, func(t *testing.T, f *function) {
		signalling := f.Inf | f.Sign | 9
		encode := func(r row) []byte {
			b := make([]byte, n*f.Size)
			for i, v := range r {
				f.Set(b, i, f.Bits(v))
				if v != v {
					f.Set(b, i, signalling)
				}
			}
			return b
		}
		var in [][]byte
		for i, s := range f.Slices {
			if f.isMask(i) {
				in = append(in, contract.Bytes([]uint64{mask}))
				if f.Writes(i) {
					in[i][0]++
				}
			} else {
				in = append(in, encode(given[s.Name]))
			}
		}
		scalar := f.ScalarBits(map[string]float64{"alpha": 0.5, "max": 2}[f.Scalar])
		got := make([][]byte, len(in))
		for i := range in {
			got[i] = append(got[i], in[i]...)
		}
		f.call(got, scalar)

		name := strings.TrimSuffix(strings.TrimSuffix(f.Name, "To"), "16")
		for who, s := range map[string][][]byte{"on " + rectify.Kernel(): got, "as a plain loop": f.Want(in, scalar)} {
			for i := range s {
				want := in[i]
				if i == 0 {
					want = encode(table[name])
				} else if f.isMask(i) {
					want = contract.Bytes([]uint64{mask})
				} else if f.Writes(i) {
					want = encode(sums[name])
				}
				of := f.Of(i)
				for j := range len(want) / of.Size {
					g, w := of.At(s[i], j), of.At(want, j)
					if g != w && !(w == of.Bits(quiet) && of.IsNaN(g) && of.IsQuiet(g)) {
						t.Errorf("%v %s: %s[%d] is %#x, want %#x", f, who, f.Slices[i].Name, j, g, w)
					}
				}
			}
		}
	})
}

// TestBound has the bounded functions in literals where max is not above 0, or is a NaN.
func TestBound(t *testing.T) {
	minus0, keep := math.Copysign(0, -1), math.NaN()
	x := []float64{-2, minus0, 0, 3, keep} // and dy is 7
	for _, c := range []struct {
		max                           float64
		clipped, backward, fromOutput []float64
	}{
		{-1, []float64{-1, -1, -1, -1, keep}, []float64{0, 0, 0, 0, 7}, []float64{0, 0, 0, 0, 7}},
		{minus0, []float64{0, 0, 0, minus0, keep}, []float64{0, 0, 0, 0, 7}, []float64{0, 0, 0, 0, 7}},
		{0, []float64{0, 0, 0, 0, keep}, []float64{0, 0, 0, 0, 7}, []float64{0, 0, 0, 0, 7}},
		{keep, []float64{0, 0, 0, 3, keep}, []float64{0, 7, 7, 7, 7}, []float64{0, 0, 0, 7, 7}},
		{math.Inf(1), []float64{0, 0, 0, 3, keep}, []float64{0, 7, 7, 7, 7}, []float64{0, 0, 0, 7, 7}},
	} {
		wants := map[string][]float64{
			"ClippedReLU": c.clipped, "ClippedReLUBackward": c.backward, "ClippedReLUBackwardFromOutput": c.fromOutput,
		}
		each(t, func(f *function) bool { return wants[f.Name] != nil }, func(t *testing.T, f *function) {
			encode := func(r []float64) []byte {
				b := make([]byte, len(r)*f.Size)
				for i, v := range r {
					f.Set(b, i, f.Bits(v))
				}
				return b
			}
			in := [][]byte{encode(x), encode(x)}[:len(f.Slices)]
			if len(in) == 2 {
				in[0] = encode([]float64{7, 7, 7, 7, 7})
			}
			want := [][]byte{encode(wants[f.Name]), in[len(in)-1]}[:len(in)]
			scalar := f.ScalarBits(c.max)
			f.run(t, in, want, scalar, place{})
			f.compare(t, in, f.Want(in, scalar), want, 0, scalar, place{})
		})
	}
}

// TestRowsInLiterals has a matrix of three rows and two columns, and so the order in which a column
// is summed: 1e30 comes and goes before the 1 that would be lost in it.
func TestRowsInLiterals(t *testing.T) {
	x := []float32{-1, 2, 3, -4, -5, 6}
	for _, k := range kernels() {
		use(t, k)
		same := func(what string, got, want []float32) {
			t.Helper()
			for i := range want {
				if got[i] != want[i] {
					t.Errorf("%s on %s: %v, want %v", what, k, got, want)
					return
				}
			}
		}
		got := make([]float32, len(x))
		rectify.AddReLUTo(got, x, []float32{2, -3})
		same("AddReLU", got, []float32{1, 0, 5, 0, 0, 3})
		rectify.AddLeakyReLUTo(got, x, []float32{2, -3}, 0.5)
		same("AddLeakyReLU", got, []float32{1, -0.5, 5, -3.5, -1.5, 3})
		rectify.PReLUTo(got, x, []float32{10, 0.5})
		same("PReLU", got, []float32{-10, 2, 3, -2, -50, 6})
		dy := []float32{1e30, 2, -1e30, 4, 1, 6}
		rectify.PReLUBackwardTo(got, dy, x, []float32{10, 0.5})
		same("PReLUBackward", got, []float32{1e31, 2, -1e30, 2, 10, 6})
		ones, db := []float32{1, 1, 1, 1, 1, 1}, []float32{0, 100}
		rectify.ReLUBackwardFromOutputBiasTo(got, dy, ones, db)
		same("dy of ReLUBackwardFromOutputBias", got, dy)
		same("db of ReLUBackwardFromOutputBias", db, []float32{1, 112})
		db = []float32{0, 100}
		rectify.LeakyReLUBackwardFromOutputBiasTo(got, dy, x, db, 0.5)
		same("dy of LeakyReLUBackwardFromOutputBias", got, []float32{5e29, 2, -1e30, 2, 0.5, 6})
		same("db of LeakyReLUBackwardFromOutputBias", db, []float32{-5e29, 110})
	}
}

// TestSpecials has every kind of value in every lane, with every kind of scalar, and every pair of
// them.
func TestSpecials(t *testing.T) {
	eachOnce(t, all, func(t *testing.T, f *function) {
		values := f.Specials()
		rotations, step := len(values), 1
		if f.Sources() > 2 {
			rotations *= len(values)
			step = 11
		}
		if brief() {
			step *= 3
		}
		for _, scalar := range f.Scalars() {
			for _, row := range f.some(66, 33, 1) {
				for r := 0; r < rotations; r += step {
					f.check(t, f.Filled(66, row, values, r), scalar, place{})
				}
			}
			for _, row := range f.some(1000, 125) {
				f.check(t, f.Filled(1000, row, values, 0), scalar, place{})
			}
		}
	})
}

// some is n and more lengths for a slice that repeats, or n alone where there is none.
func (f *function) some(n int, more ...int) []int {
	if !repeats(f) {
		return []int{n}
	}
	return append([]int{n}, more...)
}

// lengths is the lengths to test at every offset. With a mask there is a way for slices of 4 KiB,
// or of 32 KiB where the mask is written, that has to do with bits, and so with every length.
func (f *function) lengths() []int {
	var list []int
	for n := range 301 {
		if !brief() || n < 20 || n%64 <= 1 || n%32 == 31 || n%100 == 0 {
			list = append(list, n)
		}
	}
	if f.HasMask() {
		long := 1024
		if f.Writes(1) {
			long = 8192
		}
		for n := long; n <= long+128; n++ {
			if !brief() || n%32 <= 1 || n%32 == 31 || n%64 == 16 {
				list = append(list, n)
			}
		}
	}
	return list
}

// TestLengths has every short length at every alignment, of each slice, and longer ones at one or
// the other half of them; with -exhaustive all, and also each slice on its own, the others aligned.
func TestLengths(t *testing.T) {
	eachOnce(t, all, func(t *testing.T, f *function) {
		values := f.Mixed()
		for _, n := range f.lengths() {
			places := f.places(n)
			// The form in place has the same kernels, and a longer slice the same ends.
			if (f.To() || n > 160) && !*exhaustive {
				places = places[n/2%2*(len(places)/2):][:len(places)/2+len(places)%2]
			}
			if *exhaustive {
				for i := range f.Slices {
					for o := range 64 {
						var p place
						p[i] = o
						if p, fits := f.aligned(p); fits {
							places = append(places, p)
						}
					}
				}
			}
			for _, row := range f.rows(n) {
				in := f.Filled(n, row, values, n)
				for _, scalar := range f.Ways() {
					f.check(t, in, scalar, places...)
				}
			}
		}
	})
}

// somePlaces is combinations of offsets, each slice aligned or off in its own way.
func (f *function) somePlaces() []place {
	var list []place
	for _, p := range []place{
		{}, {8, 8, 8, 8}, {56, 0, 24, 40}, {32, 40, 0, 16},
		{4, 60, 36, 12}, {1, 2, 3, 5}, {4, 4, 4, 4}, {63, 0, 1, 2},
	} {
		if p, fits := f.aligned(p); fits {
			list = append(list, p)
		}
	}
	if brief() {
		return append(list[:2], list[len(list)-1])
	}
	return list
}

// divisor is the smallest number above 8 that divides n.
func divisor(n int) int {
	for d := 9; ; d++ {
		if n%d == 0 {
			return d
		}
	}
}

// TestLong has lengths around a chunk, where a call is divided, and leaves little for the last part
// or as much as has a way of its own.
func TestLong(t *testing.T) {
	// TestStream has long calls of the functions with To.
	some := func(f *function) bool { return !f.To() || !brief() }
	eachOnce(t, some, func(t *testing.T, f *function) {
		values, scalar := f.long(), f.ScalarBits(-0.5)
		if f.Scalar == "max" {
			scalar = f.ScalarBits(3)
		}
		places := f.somePlaces()
		ns := []int{chunk + 41, 2*chunk + 23, 4096, chunk - 1, chunk, chunk + 1, 3*chunk + 7}
		if rectify.RaceEnabled {
			ns = ns[:1] // the plain loops are slow
		} else if brief() {
			ns = ns[:3]
		}
		for i, n := range ns {
			for _, row := range f.some(n, divisor(n)) {
				// Each pair of neighbours in places at some length.
				f.check(t, f.Filled(n, row, values, 1), scalar, places[i%len(places)], places[(i+1)%len(places)])
			}
		}
	})
}

// TestStream has destinations large enough, once the limit is lowered, for stores that go past the
// caches. Only a call of more than a chunk makes them, and its last chunk may have any length.
func TestStream(t *testing.T) {
	defer rectify.StreamFrom(1)()
	eachOnce(t, (*function).To, func(t *testing.T, f *function) {
		values, scalar := f.long(), f.ScalarBits(1.3)
		places := f.somePlaces()
		ns := []int{1, 65, 257}
		if !brief() {
			ns = append(ns, 63, 64, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 127, 129, 200, 255, 300, 1000, chunk-1, chunk)
		}
		if rectify.RaceEnabled {
			ns = ns[1:2]
		}
		for i, n := range ns {
			if f.Size != 4 && i%2 != 0 {
				continue // the pass is the same, and counts bytes
			}
			for _, row := range f.some(chunk+n, divisor(chunk+n)) {
				f.check(t, f.Filled(chunk+n, row, values, n), scalar, places[i%len(places)])
			}
		}
	})
}

// TestPairs has the pairs of the structured values, through the functions with more than one
// source: one holds them all, and the next holds them at every rotation. The slices begin at a
// different value each time, so that a pair comes to different lanes; with -exhaustive each comes
// to all of them.
func TestPairs(t *testing.T) {
	eachOnce(t, func(f *function) bool { return f.Sources() > 1 }, func(t *testing.T, f *function) {
		values := f.Structured()
		n, lanes := len(values), 64/f.Size
		v := make([]byte, (2*n+lanes)*f.Size)
		for i := range 2*n + lanes {
			f.Set(v, i, values[i%n])
		}
		step := 97 // a prime
		if *exhaustive {
			step = 1
		} else if brief() {
			step = 997
		}
		scalar := f.ScalarBits(1.3)
		in := make([][]byte, len(f.Slices))
		for r := 0; r < n; r += step {
			for lane := range lanes {
				if lane != r%lanes && (!*exhaustive || f.To() || f.Size == 2) { // see TestWordPairs
					continue
				}
				// The first of two sources, the second, and what else there is.
				for i := range in {
					in[i] = v[lane*f.Size:][:n*f.Size]
				}
				first := 0
				if f.To() {
					first = 1
				}
				in[first+1] = v[(r+lane)*f.Size:][:n*f.Size]
				f.check(t, in, scalar, place{})
			}
		}
	})
}

// TestAllFloat32 puts all 4,294,967,296 values, with -exhaustive, or else one in 4099 (a prime, so
// that all exponents and most low bits are met), through every function of float32, and compares
// with a reference that looks at nothing but bits, save where it must calculate. Of several slices,
// the one that decides has all values, and the others have one.
func TestAllFloat32(t *testing.T) {
	stride := uint64(4099)
	if *exhaustive {
		stride = 1
	}
	some := func(f *function) bool { return f.Size == 4 && !f.To() && !strings.Contains(f.Name, "BackwardMask") }
	eachOnce(t, some, func(t *testing.T, f *function) {
		scalars := []float32{0}
		switch {
		case f.Scalar == "max":
			scalars = []float32{6}
		case f.Name == "LeakyReLU":
			scalars = []float32{0.01, 1.3, -0.5, 0}
		case f.Scalar != "":
			scalars = []float32{0.01}
		}
		for _, scalar := range scalars {
			sweeps := make([]*sweep, runtime.GOMAXPROCS(0))
			for i := range sweeps {
				sweeps[i] = newSweep(f, scalar)
			}
			for first := uint64(0); first < 1<<32 && !t.Failed(); first += uint64(len(sweeps)) * swept * stride {
				parallel(len(sweeps), func(i int) { sweeps[i].prepare(first+uint64(i)*swept*stride, stride) })
				onEach(func() {
					parallel(len(sweeps), func(i int) { sweeps[i].call(t) })
				})
			}
		}
	})
}

// parallel does n things at the same time.
func parallel(n int, do func(i int)) {
	var wg sync.WaitGroup
	for i := range n {
		wg.Add(1)
		go func() {
			defer wg.Done()
			do(i)
		}()
	}
	wg.Wait()
}

// What TestAllFloat32 has in the slices that do not decide.
const (
	sweptDy    = float32(3.3)
	sweptB     = float32(-0.7)
	sweptAlpha = float32(0.3)
)

// swept is how many values a goroutine takes at a time: some more than a chunk.
const swept = 2 * chunk

// A sweep is a goroutine's share of TestAllFloat32.
type sweep struct {
	f             *function
	scalar        uint64
	reference     func(x uint32) uint32
	x             int // which slice has all values
	in, got, want [][]byte
}

func newSweep(f *function, scalar float32) *sweep {
	c := &sweep{f: f, scalar: uint64(math.Float32bits(scalar)), reference: reference32(f.Name, scalar)}
	for i, s := range f.Slices {
		row := 1
		if s.Name == "db" {
			row = swept
		}
		b := make([]byte, f.bytes(i, swept, row))
		value := float32(0)
		switch s.Name {
		case "x", "y":
			c.x = i
		case "dy":
			value = sweptDy
		case "b":
			value = sweptB
		case "alpha":
			value = sweptAlpha
		}
		if !f.isMask(i) {
			for j := range contract.View[float32](b) {
				contract.View[float32](b)[j] = value
			}
		}
		c.in, c.got, c.want = append(c.in, b), append(c.got, bytes.Clone(b)), append(c.want, bytes.Clone(b))
	}
	return c
}

// prepare finds out what should become of the values.
func (c *sweep) prepare(first, stride uint64) {
	x, want := contract.View[uint32](c.in[c.x]), contract.View[uint32](c.want[0])
	for i := range x {
		x[i] = uint32(first + uint64(i)*stride)
		want[i] = c.reference(x[i])
	}
	if c.f.HasMask() {
		mask := contract.View[uint64](c.want[1])
		clear(mask)
		for i, x := range x {
			if !below32(x) {
				mask[i/64] |= 1 << (i % 64)
			}
		}
	}
}

// call tries the kernel in use. Sums are of no interest here.
func (c *sweep) call(t *testing.T) {
	for i := range c.in {
		copy(c.got[i], c.in[i])
	}
	c.f.call(c.got, c.scalar)
	if c.f.HasMask() && !bytes.Equal(c.got[1], c.want[1]) {
		t.Errorf("%v on %s: a wrong mask of %#x and those that follow", c.f, rectify.Kernel(), c.f.At(c.in[c.x], 0))
	}
	if bytes.Equal(c.got[0], c.want[0]) {
		return
	}
	for i := range swept {
		if got, want := c.f.At(c.got[0], i), c.f.At(c.want[0], i); got != want {
			t.Errorf("%v on %s of %#x, %s = %#x: %#x, want %#x",
				c.f, rectify.Kernel(), c.f.At(c.in[c.x], i), c.f.Scalar, c.scalar, got, want)
			return
		}
	}
}

const (
	minusZero32 = 0x80000000
	inf32       = 0x7f800000
)

// below32 reports whether x is below 0, and above32 above.
func below32(x uint32) bool { return x > minusZero32 && x <= minusZero32|inf32 }
func above32(x uint32) bool { return x > 0 && x <= inf32 }

// reference32 is a function of one float32, by bits.
func reference32(name string, scalar float32) func(x uint32) uint32 {
	bits, float := math.Float32bits, math.Float32frombits
	isNaN := func(x uint32) bool { return x&^minusZero32 > inf32 }
	one, dy := bits(1), bits(sweptDy)
	relu := func(x uint32) uint32 {
		if above32(x) || isNaN(x) {
			return x
		}
		return 0
	}
	leaky := func(x uint32) uint32 {
		if below32(x) {
			return bits(scalar * float(x))
		}
		return x
	}
	// grad is one where the derivative is 1, which it is at 0 or not, and else low.
	grad := func(atZero bool, one, low uint32) func(x uint32) uint32 {
		return func(x uint32) uint32 {
			if below32(x) || !atZero && x&^minusZero32 == 0 {
				return low
			}
			return one
		}
	}
	clipped := func(inner func(x uint32) uint32, high uint32) func(x uint32) uint32 {
		return func(x uint32) uint32 {
			if above32(x) && x >= bits(scalar) {
				return high
			}
			return inner(x)
		}
	}
	dyTimes := func(x float32) uint32 { return bits(x * sweptDy) }
	switch name {
	case "ReLU", "ReLUMask":
		return relu
	case "LeakyReLU", "LeakyReLUMask":
		return leaky
	case "ReLUGrad":
		return grad(true, one, 0)
	case "LeakyReLUGrad":
		return grad(true, one, bits(scalar))
	case "ReLUBackward":
		return grad(true, dy, 0)
	case "LeakyReLUBackward":
		return grad(true, dy, dyTimes(scalar))
	case "ReLUBackwardFromOutput", "ReLUBackwardFromOutputBias":
		return grad(false, dy, 0)
	case "LeakyReLUBackwardFromOutput", "LeakyReLUBackwardFromOutputBias":
		return grad(false, dy, dyTimes(scalar))
	case "AddReLU":
		return func(x uint32) uint32 { return relu(bits(float(x) + sweptB)) }
	case "AddLeakyReLU":
		return func(x uint32) uint32 { return leaky(bits(float(x) + sweptB)) }
	case "ClippedReLU":
		return clipped(relu, bits(scalar))
	case "ClippedReLUBackward":
		return clipped(grad(true, dy, 0), 0)
	case "ClippedReLUBackwardFromOutput":
		return clipped(grad(false, dy, 0), 0)
	case "PReLU":
		return func(x uint32) uint32 {
			if below32(x) {
				return bits(sweptAlpha * float(x))
			}
			return x
		}
	case "PReLUBackward":
		return grad(true, dy, dyTimes(sweptAlpha))
	case "ReLUSquared":
		return func(x uint32) uint32 {
			if above32(x) || isNaN(x) {
				return bits(float(x) * float(x))
			}
			return 0
		}
	case "ReLUSquaredBackward":
		return func(x uint32) uint32 {
			if above32(x) || isNaN(x) {
				return dyTimes(float(x) + float(x))
			}
			return 0
		}
	}
	panic("no reference for " + name)
}
