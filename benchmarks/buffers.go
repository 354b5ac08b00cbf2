package main

import (
	"math/rand/v2"
	"unsafe"
)

// What the calls work on: memory at addresses that are known modulo 4096, and signs that are random
// and stay so.

const (
	page = 4096

	// The three slices of a call start so far from each other modulo a page that no load meets the
	// low twelve bits of a store in flight, which would look to the processor like the same address.
	aAway = 1344
	bAway = 2752

	// sourceBytes of random numbers is what slices are filled from, a piece at a time, each piece
	// from a random place: no branch predictor learns the signs, and the source stays in the
	// second-level cache. Small pieces, since large copies go past the caches.
	sourceBytes = 1 << 20
	pieceBytes  = 32 << 10

	// freshBytes is how much the changing buffers of one measurement have together. With as much
	// again that they were filled from they stay in a first-level cache of 48 KiB, and mostly in one
	// of 32.
	freshBytes = 16 << 10
)

// An arena is page-aligned memory of one kind of slice.
type arena []byte

func newArena(bytes int) arena {
	// Of float64, so that the garbage collector has nothing to look for in it.
	raw := make([]float64, (bytes+3*page)/8)
	all := unsafe.Slice((*byte)(unsafe.Pointer(&raw[0])), len(raw)*8)
	start := int(-uintptr(unsafe.Pointer(&all[0])) & (page - 1))
	all = all[start : start+bytes+2*page]
	for i := 0; i < len(all); i += page {
		all[i] = 1 // so that the page is there before the clock runs
	}
	return all
}

// memory is what all measurements of one type share.
type memory[F float] struct {
	dst, a, b, zeros, masks arena
	source                  []F
	signs                   *rand.Rand
}

// newMemory has room for one slice of so many bytes.
func newMemory[F float](bytes int) *memory[F] {
	bytes = max(bytes, freshBytes) // or many short ones
	m := &memory[F]{
		dst: newArena(bytes), a: newArena(bytes), b: newArena(bytes), zeros: newArena(bytes),
		masks: newArena(max(bytes/8, 2*freshBytes)),
		signs: rand.New(rand.NewPCG(1, 2)),
	}
	clear(m.zeros)
	m.source = make([]F, (sourceBytes+pieceBytes)/int(unsafe.Sizeof(*new(F))))
	for i := range m.source {
		v := F(0.5 + m.signs.Float64())
		if m.signs.Uint32()&1 == 0 {
			v = -v
		}
		m.source[i] = v
	}
	return m
}

// offsets are the distances in bytes of the slices from a multiple of 64.
type offsets struct{ dst, a, b int }

// layout is how the slices of a batch lie.
type layout struct {
	n     int
	fresh bool // changing buffers, not one
	off   offsets
	near  bool // all slices start at the same place modulo a page, but for the offsets
}

// freshCount is how many buffers there are where they change, or 1 where there is no room for four.
func (op *operation[F]) freshCount(n int) int {
	kinds := op.inputs
	if !op.inPlace {
		kinds++
	}
	if op.saved {
		kinds++
	}
	count := 1
	for 2*count*stride[F](n)*kinds <= freshBytes {
		count *= 2
	}
	if count < 4 {
		return 1
	}
	return count
}

// stride is from the start of one buffer to the next: whole cache lines.
func stride[F float](n int) int { return (n*int(unsafe.Sizeof(*new(F))) + 63) &^ 63 }

// batch lays out the buffers for op and fills them.
func (m *memory[F]) batch(op *operation[F], l layout) (*batch[F], func()) {
	count := 1
	if l.fresh {
		count = op.freshCount(l.n)
	}
	aAway, bAway := aAway, bAway
	if l.near {
		aAway, bAway = 0, 0
	}
	slices := func(from arena, away int) [][]F {
		list := make([][]F, count)
		for i := range list {
			p := unsafe.Pointer(&from[away+i*stride[F](l.n)])
			list[i] = unsafe.Slice((*F)(p), l.n)
		}
		return list
	}
	b := &batch[F]{last: count - 1, alpha: op.alpha}
	b.dst = slices(m.dst, l.off.dst)
	b.a = b.dst
	inputs := [][][]F{b.dst}
	if !op.inPlace {
		b.a = slices(m.a, aAway+l.off.a)
		inputs[0] = b.a
	}
	if op.inputs == 2 || op.saved {
		b.b = slices(m.b, bAway+l.off.b)
		inputs = append(inputs, b.b)
	}
	b.zeros = unsafe.Slice((*F)(unsafe.Pointer(&m.zeros[bAway])), l.n)
	if op.mask != noMask {
		words := (l.n + 63) / 64
		for i := range count {
			p := unsafe.Pointer(&m.masks[i*words*8])
			b.masks = append(b.masks, unsafe.Slice((*uint64)(p), words))
		}
	}
	refill := func() {
		for _, in := range inputs {
			for _, s := range in {
				m.fill(s)
			}
		}
		if op.mask == readsMask {
			for _, words := range b.masks {
				for i := range words {
					words[i] = m.signs.Uint64()
				}
			}
		}
	}
	refill()
	return b, refill
}

func (m *memory[F]) fill(s []F) {
	const line = 64
	each := pieceBytes / int(unsafe.Sizeof(*new(F)))
	for len(s) > 0 {
		n := min(len(s), each)
		at := int(m.signs.Uint32()) % (sourceBytes / line) * (line / int(unsafe.Sizeof(*new(F))))
		copy(s[:n], m.source[at:])
		s = s[n:]
	}
}
