package rectifytest

import (
	"math"
	"slices"
	"strings"

	"github.com/rectify-go/rectify/internal/contract"
)

// An element is what one element of a result was made from: an element of each slice (of a mask,
// the bit; of what is only written, 0), and alpha or max.
type element struct {
	in     [4]uint64
	scalar uint64
}

// A cause is one way to be wrong, in words.
type cause struct {
	kind Kind
	how  string
}

// An explanation is the causes that came together to make an element what it is.
type explanation [4]cause

// because is an explanation by one cause.
func because(kind Kind, how string) explanation { return explanation{{kind, how}} }

// and is both explanations, as far as there is room.
func (x explanation) and(y explanation) explanation {
	n := len(x.causes())
	for _, c := range y.causes() {
		if n < len(x) && !slices.Contains(x[:], c) {
			x[n] = c
			n++
		}
	}
	return x
}

func (x *explanation) causes() []cause {
	n := 0
	for n < len(x) && x[n].kind != 0 {
		n++
	}
	return x[:n]
}

func (x explanation) kind() (k Kind) {
	for _, c := range x {
		k |= c.kind
	}
	return k
}

func (x explanation) how() string {
	var b strings.Builder
	for i, c := range x.causes() {
		switch {
		case c.kind == Tail:
			b.WriteString(", ")
		case i > 0:
			b.WriteString(", and ")
		}
		b.WriteString(c.how)
	}
	return b.String()
}

// keyOf tells lists of explanations apart.
func keyOf(list []explanation) string {
	var b strings.Builder
	for _, x := range list {
		for _, c := range x.causes() {
			b.WriteString(c.how)
			b.WriteByte('+')
		}
		b.WriteByte('|')
	}
	return b.String()
}

var (
	tiny      = because(Subnormals, "takes subnormal numbers for zeros")
	zeroTimes = because(ZeroTimes, "0 times something infinite or NaN is NaN")
)

// A guess is what an element would be, if the function were of this kind. Of a NaN, it may be open
// which.
type guess struct {
	explanation
	value uint64
	open  bool
}

// explain finds what would make got right, where want is.
func explain(f *contract.Function, e element, got, want uint64) []explanation {
	var list []explanation
	try := func(from element, base explanation) {
		for _, g := range guesses(f, from) {
			for _, x := range near(f, g, got) {
				if x := base.and(g.explanation).and(x); !slices.Contains(list, x) {
					list = append(list, x)
				}
			}
		}
	}
	try(e, explanation{})
	for _, small := range []element{flushed(f, e, ""), flushed(f, e, "dy")} {
		if small != e {
			try(small, tiny)
		}
	}
	if f.IsNaN(want) && !f.IsNaN(got) && (anyNaN(f, e) || f.Index("b") >= 0) {
		list = append(list, because(NaNSwallowed, "swallows NaN"))
	}
	return list
}

// flushed is e with zeros for subnormal numbers, except in one slice: it may be that a number is
// only compared.
func flushed(f *contract.Function, e element, except string) element {
	for i, s := range f.Slices {
		if s.Role != contract.MaskRead && s.Name != except {
			e.in[i] = flush(f.Format, e.in[i])
		}
	}
	if f.Scalar != "" {
		e.scalar = flush(f.ScalarFormat(), e.scalar)
	}
	return e
}

func flush(f contract.Format, bits uint64) uint64 {
	if f.IsSubnormal(bits) {
		return bits & f.Sign
	}
	return bits
}

// near says how got is not quite the guess, if it is near.
func near(f *contract.Function, g guess, got uint64) []explanation {
	value := g.value
	zero := func(bits uint64) bool { return bits&^f.Sign == 0 }
	switch {
	case got == value || g.open && f.IsNaN(value) && f.IsNaN(got) && f.IsQuiet(got):
		return []explanation{{}}
	case f.IsNaN(value) && f.IsNaN(got):
		if got == value|f.Quiet() {
			return []explanation{because(NaNPayload, "quiets signalling NaNs")}
		}
		return []explanation{because(NaNPayload, "keeps NaN, but not its payload")}
	case f.IsNaN(value) || f.IsNaN(got):
		return nil
	case zero(value) && zero(got):
		if got == 0 {
			return []explanation{because(NegativeZero, "+0 for -0")}
		}
		return []explanation{because(NegativeZero, "-0 for +0")}
	}
	var list []explanation
	if f.IsSubnormal(value) && zero(got) {
		list = append(list, because(Subnormals, "flushes subnormal results to zero"))
	}
	if d := distance(f.Format, value, got); d <= 4 && (!zero(value) || d == 1 && multiplies(f)) {
		list = append(list, because(Rounding, "rounds otherwise"))
	}
	return list
}

