package rectifytest

import (
	"bytes"
	"fmt"
	"math"
	"reflect"
	"slices"
	"unsafe"

	"github.com/rectify-go/rectify/internal/contract"
)

// An Implementation is a [Functions] or a [Functions16].
type Implementation interface {
	subjects() []subject
}

// A subject is a function to test: what it should be, and what it is.
type subject struct {
	*contract.Function
	name string // of the field
	call contract.Call
}

func (f Functions[T]) subjects() []subject {
	format := contract.Float32
	if unsafe.Sizeof(*new(T)) == 8 {
		format = contract.Float64
	}
	return fields(f, format, "", contract.Bind[T, T])
}

func (f Functions16) subjects() []subject {
	for _, format := range contract.Formats {
		if format.Word == contract.Format16(f.Format) && format.Word != 0 {
			return fields(f, format, "16", contract.Bind[uint16, float32])
		}
	}
	panic("rectifytest: Functions16 has no Format")
}

// fields is the functions in a struct, in the order of its fields.
func fields(f any, format contract.Format, suffix string, bind func(any) contract.Call) []subject {
	var list []subject
	v := reflect.ValueOf(f)
	for i := range v.NumField() {
		if v.Field(i).Kind() != reflect.Func || v.Field(i).IsNil() {
			continue
		}
		name := v.Type().Field(i).Name
		for _, c := range contract.Functions {
			if c.Format == format && (c.Name == name+suffix+"To" || c.Name == name && c.HasMask()) {
				list = append(list, subject{c, name, bind(v.Field(i).Interface())})
			}
		}
	}
	return list
}

// An Option says something of an implementation to [Compare], [Test] and [Fuzz]. A [Convention] is
// one.
type Option interface{ set(*options) }

type options struct {
	allowed    []Allowance
	outOfPlace bool
	maxLen     int
	scalars    []float64
	short      bool
}

type optionFunc func(*options)

func (f optionFunc) set(o *options) { f(o) }

// OutOfPlace says that the destination may not be a source.
func OutOfPlace() Option { return optionFunc(func(o *options) { o.outOfPlace = true }) }

// MaxLen says that a call may have n elements at most, or that more take too long.
func MaxLen(n int) Option { return optionFunc(func(o *options) { o.maxLen = n }) }

// Scalars says which values alpha and max may have, in place of all.
func Scalars(values ...float64) Option {
	return optionFunc(func(o *options) { o.scalars = append(o.scalars, values...) })
}

// Short leaves out what takes longest, as [Test] does by itself with -short: a tenth of the calls
// remains.
func Short() Option { return optionFunc(func(o *options) { o.short = true }) }

func newOptions(list []Option) options {
	o := options{maxLen: math.MaxInt}
	for _, option := range list {
		option.set(&o)
	}
	return o
}

// Compare runs every function of f over values of every kind, in every lane of a vector, at lengths
// around vectors, words and chunks and at several alignments, in place and out of place, with every
// kind of alpha and max, and gives the differences from the table that no option allows: one for
// each function and kind, in the order of the table.
//
// It takes a second or two for a processor's functions, most of it for the plain loops.
func Compare(f Implementation, list ...Option) []Difference {
	o := newOptions(list)
	var found []Difference
	for _, s := range f.subjects() {
		found = append(found, o.compare(s)...)
	}
	return found
}

// compare is Compare for one function.
func (o *options) compare(s subject) []Difference {
	r := newRunner(s, o)
	r.specials()
	r.lengths()
	r.pairs()
	r.sums()
	return r.differences()
}

// A runner runs one function and keeps what it finds.
type runner struct {
	subject
	*options
	arenas   [4][]byte
	elements map[wrong]*finding // of the destination
	others   []*finding         // in other slices, or around them
	probes   map[string]*probe
}

// A wrong is a wrong element of the destination.
type wrong struct {
	element
	got uint64
}

// A finding is a difference with what may explain it, nothing if it is wrong.
type finding struct {
	Difference
	class string // of alpha or max
	may   []explanation
	tail  bool
}

// A probe is how many elements were tried elsewhere, and how many were different there.
type probe struct{ tried, differ int }

func newRunner(s subject, o *options) *runner {
	return &runner{
		subject:  s,
		options:  o,
		elements: map[wrong]*finding{},
		probes:   map[string]*probe{},
	}
}

