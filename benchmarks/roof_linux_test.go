package main

import (
	"runtime/debug"
	"slices"
	"testing"
	"unsafe"

	tphakala16 "github.com/tphakala/simd/f16"
	"golang.org/x/sys/unix"
)

// guarded are two pages with a page on each side that nobody may touch.
func guarded(t *testing.T) []byte {
	all, err := unix.Mmap(-1, 0, 4*page, unix.PROT_NONE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { unix.Munmap(all) })
	if err := unix.Mprotect(all[page:3*page], unix.PROT_READ|unix.PROT_WRITE); err != nil {
		t.Skip(err)
	}
	return all
}

// Each loop loads and stores every byte of the slices that it says, and no other, at every length
// and offset; and what it stores is what it says.
func TestRoofs(t *testing.T) {
	if len(roofs[uint16](loadOne, true)) == 0 {
		t.Skip("no roof here")
	}
	var maps [4][]byte // dst, a, b, c
	for i := range maps {
		maps[i] = guarded(t)
	}
	words := func(m []byte, at, n int) []uint16 { return unsafe.Slice((*uint16)(unsafe.Pointer(&m[at])), n) }
	for kind := range loadKinds {
		used := map[int]int{loadOne: 2, loadTwo: 3, loadThree: 4, convertOne: 2, convertTwo: 3}[kind]
		for _, roof := range roofs[uint16](kind, false) {
			call := func(at [4]int, n int) (faults bool) {
				defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
				defer func() { faults = recover() != nil }()
				one := func(i int) [][]uint16 { return [][]uint16{words(maps[i], at[i], n)} }
				roof.run(&batch[uint16]{dst: one(0), a: one(1), b: one(2), c: one(3)}, 1)
				return false
			}
			for n := 1; n <= 300; n += 1 + n/70*13 {
				for off := 0; off < 64; off += 2 + n%5*2 {
					first, last := page+off, 3*page-2*n-off
					for _, at := range [][4]int{{first, last, page, last}, {last, page, last, page}, {page, page, 3*page - 2*n, 3*page - 2*n}} {
						dst, a := words(maps[0], page, page), words(maps[1], at[1], n)
						for i := range dst {
							dst[i] = uint16(0x3c00 + i%700)
						}
						for i := range a {
							a[i] = uint16(0x3c00 + (i*31+off)%1024)
						}
						want := slices.Clone(dst)
						for i, w := range a {
							if kind >= convertOne {
								w = tphakala16.FromFloat32(alphaHalf * tphakala16.ToFloat32(w))
							}
							want[(at[0]-page)/2+i] = w
						}
						if call(at, n) || !slices.Equal(dst, want) {
							t.Fatalf("%s, kind %d, n = %d at %v: touches or stores something else", roof.name, kind, n, at)
						}
					}
				}
				// A slice with one word in a page that nobody may touch, at its start or its end,
				// or in the middle.
				for i := range 4 {
					for _, bad := range []int{page - 2, 3*page - 2*n + 2, 3*page - n&^1} {
						at := [4]int{page, page, page, page}
						at[i] = bad
						if touches := i < used; (n > 1 || bad != 3*page-n&^1) && call(at, n) != touches {
							t.Fatalf("%s, kind %d, n = %d: slice %d at %d is touched: %v", roof.name, kind, n, i, bad, !touches)
						}
					}
				}
			}
		}
	}
}
