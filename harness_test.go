package rectify_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"runtime"
	"slices"
	"testing"
	"unsafe"

	"github.com/rectify-go/rectify"
	"github.com/rectify-go/rectify/internal/contract"
)

var exhaustive = flag.Bool("exhaustive", false, "test all float32 values, all pairs of the structured values and of 16-bit words: minutes, not seconds")

// With RECTIFY_TEST_KERNEL set, the tests run on that kernel alone.
const forceKernel = "RECTIFY_TEST_KERNEL"

// names is the kernels there are, on one machine or another.
var names = []string{"generic", "avx2", "avx512", "neon"}

func TestMain(m *testing.M) {
	flag.Parse()
	if k := os.Getenv(forceKernel); k != "" {
		if !slices.Contains(names, k) {
			fmt.Printf("%s: there is no kernel %q\n", forceKernel, k)
			os.Exit(2)
		}
		if rectify.Use(k) != nil {
			fmt.Printf("SKIP: kernel %s is not usable on this machine\n", k)
			os.Exit(0)
		}
		tested = []string{k}
	}
	os.Exit(m.Run())
}

// kernels is the kernels to test.
func kernels() []string { return tested }

var tested = rectify.Kernels()

// use is Use until the test ends.
func use(t testing.TB, kernel string) {
	was := rectify.Kernel()
	if err := rectify.Use(kernel); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { rectify.Use(was) })
}

// unaligned is whether a float may lie at any address here.
var unaligned = slices.Contains([]string{"386", "amd64", "arm64", "ppc64le", "s390x"}, runtime.GOARCH)

// brief is whether to leave out what takes long: it is asked for, or everything is slow.
func brief() bool { return testing.Short() || rectify.RaceEnabled }

const chunk = rectify.Chunk

// A function is an exported function at one element type, which is held to its contract.
type function struct {
	*contract.Function
	call contract.Call
}

// functions is all of them.
var functions = func() (list []*function) {
	calls := map[string]contract.Call{}
	addFloat[float32](calls, contract.Float32)
	addFloat[float64](calls, contract.Float64)
	add16(calls, contract.Float16, rectify.Float16)
	add16(calls, contract.BFloat16, rectify.BFloat16)
	for _, f := range contract.Functions {
		list = append(list, &function{f, calls[f.String()]})
	}
	return list
}()

func addFloat[T rectify.Float](calls map[string]contract.Call, format contract.Format) {
	for name, f := range map[string]any{
		"ReLU":                              rectify.ReLU[T],
		"ReLUTo":                            rectify.ReLUTo[T],
		"LeakyReLU":                         rectify.LeakyReLU[T],
		"LeakyReLUTo":                       rectify.LeakyReLUTo[T],
		"ReLUGrad":                          rectify.ReLUGrad[T],
		"ReLUGradTo":                        rectify.ReLUGradTo[T],
		"LeakyReLUGrad":                     rectify.LeakyReLUGrad[T],
		"LeakyReLUGradTo":                   rectify.LeakyReLUGradTo[T],
		"ReLUBackward":                      rectify.ReLUBackward[T],
		"ReLUBackwardTo":                    rectify.ReLUBackwardTo[T],
		"LeakyReLUBackward":                 rectify.LeakyReLUBackward[T],
		"LeakyReLUBackwardTo":               rectify.LeakyReLUBackwardTo[T],
		"ReLUBackwardFromOutput":            rectify.ReLUBackwardFromOutput[T],
		"ReLUBackwardFromOutputTo":          rectify.ReLUBackwardFromOutputTo[T],
		"LeakyReLUBackwardFromOutput":       rectify.LeakyReLUBackwardFromOutput[T],
		"LeakyReLUBackwardFromOutputTo":     rectify.LeakyReLUBackwardFromOutputTo[T],
		"AddReLU":                           rectify.AddReLU[T],
		"AddReLUTo":                         rectify.AddReLUTo[T],
		"AddLeakyReLU":                      rectify.AddLeakyReLU[T],
		"AddLeakyReLUTo":                    rectify.AddLeakyReLUTo[T],
		"ReLUBackwardFromOutputBias":        rectify.ReLUBackwardFromOutputBias[T],
		"ReLUBackwardFromOutputBiasTo":      rectify.ReLUBackwardFromOutputBiasTo[T],
		"LeakyReLUBackwardFromOutputBias":   rectify.LeakyReLUBackwardFromOutputBias[T],
		"LeakyReLUBackwardFromOutputBiasTo": rectify.LeakyReLUBackwardFromOutputBiasTo[T],
		"ClippedReLU":                       rectify.ClippedReLU[T],
		"ClippedReLUTo":                     rectify.ClippedReLUTo[T],
		"ClippedReLUBackward":               rectify.ClippedReLUBackward[T],
		"ClippedReLUBackwardTo":             rectify.ClippedReLUBackwardTo[T],
		"ClippedReLUBackwardFromOutput":     rectify.ClippedReLUBackwardFromOutput[T],
		"ClippedReLUBackwardFromOutputTo":   rectify.ClippedReLUBackwardFromOutputTo[T],
		"PReLU":                             rectify.PReLU[T],
		"PReLUTo":                           rectify.PReLUTo[T],
		"PReLUBackward":                     rectify.PReLUBackward[T],
		"PReLUBackwardTo":                   rectify.PReLUBackwardTo[T],
		"ReLUSquared":                       rectify.ReLUSquared[T],
		"ReLUSquaredTo":                     rectify.ReLUSquaredTo[T],
		"ReLUSquaredBackward":               rectify.ReLUSquaredBackward[T],
		"ReLUSquaredBackwardTo":             rectify.ReLUSquaredBackwardTo[T],
		"ReLUMask":                          rectify.ReLUMask[T],
		"LeakyReLUMask":                     rectify.LeakyReLUMask[T],
		"ReLUBackwardMask":                  rectify.ReLUBackwardMask[T],
		"LeakyReLUBackwardMask":             rectify.LeakyReLUBackwardMask[T],
	} {
		calls[name+"["+format.Name+"]"] = contract.Bind[T, T](f)
	}
}

