package rectify_test

import (
	"bytes"
	"fmt"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"unsafe"

	"github.com/rectify-go/rectify"
	"github.com/rectify-go/rectify/internal/contract"
)

// What a call promises besides the values: what may overlap, what panics, what it costs.

// panics is what f panics with, or "".
func panics(f *function, s [][]byte) (message string) {
	defer func() {
		if r := recover(); r != nil {
			message = r.(string)
		}
	}()
	f.call(s, f.ScalarBits(0.5))
	return ""
}

// refused checks that a call panics, names itself and all that the message should have, and leaves
// memory, which holds every slice, as it was.
func refused(t *testing.T, f *function, memory []byte, s [][]byte, message ...string) {
	t.Helper()
	was := bytes.Clone(memory)
	got := panics(f, s)
	for _, m := range append(append(message, lens(f, s)...), "rectify: "+f.Name+": ") {
		if !strings.Contains(got, m) {
			t.Fatalf("panicked with %q, want %q in it", got, m)
		}
	}
	if !bytes.Equal(memory, was) {
		t.Fatal("wrote before it panicked")
	}
}

// lens is the lengths as a message has them.
func lens(f *function, s [][]byte) []string {
	var list []string
	for i := range s {
		list = append(list, fmt.Sprintf("len(%s) = %d", f.Slices[i].Name, len(s[i])/f.Of(i).Size))
	}
	return list
}

// room is memory for a test that lays slices out itself.
func room(n int) []byte { return bytes.Repeat([]byte{canary}, n) }

// apart is slices for n elements and a row, disjoint in one memory.
func (f *function) apart(n, row int) (memory []byte, s [][]byte) {
	all := 0
	for i := range f.Slices {
		all += (f.bytes(i, n, row) + 7) &^ 7
	}
	memory = room(all)
	rest := memory
	for i := range f.Slices {
		length := f.bytes(i, n, row)
		s = append(s, rest[:length])
		rest = rest[(length+7)&^7:]
	}
	return memory, s
}

// equal is the slices of f whose lengths must be equal.
func (f *function) equal() []int {
	var list []int
	for i := range f.Slices {
		if !f.isMask(i) && i != f.Repeats() {
			list = append(list, i)
		}
	}
	return list
}

func TestLengthsDiffer(t *testing.T) {
	each(t, func(f *function) bool { return len(f.equal()) > 1 }, func(t *testing.T, f *function) {
		for _, n := range []int{1, 2, 4, 8, 64, 65, 300, 512} { // of which f.Size is one
			memory, longer := f.apart(n+1, n)
			for _, i := range f.equal() {
				for _, m := range []int{0, n / 2, n - 1, n + 1} {
					s := make([][]byte, len(longer))
					for j := range s {
						s[j] = longer[j][:f.bytes(j, n, n)]
					}
					s[i] = longer[i][:m*f.Size]
					refused(t, f, memory, s, "lengths differ")
				}
			}
		}
	})
}

// TestMessages has messages word for word.
func TestMessages(t *testing.T) {
	x := make([]float32, 8)
	for want, call := range map[string]func(){
		"rectify: ReLUTo: lengths differ: len(dst) = 2, len(src) = 3":                            func() { rectify.ReLUTo(x[:2], x[4:7]) },
		"rectify: ReLUBackwardTo: lengths differ: len(dx) = 2, len(dy) = 2, len(x) = 1":          func() { rectify.ReLUBackwardTo(x[:2], x[2:4], x[4:5]) },
		"rectify: AddReLU: len(b) does not divide len(x): len(x) = 4, len(b) = 3":                func() { rectify.AddReLU(x[:4], x[4:7]) },
		"rectify: ReLU16: unknown Format16, neither Float16 nor BFloat16: len(x) = 5":            func() { rectify.ReLU16(0, make([]uint16, 5)) },
		"rectify: ReLUMask: mask is shorter than MaskLen(len(x)) = 1: len(x) = 8, len(mask) = 0": func() { rectify.ReLUMask(x, nil) },
	} {
		func() {
			defer func() {
				if got := recover(); got != want {
					t.Errorf("panicked with %q, want %q", got, want)
				}
			}()
			call()
		}()
	}
}

