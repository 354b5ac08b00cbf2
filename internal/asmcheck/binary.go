package asmcheck

import (
	"debug/elf"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// objdump is the llvm-objdump there is.
func objdump() (path string, err error) {
	candidates := []string{"llvm-objdump"}
	for version := 30; version >= 11; version-- {
		candidates = append(candidates, fmt.Sprint("llvm-objdump-", version))
	}
	for _, name := range candidates {
		if path, err = exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", err
}

// Check builds the test binary of the package in this directory for a GOARCH, in the directory
// temp, and returns how much it has looked at and what it has found. Without the tools for it, the
// error is exec.ErrNotFound.
func (pkg *Package) Check(goarch, temp string) (extent string, faults []string, err error) {
	a := isaOf(goarch)
	text, err := read("*_" + goarch + ".[sh]")
	if err != nil {
		return "", nil, err
	}
	if m := a.keep.FindString(comment.ReplaceAllString(text, "")); m != "" {
		faults = append(faults, fmt.Sprintf("the source names %s, which is the assembler's", m))
	}
	sources := sourcesOf(text)
	objdump, err := objdump()
	if err != nil {
		return "", nil, err
	}
	goTool, err := exec.LookPath("go")
	if err != nil {
		return "", nil, err
	}
	binary := filepath.Join(temp, "assembly.test")
	build := exec.Command(goTool, "test", "-c", "-vet=off", "-o", binary, ".")
	build.Env = append(os.Environ(), "GOOS=linux", "GOARCH="+goarch, "GOAMD64=v1", "CGO_ENABLED=0", "GOFLAGS=")
	if out, err := build.CombinedOutput(); err != nil {
		return "", nil, fmt.Errorf("%v: %w\n%s", build, err, out)
	}
	file, err := elf.Open(binary)
	if err != nil {
		return "", nil, err
	}
	defer file.Close()
	symbols, err := file.Symbols()
	if err != nil {
		return "", nil, err
	}
	p, err := pkg.disassemble(a, objdump, binary, sources)
	if err != nil {
		return "", nil, err
	}
	slow, err := pkg.disassemble(a, objdump, binary, []source{{name: pkg.Slow}})
	if err != nil {
		return "", nil, err
	}
	var inUse uint64
	for _, s := range symbols {
		switch s.Name {
		case "kernels":
			t, err := readTable(file, s)
			if err != nil {
				return "", nil, err
			}
			p.tables = append(p.tables, t)
		case pkg.Path + ".inUse":
			inUse = s.Value
		}
	}
	p.check(pkg, sources, slow.functions[0], inUse)
	n := 0
	for _, f := range p.functions {
		n += len(f.code)
	}
	return fmt.Sprintf("%d functions, %d instructions, %d tables", len(p.functions), n, len(p.tables)), append(faults, p.faults...), nil
}

// read is the text of the files that match a pattern.
func read(pattern string) (string, error) {
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) == 0 {
		return "", fmt.Errorf("no assembly: %s, %v", pattern, err)
	}
	var all strings.Builder
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			return "", err
		}
		all.Write(text)
	}
	return all.String(), nil
}

var comment = regexp.MustCompile(`//.*`)

// disassemble is the functions of the binary that have these names.
func (pkg *Package) disassemble(a *isa, objdump, binary string, sources []source) (*program, error) {
	var symbols []string
	for _, s := range sources {
		symbol := pkg.Path + "." + s.name
		if s.global {
			symbol += ".abi0"
		}
		symbols = append(symbols, symbol)
	}
	args := append(a.flags, "-d", "--disassemble-symbols="+strings.Join(symbols, ","), binary)
	out, err := exec.Command(objdump, args...).Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", objdump, err)
	}
	return a.read(string(out), pkg.Path)
}

// readTable is the table that a symbol stands for.
func readTable(file *elf.File, s elf.Symbol) (*table, error) {
	section := file.Sections[s.Section]
	data := make([]byte, s.Size)
	if _, err := section.ReadAt(data, int64(s.Value-section.Addr)); err != nil {
		return nil, err
	}
	t := &table{address: s.Value}
	for i := 0; i+8 <= len(data); i += 8 {
		t.words = append(t.words, file.ByteOrder.Uint64(data[i:]))
	}
	return t, nil
}
