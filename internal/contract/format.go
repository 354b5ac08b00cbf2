package contract

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"unsafe"
)

// A Format is how an element keeps its bits: the sign at the top, then the exponent, then the
// fraction.
type Format struct {
	Name string
	Size int
	Sign uint64   // the sign bit, which alone is -0
	Inf  uint64   // infinity: all bits of the exponent, and no other
	Word Format16 // of the 16-bit formats
}

var (
	Float32  = Format{"float32", 4, 1 << 31, 0xff << 23, 0}
	Float64  = Format{"float64", 8, 1 << 63, 0x7ff << 52, 0}
	Float16  = Format{"float16", 2, 1 << 15, 0x1f << 10, 1}
	BFloat16 = Format{"bfloat16", 2, 1 << 15, 0xff << 7, 2}

	Formats = []Format{Float32, Float64, Float16, BFloat16}
)

// Normal is the smallest normal number, which is also the unit of the exponent.
func (f Format) Normal() uint64 { return f.Inf & -f.Inf }

// Quiet is the bit that tells a quiet NaN.
func (f Format) Quiet() uint64 { return f.Normal() >> 1 }

// One is the number 1.
func (f Format) One() uint64 { return f.Inf >> 1 &^ (f.Normal() - 1) }

// Ones is all bits of an element.
func (f Format) Ones() uint64 { return f.Sign<<1 - 1 }

// IsNaN reports whether a float is a NaN.
func (f Format) IsNaN(bits uint64) bool { return bits&^f.Sign > f.Inf }

// IsInfOrNaN reports whether a float is infinite or a NaN.
func (f Format) IsInfOrNaN(bits uint64) bool { return bits&^f.Sign >= f.Inf }

// IsSubnormal reports whether a float lies between 0 and the normal numbers.
func (f Format) IsSubnormal(bits uint64) bool {
	bits &^= f.Sign
	return bits != 0 && bits < f.Normal()
}

// Below reports whether a float is below 0, by its bits alone.
func (f Format) Below(bits uint64) bool { return bits > f.Sign && bits <= f.Sign|f.Inf }

// IsQuiet reports whether a NaN is what arithmetic makes of it.
func (f Format) IsQuiet(bits uint64) bool {
	switch f.Size {
	case 8:
		x := math.Float64frombits(bits)
		return math.Float64bits(x+x) == bits
	case 4:
		x := math.Float32frombits(uint32(bits))
		return uint64(math.Float32bits(x+x)) == bits
	}
	return uint64(f.Word.product(uint16(bits), 1)) == bits
}

// Bits is the number nearest to x.
func (f Format) Bits(x float64) uint64 {
	switch f.Size {
	case 8:
		return math.Float64bits(x)
	case 4:
		return uint64(math.Float32bits(float32(x)))
	}
	return uint64(f.Word.word(float32(x)))
}

// Float is the value of a float. NaNs it gives without their payload.
func (f Format) Float(bits uint64) float64 {
	switch f.Size {
	case 8:
		return math.Float64frombits(bits)
	case 4:
		return float64(math.Float32frombits(uint32(bits)))
	}
	return float64(f.Word.float32(uint16(bits)))
}

// At is the bits of element i of b.
func (f Format) At(b []byte, i int) uint64 {
	switch f.Size {
	case 8:
		return binary.NativeEndian.Uint64(b[i*8:])
	case 4:
		return uint64(binary.NativeEndian.Uint32(b[i*4:]))
	}
	return uint64(binary.NativeEndian.Uint16(b[i*2:]))
}

// Set sets element i of b.
func (f Format) Set(b []byte, i int, bits uint64) {
	switch f.Size {
	case 8:
		binary.NativeEndian.PutUint64(b[i*8:], bits)
	case 4:
		binary.NativeEndian.PutUint32(b[i*4:], uint32(bits))
	default:
		binary.NativeEndian.PutUint16(b[i*2:], uint16(bits))
	}
}

// View is b as a slice of E, and Bytes the opposite.
func View[E any](b []byte) []E {
	return unsafe.Slice((*E)(unsafe.Pointer(unsafe.SliceData(b))), len(b)/int(unsafe.Sizeof(*new(E))))
}

func Bytes[E any](s []E) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), len(s)*int(unsafe.Sizeof(*new(E))))
}

// FromBits is the float32 or float64 with these bits.
func FromBits[T Float](bits uint64) T {
	if unsafe.Sizeof(*new(T)) == 4 {
		u := uint32(bits)
		return *(*T)(unsafe.Pointer(&u))
	}
	return *(*T)(unsafe.Pointer(&bits))
}

// The 16-bit formats are converted by arithmetic, where the package works with bits: what the one
// gets wrong, the other does not.

func (f Format16) format() Format {
	if f == Float16.Word {
		return Float16
	}
	return BFloat16
}

