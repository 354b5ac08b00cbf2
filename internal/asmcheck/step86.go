package asmcheck

import (
	"regexp"
	"strings"
)

var (
	wide86   = regexp.MustCompile(`^r\w*[xip]$|^r\d+$`)
	half86   = regexp.MustCompile(`^e\w\w$|^r\d+d$`)
	inside86 = regexp.MustCompile(`\[(.*)\]`)
	flags86  = regexp.MustCompile(`^(mov\w*|lea|nop|cmov\w+)$`) // what leaves the flags alone
)

// step86 follows in, which does not jump.
func step86(s *state, in *instruction) {
	if in.op == "nop" {
		return
	}
	var dst, src value
	if len(in.args) > 1 {
		src = s.operand86(in, in.args[1])
	}
	if len(in.args) > 0 {
		dst = s.operand86(in, in.args[0])
	}
	if !flags86.MatchString(in.op) {
		s.a, s.b = nil, nil
	}
	result := s.unknown()
	switch in.op {
	case "mov", "movabs":
		result = src
	case "lea":
		result = s.address86(in, in.args[1])
	case "add":
		result = sum(dst, src, 1)
	case "sub":
		result = sum(dst, src, -1)
		s.a, s.b = dst, src
	case "neg":
		result = sum(nil, dst, -1)
	case "and":
		if n, ok := src.constant(); ok {
			if n >= 0 { // the upper half does not count
				dst = s.registers[s.named(in.args[0])]
			}
			result = and(dst, n)
		}
	case "shl":
		if n, ok := src.constant(); ok {
			result = product(dst, number64(1<<n))
		}
	case "shr":
		if n, ok := src.constant(); ok {
			result = shifted(dst, n)
		}
	case "imul":
		if len(in.args) == 2 {
			result = product(dst, src)
		}
	case "xor":
		if in.args[0] == in.args[1] {
			result = number64(0)
		}
	case "cmp":
		s.a, s.b = dst, src
	case "test":
		if in.args[0] == in.args[1] {
			s.a, s.b = dst, number64(0)
		}
	}
	if in.op == "div" {
		a, d := s.named("rax"), s.named("rdx")
		rest := s.unknown()
		if s.registers[d].String() == "0" {
			rest = remainder(s.registers[a], dst)
		}
		s.registers[a], s.registers[d] = s.unknown(), rest
		return
	}
	if in.writes == 0 {
		if in.op == "mov" {
			name, _ := dst.only() // a word in memory
			s.stored[name] = src
		}
		return
	}
	if !wide86.MatchString(in.args[0]) {
		result = narrow(result)
	}
	s.registers[in.writes] = result
}

// operand86 is the value of an argument of in.
func (s *state) operand86(in *instruction, arg string) value {
	if n, ok := number(arg); ok {
		return number64(n)
	}
	if strings.HasPrefix(arg, "qword ptr") {
		return s.load(s.address86(in, arg))
	}
	if arg == "rsp" {
		return term("sp")
	}
	v, known := s.registers[s.named(arg)]
	if !known {
		v = s.unknown()
		if !s.memory(arg) {
			s.registers[s.named(arg)] = v
		}
	}
	switch {
	case wide86.MatchString(arg):
		return v
	case half86.MatchString(arg):
		return narrow(v)
	}
	return s.unknown()
}

// address86 is the address in an argument of in.
func (s *state) address86(in *instruction, arg string) value {
	if strings.Contains(arg, "rip") {
		return number64(int64(in.note))
	}
	m := inside86.FindStringSubmatch(arg)
	if n, _ := number(m[1]); strings.Contains(arg, "fs:") && n == -8 {
		return term("fs")
	}
	if strings.Contains(arg, ":") {
		return s.unknown()
	}
	address := value{}
	for _, part := range strings.Split(strings.ReplaceAll(m[1], " - ", " + -"), " + ") {
		factor := int64(1)
		if n, of, ok := strings.Cut(part, "*"); ok {
			factor, _ = number(n)
			part = of
		}
		address = sum(address, s.operand86(in, part), factor)
	}
	return address
}
