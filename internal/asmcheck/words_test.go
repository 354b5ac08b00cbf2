package asmcheck

import (
	"strings"
	"testing"
)

// TestWords checks that a word that is not what its comment says is found, and no other.
func TestWords(t *testing.T) {
	if _, err := objdump(); err != nil {
		t.Skip("SKIP: no words were disassembled:", err)
	}
	const right = "#define VFMUL_S4(m, n, d) WORD $(0x6E20DC00 | (m)<<16 | (n)<<5 | (d)) // FMUL Vd.4S, Vn.4S, Vm.4S\n"
	for _, c := range []struct{ name, old, new, fault string }{
		{"what is right", "", "", ""},
		{"the lanes", "0x6E20DC00", "0x6E60DC00", `is "fmul v0.2d, v1.2d, v2.2d", and not "fmul v0.4s, v1.4s, v2.4s"`},
		{"the instruction", "0x6E20DC00", "0x4E20D400", `is "fadd v0.4s, v1.4s, v2.4s"`},
		{"the place of a register", "(m)<<16", "(m)<<17", `is "fmul v0.4s, v1.4s, v4.4s"`},
		{"the order of registers", "Vn.4S, Vm.4S", "Vm.4S, Vn.4S", `is "fmul v0.4s, v1.4s, v2.4s"`},
		{"no comment", "// FMUL Vd.4S, Vn.4S, Vm.4S", "", "not a definition with a comment"},
		{"no instruction", "0x6E20DC00", "0x00000000", "and not"},
	} {
		t.Run(c.name, func(t *testing.T) {
			n, faults, err := checkWords(right+strings.Replace(right, c.old, c.new, 1), t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			if c.fault == "" {
				if n != 2 || len(faults) != 0 {
					t.Errorf("%d words, and found %q", n, faults)
				}
				return
			}
			if len(faults) == 0 || len(faults) > 3 || // for one of the two, with three sets of registers
				!strings.Contains(faults[0], c.fault) {
				t.Errorf("found %q, and not %q", faults, c.fault)
			}
		})
	}
}