// specials has every special value in every lane, with every other, and every kind of alpha or max.
// Of three sources, each pair of the first two meets a part of the values of the third, without
// -short.
func (r *runner) specials() {
	values := r.Specials()
	turns := len(values)
	if r.Sources() > 2 && !r.short {
		turns *= len(values)
	}
	step := 1
	if r.short {
		step = 5
	}
	const n = 72
	rows := r.Rows(n)
	for _, scalar := range r.scalarBits() {
		for turn := 0; turn < turns; turn += step {
			row := rows[turn%len(rows)]
			r.try(r.Filled(n, row, values, turn), scalar, [4]int{}, -1)
			if turn%7 == 0 {
				r.tryInPlace(n, row, values, turn, scalar, [4]int{})
			}
		}
	}
}

// lengths has every short length and some around powers of 2, with each slice aligned in its own
// way.
func (r *runner) lengths() {
	var ns []int
	for n := range 140 {
		ns = append(ns, n)
	}
	for p := 256; p <= 4096; p *= 2 {
		ns = append(ns, p-1, p, p+1, p+p/2+7)
	}
	ns = append(ns, 32<<10-1, 32<<10, 32<<10+1, 64<<10+37)
	if r.short {
		ns = slices.DeleteFunc(ns, func(n int) bool { return n > 20 && n%32 > 1 && n%32 < 31 || n > 5000 && n%100 != 73 })
	}
	values := r.Mixed()
	for i, n := range ns {
		rows := r.Rows(n)
		for j, scalar := range r.ways() {
			for k, offsets := range [][4]int{{}, {1, 2, 3, 4}, {15, 9, 5, 1}, {2, 2, 2, 2}} {
				row := rows[(i+j+k)%len(rows)]
				if k%2 == 1 {
					r.tryInPlace(n, row, values, n+k, scalar, offsets)
				} else {
					r.try(r.Filled(n, row, values, n+k), scalar, offsets, -1)
				}
			}
		}
	}
}

// pairs has all words of a 16-bit format, and pairs of numbers with every exponent.
func (r *runner) pairs() {
	values := r.Structured()
	if r.Size == 2 {
		values = contract.Words()
	}
	n, turns := min(len(values), r.maxLen), 24
	if r.short {
		turns = 3
	}
	scalars := r.scalarBits()
	if r.Sources() == 1 {
		turns = len(scalars)
	}
	for turn := range turns {
		for from := 0; from < len(values); from += n {
			shift := from
			if r.Sources() > 1 {
				shift += turn * 997
			}
			r.try(r.Filled(n, n, values, shift), scalars[turn%len(scalars)], [4]int{}, -1)
		}
	}
}

// sums has ordinary numbers, with which a sum depends on the order.
func (r *runner) sums() {
	i := r.Repeats()
	if i < 0 {
		return
	}
	ns := []int{64, 840, 5040}
	if r.short {
		ns = ns[:2]
	}
	for _, n := range ns {
		for _, row := range r.Rows(n) {
			r.try(r.Filled(n, row, r.Ordinary(), n+row), r.ways()[0], [4]int{}, -1)
		}
	}
}

// scalarBits is the values of alpha or max to try, and ways those to try with every length.
func (r *runner) scalarBits() []uint64 { return r.given(r.Function.Scalars()) }
func (r *runner) ways() []uint64       { return r.given(r.Function.Ways()) }

func (r *runner) given(otherwise []uint64) []uint64 {
	if r.Scalar == "" || r.scalars == nil {
		return otherwise
	}
	var list []uint64
	for _, x := range r.scalars {
		list = append(list, r.ScalarBits(x))
	}
	return list
}

// tryInPlace is try where the destination is one source after the other; for a function with a
// mask, which always works in place, it is try.
func (r *runner) tryInPlace(n, row int, values []uint64, turn int, scalar uint64, offsets [4]int) {
	in := r.Filled(n, row, values, turn)
	places := r.places(in)
	if len(places) == 0 {
		places = []int{-1}
	}
	for _, i := range places {
		r.try(in, scalar, offsets, i)
	}
}

// places is which sources may be the destination.
func (r *runner) places(in [][]byte) []int {
	var list []int
	for i, s := range r.Slices {
		if r.To() && !r.outOfPlace && (s.Role == contract.Read || s.Role == contract.Repeated) && len(in[i]) == len(in[0]) {
			list = append(list, i)
		}
	}
	return list
}

// margin is how many bytes around a slice are looked at.
const margin = 256

// canary is what they hold: negative numbers, that every function would change.
const canary = 0xc5

// slice is room for n bytes, off bytes from a cache line, with canaries around it.
func (r *runner) slice(i, n, off int) []byte {
	size := n + 2*margin + off
	if len(r.arenas[i]) < size {
		a := bytes.Repeat([]byte{canary}, size+63)
		skip := -uintptr(unsafe.Pointer(unsafe.SliceData(a))) % 64
		r.arenas[i] = a[skip:][:size]
	}
	return r.arenas[i][margin+off:][:n:n]
}

