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
	if native.can("avx512") {
		t.Skip("SKIP: the processor has AVX-512, so that nothing would be emulated")
	}
	if !native.can("avx2") {
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
	out, by := b.run(b.original, "", 5*time.Minute, "-test.short")
	if by != "" {
		t.Fatalf("%s fails:\n%s", by, end(out))
	}
	if !strings.Contains(out, "--- PASS: TestContract/avx512/ReLU[float32]") {
		t.Errorf("TestContract did not run:\n%s", end(out))
	}
}