// TestDivides has lengths of a repeated slice that do not divide that of the others; and of any
// length, where the others are empty.
func TestDivides(t *testing.T) {
	each(t, repeats, func(t *testing.T, f *function) {
		cases := []struct{ n, row int }{
			{1, 0}, {64, 0}, {1, 2}, {3, 2}, {4, 3}, {4, 8}, {65, 64}, {300, 299}, {300, 301}, {300, 600},
			{chunk, 3}, {chunk + 1, 0}, {chunk + 1, chunk}, {2*chunk + 1, chunk},
		}
		if brief() {
			cases = cases[:10]
		}
		for _, c := range cases {
			memory, s := f.apart(c.n, c.row)
			refused(t, f, memory, s, fmt.Sprintf("len(%s) does not divide len(%s)", f.Slices[f.Repeats()].Name, f.Slices[0].Name))
		}
		for row := range 70 {
			memory, s := f.apart(0, row)
			was := bytes.Clone(memory)
			for _, i := range f.equal() {
				s[i] = memory[row/2*f.Size:][:0] // what is empty overlaps nothing
			}
			if m := panics(f, s); m != "" {
				t.Fatal(m)
			}
			if !bytes.Equal(memory, was) {
				t.Fatalf("an empty call wrote into %s", f.Slices[f.Repeats()].Name)
			}
		}
	})
}

func TestShortMask(t *testing.T) {
	each(t, (*function).hasMask, func(t *testing.T, f *function) {
		for _, n := range []int{1, 64, 65, 300, chunk + 1} {
			memory, s := f.apart(n, 0)
			for _, words := range []int{0, rectify.MaskLen(n) - 1} {
				refused(t, f, memory, [][]byte{s[0], s[1][:words*8]},
					fmt.Sprintf("mask is shorter than MaskLen(len(%s)) = %d", f.Slices[0].Name, rectify.MaskLen(n)))
			}
		}
	})
}

func (f *function) hasMask() bool { return f.HasMask() }

func TestEmpty(t *testing.T) {
	each(t, all, func(t *testing.T, f *function) {
		memory := room(8)
		for _, empty := range [][]byte{nil, {}, memory[:0]} {
			// Empty slices of one address overlap nothing.
			s := make([][]byte, len(f.Slices))
			for i := range s {
				s[i] = empty
			}
			if m := panics(f, s); m != "" {
				t.Fatal(m)
			}
		}
	})
}

// mayBeOne reports whether slice i may be the same memory as another that may.
func (f *function) mayBeOne(i int) bool {
	return !f.isMask(i) && f.Slices[i].Role != contract.Accumulated
}

// TestSameSlice has a destination that is a source, or several, and sources that are one.
func TestSameSlice(t *testing.T) {
	eachOnce(t, several, func(t *testing.T, f *function) {
		values, scalar := f.long(), f.ScalarBits(0.3)
		ns := []int{1, 7, 64, 67, 300, chunk + 5}
		if brief() {
			ns = ns[:5]
		}
		for _, n := range ns {
			f.identified(func(same []int) {
				in := f.Filled(n, n, values, n)
				for i, j := range same {
					// What is written, but not read, is as good as what it is the same as.
					if j != i {
						if in[i] = in[j]; !f.Reads(j) {
							in[j] = in[i]
						}
					}
				}
				want := f.Want(in, scalar)
				onEach(func() {
					got := make([][]byte, len(in))
					for i, j := range same {
						if got[i] = got[j]; j == i {
							got[i] = bytes.Clone(in[i])
						}
					}
					f.call(got, scalar)
					for i := range in {
						if f.Writes(i) {
							f.compare(t, in, got, want, i, scalar, place{})
						}
					}
				})
			})
		}
	})
}

