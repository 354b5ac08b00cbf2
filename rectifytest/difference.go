package rectifytest

import (
	"fmt"
	"strings"

	"github.com/rectify-go/rectify/internal/contract"
)

// A Kind is a way to differ, or a set of them.
type Kind uint

const (
	// A NaN comes in, and a number comes out: max(x, 0) in C, or a kernel in which a comparison
	// with NaN takes the side of the zero.
	NaNSwallowed Kind = 1 << iota
	// A NaN comes out as another: quieted, which is what arithmetic does to it, or with another
	// payload or sign.
	NaNPayload
	// A zero comes out with the other sign.
	NegativeZero
	// The derivative at x = ±0 is another: 0, 1/2, 1 or alpha.
	DerivativeAtZero
	// The derivative where x is max is another.
	DerivativeAtMax
	// The derivative where x is a NaN is another: 0, alpha, or a NaN.
	DerivativeAtNaN
	// 0 times something infinite or NaN is computed where the table selects, and gives a NaN; or
	// the opposite.
	ZeroTimes
	// A max that is a NaN gives NaN, or no gradient, where the table takes it for no bound.
	MaxNaN
	// Subnormal numbers are taken for zeros, or zeros come out for them.
	Subnormals
	// The result is the right one but for rounding: a few units in the last place, or for a sum
	// what another order makes of it.
	Rounding
	// The same values give something else at another place: a vector loop and the loop for
	// the rest differ, or alignment or length make a difference.
	Tail
	// Something is written that is not to be written: next to a slice, in a source, in a mask past
	// the last element.
	Stray
	// The call panics.
	Panic
	// None of the above: a wrong result.
	Wrong
)

var kindNames = []string{
	"NaNSwallowed", "NaNPayload", "NegativeZero", "DerivativeAtZero", "DerivativeAtMax", "DerivativeAtNaN",
	"ZeroTimes", "MaxNaN", "Subnormals", "Rounding", "Tail", "Stray", "Panic", "Wrong",
}

// String is the names of the kinds in k, with a | between them.
func (k Kind) String() string {
	var names []string
	for i, name := range kindNames {
		if k>>i&1 != 0 {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, "|")
}

// A Value is a number or NaN, by its bits.
type Value struct {
	Name string // of the argument
	Bits uint64

	format contract.Format
}

// String is the value's name, bits, and what they mean.
func (v Value) String() string { return v.Name + " " + v.number() }

func (v Value) number() string {
	if v.format.Size == 0 {
		return fmt.Sprintf("%#x", v.Bits)
	}
	s := fmt.Sprintf("0x%0*x", 2*v.format.Size, v.Bits)
	if !v.format.IsNaN(v.Bits) {
		return fmt.Sprintf("%s (%v)", s, v.format.Float(v.Bits))
	}
	if v.Bits&v.format.Quiet() == 0 {
		return s + " (signalling NaN)"
	}
	return s + " (NaN)"
}

// A Difference is one way in which a function differs from the table, with the first place where it
// was seen.
type Difference struct {
	Function string // the name of the field: "LeakyReLUBackward"
	Type     string // "float32", "float64", "float16" or "bfloat16"
	Kind     Kind   // one, or several that came together
	How      string // in words: "-0 stays -0"
	Count    int    // how many elements of this kind there were, and calls for Stray and Panic

	Length    int     // of the slices
	Row       int     // the length of b, alpha or db, if there is one
	InPlace   bool    // whether the destination was a source
	Slice     string  // which slice it was seen in: "dst"
	Index     int     // at which element, or word of a mask
	Inputs    []Value // the elements that it was made from, and alpha or max
	Got, Want Value

	causes explanation
	only   string // the end of How that says for which alpha or max
}

// String is the difference in a line.
func (d Difference) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s[%s]: %s (%v, %d times): ", d.Function, d.Type, d.How, d.Kind, d.Count)
	fmt.Fprintf(&b, "n = %d", d.Length)
	if d.Row != 0 {
		fmt.Fprintf(&b, " in rows of %d", d.Row)
	}
	if d.InPlace {
		b.WriteString(", in place")
	}
	if d.Kind&(Panic|Stray) == 0 {
		fmt.Fprintf(&b, ": %s[%d] is %s, want %s", d.Slice, d.Index, d.Got.number(), d.Want.number())
	}
	for i, v := range d.Inputs {
		b.WriteString([]string{", from ", ", "}[min(i, 1)])
		b.WriteString(v.String())
	}
	return b.String()
}

// Summary says in a line for each function what is different, without examples:
//
//	ReLU: -0 stays -0; quiets signalling NaNs
//	LeakyReLUBackward: derivative at 0 is alpha; wrong (alpha > 1)
//
// What shows with some special alpha or max only has it in brackets.
func Summary(list []Difference) string {
	types := map[string]bool{}
	for _, d := range list {
		types[d.Type] = true
	}
	var names []string
	lines := map[string][]string{}
	for _, d := range list {
		name := d.Function
		if len(types) > 1 {
			name += "[" + d.Type + "]"
		}
		if lines[name] == nil {
			names = append(names, name)
		}
		for _, how := range d.hows() {
			lines[name] = add(lines[name], how, d.only)
		}
	}
	var b strings.Builder
	for _, name := range names {
		fmt.Fprintf(&b, "%s: %s\n", name, strings.Join(lines[name], "; "))
	}
	return b.String()
}

// hows is the causes in words, each for itself.
func (d *Difference) hows() []string {
	var list []string
	for _, c := range d.causes.causes() {
		if c.kind == Tail {
			for i := range list {
				list[i] += ", " + c.how
			}
			continue
		}
		list = append(list, c.how)
	}
	return list
}

// add adds a cause to a line, unless it is there. What is known with brackets and without stays
// without.
func add(line []string, how, only string) []string {
	for i, s := range line {
		if s == how || strings.HasPrefix(s, how+" (") {
			if only == "" {
				line[i] = how
			}
			return line
		}
	}
	return append(line, how+only)
}
