package asmcheck

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// An Entry is what Go calls, for calls of one shape.
type Entry struct {
	Codes []uintptr // which it is called with
	Open  bool      // whether others, for elements of two bytes, may be behind those in the table
	Mask  bool      // whether the last slice is a mask
	Rows  bool      // whether it has an element for each column, and may be written
}

// A Choice is a word in inUse that says where in a table the kernels of a rung are.
type Choice struct {
	Offset uintptr
	Table  string // the function that says where the table is
	Top    int    // the highest rung
}

// An arrival is a way through an entry, or through what runs a job, to a jump through a table.
type arrival struct {
	*state
	at      *instruction
	base    int64  // where the kernels for the code 0 would be
	table   *table // or nil
	top     int    // the highest rung
	kernels []*function
	code    string // as values
	rung    string // the number of the rung, or where it is in the table
	kernel  string // what is jumped to
}

// The words of a call: its code, a pointer and a length for each slice, and a pointer to the
// scalar; or a pointer to a job.
func argument(i int) value { return term("[%v]", value{"sp": 1, "": int64(8 + 8*i)}) }

// follow takes every way through a function that Go calls. There are few: it has no loop.
func (p *program) follow(f *function) {
	index := map[*instruction]int{}
	for i, in := range f.code {
		index[in] = i
	}
	var walk func(i int, s *state)
	walk = func(i int, s *state) {
		in := f.code[i]
		for missing := in.reads &^ s.written; missing != 0; missing &= missing - 1 {
			p.unwritten(f, in, missing)
		}
		s.written |= in.writes
		switch {
		case in.op == "ret":
			p.answer(in, s)
		case in.computed:
			f.jump = append(f.jump, p.arrive(in, s))
		case in.jumps():
			if in.condition != "" {
				not := s.fork()
				p.ask(in, not, converse[in.condition])
				walk(i+1, not)
				p.ask(in, s, in.condition)
			}
			switch {
			case in.leaves != "":
				if want := "slow" + strings.TrimPrefix(strings.TrimPrefix(f.name, "call"), "Rows") + ".abi0"; in.leaves != want {
					p.fault("%v: this goes to %s, and not to %s", in, in.leaves, want)
				}
			case in.to == nil || in.to.in != f:
				p.fault("%v: this goes past the table", in)
			case index[in.to] > i:
				walk(index[in.to], s)
			case !s.back[in.to]:
				// To what two ways share.
				s.back[in.to] = true
				walk(index[in.to], s)
			default:
				p.fault("%v: this has a loop", in)
			}
		default:
			p.checkArgument(in)
			p.step(s, in)
			if i+1 < len(f.code) {
				walk(i+1, s)
			}
		}
	}
	walk(0, p.start(false))
	if len(f.jump) == 0 && f.answer == nil && f.code[0].leaves == "" {
		p.fault("%s: no way leads to a kernel", f.name)
	}
}

// ask makes a fact of a jump that is taken if it is so.
func (p *program) ask(in *instruction, s *state, is string) {
	if strings.HasPrefix(in.op, "cb") {
		s.facts = append(s.facts, fact{s.operandARM(in.args[0]), is, number64(0)})
		return
	}
	s.compare(is)
}

// checkArgument checks that no half of an argument is loaded, which a slice of 16 GiB would tell,
// and nothing stored but a result.
func (p *program) checkArgument(in *instruction) {
	for i, arg := range in.args {
		if !p.memory(arg) {
			continue
		}
		whole := strings.Contains(arg, "qword ptr") || p.goarch == "arm64" && in.args[0][0] == 'x'
		if strings.Contains(arg, "sp") && !whole {
			p.fault("%v: this loads half an argument", in)
		}
		if p.stores(in, i) && !strings.HasSuffix(in.in.name, "Table") {
			p.fault("%v: this stores, which is up to the kernels", in)
		}
	}
}

// stores reports whether in stores where its argument i says.
func (p *program) stores(in *instruction, i int) bool {
	return strings.HasPrefix(in.op, "st") || p.goarch == "amd64" && i == 0 && !p.readsOnly.MatchString(in.op)
}

// answer takes what a function returns, which only says where a table is.
func (p *program) answer(in *instruction, s *state) {
	f := in.in
	name, _ := argument(0).only()
	address, ok := s.stored[name].constant()
	i := slices.IndexFunc(p.tables, func(t *table) bool { return int64(t.address) == address })
	if !ok || i < 0 || !strings.HasSuffix(f.name, "Table") {
		p.fault("%v: this returns, and not where a table is", in)
		return
	}
	f.answer = p.tables[i]
}

// arrive is the arrival at a jump to what a register holds, which has to be a word of a table. An
// entry finds it by a choice, and what runs a job by the number of a rung:
//
//	[choice + 8*(code - first)]
//	[table + 8*rung + 8*(code - first)]
func (p *program) arrive(in *instruction, s *state) *arrival {
	a := &arrival{state: s, at: in}
	target := s.registers[p.named(in.args[len(in.args)-1])]
	a.kernel = target.String()
	word, _ := target.only()
	address, ok := s.addresses[word]
	for name, factor := range address {
		_, chosen := p.choices[name]
		switch {
		case name == "":
			a.base = factor
		case chosen && factor == 1 && a.rung == "" || name == p.rung && factor == 8:
			a.rung = name
		case factor == 8 && a.code == "":
			a.code = name
		default:
			ok = false
		}
	}
	if !ok || a.code == "" || a.rung == "" {
		a.code = ""
		p.fault("%v: this jumps to %s, which is no kernel in a table", in, a.kernel)
	}
	return a
}

