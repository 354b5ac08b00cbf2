package contract

import (
	"bytes"
	"math/rand/v2"
	"strings"
)

// A Role is what a function does with one of its slices.
type Role uint8

const (
	Read        Role = iota
	Written          // and not read: the destination of a function with To
	Updated          // read and written
	Repeated         // read over and over: its length divides that of the others
	Accumulated      // the same, and added to
	MaskRead
	MaskWritten
)

// A Slice is an argument of a function.
type Slice struct {
	Name string // what kernel.go calls it
	Role Role
}

// A Call is a function seen as one on memory, so that a test is written once for all of them: its
// slices are given as their bytes, in their order, and alpha or max as its bits.
type Call func(s [][]byte, scalar uint64)

// A Function is an exported function of package rectify at one element type.
type Function struct {
	Format
	Name   string
	Slices []Slice
	Scalar string // "alpha", "max" or ""
	plain  Call   // the one without To
}

// Functions is all of them.
var Functions = func() []*Function {
	list := append(functions(Float32, plain[float32]()), functions(Float64, plain[float64]())...)
	return append(list, append(functions(Float16, plain16(Float16)), functions(BFloat16, plain16(BFloat16))...)...)
}()

// A row is a function and what one must know to call it: the names of its slices, with a mark where
// the role does not follow from the place, and after a semicolon that of its scalar.
//
//	b*      repeated
//	db+     accumulated
//	mask=   written
type row struct {
	signature string
	plain     Call
}

// plain has the functions without To. All but those with a mask have a form with it.
func plain[T Float]() []row {
	bind := Bind[T, T]
	return []row{
		{"ReLU x", bind(ReLU[T])},
		{"LeakyReLU x; alpha", bind(LeakyReLU[T])},
		{"ReLUGrad x", bind(ReLUGrad[T])},
		{"LeakyReLUGrad x; alpha", bind(LeakyReLUGrad[T])},
		{"ReLUBackward dy x", bind(ReLUBackward[T])},
		{"LeakyReLUBackward dy x; alpha", bind(LeakyReLUBackward[T])},
		{"ReLUBackwardFromOutput dy y", bind(ReLUBackwardFromOutput[T])},
		{"LeakyReLUBackwardFromOutput dy y; alpha", bind(LeakyReLUBackwardFromOutput[T])},
		{"AddReLU x b*", bind(AddReLU[T])},
		{"AddLeakyReLU x b*; alpha", bind(AddLeakyReLU[T])},
		{"ReLUBackwardFromOutputBias dy y db+", bind(ReLUBackwardFromOutputBias[T])},
		{"LeakyReLUBackwardFromOutputBias dy y db+; alpha", bind(LeakyReLUBackwardFromOutputBias[T])},
		{"ClippedReLU x; max", bind(ClippedReLU[T])},
		{"ClippedReLUBackward dy x; max", bind(ClippedReLUBackward[T])},
		{"ClippedReLUBackwardFromOutput dy y; max", bind(ClippedReLUBackwardFromOutput[T])},
		{"PReLU x alpha*", bind(PReLU[T])},
		{"PReLUBackward dy x alpha*", bind(PReLUBackward[T])},
		{"ReLUSquared x", bind(ReLUSquared[T])},
		{"ReLUSquaredBackward dy x", bind(ReLUSquaredBackward[T])},
		{"ReLUMask x mask=", bind(ReLUMask[T])},
		{"LeakyReLUMask x mask=; alpha", bind(LeakyReLUMask[T])},
		{"ReLUBackwardMask dy mask", bind(ReLUBackwardMask[T])},
		{"LeakyReLUBackwardMask dy mask; alpha", bind(LeakyReLUBackwardMask[T])},
	}
}

func plain16(f Format) []row {
	bind := func(fn any) Call { return Bind16(f.Word, fn) }
	return []row{
		{"ReLU16 x", bind(ReLU16)},
		{"LeakyReLU16 x; alpha", bind(LeakyReLU16)},
		{"ReLUBackward16 dy x", bind(ReLUBackward16)},
		{"LeakyReLUBackward16 dy x; alpha", bind(LeakyReLUBackward16)},
		{"ReLUBackwardFromOutput16 dy y", bind(ReLUBackwardFromOutput16)},
		{"LeakyReLUBackwardFromOutput16 dy y; alpha", bind(LeakyReLUBackwardFromOutput16)},
	}
}

