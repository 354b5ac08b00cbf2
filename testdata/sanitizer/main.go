// Sanitizer uses the package on memory of C's, rightly or wrongly, for the memory and the address sanitizer to
// judge: TestSanitizers builds it with each of them.
//
//	sanitizer                     lists the wrong uses
//	sanitizer right               uses the package rightly
//	sanitizer FUNCTION SLICE HOW  uses the function wrongly, in its slice with this number
package main

/*
#include <stdlib.h>

// filled is so many bytes, which are floats of any kind, words of any kind, bits of any kind.
static void *filled(size_t bytes) {
	unsigned char *p = malloc(bytes);
	for (size_t i = 0; i < bytes; i++)
		p[i] = i * 0x65;
	return p;
}

static int seen[256];

// count uses each byte as an index, which must not be uninitialized.
static void count(const unsigned char *p, size_t bytes) {
	for (size_t i = 0; i < bytes; i++)
		seen[p[i]]++;
}
*/
import "C"

import (
	"fmt"
	"os"
	"strconv"
	"unsafe"

	"github.com/rectify-go/rectify"
)

// A call is a function of each shape that the package has. Of its slices, in order, it says what they are, floats, a
// mask or 16-bit words, in upper case where the function only writes: those need not be initialized.
type call struct {
	name   string
	slices string
	do     func(s []memory, n int)
}

var calls = []call{
	{"ReLU", "f", func(s []memory, n int) { rectify.ReLU(s[0].floats(n)) }},
	{"LeakyReLUTo", "Ff", func(s []memory, n int) { rectify.LeakyReLUTo(s[0].floats(n), s[1].floats(n), 0.1) }},
	{"ReLUBackward", "ff", func(s []memory, n int) { rectify.ReLUBackward(s[0].floats(n), s[1].floats(n)) }},
	{"LeakyReLUBackwardTo", "Fff", func(s []memory, n int) {
		rectify.LeakyReLUBackwardTo(s[0].floats(n), s[1].floats(n), s[2].floats(n), 0.1)
	}},
	{"AddReLUTo", "Fff", func(s []memory, n int) {
		rectify.AddReLUTo(s[0].floats(n), s[1].floats(n), s[2].floats(n))
	}},
	{"PReLUBackwardTo", "Ffff", func(s []memory, n int) {
		rectify.PReLUBackwardTo(s[0].floats(n), s[1].floats(n), s[2].floats(n), s[3].floats(n))
	}},
	{"ReLUBackwardFromOutputBiasTo", "Ffff", func(s []memory, n int) {
		rectify.ReLUBackwardFromOutputBiasTo(s[0].floats(n), s[1].floats(n), s[2].floats(n), s[3].floats(n))
	}},
	{"ReLUMask", "fM", func(s []memory, n int) { rectify.ReLUMask(s[0].floats(n), s[1].mask(n)) }},
	{"ReLUBackwardMask", "fm", func(s []memory, n int) { rectify.ReLUBackwardMask(s[0].floats(n), s[1].mask(n)) }},
	{"LeakyReLUBackward16To", "Www", func(s []memory, n int) {
		rectify.LeakyReLUBackward16To(rectify.Float16, s[0].words(n), s[1].words(n), s[2].words(n), 0.1)
	}},
}

// memory is C's.
type memory struct{ p unsafe.Pointer }

func (m memory) floats(n int) []float32 { return unsafe.Slice((*float32)(m.p), n) }
func (m memory) words(n int) []uint16   { return unsafe.Slice((*uint16)(m.p), n) }
func (m memory) mask(n int) []uint64    { return unsafe.Slice((*uint64)(m.p), rectify.MaskLen(n)) }

// bytes is the size of a slice of a kind, for n floats.
func bytes(kind byte, n int) C.size_t {
	switch kind {
	case 'f', 'F':
		return C.size_t(4 * n)
	case 'w', 'W':
		return C.size_t(2 * n)
	}
	return C.size_t(8 * rectify.MaskLen(n))
}

func onlyWritten(kind byte) bool { return kind < 'a' }

// right calls the function, on n floats, and uses what it has written.
func (c *call) right(n int) {
	s := make([]memory, len(c.slices))
	for i := range s {
		size := bytes(c.slices[i], n)
		if onlyWritten(c.slices[i]) {
			s[i].p = C.malloc(size)
		} else {
			s[i].p = C.filled(size)
		}
	}
	c.do(s, n)
	for i := range s {
		C.count((*C.uchar)(s[i].p), bytes(c.slices[i], n))
		C.free(s[i].p)
	}
	fmt.Println(c.name, n)
}

// wrong calls the function where slice number bad is not initialized, ends before its last element, or is no more.
func (c *call) wrong(bad int, how string) {
	const n = 64 // a mask of one word, and so of two for an element more
	s := make([]memory, len(c.slices))
	for i := range s {
		kind := c.slices[i]
		switch {
		case i != bad:
			s[i].p = C.filled(bytes(kind, n+1))
		case how == "uninitialized":
			s[i].p = C.malloc(bytes(kind, n+1))
		case how == "past":
			s[i].p = C.filled(bytes(kind, n))
		case how == "freed":
			s[i].p = C.filled(bytes(kind, n+1))
			C.free(s[i].p)
		}
	}
	fmt.Println("calling")
	c.do(s, n+1)
	fmt.Println("returned")
}

func main() {
	switch len(os.Args) {
	case 1:
		for _, c := range calls {
			for i := range c.slices {
				fmt.Println(c.name, i, "past")
				fmt.Println(c.name, i, "freed")
				if !onlyWritten(c.slices[i]) {
					fmt.Println(c.name, i, "uninitialized")
				}
			}
		}
	case 2:
		for _, c := range calls {
			for _, n := range []int{1, 3, 64, 100, 100_000} {
				c.right(n)
			}
		}
	case 4:
		for _, c := range calls {
			if c.name == os.Args[1] {
				slice, _ := strconv.Atoi(os.Args[2])
				c.wrong(slice, os.Args[3])
			}
		}
	}
}