// multiplies reports whether a result may be a product, which underflows.
func multiplies(f *contract.Function) bool {
	return f.Scalar == "alpha" || f.Index("alpha") >= 0 || strings.Contains(f.Name, "Squared")
}

// distance is how many numbers lie between two, and one more.
func distance(f contract.Format, a, b uint64) uint64 {
	order := func(bits uint64) int64 {
		if bits&f.Sign != 0 {
			return -int64(bits &^ f.Sign)
		}
		return int64(bits)
	}
	x, y := order(a), order(b)
	if x > y {
		x, y = y, x
	}
	return uint64(y) - uint64(x)
}

// guesses is what the element is by the table, and by all the kinds that change the function
// itself.
func guesses(f *contract.Function, e element) []guess {
	want := plain(f, e)
	list := []guess{{value: want, open: open(f, e)}}
	add := func(x explanation, value uint64) { list = append(list, guess{x, value, true}) }
	nan := f.Inf | f.Quiet()

	x, ok := selector(f, e)
	switch dy := f.Index("dy"); {
	case dy >= 0 || strings.Contains(f.Name, "Grad"):
		if kind, at := kink(f, e, x); ok && kind != 0 {
			for _, d := range derivatives(f, e) {
				add(because(kind, at+d.how), d.times(f, e))
			}
			if kind == DerivativeAtNaN {
				add(because(kind, at+"NaN"), nan)
			}
		}
		if f.Scalar == "max" && f.IsNaN(e.scalar) {
			add(because(MaxNaN, "no gradient"), 0)
		}
		if dy >= 0 && f.IsInfOrNaN(e.in[dy]) {
			for _, g := range list {
				if g.value&^f.Sign == 0 {
					add(g.and(zeroTimes), nan)
				}
			}
		}
	case f.Scalar == "max" && f.IsNaN(e.scalar):
		add(because(MaxNaN, "gives NaN"), e.scalar)
	case ok && want == 0 && x == f.Sign:
		add(because(NegativeZero, "-0 stays -0"), x) // the commonest of all has words of its own
	case ok && f.IsInfOrNaN(x) && want == 0:
		add(zeroTimes, nan)
	case ok && f.IsSubnormal(x):
		add(tiny, x)
	}
	if alpha, ok := alphaOf(f, e); ok {
		s := f.ScalarFormat()
		if !f.IsNaN(want) && (s.IsInfOrNaN(alpha) || alpha&^s.Sign == 0 && f.IsInfOrNaN(x)) {
			add(zeroTimes, nan)
		}
	}
	if f.IsNaN(want) && !anyNaN(f, e) && multiplies(f) {
		add(because(ZeroTimes, "0 times infinity is 0"), 0)
	}
	return list
}

// kink is where an element is that has a derivative by convention.
func kink(f *contract.Function, e element, x uint64) (kind Kind, at string) {
	switch {
	case f.IsNaN(x):
		return DerivativeAtNaN, "derivative at NaN is "
	case x&^f.Sign == 0:
		return DerivativeAtZero, "derivative at 0 is "
	case f.Scalar == "max" && x == e.scalar:
		return DerivativeAtMax, "derivative at max is "
	}
	return 0, ""
}

// alphaOf is the element's alpha.
func alphaOf(f *contract.Function, e element) (bits uint64, ok bool) {
	if i := f.Index("alpha"); i >= 0 {
		return e.in[i], true
	}
	return e.scalar, f.Scalar == "alpha"
}

// anyNaN reports whether the element is made from a NaN.
func anyNaN(f *contract.Function, e element) bool {
	for i := range f.Slices {
		if f.Slices[i].Role != contract.MaskRead && f.IsNaN(e.in[i]) {
			return true
		}
	}
	return f.ScalarFormat().IsNaN(e.scalar)
}

// A derivative is a factor of dy.
type derivative struct {
	how   string
	value uint64
}

// derivatives is what implementations have at 0, at NaN and at max.
func derivatives(f *contract.Function, e element) []derivative {
	list := []derivative{{"0", 0}, {"1", f.One()}, {"1/2", f.Bits(0.5)}}
	if alpha, ok := alphaOf(f, e); ok {
		list = append(list, derivative{"alpha", alpha})
	}
	return list
}

