package main

import (
	"cmp"
	"math/rand/v2"
	"unsafe"

	"github.com/rectify-go/rectify"
	"github.com/rectify-go/rectify/internal/contract"
)

// What the calls work on: memory at addresses that are known modulo 4096, and signs that are random
// and stay so.

const (
	page = 4096

	// The slices of a call start so far from each other modulo a page that no load meets the low
	// twelve bits of a store in flight, which would look to the processor like the same address.
	aAway = 1344
	bAway = 2752
	cAway = 3456

	// freshBytes is how much the changing buffers of one measurement have together. With as much
	// again that they were filled from they stay in a first-level cache of 48 KiB, and mostly in
	// one of 32.
	freshBytes = 16 << 10
)

// memory is what all measurements share: page-aligned room for each kind of slice.
var memory struct{ dst, a, b, c, masks []byte }

// reserve makes room for slices of so many bytes.
func reserve(bytes int) {
	bytes = max(bytes, freshBytes) // or many short ones
	if len(memory.dst) < bytes {
		memory.dst, memory.a, memory.b, memory.c = aligned(bytes), aligned(bytes), aligned(bytes), aligned(bytes)
		memory.masks = aligned(max(bytes/8, 2*freshBytes))
	}
}

func aligned(bytes int) []byte {
	all := make([]byte, bytes+3*page)
	start := int(-uintptr(ptr(all)) & (page - 1))
	all = all[start : start+bytes+2*page]
	for i := 0; i < len(all); i += page {
		all[i] = 1 // so that the page is there before the clock runs
	}
	return all
}

// offsets are the distances in bytes of the slices from a multiple of 64.
type offsets struct{ Dst, A, B int }

// layout is how the slices of a batch lie.
type layout struct {
	n       int
	columns int  // of the third slice; 0 if that is as long as the others
	fresh   bool // changing buffers, not one
	off     offsets
	near    bool // all slices start at the same place modulo a page, but for the offsets
}

// freshCount is how many buffers there are where they change, or 1 where there is no room for four.
func (op *operation[E]) freshCount(l layout) int {
	kinds := op.loads
	if op.flags.has(to) {
		kinds++
	}
	if op.flags.has(third) && l.columns == 0 {
		kinds++
	}
	count := 1
	for 2*count*stride[E](l.n)*kinds <= freshBytes {
		count *= 2
	}
	if count < 4 {
		return 1
	}
	return count
}

// stride is from the start of one buffer to the next: whole cache lines.
func stride[E element](n int) int { return (n*elementSize[E]() + 63) &^ 63 }

func elementSize[E element]() int { return int(unsafe.Sizeof(*new(E))) }

// A bench measures one type. Slices are filled from random numbers of its, a piece at a time, each
// piece from a random place: no branch predictor learns the signs, and the source stays in the
// second-level cache. Small pieces, since large copies go past the caches.
type bench[E element] struct {
	format contract.Format
	random *rand.Rand
	varied []E // of both signs, from 0.5 to 1.5
	ones   []E // 1 and -1
	halves []E // 0.5 and -0.5
	small  []E // of both signs, to 0.001: a bias
}

const (
	sourceBytes = 256 << 10
	pieceBytes  = 32 << 10
)

func newBench[E element](format contract.Format) *bench[E] {
	m := &bench[E]{format: format, random: rand.New(rand.NewPCG(1, 2))}
	source := func(base, spread float64) []E {
		s := make([]E, (sourceBytes+pieceBytes)/format.Size)
		for i := range s {
			sign := float64(m.random.IntN(2))*2 - 1
			s[i] = m.of(sign * (base + spread*m.random.Float64()))
		}
		return s
	}
	m.varied, m.ones, m.halves, m.small = source(0.5, 1), source(1, 0), source(0.5, 0), source(0, 0.001)
	return m
}

// of is the element next to x.
func (m *bench[E]) of(x float64) E {
	var e [1]E
	m.format.Set(contract.Bytes(e[:]), 0, m.format.Bits(x))
	return e[0]
}

func (m *bench[E]) fill(s, source []E) {
	for len(s) > 0 {
		at := m.random.IntN(sourceBytes/64) * (64 / m.format.Size)
		s = s[copy(s, source[at:at+pieceBytes/m.format.Size]):]
	}
}

// The alphas keep the sign, and are so close to 1 that thousands of passes over one buffer neither
// overflow nor get to the subnormal numbers, which are slow to multiply on many processors.
// LeakyReLU is the larger of x and alpha*x up to 1, and the smaller above: not every kernel takes
// the short way for both. In 16 bits the product is x again.
const (
	alphaBelow = 0.999
	alphaAbove = 1.001
	alphaHalf  = 0.9999
)

// batch lays out the buffers for op, and fills them.
func (m *bench[E]) batch(op *operation[E], l layout) (*batch[E], func()) {
	count, n := 1, l.n
	if l.fresh {
		count = op.freshCount(l)
	}
	list := func(from []byte, away, off int) [][]E {
		if l.near {
			away = 0
		}
		list := make([][]E, count)
		for i := range list {
			list[i] = unsafe.Slice((*E)(unsafe.Pointer(&from[away+off+i*stride[E](n)])), n)
		}
		return list
	}
	b := &batch[E]{last: count - 1, columns: cmp.Or(l.columns, n), alpha: m.of(alphaBelow), max: m.of(1), slope: alphaHalf, format: rectify.Format16(m.format.Word)}
	if op.flags.has(steep) {
		b.alpha = m.of(alphaAbove)
	}
	b.dst = list(memory.dst, 0, l.off.Dst)
	b.a, b.b, b.c = b.dst, b.dst, list(memory.c, cAway, 0)
	if op.flags.has(to) {
		b.a = list(memory.a, aAway, l.off.A)
	}
	if op.loads == 2 {
		b.b = list(memory.b, bAway, l.off.B)
	} else if op.flags.has(third) && l.columns == 0 {
		b.b = b.c // the roof's second source
	}
	for i := range b.c {
		if l.columns > 0 {
			b.c[i] = unsafe.Slice(&b.c[0][0], l.columns)
		}
		clear(b.c[i]) // for those who have only the maximum of two slices
		if op.flags.has(masks) {
			words := (n + 63) / 64
			b.masks = append(b.masks, unsafe.Slice((*uint64)(unsafe.Pointer(&memory.masks[i*words*8])), words))
		}
	}
	refill := func() {
		first, second := m.varied, m.varied
		if op.flags.has(squares) {
			first, second = m.ones, m.halves
		}
		for i := range count {
			m.fill(b.a[i], first)
			if op.loads == 2 {
				m.fill(b.b[i], second)
			}
			if op.flags.has(slopes) {
				for j := range b.c[i] {
					b.c[i][j] = b.alpha
				}
			} else if op.flags.has(third) {
				m.fill(b.c[i], m.small)
			}
			if op.flags.has(readsMask) {
				for j := range b.masks[i] {
					b.masks[i][j] = m.random.Uint64()
				}
			}
		}
	}
	refill()
	return b, refill
}
