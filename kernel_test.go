package rectify

import (
	"bytes"
	"encoding/binary"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"unsafe"
)

var exhaustive = flag.Bool("exhaustive", false, "test all float32 values and all pairs of the structured values: minutes, not seconds")

// With RECTIFY_TEST_KERNEL set, the tests run on that kernel alone.
const forceKernel = "RECTIFY_TEST_KERNEL"

func TestMain(m *testing.M) {
	flag.Parse()
	if k := os.Getenv(forceKernel); k != "" {
		if !slices.Contains(names[:], k) {
			fmt.Printf("%s: there is no kernel %q\n", forceKernel, k)
			os.Exit(2)
		}
		if Use(k) != nil {
			fmt.Printf("SKIP: kernel %s is not usable on this machine\n", k)
			os.Exit(0)
		}
	}
	os.Exit(m.Run())
}

// The contract, as the loops that one would write. Each works on y in place; x is the second
// source. What an if leaves alone keeps its bits.

func plainReLU[T Float](y, _ []T, _ []uint64, _ T) {
	for i := range y {
		if y[i] <= 0 {
			y[i] = 0
		}
	}
}

func plainLeakyReLU[T Float](y, _ []T, _ []uint64, alpha T) {
	for i := range y {
		if y[i] < 0 {
			y[i] = alpha * y[i]
		}
	}
}

func plainReLUGrad[T Float](y, _ []T, _ []uint64, _ T) {
	plainLeakyReLUGrad(y, nil, nil, 0)
}

func plainLeakyReLUGrad[T Float](y, _ []T, _ []uint64, alpha T) {
	for i := range y {
		if y[i] < 0 {
			y[i] = alpha
		} else {
			y[i] = 1
		}
	}
}

func plainReLUBackward[T Float](y, x []T, _ []uint64, _ T) {
	for i := range y {
		if x[i] < 0 {
			y[i] = 0
		}
	}
}

func plainLeakyReLUBackward[T Float](y, x []T, _ []uint64, alpha T) {
	for i := range y {
		if x[i] < 0 {
			y[i] = alpha * y[i]
		}
	}
}

func plainReLUBackwardFromOutput[T Float](y, x []T, _ []uint64, _ T) {
	for i := range y {
		if x[i] <= 0 {
			y[i] = 0
		}
	}
}

func plainMask[T Float](y []T, mask []uint64) {
	clear(mask)
	for i := range y {
		if !(y[i] < 0) {
			mask[i/64] |= 1 << (i % 64)
		}
	}
}

func plainReLUMask[T Float](y, _ []T, mask []uint64, _ T) {
	plainMask(y, mask)
	plainReLU(y, nil, nil, 0)
}

func plainLeakyReLUMask[T Float](y, _ []T, mask []uint64, alpha T) {
	plainMask(y, mask)
	plainLeakyReLU(y, nil, nil, alpha)
}

func plainReLUBackwardMask[T Float](y, _ []T, mask []uint64, _ T) {
	for i := range y {
		if mask[i/64]&(1<<(i%64)) == 0 {
			y[i] = 0
		}
	}
}

func plainLeakyReLUBackwardMask[T Float](y, _ []T, mask []uint64, alpha T) {
	for i := range y {
		if mask[i/64]&(1<<(i%64)) == 0 {
			y[i] = alpha * y[i]
		}
	}
}

// A function is an exported function at one element type, seen as a function on memory, so that
// a test is written once for all of them. Its slices are given as their bytes: what it writes
// first, a mask last. alpha is given as its bits.
type function struct {
	format
	name   string
	slices []string // what kernel.go calls them
	alpha  bool
	call   func(s [][]byte, alpha uint64)
	plain  func(y, x []byte, alpha uint64) // x is the second source or the mask, if there is one
}

var functions = append(functionsOf[float32](format32), functionsOf[float64](format64)...)

