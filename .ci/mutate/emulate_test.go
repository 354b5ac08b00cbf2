package main

import (
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"
)

// TestEmulator runs the tests of the package in short, with AVX-512 emulated.
func TestEmulator(t *testing.T) {
	if _, err := exec.LookPath("gcc"); err != nil || runtime.GOOS != "linux" || runtime.GOARCH != "amd64" || testing.Short() {
		t.Skip("SKIP: the emulator of AVX-512 is for amd64 on Linux, needs gcc, and takes half a minute")
	}
	dir := t.TempDir()
	if err := copyTree(*root, dir); err != nil {
		t.Fatal(err)
	}
	native, err := newBuild(dir, "amd64")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(native.work)
	run := func(b *build, kernel string, args ...string) string {
		out, by := b.run(b.original, kernel, 5*time.Minute, append(args, "-test.short")...)
		if by != "" {
			t.Fatalf("%s fails:\n%s", by, end(out))
		}
		return out
	}
	if !strings.Contains(run(native, "avx512", "-test.run", "^$"), "SKIP") {
		t.Skip("SKIP: the processor has AVX-512, so that nothing would be emulated")
	}
	if strings.Contains(run(native, "avx2", "-test.run", "^$"), "SKIP") {
		t.Skip("SKIP: the emulator of AVX-512 needs AVX2")
	}
	if err := emulate(dir); err != nil {
		t.Fatal(err)
	}
	b, err := newBuild(dir, "avx512")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(b.work)
	if out := run(b, "avx512"); !strings.Contains(out, "--- PASS: TestContract/avx512/ReLU[float32]") {
		t.Errorf("TestContract did not run:\n%s", end(out))
	}
}