// try calls the function on a copy of in, each slice some elements off a cache line, and looks at
// everything that it may have written. The destination is the source inPlace, or a slice of its own
// if that is negative.
func (r *runner) try(in [][]byte, scalar uint64, offsets [4]int, inPlace int) {
	if len(in[0])/r.Size > r.maxLen {
		return
	}
	c := &call{in: in, scalar: scalar, inPlace: inPlace}
	c.got = make([][]byte, len(in))
	for i := range in {
		c.got[i] = r.slice(i, len(in[i]), offsets[i]*r.Of(i).Size)
		copy(c.got[i], in[i])
	}
	args := slices.Clone(c.got)
	if inPlace >= 0 {
		args[0] = args[inPlace]
	}
	if message := r.panics(args, scalar); message != "" {
		r.add(c, 0, 0, []explanation{because(Panic, "panics: "+message)}, 0, 0)
		r.arenas = [4][]byte{} // which it may have left in any state
		return
	}
	c.want = r.Want(in, scalar)
	if inPlace >= 0 {
		copy(c.got[0], c.got[inPlace])
		copy(c.got[inPlace], in[inPlace])
	}
	for i := range in {
		if !bytes.Equal(c.got[i], c.want[i]) {
			r.compare(c, i)
		}
		start := margin + offsets[i]*r.Of(i).Size
		after := r.arenas[i][start+len(in[i]):]
		if strays(r.arenas[i][:start]) || strays(after[:margin]) {
			name := r.Slices[i].Name
			if i == inPlace {
				name = r.Slices[0].Name
			}
			r.add(c, i, 0, []explanation{because(Stray, "writes outside "+name)}, 0, 0)
			r.arenas[i] = nil
		}
	}
	for _, b := range c.got {
		for i := range b {
			b[i] = canary
		}
	}
}

// strays reports whether there is anything but canaries.
func strays(b []byte) bool {
	return slices.ContainsFunc(b, func(c byte) bool { return c != canary })
}

// panics calls the function, and returns what it panics with.
func (r *runner) panics(args [][]byte, scalar uint64) (message string) {
	defer func() {
		if p := recover(); p != nil {
			message = fmt.Sprint(p)
		}
	}()
	r.call(args, scalar)
	return ""
}

// A call is what was called, and what came of it.
type call struct {
	in, got, want [][]byte
	scalar        uint64
	inPlace       int
}

// compare looks for what is not as it should be in slice i.
func (r *runner) compare(c *call, i int) {
	if !r.Writes(i) {
		r.add(c, i, 0, []explanation{because(Stray, "writes "+r.Slices[i].Name)}, 0, 0)
		return
	}
	of := r.Of(i)
	for j := range len(c.want[i]) / of.Size {
		got, want := of.At(c.got[i], j), of.At(c.want[i], j)
		if got == want || of.IsNaN(got) && of.IsQuiet(got) && r.Open(c.in, i, j, c.scalar) {
			continue
		}
		switch r.Slices[i].Role {
		case contract.MaskWritten:
			r.mask(c, i, j, got, want)
		case contract.Accumulated:
			values := []float64{r.Float(r.At(c.in[i], j))}
			for k := j; k < len(c.got[0])/r.Size; k += len(c.in[i]) / r.Size {
				values = append(values, r.Float(r.At(c.got[0], k)))
			}
			if may, right := explainSum(r.Function, values, got); !right {
				r.add(c, i, j, may, got, want)
			}
		default:
			r.element(c, j, got, want)
		}
	}
}

// mask looks at a word of a mask.
func (r *runner) mask(c *call, i, word int, got, want uint64) {
	for bit := range 64 {
		if (got^want)>>bit&1 == 0 {
			continue
		}
		may := []explanation{because(Stray, "sets bits past the last element")}
		if j := word*64 + bit; j < len(c.in[0])/r.Size {
			may = explainMask(r.Function, r.At(c.in[0], j), got>>bit&1 != 0)
		}
		r.add(c, i, word, may, got, want)
	}
}

// elementOf is what element j was made from.
func (r *runner) elementOf(c *call, j int) element {
	e := element{scalar: c.scalar}
	for i, s := range r.Slices {
		switch s.Role {
		case contract.MaskRead:
			e.in[i] = contract.View[uint64](c.in[i])[j/64] >> (j % 64) & 1
		case contract.MaskWritten, contract.Written, contract.Accumulated:
		default:
			e.in[i] = r.At(c.in[i], j%(len(c.in[i])/r.Size))
		}
	}
	return e
}