func functionsOf[T Float](format format) []function {
	type (
		call  = func(s [][]T, mask []uint64, alpha T)
		plain = func(y, x []T, mask []uint64, alpha T)
	)
	var list []function
	for _, row := range []struct {
		signature string
		call      call
		plain     plain
	}{
		{"ReLU x", func(s [][]T, _ []uint64, _ T) { ReLU(s[0]) }, plainReLU[T]},
		{"ReLUTo dst src", func(s [][]T, _ []uint64, _ T) { ReLUTo(s[0], s[1]) }, plainReLU[T]},
		{"LeakyReLU x alpha", func(s [][]T, _ []uint64, alpha T) { LeakyReLU(s[0], alpha) }, plainLeakyReLU[T]},
		{"LeakyReLUTo dst src alpha", func(s [][]T, _ []uint64, alpha T) { LeakyReLUTo(s[0], s[1], alpha) }, plainLeakyReLU[T]},
		{"ReLUGrad x", func(s [][]T, _ []uint64, _ T) { ReLUGrad(s[0]) }, plainReLUGrad[T]},
		{"ReLUGradTo dst src", func(s [][]T, _ []uint64, _ T) { ReLUGradTo(s[0], s[1]) }, plainReLUGrad[T]},
		{"LeakyReLUGrad x alpha", func(s [][]T, _ []uint64, alpha T) { LeakyReLUGrad(s[0], alpha) }, plainLeakyReLUGrad[T]},
		{"LeakyReLUGradTo dst src alpha", func(s [][]T, _ []uint64, alpha T) { LeakyReLUGradTo(s[0], s[1], alpha) }, plainLeakyReLUGrad[T]},
		{"ReLUBackward dy x", func(s [][]T, _ []uint64, _ T) { ReLUBackward(s[0], s[1]) }, plainReLUBackward[T]},
		{"ReLUBackwardTo dx dy x", func(s [][]T, _ []uint64, _ T) { ReLUBackwardTo(s[0], s[1], s[2]) }, plainReLUBackward[T]},
		{"LeakyReLUBackward dy x alpha", func(s [][]T, _ []uint64, alpha T) { LeakyReLUBackward(s[0], s[1], alpha) }, plainLeakyReLUBackward[T]},
		{"LeakyReLUBackwardTo dx dy x alpha", func(s [][]T, _ []uint64, alpha T) { LeakyReLUBackwardTo(s[0], s[1], s[2], alpha) }, plainLeakyReLUBackward[T]},
		{"ReLUBackwardFromOutput dy y", func(s [][]T, _ []uint64, _ T) { ReLUBackwardFromOutput(s[0], s[1]) }, plainReLUBackwardFromOutput[T]},
		{"ReLUBackwardFromOutputTo dx dy y", func(s [][]T, _ []uint64, _ T) { ReLUBackwardFromOutputTo(s[0], s[1], s[2]) }, plainReLUBackwardFromOutput[T]},
		{"ReLUMask x mask", func(s [][]T, mask []uint64, _ T) { ReLUMask(s[0], mask) }, plainReLUMask[T]},
		{"LeakyReLUMask x mask alpha", func(s [][]T, mask []uint64, alpha T) { LeakyReLUMask(s[0], mask, alpha) }, plainLeakyReLUMask[T]},
		{"ReLUBackwardMask dy mask", func(s [][]T, mask []uint64, _ T) { ReLUBackwardMask(s[0], mask) }, plainReLUBackwardMask[T]},
		{"LeakyReLUBackwardMask dy mask alpha", func(s [][]T, mask []uint64, alpha T) { LeakyReLUBackwardMask(s[0], mask, alpha) }, plainLeakyReLUBackwardMask[T]},
	} {
		words := strings.Fields(row.signature)
		f := function{format: format, name: words[0], slices: words[1:]}
		if last := len(f.slices) - 1; f.slices[last] == "alpha" {
			f.slices, f.alpha = f.slices[:last], true
		}
		if f.mask() {
			f.call = func(s [][]byte, alpha uint64) { row.call([][]T{view[T](s[0])}, view[uint64](s[1]), fromBits[T](alpha)) }
			f.plain = func(y, x []byte, alpha uint64) { row.plain(view[T](y), nil, view[uint64](x), fromBits[T](alpha)) }
		} else {
			f.call = func(s [][]byte, alpha uint64) {
				v := make([][]T, len(s))
				for i := range s {
					v[i] = view[T](s[i])
				}
				row.call(v, nil, fromBits[T](alpha))
			}
			f.plain = func(y, x []byte, alpha uint64) { row.plain(view[T](y), view[T](x), nil, fromBits[T](alpha)) }
		}
		list = append(list, f)
	}
	return list
}