// identified calls test for each way in which slices of f may be one: slice i is the same as
// same[i], which is the first of those that are one.
func (f *function) identified(test func(same []int)) {
	same := make([]int, len(f.Slices))
	var choose func(i int)
	choose = func(i int) {
		if i == len(same) {
			test(same)
			return
		}
		for j := range i + 1 {
			if same[i] = j; j == i || same[j] == j && f.mayBeOne(i) && f.mayBeOne(j) {
				choose(i + 1)
			}
		}
	}
	choose(0)
}

// TestOverlap slides a slice over a destination from one side to the other, and the sums over what
// is only read, too: they may touch, and some may be the same, but no more.
func TestOverlap(t *testing.T) {
	each(t, several, func(t *testing.T, f *function) {
		ns := []int{1, 3, 64, 130}
		if brief() {
			ns = ns[:3]
		}
		for _, n := range ns {
			for _, row := range f.rows(n) {
				f.slide(t, n, row)
			}
		}
	})
}

// slide moves each slice over each other that it must not overlap.
func (f *function) slide(t *testing.T, n, row int) {
	longest := (n + 2) * 8
	memory := room(6 * longest)
	at := 2 * longest
	for i := range f.Slices[1:] {
		i++
		for over := range i {
			if over > 0 && f.Slices[i].Role != contract.Accumulated {
				continue // two sources
			}
			length, size := f.bytes(i, n, row), f.bytes(over, n, row)
			message := f.Slices[0].Name + " overlaps " + f.Slices[i].Name + " in part"
			if !f.mayBeOne(i) {
				message = f.Slices[i].Name + " and " + f.Slices[over].Name + " overlap"
			}
			for d := -length; d <= size; d++ {
				if !unaligned && d%8 != 0 || min(d+length, size-d, max(d, -d)) > 17 && d%13 != 0 {
					continue
				}
				s := make([][]byte, len(f.Slices))
				for j := range s { // far from the two, but the same is allowed
					s[j] = memory[5*longest:][:f.bytes(j, n, row)]
					if !f.mayBeOne(j) {
						s[j] = memory[:f.bytes(j, n, row)]
					}
				}
				s[over] = memory[at:][:size]
				s[i] = memory[at+d:][:length]
				allowed := d == -length || d == size || d == 0 && length == size && f.mayBeOne(i) && f.mayBeOne(over)
				if !allowed {
					refused(t, f, memory, s, message)
				} else if m := panics(f, s); m != "" {
					t.Fatalf("n = %d, row %d, %s at %d of %s: %s", n, row, f.Slices[i].Name, d, f.Slices[over].Name, m)
				}
			}
		}
	}
}

// TestSourcesOverlap has two sources that share memory in every way.
func TestSourcesOverlap(t *testing.T) {
	eachOnce(t, several, func(t *testing.T, f *function) {
		const n = 66
		values, scalar := f.Mixed(), f.ScalarBits(0.3)
		b := make([]byte, 3*n*f.Size)
		for i := range 3 * n {
			f.Set(b, i, values[i])
		}
		for i := range f.Slices {
			for j := 1; j < i; j++ {
				if f.Writes(i) || f.Writes(j) {
					continue
				}
				for _, row := range f.rows(n) {
					for d := range 2*n + 1 {
						in := f.Filled(n, row, values, d)
						in[j], in[i] = b[n*f.Size:][:n*f.Size], b[d*f.Size:][:f.bytes(i, n, row)]
						want := f.Want(in, scalar)
						onEach(func() {
							got := make([][]byte, len(in))
							for k := range got {
								if got[k] = in[k]; f.Writes(k) {
									got[k] = bytes.Clone(in[k])
								}
							}
							f.call(got, scalar)
							f.compare(t, in, got, want, 0, scalar, place{})
						})
					}
				}
			}
		}
	})
}