// functions is the functions of rows, each followed by its form with To.
func functions(format Format, rows []row) []*Function {
	var list []*Function
	for _, r := range rows {
		signature, scalar, _ := strings.Cut(r.signature, "; ")
		words := strings.Fields(signature)
		f := &Function{Format: format, Name: words[0], Scalar: scalar, plain: r.plain}
		for i, name := range words[1:] {
			s := Slice{name, Read}
			if i == 0 {
				s.Role = Updated
			}
			if name, ok := strings.CutSuffix(name, "*"); ok {
				s = Slice{name, Repeated}
			}
			if name, ok := strings.CutSuffix(name, "+"); ok {
				s = Slice{name, Accumulated}
			}
			if name == "mask" {
				s.Role = MaskRead
			}
			if name == "mask=" {
				s = Slice{"mask", MaskWritten}
			}
			f.Slices = append(f.Slices, s)
		}
		list = append(list, f)
		if !f.HasMask() {
			list = append(list, f.to())
		}
	}
	return list
}

// to is the form of f with To: dst src, dst x and so on, or dx dy and so on.
func (f *Function) to() *Function {
	to := *f
	to.Name += "To"
	source := Slice{f.Slices[0].Name, Read}
	dst := "dst"
	switch {
	case source.Name == "dy":
		dst = "dx"
	case len(f.Slices) == 1:
		source.Name = "src"
	}
	to.Slices = append([]Slice{{dst, Written}, source}, f.Slices[1:]...)
	return &to
}

// Bind makes a Call of a function of slices of E, and perhaps a scalar S or a mask.
func Bind[E any, S Float](f any) Call {
	switch f := f.(type) {
	case func([]E):
		return func(s [][]byte, _ uint64) { f(View[E](s[0])) }
	case func([]E, S):
		return func(s [][]byte, a uint64) { f(View[E](s[0]), FromBits[S](a)) }
	case func(_, _ []E):
		return func(s [][]byte, _ uint64) { f(View[E](s[0]), View[E](s[1])) }
	case func(_, _ []E, _ S):
		return func(s [][]byte, a uint64) { f(View[E](s[0]), View[E](s[1]), FromBits[S](a)) }
	case func(_, _, _ []E):
		return func(s [][]byte, _ uint64) { f(View[E](s[0]), View[E](s[1]), View[E](s[2])) }
	case func(_, _, _ []E, _ S):
		return func(s [][]byte, a uint64) { f(View[E](s[0]), View[E](s[1]), View[E](s[2]), FromBits[S](a)) }
	case func(_, _, _, _ []E):
		return func(s [][]byte, _ uint64) { f(View[E](s[0]), View[E](s[1]), View[E](s[2]), View[E](s[3])) }
	case func(_, _, _, _ []E, _ S):
		return func(s [][]byte, a uint64) {
			f(View[E](s[0]), View[E](s[1]), View[E](s[2]), View[E](s[3]), FromBits[S](a))
		}
	case func([]E, []uint64):
		return func(s [][]byte, _ uint64) { f(View[E](s[0]), View[uint64](s[1])) }
	case func([]E, []uint64, S):
		return func(s [][]byte, a uint64) { f(View[E](s[0]), View[uint64](s[1]), FromBits[S](a)) }
	}
	panic("contract: no function has this signature")
}

// Bind16 makes a Call of a function whose first argument is the format of the words.
func Bind16[F ~uint8](format F, f any) Call {
	switch f := f.(type) {
	case func(F, []uint16):
		return Bind[uint16, float32](func(x []uint16) { f(format, x) })
	case func(F, []uint16, float32):
		return Bind[uint16, float32](func(x []uint16, a float32) { f(format, x, a) })
	case func(_ F, _, _ []uint16):
		return Bind[uint16, float32](func(x, y []uint16) { f(format, x, y) })
	case func(_ F, _, _ []uint16, _ float32):
		return Bind[uint16, float32](func(x, y []uint16, a float32) { f(format, x, y, a) })
	case func(_ F, _, _, _ []uint16):
		return Bind[uint16, float32](func(x, y, z []uint16) { f(format, x, y, z) })
	case func(_ F, _, _, _ []uint16, _ float32):
		return Bind[uint16, float32](func(x, y, z []uint16, a float32) { f(format, x, y, z, a) })
	}
	panic("contract: no function has this signature")
}

func (f *Function) String() string { return f.Name + "[" + f.Format.Name + "]" }

// HasMask reports whether f has a mask.
func (f *Function) HasMask() bool { return f.index(MaskRead, MaskWritten) >= 0 }

// To reports whether f has a destination that it does not read.
func (f *Function) To() bool { return f.Slices[0].Role == Written }

