package rectify

import (
	"math"
	"unsafe"
)

// The kernels in Go: what runs where there is no assembly, and what the tests hold the assembly
// to.
//
// Each loop takes its operands as floats where it compares and calculates, and as the words that
// hold them where it chooses and copies: a choice between words compiles to a conditional move
// (on amd64, arm64, ppc64le, loong64 and wasm), where a branch on random signs costs ten times the
// loop, and a copied word keeps every bit of a signalling NaN.
//
// A product that is added to something goes through a conversion or memory, since a compiler may
// round the two operations once.

// float and word are the two views of an element. The two in one call have the same size.
type (
	float interface{ float32 | float64 }
	word  interface{ uint32 | uint64 }
)

// loop runs j in Go.
func (j *job) loop() {
	switch j.code & sizeMask {
	case 4:
		loop[float32, uint32](j)
	case 8:
		loop[float64, uint64](j)
	default:
		loop16(j)
	}
}

// loop runs j on floats.
func loop[F float, W word](j *job) {
	switch j.code >> opBit {
	case opReLU:
		reluLoop[F, W](j)
	case opLeakyReLU:
		leakyReLULoop[F, W](j)
	case opReLUGrad, opLeakyReLUGrad:
		gradLoop[F, W](j)
	case opClippedReLU:
		clippedReLULoop[F, W](j)
	case opReLUSquared:
		reluSquaredLoop[F, W](j)
	case opReLUBackward:
		reluBackwardLoop[F, W](j)
	case opLeakyReLUBackward:
		leakyReLUBackwardLoop[F, W](j)
	case opReLUBackwardFromOutput:
		reluBackwardFromOutputLoop[F, W](j)
	case opLeakyReLUBackwardFromOutput:
		leakyReLUBackwardFromOutputLoop[F, W](j)
	case opClippedReLUBackward:
		clippedReLUBackwardLoop[F, W](j)
	case opClippedReLUBackwardFromOutput:
		clippedReLUBackwardFromOutputLoop[F, W](j)
	case opReLUSquaredBackward:
		reluSquaredBackwardLoop[F, W](j)
	case opAddReLU, opAddReLURepeat:
		addReLULoop[F, W](j)
	case opAddLeakyReLU, opAddLeakyReLURepeat:
		addLeakyReLULoop[F, W](j)
	case opPReLU, opPReLURepeat:
		preluLoop[F, W](j)
	case opPReLUBackward:
		preluBackwardLoop[F, W](j)
	case opReLUBackwardFromOutputBias:
		reluBackwardFromOutputLoop[F, W](j)
		sumLoop[F](j)
	case opLeakyReLUBackwardFromOutputBias:
		leakyReLUBackwardFromOutputLoop[F, W](j)
		sumLoop[F](j)
	case opReLUMask:
		maskLoop[F](j)
		reluLoop[F, W](j)
	case opLeakyReLUMask:
		maskLoop[F](j)
		leakyReLULoop[F, W](j)
	case opReLUBackwardMask:
		reluBackwardMaskLoop[W](j)
	case opLeakyReLUBackwardMask:
		leakyReLUBackwardMaskLoop[F, W](j)
	}
}

// slice is the n elements at p.
func slice[E any](p unsafe.Pointer, n int) []E { return unsafe.Slice((*E)(p), n) }

// bits is f as a word.
func bits[F float, W word](f F) W { return *(*W)(unsafe.Pointer(&f)) }

// all is how many elements j has.
func (j *job) all() int { return j.n * max(1, j.rows) }

func reluLoop[F float, W word](j *job) {
	in, out := slice[W](j.x, j.n), slice[W](j.dst, j.n)
	for i, x := range slice[F](j.x, j.n) {
		r := in[i]
		if x <= 0 {
			r = 0
		}
		out[i] = r
	}
}

func leakyReLULoop[F float, W word](j *job) {
	alpha, in, out := *(*F)(j.scalar), slice[W](j.x, j.n), slice[W](j.dst, j.n)
	for i, x := range slice[F](j.x, j.n) {
		r, scaled := in[i], bits[F, W](alpha*x)
		if x < 0 {
			r = scaled
		}
		out[i] = r
	}
}

