package rectify

import (
	"bytes"
	"fmt"
	"os/exec"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unsafe"
)

// What a call promises besides the values: what may overlap, what panics, what it costs.

// panics is what f panics with, or "".
func panics(f *function, s [][]byte) (message string) {
	defer func() {
		if r := recover(); r != nil {
			message = r.(string)
		}
	}()
	f.call(s, f.one)
	return ""
}

// refused checks that a call panics, names itself and all that the message should have, and leaves
// memory, which holds every slice, as it was.
func refused(t *testing.T, f *function, memory []byte, s [][]byte, message ...string) {
	t.Helper()
	was := bytes.Clone(memory)
	got := panics(f, s)
	for _, m := range append(message, "rectify: "+f.name+": ") {
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
		list = append(list, fmt.Sprintf("len(%s) = %d", f.slices[i], len(s[i])/f.of(i).size))
	}
	return list
}

// room is memory for a test that lays slices out itself.
func room(n int) []byte { return bytes.Repeat([]byte{canary}, n) }

// several is whether f has slices whose lengths must agree.
func several(f *function) bool { return len(f.slices) > 1 && !f.mask() }

func TestLengthsDiffer(t *testing.T) {
	each(t, several, func(t *testing.T, f *function) {
		for _, n := range []int{1, 2, 4, 8, 64, 65, 300, chunk + 1} { // of which f.size is one
			memory := room(3 * (n + 1) * f.size)
			for i := range f.slices {
				for _, m := range []int{0, n - 1, n + 1} {
					s := make([][]byte, len(f.slices))
					for j := range s {
						s[j] = memory[j*(n+1)*f.size:][:n*f.size]
					}
					s[i] = s[i][:m*f.size]
					refused(t, f, memory, s, append(lens(f, s), "lengths differ")...)
				}
			}
		}
	})
}

func TestShortMask(t *testing.T) {
	each(t, (*function).mask, func(t *testing.T, f *function) {
		for _, n := range []int{1, 64, 65, 300, chunk + 1} {
			memory := room(f.bytes(0, n) + f.bytes(1, n))
			for _, words := range []int{0, MaskLen(n) - 1} {
				s := [][]byte{memory[:n*f.size], memory[n*f.size:][:words*8]}
				refused(t, f, memory, s, append(lens(f, s), fmt.Sprint("= ", MaskLen(n)))...)
			}
		}
	})
}

func TestEmpty(t *testing.T) {
	each(t, all, func(t *testing.T, f *function) {
		memory := room(8)
		for _, empty := range [][]byte{nil, {}, memory[:0]} {
			// Empty slices of one address overlap nothing.
			s := make([][]byte, len(f.slices))
			for i := range s {
				s[i] = empty
			}
			if m := panics(f, s); m != "" {
				t.Fatal(m)
			}
		}
	})
}

// TestSameSlice has a destination that is a source, or two, and a source that is both sources.
func TestSameSlice(t *testing.T) {
	each(t, several, func(t *testing.T, f *function) {
		values, alpha := f.mixed(), f.bits(0.3)
		for _, n := range []int{1, 7, 64, 67, 300, chunk + 5} {
			for _, same := range [][]int{{0, 0, 2}, {0, 1, 0}, {0, 1, 1}, {0, 0, 0}} {
				in := f.filled(n, values, n)
				s := make([][]byte, len(in))
				for i := range in {
					if f.to() || i > 0 {
						in[i] = in[same[i]%len(in)]
					}
				}
				want := f.want(in, alpha)
				for i := range in {
					if j := slices.IndexFunc(in[:i], func(b []byte) bool { return &b[0] == &in[i][0] }); j >= 0 {
						s[i] = s[j]
						continue
					}
					s[i] = bytes.Clone(in[i])
				}
				f.call(s, alpha)
				f.compare(t, in, s, want, 0, alpha, [3]int{})
			}
		}
	})
}

