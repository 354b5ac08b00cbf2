package contract

import (
	"math"
	"slices"
	"testing"
)

// TestFormat16 has conversions in literals, at the ends of each range and in the middle between
// neighbours.
func TestFormat16(t *testing.T) {
	for _, c := range []struct {
		f Format
		x float64
		w uint64
	}{
		{Float16, 0, 0},
		{Float16, math.Copysign(0, -1), 0x8000},
		{Float16, 1, 0x3c00},
		{Float16, -2, 0xc000},
		{Float16, 0x1p-24, 1},
		{Float16, 0x1p-25, 0}, // a tie, to even
		{Float16, 0x1.000002p-25, 1},
		{Float16, 0x3p-25, 2}, // a tie, to even
		{Float16, 0x1.ff8p-15, 0x3ff},
		{Float16, 0x1.ffcp-15, 0x400}, // to the smallest normal
		{Float16, 0x1p-14, 0x400},
		{Float16, 1 + 0x1p-11, 0x3c00},
		{Float16, 1 + 0x3p-11, 0x3c02},
		{Float16, 2 - 0x1p-11, 0x4000}, // to the next power of 2
		{Float16, 65504, 0x7bff},
		{Float16, 65519.996, 0x7bff},
		{Float16, 65520, 0x7c00},
		{Float16, 1e9, 0x7c00},
		{Float16, math.Inf(-1), 0xfc00},
		{BFloat16, 1, 0x3f80},
		{BFloat16, -1 - 0x1p-8, 0xbf80},
		{BFloat16, -1 - 0x3p-8, 0xbf82},
		{BFloat16, 0x1p-133, 1},
		{BFloat16, 0x1p-134, 0},
		{BFloat16, 0x1.8p-133, 2},
		{BFloat16, math.MaxFloat32, 0x7f80},
		{BFloat16, 0x1.fep127, 0x7f7f},
		{BFloat16, 0x1.fefffep127, 0x7f7f},
		{BFloat16, 0x1.ffp127, 0x7f80},
		{BFloat16, math.Inf(1), 0x7f80},
	} {
		if w := c.f.Bits(c.x); w != c.w {
			t.Errorf("%s of %v is %#x, want %#x", c.f.Name, c.x, w, c.w)
		}
	}
}

// TestWords16 has every word come back from its value, and every middle between two go to the even
// one; a signalling NaN comes back quiet, with its payload.
func TestWords16(t *testing.T) {
	for _, f := range []Format{Float16, BFloat16} {
		for _, w := range Words() {
			want := w
			if f.IsNaN(w) {
				want |= f.Quiet()
			}
			if got := uint64(f.Word.word(f.Word.float32(uint16(w)))); got != want {
				t.Fatalf("%s: %#x comes back as %#x", f.Name, w, got)
			}
			if w&^f.Sign >= f.Inf-1 {
				continue
			}
			middle := (f.Float(w) + f.Float(w+1)) / 2
			if got := f.Bits(middle); got != w+w&1 {
				t.Fatalf("%s: %v, between %#x and the next, is %#x", f.Name, middle, w, got)
			}
		}
	}
	// The upper half of a float32 is a bfloat16.
	for _, w := range Words() {
		if got := uint64(math.Float32bits(BFloat16.Word.float32(uint16(w)))); got != w<<16 {
			t.Fatalf("bfloat16 %#x is float32 %#x", w, got)
		}
	}
}

// TestFormats has what is said of bits agree with what Go's floats say.
func TestFormats(t *testing.T) {
	for _, f := range Formats {
		if f.Float(f.One()) != 1 || !math.IsInf(f.Float(f.Inf), 1) {
			t.Errorf("%s: 1 is %v, infinity %v", f.Name, f.Float(f.One()), f.Float(f.Inf))
		}
		b := make([]byte, 3*f.Size)
		for _, v := range f.Structured() {
			x := f.Float(v)
			if f.IsNaN(v) != (x != x) || f.Below(v) != (x < 0) || x == x && f.Bits(x) != v {
				t.Errorf("%s: %#x: %v, NaN %v, below %v, back %#x", f.Name, v, x, f.IsNaN(v), f.Below(v), f.Bits(x))
			}
			if f.IsNaN(v) && f.IsQuiet(v) && v&f.Quiet() == 0 {
				t.Errorf("%s: %#x is not quiet", f.Name, v)
			}
			if f.Set(b, 1, v); f.At(b, 1) != v || f.At(b, 0) != 0 || f.At(b, 2) != 0 {
				t.Errorf("%s: %#x is set as %x", f.Name, v, b)
			}
		}
		if n := len(f.Specials()); n%2 == 0 {
			t.Errorf("%s: %d special values: not every lane meets each", f.Name, n)
		}
	}
}