// times is dy times the derivative, where 0 and 1 select; without a dy it is the derivative.
func (d derivative) times(f *contract.Function, e element) uint64 {
	i := f.Index("dy")
	if i < 0 {
		return d.value
	}
	dy := e.in[i]
	switch d.how {
	case "0":
		return 0
	case "1":
		return dy
	case "alpha":
		return multiply(f, d.value, dy)
	}
	return multiply(f, f.ScalarFormat().Bits(f.Float(d.value)), dy)
}

// multiply is alpha*dy, as LeakyReLUBackward has it.
func multiply(f *contract.Function, alpha, dy uint64) uint64 {
	return plain(leakyBackward[f.Format.Name], element{[4]uint64{0, dy, f.Bits(-1)}, alpha})
}

var leakyBackward = func() map[string]*contract.Function {
	m := map[string]*contract.Function{}
	for _, f := range contract.Functions {
		if f.Name == "LeakyReLUBackwardTo" || f.Name == "LeakyReLUBackward16To" {
			m[f.Format.Name] = f
		}
	}
	return m
}()

// selector is what decides: x, y, or for AddReLU the sum. With a mask to read there is none.
func selector(f *contract.Function, e element) (bits uint64, ok bool) {
	for _, name := range []string{"y", "x", "src"} {
		i := f.Index(name)
		if i < 0 {
			continue
		}
		if b := f.Index("b"); b >= 0 {
			return f.Bits(f.Float(e.in[i]) + f.Float(e.in[b])), true
		}
		return e.in[i], true
	}
	return 0, false
}

// plain is the element by the plain loop.
func plain(f *contract.Function, e element) uint64 {
	return f.At(f.Want(slicesOf(f, e, 1), e.scalar)[0], 0)
}

// open reports whether any quiet NaN is right for the element.
func open(f *contract.Function, e element) bool { return f.Open(slicesOf(f, e, 1), 0, 0, e.scalar) }

// slicesOf is slices for n elements that hold nothing but this one.
func slicesOf(f *contract.Function, e element, n int) [][]byte {
	list := make([][]byte, len(f.Slices))
	for i := range list {
		of, v := f.Of(i), e.in[i]
		if f.Slices[i].Role == contract.MaskRead {
			v = -v // all ones, or none
		}
		list[i] = make([]byte, f.Len(i, n, n)*of.Size)
		for j := range len(list[i]) / of.Size {
			of.Set(list[i], j, v)
		}
	}
	return list
}

// explainSum says what a wrong sum of a column may be. It is compared with the sum of what the
// destination got, for what is wrong there need not be said again; nil and true is what it should
// be.
func explainSum(f *contract.Function, values []float64, got uint64) (may []explanation, right bool) {
	var (
		swallowed = because(NaNSwallowed, "swallows NaN in the sum")
		payload   = because(NaNPayload, "keeps NaN in the sum, but not its payload")
		zero      = because(NegativeZero, "zero of the other sign in the sum")
		order     = because(Rounding, "adds in another order")
	)
	var size float64
	nans, w := 0, values[0]
	for i, v := range values {
		if i > 0 {
			w = f.Float(f.Bits(w + v))
		}
		if v != v {
			nans++
		} else {
			size += math.Abs(v)
		}
	}
	g := f.Float(got)
	if w == w && f.Bits(w) == got {
		return nil, true
	}
	// In another order finite numbers may overflow, or infinities meet, so that there is a NaN, or
	// another one.
	overflow := size > f.Float(f.Inf-1)
	unit := f.Float(f.One()+1) - 1
	switch {
	case nans > 0 && g == g:
		return []explanation{swallowed}, false
	case nans == 1 && !overflow:
		return []explanation{payload}, false
	case nans > 0:
		return []explanation{payload, order, swallowed}, false
	case g == 0 && w == 0:
		return []explanation{zero}, false
	case overflow && g != g && w != w:
		return []explanation{payload, order}, false
	case overflow, math.Abs(g-w) <= float64(len(values))*unit*size:
		return []explanation{order}, false
	}
	return nil, false
}

// explainMask says what a wrong bit in a mask is.
func explainMask(f *contract.Function, x uint64, got bool) []explanation {
	switch {
	case f.IsNaN(x):
		return []explanation{because(DerivativeAtNaN, "derivative at NaN is 0")}
	case x&^f.Sign == 0:
		return []explanation{because(DerivativeAtZero, "derivative at 0 is 0")}
	case f.IsSubnormal(x) && got:
		return []explanation{tiny}
	}
	return nil
}
