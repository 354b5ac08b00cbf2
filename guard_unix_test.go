//go:build unix && !aix && !solaris

package rectify

import (
	"os"
	"runtime/debug"
	"testing"

	"golang.org/x/sys/unix"
)

// guarded is n pages of memory between two pages that cannot be read or written.
func guarded(t *testing.T, n int) []byte {
	page := os.Getpagesize()
	b, err := unix.Mmap(-1, 0, (n+2)*page, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		t.Fatal("mmap:", err)
	}
	t.Cleanup(func() { unix.Munmap(b) })
	protect(t, b[:page], unix.PROT_NONE)
	protect(t, b[(n+1)*page:], unix.PROT_NONE)
	return b[page:][:n*page]
}

func protect(t *testing.T, b []byte, prot int) {
	if err := unix.Mprotect(b, prot); err != nil {
		t.Fatal("mprotect:", err)
	}
}

// TestGuardPages has each slice flush against the guard before it or the guard after it, in all
// combinations, and what a function only reads in memory that cannot be written. The first slice also
// begins one float after the guard: off alignment, where the others are flush.
func TestGuardPages(t *testing.T) {
	var memory [3][]byte
	for i := range memory {
		memory[i] = guarded(t, 36) // for the longest slice, once at each end
	}
	each(t, all, func(t *testing.T, f *function) {
		values := f.mixed()
		for _, n := range f.lengths() {
			in := f.filled(n, values, n)
			for i := range in {
				copy(memory[i], in[i])
				copy(memory[i][len(memory[i])-len(in[i]):], in[i])
				if !f.writes(i) {
					protect(t, memory[i], unix.PROT_READ)
				}
			}
			for _, alpha := range f.ways() {
				want := f.want(in, alpha)
				for ends := range 2 << len(in) {
					s := make([][]byte, len(in))
					for i := range s {
						s[i] = memory[i][:len(in[i])]
						if ends>>i&1 != 0 {
							s[i] = memory[i][len(memory[i])-len(in[i]):]
						}
						if i == 0 && ends>>len(in) != 0 {
							s[i] = memory[i][f.of(i).size:][:len(in[i])]
						}
						if f.writes(i) {
							copy(s[i], in[i])
						}
					}
					guardedCall(t, f, s, alpha, n, ends)
					for i := range s {
						f.compare(t, in, s, want, i, alpha, [3]int{})
					}
				}
			}
			for i := range in {
				protect(t, memory[i], unix.PROT_READ|unix.PROT_WRITE)
			}
		}
	})
}

// guardedCall is f.call, where a fault fails the test.
func guardedCall(t *testing.T, f *function, s [][]byte, alpha uint64, n, ends int) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			t.Fatalf("%v on %s: n = %d, slices at the end of a page (a bit each, and the highest for the first slice a float after one): %b: %v", f, Kernel(), n, ends, r)
		}
	}()
	f.call(s, alpha)
}