// TestMaskWords has a mask with more words than needed: they are left alone, though the mask as a
// whole may not overlap the slice.
func TestMaskWords(t *testing.T) {
	eachOnce(t, (*function).hasMask, func(t *testing.T, f *function) {
		values, scalar := f.Mixed(), f.ScalarBits(0.3)
		for _, n := range []int{0, 1, 63, 64, 65, 128, 300, chunk, chunk + 1} {
			in := f.Filled(n, 0, values, n)
			words := len(in[1])
			in[1] = append(in[1], room(72)...)
			f.check(t, in, scalar, place{})

			if n == 0 {
				// What is empty overlaps nothing.
				onEach(func() {
					if m := panics(f, [][]byte{in[1][8:8], in[1]}); m != "" {
						t.Fatal(m)
					}
				})
			} else {
				memory := room(words + 8 + n*f.Size)
				onEach(func() { refused(t, f, memory, [][]byte{memory[words:][:n*f.Size], memory[:words+8]}, "overlap") })
			}
		}
	})
}

func TestMaskLen(t *testing.T) {
	const most = int(^uint(0) >> 1)
	for _, c := range [][2]int{{0, 0}, {1, 1}, {63, 1}, {64, 1}, {65, 2}, {128, 2}, {129, 3}, {most - 63, most / 64}, {most, most/64 + 1}} {
		if got := rectify.MaskLen(c[0]); got != c[1] {
			t.Errorf("MaskLen(%d) = %d, want %d", c[0], got, c[1])
		}
	}
	defer func() {
		if r := recover(); r != "rectify: MaskLen: n is negative" {
			t.Errorf("MaskLen(-1) panicked with %v", r)
		}
	}()
	t.Errorf("MaskLen(-1) = %d, want a panic", rectify.MaskLen(-1))
}

// named are types of a user's own.
type (
	named32 float32
	named64 float64
	named16 uint16
)

// callAll calls every function of floats on slices that are on its stack. It is here, and in
// callAll16, that the compiler sees each inlined and nothing escape.
func callAll[T rectify.Float]() T {
	const n = 100
	var x, y, z [n]T
	var row [n / 2]T
	var mask [(n + 63) / 64]uint64
	x[1], y[1], z[1] = -1, -2, -3
	rectify.ReLU(x[:])
	rectify.ReLUTo(x[:], y[:])
	rectify.LeakyReLU(x[:], 0.5)
	rectify.LeakyReLUTo(x[:], y[:], 0.5)
	rectify.ReLUGrad(x[:])
	rectify.ReLUGradTo(x[:], y[:])
	rectify.LeakyReLUGrad(x[:], 0.5)
	rectify.LeakyReLUGradTo(x[:], y[:], 0.5)
	rectify.ReLUBackward(x[:], y[:])
	rectify.ReLUBackwardTo(x[:], y[:], z[:])
	rectify.LeakyReLUBackward(x[:], y[:], 0.5)
	rectify.LeakyReLUBackwardTo(x[:], y[:], z[:], 0.5)
	rectify.ReLUBackwardFromOutput(x[:], y[:])
	rectify.ReLUBackwardFromOutputTo(x[:], y[:], z[:])
	rectify.LeakyReLUBackwardFromOutput(x[:], y[:], 0.5)
	rectify.LeakyReLUBackwardFromOutputTo(x[:], y[:], z[:], 0.5)
	rectify.AddReLU(x[:], row[:])
	rectify.AddReLUTo(x[:], y[:], row[:])
	rectify.AddLeakyReLU(x[:], row[:], 0.5)
	rectify.AddLeakyReLUTo(x[:], y[:], row[:], 0.5)
	rectify.ReLUBackwardFromOutputBias(x[:], y[:], row[:])
	rectify.ReLUBackwardFromOutputBiasTo(x[:], y[:], z[:], row[:])
	rectify.LeakyReLUBackwardFromOutputBias(x[:], y[:], row[:], 0.5)
	rectify.LeakyReLUBackwardFromOutputBiasTo(x[:], y[:], z[:], row[:], 0.5)
	rectify.ClippedReLU(x[:], 0.5)
	rectify.ClippedReLUTo(x[:], y[:], 0.5)
	rectify.ClippedReLUBackward(x[:], y[:], 0.5)
	rectify.ClippedReLUBackwardTo(x[:], y[:], z[:], 0.5)
	rectify.ClippedReLUBackwardFromOutput(x[:], y[:], 0.5)
	rectify.ClippedReLUBackwardFromOutputTo(x[:], y[:], z[:], 0.5)
	rectify.PReLU(x[:], row[:])
	rectify.PReLUTo(x[:], y[:], row[:])
	rectify.PReLUBackward(x[:], y[:], row[:])
	rectify.PReLUBackwardTo(x[:], y[:], z[:], row[:])
	rectify.ReLUSquared(x[:])
	rectify.ReLUSquaredTo(x[:], y[:])
	rectify.ReLUSquaredBackward(x[:], y[:])
	rectify.ReLUSquaredBackwardTo(x[:], y[:], z[:])
	rectify.ReLUMask(x[:], mask[:])
	rectify.ReLUBackwardMask(y[:], mask[:])
	rectify.LeakyReLUMask(z[:], mask[:], 0.5)
	rectify.LeakyReLUBackwardMask(z[:], mask[:], 0.5)
	return z[1]
}

