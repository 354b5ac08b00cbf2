package asmcheck

import (
	"strings"
)

// stepARM follows in, which does not jump.
func stepARM(s *state, in *instruction) {
	if in.op == "nop" || len(in.args) == 0 {
		return
	}
	args := in.args[1:]
	first := s.operandARM(in.args[0])
	last := s.shiftedARM(args)
	var middle value // of three
	if len(args) > 1 {
		middle, last = s.operandARM(args[0]), s.shiftedARM(args[1:])
	}
	if strings.HasSuffix(in.op, "s") || in.op == "cmp" || in.op == "cmn" || in.op == "tst" || in.op == "ccmp" || in.op == "fcmp" {
		s.a, s.b = nil, nil
	}
	result := s.unknown()
	switch in.op {
	case "str":
		name, _ := s.load(s.addressARM(in.args[1])).only()
		s.stored[name] = first
	case "mov":
		result = last
	case "add":
		result = sum(middle, last, 1)
	case "sub", "subs":
		result = sum(middle, last, -1)
		if in.op == "subs" {
			s.a, s.b = middle, last
		}
	case "neg":
		result = sum(nil, last, -1)
	case "and":
		if n, ok := last.constant(); ok {
			result = and(middle, n)
		}
	case "lsl":
		if n, ok := last.constant(); ok {
			result = product(middle, number64(1<<n))
		}
	case "lsr":
		if n, ok := last.constant(); ok {
			result = shifted(middle, n)
		}
	case "mul":
		result = product(middle, last)
	case "adr", "adrp":
		page, _, _ := strings.Cut(in.args[1], " ")
		if n, ok := number(page); ok {
			result = number64(n)
		}
	case "ldr", "ldar":
		if in.args[0][0] == 'x' && len(args) == 1 {
			result = s.load(s.addressARM(args[0]))
		}
	case "ldp":
		if in.args[0][0] == 'x' && len(args) == 2 {
			at := s.addressARM(args[1])
			s.registers[s.named(in.args[0])] = s.load(at)
			s.registers[s.named(in.args[1])] = s.load(sum(at, number64(8), 1))
			return
		}
	case "cmp":
		s.a, s.b = first, last
		if len(args) > 1 {
			s.b = s.shiftedARM(args)
		}
	}
	for rest := in.writes; rest != 0; rest &= rest - 1 {
		s.registers[rest&-rest] = s.unknown()
	}
	if n := s.named(in.args[0]); in.writes == n {
		if in.args[0][0] == 'w' {
			result = narrow(result)
		}
		s.registers[n] = result
	}
}

// operandARM is the value of an argument.
func (s *state) operandARM(arg string) value {
	if n, ok := number(arg); ok {
		return number64(n)
	}
	switch arg {
	case "sp":
		return term("sp")
	case "xzr", "wzr":
		return number64(0)
	}
	r := s.named(arg)
	if arg == "x28" {
		r = s.goroutine
	}
	v, known := s.registers[r]
	if !known {
		v = s.unknown()
		s.registers[r] = v
	}
	if strings.HasPrefix(arg, "w") {
		return narrow(v)
	}
	return v
}

// shiftedARM is the value of an argument, which may have a shift after it.
func (s *state) shiftedARM(args []string) value {
	if len(args) == 0 {
		return s.unknown()
	}
	v := s.operandARM(args[0])
	if len(args) == 1 {
		return v
	}
	shift, by, _ := strings.Cut(args[1], " ")
	switch n, ok := number(by); {
	case ok && shift == "lsl":
		return product(v, number64(1<<n))
	case ok && shift == "lsr":
		return shifted(v, n)
	}
	return s.unknown()
}

// addressARM is the address in an argument.
func (s *state) addressARM(arg string) value {
	if !strings.HasSuffix(arg, "]") {
		return s.unknown()
	}
	parts := strings.Split(strings.Trim(arg, "[]"), ", ")
	address := s.operandARM(parts[0])
	if len(parts) > 1 {
		address = sum(address, s.shiftedARM(parts[1:]), 1)
	}
	return address
}
