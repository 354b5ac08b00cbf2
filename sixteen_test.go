package rectify_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/rectify-go/rectify"
	"github.com/rectify-go/rectify/internal/contract"
)

// All words of the 16-bit formats.

// words is all words from one on, as the bytes of a slice.
func words(from int) []byte {
	b := make([]uint16, 1<<16)
	for i := range b {
		b[i] = uint16(i + from)
	}
	return contract.Bytes(b)
}

// TestAllWords has all words through the functions of one slice, for each kind of alpha. A slice of
// them is two chunks, and begins at an even and at an odd address.
func TestAllWords(t *testing.T) {
	one := func(f *function) bool { return f.Size == 2 && f.Sources() == 1 }
	eachOnce(t, one, func(t *testing.T, f *function) {
		for i, scalar := range f.Scalars() {
			if brief() && i%3 != 0 {
				continue
			}
			places := []place{{}, {1, 3}}
			if !unaligned {
				places = places[:1]
			}
			f.check(t, [][]byte{words(0), words(0)}[:len(f.Slices)], scalar, places...)
		}
	})
}

// TestWordPairs has pairs of all words through the functions of two slices: dy holds them all, and
// x holds them at every rotation with -exhaustive, which is all pairs; else at one in 2003, a
// prime. What the plain loop makes of a pair is chosen between two words that it was asked for
// before: for x it tells only whether dy is kept, or else what becomes of dy. So are the loops in
// Go made, which need not see all pairs.
func TestWordPairs(t *testing.T) {
	two := func(f *function) bool { return f.Size == 2 && f.Sources() == 2 && (!f.To() || !*exhaustive) }
	step := 2003
	if *exhaustive {
		step = 1
	} else if brief() {
		step *= 7
	}
	twice := append(words(0), words(0)...)
	eachOnce(t, two, func(t *testing.T, f *function) {
		scalar := f.ScalarBits(0.3)
		dy := words(0)
		changed := contract.View[uint16](f.plain(dy, sameWord(f.Bits(-1)), scalar))
		ones := contract.View[uint16](f.plain(sameWord(f.One()), words(0), scalar))
		var dropped [1 << 17]bool // at x, and again
		for i := range dropped {
			dropped[i] = uint64(ones[uint16(i)]) != f.One()
		}
		in := [][]byte{dy, dy, dy}[:len(f.Slices)]
		last := len(in) - 1
		got := [][]byte{bytes.Clone(dy), dy, dy}[:len(in)]
		want := make([]uint16, 1<<16)
		for r := 0; r < 1<<16; r += step {
			in[last] = twice[r*2:][:1<<17]
			got[last] = in[last]
			for i, drop := range dropped[r:][:len(want)] {
				w := uint16(i)
				if drop {
					w = changed[i]
				}
				want[i] = w
			}
			onEach(func() {
				if rectify.Kernel() == "generic" && *exhaustive && r%16 != 0 {
					return
				}
				copy(got[0], dy)
				f.call(got, scalar)
				f.compare(t, in, got, [][]byte{contract.Bytes(want)}, 0, scalar, place{})
			})
		}
	})
}

// sameWord is one word as often as there are words, as the bytes of a slice.
func sameWord(w uint64) []byte {
	b := make([]uint16, 1<<16)
	for i := range b {
		b[i] = uint16(w)
	}
	return contract.Bytes(b)
}

// plain is what the plain loop makes of dy and x.
func (f *function) plain(dy, x []byte, scalar uint64) []byte {
	in := [][]byte{dy, x}
	if f.To() {
		in = [][]byte{dy, dy, x}
	}
	return f.Want(in, scalar)[0]
}

// TestUnknownFormat has a format that is none.
func TestUnknownFormat(t *testing.T) {
	for name, call := range map[string]func(f rectify.Format16, a, b, c []named16){
		"ReLU16":                          func(f rectify.Format16, a, b, c []named16) { rectify.ReLU16(f, a) },
		"ReLU16To":                        func(f rectify.Format16, a, b, c []named16) { rectify.ReLU16To(f, a, b) },
		"LeakyReLU16":                     func(f rectify.Format16, a, b, c []named16) { rectify.LeakyReLU16(f, a, 1) },
		"LeakyReLU16To":                   func(f rectify.Format16, a, b, c []named16) { rectify.LeakyReLU16To(f, a, b, 1) },
		"ReLUBackward16":                  func(f rectify.Format16, a, b, c []named16) { rectify.ReLUBackward16(f, a, b) },
		"ReLUBackward16To":                func(f rectify.Format16, a, b, c []named16) { rectify.ReLUBackward16To(f, a, b, c) },
		"LeakyReLUBackward16":             func(f rectify.Format16, a, b, c []named16) { rectify.LeakyReLUBackward16(f, a, b, 1) },
		"LeakyReLUBackward16To":           func(f rectify.Format16, a, b, c []named16) { rectify.LeakyReLUBackward16To(f, a, b, c, 1) },
		"ReLUBackwardFromOutput16":        func(f rectify.Format16, a, b, c []named16) { rectify.ReLUBackwardFromOutput16(f, a, b) },
		"ReLUBackwardFromOutput16To":      func(f rectify.Format16, a, b, c []named16) { rectify.ReLUBackwardFromOutput16To(f, a, b, c) },
		"LeakyReLUBackwardFromOutput16":   func(f rectify.Format16, a, b, c []named16) { rectify.LeakyReLUBackwardFromOutput16(f, a, b, 1) },
		"LeakyReLUBackwardFromOutput16To": func(f rectify.Format16, a, b, c []named16) { rectify.LeakyReLUBackwardFromOutput16To(f, a, b, c, 1) },
	} {
		for _, f := range []rectify.Format16{0, 3, 4, 255} {
			for _, n := range []int{0, 5} {
				a, b, c := slices16(n), slices16(n), slices16(n)
				func() {
					defer func() {
						if r, ok := recover().(string); !ok || !strings.HasPrefix(r, "rectify: ") || !strings.Contains(r, "Format16") {
							t.Errorf("%s with format %d, n = %d, panicked with %q", name, f, n, r)
						}
					}()
					call(f, a, b, c)
				}()
				for _, w := range append(append(a, b...), c...) {
					if w != 0xfbff {
						t.Errorf("%s with format %d wrote before it panicked", name, f)
					}
				}
			}
		}
	}
}

// slices16 is n negative numbers.
func slices16(n int) []named16 {
	s := make([]named16, n)
	for i := range s {
		s[i] = 0xfbff
	}
	return s
}