// fraction is the number of bits in the fraction, and bias that of the exponent.
func (f Format16) fraction() (bits, bias int) {
	if f == Float16.Word {
		return 10, 15
	}
	return 7, 127
}

// float32 is the value of w, or the NaN with its payload at the top. Each is a float32 exactly.
func (f Format16) float32(w uint16) float32 {
	format := f.format()
	bits, bias := f.fraction()
	if format.IsNaN(uint64(w)) {
		payload := uint32(w) & uint32(format.Normal()-1)
		return math.Float32frombits(uint32(w)>>15<<31 | uint32(Float32.Inf) | payload<<(23-bits))
	}
	exponent, fraction := int(w&^(1<<15))>>bits, float64(w&(1<<bits-1))
	var v float64
	switch {
	case exponent == 0:
		v = math.Ldexp(fraction, 1-bias-bits)
	case uint64(w)&^format.Sign == format.Inf:
		v = math.Inf(1)
	default:
		v = math.Ldexp(float64(int(1)<<bits)+fraction, exponent-bias-bits)
	}
	if w>>15 != 0 {
		v = -v
	}
	return float32(v)
}

// word is the element nearest to v, of two the even one, or the quiet NaN with what there is room
// for of v's payload.
func (f Format16) word(v float32) uint16 {
	format := f.format()
	bits, bias := f.fraction()
	sign := uint16(math.Float32bits(v) >> 31 << 15)
	if v != v {
		payload := math.Float32bits(v) & uint32(Float32.Normal()-1) >> (23 - bits)
		return sign | uint16(format.Inf|format.Quiet()) | uint16(payload)
	}
	x := math.Abs(float64(v))
	if x == 0 {
		return sign
	}
	_, exponent := math.Frexp(x) // x is in [1/2, 1) times 2 to it
	exponent = max(exponent-1, 1-bias)
	unit := math.Ldexp(1, exponent-bits) // between neighbours
	units := math.RoundToEven(x / unit)  // has the leading bit, unless x is subnormal, and may be the next power of 2
	if x > math.MaxFloat32 || units*unit >= math.Ldexp(1, bias+1) {
		return sign | uint16(format.Inf)
	}
	return sign | uint16(int(units)+(exponent+bias-1)<<bits)
}

// Specials has each kind of value that a float can have, with both signs. Their number is odd, so
// that in a slice that repeats them each comes to every lane of a vector.
func (f Format) Specials() []uint64 {
	normal, quiet := f.Normal(), f.Inf|f.Quiet()
	payload := f.Quiet() - 1
	list := []uint64{f.Bits(3)}
	for _, v := range []uint64{
		0,
		1,          // the smallest subnormal
		normal - 1, // and the largest
		normal,
		f.One(),
		f.Bits(0.1),
		f.Bits(1000),
		f.Inf - 1,               // the largest number
		f.Inf,                   //
		f.Inf | 1,               // signalling NaNs
		quiet - 1,               //
		f.Inf | 0x12345&payload, //
		quiet,                   // quiet NaNs
		quiet | 0x54321&payload, //
		f.Sign - 1,              //
	} {
		list = append(list, v, v|f.Sign)
	}
	return list
}

// Structured has every exponent with the ends of the mantissa (of a float64, which has many, each
// with one of the ends), and every special value, with both signs.
func (f Format) Structured() []uint64 {
	normal := f.Normal()
	ends := []uint64{0, 1, normal>>1 - 1, normal >> 1, normal - 1}
	list := f.Specials()
	for exponent := range f.Inf/normal + 1 {
		some := ends
		if f.Size == 8 {
			some = ends[exponent%5:][:1]
		}
		for _, mantissa := range some {
			list = append(list, exponent*normal|mantissa, f.Sign|exponent*normal|mantissa)
		}
	}
	return list
}

// Mixed is values of which a third is special, and the others have any bits.
func (f Format) Mixed() []uint64 {
	rng := rand.New(rand.NewPCG(1, 2))
	specials := f.Specials()
	list := make([]uint64, 1021)
	for i := range list {
		list[i] = rng.Uint64() & f.Ones()
		if rng.IntN(3) == 0 {
			list[i] = specials[rng.IntN(len(specials))]
		}
	}
	return list
}

// Ordinary is numbers of either sign from 1/1024 to 1024, with any fraction, and some zeros: what a
// sum of them is depends on their order, and no NaN hides the rest of it.
func (f Format) Ordinary() []uint64 {
	rng := rand.New(rand.NewPCG(5, 6))
	list := make([]uint64, 1021)
	for i := range list {
		list[i] = f.Bits(math.Ldexp(1+rng.Float64(), rng.IntN(20)-10))
		if rng.IntN(16) == 0 {
			list[i] = 0
		}
		list[i] |= f.Sign * uint64(rng.IntN(2))
	}
	return list
}

// Words is all words of a 16-bit format.
func Words() []uint64 {
	list := make([]uint64, 1<<16)
	for i := range list {
		list[i] = uint64(i)
	}
	return list
}
