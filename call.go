package rectify

import (
	"strconv"
	"sync/atomic"
	"unsafe"
)

// What is behind the exported functions.
//
// Each of them calls the entry for the shape of its call: call1 for one slice, call2, call3, and
// callMask. Where there is assembly, an entry in assembly checks the arguments and jumps to the
// kernel, or, if anything is in the way of that, to the Go function of the same arguments here:
// slow1, and so on. That one checks again, and does all there is to do. Anything is: arguments that
// do not fit, slices that repeat, more than a chunk, no kernel in assembly, a goroutine that is to
// stop, a build for the race detector. Operations with three sources have a slice that repeats in
// any case, and are called there at once.

// An operation is what a function does with elements of any kind, in place or not.
const (
	opReLU uintptr = iota
	opLeakyReLU
	opReLUGrad
	opLeakyReLUGrad
	opClippedReLU
	opReLUSquared
	opReLUBackward
	opLeakyReLUBackward
	opReLUBackwardFromOutput
	opLeakyReLUBackwardFromOutput
	opClippedReLUBackward
	opClippedReLUBackwardFromOutput
	opReLUSquaredBackward
	opAddReLU
	opAddLeakyReLU
	opPReLU
	opPReLUBackward
	opReLUBackwardFromOutputBias
	opLeakyReLUBackwardFromOutputBias
	// What the kernels do where the last slice repeats, and is shorter than the others.
	opAddReLURepeat
	opAddLeakyReLURepeat
	opPReLURepeat
	opReLUMask
	opLeakyReLUMask
	opReLUBackwardMask
	opLeakyReLUBackwardMask
	// With a format, which is counted above them.
	opReLU16
	opLeakyReLU16
	opReLUBackward16
	opLeakyReLUBackward16
	opReLUBackwardFromOutput16
	opLeakyReLUBackwardFromOutput16
)

// A role is what a call does with its last slice.
type role uint8

const (
	source  role = iota // it is read, and as long as the others
	repeats             // it is read, and has an element for each column
	sums                // it is added to, and has an element for each column
	fills               // it is a mask to write
	masks               // it is a mask to read
)

// A description is what there is to know of an operation's slices. Their names are those of a call
// that is not in place: the first is written, and the others are sources.
type description struct {
	name   string
	slices []string
	last   role
}

var operations = [...]description{
	opReLU:                            {"ReLU", []string{"dst", "src"}, source},
	opLeakyReLU:                       {"LeakyReLU", []string{"dst", "src"}, source},
	opReLUGrad:                        {"ReLUGrad", []string{"dst", "src"}, source},
	opLeakyReLUGrad:                   {"LeakyReLUGrad", []string{"dst", "src"}, source},
	opClippedReLU:                     {"ClippedReLU", []string{"dst", "src"}, source},
	opReLUSquared:                     {"ReLUSquared", []string{"dst", "src"}, source},
	opReLUBackward:                    {"ReLUBackward", []string{"dx", "dy", "x"}, source},
	opLeakyReLUBackward:               {"LeakyReLUBackward", []string{"dx", "dy", "x"}, source},
	opReLUBackwardFromOutput:          {"ReLUBackwardFromOutput", []string{"dx", "dy", "y"}, source},
	opLeakyReLUBackwardFromOutput:     {"LeakyReLUBackwardFromOutput", []string{"dx", "dy", "y"}, source},
	opClippedReLUBackward:             {"ClippedReLUBackward", []string{"dx", "dy", "x"}, source},
	opClippedReLUBackwardFromOutput:   {"ClippedReLUBackwardFromOutput", []string{"dx", "dy", "y"}, source},
	opReLUSquaredBackward:             {"ReLUSquaredBackward", []string{"dx", "dy", "x"}, source},
	opAddReLU:                         {"AddReLU", []string{"dst", "x", "b"}, repeats},
	opAddLeakyReLU:                    {"AddLeakyReLU", []string{"dst", "x", "b"}, repeats},
	opPReLU:                           {"PReLU", []string{"dst", "x", "alpha"}, repeats},
	opPReLUBackward:                   {"PReLUBackward", []string{"dx", "dy", "x", "alpha"}, repeats},
	opReLUBackwardFromOutputBias:      {"ReLUBackwardFromOutputBias", []string{"dx", "dy", "y", "db"}, sums},
	opLeakyReLUBackwardFromOutputBias: {"LeakyReLUBackwardFromOutputBias", []string{"dx", "dy", "y", "db"}, sums},
	opReLUMask:                        {"ReLUMask", []string{"", "x", "mask"}, fills},
	opLeakyReLUMask:                   {"LeakyReLUMask", []string{"", "x", "mask"}, fills},
	opReLUBackwardMask:                {"ReLUBackwardMask", []string{"", "dy", "mask"}, masks},
	opLeakyReLUBackwardMask:           {"LeakyReLUBackwardMask", []string{"", "dy", "mask"}, masks},
	opReLU16:                          {"ReLU16", []string{"dst", "src"}, source},
	opLeakyReLU16:                     {"LeakyReLU16", []string{"dst", "src"}, source},
	opReLUBackward16:                  {"ReLUBackward16", []string{"dx", "dy", "x"}, source},
	opLeakyReLUBackward16:             {"LeakyReLUBackward16", []string{"dx", "dy", "x"}, source},
	opReLUBackwardFromOutput16:        {"ReLUBackwardFromOutput16", []string{"dx", "dy", "y"}, source},
	opLeakyReLUBackwardFromOutput16:   {"LeakyReLUBackwardFromOutput16", []string{"dx", "dy", "y"}, source},
}