func add16(calls map[string]contract.Call, format contract.Format, f16 rectify.Format16) {
	for name, f := range map[string]any{
		"ReLU16":                          rectify.ReLU16[uint16],
		"ReLU16To":                        rectify.ReLU16To[uint16],
		"LeakyReLU16":                     rectify.LeakyReLU16[uint16],
		"LeakyReLU16To":                   rectify.LeakyReLU16To[uint16],
		"ReLUBackward16":                  rectify.ReLUBackward16[uint16],
		"ReLUBackward16To":                rectify.ReLUBackward16To[uint16],
		"LeakyReLUBackward16":             rectify.LeakyReLUBackward16[uint16],
		"LeakyReLUBackward16To":           rectify.LeakyReLUBackward16To[uint16],
		"ReLUBackwardFromOutput16":        rectify.ReLUBackwardFromOutput16[uint16],
		"ReLUBackwardFromOutput16To":      rectify.ReLUBackwardFromOutput16To[uint16],
		"LeakyReLUBackwardFromOutput16":   rectify.LeakyReLUBackwardFromOutput16[uint16],
		"LeakyReLUBackwardFromOutput16To": rectify.LeakyReLUBackwardFromOutput16To[uint16],
	} {
		calls[name+"["+format.Name+"]"] = contract.Bind16(f16, f)
	}
}

// each runs a test of some functions on every kernel.
func each(t *testing.T, some func(f *function) bool, test func(t *testing.T, f *function)) {
	for _, k := range kernels() {
		t.Run(k, func(t *testing.T) {
			use(t, k)
			eachOnce(t, some, test)
		})
	}
}

// eachOnce runs a test of some functions that goes through the kernels itself, as check does: what
// the plain loops make of it, which are slow, need not be found out for each.
func eachOnce(t *testing.T, some func(f *function) bool, test func(t *testing.T, f *function)) {
	use(t, rectify.Kernel()) // to come back to it
	for _, f := range functions {
		if some(f) {
			t.Run(f.String(), func(t *testing.T) { test(t, f) })
		}
	}
}

func all(*function) bool { return true }

func several(f *function) bool { return len(f.Slices) > 1 }

func repeats(f *function) bool { return f.Repeats() >= 0 }

func (f *function) isMask(i int) bool { return f.Slices[i].Name == "mask" }

// bytes is how long slice i is for n elements and a repeated slice of row.
func (f *function) bytes(i, n, row int) int { return f.Len(i, n, row) * f.Of(i).Size }

// Each slice of a call lies in an arena of its own, between canaries: bytes that are negative
// floats, so that every function would change them.
const (
	canary = 0xc5
	margin = 256
)

// place is where slices lie, as offsets from a cache line.
type place [4]int

