package rectify

import (
	"errors"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"unsafe"

	"github.com/rectify-go/rectify/internal/asmcheck"
)

// TestAssembly proves what no run can show of the assembly, for each GOARCH that has some: see
// internal/asmcheck.
func TestAssembly(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIP: the assembly was not checked, which takes a run without -short on one machine")
	}
	pkg := &asmcheck.Package{
		Path:    "github.com/rectify-go/rectify",
		Kernels: kernelNames(),
		Entries: entries(t),
		Slow:    "slow2",
		Chunk:   chunk,
		Size:    sizeMask,
		Choices: []asmcheck.Choice{
			{Offset: unsafe.Offsetof(inUse.kernels), Table: "kernelTable", Top: 2},
			{Offset: unsafe.Offsetof(inUse.shortKernels), Table: "kernelTable", Top: 1},
			{Offset: unsafe.Offsetof(inUse.masks), Table: "maskTable", Top: 2},
			{Offset: unsafe.Offsetof(inUse.shortMasks), Table: "maskTable", Top: 1},
		},
		Rung: unsafe.Offsetof(job{}.kernel),
	}
	for _, goarch := range []string{"amd64", "arm64"} {
		t.Run(goarch, func(t *testing.T) { report(t)(pkg.Check(goarch, t.TempDir())) })
	}
}

// TestWords disassembles the instructions that the files for arm64 have as numbers, since Go's
// assembler does not know them, and compares each with its comment.
func TestWords(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIP: the words of the assembly were not checked, which takes a run without -short on one machine")
	}
	report(t)(asmcheck.Words("*_arm64.[sh]", t.TempDir()))
}

// report takes what a check returns.
func report(t *testing.T) func(extent string, faults []string, err error) {
	return func(extent string, faults []string, err error) {
		if errors.Is(err, exec.ErrNotFound) {
			t.Skip("SKIP: the assembly was not checked:", err)
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, fault := range faults {
			t.Error(fault)
		}
		t.Log(extent)
	}
}

// codesOf is the codes of an operation, by the type of the elements.
func codesOf(op uintptr) map[string]uintptr {
	code := op << opBit
	if op >= opReLU16 {
		return map[string]uintptr{"F16": code + 2 + uintptr(Float16)<<formatBit, "BF16": code + 2 + uintptr(BFloat16)<<formatBit}
	}
	return map[string]uintptr{"F32": code + 4, "F64": code + 8}
}

// kernelNames is how the kernels are called, without the rung.
func kernelNames() map[uintptr]string {
	names := map[uintptr]string{}
	add := func(op uintptr, name string) {
		for suffix, code := range codesOf(op) {
			names[code] = name + suffix
		}
	}
	for op, d := range operations {
		if d.name == "" { // what an operation does where a slice repeats
			continue
		}
		name := strings.ToLower(d.name[:1]) + strings.TrimSuffix(d.name[1:], "16")
		name = strings.NewReplacer("reLUGrad", "grad", "leakyReLUGrad", "grad", "reLU", "relu", "pReLU", "prelu").Replace(name)
		add(uintptr(op), name)
		if d.last == repeats && len(d.slices) == 3 {
			add(uintptr(op)+opAddReLURepeat-opAddReLU, name+"Repeat")
		}
	}
	return names
}

// entries finds in kernel.go what the entries are called with.
func entries(t *testing.T) map[string]asmcheck.Entry {
	source, err := os.ReadFile("kernel.go")
	if err != nil {
		t.Fatal(err)
	}
	calls := regexp.MustCompile(`\b(call\w+)\(op(\w+)<<opBit`).FindAllStringSubmatch(string(source), -1)
	if n := strings.Count(string(source), "\tcall"); n != len(calls) {
		t.Errorf("kernel.go calls %d entries, of which %d can be read", n, len(calls))
	}
	list := map[string]asmcheck.Entry{}
	for _, m := range calls {
		e := list[m[1]]
		e.Mask, e.Rows, e.Open = m[1] == "callMask", strings.HasPrefix(m[1], "callRows"), e.Open || strings.HasSuffix(m[2], "16")
		for op, d := range operations {
			if d.name == m[2] {
				for _, code := range codesOf(uintptr(op)) {
					e.Codes = append(e.Codes, code)
				}
			}
		}
		list[m[1]] = e
	}
	return list
}
