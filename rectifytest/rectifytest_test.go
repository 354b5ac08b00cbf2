package rectifytest

import (
	"bytes"
	"encoding/binary"
	"math"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/rectify-go/rectify"
)

// TestRectify holds every kernel of package rectify to the table, and the one in use at length.
func TestRectify(t *testing.T) {
	was := rectify.Kernel()
	defer rectify.Use(was)
	for _, k := range rectify.Kernels() {
		if err := rectify.Use(k); err != nil {
			t.Fatal(err)
		}
		t.Run(k, func(t *testing.T) {
			var options []Option
			if k != was {
				options = append(options, Short())
			}
			t.Run("float32", func(t *testing.T) { Test(t, Rectify[float32](), options...) })
			t.Run("float64", func(t *testing.T) { Test(t, Rectify[float64](), Short()) })
			t.Run("Float16", func(t *testing.T) { Test(t, Rectify16(rectify.Float16), Short()) })
			t.Run("BFloat16", func(t *testing.T) { Test(t, Rectify16(rectify.BFloat16), Short()) })
		})
	}
}

func TestPlain(t *testing.T) {
	type number float64
	t.Run("float32", func(t *testing.T) { Test(t, Plain[float32](), Short()) })
	t.Run("number", func(t *testing.T) { Test(t, Plain[number](), Short()) })
	t.Run("Float16", func(t *testing.T) { Test(t, Plain16(rectify.Float16), Short()) })
	t.Run("BFloat16", func(t *testing.T) { Test(t, Plain16(rectify.BFloat16), Short()) })
}

// TestComplete has both implementations have every function.
func TestComplete(t *testing.T) {
	for _, c := range []struct {
		f    Implementation
		want int
	}{
		{Rectify[float32](), 23}, {Plain[float32](), 23},
		{Rectify[float64](), 23}, {Plain[float64](), 23},
		{Rectify16(rectify.Float16), 6}, {Plain16(rectify.Float16), 6},
		{Rectify16(rectify.BFloat16), 6}, {Plain16(rectify.BFloat16), 6},
		{Functions[float32]{}, 0},
	} {
		if n := len(c.f.subjects()); n != c.want {
			t.Errorf("%T: %d functions", c.f, n)
		}
	}
	defer func() {
		if p := recover(); p != "rectifytest: Functions16 has no Format" {
			t.Errorf("without a format: %v", p)
		}
	}()
	Functions16{}.subjects()
}

// TestOptions has a function that is only right as the options say.
func TestOptions(t *testing.T) {
	calls := 0
	f := Functions[float32]{LeakyReLUBackward: func(dx, dy, x []float32, alpha float32) {
		calls++
		if len(dx) > 100 || alpha != 0.25 && alpha != -2 || len(dx) > 0 && (&dx[0] == &dy[0] || &dx[0] == &x[0]) {
			panic("not for this")
		}
		rectify.LeakyReLUBackwardTo(dx, dy, x, alpha)
	}}
	options := []Option{OutOfPlace(), MaxLen(100), Scalars(0.25), Scalars(-2)}
	if list := Compare(f, options...); len(list) != 0 {
		t.Errorf("as the options say: %v", list)
	}
	long := calls
	for i := range options {
		list := Compare(f, append(slices.Clone(options[:i]), options[i+1:]...)...)
		if i < 2 && (len(list) != 1 || list[0].Kind != Panic) {
			t.Errorf("without option %d: %v", i, list)
		}
	}
	calls = 0
	if Compare(f, append(options, Short())...); calls == 0 || calls > long/2 {
		t.Errorf("%d calls, and with Short %d", long, calls)
	}
}

// TestShortSlices has a function that cannot be tried with as many elements as a vector has, and
// panics with 5.
func TestShortSlices(t *testing.T) {
	list := Compare(Functions[float32]{ReLU: func(dst, src []float32) {
		if len(dst) == 5 || len(dst) > 8 {
			panic(len(dst))
		}
		each32(func(x float32) float32 { return max(x, float32(math.Copysign(0, -1))) })(dst, src)
	}}, MaxLen(8))
	kinds := Kind(0)
	for _, d := range list {
		kinds |= d.Kind
	}
	if kinds&^NaNPayload != NegativeZero|Panic {
		t.Errorf("found %v: %v", kinds, list)
	}
}

// TestFuzz has one input of a fuzz target after the other, as f.Fuzz would give them.
func TestFuzz(t *testing.T) {
	o := newOptions([]Option{MaxLen(100), Scalars(0.5, 2)})
	seen := map[uint64]bool{}
	f := Functions[float32]{AddLeakyReLU: func(dst, x, b []float32, alpha float32) {
		if len(x) > 100 || alpha != 0.5 && alpha != 2 {
			t.Errorf("%d elements, alpha %v", len(x), alpha)
		}
		seen[uint64(alpha)] = true
		rectify.AddLeakyReLUTo(dst, x, b, alpha)
		for i := range dst {
			if dst[i] == 3 {
				dst[i] = 4
			}
		}
	}}
	subject := f.subjects()[0]
	one := binary.NativeEndian.AppendUint32(nil, math.Float32bits(1.5))
	for i, data := range [][]byte{nil, {1}, bytes.Repeat(one, 50)} {
		r := newRunner(subject, &o)
		r.fuzz(1000, uint32(i)<<16, uint64(i), data)
		if list := r.differences(); (len(list) != 0) != (i == 2) {
			t.Errorf("with % x: %v", data, list)
		}
	}
	if len(seen) != 2 {
		t.Errorf("alphas %v", seen)
	}
}

