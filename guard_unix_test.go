//go:build unix && !aix && !solaris

package rectify_test

import (
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/rectify-go/rectify"
	"github.com/rectify-go/rectify/internal/contract"
)

// guarded is n pages of memory between two pages that cannot be read or written, seen in two ways:
// one that can be written, and one that can only be read.
func guarded(t *testing.T, n int) (write, read []byte) {
	page := os.Getpagesize()
	file, err := os.Create(filepath.Join(t.TempDir(), "memory"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := file.Truncate(int64((n + 2) * page)); err != nil {
		t.Fatal(err)
	}
	view := func(prot int) []byte {
		b, err := unix.Mmap(int(file.Fd()), 0, (n+2)*page, prot, unix.MAP_SHARED)
		if err != nil {
			t.Fatal("mmap:", err)
		}
		t.Cleanup(func() { unix.Munmap(b) })
		protect(t, b[:page], unix.PROT_NONE)
		protect(t, b[(n+1)*page:], unix.PROT_NONE)
		return b[page:][:n*page]
	}
	return view(unix.PROT_READ | unix.PROT_WRITE), view(unix.PROT_READ)
}

func protect(t *testing.T, b []byte, prot int) {
	if err := unix.Mprotect(b, prot); err != nil {
		t.Fatal("mprotect:", err)
	}
}

// TestGuardPages has each slice flush against the guard before it or the guard after it, and what a
// function only reads in memory that cannot be written. The first slice also begins one float after
// the guard: off alignment, where the others are flush.
func TestGuardPages(t *testing.T) {
	var memory, read [4][]byte
	for i := range memory {
		memory[i], read[i] = guarded(t, 36) // for the longest slice, once at each end
	}
	eachOnce(t, all, func(t *testing.T, f *function) {
		values := f.Mixed()
		given := memory
		for i := range f.Slices {
			if !f.Writes(i) {
				given[i] = read[i]
			}
		}
		try := func(n, row int) {
			in := f.Filled(n, row, values, n)
			for i := range in {
				copy(memory[i], in[i])
				copy(memory[i][len(memory[i])-len(in[i]):], in[i])
			}
			f.guarded(t, &given, in)
		}
		for _, n := range f.lengths() {
			for _, row := range f.rows(n) {
				try(n, row)
			}
		}
		if repeats(f) {
			for _, row := range []int{1, 7, 31, 32, 33, 64, 65, 96, 128, 192, 256, 257, 1000} {
				try(2*row, row)
				try(5*row, row)
			}
		}
	})
}

// allEnds is where slices lie: flush with the guard before it, that after it, or an element after
// the first (0, 1, 2).
var allEnds = [][4]int{
	{0, 0, 0, 0}, {0, 1, 1, 1}, {0, 1, 0, 1}, {0, 0, 1, 1},
	{1, 0, 0, 0}, {1, 1, 1, 1}, {1, 1, 0, 0}, {1, 0, 1, 1},
	{2, 0, 0, 1}, {2, 1, 1, 0},
}

// guarded calls f on in, which is at the ends of memory.
func (f *function) guarded(t *testing.T, memory *[4][]byte, in [][]byte) {
	s := make([][]byte, len(in))
	for _, scalar := range f.Ways() {
		want := f.Want(in, scalar)
		onEach(func() {
			for _, ends := range allEnds {
				for i := range s {
					switch ends[i] {
					case 0:
						s[i] = memory[i][:len(in[i])]
					case 1:
						s[i] = memory[i][len(memory[i])-len(in[i]):]
					case 2:
						s[i] = memory[i][f.Size:][:len(in[i])]
					}
					if f.Writes(i) {
						copy(s[i], in[i])
					}
				}
				guardedCall(t, f, in, s, scalar, ends)
				for i := range s {
					f.compare(t, in, s, want, i, scalar, place{})
				}
			}
		})
	}
}

// guardedCall is f.call, where a fault fails the test.
func guardedCall(t *testing.T, f *function, in, s [][]byte, scalar uint64, ends [4]int) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			t.Fatalf("%s: slices at %v: %v",
				f.said(in, scalar, place{}), ends[:len(s)], r)
		}
	}()
	f.call(s, scalar)
}