// view is b as a slice of E.
func view[E any](b []byte) []E {
	return unsafe.Slice((*E)(unsafe.Pointer(unsafe.SliceData(b))), len(b)/int(unsafe.Sizeof(*new(E))))
}

func (f *function) String() string { return f.name + "[" + f.format.name + "]" }

// mask reports whether f has a mask.
func (f *function) mask() bool { return f.slices[len(f.slices)-1] == "mask" }

// to reports whether f has a destination that it does not read.
func (f *function) to() bool { return strings.HasSuffix(f.name, "To") }

// sources is how many slices of floats f reads.
func (f *function) sources() int {
	n := len(f.slices)
	if f.to() || f.mask() {
		n--
	}
	return n
}

// writes reports whether f writes its slice i.
func (f *function) writes(i int) bool {
	return i == 0 || f.slices[i] == "mask" && !strings.Contains(f.name, "Backward")
}

// of is the format of slice i. A mask's words are as good as any 8 bytes.
func (f *function) of(i int) format {
	if f.slices[i] == "mask" {
		return format64
	}
	return f.format
}

// bytes is how long slice i is for n elements.
func (f *function) bytes(i, n int) int {
	if f.slices[i] == "mask" {
		return MaskLen(n) * 8
	}
	return n * f.size
}

// want is what in should be after the call.
func (f *function) want(in [][]byte, alpha uint64) [][]byte {
	out := make([][]byte, len(in))
	for i := range in {
		out[i] = bytes.Clone(in[i])
	}
	if f.to() {
		copy(out[0], in[1])
	}
	f.plain(out[0], out[len(out)-1], alpha)
	return out
}

// A format is how a float keeps its bits.
type format struct {
	name           string
	size           int
	sign, inf, one uint64
}

var (
	format32 = format{"float32", 4, 1 << 31, 0xff << 23, 0x7f << 23}
	format64 = format{"float64", 8, 1 << 63, 0x7ff << 52, 0x3ff << 52}
)

// fromBits is the T with these bits.
func fromBits[T Float](bits uint64) T {
	if unsafe.Sizeof(*new(T)) == 4 {
		u := uint32(bits)
		return *(*T)(unsafe.Pointer(&u))
	}
	return *(*T)(unsafe.Pointer(&bits))
}

// bits is a number's bits.
func (f format) bits(x float64) uint64 {
	if f.size == 4 {
		return uint64(math.Float32bits(float32(x)))
	}
	return math.Float64bits(x)
}

// at is the bits of element i of b.
func (f format) at(b []byte, i int) uint64 {
	if f.size == 4 {
		return uint64(binary.NativeEndian.Uint32(b[i*4:]))
	}
	return binary.NativeEndian.Uint64(b[i*8:])
}

// set sets element i of b.
func (f format) set(b []byte, i int, bits uint64) {
	if f.size == 4 {
		binary.NativeEndian.PutUint32(b[i*4:], uint32(bits))
	} else {
		binary.NativeEndian.PutUint64(b[i*8:], bits)
	}
}

func (f format) isNaN(bits uint64) bool { return bits&^f.sign > f.inf }

// below reports whether a float is below 0, by its bits alone.
func (f format) below(bits uint64) bool { return bits > f.sign && bits <= f.sign|f.inf }