// A code is an operation and the kind of its elements in one word, which says where the kernels are
// in their table, too (see asm_amd64.h and asm_arm64.h). The lowest bits are the size of an
// element:
//
//	op<<opBit | 4                      float32
//	op<<opBit | 8                      float64
//	op<<opBit | 2 + format<<formatBit  a 16-bit format, for operations from opReLU16 on
const (
	opBit     = 4
	sizeMask  = 1<<opBit - 1
	formatBit = 7
	formatOps = 1 << (formatBit - opBit)
	codes     = (opReLU16 + 3*formatOps) << opBit // all codes of known formats are below
)

// decode is the operation and the format in a code.
func decode(code uintptr) (op, format uintptr) {
	op = code >> opBit
	if op >= opReLU16 {
		format = (op - opReLU16) / formatOps
	}
	return op - format*formatOps, format
}

// A span is a slice without its type.
type span struct {
	p unsafe.Pointer
	n int
}

//go:noinline
func slow1(code uintptr, x unsafe.Pointer, n int, scalar unsafe.Pointer) {
	do(code, scalar, span{x, n})
}

//go:noinline
func slow2(code uintptr, a unsafe.Pointer, n int, b unsafe.Pointer, m int, scalar unsafe.Pointer) {
	do(code, scalar, span{a, n}, span{b, m})
}

//go:noinline
func slow3(code uintptr, a unsafe.Pointer, n int, b unsafe.Pointer, m int, c unsafe.Pointer, k int, scalar unsafe.Pointer) {
	do(code, scalar, span{a, n}, span{b, m}, span{c, k})
}

//go:noinline
func slowMask(code uintptr, x unsafe.Pointer, n int, mask unsafe.Pointer, words int, scalar unsafe.Pointer) {
	do(code, scalar, span{x, n}, span{mask, words})
}

//go:noinline
func slow4(code uintptr, a unsafe.Pointer, n int, b unsafe.Pointer, m int, c unsafe.Pointer, k int, d unsafe.Pointer, l int, scalar unsafe.Pointer) {
	do(code, scalar, span{a, n}, span{b, m}, span{c, k}, span{d, l})
}

// do is the whole of a call.
func do(code uintptr, scalar unsafe.Pointer, s ...span) {
	op, format := decode(code)
	d, size := &operations[op], code&sizeMask
	if op >= opReLU16 && format != uintptr(Float16) && format != uintptr(BFloat16) {
		panic(d.message("unknown Format16, neither Float16 nor BFloat16", s))
	}
	if fault := d.misuse(s, size); fault != "" {
		panic(d.message(fault, s))
	}
	first, last := &s[0], &s[len(s)-1] // not copied: as one word of 16 bytes each would wait for two of 8
	if first.n == 0 {
		return
	}
	d.annotate(s, size)

	sources := s
	if len(s) == len(d.slices) { // not in place
		sources = s[1:]
	}
	var j job
	j.code, j.kernel, j.scalar = code, atomic.LoadUintptr(&inUse.kernel), scalar
	j.dst, j.dy, j.x = first.p, sources[0].p, sources[0].p
	switch d.last {
	case source:
		j.x = last.p
		j.stream = streams(j.dst, j.dy, j.x, uintptr(first.n)*size)
	case fills, masks:
		j.dy, j.masked = last.p, true
	case sums:
		j.x, j.third = sources[1].p, last.p
		j.inRows(first.n, last.n)
		return
	case repeats:
		if len(sources) == 3 {
			j.x = sources[1].p
		} else if last.n == first.n {
			j.x = last.p
			j.inChunks(first.n)
			return
		} else {
			j.code += (opAddReLURepeat - opAddReLU) << opBit
		}
		j.repeat(*last, first.n)
		return
	}
	j.inChunks(first.n)
}

