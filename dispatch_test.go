package rectify

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unsafe"

	"github.com/klauspost/cpuid/v2"
	"golang.org/x/sys/cpu"
)

func TestKernels(t *testing.T) {
	list := Kernels()
	if os.Getenv(childTest) != "" {
		fmt.Printf("kernels=%s kernel=%s\n", strings.Join(list, ","), Kernel())
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

// TestLadder has what a processor of either kind may have.
func TestLadder(t *testing.T) {
	for _, test := range []struct {
		hasAVX2, hasAVX512, hasASIMD bool
		want                         []uintptr
	}{
		{false, false, false, []uintptr{generic}},
		{false, true, false, []uintptr{generic}},
		{true, false, false, []uintptr{generic, avx2}},
		{true, true, false, []uintptr{generic, avx2, avx512}},
		{false, false, true, []uintptr{generic, neon}},
	} {
		if got := ladder(test.hasAVX2, test.hasAVX512, test.hasASIMD); !slices.Equal(got, test.want) {
			t.Errorf("ladder(%t, %t, %t) = %v, want %v", test.hasAVX2, test.hasAVX512, test.hasASIMD, got, test.want)
		}
	}
}

// TestPreferred has the kernel that a program starts with: the highest rung, but where it is known
// not to be the fastest.
func TestPreferred(t *testing.T) {
	for _, test := range []struct {
		usable     []uintptr
		avx512Pays bool
		want       uintptr
	}{
		{[]uintptr{generic}, true, generic},
		{[]uintptr{generic, avx2}, false, avx2},
		{[]uintptr{generic, avx2}, true, avx2},
		{[]uintptr{generic, avx2, avx512}, true, avx512},
		{[]uintptr{generic, avx2, avx512}, false, avx2},
		{[]uintptr{generic, neon}, false, neon},
	} {
		if got := preferred(test.usable, test.avx512Pays); got != test.want {
			t.Errorf("preferred(%v, %t) = %d, want %d", test.usable, test.avx512Pays, got, test.want)
		}
	}
}

func TestStreamFrom(t *testing.T) {
	for cache, want := range map[int]uintptr{
		-1: 32 << 20, 0: 32 << 20, 1: 1, 8 << 20: 8 << 20, 64 << 20: 64 << 20, 64<<20 + 1: 64 << 20, 1 << 30: 64 << 20,
	} {
		if got := streamFrom(cache); got != want {
			t.Errorf("streamFrom(%d) = %d, want %d", cache, got, want)
		}
	}
}

func TestStreams(t *testing.T) {
	var memory [3]byte
	dst, a, b := unsafe.Pointer(&memory[0]), unsafe.Pointer(&memory[1]), unsafe.Pointer(&memory[2])
	for _, c := range []struct {
		name      string
		dst, a, b unsafe.Pointer
		bytes     uintptr
		want      bool
	}{
		{"two sources", dst, a, b, streamMin, true},
		{"one source", dst, a, a, streamMin, true},
		{"a byte less", dst, a, b, streamMin - 1, false},
		{"in place", dst, dst, dst, streamMin, false},
		{"in place of the first", dst, dst, b, streamMin, false},
		{"in place of the second", dst, a, dst, streamMin, false},
	} {
		if got := streams(c.dst, c.a, c.b, c.bytes); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
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
				t.Errorf("Kernels() = %q, want %q", kernels, want)
			}
			if !slices.Contains(want, kernel) {
				t.Errorf("starts with %s", kernel)
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
