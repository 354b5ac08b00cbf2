package asmcheck

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// checkInstructions checks that f has none but those that its rung asked the processor for, and
// leaves alone what it must.
func (p *program) checkInstructions(f *function) {
	allowed := p.allowed[f.rung]
	refused := map[string]bool{}
	for _, in := range f.code {
		if !allowed.MatchString(in.op) && !refused[in.op] {
			refused[in.op] = true
			p.fault("%v: this instruction is not among those its rung asks for", in)
		}
		if p.goarch == "amd64" && strings.HasPrefix(in.bytes, "62 ") && !p.isa.rungs[f.rung].evex {
			p.fault("%v: this is EVEX, below AVX-512", in)
		}
		if p.goarch == "arm64" && in.half() {
			p.fault("%v: this is in half precision, which not every processor has", in)
		}
		if len(in.args) > 0 && p.memory(in.args[0]) && strings.Contains(in.args[0], "{z}") {
			p.fault("%v: this store faults: it has a zeroing mask", in)
		}
		p.checkReserved(in)
	}
}

var (
	halves   = regexp.MustCompile(`\.[48]h|\bh\d`)
	converts = regexp.MustCompile(`^fcvt[ln]2?$`)
)

// half reports whether in calculates in half precision. To convert from it and to it needs no more
// than Advanced SIMD.
func (in *instruction) half() bool {
	return in.op[0] == 'f' && halves.MatchString(strings.Join(in.args, " ")) && !converts.MatchString(in.op)
}

// checkReserved checks that in leaves alone the registers that Go reserves. An entry may read them:
// it loads its arguments, and asks whether it is to stop.
func (p *program) checkReserved(in *instruction) {
	for i, arg := range in.args {
		read := in.in.entry() && (i > 0 || p.memory(arg) || p.readsOnly.MatchString(in.op))
		if p.reserved.MatchString(arg) && !read && !in.jumps() && in.op != "nop" {
			p.fault("%v: this has a register that is not free", in)
		}
	}
}

// A kernel's name is an operation, which may have a part after it, the type of the elements, and
// the rung.
var kernelName = regexp.MustCompile(`^(\w+?)(Max|Min|Rest)?(F16|BF16|F32|F64)([A-Z]+\d*)$`)

// checkTails checks where a kernel goes on, besides its own instructions: with the same operation
// and type, in a part on its own rung, or on the rung below. So no kernels take turns.
func (p *program) checkTails(f *function) {
	own := kernelName.FindStringSubmatch(f.name)
	if own == nil {
		p.fault("%s is the name of no kernel", f.name)
		return
	}
	for _, in := range f.code {
		switch {
		case in.computed:
			p.fault("%v: a kernel jumps to no address in a register", in)
		case in.leaves != "":
			p.fault("%v: this leaves the assembly", in)
		case in.to != nil && in.to.in != f:
			to := in.to.in
			name := kernelName.FindStringSubmatch(to.name)
			same := name != nil && name[1] == own[1] && name[3] == own[3]
			part := same && to.rung == f.rung && own[2] == "" && name[2] != ""
			rest := same && to.rung == f.rung-1 && to.rung > 0 && (own[2] == name[2] || own[2] == "")
			if !part && !rest {
				p.fault("%v: this goes on to %s, which has another operation, type or rung", in, to.name)
			}
		}
	}
}

var upper = regexp.MustCompile(`\b[yz]mm\d`)

// checkClear checks that there is a VZEROUPPER on every way to a RET, with no Y or Z register after
// it: SSE would be slow otherwise. That holds for a kernel that uses none, too, as it may have been
// jumped to by one that does.
func (p *program) checkClear(f *function) {
	if p.goarch != "amd64" {
		return
	}
	type state struct {
		in   *instruction
		used bool
	}
	reached := map[state]bool{}
	var walk func(s state)
	walk = func(s state) {
		if reached[s] || s.in.in != f {
			return
		}
		reached[s] = true
		after := state{used: s.used}
		switch {
		case s.in.op == "vzeroupper":
			after.used = false
		case upper.MatchString(strings.Join(s.in.args, " ")):
			after.used = true
		case s.in.op == "ret" && s.used:
			p.fault("%v: a way that leads here has no VZEROUPPER", s.in)
		}
		for _, after.in = range s.in.next {
			walk(after)
		}
	}
	walk(state{f.code[0], true})
}