// Repeats is the index of the slice that f repeats, to read it or to add to it, or -1.
func (f *Function) Repeats() int { return f.index(Repeated, Accumulated) }

func (f *Function) index(roles ...Role) int {
	for i, s := range f.Slices {
		for _, r := range roles {
			if s.Role == r {
				return i
			}
		}
	}
	return -1
}

// Writes reports whether f writes its slice i, and Reads whether what is in it matters.
func (f *Function) Writes(i int) bool {
	r := f.Slices[i].Role
	return r == Written || r == Updated || r == Accumulated || r == MaskWritten
}

func (f *Function) Reads(i int) bool {
	r := f.Slices[i].Role
	return r != Written && r != MaskWritten
}

// Sources is how many slices of floats f reads.
func (f *Function) Sources() int {
	n := 0
	for i := range f.Slices {
		if f.Reads(i) && f.Slices[i].Role != MaskRead {
			n++
		}
	}
	return n
}

// Of is the format of slice i. A mask's words are as good as any 8 bytes.
func (f *Function) Of(i int) Format {
	if r := f.Slices[i].Role; r == MaskRead || r == MaskWritten {
		return Float64
	}
	return f.Format
}

// Len is how many elements, or words, slice i has for n elements and a repeated slice of row.
func (f *Function) Len(i, n, row int) int {
	switch f.Slices[i].Role {
	case Repeated, Accumulated:
		return row
	case MaskRead, MaskWritten:
		return MaskLen(n)
	}
	return n
}

// Rows is lengths of a repeated slice for n elements: all the divisors of n. Without such a slice
// there is one, n.
func (f *Function) Rows(n int) []int {
	if f.Repeats() < 0 || n == 0 {
		return []int{n}
	}
	var list []int
	for row := 1; row <= n; row++ {
		if n%row == 0 {
			list = append(list, row)
		}
	}
	return list
}

// Want is what in should be after the call. Slices of in may be the same memory.
func (f *Function) Want(in [][]byte, scalar uint64) [][]byte {
	out := make([][]byte, len(in))
	for i := range in {
		out[i] = bytes.Clone(in[i])
	}
	args := out
	if f.To() {
		copy(out[0], in[1])
		args = append([][]byte{out[0]}, out[2:]...)
	}
	f.plain(args, scalar)
	return out
}

// Mismatch is the first element of slice i that is not as it should be, or -1.
func (f *Function) Mismatch(in, got, want [][]byte, i int, scalar uint64) int {
	if bytes.Equal(got[i], want[i]) {
		return -1
	}
	of := f.Of(i)
	for j := range len(want[i]) / of.Size {
		g := of.At(got[i], j)
		if g != of.At(want[i], j) && !(of.IsNaN(g) && of.IsQuiet(g) && f.Open(in, i, j, scalar)) {
			return j
		}
	}
	return -1
}

// Open reports whether any quiet NaN is right in element j of slice i: where an operation meets two
// NaNs, the contract leaves open which payload survives.
func (f *Function) Open(in [][]byte, i, j int, scalar uint64) bool {
	if f.HasMask() && i == 1 {
		return false
	}
	if f.Slices[i].Role == Accumulated {
		return f.openSum(in, i, j, scalar)
	}
	if i != 0 {
		return false
	}
	nan := func(name string) bool {
		b := in[f.Index(name)]
		return f.IsNaN(f.At(b, j%(len(b)/f.Size)))
	}
	switch name := strings.TrimSuffix(strings.TrimSuffix(f.Name, "To"), "16"); name {
	case "AddReLU", "AddLeakyReLU":
		return nan("x") && nan("b")
	case "PReLUBackward":
		return nan("alpha") && nan("dy") && f.Below(f.At(in[f.Index("x")], j))
	case "ReLUSquaredBackward":
		return nan("x") && nan("dy")
	case "LeakyReLUBackwardMask":
		return f.ScalarFormat().IsNaN(scalar) && nan("dy") && View[uint64](in[1])[j/64]>>(j%64)&1 == 0
	case "LeakyReLUBackward":
		return f.ScalarFormat().IsNaN(scalar) && nan("dy") && f.Below(f.At(in[f.Index("x")], j))
	case "LeakyReLUBackwardFromOutput", "LeakyReLUBackwardFromOutputBias":
		y := f.At(in[f.Index("y")], j)
		return f.ScalarFormat().IsNaN(scalar) && nan("dy") && (f.Below(y) || y&^f.Sign == 0)
	}
	return false
}