// quiet reports whether a NaN is what arithmetic makes of it.
func (f format) quiet(bits uint64) bool {
	if f.size == 4 {
		x := fromBits[float32](bits)
		return uint64(math.Float32bits(x+x)) == bits
	}
	x := fromBits[float64](bits)
	return math.Float64bits(x+x) == bits
}

// specials has each kind of value that a float can have, with both signs. Their number is odd, so
// that in a slice that repeats them each comes to every lane of a vector.
func (f format) specials() []uint64 {
	normal := f.inf & -f.inf // the smallest
	quiet := f.inf | normal>>1
	list := []uint64{f.bits(3)}
	for _, v := range []uint64{
		0,
		1,          // the smallest subnormal
		normal - 1, // and the largest
		normal,
		f.one,
		f.bits(0.1),
		f.bits(1000),
		f.inf - 1,       // the largest number
		f.inf,           //
		f.inf | 1,       // signalling NaNs
		quiet - 1,       //
		f.inf | 0x12345, //
		quiet,           // quiet NaNs
		quiet | 0x54321, //
		f.sign - 1,      //
	} {
		list = append(list, v, v|f.sign)
	}
	return list
}

// structured has every exponent with the ends of the mantissa (of a float64, which has many, each
// with one of the ends), and every special value, with both signs.
func (f format) structured() []uint64 {
	normal := f.inf & -f.inf
	ends := []uint64{0, 1, normal>>1 - 1, normal >> 1, normal - 1}
	list := f.specials()
	for exponent := range f.inf/normal + 1 {
		some := ends
		if f.size == 8 {
			some = ends[exponent%5:][:1]
		}
		for _, mantissa := range some {
			list = append(list, exponent*normal|mantissa, f.sign|exponent*normal|mantissa)
		}
	}
	return list
}

// alphas is what to call f with.
func (f *function) alphas() []uint64 {
	if !f.alpha {
		return []uint64{0}
	}
	normal := f.inf & -f.inf
	return []uint64{
		f.bits(0.01), f.bits(0.3), f.bits(1.3), 0, f.sign, f.bits(-0.5), f.inf, f.inf | f.sign,
		f.one - 1, f.one, f.one + 1, // where a kernel may take another way
		f.inf | normal>>1 | 7, // a quiet NaN
		f.inf | f.sign | 7,    // a signalling NaN
		1, f.sign | 1,         // the smallest subnormals
		f.inf - 1, f.sign | f.inf - 1, // the largest numbers
	}
}

// ways is the alphas for which a kernel of f may be one of its own: below 1, above 1, and 0.
func (f *function) ways() []uint64 {
	if f.name != "LeakyReLU" && f.name != "LeakyReLUTo" {
		return []uint64{f.bits(0.3)}
	}
	return []uint64{f.bits(0.3), f.bits(1.3), 0}
}

// filled is n elements for each slice of f: the first source from values at rotation r, the second
// from values at 0. What f only writes, and a mask, is random.
func (f *function) filled(n int, values []uint64, r int) [][]byte {
	rng := rand.New(rand.NewPCG(uint64(n), uint64(r)))
	in := make([][]byte, len(f.slices))
	for i := range in {
		in[i] = make([]byte, f.bytes(i, n))
		if f.slices[i] == "mask" || i == 0 && f.to() {
			for j := range in[i] {
				in[i][j] = byte(rng.Uint32())
			}
			continue
		}
		for j := range n {
			f.set(in[i], j, values[(r+j)%len(values)])
		}
		r = 0
	}
	return in
}

// mixed is values of which a third is special, and the others have any bits.
func (f format) mixed() []uint64 {
	rng := rand.New(rand.NewPCG(1, 2))
	specials := f.specials()
	list := make([]uint64, 1021)
	for i := range list {
		list[i] = rng.Uint64() & (f.sign<<1 - 1)
		if rng.IntN(3) == 0 {
			list[i] = specials[rng.IntN(len(specials))]
		}
	}
	return list
}

