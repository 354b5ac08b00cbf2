package asmcheck

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// A definition of an instruction that Go's assembler has no name for:
//
//	#define VFMUL_S4(m, n, d) WORD $(0x6E20DC00 | (m)<<16 | (n)<<5 | (d)) // FMUL Vd.4S, Vn.4S, Vm.4S
var (
	wordLine = regexp.MustCompile(`^#define \w+\([dmn, ]+\) WORD \$\((.*)\) // (.*)$`)
	operand  = regexp.MustCompile(`\b([VR])([dnm])\b`)
)

// Words disassembles the instructions that the files of a pattern have as numbers, for arm64, each
// with a few registers, and returns how many there are, and those that are not what their comments
// say.
func Words(pattern, temp string) (extent string, faults []string, err error) {
	source, err := read(pattern)
	if err != nil {
		return "", nil, err
	}
	n, faults, err := checkWords(source, temp)
	return fmt.Sprint(n, " words"), faults, err
}

func checkWords(source, temp string) (n int, faults []string, err error) {
	var lines []string
	var words []uint32
	var want []string
	for _, line := range strings.Split(source, "\n") {
		if !strings.Contains(line, "WORD $") || strings.HasPrefix(line, "//") {
			continue
		}
		m := wordLine.FindStringSubmatch(strings.TrimSpace(line))
		if m == nil {
			faults = append(faults, "not a definition with a comment: "+line)
			continue
		}
		n++
		for _, numbers := range []map[string]uint64{{"d": 0, "n": 1, "m": 2}, {"d": 31, "n": 0, "m": 16}, {"d": 10, "n": 21, "m": 31}} {
			w, err := evaluate(m[1], numbers)
			if err != nil {
				return 0, nil, fmt.Errorf("%s: %w", line, err)
			}
			lines, words = append(lines, line), append(words, w)
			want = append(want, strings.ToLower(operand.ReplaceAllStringFunc(m[2], func(s string) string {
				return fmt.Sprint(s[:1], numbers[s[1:]])
			})))
		}
	}
	have, err := disassembleWords(words, temp)
	if err != nil {
		return 0, nil, err
	}
	for i := range want {
		if have[i] != want[i] {
			faults = append(faults, fmt.Sprintf("%s: %#08x is %q, and not %q", lines[i], words[i], have[i], want[i]))
		}
	}
	return n, faults, nil
}

// evaluate is an expression of terms with | and <<, where the names are those numbers.
func evaluate(expression string, numbers map[string]uint64) (uint32, error) {
	var w uint64
	for _, term := range strings.Split(expression, " | ") {
		factor, shift, _ := strings.Cut(term, "<<")
		n, ok := numbers[strings.Trim(factor, "()")]
		if !ok {
			var err error
			if n, err = strconv.ParseUint(factor, 0, 32); err != nil {
				return 0, err
			}
		}
		if shift != "" {
			by, err := strconv.ParseUint(shift, 0, 5)
			if err != nil {
				return 0, err
			}
			n <<= by
		}
		w |= n
	}
	return uint32(w), nil
}

// disassembleWords has words for arm64 disassembled.
func disassembleWords(words []uint32, temp string) ([]string, error) {
	objdump, err := objdump()
	if err != nil {
		return nil, err
	}
	name := filepath.Join(temp, "words.o")
	if err := os.WriteFile(name, object(words), 0o666); err != nil {
		return nil, err
	}
	out, err := exec.Command(objdump, "-d", "-M", "no-aliases", name).Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", objdump, err)
	}
	var list []string
	for _, line := range strings.Split(string(out), "\n") {
		if m := codeLine.FindStringSubmatch(line); m != nil {
			list = append(list, m[3]+" "+hexadecimal.ReplaceAllStringFunc(strings.TrimSpace(m[4]), decimal))
		}
	}
	if len(list) != len(words) {
		return nil, fmt.Errorf("%s: %d instructions of %d words", objdump, len(list), len(words))
	}
	return list, nil
}

var hexadecimal = regexp.MustCompile(`#0x[0-9a-f]+`) // as newer ones write numbers

func decimal(s string) string {
	n, _ := number(s)
	return fmt.Sprint("#", n)
}

// object is an object file for arm64 with these instructions and nothing else.
func object(words []uint32) []byte {
	const names = "\x00.text\x00.shstrtab\x00"
	const headers, header = 64, 64 // the sizes of those of the file and of a section
	code, text := uint64(headers), uint64(4*len(words))
	var b bytes.Buffer
	write := func(v any) { binary.Write(&b, binary.LittleEndian, v) }
	write(elf.Header64{
		Ident:     [elf.EI_NIDENT]byte{0x7f, 'E', 'L', 'F', byte(elf.ELFCLASS64), byte(elf.ELFDATA2LSB), byte(elf.EV_CURRENT)},
		Type:      uint16(elf.ET_REL),
		Machine:   uint16(elf.EM_AARCH64),
		Version:   uint32(elf.EV_CURRENT),
		Shoff:     code + text + uint64(len(names)),
		Ehsize:    headers,
		Shentsize: header,
		Shnum:     3,
		Shstrndx:  2,
	})
	write(words)
	write([]byte(names))
	write([]elf.Section64{
		{},
		{Name: 1, Type: uint32(elf.SHT_PROGBITS), Flags: uint64(elf.SHF_ALLOC | elf.SHF_EXECINSTR), Off: code, Size: text, Addralign: 4},
		{Name: 7, Type: uint32(elf.SHT_STRTAB), Off: code + text, Size: uint64(len(names)), Addralign: 1},
	})
	return b.Bytes()
}
