package asmcheck

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A program is the functions in the assembly of a package, and what of the rest of the binary they
// touch.
type program struct {
	*isa
	functions []*function
	tables    []*table
	choices   map[string]Choice // by the terms that they are
	rung      string            // the term that is the rung of a job
	allowed   []*regexp.Regexp  // the instructions of each rung
	faults    []string
}

// A function is an entry, which Go calls, or a kernel.
type function struct {
	name   string // without the package
	rung   int    // of a kernel, or 0
	code   []*instruction
	jump   []*arrival // the ways it jumps through a table
	answer *table     // which it returns
}

// An instruction is a line that llvm-objdump has written.
type instruction struct {
	in        *function
	address   uint64
	bytes     string
	op        string
	args      []string
	note      uint64         // the address in its comment, or 0
	next      []*instruction // what may follow
	to        *instruction   // where it jumps
	leaves    string         // where it jumps, if that is no function in assembly
	condition string         // "" for what always jumps
	computed  bool           // whether it jumps to what a register holds

	reads, writes, alive registers
}

func (in *instruction) String() string {
	return fmt.Sprintf("%s: %#x: %s %s", in.in.name, in.address, in.op, strings.Join(in.args, ", "))
}

// entry reports whether f is called by Go.
func (f *function) entry() bool { return f.rung == 0 }

// fault notes a fault, once for all ways to it.
func (p *program) fault(format string, args ...any) {
	if text := fmt.Sprintf(format, args...); !slices.Contains(p.faults, text) {
		p.faults = append(p.faults, text)
	}
}

var (
	labelLine = regexp.MustCompile(`^[0-9a-f]+ <(.+)>:$`)
	codeLine  = regexp.MustCompile(`^\s*([0-9a-f]+):\s*((?:[0-9a-f]{2}\s)+|[0-9a-f]{8}\s)\s*(\S+)\s*(.*)$`)
	noteHex   = regexp.MustCompile(`\b0x([0-9a-f]+)\b`)
	jumpArg   = regexp.MustCompile(`^(?:0x)?([0-9a-f]+) <([^>+]+)(\+0x[0-9a-f]+)?>$`)
)

// read is the functions in a listing.
func (a *isa) read(listing, path string) (*program, error) {
	p := &program{isa: a}
	for _, r := range a.rungs {
		p.allowed = append(p.allowed, regexp.MustCompile("^("+strings.Join(slices.Concat(r.instructions, a.base), "|")+")$"))
	}
	var f *function
	for _, line := range strings.Split(listing, "\n") {
		if m := labelLine.FindStringSubmatch(line); m != nil {
			f = &function{name: strings.TrimSuffix(strings.TrimPrefix(m[1], path+"."), ".abi0")}
			for i, r := range a.rungs {
				if r.name != "" && strings.HasSuffix(f.name, r.name) {
					f.rung = i
				}
			}
			p.functions = append(p.functions, f)
			continue
		}
		if f == nil || strings.TrimSpace(line) == "" || strings.TrimSpace(line) == "..." { // zeros
			continue
		}
		m := codeLine.FindStringSubmatch(line)
		if m == nil {
			return nil, fmt.Errorf("%s does not decode: %s", f.name, line)
		}
		in, err := a.parse(m)
		if err != nil {
			return nil, err
		}
		in.in = f
		f.code = append(f.code, in)
	}
	for _, f := range p.functions {
		for len(f.code) > 0 && f.code[len(f.code)-1].op == a.padding {
			f.code = f.code[:len(f.code)-1]
		}
		if len(f.code) == 0 {
			return nil, fmt.Errorf("%s is empty", f.name)
		}
	}
	p.link(path)
	return p, nil
}

// parse is the instruction in a match of codeLine.
func (a *isa) parse(m []string) (*instruction, error) {
	address, err := strconv.ParseUint(m[1], 16, 64)
	if err != nil {
		return nil, err
	}
	in := &instruction{address: address, bytes: m[2], op: m[3]}
	remark := "#"
	if a.goarch == "arm64" { // where # is a constant
		remark = "//"
	}
	args, note, _ := strings.Cut(m[4], remark)
	if m := noteHex.FindStringSubmatch(note); m != nil {
		in.note, _ = strconv.ParseUint(m[1], 16, 64)
	}
	depth, start := 0, 0
	args = strings.TrimSpace(args)
	for i, c := range args + "," {
		switch c {
		case '[', '{', '<':
			depth++
		case ']', '}', '>':
			depth--
		case ',':
			if depth == 0 && i > start {
				in.args = append(in.args, strings.TrimSpace(args[start:i]))
				start = i + 1
			}
		}
	}
	in.reads, in.writes = a.effects(in)
	return in, nil
}

