package rectify

import (
	"slices"
	"testing"
	"unsafe"

	"github.com/klauspost/cpuid/v2"
)

// TestRungs has what a processor may have, on every system: the flags are independent of each
// other.
func TestRungs(t *testing.T) {
	for _, test := range []struct {
		f    features
		want []string
	}{
		{features{}, []string{"generic"}},
		{features{avx512: true}, []string{"generic"}},
		{features{avx2: true}, []string{"generic", "avx2"}},
		{features{avx2: true, avx512: true}, []string{"generic", "avx2", "avx512"}},
		{features{asimd: true}, []string{"generic", "neon"}},
	} {
		for _, goos := range []string{
			"aix", "android", "darwin", "dragonfly", "freebsd", "illumos", "ios", "linux", "netbsd", "openbsd", "plan9", "solaris", "windows",
		} {
			want := test.want
			if goos == "netbsd" && !test.f.asimd {
				want = want[:1]
			}
			if got := rungs(test.f, goos); !slices.Equal(got, want) {
				t.Errorf("rungs(%+v, %q) = %q, want %q", test.f, goos, got, want)
			}
		}
	}
}

// TestPreferred has the kernel that a program starts with: the highest rung, but where it is known
// not to be the fastest.
func TestPreferred(t *testing.T) {
	amd64 := []string{"generic", "avx2", "avx512"}
	for _, test := range []struct {
		ladder []string
		f      features
		want   string
	}{
		{amd64[:1], features{iceLake: true}, "generic"},
		{amd64[:2], features{}, "avx2"},
		{amd64[:2], features{iceLake: true}, "avx2"},
		{amd64, features{iceLake: true}, "avx512"},
		{amd64, features{}, "avx2"},
		{amd64, features{iceLake: true, zen4: true}, "avx2"},
		{[]string{"generic", "neon"}, features{}, "neon"},
	} {
		if got := test.ladder[preferred(test.ladder, test.f)]; got != test.want {
			t.Errorf("preferred(%q, %+v) is %s, want %s", test.ladder, test.f, got, test.want)
		}
	}
}

// TestZen4 has the processors that are taken for one by what cpuid says of them.
func TestZen4(t *testing.T) {
	if !assembly {
		t.Skip("asks no processor")
	}
	c := &cpuid.CPU
	vendor, family := c.VendorID, c.Family
	defer func() { c.VendorID, c.Family = vendor, family }()
	for _, test := range []struct {
		vendor cpuid.Vendor
		family int
		want   bool
	}{
		{cpuid.AMD, 0x17, false}, {cpuid.AMD, 0x19, true}, {cpuid.AMD, 0x1a, false}, {cpuid.Intel, 0x19, false},
	} {
		c.VendorID, c.Family = test.vendor, test.family
		if got := processor().zen4; got != test.want {
			t.Errorf("%v, family %#x: %v, want %v", test.vendor, test.family, got, test.want)
		}
	}
}

// TestChoice has nothing else on the cache lines of what every call reads.
func TestChoice(t *testing.T) {
	const line = 128
	first, last := unsafe.Offsetof(inUse.kernel), unsafe.Offsetof(inUse.shortMasks)+unsafe.Sizeof(inUse.shortMasks)
	if first < line || unsafe.Sizeof(inUse)-last < line {
		t.Errorf("bytes %d to %d of %d are read", first, last, unsafe.Sizeof(inUse))
	}
}

// TestTables has where the calls find their kernels for each rung, and those for short slices, which
// are of no rung above the first in assembly.
func TestTables(t *testing.T) {
	defer use(inUse.kernel)
	for rung, short := range []uintptr{0, 1, 1} {
		rung := uintptr(rung)
		use(rung)
		const word = 8
		want := choice{
			kernel:       rung,
			kernels:      kernelTable() + rung*word,
			masks:        maskTable() + rung*word,
			shortKernels: kernelTable() + short*word,
			shortMasks:   maskTable() + short*word,
		}
		if inUse != want {
			t.Errorf("use(%d) makes it %+v, want %+v", rung, inUse, want)
		}
	}
}

// TestSizes has what the kernels rely on as a call is divided: words of a mask, and vectors of up to
// 64 bytes, of which four are a block; and where a job has what they load at once.
func TestSizes(t *testing.T) {
	if unsafe.Offsetof(job{}.blocks) != unsafe.Offsetof(job{}.stream)+1 {
		t.Error("blocks is not behind stream")
	}
	for name, size := range map[string]int{"chunk": chunk % 64, "cacheLine": cacheLine % 64, "block": block % (4 * 64)} {
		if size != 0 {
			t.Errorf("%s is %d too large", name, size)
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
	defer StreamFrom(600)()
	var memory [3]byte
	dst, a, b := unsafe.Pointer(&memory[0]), unsafe.Pointer(&memory[1]), unsafe.Pointer(&memory[2])
	for _, c := range []struct {
		name      string
		dst, a, b unsafe.Pointer
		bytes     uintptr // of each
		want      bool
	}{
		{"two sources", dst, a, b, 200, true},
		{"one source", dst, a, a, 300, true},
		{"two sources, less", dst, a, b, 199, false},
		{"one source, less", dst, a, a, 299, false},
		{"in place", dst, dst, dst, 1000, false},
		{"in place of the first", dst, dst, b, 1000, false},
		{"in place of the second", dst, a, dst, 1000, false},
	} {
		if got := streams(c.dst, c.a, c.b, c.bytes); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