// TestTraceback has each kernel fault, and wants to see it by name in the traceback, with the name
// of the package, and no Go function before it where none is needed. For a short slice that does not
// repeat, AVX-512 has AVX2's. With the race detector, for which all go the slow way, it is left out.
func TestTraceback(t *testing.T) {
	none, _ := guarded(t, 1)
	protect(t, none, unix.PROT_NONE)
	suffix := map[string]string{"generic": `Loop\[`, "avx2": `AVX2\(`, "avx512": `AVX512\(`, "neon": `NEON\(`}
	each(t, all, func(t *testing.T, f *function) {
		for _, n := range []int{len(none) / 8, 64 / f.Size} {
			kernel := rectify.Kernel()
			if rectify.RaceEnabled && n*f.Size == 64 {
				continue
			}
			if kernel == "avx512" && n*f.Size == 64 && !repeats(f) {
				kernel = "avx2"
			}
			name := regexp.MustCompile(`(?m)^github\.com/rectify-go/rectify\.[a-z]\w*` + suffix[kernel])
			if f.Size == 2 && kernel == "generic" {
				name = regexp.MustCompile(`(?m)^github\.com/rectify-go/rectify\.[a-z]\w*16Loop\(`)
			}
			for i := range f.Slices {
				if f.Slices[i].Role == contract.Repeated || repeats(f) && n*f.Size == 64 {
					continue // of which Go makes a copy, if it is short
				}
				s := make([][]byte, len(f.Slices))
				for j := range s {
					s[j] = make([]byte, f.bytes(j, n, n))
				}
				s[i] = none[:f.bytes(i, n, n)]
				stack := traceback(t, f, s)
				if !name.MatchString(stack) {
					t.Errorf("where %s of %d cannot be read or written, the traceback has nothing like %s:\n%s", f.Slices[i].Name, n, name, stack)
				}
				if kernel != "generic" && !repeats(f) && !rectify.RaceEnabled {
					straight(t, f, s)
				}
			}
		}
	})
}

// TestTracebackRows has rows of whole blocks, and a destination at a cache line: on amd64, no Go function
// comes before the kernel.
func TestTracebackRows(t *testing.T) {
	if runtime.GOARCH != "amd64" || rectify.RaceEnabled {
		t.Skip("SKIP: such a call goes the slow way here")
	}
	none, _ := guarded(t, 1)
	protect(t, none, unix.PROT_NONE)
	eachOnce(t, repeats, func(t *testing.T, f *function) {
		for _, k := range kernels() {
			if use(t, k); k == "generic" {
				continue
			}
			s := make([][]byte, len(f.Slices))
			for j := range s {
				s[j] = make([]byte, f.bytes(j, 1024/f.Size, 512/f.Size))
			}
			s[0] = none[:1024]
			straight(t, f, s)
		}
	})
}

// straight checks that a call that faults came to the kernel without Go, for once: the runtime may ask a
// call to stop, which goes the slow way then.
func straight(t *testing.T, f *function, s [][]byte) {
	t.Helper()
	stack := ""
	for range [10]int{} {
		if stack = traceback(t, f, s); !strings.Contains(stack, "rectify.do(") {
			return
		}
	}
	t.Errorf("%v on %s went the slow way:\n%s", f, rectify.Kernel(), stack)
}

// traceback is that of a call that faults.
func traceback(t *testing.T, f *function, s [][]byte) (stack string) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if recover() == nil {
			t.Errorf("%v did not fault", f)
		}
		stack = string(debug.Stack())
	}()
	f.call(s, f.ScalarBits(0.5))
	return ""
}