var (
	arenas   [4][]byte
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

// run calls f on a copy of in, each slice at its place, and checks that all memory is as it should
// be.
func (f *function) run(t testing.TB, in, want [][]byte, scalar uint64, at place) {
	var room place
	var s [4][]byte
	for i := range in {
		room[i] = margin + at[i]
		s[i] = arena(i, len(in[i]))[room[i]:][:len(in[i])]
		copy(s[i], in[i])
	}
	defer func() {
		if t.Failed() {
			arenas = [4][]byte{} // what was written there is not for the next to find
		}
	}()
	got := s[:len(in)]
	f.call(got, scalar)
	for i := range in {
		f.compare(t, in, got, want, i, scalar, at)
		before, after := arenas[i][:room[i]], arenas[i][room[i]+len(in[i]):][:margin]
		if !bytes.Equal(before, canaries[:len(before)]) || !bytes.Equal(after, canaries[:len(after)]) {
			t.Fatalf("%s: wrote outside %s", f.said(in, scalar, at), f.Slices[i].Name)
		}
		copy(got[i], canaries)
	}
}

// check is run with what f should make of in, on every kernel.
func (f *function) check(t testing.TB, in [][]byte, scalar uint64, at ...place) {
	want := f.Want(in, scalar)
	onEach(func() {
		for _, p := range at {
			f.run(t, in, want, scalar, p)
		}
	})
}

// onEach does something on every kernel.
func onEach(do func()) {
	for _, k := range kernels() {
		if err := rectify.Use(k); err != nil {
			panic(err)
		}
		do()
	}
}

// compare checks that slice i is as it should be.
func (f *function) compare(t testing.TB, in, got, want [][]byte, i int, scalar uint64, at place) {
	j := f.Mismatch(in, got, want, i, scalar)
	if j < 0 {
		return
	}
	var from string
	for k, b := range in {
		at := j
		switch {
		case f.isMask(k) && !f.isMask(i):
			at = j / 64
		case !f.isMask(k) && f.isMask(i):
			at = j * 64
		}
		if size := f.Of(k).Size; len(b) > 0 {
			from += fmt.Sprintf(" %s %#x", f.Slices[k].Name, f.Of(k).At(b, at%(len(b)/size)))
		}
	}
	of := f.Of(i)
	t.Fatalf("%s: %s[%d] is %#x, want %#x, from%s",
		f.said(in, scalar, at), f.Slices[i].Name, j, of.At(got[i], j), of.At(want[i], j), from)
}

// said is a call in words.
func (f *function) said(in [][]byte, scalar uint64, at place) string {
	text := fmt.Sprintf("%v on %s: n = %d", f, rectify.Kernel(), len(in[0])/f.Size)
	if i := f.Repeats(); i >= 0 {
		text += fmt.Sprintf(", len(%s) = %d", f.Slices[i].Name, len(in[i])/f.Size)
	}
	if f.Scalar != "" {
		text += fmt.Sprintf(", %s = %#x", f.Scalar, scalar)
	}
	return text + fmt.Sprintf(", offsets %v", at[:len(in)])
}

// places is where to lay the slices for a test of n elements: over all of the list, each slice is
// at every offset from a cache line that its type allows, all at the same one or each at its own.
func (f *function) places(n int) []place {
	var list []place
	for o := range 64 {
		if brief() && o >= 2 && o%16 != 8 && o != 63 {
			continue
		}
		p := place{o, o, o, o}
		if (n+o)%2 != 0 {
			p = place{o, o*5 + 17, o*11 + 33, o*29 + 3}
		}
		if p, fits := f.aligned(p); fits || p[0] == o {
			list = append(list, p)
		}
	}
	return list
}

// aligned is a place with offsets below 64 that the types allow, and whether it was one.
func (f *function) aligned(p place) (place, bool) {
	was := p
	for i := range f.Slices {
		p[i] %= 64
		if !unaligned {
			p[i] &^= f.Of(i).Size - 1
		}
	}
	return p, p == was
}

// rows is lengths for a slice that repeats, of n elements in all: n, and another that divides it,
// which takes its turn from one n to the next.
func (f *function) rows(n int) []int {
	all := f.Rows(n)
	if len(all) <= 2 {
		return all
	}
	return []int{n, all[n/len(all)%len(all)]}
}

// long is values for slices of any length. Where sums are compared there is no NaN among them, which
// would hide the rest of a column.
func (f *function) long() []uint64 {
	if i := f.Repeats(); i >= 0 && f.Writes(i) {
		return f.Ordinary()
	}
	return f.Mixed()
}
