package asmcheck

import "math/bits"

// live finds for each instruction the registers that it, or one that may come after it, reads
// before anything writes them.
func (p *program) live() {
	for changed := true; changed; {
		changed = false
		for i := len(p.functions) - 1; i >= 0; i-- {
			code := p.functions[i].code
			for j := len(code) - 1; j >= 0; j-- {
				in := code[j]
				var after registers
				for _, next := range in.next {
					after |= next.alive
				}
				if alive := in.reads | after&^in.writes; alive != in.alive {
					in.alive, changed = alive, true
				}
			}
		}
	}
}

// checkWritten checks that each register that a kernel reads has been written on every way to it.
func (p *program) checkWritten(f *function) {
	for _, a := range f.jump {
		for _, kernel := range a.kernels {
			start := kernel.code[0]
			for alive := start.alive; alive != 0; alive &= alive - 1 {
				switch register := alive & -alive; {
				case a.written&register == 0:
					p.unwritten(f, start.reader(register), register)
				case a.leftover(a.registers[register]):
					p.fault("%s: %v: this reads register %d, in which there is what the table was looked up with", f.name, start.reader(register), register.number())
				}
			}
		}
	}
}

func (p *program) unwritten(f *function, in *instruction, register registers) {
	p.fault("%s: %v: this reads register %d, which nothing has written on a way that leads here", f.name, in, register.number())
}

// leftover reports whether v is made of what the table was looked up with.
func (a *arrival) leftover(v value) bool {
	for term, factor := range v {
		switch term {
		case a.code, a.rung, a.kernel:
			return true
		case "":
			if factor == a.base || a.table != nil && factor == int64(a.table.address) {
				return true
			}
		}
	}
	return false
}

// number is the number of the one register in r.
func (r registers) number() int { return bits.TrailingZeros64(uint64(r)) }

// reader is an instruction that reads a register that nothing has written from one on.
func (from *instruction) reader(register registers) *instruction {
	todo, seen := []*instruction{from}, map[*instruction]bool{}
	for len(todo) > 0 {
		in := todo[0]
		todo = todo[1:]
		if in.reads&register != 0 {
			return in
		}
		if seen[in] || in.writes&register != 0 {
			continue
		}
		seen[in] = true
		todo = append(todo, in.next...)
	}
	return from
}
