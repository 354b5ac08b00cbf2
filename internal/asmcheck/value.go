package asmcheck

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// A value is what a register holds on a way through an entry, as a sum of terms, each with a
// factor. The constant is the factor of "". What can be told of a term is in its name:
//
//	sp, g            the stack pointer and the goroutine, as they were
//	[a]              the word in memory at the address a
//	u32(a)           the lower half of a
//	(a)&n, (a)>>n, (a)*(b), (a)%(b)   what these are
//	?at              what the instruction there left
type value map[string]int64

func sum(a, b value, factor int64) value {
	s := value{}
	for term, n := range a {
		s[term] = n
	}
	for term, n := range b {
		if s[term] += n * factor; s[term] == 0 {
			delete(s, term)
		}
	}
	return s
}

func number64(n int64) value { return sum(value{}, value{"": n}, 1) }

func term(format string, args ...any) value { return value{fmt.Sprintf(format, args...): 1} }

func (v value) String() string {
	var terms []string
	for term, n := range v {
		switch {
		case term == "":
			terms = append(terms, fmt.Sprint(n))
		case n == 1:
			terms = append(terms, term)
		default:
			terms = append(terms, fmt.Sprintf("%d*%s", n, term))
		}
	}
	slices.Sort(terms)
	if len(terms) == 0 {
		return "0"
	}
	return strings.Join(terms, "+")
}

// constant is v, if that is a number.
func (v value) constant() (int64, bool) {
	n, ok := v[""]
	return n, len(v) == 0 || ok && len(v) == 1
}

// only is the one term of v, if it has one, as often as that.
func (v value) only() (string, bool) {
	for term, n := range v {
		return term, len(v) == 1 && n == 1 && term != ""
	}
	return "", false
}

// A fact is what a jump has found out: a comparison of two values.
type fact struct {
	a  value
	is string
	b  value
}

var converse = map[string]string{"<": ">=", ">=": "<", "==": "!=", "!=": "==", ">": "<=", "<=": ">"}

// A state is what is known on a way through an entry.
type state struct {
	*isa
	registers map[registers]value
	addresses map[string]value // of the terms that are words in memory
	written   registers
	stored    map[string]value // what has been stored, at the terms that are words in memory
	back      map[*instruction]bool
	a, b      value // what was compared, or nil
	facts     []fact
	fresh     *int
}

// start is what is known as a function begins.
func (a *isa) start(compiled bool) *state {
	s := &state{isa: a, registers: map[registers]value{}, addresses: map[string]value{}, stored: map[string]value{}, back: map[*instruction]bool{}, fresh: new(int)}
	if compiled || a.goarch == "arm64" {
		s.registers[a.goroutine] = term("g")
	}
	return s
}

// fork is s for the other way of a jump.
func (s *state) fork() *state {
	other := *s
	other.registers, other.back = maps.Clone(s.registers), maps.Clone(s.back)
	other.addresses, other.stored = maps.Clone(s.addresses), maps.Clone(s.stored)
	other.facts = slices.Clone(s.facts)
	return &other
}

// load is the word at an address.
func (s *state) load(address value) value {
	if address.String() == "fs" {
		return term("g")
	}
	v := term("[%v]", address)
	name, _ := v.only()
	s.addresses[name] = address
	return v
}

// and is a&n. Of a constant in a, no more counts than n has bits.
func and(a value, n int64) value {
	if n > 0 && n&(n+1) == 0 {
		a = sum(a, number64(a[""]&^n), -1)
	}
	if t, ok := a.only(); ok && n >= 0 && strings.HasPrefix(t, "u32(") {
		return term("(%s)&%d", t[len("u32("):len(t)-1], n) // the upper half does not count
	}
	return term("(%v)&%d", a, n)
}

// remainder is a%b.
func remainder(a, b value) value { return term("(%v)%%(%v)", a, b) }

var small = regexp.MustCompile(`\)&\d+$`) // what is no longer than its mask

// narrow is the lower half of a.
func narrow(a value) value {
	if n, ok := a.constant(); ok {
		return number64(int64(uint32(n)))
	}
	if t, ok := a.only(); ok && (strings.HasPrefix(t, "u32(") || small.MatchString(t)) {
		return a
	}
	return term("u32(%v)", a)
}

// unknown is a value of which nothing is known.
func (s *state) unknown() value {
	*s.fresh++
	return term("?%d", *s.fresh)
}

// product is a*b.
func product(a, b value) value {
	if n, ok := b.constant(); ok {
		return sum(nil, a, n)
	}
	if n, ok := a.constant(); ok {
		return sum(nil, b, n)
	}
	factors := []string{a.String(), b.String()}
	slices.Sort(factors)
	return term("(%s)*(%s)", factors[0], factors[1])
}

// compare makes a fact of a jump that asks about a and b.
func (s *state) compare(is string) {
	if s.a != nil && converse[is] != "" {
		s.facts = append(s.facts, fact{s.a, is, s.b})
	}
}

// holds reports whether s knows that a is so to b.
func (s *state) holds(a, is, b string) bool {
	flipped := map[string]string{"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}
	for _, f := range s.facts {
		left, right := f.a.String(), f.b.String()
		if f.is == is && left == a && right == b || f.is == flipped[is] && left == b && right == a {
			return true
		}
	}
	return false
}

func compare(a uint64, is string, b uint64) bool {
	switch is {
	case "<":
		return a < b
	case ">=":
		return a >= b
	case "==":
		return a == b
	case "!=":
		return a != b
	case ">":
		return a > b
	}
	return a <= b
}

// allows reports whether no fact is against it that a term is a number.
func (s *state) allows(term string, number uint64) bool {
	half := "u32(" + term + ")"
	of := func(v value) (n uint64, ok bool) {
		for t, factor := range v {
			switch t {
			case "":
				n += uint64(factor)
			case term, half:
				n += number * uint64(factor)
			default:
				return 0, false
			}
		}
		return n, true
	}
	for _, f := range s.facts {
		a, oka := of(f.a)
		b, okb := of(f.b)
		if oka && okb && !compare(a, f.is, b) {
			return false
		}
	}
	return true
}

// shifted is a>>n.
func shifted(a value, n int64) value { return term("(%v)>>%d", a, n) }