// findTables finds the table of each jump, where the functions that say where tables are have been
// followed.
func (p *program) findTables() {
	bases := map[int64]*table{}
	for _, f := range p.functions {
		for _, a := range f.jump {
			choice, ok := p.choices[a.rung]
			if !ok {
				continue
			}
			if where := p.function(choice.Table); where != nil && where.answer != nil {
				a.table, a.top = where.answer, choice.Top
				a.base += int64(a.table.address)
				bases[a.base] = a.table
			}
		}
	}
	for _, f := range p.functions {
		for _, a := range f.jump {
			if a.table == nil { // it runs a job, and reckons from the same address as an entry
				a.table, a.top = bases[a.base], len(p.isa.rungs)-1
			}
			if a.table == nil && a.code != "" {
				p.fault("%v: this jumps through a table that is not there", a.at)
			}
		}
	}
}

// checkEntry checks what an entry knows when it jumps to a kernel: that the goroutine is not to
// stop, there is no more than a chunk to do, the code has a kernel, and the slices fit.
func (p *program) checkEntry(f *function, e Entry, words int, pkg *Package, guard string) {
	for _, a := range f.jump {
		need := func(what string, knows bool) {
			if !knows {
				p.fault("%v: this goes on to a kernel, and %s", a.at, what)
			}
		}
		n, code := argument(2).String(), argument(0).String()
		need("the goroutine may have to stop", a.holds("sp", ">", guard))
		need("there may be more than a chunk", a.holds(n, "<=", fmt.Sprint(pkg.Chunk)) || a.holds(n, "<", fmt.Sprint(pkg.Chunk+1)))
		need("its code is of no call", a.code == code)
		need("the code may be past the table", !e.Open || a.table != nil && a.within(pkg.Size))
		need("there may be none", a.holds(a.kernel, "!=", "0"))
		need("its rung is not the one in use", a.rung != p.rung)
		need("it stands for an argument that is not looked at", a.loaded(words))

		size := and(argument(0), pkg.Size)
		bytes := product(size, argument(2))
		for i := 3; i+2 < words; i += 2 {
			other, count := argument(i), argument(i+1)
			if e.Mask {
				need("its mask may be short", a.holds(count.String(), ">=", shifted(sum(argument(2), number64(63), 1), 6).String()))
				need("its mask may overlap", a.disjoint(argument(1), bytes, other, product(count, number64(8))))
				continue
			}
			period := product(size, count)
			if a.holds(remainder(bytes, period).String(), "==", "0") {
				need("it may not repeat a slice", i+3 == words && a.table != nil && (e.Rows || p.repeats(a, e, pkg)))
				need("what repeats may overlap", a.disjoint(argument(1), bytes, other, period))
				if e.Rows {
					need("there may be no rows", a.holds(bytes.String(), "!=", "0"))
					need("there may be no columns", a.holds(period.String(), "!=", "0"))
				}
				for k := 3; k < i && e.Rows; k += 2 {
					need("what is summed may overlap a source", a.disjoint(argument(k), bytes, other, period))
				}
				continue
			}
			need("it may not be rows", !e.Rows || i+3 < words)
			need("lengths may differ", a.holds(count.String(), "==", n))
			same := a.holds(argument(1).String(), "==", other.String())
			need("slices may overlap in part", same || a.disjoint(argument(1), bytes, other, bytes))
		}
	}
}

// loaded reports whether all words of a call have been loaded.
func (a *arrival) loaded(words int) bool {
	for i := range words {
		name, _ := argument(i).only()
		if _, ok := a.addresses[name]; !ok {
			return false
		}
	}
	return true
}

// disjoint reports whether it is known that so many bytes at x share no memory with so many at y.
func (a *arrival) disjoint(x, bytes, y, others value) bool {
	behind := func(p, q, n value) bool { return a.holds(sum(p, q, -1).String(), ">=", n.String()) }
	return behind(y, x, bytes) && behind(x, y, others)
}

var inGoroutine = regexp.MustCompile(`^\[\d+\+g\]$`)

// guard is where a Go function of the binary finds the end of its stack: what its prologue compares
// SP with.
func (p *program) guard(f *function) string {
	s := p.start(true)
	for _, in := range f.code {
		if in.jumps() {
			s.compare(converse[in.condition])
			break
		}
		p.step(s, in)
	}
	if len(s.facts) == 1 && s.facts[0].a.String() == "sp" && s.facts[0].is == ">" && inGoroutine.MatchString(s.facts[0].b.String()) {
		return s.facts[0].b.String()
	}
	p.fault("%s: no comparison of SP with the end of the stack in its prologue: %v", f.name, s.facts)
	return ""
}
