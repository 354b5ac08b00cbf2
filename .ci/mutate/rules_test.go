package main

import (
	"slices"
	"strings"
	"testing"
)

// TestRules has lines, and mistakes that must be among those made in them.
func TestRules(t *testing.T) {
	for _, test := range []struct{ file, source, want string }{
		{"a_amd64.s", "\tJZ done \\", "\tJNZ done¦"},
		{"a_amd64.s", "\tVZEROUPPER // why", ""},
		{"a_amd64.s", "\tCMPQ CX, $128 \\", "\tCMPQ CX, $129¦\tCMPQ CX, $127"},
		{"a_amd64.s", "\tVCMPPS $0x15, Y14, Y0, Y2", "\tVCMPPS $0x16, Y14, Y0, Y2¦\tVCMPPS $0x15, Y0, Y14, Y2¦\tVCMPPD $0x15, Y14, Y0, Y2"},
		{"a_amd64.s", "\tVMAXPS Y0, Y2, Y0", "\tVMINPS Y0, Y2, Y0¦\tVMAXPS Y2, Y0, Y0"},
		{"a_amd64.s", "\tVPBLENDVB Y2, Y3, Y0, Y0", "\tVPBLENDVB Y3, Y2, Y0, Y0"},
		{"a_amd64.s", "\tVPCMPGTW Y1, Y0, Y2", "\tVPCMPEQW Y1, Y0, Y2"},
		{"a_amd64.s", "\tVPSRLD $16, Y0, Y0", "\tVPSRAD $16, Y0, Y0¦\tVPSRLD $17, Y0, Y0"},
		{"a_amd64.s", "\tVCVTPS2PH $0, Y0, X0", "\tVCVTPS2PH $1, Y0, X0"},
		{"a_amd64.s", "\tCMOVQCS AX, BX", "\tCMOVQLS AX, BX¦"},
		{"a_amd64.s", "\tMOVQ x+8(FP), SI", "\tMOVQ x+16(FP), SI¦\tMOVL x+8(FP), SI"},
		{"a_amd64.s", "\tMOVE(OP, VMOVUPS, VMOVUPS, 32, Y0, Y1)", "\tMOVE(OP, VMOVUPS, VMOVUPS, 48, Y0, Y1)¦\tMOVE(OP, VMOVAPS, VMOVUPS, 32, Y0, Y1)"},
		{"a_amd64.s", "DATA t<>+0(SB)/8, $aF32AVX2<>(SB)\nDATA t<>+8(SB)/8, $bF32AVX2<>(SB)",
			"DATA t<>+0(SB)/8, $0¦DATA t<>+0(SB)/8, $bF32AVX2<>(SB)¦DATA t<>+0(SB)/8, $aF64AVX2<>(SB)"},
		{"a_amd64.s", "DATA t<>+0(SB)/8, $0x0000000400000000", "DATA t<>+0(SB)/8, $0x400000001¦DATA t<>+0(SB)/8, $0x500000000"},
		{"a_arm64.s", "\tVBIT_B16(m, t, v)", "\tVBIF_B16(m, t, v)¦\tVBIT_B16(t, m, v)"},
		{"a_arm64.s", "\tCSEL LO, R1, R2, R3", "\tCSEL LS, R1, R2, R3"},
		{"a_arm64.h", "#define F32(OP, x) OP(VFMIN_S4, VFMUL_S4, x, 4)", "\tOP(VFMAX_S4, VFMUL_S4, x, 4)¦\tOP(VFMIN_S4, VFMUL_S4, x, 5)¦\tOP(VFMIN_D2, VFMUL_S4, x, 4)"},
		{"a.go", "\tif n > chunk && x == \"a > b\" {", "\tif n >= chunk && x == \"a > b\" {¦\tif n > chunk || x == \"a > b\" {¦\tif !(n > chunk && x == \"a > b\") {"},
		{"a.go", "\tcheck(n) // n > 1", "\t{}"},
		{"a.go", "\tx += step", "\t_ = step¦\tx -= step"},
		{"a.go", "\tcall(unsafe.SliceData(dy), len(dy), unsafe.SliceData(x), len(x))", "\tcall(unsafe.SliceData(dy), len(dy), unsafe.SliceData(x), len(dy))"},
	} {
		var got []string
		for _, m := range mutate(test.file, test.source) {
			got = append(got, m.new)
		}
		for _, want := range strings.Split(test.want, "¦") {
			if !slices.Contains(got, want) {
				t.Errorf("%q: no %q among %q", test.source, want, got)
			}
		}
	}
	// What has nothing to mistake.
	for _, source := range []string{"TEXT ·f(SB), NOSPLIT, $0-8", "#include \"a.h\"", "\tPCALIGN $32", "// x > 1", "label:"} {
		if got := mutate("a_amd64.s", source); len(got) > 0 {
			t.Errorf("%q: %v", source, got)
		}
	}
	for _, source := range []string{"package a", "import (\n\t\"a > b\"\n)", "type a [4]int"} {
		if got := mutate("a.go", source); len(got) > 0 {
			t.Errorf("%q: %v", source, got)
		}
	}
}

// TestKeys has a mistake keep its key when lines come before it, and each have one of its own.
func TestKeys(t *testing.T) {
	const source = "TEXT ·f(SB)\n\tJZ done\n\tJZ done\ndone:\n\tJZ done\n\tRET\n"
	keys := func(source string) (list []string) {
		for _, m := range mutate("a_amd64.s", source) {
			list = append(list, m.key)
		}
		return list
	}
	got := keys(source)
	if moved := keys("// a\n\nTEXT ·g(SB)\n\n" + source); !slices.Equal(got, moved) {
		t.Errorf("%q, and behind other lines %q", got, moved)
	}
	unique := slices.Compact(slices.Sorted(slices.Values(got)))
	if len(unique) != len(got) || len(got) == 0 {
		t.Errorf("not unique: %q", got)
	}
}

// TestMake has the mistake, and nothing else, in the source.
func TestMake(t *testing.T) {
	const source = "#define A $1 // one\nTEXT ·f(SB)\n\tADDQ $1, AX \\ // more\n"
	want := []string{
		"#define A $2 // one\nTEXT ·f(SB)\n\tADDQ $1, AX \\ // more\n",
		"#define A $1 // one\nTEXT ·f(SB)\n \\ // more\n",
		"#define A $1 // one\nTEXT ·f(SB)\n\tADDQ $2, AX \\ // more\n",
		"#define A $1 // one\nTEXT ·f(SB)\n\tSUBQ $1, AX \\ // more\n",
	}
	var got []string
	for _, m := range mutate("a_amd64.s", source) {
		got = append(got, m.make(source))
	}
	for _, w := range want {
		if !slices.Contains(got, w) {
			t.Errorf("no %q among %q", w, got)
		}
	}
}

// TestStale has a pattern that fits nothing reported.
func TestStale(t *testing.T) {
	was := entries
	defer func() { entries = was }()
	mutants := mutate("a_amd64.s", "TEXT ·f(SB)\n\tSFENCE\n")
	for _, test := range []struct {
		fits string
		ok   bool
	}{{"f: left out: SFENCE", true}, {"g: left out: SFENCE", false}} {
		entries = compile([]exemption{{"*.s", "why", []string{test.fits}}})
		if err := stale(mutants); (err == nil) != test.ok {
			t.Errorf("%q: %v", test.fits, err)
		}
		if got := reason(mutants[0]); (got == "why") != test.ok {
			t.Errorf("%q: reason %q", test.fits, got)
		}
	}
}