// TestReport has all that a difference says, and where.
func TestReport(t *testing.T) {
	list := Compare(Functions[float32]{
		LeakyReLU: leaky32(func(x, alpha float32) float32 { return max(x, alpha*x) }),
		AddReLU: func(dst, x, b []float32) {
			for i := range x {
				if dst[i] = x[i] + b[i%len(b)]; !(dst[i] > 0) {
					dst[i] = 0
				}
			}
		},
		ReLUMask: func(x []float32, mask []uint64) {
			rectify.ReLUMask(x, mask)
			clear(mask)
		},
	}, Short())
	find := func(function string, kind Kind) Difference {
		i := slices.IndexFunc(list, func(d Difference) bool { return d.Function == function && d.Kind == kind })
		if i < 0 {
			t.Fatalf("no %s: %v", function, list)
		}
		return list[i]
	}
	d := find("AddReLU", NaNSwallowed)
	if d.Type != "float32" || d.Slice != "dst" || len(d.Inputs) != 2 || d.Inputs[0].Name != "x" || d.Inputs[1].Name != "b" ||
		d.Got.Bits != 0 || d.Want.Bits&0x7fffffff <= 0x7f800000 || d.Length == 0 || d.Row == 0 || d.Count < 100 || d.Index >= d.Length {
		t.Errorf("AddReLU: %+v", d)
	}
	for _, c := range []struct {
		d    Difference
		want []string
	}{
		{d, []string{"AddReLU[float32]: swallows NaN (NaNSwallowed, ", "dst[", " in rows of ", "is 0x00000000 (0), want 0x7f", "NaN), from x 0x", ", b 0x"}},
		{find("LeakyReLU", Wrong), []string{"wrong (alpha > 1", "alpha 0x3f"}},
		{find("ReLUMask", Wrong), []string{"in place", "mask[0] is 0x0, want 0x"}},
		{Difference{Function: "ReLU", Type: "float64", Kind: Panic, How: "panics: no", Length: 3}, []string{"ReLU[float64]: panics: no (Panic, 0 times): n = 3"}},
	} {
		for _, s := range c.want {
			if !strings.Contains(c.d.String(), s) {
				t.Errorf("%s\nhas no %q", c.d, s)
			}
		}
	}
	summary := Summary(list)
	for _, s := range []string{"LeakyReLU: ", "wrong (alpha > 1, alpha infinite)", "AddReLU: swallows NaN\n", "\nReLUMask: ", "wrong bits in the mask\n"} {
		if !strings.Contains(summary, s) {
			t.Errorf("%s\nhas no %q", summary, s)
		}
	}
	both := Summary(append(list, Difference{Function: "ReLU", Type: "float64", causes: because(Wrong, "wrong")}))
	for _, s := range []string{"AddReLU[float32]: ", "ReLU[float64]: wrong\n"} {
		if !strings.Contains(both, s) {
			t.Errorf("%s\nhas no %q", both, s)
		}
	}
}

func TestKind(t *testing.T) {
	for k, want := range map[Kind]string{
		0:                       "none",
		NaNSwallowed:            "NaNSwallowed",
		Wrong:                   "Wrong",
		NegativeZero | Tail:     "NegativeZero|Tail",
		MaxNaN | Panic | Stray:  "MaxNaN|Stray|Panic",
		DerivativeAtNaN | Wrong: "DerivativeAtNaN|Wrong",
	} {
		if got := k.String(); got != want {
			t.Errorf("%d is %s, want %s", k, got, want)
		}
	}
}

func FuzzRectify(f *testing.F) { Fuzz(f, Rectify[float32]()) }

func FuzzRectify16(f *testing.F) { Fuzz(f, Rectify16(rectify.BFloat16), OutOfPlace()) }

func FuzzNothing(f *testing.F) { Fuzz(f, Functions[float32]{}) }

// failing is set for a child process, in which the tests below fail.
const failing = "RECTIFYTEST_FAILING"

func TestFailing(t *testing.T) {
	if os.Getenv(failing) == "" {
		t.Skip("is for TestFails")
	}
	Test(t, torch(), Allow(NegativeZero, "ReLU"))
}

func FuzzFailing(f *testing.F) {
	if os.Getenv(failing) == "" {
		f.Skip("is for TestFails")
	}
	Fuzz(f, torch(), MaxLen(1000), Scalars(0.3, 2))
}

// TestFails has Test and Fuzz fail, where they should.
func TestFails(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Skip(err)
	}
	run := func(name string) string {
		cmd := exec.Command(exe, "-test.run=^"+name+"$", "-test.v", "-test.short")
		cmd.Env = append(cmd.Environ(), failing+"=1")
		out, err := cmd.CombinedOutput()
		if _, failed := err.(*exec.ExitError); !failed {
			t.Fatalf("%v: %v\n%s", cmd, err, out)
		}
		return string(out)
	}
	for name, want := range map[string][]string{
		"TestFailing": {
			"--- PASS: TestFailing/ReLU ", "--- FAIL: TestFailing/LeakyReLU ", "--- FAIL: TestFailing/ReLUBackward ",
			"--- PASS: TestFailing/ReLUBackwardFromOutput ", "ReLUBackward[float32]: derivative at 0 is 0 (DerivativeAtZero",
		},
		"FuzzFailing": {"--- FAIL: FuzzFailing/seed#", "ReLU[float32]: -0 stays -0"},
	} {
		out := run(name)
		for _, s := range want {
			if !strings.Contains(out, s) {
				t.Errorf("%s: no %q in\n%s", name, s, out)
			}
		}
	}
}