func gradLoop[F float, W word](j *job) {
	alpha, one, out := *(*W)(j.scalar), bits[F, W](1), slice[W](j.dst, j.n)
	for i, x := range slice[F](j.x, j.n) {
		r := one
		if x < 0 {
			r = alpha
		}
		out[i] = r
	}
}

func clippedReLULoop[F float, W word](j *job) {
	most, in, out := *(*F)(j.scalar), slice[W](j.x, j.n), slice[W](j.dst, j.n)
	ofZero := W(0) // what becomes of 0
	if 0 > most {
		ofZero = bits[F, W](most)
	}
	for i, x := range slice[F](j.x, j.n) {
		r := in[i]
		if x > most {
			r = bits[F, W](most)
		}
		if x <= 0 {
			r = ofZero
		}
		out[i] = r
	}
}

func reluSquaredLoop[F float, W word](j *job) {
	out := slice[W](j.dst, j.n)
	for i, x := range slice[F](j.x, j.n) {
		r := bits[F, W](x * x)
		if x <= 0 {
			r = 0
		}
		out[i] = r
	}
}

func reluBackwardLoop[F float, W word](j *job) {
	in, out := slice[W](j.dy, j.n), slice[W](j.dst, j.n)
	for i, x := range slice[F](j.x, j.n) {
		r := in[i]
		if x < 0 {
			r = 0
		}
		out[i] = r
	}
}

func leakyReLUBackwardLoop[F float, W word](j *job) {
	alpha, dy, in, out := *(*F)(j.scalar), slice[F](j.dy, j.n), slice[W](j.dy, j.n), slice[W](j.dst, j.n)
	for i, x := range slice[F](j.x, j.n) {
		r, scaled := in[i], bits[F, W](alpha*dy[i])
		if x < 0 {
			r = scaled
		}
		out[i] = r
	}
}

func reluBackwardFromOutputLoop[F float, W word](j *job) {
	n := j.all()
	in, out := slice[W](j.dy, n), slice[W](j.dst, n)
	for i, y := range slice[F](j.x, n) {
		r := in[i]
		if y <= 0 {
			r = 0
		}
		out[i] = r
	}
}

func leakyReLUBackwardFromOutputLoop[F float, W word](j *job) {
	n := j.all()
	alpha, dy, in, out := *(*F)(j.scalar), slice[F](j.dy, n), slice[W](j.dy, n), slice[W](j.dst, n)
	for i, y := range slice[F](j.x, n) {
		r, scaled := in[i], bits[F, W](alpha*dy[i])
		if y <= 0 {
			r = scaled
		}
		out[i] = r
	}
}

func clippedReLUBackwardLoop[F float, W word](j *job) {
	most, in, out := *(*F)(j.scalar), slice[W](j.dy, j.n), slice[W](j.dst, j.n)
	for i, x := range slice[F](j.x, j.n) {
		r := in[i]
		if x < 0 {
			r = 0
		}
		if x >= most {
			r = 0
		}
		out[i] = r
	}
}

func clippedReLUBackwardFromOutputLoop[F float, W word](j *job) {
	most, in, out := *(*F)(j.scalar), slice[W](j.dy, j.n), slice[W](j.dst, j.n)
	for i, y := range slice[F](j.x, j.n) {
		r := in[i]
		if y <= 0 {
			r = 0
		}
		if y >= most {
			r = 0
		}
		out[i] = r
	}
}

func reluSquaredBackwardLoop[F float, W word](j *job) {
	dy, out := slice[F](j.dy, j.n), slice[W](j.dst, j.n)
	for i, x := range slice[F](j.x, j.n) {
		r := bits[F, W]((x + x) * dy[i])
		if x <= 0 {
			r = 0
		}
		out[i] = r
	}
}

// repeated is the slice that repeats, as long as a row, and which of its elements goes with the
// first: b or alpha, which is also the last source if it is as long as the others.
func repeated[F float](j *job) (row []F, k int) {
	size := j.code & sizeMask
	if j.period == 0 {
		return slice[F](j.x, j.n), 0
	}
	return slice[F](j.third, int(j.period/size)), int(j.offset / size)
}

func addReLULoop[F float, W word](j *job) {
	b, k := repeated[F](j)
	out := slice[W](j.dst, j.n)
	for i, x := range slice[F](j.dy, j.n) {
		sum := x + b[k]
		r := bits[F, W](sum)
		if sum <= 0 {
			r = 0
		}
		out[i] = r
		if k++; k == len(b) {
			k = 0
		}
	}
}

