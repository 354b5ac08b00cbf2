package main

import (
	"embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// The build "avx512": for a processor without AVX-512, the tests bring an emulator of it, as a handler of the
// signal that such an instruction raises. It is in testdata/avx512.

//go:embed testdata/avx512
var emulator embed.FS

// asked is what kernel_asm.go asks the processor of AVX-512.
var asked = regexp.MustCompile(`(?s)avx512: .*?cpuid\.AVX512BW\),`)

// fooled is the tests that see that the processor has no AVX-512, or what an emulator does not show.
const fooled = "^TestK(ernels|nobs)$|^TestProfile$"

// emulate puts the emulator into the copy of the module in dir, and has the package take it for a processor.
func emulate(dir string) error {
	const from = "testdata/avx512/"
	inside := filepath.Join(dir, "internal", "emulate")
	if err := os.Mkdir(inside, 0o777); err != nil {
		return err
	}
	for name, to := range map[string]string{"avx512.c": inside, "avx512.ld": inside, "emulate.go": inside, "emulate_test.go": dir} {
		data, err := emulator.ReadFile(from + name)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(to, name), data, 0o666); err != nil {
			return err
		}
	}
	for _, line := range []string{
		"gcc -c -O2 -mavx2 -mf16c -fPIC -fno-builtin -fno-stack-protector -fcf-protection=none -fno-asynchronous-unwind-tables -o avx512.o avx512.c",
		"ld -T avx512.ld -o avx512.elf avx512.o",
		"objcopy -O binary avx512.elf avx512.bin",
		"rm avx512.c avx512.o", // cgo's, for the go command
	} {
		cmd := exec.Command("sh", "-c", line)
		cmd.Dir = inside
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w:\n%s", line, err, out)
		}
	}
	path := filepath.Join(dir, "kernel_asm.go")
	source, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	told := asked.ReplaceAllString(string(source), "avx512: true,")
	if told == string(source) {
		return fmt.Errorf("%s asks for AVX-512 in another way than it used to", path)
	}
	return os.WriteFile(path, []byte(told), 0o666)
}

// lacks reports whether tests failed since the emulator knows too little.
func lacks(out string) bool { return strings.Contains(out, "SIGILL: illegal instruction") }