// conditions is the jumps that follow a comparison of unsigned numbers.
var conditions = map[string]string{
	"jb": "<", "jae": ">=", "je": "==", "jne": "!=", "ja": ">", "jbe": "<=",
	"b.lo": "<", "b.hs": ">=", "b.eq": "==", "b.ne": "!=", "b.hi": ">", "b.ls": "<=",
	"b.cc": "<", "b.cs": ">=", "cbz": "==", "cbnz": "!=",
}

func (in *instruction) jumps() bool {
	switch in.op {
	case "b", "br", "cbz", "cbnz", "tbz", "tbnz":
		return true
	}
	return in.op[0] == 'j' || strings.HasPrefix(in.op, "b.")
}

// link finds what may follow each instruction.
func (p *program) link(path string) {
	at := map[uint64]*instruction{}
	for _, f := range p.functions {
		for _, in := range f.code {
			at[in.address] = in
		}
	}
	for _, f := range p.functions {
		for i, in := range f.code {
			if in.jumps() {
				p.jump(in, at, path)
			}
			if in.op == "ret" || in.jumps() && in.condition == "" {
				continue
			}
			if i+1 == len(f.code) {
				p.fault("%v: this runs past its end", in)
				continue
			}
			in.next = append(in.next, f.code[i+1])
		}
	}
}

// jump finds where in jumps.
func (p *program) jump(in *instruction, at map[uint64]*instruction, path string) {
	last := in.args[len(in.args)-1]
	if in.op != "jmp" && in.op != "b" && in.op != "br" {
		if in.condition = conditions[in.op]; in.condition == "" {
			in.condition = in.op
		}
	}
	if _, ok := p.register(last); ok && in.condition == "" {
		in.computed = true
		return
	}
	m := jumpArg.FindStringSubmatch(last)
	if m == nil {
		p.fault("%v: this goes nowhere that can be told", in)
		return
	}
	address, _ := strconv.ParseUint(m[1], 16, 64)
	in.to = at[address]
	switch {
	case in.to == nil && m[3] == "":
		in.leaves = strings.TrimPrefix(m[2], path+".")
	case in.to == nil || in.to.in != in.in && in.to != in.to.in.code[0]:
		p.fault("%v: this jumps into the middle of something", in)
	default:
		in.next = append(in.next, in.to)
	}
}

// effects is the registers that in reads, and those it writes.
func (a *isa) effects(in *instruction) (reads, writes registers) {
	if in.op == "nop" || len(in.args) == 0 {
		return 0, 0
	}
	results := 1
	switch {
	case in.op == "ldp":
		results = 2
	case a.readsOnly.MatchString(in.op):
		results = 0
	}
	for i, arg := range in.args {
		if a.memory(arg) && (strings.HasSuffix(arg, "]!") || i > 0 && i+1 < len(in.args) && a.goarch == "arm64") {
			writes |= a.named(arg) // the address is counted on
		}
		if i >= results || a.memory(arg) {
			reads |= a.named(arg)
			continue
		}
		result, mask, _ := strings.Cut(arg, " {")
		writes |= a.named(result)
		reads |= a.named(mask)
		merges := mask != "" && result[0] != 'k' && !strings.Contains(mask, "{z}") && !strings.Contains(in.op, "blendm")
		part := strings.Contains(arg, "[") || a.goarch == "amd64" && narrow86.MatchString(result)
		if merges || part || a.changes.MatchString(in.op) {
			reads |= a.named(result)
		}
	}
	if a.sets(in) {
		reads = 0
	}
	if in.op == "div" {
		pair := a.named("rax rdx")
		return reads | writes | pair, pair
	}
	return reads, writes
}

var (
	narrow86 = regexp.MustCompile(`^(r\d+[wb]|[abcd][xl]|[sd]il?)$`)
	sets     = regexp.MustCompile(`^(xor|vxorps|vpxor|eor|vpcmpeqw)$`)
)

// sets reports whether in sets a register to what does not depend on what was there: to zero or to
// ones.
func (a *isa) sets(in *instruction) bool {
	n := len(in.args)
	switch {
	case sets.MatchString(in.op):
		return in.args[n-1] == in.args[n-2]
	case in.op == "vpternlogd":
		ones, _ := number(in.args[n-1])
		return ones == 0xff
	}
	return false
}

// named is the registers in an argument.
func (a *isa) named(arg string) (set registers) {
	for _, name := range word.FindAllString(arg, -1) {
		if n, ok := a.register(name); ok {
			set |= 1 << n
		}
	}
	return set
}