func addLeakyReLULoop[F float, W word](j *job) {
	b, k := repeated[F](j)
	alpha, out := *(*F)(j.scalar), slice[W](j.dst, j.n)
	for i, x := range slice[F](j.dy, j.n) {
		sum := x + b[k]
		r, scaled := bits[F, W](sum), bits[F, W](alpha*sum)
		if sum < 0 {
			r = scaled
		}
		out[i] = r
		if k++; k == len(b) {
			k = 0
		}
	}
}

func preluLoop[F float, W word](j *job) {
	alpha, k := repeated[F](j)
	in, out := slice[W](j.dy, j.n), slice[W](j.dst, j.n)
	for i, x := range slice[F](j.dy, j.n) {
		r, scaled := in[i], bits[F, W](alpha[k]*x)
		if x < 0 {
			r = scaled
		}
		out[i] = r
		if k++; k == len(alpha) {
			k = 0
		}
	}
}

func preluBackwardLoop[F float, W word](j *job) {
	alpha, k := repeated[F](j)
	dy, in, out := slice[F](j.dy, j.n), slice[W](j.dy, j.n), slice[W](j.dst, j.n)
	for i, x := range slice[F](j.x, j.n) {
		r, scaled := in[i], bits[F, W](alpha[k]*dy[i])
		if x < 0 {
			r = scaled
		}
		out[i] = r
		if k++; k == len(alpha) {
			k = 0
		}
	}
}

// sumLoop adds the rows at dst to the sums.
func sumLoop[F float](j *job) {
	sums := slice[F](unsafe.Add(j.third, j.offset), j.n)
	for row := range j.rows {
		for i, v := range slice[F](unsafe.Add(j.dst, uintptr(row)*j.period), j.n) {
			sums[i] += v
		}
	}
}

// maskLoop sets the mask of x.
func maskLoop[F float](j *job) {
	xs, mask := slice[F](j.x, j.n), slice[uint64](j.dy, MaskLen(j.n))
	for i := range mask {
		var w uint64
		for k, x := range xs[i*64 : min(i*64+64, len(xs))] {
			bit := uint64(1) << k
			if x < 0 {
				bit = 0
			}
			w |= bit
		}
		mask[i] = w
	}
}

func reluBackwardMaskLoop[W word](j *job) {
	out, mask := slice[W](j.dst, j.n), slice[uint64](j.dy, MaskLen(j.n))
	for i, r := range out {
		if mask[i/64]>>(i%64)&1 == 0 {
			r = 0
		}
		out[i] = r
	}
}

func leakyReLUBackwardMaskLoop[F float, W word](j *job) {
	alpha, dy, out, mask := *(*F)(j.scalar), slice[F](j.dst, j.n), slice[W](j.dst, j.n), slice[uint64](j.dy, MaskLen(j.n))
	for i, r := range out {
		scaled := bits[F, W](alpha * dy[i])
		if mask[i/64]>>(i%64)&1 == 0 {
			r = scaled
		}
		out[i] = r
	}
}

// What follows is for 16-bit floats, which are compared as they are: as signed numbers, the words
// from -0 to -Inf are -1<<15 to that of -Inf, and all others are above it.

// bfloat reports whether the format of j is BFloat16, and not Float16.
func (j *job) bfloat() bool {
	_, format := decode(j.code)
	return format == uintptr(BFloat16)
}

// minusInf is -Inf in the format of j, as a signed number.
func (j *job) minusInf() int16 {
	if j.bfloat() {
		return -1 << 7
	}
	return -1 << 10
}

// loop16 runs j on 16-bit floats.
func loop16(j *job) {
	switch op, _ := decode(j.code); op {
	case opReLU16:
		relu16Loop(j)
	case opReLUBackward16:
		reluBackward16Loop(j)
	case opReLUBackwardFromOutput16:
		reluBackwardFromOutput16Loop(j)
	case opLeakyReLU16, opLeakyReLUBackward16: // of which the first has one source in place of two
		leakyReLUBackward16Loop(j)
	case opLeakyReLUBackwardFromOutput16:
		leakyReLUBackwardFromOutput16Loop(j)
	}
}