func callAll16[T ~uint16](f rectify.Format16) T {
	const n = 100
	var x, y, z [n]T
	x[1], y[1], z[1] = 0xbf80, 0xc000, 0xc040
	rectify.ReLU16(f, x[:])
	rectify.ReLU16To(f, x[:], y[:])
	rectify.LeakyReLU16(f, x[:], 0.5)
	rectify.LeakyReLU16To(f, x[:], y[:], 0.5)
	rectify.ReLUBackward16(f, x[:], y[:])
	rectify.ReLUBackward16To(f, x[:], y[:], z[:])
	rectify.LeakyReLUBackward16(f, x[:], y[:], 0.5)
	rectify.LeakyReLUBackward16To(f, x[:], y[:], z[:], 0.5)
	rectify.ReLUBackwardFromOutput16(f, x[:], y[:])
	rectify.ReLUBackwardFromOutput16To(f, x[:], y[:], z[:])
	rectify.LeakyReLUBackwardFromOutput16(f, x[:], y[:], 0.5)
	rectify.LeakyReLUBackwardFromOutput16To(f, x[:], y[:], z[:], 0.5)
	rectify.LeakyReLU16(f, z[:], 0.5)
	return z[1]
}

func TestAllocations(t *testing.T) {
	plain := func() {
		var x [2]float32
		*(*float32)(unsafe.Add(unsafe.Pointer(unsafe.SliceData(x[:])), 4)) = 1
	}
	if rectify.RaceEnabled || testing.AllocsPerRun(10, plain) != 0 {
		t.Skip("the race detector and checkptr let what they check escape")
	}
	for _, k := range kernels() {
		use(t, k)
		for name, f := range map[string]func(){
			"float32": func() { callAll[float32]() },
			"float64": func() { callAll[float64]() },
			"named32": func() { callAll[named32]() },
			"named64": func() { callAll[named64]() },
			"uint16":  func() { callAll16[uint16](rectify.Float16) },
			"named16": func() { callAll16[named16](rectify.BFloat16) },
		} {
			if n := testing.AllocsPerRun(10, f); n != 0 {
				t.Errorf("%s on %s: %v allocations", name, k, n)
			}
		}
	}
}

// TestNamedTypes has types of a user's own give what their underlying types give.
func TestNamedTypes(t *testing.T) {
	for _, k := range kernels() {
		use(t, k)
		// z[1] is -3, its leaky ReLU -1.5, and the mask says that the gradient there is halved too.
		if a, b, c, d := callAll[float32](), callAll[float64](), callAll[named32](), callAll[named64](); a != -0.75 || b != -0.75 || c != -0.75 || d != -0.75 {
			t.Errorf("on %s: %v, %v, %v, %v, want -0.75", k, a, b, c, d)
		}
		// -3 and -2.125 of 16 bits, halved.
		if a, b := callAll16[uint16](rectify.BFloat16), callAll16[named16](rectify.BFloat16); a != 0xbfc0 || b != 0xbfc0 {
			t.Errorf("on %s: bfloat16 %#x, %#x, want 0xbfc0", k, a, b)
		}
		if a, b := callAll16[uint16](rectify.Float16), callAll16[named16](rectify.Float16); a != 0xbc40 || b != 0xbc40 {
			t.Errorf("on %s: float16 %#x, %#x, want 0xbc40", k, a, b)
		}
	}
}