// Each slice of a call lies in an arena of its own, between canaries: bytes that are negative
// floats, so that every function would change them.
const (
	canary = 0xc5
	margin = 256
)

var (
	arenas   [3][]byte
	canaries []byte
)

// arena is an arena for n bytes at any offset below 64. It begins on a cache line.
func arena(i, n int) []byte {
	n += 2*margin + 64
	if len(canaries) < n {
		canaries = bytes.Repeat([]byte{canary}, n)
	}
	if len(arenas[i]) < n {
		a := bytes.Repeat([]byte{canary}, n+63)
		skip := -uintptr(unsafe.Pointer(unsafe.SliceData(a))) % 64
		arenas[i] = a[skip:][:n]
	}
	return arenas[i]
}

// run calls f on a copy of in, each slice at its offset from a cache line, and checks that all
// memory is as it should be.
func (f *function) run(t testing.TB, in, want [][]byte, alpha uint64, offsets [3]int) {
	s := make([][]byte, len(in))
	for i := range in {
		s[i] = arena(i, len(in[i]))[margin+offsets[i]:][:len(in[i])]
		copy(s[i], in[i])
	}
	defer func() {
		if t.Failed() {
			arenas = [3][]byte{} // what was written there is not for the next to find
		}
	}()
	f.call(s, alpha)
	for i := range in {
		f.compare(t, in, s, want, i, alpha, offsets)
		before := arenas[i][:margin+offsets[i]]
		after := arenas[i][len(before)+len(in[i]):][:margin]
		if !bytes.Equal(before, canaries[:len(before)]) || !bytes.Equal(after, canaries[:len(after)]) {
			t.Fatalf("%v on %s: n = %d, alpha = %#x, offsets %v: wrote outside %s", f, Kernel(), len(in[0])/f.size, alpha, offsets, f.slices[i])
		}
		copy(s[i], canaries)
	}
}

// compare checks that slice i is as it should be.
func (f *function) compare(t testing.TB, in, got, want [][]byte, i int, alpha uint64, offsets [3]int) {
	if bytes.Equal(got[i], want[i]) {
		return
	}
	of := f.of(i)
	for j := range len(want[i]) / of.size {
		g, w := of.at(got[i], j), of.at(want[i], j)
		if g == w || i == 0 && f.bothNaN(in, j, alpha) && f.isNaN(g) && f.quiet(g) {
			continue
		}
		var from string
		for k, b := range in {
			if f.slices[k] == f.slices[i] || f.slices[i] != "mask" && f.slices[k] != "mask" {
				from += fmt.Sprintf(" %s %#x", f.slices[k], of.at(b, j))
			}
		}
		t.Fatalf("%v on %s: n = %d, alpha = %#x, offsets %v: %s[%d] is %#x, want %#x, from%s",
			f, Kernel(), len(in[0])/f.size, alpha, offsets, f.slices[i], j, g, w, from)
	}
}

// bothNaN reports whether element j is alpha times dy and both are NaNs, where any quiet NaN is right.
func (f *function) bothNaN(in [][]byte, j int, alpha uint64) bool {
	if !strings.HasPrefix(f.name, "LeakyReLUBackward") || !f.isNaN(alpha) {
		return false
	}
	dy, x := in[len(in)-2], in[len(in)-1]
	if f.mask() {
		return f.isNaN(f.at(dy, j)) && view[uint64](x)[j/64]>>(j%64)&1 == 0
	}
	return f.isNaN(f.at(dy, j)) && f.below(f.at(x, j))
}

// kernels is the kernels to test.
func kernels() []string {
	if k := os.Getenv(forceKernel); k != "" {
		return []string{k}
	}
	return Kernels()
}

// use is Use until the test ends.
func use(t testing.TB, kernel string) {
	was := Kernel()
	if err := Use(kernel); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { Use(was) })
}

