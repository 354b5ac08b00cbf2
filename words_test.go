package rectify

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestWords decodes the instructions that asm_arm64.h has as numbers, since Go's assembler does
// not know them, and compares each with its comment. A line reads
//
//	#define VFMUL_S4(m, n, d) WORD $(0x6E20DC00 | (m)<<16 | (n)<<5 | (d)) // FMUL Vd.4S, Vn.4S, Vm.4S
func TestWords(t *testing.T) {
	source, err := os.ReadFile("asm_arm64.h")
	if err != nil {
		t.Skip(err)
	}
	define := regexp.MustCompile(`^#define \w+\([dmn, ]+\) WORD \$\((.*)\) // (.*)$`)
	for line := range strings.Lines(string(source)) {
		if line = strings.TrimSpace(line); !strings.Contains(line, "WORD") || strings.HasPrefix(line, "//") {
			continue
		}
		m := define.FindStringSubmatch(line)
		if m == nil {
			t.Errorf("not a definition with a comment: %s", line)
			continue
		}
		for _, r := range []map[string]uint32{
			{"d": 0, "n": 1, "m": 2},
			{"d": 31, "n": 0, "m": 16},
			{"d": 10, "n": 21, "m": 31},
		} {
			var word uint32
			for term := range strings.SplitSeq(m[1], " | ") {
				name, shift, _ := strings.Cut(term, "<<")
				value, ok := r[strings.Trim(name, "()")]
				if !ok {
					value = number(t, term)
				}
				if shift != "" {
					value <<= number(t, shift)
				}
				word |= value
			}
			want := m[2]
			for name, value := range r {
				want = strings.ReplaceAll(want, "V"+name+".", fmt.Sprintf("V%d.", value))
			}
			if got := decode(word); got != want {
				t.Errorf("%s\n%#08x is %q, want %q", line, word, got, want)
			}
		}
	}
}

func number(t *testing.T, s string) uint32 {
	n, err := strconv.ParseUint(s, 0, 32)
	if err != nil {
		t.Fatal(err)
	}
	return uint32(n)
}

// decode is an instruction on whole vector registers, as the Arm Architecture Reference Manual has
// it under "Advanced SIMD two-register miscellaneous" and "Advanced SIMD three same".
func decode(word uint32) string {
	field := func(low, width int) uint32 { return word >> low & (1<<width - 1) }
	var (
		d, n, m = field(0, 5), field(5, 5), field(16, 5)
		u, size = field(29, 1), field(22, 2)
		floats  = []string{"4S", "2D"}[size&1]
	)
	type key struct{ u, high, opcode uint32 } // high is the upper bit of size
	switch {
	case field(31, 1) != 0 || field(30, 1) != 1 || field(24, 5) != 0b01110 || field(21, 1) != 1:
		return "not Advanced SIMD, or on half registers"
	case field(17, 4) == 0 && field(10, 2) == 0b10: // two-register miscellaneous
		name := map[key]string{
			{0, 1, 0b01100}: "FCMGT",
			{0, 1, 0b01101}: "FCMEQ",
			{0, 1, 0b01110}: "FCMLT",
			{1, 1, 0b01100}: "FCMGE",
			{1, 1, 0b01101}: "FCMLE",
		}[key{u, size >> 1, field(12, 5)}]
		return fmt.Sprintf("%s V%d.%s, V%d.%s, #0.0", name, d, floats, n, floats)
	case field(10, 1) == 1 && field(11, 5) == 0b00011: // three same, by bits
		name := [][]string{{"AND", "BIC", "ORR", "ORN"}, {"EOR", "BSL", "BIT", "BIF"}}[u][size]
		return fmt.Sprintf("%s V%d.16B, V%d.16B, V%d.16B", name, d, n, m)
	case field(10, 1) == 1: // three same
		name := map[key]string{
			{0, 0, 0b11010}: "FADD",
			{0, 1, 0b11010}: "FSUB",
			{1, 0, 0b11011}: "FMUL",
			{1, 0, 0b11111}: "FDIV",
		}[key{u, size >> 1, field(11, 5)}]
		return fmt.Sprintf("%s V%d.%s, V%d.%s, V%d.%s", name, d, floats, n, floats, m, floats)
	}
	return "not in the table"
}