// TestOverlap slides a source, or a mask, over a destination from one side to the other: they may
// touch, and be the same, but no more.
func TestOverlap(t *testing.T) {
	each(t, func(f *function) bool { return len(f.slices) > 1 }, func(t *testing.T, f *function) {
		step := 1
		if !unaligned {
			step = 8
		}
		for _, n := range []int{1, 3, 64, 130} {
			size := f.bytes(0, n)
			memory := room(5 * (n + 2) * 8)
			at := 2 * (n + 2) * 8
			for i := 1; i < len(f.slices); i++ {
				length := f.bytes(i, n)
				for d := -length; d <= size; d += step {
					s := make([][]byte, len(f.slices))
					s[0] = memory[at:][:size]
					for j := range s[1:] {
						s[j+1] = memory[len(memory)-length:] // far from the destination
					}
					s[i] = memory[at+d:][:length]
					if d == -length || d == size || d == 0 && !f.mask() {
						if m := panics(f, s); m != "" {
							t.Fatalf("n = %d, %s at %d: %s", n, f.slices[i], d, m)
						}
						continue
					}
					refused(t, f, memory, s, append(lens(f, s), f.slices[0], f.slices[i], "overlap")...)
				}
			}
		}
	})
}

// TestSourcesOverlap has two sources that share memory in every way.
func TestSourcesOverlap(t *testing.T) {
	each(t, func(f *function) bool { return len(f.slices) == 3 }, func(t *testing.T, f *function) {
		const n = 67
		values, alpha := f.mixed(), f.bits(0.3)
		b := make([]byte, 3*n*f.size)
		for i := range 3 * n {
			f.set(b, i, values[i])
		}
		for d := range 2*n + 1 {
			in := [][]byte{make([]byte, n*f.size), b[n*f.size:][:n*f.size], b[d*f.size:][:n*f.size]}
			s := slices.Clone(in)
			s[0] = make([]byte, n*f.size)
			f.call(s, alpha)
			f.compare(t, in, s, f.want(in, alpha), 0, alpha, [3]int{})
		}
	})
}

// TestMaskWords has a mask with more words than needed: they are left alone, though the mask as a
// whole may not overlap the slice.
func TestMaskWords(t *testing.T) {
	each(t, (*function).mask, func(t *testing.T, f *function) {
		values, alpha := f.mixed(), f.bits(0.3)
		for _, n := range []int{0, 1, 63, 64, 65, 128, 300, chunk, chunk + 1} {
			in := f.filled(n, values, n)
			want := f.want(in, alpha)
			words := len(in[1])
			in[1] = append(in[1], room(72)...)
			want[1] = append(want[1], room(72)...)
			f.run(t, in, want, alpha, [3]int{})

			if n == 0 {
				// What is empty overlaps nothing.
				if m := panics(f, [][]byte{in[1][8:8], in[1]}); m != "" {
					t.Fatal(m)
				}
			} else {
				memory := room(words + 8 + n*f.size)
				refused(t, f, memory, [][]byte{memory[words:][:n*f.size], memory[:words+8]}, "overlap")
			}
		}
	})
}

func TestMaskLen(t *testing.T) {
	const most = int(^uint(0) >> 1)
	for _, c := range [][2]int{{0, 0}, {1, 1}, {63, 1}, {64, 1}, {65, 2}, {128, 2}, {129, 3}, {most - 63, most / 64}, {most, most/64 + 1}} {
		if got := MaskLen(c[0]); got != c[1] {
			t.Errorf("MaskLen(%d) = %d, want %d", c[0], got, c[1])
		}
	}
	defer func() {
		if r := recover(); r != "rectify: MaskLen: n is negative" {
			t.Errorf("MaskLen(-1) panicked with %v", r)
		}
	}()
	t.Errorf("MaskLen(-1) = %d, want a panic", MaskLen(-1))
}

// named are types of a user's own.
type (
	named32 float32
	named64 float64
)

