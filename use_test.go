package rectify_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/cpuid/v2"
	"golang.org/x/sys/cpu"

	"github.com/rectify-go/rectify"
)

func TestKernels(t *testing.T) {
	list := rectify.Kernels()
	if os.Getenv(childTest) != "" {
		fmt.Printf("kernels=%s kernel=%s\n", strings.Join(list, ","), rectify.Kernel())
		return
	}
	if list[0] != "generic" || !slices.Contains(list, rectify.Kernel()) {
		t.Errorf("rectify.Kernels() = %q, Kernel() = %q", list, rectify.Kernel())
	}
	want := []string{"generic"}
	if x := cpu.X86; rectify.Assembly && x.HasAVX && x.HasAVX2 && cpuid.CPU.Supports(cpuid.AVX, cpuid.AVX2, cpuid.F16C) {
		want = append(want, "avx2")
		if x.HasAVX512F && x.HasAVX512DQ && x.HasAVX512VL && x.HasAVX512BW && cpuid.CPU.Supports(cpuid.AVX512F, cpuid.AVX512DQ, cpuid.AVX512VL, cpuid.AVX512BW) {
			want = append(want, "avx512")
		}
	}
	if rectify.Assembly && cpu.ARM64.HasASIMD {
		want = append(want, "neon")
	}
	if !slices.Equal(list, want) {
		t.Errorf("rectify.Kernels() = %q, want %q: with assembly: %t", list, want, rectify.Assembly)
	}
	list[0] = "changed"
	if rectify.Kernels()[0] != "generic" {
		t.Error("rectify.Kernels() returns its own list")
	}
}

// TestKnobs turns a feature of the processor off, as a user may.
func TestKnobs(t *testing.T) {
	printed := regexp.MustCompile(`kernels=(\S+) kernel=(\S+)`)
	with := func(t *testing.T, knob string) (kernels []string, kernel string) {
		out, err := runChild(t, "TestKernels", "print", forceKernel+"=", "GODEBUG="+knob)
		m := printed.FindStringSubmatch(out)
		if err != nil || m == nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return strings.Split(m[1], ","), m[2]
	}
	all, _ := with(t, "") // this process may have a knob itself
	for knob, gone := range map[string][]string{
		"cpu.avx512f=off": {"avx512"},
		"cpu.avx2=off":    {"avx512", "avx2"},
		"cpu.avx=off":     {"avx512", "avx2"},
		"cpu.asimd=off":   {"neon"},
	} {
		t.Run(knob, func(t *testing.T) {
			kernels, kernel := with(t, knob)
			want := slices.DeleteFunc(slices.Clone(all), func(k string) bool { return slices.Contains(gone, k) })
			if !slices.Equal(kernels, want) {
				t.Errorf("rectify.Kernels() = %q, want %q", kernels, want)
			}
			if !slices.Contains(want, kernel) {
				t.Errorf("starts with %s", kernel)
			}
		})
	}
}

func TestUse(t *testing.T) {
	for _, k := range rectify.Kernels() {
		use(t, k)
		if rectify.Kernel() != k {
			t.Errorf("after Use(%q), Kernel() = %q", k, rectify.Kernel())
		}
		for _, other := range append(slices.Clone(names), "", "AVX2", "sse2") {
			if slices.Contains(rectify.Kernels(), other) {
				continue
			}
			err := rectify.Use(other)
			if err == nil || !strings.Contains(err.Error(), fmt.Sprintf("%q", other)) {
				t.Errorf("Use(%q): error %v", other, err)
			}
			if rectify.Kernel() != k {
				t.Errorf("Use(%q) failed and changed the kernel to %s", other, rectify.Kernel())
			}
		}
	}
}