// checkLoops checks that f ends. Whatever goes round in it must pass an instruction that takes a
// constant from a register, which nothing else in the loop writes, and that is followed by a
// jump that leaves the loop when the register would wrap.
func (p *program) checkLoops(f *function) {
	var check func(within map[*instruction]bool)
	check = func(within map[*instruction]bool) {
		for _, loop := range loops(f.code, within) {
			ended := false
			for in := range loop {
				if p.ends(in, loop) {
					delete(loop, in)
					ended = true
				}
			}
			if ended {
				check(loop)
				continue
			}
			first := slices.IndexFunc(f.code, func(in *instruction) bool { return loop[in] })
			p.fault("%v: nothing shows that the loop here ends", f.code[first])
		}
	}
	all := map[*instruction]bool{}
	for _, in := range f.code {
		all[in] = true
	}
	check(all)
}

// ends reports whether in counts down for the loop, which a jump then leaves in time.
func (p *program) ends(in *instruction, loop map[*instruction]bool) bool {
	register, by := p.counts(in)
	if by <= 0 || len(in.next) != 1 {
		return false
	}
	jump := in.next[0]
	if !loop[jump] || jump.condition == "" || len(jump.next) == 0 {
		return false
	}
	taken, not := jump.to != nil && loop[jump.to], loop[jump.next[len(jump.next)-1]]
	leaves := false
	switch jump.condition {
	case ">=":
		leaves = !not
	case "<":
		leaves = !taken
	case "!=": // one by one the register gets to zero
		leaves = !not && by == 1
	}
	for other := range loop {
		leaves = leaves && (other == in || other.writes&register == 0)
	}
	return leaves
}

// counts is the register that in counts down by a constant, such that a jump can see it wrap, and
// the constant, or 0.
func (p *program) counts(in *instruction) (register registers, by int64) {
	switch {
	case in.op == "sub" && p.goarch == "amd64" && in.writes != 0:
		by, _ = constant(in.args[1:])
	case in.op == "subs" && len(in.args) >= 3 && p.named(in.args[0]) == p.named(in.args[1]):
		by, _ = constant(in.args[2:])
	}
	return in.writes, by
}

// constant is the constant that args are, which may be shifted.
func constant(args []string) (int64, bool) {
	if len(args) == 0 || len(args) > 2 {
		return 0, false
	}
	n, ok := number(args[0])
	if ok && len(args) == 2 {
		shift, err := strconv.Atoi(strings.TrimPrefix(args[1], "lsl #"))
		return n << shift, err == nil
	}
	return n, ok
}

// number is the number s is, with a # or not.
func number(s string) (int64, bool) {
	s = strings.TrimPrefix(s, "#")
	if n, err := strconv.ParseInt(s, 0, 64); err == nil {
		return n, true
	}
	n, err := strconv.ParseUint(s, 0, 64)
	return int64(n), err == nil
}

// loops is the largest sets of instructions within a set of which each leads to every other, by
// Tarjan's algorithm.
func loops(code []*instruction, within map[*instruction]bool) []map[*instruction]bool {
	type mark struct {
		index, low int
		open       bool
	}
	marks := map[*instruction]*mark{}
	var open []*instruction
	var list []map[*instruction]bool
	var visit func(in *instruction) *mark
	visit = func(in *instruction) *mark {
		m := &mark{len(marks), len(marks), true}
		marks[in] = m
		open = append(open, in)
		itself := false
		for _, to := range in.next {
			if !within[to] {
				continue
			}
			itself = itself || to == in
			if at := marks[to]; at == nil {
				m.low = min(m.low, visit(to).low)
			} else if at.open {
				m.low = min(m.low, at.index)
			}
		}
		if m.low < m.index {
			return m
		}
		loop := map[*instruction]bool{}
		for !loop[in] {
			last := open[len(open)-1]
			open = open[:len(open)-1]
			marks[last].open = false
			loop[last] = true
		}
		if len(loop) > 1 || itself {
			list = append(list, loop)
		}
		return m
	}
	for _, in := range code {
		if within[in] && marks[in] == nil {
			visit(in)
		}
	}
	return list
}