// misuse is what is wrong with the slices of a call, or "".
func (d *description) misuse(s []span, size uintptr) string {
	first, name := &s[0], func(i int) string { return d.names(s)[i] }
	for i := 1; i < len(s); i++ {
		t, role := &s[i], source
		if i == len(s)-1 {
			role = d.last
		}
		same := t.p == first.p && t.n == first.n // and allowed to be
		bytes := uintptr(t.n) * size
		switch role {
		case source:
			if t.n != first.n {
				return "lengths differ"
			}
		case repeats, sums:
			if first.n > 0 && (t.n == 0 || first.n%t.n != 0) {
				return "len(" + name(i) + ") does not divide len(" + name(0) + ")"
			}
		case fills, masks:
			if t.n < MaskLen(first.n) {
				return name(i) + " is shorter than MaskLen(len(" + name(0) + ")) = " + strconv.Itoa(MaskLen(first.n))
			}
			bytes = uintptr(t.n) * 8
		}
		if role == source || role == repeats {
			if !same && !disjoint(first.p, uintptr(first.n)*size, t.p, bytes) {
				return name(0) + " overlaps " + name(i) + " in part"
			}
			continue
		}
		for k := range i {
			if !disjoint(s[k].p, uintptr(s[k].n)*size, t.p, bytes) {
				return name(i) + " and " + name(k) + " overlap"
			}
		}
	}
	return ""
}

// disjoint reports whether n bytes at p and m bytes at q share no memory. There are no bytes at q only if
// there are none at p.
func disjoint(p unsafe.Pointer, n uintptr, q unsafe.Pointer, m uintptr) bool {
	d := uintptr(p) - uintptr(q)
	return n == 0 || d >= m && -d >= n
}

// names is what the slices are called.
func (d *description) names(s []span) []string {
	if len(s) == 1 {
		return []string{"x"}
	}
	return d.slices[len(d.slices)-len(s):]
}

// message is what a call with a fault panics with.
func (d *description) message(fault string, s []span) string {
	text := "rectify: " + d.name
	if len(s) == len(d.slices) {
		text += "To"
	}
	text += ": " + fault
	for i, name := range d.names(s) {
		text += [...]string{": ", ", "}[min(i, 1)] + "len(" + name + ") = " + strconv.Itoa(s[i].n)
	}
	return text
}

// A job is what a kernel is called with: a chunk of a call at the most.
type job struct {
	code       uintptr
	kernel     uintptr
	dst, dy, x unsafe.Pointer // dy is the first source, or the mask, and x the last
	n          int            // how many elements, of sums in a row
	scalar     unsafe.Pointer // alpha or max
	stream     bool           // whether stores go past the caches; amd64 loads it and blocks at once
	blocks     bool           // whether the slice that repeats is whole blocks, and dst at a cache line
	masked     bool           // whether dy is a mask

	// The slice that repeats: it has period bytes, a block at least, of which offset are before the
	// one that goes with the first element. The seam is its last block and then its first, where a
	// kernel finds in one piece what goes on from the end to the start.
	third, seam    unsafe.Pointer
	period, offset uintptr

	rows int // of sums, which are where the slice that repeats is, and have as many bytes as a row
}

// chunk is how many elements go to a kernel in one call: 128 KiB of float32. Assembly cannot be
// preempted, and the garbage collector would wait for a whole slice. It is a multiple of 64, so
// that a chunk ends where a word of a mask does, and keeps the alignment of the slice.
const chunk = 32 << 10

// block is how many bytes of a slice that repeats a kernel takes at a time, at the most.
const block = 256

const cacheLine = 64

// inChunks runs n elements, a chunk at a time.
func (j *job) inChunks(n int) {
	if n <= chunk {
		j.n = n
		j.run()
		return
	}
	for i := 0; i < n; i += chunk {
		part := j.from(i)
		part.n = min(chunk, n-i)
		part.run()
	}
}