// element keeps a wrong element of the destination.
func (r *runner) element(c *call, j int, got, want uint64) {
	w := wrong{r.elementOf(c, j), got}
	if x := r.elements[w]; x != nil {
		x.Count++
		return
	}
	x := r.finding(c, 0, j, got, want)
	x.may = explain(r.Function, w.element, got, want)
	x.tail = r.isTail(w, c.inPlace, x.may, !r.IsNaN(want))
	r.elements[w] = x
}

// isTail reports whether an element is wrong only where it is. What may be explained in the same
// ways is tried 50 times; then, it is taken for what all were before.
func (r *runner) isTail(w wrong, inPlace int, may []explanation, anyNaN bool) bool {
	key := keyOf(may)
	p := r.probes[key]
	if p == nil {
		p = new(probe)
		r.probes[key] = p
	}
	if p.tried >= 50 {
		return p.differ == p.tried
	}
	p.tried++
	if r.everywhere(w, inPlace, anyNaN) {
		return false
	}
	p.differ++
	return true
}

// everywhere reports whether the element is the same in a slice of its own, and everywhere in a
// slice that holds nothing else. Of NaNs that should be numbers one is as good as another.
func (r *runner) everywhere(m wrong, inPlace int, anyNaN bool) bool {
	anyNaN = anyNaN || open(r.Function, m.element)
	for _, n := range []int{1, 67} {
		if n > r.maxLen {
			continue
		}
		s := slicesOf(r.Function, m.element, n)
		if inPlace >= 0 {
			s[0] = s[inPlace]
		}
		if r.panics(s, m.scalar) != "" {
			return false
		}
		for j := range n {
			if g := r.At(s[0], j); g != m.got && !(anyNaN && r.IsNaN(g) && r.IsNaN(m.got)) {
				return false
			}
		}
	}
	return true
}

// finding is a difference at element j of slice i.
func (r *runner) finding(c *call, i, j int, got, want uint64) *finding {
	x := &finding{class: r.class(c.scalar)}
	d := &x.Difference
	*d = Difference{
		Function: r.name,
		Type:     r.Format.Name,
		Count:    1,
		Length:   len(c.in[0]) / r.Size,
		InPlace:  c.inPlace >= 0 || !r.To(),
		Slice:    r.Slices[i].Name,
		Index:    j,
		Inputs:   r.inputs(c, i, j),
	}
	d.Got, d.Want = Value{d.Slice, got, r.Of(i)}, Value{d.Slice, want, r.Of(i)}
	if d.Slice == "mask" {
		d.Got.format, d.Want.format = contract.Format{}, contract.Format{}
	}
	if k := r.Repeats(); k >= 0 {
		d.Row = len(c.in[k]) / r.Size
	}
	return x
}

// add keeps a difference that is not in an element of the destination, or counts it.
func (r *runner) add(c *call, i, j int, may []explanation, got, want uint64) {
	class := r.class(c.scalar)
	for _, x := range r.others {
		if x.class == class && x.Slice == r.Slices[i].Name && slices.Equal(x.may, may) {
			x.Count++
			return
		}
	}
	x := r.finding(c, i, j, got, want)
	x.may = may
	r.others = append(r.others, x)
}

// inputs is what element j of slice i was made from, to be read.
func (r *runner) inputs(c *call, i, j int) []Value {
	var list []Value
	if i == 0 && len(c.in[0]) > 0 {
		e := r.elementOf(c, j)
		for k, s := range r.Slices {
			switch s.Role {
			case contract.Written, contract.MaskWritten, contract.Accumulated:
			case contract.MaskRead:
				list = append(list, Value{"bit", e.in[k], contract.Format{}})
			default:
				list = append(list, Value{s.Name, e.in[k], r.Format})
			}
		}
	}
	if r.Scalar != "" {
		list = append(list, Value{r.Scalar, c.scalar, r.ScalarFormat()})
	}
	return list
}

// class is what kind of alpha or max it is.
func (r *runner) class(scalar uint64) string {
	s := r.ScalarFormat()
	switch x := s.Float(scalar); {
	case r.Scalar == "":
		return ""
	case x != x:
		return r.Scalar + " NaN"
	case math.IsInf(x, 0):
		return r.Scalar + " infinite"
	case x == 0:
		return r.Scalar + " = 0"
	case s.IsSubnormal(scalar):
		return r.Scalar + " subnormal"
	case x < 0:
		return r.Scalar + " < 0"
	case r.Scalar == "alpha" && x > 1:
		return "alpha > 1"
	}
	return ""
}