// TestInlined has the compiler say that each exported function is inlined into its caller.
func TestInlined(t *testing.T) {
	if brief() {
		t.Skip("compiles the package")
	}
	goTool, err := exec.LookPath("go")
	if err != nil {
		t.Skip("SKIP: whether all is inlined was not checked, as there is no go tool to say so")
	}
	if runtime.Compiler != "gc" {
		t.Skip("reads what gc says")
	}
	cmd := exec.Command(goTool, "list", "-export", "-test", "-gcflags=-m", ".") // builds, and links nothing
	cmd.Env = append(cmd.Environ(), "GOOS="+runtime.GOOS, "GOARCH="+runtime.GOARCH)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Skipf("SKIP: %v: %v\n%s", cmd, err, out)
	}
	for _, f := range functions {
		// In callAll and callAll16 alone a function is called with its element type a shape.
		shape := f.Format.Name
		if f.Size == 2 {
			shape = "uint16"
		}
		line := regexp.MustCompile(`api_test\.go:\d+:\d+: inlining call to rectify\.` + f.Name + `\[go\.shape\.` + shape + `\]`)
		if !line.Match(out) {
			t.Errorf("%v is not inlined", f)
		}
	}
}

// TestUseWhileRunning changes the kernel while other goroutines call, for short slices and long
// ones.
func TestUseWhileRunning(t *testing.T) {
	use(t, rectify.Kernel()) // to come back to it
	done := make(chan error)
	lengths := []int{5, 63, 64, 1000, 2*chunk + 1}
	for _, n := range lengths {
		go func() {
			x, dy, mask := make([]float32, n), make([]float32, n), make([]uint64, rectify.MaskLen(n))
			for range min(2000, 100000/n) {
				for i := range x {
					x[i], dy[i] = float32(i%7-3), 1
				}
				rectify.LeakyReLUMask(x, mask, 0.5)
				rectify.ReLUBackwardMask(dy, mask)
				rectify.AddLeakyReLU(x, []float32{0}, 0.5)
				for i, v := range x {
					want, grad := float32(i%7-3), float32(1)
					if want < 0 {
						want, grad = want/4, 0
					}
					if v != want || dy[i] != grad {
						done <- fmt.Errorf("of %d, x[%d] = %v and dy[%d] = %v, want %v and %v", n, i, v, i, dy[i], want, grad)
						return
					}
				}
			}
			done <- nil
		}()
	}
	for running := len(lengths); running > 0; {
		for _, k := range kernels() {
			if err := rectify.Use(k); err != nil {
				t.Error(err)
			}
		}
		select {
		case err := <-done:
			if err != nil {
				t.Error(err)
			}
			running--
		default:
			runtime.Gosched()
		}
	}
}

// TestHeap has slices that fill their size class to the byte, and end where a chunk does, so that
// a pointer past the end would be one to other memory. The race detector and
// -gcflags=-d=checkptr=2 see it.
func TestHeap(t *testing.T) {
	eachOnce(t, all, func(t *testing.T, f *function) {
		sizes := []int{8, 16, 24, 32, 48, 64, 80, 96, 112, 128, 256, 512, 1024, 8192, 32768, chunk * f.Size, 2 * chunk * f.Size}
		if brief() {
			sizes = append(sizes[:8], sizes[len(sizes)-1])
		}
		for _, size := range sizes {
			n := size / f.Size
			for _, row := range f.some(n, n/2, 512/f.Size) {
				if row == 0 || n%row != 0 {
					continue
				}
				in := make([][]byte, len(f.Slices))
				for i := range in {
					in[i] = make([]byte, f.bytes(i, n, row))
				}
				scalar := f.ScalarBits(1)
				want := f.Want(in, scalar)
				onEach(func() {
					for i := range in {
						clear(in[i])
					}
					f.call(in, scalar)
					for i := range in {
						f.compare(t, in, in, want, i, scalar, place{})
					}
				})
			}
		}
	})
}