func relu16Loop(j *job) {
	low, out := j.minusInf(), slice[int16](j.dst, j.n)
	for i, x := range slice[int16](j.x, j.n) {
		if x <= low {
			x = 0
		}
		out[i] = x
	}
}

func reluBackward16Loop(j *job) {
	low, in, out := j.minusInf(), slice[uint16](j.dy, j.n), slice[uint16](j.dst, j.n)
	for i, x := range slice[int16](j.x, j.n) {
		r := in[i]
		if x-1 < low { // x < 0: -0 is the least, and a step below it the greatest
			r = 0
		}
		out[i] = r
	}
}

func reluBackwardFromOutput16Loop(j *job) {
	low, in, out := j.minusInf(), slice[uint16](j.dy, j.n), slice[uint16](j.dst, j.n)
	for i, y := range slice[int16](j.x, j.n) {
		r := in[i]
		if y <= low {
			r = 0
		}
		if y == 0 {
			r = 0
		}
		out[i] = r
	}
}

func leakyReLUBackward16Loop(j *job) {
	low, in, out := j.minusInf(), slice[uint16](j.dy, j.n), slice[uint16](j.dst, j.n)
	for i, x := range slice[int16](j.x, j.n) {
		r := in[i]
		if x-1 < low {
			r = j.product16(r)
		}
		out[i] = r
	}
}

func leakyReLUBackwardFromOutput16Loop(j *job) {
	low, in, out := j.minusInf(), slice[uint16](j.dy, j.n), slice[uint16](j.dst, j.n)
	for i, y := range slice[int16](j.x, j.n) {
		r := in[i]
		if y <= low || y == 0 {
			r = j.product16(r)
		}
		out[i] = r
	}
}

// product16 is alpha times a float of j's kind: a product in float32, rounded to the kind.
func (j *job) product16(w uint16) uint16 {
	alpha := *(*float32)(j.scalar)
	if j.bfloat() {
		return toBFloat16(alpha * math.Float32frombits(uint32(w)<<16))
	}
	return toFloat16(alpha * fromFloat16(w))
}

// fromFloat16 is a float16's value, and of a NaN its payload. The bits of a float16, moved to where
// a float32 has its exponent and fraction, are a float32 that is 2^112 times too small: that is the
// difference of the biases.
func fromFloat16(w uint16) float32 {
	const inf = 0xff << 23
	u := math.Float32bits(math.Float32frombits(uint32(w&0x7fff)<<13) * 0x1p112)
	if w&0x7c00 == 0x7c00 {
		u |= inf
	}
	return math.Float32frombits(u | uint32(w&0x8000)<<16)
}

// toFloat16 rounds to nearest even. A NaN keeps the upper bits of its payload, and is quiet.
func toFloat16(f float32) uint16 {
	const (
		inf        = 0xff << 23
		overflows  = 0x477ff000 // 65520, halfway between the largest float16 and the next power of two
		normal     = 0x38800000 // 2^-14, the smallest normal float16
		rebias     = 112 << 23  // the difference of the biases
		half       = 0x3f000000 // 0.5, whose last bit is worth the smallest float16
		dropped    = 13         // bits of the fraction
		quiet, top = 0x0200, 0x7c00
	)
	u := math.Float32bits(f)
	sign := uint16(u >> 16 & 0x8000)
	switch u &^= 1 << 31; {
	case u > inf:
		return sign | top | quiet | uint16(u>>dropped&0x3ff)
	case u >= overflows:
		return sign | top
	case u < normal:
		// The processor rounds, as it adds what the sum has no bits for.
		return sign | uint16(math.Float32bits(math.Float32frombits(u)+0.5)-half)
	default:
		return sign | uint16(rounded(u-rebias, dropped))
	}
}

// toBFloat16 rounds to nearest even. A NaN keeps the upper bits of its payload, and is quiet.
func toBFloat16(f float32) uint16 {
	const inf, quiet = 0xff << 23, 0x40
	u := math.Float32bits(f)
	if u&^(1<<31) > inf {
		return uint16(u>>16) | quiet
	}
	return uint16(rounded(u, 16))
}

// rounded is u without its last bits, rounded to nearest even.
func rounded(u uint32, dropped int) uint32 {
	half := uint32(1)<<(dropped-1) - 1
	return (u + half + u>>dropped&1) >> dropped
}