// openSum is Open for a sum over a column: whether a NaN is added to a NaN, or to one that is open
// itself.
func (f *Function) openSum(in [][]byte, i, j int, scalar uint64) bool {
	column := make([][]byte, len(in))
	row := len(in[i]) / f.Size
	for s := range in {
		for k := j; k < len(in[s])/f.Size; k += row {
			column[s] = append(column[s], in[s][k*f.Size:][:f.Size]...)
		}
	}
	dx := f.Want(column, scalar)[0]
	sum := f.Float(f.At(column[i], 0))
	for k := range len(dx) / f.Size {
		v := f.Float(f.At(dx, k))
		if v != v && (sum != sum || f.Open(column, 0, k, scalar)) {
			return true
		}
		if sum += v; f.Size == 4 {
			sum = float64(float32(sum))
		}
	}
	return false
}

// Index is the index of the slice with a name, or -1.
func (f *Function) Index(name string) int {
	for i, s := range f.Slices {
		if s.Name == name {
			return i
		}
	}
	return -1
}

// ScalarFormat is the format of alpha and max.
func (f *Function) ScalarFormat() Format {
	if f.Size == 2 {
		return Float32
	}
	return f.Format
}

// Scalar values to call f with.

// ScalarBits is the bits of a scalar.
func (f *Function) ScalarBits(x float64) uint64 { return f.ScalarFormat().Bits(x) }

// Scalars is every kind of alpha or max, or a 0 if f has neither.
func (f *Function) Scalars() []uint64 {
	s := f.ScalarFormat()
	if f.Scalar == "" {
		return []uint64{0}
	}
	list := []uint64{
		0, s.Sign, s.Inf, s.Inf | s.Sign,
		s.One() - 1, s.One(), s.One() + 1, // where a kernel may take another way
		s.Inf | s.Quiet() | 7,          // a quiet NaN
		s.Inf | s.Sign | s.Quiet() - 1, // a signalling NaN with every other bit
		1, s.Sign | 1,                  // the smallest subnormals
		s.Inf - 1, s.Sign | s.Inf - 1, // the largest numbers
	}
	if f.Size == 2 {
		list = append(list, s.Inf|1, s.Inf|s.Quiet()|0x18000) // a NaN only in bits that a word lacks, and one between two words
	}
	numbers := []float64{0.01, 0.3, 1.3, -0.5}
	switch {
	case f.Scalar == "max":
		numbers = []float64{6, 0.1, 3, 1000, -1} // some are values
	case f.Size == 2:
		// Products in the middle between neighbours, and among the subnormals of either format.
		numbers = append(numbers, 0.5, 1+0x1p-11, 1+0x1p-8, 0x1.8p-10, 0x1p-24, 0x1p-126)
		numbers = append(numbers, 0x1.ffdffep15, 0x1.ffep15) // where 1 becomes the largest of float16, and infinite
	}
	for _, x := range numbers {
		list = append(list, s.Bits(x))
	}
	return list
}

// Ways is the scalars for which a kernel of f may have a way of its own: alpha below 1, above 1,
// and 0; max above 0, and below.
func (f *Function) Ways() []uint64 {
	var numbers []float64
	switch f.Scalar {
	case "max":
		numbers = []float64{6, -1}
	case "alpha":
		numbers = []float64{0.3, 1.3, 0}
		if strings.Contains(f.Name, "Grad") || strings.Contains(f.Name, "Backward") {
			numbers = numbers[:1]
		}
	default:
		return []uint64{0}
	}
	var list []uint64
	for _, x := range numbers {
		list = append(list, f.ScalarBits(x))
	}
	return list
}

// Filled is what to call f with: n elements from values, and row in a slice that repeats. Of one
// source, the first value is number r; of several, the last begins at number 0, and those before at
// the digits of r in base len(values), so that over len(values) to the power of
// [Function.Sources]-1 values of r, each value of one meets each of the other. What f does not
// read, and a mask, is random.
func (f *Function) Filled(n, row int, values []uint64, r int) [][]byte {
	rng := rand.New(rand.NewPCG(uint64(n), uint64(r)))
	in := make([][]byte, len(f.Slices))
	for i := range in {
		n := f.Len(i, n, row)
		of := f.Of(i)
		in[i] = make([]byte, n*of.Size)
		if role := f.Slices[i].Role; !f.Reads(i) || role == MaskRead {
			for j := range in[i] {
				in[i][j] = byte(rng.Uint32())
			}
			continue
		}
		for j := range n {
			f.Set(in[i], j, values[(r+j)%len(values)])
		}
		r /= len(values)
	}
	return in
}