// callAll calls every function on slices that are on its stack. It is here that the compiler sees
// each inlined and nothing escape.
func callAll[T Float]() T {
	const n = 100
	var x, y, z [n]T
	var mask [(n + 63) / 64]uint64
	x[1], y[1], z[1] = -1, -2, -3
	ReLU(x[:])
	ReLUTo(x[:], y[:])
	LeakyReLU(x[:], 0.5)
	LeakyReLUTo(x[:], y[:], 0.5)
	ReLUGrad(x[:])
	ReLUGradTo(x[:], y[:])
	LeakyReLUGrad(x[:], 0.5)
	LeakyReLUGradTo(x[:], y[:], 0.5)
	ReLUBackward(x[:], y[:])
	ReLUBackwardTo(x[:], y[:], z[:])
	LeakyReLUBackward(x[:], y[:], 0.5)
	LeakyReLUBackwardTo(x[:], y[:], z[:], 0.5)
	ReLUBackwardFromOutput(x[:], y[:])
	ReLUBackwardFromOutputTo(x[:], y[:], z[:])
	ReLUMask(x[:], mask[:])
	ReLUBackwardMask(y[:], mask[:])
	LeakyReLUMask(z[:], mask[:], 0.5)
	LeakyReLUBackwardMask(z[:], mask[:], 0.5)
	return z[1]
}

func TestAllocations(t *testing.T) {
	plain := func() {
		var x [2]float32
		*(*float32)(unsafe.Add(unsafe.Pointer(unsafe.SliceData(x[:])), 4)) = 1
	}
	if raceEnabled || testing.AllocsPerRun(10, plain) != 0 {
		t.Skip("the race detector and checkptr let what they check escape")
	}
	for _, k := range kernels() {
		use(t, k)
		for name, f := range map[string]func(){
			"float32": func() { callAll[float32]() },
			"float64": func() { callAll[float64]() },
			"named32": func() { callAll[named32]() },
			"named64": func() { callAll[named64]() },
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
	}
}

// TestInlined has the compiler say that each exported function is inlined into its caller.
func TestInlined(t *testing.T) {
	if brief() {
		t.Skip("compiles the package")
	}
	goTool, err := exec.LookPath("go")
	if err != nil {
		t.Skip("needs the go command")
	}
	if runtime.Compiler != "gc" {
		t.Skip("reads what gc says")
	}
	cmd := exec.Command(goTool, "test", "-c", "-o", t.TempDir(), "-gcflags=-m", ".")
	cmd.Env = append(cmd.Environ(), "GOOS="+runtime.GOOS, "GOARCH="+runtime.GOARCH)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Skipf("%v: %v\n%s", cmd, err, out)
	}
	for i := range functions {
		f := &functions[i]
		// In callAll alone a function is called with its element type a shape.
		line := regexp.MustCompile(`api_test\.go:\d+:\d+: inlining call to ` + f.name + `\[go\.shape\.` + f.format.name + `\]`)
		if !line.Match(out) {
			t.Errorf("%v is not inlined", f)
		}
	}
}

// TestUseWhileRunning changes the kernel while other goroutines call.
func TestUseWhileRunning(t *testing.T) {
	use(t, Kernel()) // to come back to it
	done := make(chan error)
	const callers = 3
	for range callers {
		go func() {
			x := make([]float32, 2*chunk+1)
			for range 20 {
				for i := range x {
					x[i] = float32(i%7 - 3)
				}
				LeakyReLU(x, 0.5)
				for i, v := range x {
					want := float32(i%7 - 3)
					if want < 0 {
						want /= 2
					}
					if v != want {
						done <- fmt.Errorf("x[%d] = %v, want %v", i, v, want)
						return
					}
				}
			}
			done <- nil
		}()
	}
	for running := callers; running > 0; {
		for _, k := range kernels() {
			if err := Use(k); err != nil {
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
	each(t, all, func(t *testing.T, f *function) {
		for _, size := range []int{8, 16, 24, 32, 48, 64, 80, 96, 112, 128, 256, 512, 1024, 8192, 32768, chunk * f.size, 2 * chunk * f.size} {
			n := size / f.size
			in := make([][]byte, len(f.slices))
			for i := range in {
				in[i] = make([]byte, f.bytes(i, n))
			}
			want := f.want(in, f.one)
			f.call(in, f.one)
			for i := range in {
				f.compare(t, in, in, want, i, f.one, [3]int{})
			}
		}
	})
}