// inRows runs n elements in rows of m, whose columns are summed: as many rows at a time as fit into
// a chunk, or a longer row by chunks.
func (j *job) inRows(n, m int) {
	size := j.code & sizeMask
	j.period = uintptr(m) * size
	j.stream = j.period%block == 0 && uintptr(j.dst)%cacheLine == 0 && streams(j.dst, j.dy, j.x, uintptr(n)*size)
	for i := 0; i < n; {
		part := j.from(i)
		part.n = min(chunk, m-i%m)
		part.rows = max(1, min(chunk/m, (n-i)/m))
		part.run()
		i += part.n * part.rows
	}
}

// from is the part of j from its element i on, which it must have: no pointer is formed past the end.
func (j *job) from(i int) job {
	part, bytes := *j, uintptr(i)*(j.code&sizeMask)
	part.dst, part.x = unsafe.Add(j.dst, bytes), unsafe.Add(j.x, bytes)
	if j.masked {
		part.dy = unsafe.Add(j.dy, i/8)
	} else {
		part.dy = unsafe.Add(j.dy, bytes)
	}
	if j.period > 0 && i > 0 {
		part.offset = bytes % j.period
	}
	return part
}

// repeat runs n elements where s repeats. The seam is where s ends, if every block is in one piece:
// no kernel aligns a destination that is at a cache line. A slice that is shorter than a block is
// copied as often as makes one. Where there is much to do, a short one is copied as often as makes
// whole cache lines, so that no vector of it is in two of them.
func (j *job) repeat(s span, n int) {
	whole, size := *j, j.code&sizeMask
	whole.third, whole.period = s.p, uintptr(s.n)*size
	whole.stream = streams(j.dst, j.dy, j.x, uintptr(n)*size)
	times := (block + whole.period - 1) / whole.period
	lines := cacheLine / min(whole.period&-whole.period, cacheLine)
	switch {
	case whole.period%block == 0 && uintptr(j.dst)%cacheLine == 0:
		whole.seam, whole.blocks = unsafe.Add(s.p, whole.period-block), true
		whole.inChunks(n)
	case times%lines != 0 && lines*whole.period <= lined && uintptr(n)*size >= 6*lined:
		whole.inLines(n, int(lines))
	default:
		whole.withSeam(n)
	}
}

// withSeam runs n elements with copies of the slice that repeats, or of its seam.
//
//go:noinline
func (j *job) withSeam(n int) {
	var room [3*block + cacheLine]byte
	b := room[-uintptr(unsafe.Pointer(&room))%cacheLine:]
	if j.period < block {
		j.inCopies(b, 1, n)
		return
	}
	whole, all := *j, unsafe.Slice((*byte)(j.third), j.period)
	copy(b, all[len(all)-block:])
	copy(b[block:], all[:block])
	whole.seam = unsafe.Pointer(&b[0])
	whole.inChunks(n)
}

// lined is how many bytes the copies in inLines have at the most.
const lined = 8 << 10

// inLines runs n elements with copies of the slice that repeats which make whole cache lines, and
// are in them where the destination is.
//
//go:noinline
func (j *job) inLines(n, times int) {
	var room [lined + block + cacheLine]byte
	j.inCopies(room[(uintptr(j.dst)-uintptr(unsafe.Pointer(&room)))%cacheLine:], times, n)
}

// inCopies runs n elements with the slice that repeats in b, a multiple of so many times that makes a
// block, and then once more as much as makes another.
func (j *job) inCopies(b []byte, times, n int) {
	whole, all := *j, unsafe.Slice((*byte)(j.third), j.period)
	period := times * len(all)
	period *= (block + period - 1) / period
	for done := copy(b, all); done < period+block; {
		done += copy(b[done:period+block], b[:done])
	}
	whole.third, whole.seam, whole.period = unsafe.Pointer(&b[0]), unsafe.Pointer(&b[period-block]), uintptr(period)
	whole.blocks = period%block == 0 && uintptr(j.dst)%cacheLine == 0
	whole.inChunks(n)
}

// streams reports whether stores go past the caches: a destination that is not a source need not be
// read before it is written over, if the caches cannot hold it and the sources, of so many bytes
// each, anyway.
func streams(dst, dy, x unsafe.Pointer, bytes uintptr) bool {
	all := 3 * bytes
	if dy == x {
		all = 2 * bytes
	}
	return dst != dy && dst != x && all >= streamMin
}
