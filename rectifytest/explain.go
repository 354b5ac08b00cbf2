package rectifytest

import (
	"math"
	"math/bits"
	"slices"
	"strings"

	"github.com/rectify-go/rectify/internal/contract"
)

// An element is what one element of a result was made from: an element of each slice (of a mask, the
// bit; of what is only written, 0), and alpha or max.
type element struct {
	in     [4]uint64
	scalar uint64
}

// An explanation is what a wrong element is.
type explanation struct {
	kind Kind
	how  string
}

// A guess is what an element would be, if the function were of this kind. Of a NaN, it may be open which.
type guess struct {
	explanation
	value uint64
	open  bool
}

// explain finds what would make got right, where want is: all explanations of the fewest kinds.
func explain(f *contract.Function, e element, got, want uint64) []explanation {
	var best []explanation
	try := func(x explanation) {
		n := bits.OnesCount(uint(x.kind))
		if len(best) > 0 {
			if least := bits.OnesCount(uint(best[0].kind)); n > least {
				return
			} else if n < least {
				best = nil
			}
		}
		if !slices.Contains(best, x) {
			best = append(best, x)
		}
	}
	guess := func(from element, base explanation) {
		for _, g := range guesses(f, from) {
			for _, x := range near(f, g, got) {
				try(base.and(g.explanation).and(x))
			}
		}
	}
	guess(e, explanation{})
	for _, small := range []element{flushed(f, e, ""), flushed(f, e, "dy")} {
		if small != e {
			guess(small, explanation{Subnormals, "takes subnormal numbers for zeros"})
		}
	}
	if f.IsNaN(want) && !f.IsNaN(got) && anyNaN(f, e) {
		try(explanation{NaNSwallowed, "swallows NaN"})
	}
	return best
}

// and is both explanations.
func (x explanation) and(y explanation) explanation {
	switch {
	case x.kind == 0:
		return y
	case y.kind == 0:
		return x
	}
	return explanation{x.kind | y.kind, x.how + ", and " + y.how}
}