// TestFunctions has the table agree with itself, and with what one knows of it.
func TestFunctions(t *testing.T) {
	names := map[string]*Function{}
	for _, f := range Functions {
		if names[f.String()] != nil {
			t.Errorf("%v is there twice", f)
		}
		names[f.String()] = f
		for n := 0; n < 70; n += 23 {
			for _, row := range f.Rows(n) {
				for _, scalar := range f.Scalars() {
					in := f.Filled(n, row, f.Mixed(), n)
					want := f.Want(in, scalar)
					for i := range in {
						if !f.Writes(i) && !slices.Equal(in[i], want[i]) {
							t.Errorf("%v writes %s", f, f.Slices[i].Name)
						}
						if m := f.Mismatch(in, want, want, i, scalar); m != -1 {
							t.Errorf("%v: element %d of %s is not itself", f, m, f.Slices[i].Name)
						}
					}
				}
			}
		}
	}
	for name, want := range map[string][]Slice{
		"ReLUTo[float32]":                           {{"dst", Written}, {"src", Read}},
		"AddReLUTo[float64]":                        {{"dst", Written}, {"x", Read}, {"b", Repeated}},
		"PReLUBackwardTo[float32]":                  {{"dx", Written}, {"dy", Read}, {"x", Read}, {"alpha", Repeated}},
		"LeakyReLUBackwardFromOutputBias[float32]":  {{"dy", Updated}, {"y", Read}, {"db", Accumulated}},
		"ReLUMask[float32]":                         {{"x", Updated}, {"mask", MaskWritten}},
		"LeakyReLUBackwardMask[float64]":            {{"dy", Updated}, {"mask", MaskRead}},
		"LeakyReLUBackwardFromOutput16To[bfloat16]": {{"dx", Written}, {"dy", Read}, {"y", Read}},
	} {
		if f := names[name]; f == nil || !slices.Equal(f.Slices, want) {
			t.Errorf("%s is %+v, want %v", name, f, want)
		}
	}
	if n := len(Functions); n != 2*(19*2+4)+2*6*2 {
		t.Errorf("%d functions", n)
	}
}

// TestOpen has NaNs meet, and not, in each function where that leaves the payload open.
func TestOpen(t *testing.T) {
	for _, f := range Functions {
		const one, minus, nan = 1, -1, 0
		fill := func(kinds ...int) [][]byte {
			in := f.Filled(1, 1, []uint64{0}, 0)
			for i, k := range kinds {
				if f.Slices[i].Role == MaskRead {
					clear(in[i])
					in[i][0], in[i][7] = byte(k+1)/2, byte(k+1)/2 // in either order of bytes, the bit is 1 for one
					continue
				}
				f.Set(in[i], 0, map[int]uint64{one: f.One(), minus: f.One() | f.Sign, nan: f.Inf | f.Quiet() | 5}[k])
			}
			return in
		}
		quietNaN := f.ScalarFormat().Inf | f.ScalarFormat().Quiet()
		for _, c := range []struct {
			name  string
			in    []int
			slice int
			open  bool
		}{
			{"LeakyReLU", []int{nan}, 0, false},
			{"LeakyReLUBackward", []int{nan, minus}, 0, true},
			{"LeakyReLUBackward", []int{nan, one}, 0, false},
			{"LeakyReLUBackward", []int{one, minus}, 0, false},
			{"LeakyReLUBackwardTo", []int{one, nan, minus}, 0, true},
			{"LeakyReLUBackwardTo", []int{nan, one, minus}, 0, false},
			{"LeakyReLUBackward16", []int{nan, minus}, 0, true},
			{"LeakyReLUBackward16To", []int{one, nan, one}, 0, false},
			{"LeakyReLUBackwardFromOutput", []int{nan, minus}, 0, true},
			{"LeakyReLUBackwardFromOutput", []int{nan, nan}, 0, false},
			{"LeakyReLUBackwardMask", []int{nan, minus}, 0, true},
			{"LeakyReLUBackwardMask", []int{nan, one}, 0, false},
			{"LeakyReLUBackwardMask", []int{nan, minus}, 1, false},
			{"AddReLU", []int{nan, nan}, 0, true},
			{"AddReLU", []int{nan, nan}, 1, false},
			{"AddLeakyReLUTo", []int{one, nan, nan}, 0, true},
			{"AddLeakyReLUTo", []int{nan, one, nan}, 0, false},
			{"PReLUBackward", []int{nan, minus, nan}, 0, true},
			{"PReLUBackward", []int{nan, one, nan}, 0, false},
			{"PReLU", []int{nan, nan}, 0, false},
			{"ReLUSquared", []int{nan}, 0, false},
			{"ReLUSquaredBackward", []int{nan, nan}, 0, true},
			{"ReLUSquaredBackward", []int{nan, one}, 0, false},
			{"ReLUBackwardFromOutputBias", []int{nan, one, nan}, 2, true},
			{"ReLUBackwardFromOutputBias", []int{nan, one, nan}, 0, false},
			{"ReLUBackwardFromOutputBias", []int{nan, minus, nan}, 2, false},
			{"ReLUBackwardFromOutputBias", []int{nan, one, one}, 2, false},
			{"LeakyReLUBackwardFromOutputBiasTo", []int{one, nan, minus, one}, 3, true},
			{"LeakyReLUBackwardFromOutputBiasTo", []int{one, nan, one, one}, 3, false},
		} {
			if c.name != f.Name {
				continue
			}
			in := fill(c.in...)
			if got := f.Open(in, c.slice, 0, quietNaN); got != c.open {
				t.Errorf("%v of %v: open in slice %d: %v", f, c.in, c.slice, got)
			}
			want := f.Want(in, quietNaN)
			if got := f.Want(in, quietNaN); f.Of(c.slice) == f.Format {
				g := got[c.slice]
				f.Set(g, 0, f.Inf|f.Quiet()|3)
				if !f.IsQuiet(f.At(g, 0)) {
					continue // a machine that knows one NaN only, as RISC-V
				}
				if m := f.Mismatch(in, got, want, c.slice, quietNaN); (m == -1) != c.open {
					t.Errorf("%v of %v: another NaN in slice %d: mismatch %d", f, c.in, c.slice, m)
				}
				f.Set(g, 0, f.Inf|3)
				if m := f.Mismatch(in, got, want, c.slice, quietNaN); m != 0 {
					t.Errorf("%v of %v: a signalling NaN in slice %d: mismatch %d", f, c.in, c.slice, m)
				}
			}
		}
	}
}