// each runs a test of some functions on every kernel.
func each(t *testing.T, some func(f *function) bool, test func(t *testing.T, f *function)) {
	for _, k := range kernels() {
		t.Run(k, func(t *testing.T) {
			use(t, k)
			for i := range functions {
				if f := &functions[i]; some(f) {
					t.Run(f.String(), func(t *testing.T) { test(t, f) })
				}
			}
		})
	}
}

func all(*function) bool { return true }

// unaligned is whether a float may lie at any address here.
var unaligned = slices.Contains([]string{"386", "amd64", "arm64", "ppc64le", "s390x"}, runtime.GOARCH)

// raceEnabled is whether this is a build for the race detector.
const raceEnabled = direct == 0

// brief is whether to leave out what takes long: it is asked for, or everything is slow.
func brief() bool { return testing.Short() || raceEnabled }

// offsets is the offsets from a cache line to test slice i at.
func (f *function) offsets(i int) []int {
	step := 1
	if !unaligned {
		step = f.of(i).size
	}
	var list []int
	for offset := 0; offset < 64; offset += step {
		if !brief() || offset < 2*step || offset%16 == 8 || offset >= 64-step {
			list = append(list, offset)
		}
	}
	return list
}

// lengths is the lengths to test at every offset. With a mask there is a way for slices of 4 KiB, or
// of 32 KiB where the mask is written, that has to do with bits, and so with every length.
func (f *function) lengths() []int {
	var list []int
	for n := range 301 {
		if !brief() || n < 20 || n%64 <= 1 || n%32 == 31 || n%100 == 0 {
			list = append(list, n)
		}
	}
	if f.mask() {
		long := 1024
		if f.writes(1) {
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

// TestContract has the contract in literals, for the plain loops and for every kernel.
func TestContract(t *testing.T) {
	const (
		negative = iota
		minusZero
		plusZero
		positive
		nan
	)
	type row = [nan + 1]float64
	minus0, keep := math.Copysign(0, -1), math.NaN() // keep stands for the bits of what is passed through
	xs := row{-2, minus0, 0, 3, keep}
	dys := row{5, -6, minus0, 7, keep}
	table := map[string]row{ // alpha is 0.5
		"ReLU":                   {0, 0, 0, 3, keep},
		"LeakyReLU":              {-1, minus0, 0, 3, keep},
		"ReLUGrad":               {0, 1, 1, 1, 1},
		"LeakyReLUGrad":          {0.5, 1, 1, 1, 1},
		"ReLUBackward":           {0, -6, minus0, 7, keep},
		"LeakyReLUBackward":      {2.5, -6, minus0, 7, keep},
		"ReLUBackwardFromOutput": {0, 0, 0, 7, keep},
		"ReLUMask":               {0, 0, 0, 3, keep},
		"LeakyReLUMask":          {-1, minus0, 0, 3, keep},
		"ReLUBackwardMask":       {0, -6, minus0, 7, keep},
		"LeakyReLUBackwardMask":  {2.5, -6, minus0, 7, keep},
	}
	const mask = 1<<minusZero | 1<<plusZero | 1<<positive | 1<<nan
	each(t, all, func(t *testing.T, f *function) {
		signalling := f.inf | f.sign | 99
		encode := func(r row) []byte {
			b := make([]byte, len(r)*f.size)
			for i, v := range r {
				f.set(b, i, f.bits(v))
				if v != v {
					f.set(b, i, signalling)
				}
			}
			return b
		}
		x, dy, want := encode(xs), encode(dys), [][]byte{encode(table[strings.TrimSuffix(f.name, "To")])}
		var in [][]byte
		if f.to() {
			in = append(in, make([]byte, len(x)))
		}
		if strings.Contains(f.name, "Backward") {
			in = append(in, dy)
		}
		if f.mask() {
			if len(in) == 0 {
				in = append(in, x, make([]byte, 8))
			} else {
				in = append(in, make([]byte, 8))
				binary.NativeEndian.PutUint64(in[1], mask)
			}
			want = append(want, binary.NativeEndian.AppendUint64(nil, mask))
		} else {
			in = append(in, x)
			want = append(want, in[1:]...)
		}
		alpha := f.bits(0.5)
		f.run(t, in, want, alpha, [3]int{})
		plain := f.want(in, alpha)
		for i := range plain {
			f.compare(t, in, plain, want, i, alpha, [3]int{})
		}
	})
}

// TestSpecials has every kind of value in every lane, with every kind of alpha.
func TestSpecials(t *testing.T) {
	each(t, all, func(t *testing.T, f *function) {
		values := f.specials()
		for _, alpha := range f.alphas() {
			for r := range values {
				in := f.filled(67, values, r)
				f.run(t, in, f.want(in, alpha), alpha, [3]int{})
			}
			in := f.filled(1000, values, 0)
			f.run(t, in, f.want(in, alpha), alpha, [3]int{})
		}
	})
}

// TestLengths has every short length at every alignment, of each slice on its own.
func TestLengths(t *testing.T) {
	each(t, all, func(t *testing.T, f *function) {
		values := f.mixed()
		for _, n := range f.lengths() {
			in := f.filled(n, values, n)
			for _, alpha := range f.ways() {
				want := f.want(in, alpha)
				for i := range in {
					for _, offset := range f.offsets(i) {
						var offsets [3]int
						offsets[i] = offset
						f.run(t, in, want, alpha, offsets)
					}
				}
			}
		}
	})
}

// someOffsets is combinations of offsets, each slice aligned or off in its own way.
func someOffsets() [][3]int {
	list := [][3]int{{}, {8, 8, 8}, {0, 8, 16}, {56, 0, 24}, {32, 40, 0}}
	if unaligned {
		list = append(list, [3]int{4, 60, 36}, [3]int{1, 2, 3}, [3]int{4, 4, 4}, [3]int{63, 0, 1})
	}
	if brief() {
		list = append(list[:1], list[len(list)-4:]...)
	}
	return list
}

// TestLong has lengths around a chunk, where a call is divided, and leaves little for the last part or
// as much as has a way of its own.
func TestLong(t *testing.T) {
	each(t, all, func(t *testing.T, f *function) {
		values, alpha := f.mixed(), f.bits(-0.5)
		for _, n := range []int{4096, 5003, chunk - 1, chunk, chunk + 1, chunk + 41, 2*chunk + 23, 3*chunk + 7} {
			in := f.filled(n, values, 1)
			want := f.want(in, alpha)
			for _, offsets := range someOffsets() {
				f.run(t, in, want, alpha, offsets)
			}
		}
	})
}

// TestStream has destinations large enough, once the limit is lowered, for stores that go past the
// caches. Only a call of more than a chunk makes them, and its last chunk may have any length.
func TestStream(t *testing.T) {
	was := streamMin
	defer func() { streamMin = was }()
	streamMin = 1
	each(t, (*function).to, func(t *testing.T, f *function) {
		values, alpha := f.mixed(), f.bits(1.3)
		ns := []int{1, 63, 64, 65, 257}
		if !brief() {
			ns = append(ns, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 127, 129, 200, 255, 300, 1000, chunk-1, chunk)
		}
		for _, n := range ns {
			in := f.filled(chunk+n, values, n)
			want := f.want(in, alpha)
			for _, offsets := range someOffsets() {
				f.run(t, in, want, alpha, offsets)
			}
		}
	})
}

// TestPairs has the pairs of the structured values, through the functions with two sources: dy
// holds them all, and x holds them at every rotation. The slices begin at a different value each
// time, so that a pair comes to different lanes; with -exhaustive each comes to all of them.
func TestPairs(t *testing.T) {
	twoSources := func(f *function) bool { return f.sources() == 2 }
	each(t, twoSources, func(t *testing.T, f *function) {
		values := f.structured()
		n, lanes := len(values), 64/f.size
		x := make([]byte, (2*n+lanes)*f.size)
		for i := range 2*n + lanes {
			f.set(x, i, values[i%n])
		}
		step := 97 // a prime
		if *exhaustive {
			step = 1
		} else if brief() {
			step = 997
		}
		alpha := f.bits(1.3)
		in := make([][]byte, len(f.slices))
		for r := 0; r < n; r += step {
			for lane := range lanes {
				if !*exhaustive && lane != r%lanes {
					continue
				}
				in[0] = x[:n*f.size] // a To form's destination, or else dy
				in[len(in)-2] = x[lane*f.size:][:n*f.size]
				in[len(in)-1] = x[(r+lane)*f.size:][:n*f.size]
				f.run(t, in, f.want(in, alpha), alpha, [3]int{})
			}
		}
	})
}

// TestAllFloat32 puts all 4,294,967,296 values, with -exhaustive, or else one in 4099 (a prime, so
// that all exponents and most low bits are met), through every function of one float32, and
// compares with a reference that looks at nothing but bits, save where it must multiply.
func TestAllFloat32(t *testing.T) {
	stride := uint64(4099)
	if *exhaustive {
		stride = 1
	}
	oneFloat32 := func(f *function) bool { return f.size == 4 && !f.to() && !strings.Contains(f.name, "Backward") }
	each(t, oneFloat32, func(t *testing.T, f *function) {
		alphas := []float32{0}
		if f.alpha {
			alphas = []float32{0.01, 1.3, -0.5, 0}
		}
		for _, alpha := range alphas {
			var next atomic.Uint64
			var wg sync.WaitGroup
			for range runtime.GOMAXPROCS(0) {
				wg.Add(1)
				go func() {
					defer wg.Done()
					var x, want [chunk]uint32
					var mask, wantMask [chunk / 64]uint64
					s := [][]byte{
						unsafe.Slice((*byte)(unsafe.Pointer(&x)), unsafe.Sizeof(x)),
						unsafe.Slice((*byte)(unsafe.Pointer(&mask)), unsafe.Sizeof(mask)),
					}
					for !t.Failed() {
						first := (next.Add(1) - 1) * chunk * stride
						if first >= 1<<32 {
							return
						}
						for i := range x {
							x[i] = uint32(first + uint64(i)*stride)
						}
						reference32(f.name, &want, &x, &wantMask, alpha)
						f.call(s[:len(f.slices)], uint64(math.Float32bits(alpha)))
						if x == want && mask == wantMask {
							continue
						}
						for i := range x {
							if x[i] != want[i] || mask[i/64] != wantMask[i/64] {
								t.Errorf("%v of %#x, alpha = %v: %#x and mask word %#x, want %#x and %#x",
									f, first+uint64(i)*stride, alpha, x[i], mask[i/64], want[i], wantMask[i/64])
								return
							}
						}
					}
				}()
			}
			wg.Wait()
		}
	})
}

// reference32 is a function of one float32, by bits.
func reference32(name string, want, x *[chunk]uint32, mask *[chunk / 64]uint64, alpha float32) {
	const minusZero, minusInf, one = 0x80000000, 0xff800000, 0x3f800000
	relu, grad := strings.HasPrefix(name, "ReLU"), strings.HasSuffix(name, "Grad")
	low, zero := uint32(0), uint32(0) // of a number below 0, unless it is multiplied, and of -0
	if !relu {
		low, zero = math.Float32bits(alpha), minusZero
	}
	for i, u := range x {
		switch {
		case u <= minusZero || u > minusInf:
			if grad {
				u = one
			} else if u == minusZero {
				u = zero
			}
		case relu || grad:
			u = low
		default:
			u = math.Float32bits(alpha * math.Float32frombits(u))
		}
		want[i] = u
	}
	if !strings.HasSuffix(name, "Mask") {
		return
	}
	for i := range mask {
		mask[i] = 0
		for j, u := range x[i*64:][:64] {
			if u <= minusZero || u > minusInf {
				mask[i] |= 1 << j
			}
		}
	}
}