// flushed is e with zeros for subnormal numbers, except in one slice: it may be that a number is only compared.
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
	case got == value || g.open && f.IsNaN(value) && f.IsNaN(got):
		return []explanation{{}}
	case f.IsNaN(value) && f.IsNaN(got):
		if got == value|f.Quiet() {
			return []explanation{{NaNPayload, "quiets signalling NaNs"}}
		}
		return []explanation{{NaNPayload, "keeps NaN, but not its payload"}}
	case f.IsNaN(value) || f.IsNaN(got):
		return nil
	case zero(value) && zero(got):
		if got == 0 {
			return []explanation{{NegativeZero, "+0 for -0"}}
		}
		return []explanation{{NegativeZero, "-0 for +0"}}
	}
	var list []explanation
	if f.IsSubnormal(value) && zero(got) {
		list = append(list, explanation{Subnormals, "flushes subnormal results to zero"})
	}
	if d := distance(f.Format, value, got); d <= 4 && (!zero(value) || d == 1 && multiplies(f)) {
		list = append(list, explanation{Rounding, "rounds otherwise"})
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

// guesses is what the element is by the table, and by all the kinds that change the function itself.
func guesses(f *contract.Function, e element) []guess {
	want := plain(f, e)
	var list []guess
	add := func(kind Kind, how string, value uint64) {
		list = append(list, guess{explanation{kind, how}, value, kind != 0})
	}
	x, ok := selector(f, e)
	backward, grad := strings.Contains(f.Name, "Backward"), strings.Contains(f.Name, "Grad")
	if ok && !backward && want == 0 && x == f.Sign {
		add(NegativeZero, "-0 stays -0", f.Sign) // the commonest of all has words of its own
	}
	add(0, "", want)
	if ok && (backward || grad) {
		kind, at := Kind(0), ""
		switch {
		case f.IsNaN(x):
			kind, at = DerivativeAtNaN, "derivative at NaN is "
		case x&^f.Sign == 0:
			kind, at = DerivativeAtZero, "derivative at 0 is "
		case f.Scalar == "max" && x == e.scalar:
			kind, at = DerivativeAtMax, "derivative at max is "
		}
		if kind != 0 {
			for _, d := range derivatives(f, e) {
				if grad {
					add(kind, at+d.how, d.value)
					continue
				}
				add(kind, at+d.how, d.times(f, e))
			}
		}
	}
	if f.Scalar == "max" && f.IsNaN(e.scalar) {
		if backward {
			add(MaxNaN, "no gradient", 0)
		} else {
			add(MaxNaN, "gives NaN", e.scalar)
		}
	}
	// A NaN out of a product with zero, where the table has a zero, or a zero where the table multiplies.
	special := false
	for i := range f.Slices {
		if f.Slices[i].Role != contract.MaskRead && e.in[i]&^f.Sign >= f.Inf {
			special = true
		}
	}
	if s := f.ScalarFormat(); f.Scalar == "alpha" && e.scalar&^s.Sign >= s.Inf {
		special = true
	}
	if nan := f.Inf | f.Quiet(); want&^f.Sign == 0 && special {
		add(ZeroTimes, "0 times something infinite or NaN is NaN", nan)
	}
	if f.IsNaN(want) && special && !anyNaN(f, e) {
		add(ZeroTimes, "0 times infinity is 0", 0)
	}
	return list
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
	list := []derivative{
		{"0", 0},
		{"1", f.One()},
		{"1/2", f.Bits(0.5)},
		{"NaN", f.Inf | f.Quiet()},
	}
	if i := f.Index("alpha"); i >= 0 {
		list = append(list, derivative{"alpha", e.in[i]})
	}
	if f.Scalar == "alpha" {
		list = append(list, derivative{"alpha", e.scalar})
	}
	return list
}

// times is dy times the derivative, where 0 and 1 select.
func (d derivative) times(f *contract.Function, e element) uint64 {
	dy := e.in[f.Index("dy")]
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
	in := make([][]byte, len(f.Slices))
	for i := range in {
		of := f.Of(i)
		in[i] = make([]byte, of.Size)
		of.Set(in[i], 0, e.in[i])
	}
	return f.At(f.Want(in, e.scalar)[0], 0)
}

// explainSum says what a wrong sum of a column may be: got where the table has want, from the values.
func explainSum(f *contract.Function, values []float64, got, want uint64) []explanation {
	var (
		swallowed = explanation{NaNSwallowed, "swallows NaN in the sum"}
		payload   = explanation{NaNPayload, "keeps NaN in the sum, but not its payload"}
		zero      = explanation{NegativeZero, "zero of the other sign in the sum"}
		order     = explanation{Rounding, "adds in another order"}
	)
	g, w := f.Float(got), f.Float(want)
	var sum float64
	nans := 0
	for _, v := range values {
		if v != v {
			nans++
		} else {
			sum += math.Abs(v)
		}
	}
	// In another order finite numbers may overflow, or infinities meet, so that there is a NaN, or another one.
	overflow := sum > f.Float(f.Inf-1)
	unit := f.Float(f.One()+1) - 1
	switch {
	case nans > 0 && g == g:
		return []explanation{swallowed}
	case nans == 1 && !overflow:
		return []explanation{payload}
	case nans > 0:
		return []explanation{payload, order, swallowed}
	case g == 0 && w == 0:
		return []explanation{zero}
	case overflow && g != g && w != w:
		return []explanation{payload, order}
	case overflow, math.Abs(g-w) <= float64(len(values))*unit*sum:
		return []explanation{order}
	}
	return nil
}

// explainMask says what a wrong bit in a mask is.
func explainMask(f *contract.Function, x uint64, got bool) []explanation {
	switch {
	case f.IsNaN(x):
		return []explanation{{DerivativeAtNaN, "derivative at NaN is 0"}}
	case x&^f.Sign == 0:
		return []explanation{{DerivativeAtZero, "derivative at 0 is 0"}}
	case f.IsSubnormal(x) && got:
		return []explanation{{Subnormals, "takes subnormal numbers for zeros"}}
	}
	return nil
}
