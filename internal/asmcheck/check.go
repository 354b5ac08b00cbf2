// Package asmcheck proves of the package's assembly what no run can show. It reads a binary that is
// built for the purpose, as llvm-objdump disassembles it (go tool objdump does not know VEX and
// EVEX). It is told which kernels there should be, and finds:
//
//   - an instruction that the rung of a kernel did not ask the processor for (see dispatch.go);
//   - a table of kernels with one in the wrong place, or without one, and a kernel that nothing
//     leads to;
//   - a way through an entry to a kernel that has left out a question: see checkEntry;
//   - a register that is read and that nothing has written, on whatever way from an entry: it would
//     go unnoticed where what happens to be there is right;
//   - a loop that does not count a register down by a constant, or goes on when the register wraps;
//   - a jump into the middle of something, or to a kernel of another operation or type, or of a
//     higher rung;
//   - a use of a register that Go reserves, and a way out with the upper halves of the vector
//     registers not cleared (SSE would be slow after it);
//   - a store with a zeroing mask, which assembles and then faults.
package asmcheck

import (
	"fmt"
	"regexp"
	"slices"
)

// A Package is what there is to know of a package in order to check its assembly.
type Package struct {
	Path    string             // to import it
	Kernels map[uintptr]string // by their codes, how they are called without the rung
	Entries map[string]Entry   // by their names
	Slow    string             // a Go function with a prologue
	Chunk   int                // how many elements a kernel is given at the most
	Size    int64              // which bits of a code are the size of an element
	Choices []Choice
	Rung    uintptr // where the number of its rung is in a job
}

// A source is what the assembly files say of a function.
type source struct {
	name   string
	global bool
	words  int // that it has as arguments
}

// check checks p, which has been linked.
func (p *program) check(pkg *Package, sources []source, slow *function, inUse uint64) {
	p.choices = map[string]Choice{}
	for _, c := range pkg.Choices {
		p.choices[fmt.Sprintf("[%d]", inUse+uint64(c.Offset))] = c
	}
	p.rung = term("[%v]", sum(argument(0), number64(int64(pkg.Rung)), 1)).String()
	guard := p.guard(slow)
	for _, f := range p.functions {
		p.checkInstructions(f)
		p.checkLoops(f)
		if f.entry() {
			p.follow(f)
			continue
		}
		p.checkTails(f)
		p.checkClear(f)
	}
	p.findTables()
	for _, s := range sources {
		f := p.function(s.name)
		switch e, entry := pkg.Entries[s.name]; {
		case f == nil:
			p.fault("%s is not in the binary", s.name)
		case s.global != f.entry():
			p.fault("%s is neither a function that Go calls nor a kernel", s.name)
		case entry:
			p.checkEntry(f, e, s.words, pkg, guard)
			p.connect(f, pkg, e.Codes, false)
		case f.entry():
			p.connect(f, pkg, nil, true)
		}
	}
	p.checkTables(pkg)
	p.checkReached()
	p.live()
	for _, f := range p.functions {
		if f.entry() {
			p.checkWritten(f)
		}
	}
}

func (p *program) function(name string) *function {
	i := slices.IndexFunc(p.functions, func(f *function) bool { return f.name == name })
	if i < 0 {
		return nil
	}
	return p.functions[i]
}

var texts = regexp.MustCompile(`(?m)^TEXT\s+·(\w+)(<>)?\(SB\).*\$\d+(?:-(\d+))?`)

// sourcesOf is the functions in the text of an assembly file.
func sourcesOf(text string) (list []source) {
	for _, m := range texts.FindAllStringSubmatch(text, -1) {
		s := source{name: m[1], global: m[2] == ""}
		fmt.Sscan(m[3], &s.words)
		s.words /= 8
		list = append(list, s)
	}
	return list
}
