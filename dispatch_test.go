package rectify

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/cpuid/v2"
	"golang.org/x/sys/cpu"
)

// With childTest set, the test binary was run by one of its own tests, and does what it says.
const childTest = "RECTIFY_TEST_CHILD"

// runChild runs the named test alone in a process of its own, with more in its environment, and
// returns what it printed.
func runChild(t *testing.T, test, what string, env ...string) (string, error) {
	exe, err := os.Executable()
	if err != nil {
		t.Skip(err)
	}
	cmd := exec.Command(exe, "-test.run=^"+test+"$", "-test.v")
	cmd.Env = append(os.Environ(), forceKernel+"=", childTest+"="+what)
	cmd.Env = append(cmd.Env, env...)
	out, err := cmd.CombinedOutput()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Skip(err) // under an emulator, a program may not be able to run another
	}
	return string(out), err
}

func TestKernels(t *testing.T) {
	list := Kernels()
	if os.Getenv(childTest) != "" {
		fmt.Printf("kernels=%q kernel=%q\n", list, Kernel())
		return
	}
	if list[0] != "generic" || !slices.Contains(list, Kernel()) {
		t.Errorf("Kernels() = %q, Kernel() = %q", list, Kernel())
	}
	want := []string{"generic"}
	if x := cpu.X86; assembly && x.HasAVX && x.HasAVX2 && cpuid.CPU.Supports(cpuid.AVX, cpuid.AVX2) {
		want = append(want, "avx2")
		if x.HasAVX512F && x.HasAVX512DQ && x.HasAVX512VL && x.HasAVX512BW && cpuid.CPU.Supports(cpuid.AVX512F, cpuid.AVX512DQ, cpuid.AVX512VL, cpuid.AVX512BW) {
			want = append(want, "avx512")
		}
	}
	if assembly && cpu.ARM64.HasASIMD {
		want = append(want, "neon")
	}
	if !slices.Equal(list, want) {
		t.Errorf("Kernels() = %q, want %q: with assembly: %t", list, want, assembly)
	}
	list[0] = "changed"
	if Kernels()[0] != "generic" {
		t.Error("Kernels() returns its own list")
	}
}

// TestPreferred has the kernel that a program starts with: the highest rung, but where it is known
// not to be the fastest.
func TestPreferred(t *testing.T) {
	best := Kernels()[len(usable)-1]
	if got := names[preferred()]; got != best && (best != "avx512" || got != "avx2") {
		t.Errorf("starts with %s of %q", got, Kernels())
	}
}

// TestKnobs turns a feature of the processor off, as a user may.
func TestKnobs(t *testing.T) {
	for knob, gone := range map[string][]string{
		"cpu.avx512f=off": {"avx512"},
		"cpu.avx2=off":    {"avx512", "avx2"},
		"cpu.avx=off":     {"avx512", "avx2"},
		"cpu.asimd=off":   {"neon"},
	} {
		t.Run(knob, func(t *testing.T) {
			out, err := runChild(t, "TestKernels", "print", "GODEBUG="+knob)
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			want := slices.DeleteFunc(Kernels(), func(k string) bool { return slices.Contains(gone, k) })
			if !strings.Contains(out, fmt.Sprintf("kernels=%q ", want)) {
				t.Errorf("Kernels() is not %q:\n%s", want, out)
			}
			for _, k := range gone {
				if strings.Contains(out, fmt.Sprintf("kernel=%q", k)) {
					t.Errorf("starts with %s", k)
				}
			}
		})
	}
}

func TestUse(t *testing.T) {
	for _, k := range Kernels() {
		use(t, k)
		if Kernel() != k {
			t.Errorf("after Use(%q), Kernel() = %q", k, Kernel())
		}
		for _, other := range append(names[:], "", "AVX2", "sse2") {
			if slices.Contains(Kernels(), other) {
				continue
			}
			err := Use(other)
			if err == nil || !strings.Contains(err.Error(), fmt.Sprintf("%q", other)) {
				t.Errorf("Use(%q): error %v", other, err)
			}
			if Kernel() != k {
				t.Errorf("Use(%q) failed and changed the kernel to %s", other, Kernel())
			}
		}
	}
}
