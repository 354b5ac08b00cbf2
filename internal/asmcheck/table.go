package asmcheck

import (
	"regexp"
	"slices"
)

// A table is what GLOBL kernels<> has put into the binary. For a code it has a word for each rung,
// and there is a word from one code to the next: codes are so far apart that no two share one.
type table struct {
	address uint64
	words   []uint64
}

// first is the first code that the table of an arrival has.
func (a *arrival) first() int64 { return (int64(a.table.address) - a.base) / 8 }

// within reports whether the table has a place for each code of two bytes that may be here.
func (a *arrival) within(size int64) bool {
	for code := uintptr(2); code < 1<<16; code += uintptr(size) + 1 {
		if int64(code) >= a.first() && a.allows(a.code, uint64(code)) && a.row(code) == nil {
			return false
		}
	}
	return true
}

var kind = regexp.MustCompile(`B?F\d\d$`)

// repeats reports whether the kernels for all codes that may be here are those for a slice that repeats.
func (p *program) repeats(a *arrival, e Entry, pkg *Package) bool {
	for _, code := range e.Codes {
		if !a.allows(a.code, uint64(code)) {
			continue
		}
		name := kind.ReplaceAllString(pkg.Kernels[code], "Repeat$0")
		for _, address := range a.row(code) {
			if to := p.at(address); to != nil && to.name != name+p.isa.rungs[to.rung].name {
				return false
			}
		}
	}
	return true
}

// row is the words for a code: a kernel, or 0, for each rung up to the highest of the arrival.
func (a *arrival) row(code uintptr) []uint64 {
	i := int64(code) - a.first()
	if i < 0 || i+int64(a.top) >= int64(len(a.table.words)) {
		return nil
	}
	return a.table.words[i:][:a.top+1]
}

// at is the function at an address, or nil.
func (p *program) at(address uint64) *function {
	i := slices.IndexFunc(p.functions, func(f *function) bool { return f.code[0].address == address })
	if i < 0 {
		return nil
	}
	return p.functions[i]
}

// connect lets the kernels for some codes come after the jumps of f, or of what runs a job those
// for all codes in the table.
func (p *program) connect(f *function, pkg *Package, codes []uintptr, all bool) {
	for _, a := range f.jump {
		if a.table == nil {
			continue
		}
		if all {
			for code := range pkg.Kernels {
				if a.row(code) != nil {
					codes = append(codes, code)
				}
			}
		}
		for _, code := range codes {
			if !all && !a.allows(a.code, uint64(code)) {
				continue
			}
			row := a.row(code)
			if row == nil {
				p.fault("%v: the table has no kernels for the code %d", a.at, code)
			}
			for _, address := range row {
				if to := p.at(address); to != nil {
					a.kernels = append(a.kernels, to)
				}
			}
		}
	}
}

// checkTables checks each word of each table: it is the kernel of its rung, and of the operation
// and type of its code, or 0.
func (p *program) checkTables(pkg *Package) {
	done := map[*table]bool{}
	found := map[uintptr]bool{}
	for _, f := range p.functions {
		for _, a := range f.jump {
			// What runs a job adds nothing to its code.
			if _, entry := pkg.Entries[f.name]; entry || a.table == nil || done[a.table] {
				continue
			}
			done[a.table] = true
			want := make([]string, len(a.table.words))
			for code, kernel := range pkg.Kernels {
				empty := !slices.ContainsFunc(a.row(code), func(address uint64) bool { return address != 0 })
				for i, r := range p.isa.rungs {
					if !empty && r.name != "" {
						want[int64(code)-a.first()+int64(i)] = kernel + r.name
					}
				}
				found[code] = found[code] || !empty
			}
			for i, address := range a.table.words {
				have := ""
				if to := p.at(address); to != nil {
					have = to.name
				} else if address != 0 {
					have = "something else"
				}
				if have != want[i] {
					p.fault("the table has %q in word %d, from code %d on, and not %q", have, i, a.first(), want[i])
				}
			}
		}
	}
	for code, kernel := range pkg.Kernels {
		if !found[code] {
			p.fault("no table has the kernels for the code %d, %s", code, kernel)
		}
	}
	if len(done) != len(p.tables) {
		p.fault("%d tables, and %d that something jumps through", len(p.tables), len(done))
	}
}

// checkReached checks that every kernel is in a table, or goes on from one that is.
func (p *program) checkReached() {
	reached := map[*function]bool{}
	var walk func(f *function)
	walk = func(f *function) {
		if reached[f] {
			return
		}
		reached[f] = true
		for _, a := range f.jump {
			for _, kernel := range a.kernels {
				walk(kernel)
			}
		}
		for _, in := range f.code {
			for _, next := range in.next {
				walk(next.in)
			}
		}
	}
	for _, f := range p.functions {
		if f.entry() {
			walk(f)
		}
	}
	for _, f := range p.functions {
		if !reached[f] {
			p.fault("%s: nothing leads to this kernel", f.name)
		}
	}
}
