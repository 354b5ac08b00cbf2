package main

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rectify-go/rectify"
	"github.com/rectify-go/rectify/internal/contract"
)

// Each function is called as it should be, and whoever else is measured computes the same.
func TestSubjects(t *testing.T) {
	reserve(1 << 12)
	testSubjects(t, floatOperations[float32](), newBench[float32](contract.Float32))
	testSubjects(t, floatOperations[float64](), newBench[float64](contract.Float64))
	testSubjects(t, halfOperations(), newBench[uint16](contract.Float16))
	testSubjects(t, halfOperations(), newBench[uint16](contract.BFloat16))
}

func testSubjects[E element](t *testing.T, ops []operation[E], m *bench[E]) {
	o := &options{lengths: []int{1, 7, 67, 300}, columns: []int{0, 1, 7, 33, 64}}
	for i := range ops {
		op := &ops[i]
		name, _, _ := strings.Cut(op.name, " ")
		at := slices.IndexFunc(contract.Functions, func(f *contract.Function) bool { return f.Format == m.format && f.Name == name })
		if at < 0 && op.name != fiveName {
			t.Fatalf("%s %s is not in the contract", op.name, m.format.Name)
		}
		for _, l := range op.layouts(o) {
			b, refill := m.batch(op, l)
			refill()
			a, x, c := slices.Clone(b.a[0]), slices.Clone(b.b[0]), slices.Clone(b.c[0])
			in := [][]byte{contract.Bytes(a), contract.Bytes(a), contract.Bytes(x), contract.Bytes(c)}
			if !op.flags.has(to) {
				in = in[1:]
			}
			if op.loads == 1 {
				in = slices.Delete(in, len(in)-2, len(in)-1)
			}
			if op.flags.has(masks) {
				in[1] = slices.Clone(contract.Bytes(b.masks[0]))
			}
			op.run(b, 1)
			dst, sums := slices.Clone(b.dst[0]), slices.Clone(b.c[0])
			if f := contract.Functions[max(at, 0)]; at >= 0 {
				scalar := map[string]E{"alpha": b.alpha, "max": b.max}[f.Scalar]
				bits := m.format.At(contract.Bytes([]E{scalar}), 0)
				if f.Word != 0 {
					bits = uint64(math.Float32bits(b.slope))
				}
				out := [][]byte{contract.Bytes(dst), contract.Bytes(sums)}
				if op.flags.has(masks) {
					out[1] = contract.Bytes(b.masks[0])
				}
				in = in[:len(f.Slices)]
				want := f.Want(in, bits)
				if !bytes.Equal(want[0], out[0]) || op.flags.has(third|masks) && !bytes.Equal(want[len(want)-1], out[1]) {
					t.Errorf("%s %s, %+v: another result", op.name, m.format.Name, l)
				}
			}
			for _, s := range op.subjects(m.format, l) {
				if s.roof {
					continue
				}
				copy(b.a[0], a)
				copy(b.b[0], x)
				copy(b.c[0], c)
				s.choose()
				s.run(b, 1)
				if !slices.Equal(b.dst[0], dst) || !slices.Equal(b.c[0], sums) && s.name != "ReLUBackwardFromOutput" {
					t.Errorf("%s %s, %s, %+v: another result", op.name, m.format.Name, s.name, l)
				}
			}
		}
	}
}

func TestAddRows(t *testing.T) {
	if !hasAVX2 {
		t.Skip("no such loop here")
	}
	for columns := 1; columns <= 70; columns++ {
		x, b, sum := make([]float64, 3*columns), make([]float64, columns), make([]float64, columns)
		for i := range x {
			x[i], b[i%columns] = float64(i), float64(-i%5)
		}
		addRows(sum, sum, x, columns)
		addRows(x, x, b, columns)
		for i := range x {
			if c := i % columns; x[i] != float64(i)+b[c] || sum[c] != float64(3*(columns+c)) {
				t.Fatalf("%d columns, element %d: %v and a sum of %v", columns, i, x[i], sum[c])
			}
		}
	}
}

// The buffers lie where they should, do not overlap, and have random signs.
func TestBatch(t *testing.T) {
	reserve(4 << 12)
	m := newBench[float32](contract.Float32)
	for _, op := range floatOperations[float32]() {
		for _, l := range []layout{{n: 4096}, {n: 4096, off: offsets{4, 8, 60}}, {n: 16, fresh: true}, {n: 4096, near: true}, {n: 4096, columns: 64}} {
			b, _ := m.batch(&op, l)
			at, negative, count := uintptr(ptr(b.dst[0])), 0, len(b.dst)
			ok := at%page == uintptr(l.off.Dst) && op.flags.has(to) == (ptr(b.a[0]) != ptr(b.dst[0])) && count == b.last+1 && count&b.last == 0 && count > 1 == l.fresh
			for i, x := range b.a {
				for _, v := range x {
					negative += int(math.Float32bits(v) >> 31)
				}
				ok = ok && (i == 0 || uintptr(ptr(x))-uintptr(ptr(b.a[i-1])) >= size(x))
			}
			if share := float64(negative) / float64(count*l.n); !ok || share < 0.3 || share > 0.7 {
				t.Errorf("%s, %+v: %d buffers from %#x on, %.2f negative", op.name, l, count, at, share)
			}
		}
	}
}

func TestStatistics(t *testing.T) {
	xs := []float64{3, 1, 2, 5, 4}
	for q, want := range map[float64]float64{0: 1, 0.25: 2, 0.5: 3, 0.6: 3.4, 1: 5} {
		if got := quantile(xs, q); math.Abs(got-want) > 1e-12 {
			t.Errorf("quantile %v = %v, want %v", q, got, want)
		}
	}
	if !slices.Equal(ratios(xs, []float64{1, 2, 4, 5, 8}), []float64{3, 0.5, 0.5, 1, 0.5}) || xs[0] != 3 {
		t.Error("ratios")
	}
	for ns, want := range map[float64]string{2.7: "2.70", 34.9: "34.9", 2230: "2.23k", 999.7: "1.00k", 2.26e9: "2.26G"} {
		if got := nanos(ns); got != want {
			t.Errorf("nanos(%v) = %s, want %s", ns, got, want)
		}
	}
}

// Small runs of each kind, from the flags to the files.
func TestRun(t *testing.T) {
	dir := t.TempDir()
	file, chart := filepath.Join(dir, "results"), filepath.Join(dir, "chart")
	for flags, wants := range map[string]string{
		"-functions ReLU,addrelu -types float32 -lengths 7,2^11 -columns 0,64":     "ReLU, float32, fresh|AddReLU, 64 columns|tphakala/simd|" + own(ownKernel),
		"-functions LeakyReLU16To,ReLU16 -types float16 -lengths 1000":             "LeakyReLU16To|through a slice of float32",
		"-functions ReLU -types float64 -lengths 64,65 -ab generic,tphakala/simd":  "rectify generic by tphakala/simd",
		"-functions ReLUBackwardTo -types bfloat16,float64 -lengths 1024 -offsets": "near",
	} {
		if strings.Contains(wants, "tphakala") && len(othersF64["ClippedReLU"]) == 0 || strings.Contains(flags, "-offsets") && len(roofs[float32](loadOne, true)) == 0 {
			continue
		}
		var out, errs bytes.Buffer
		if code := run(strings.Fields(flags+" -time 100ms -out "+file+" -chart "+chart), &out, &errs); code != 0 {
			t.Fatalf("%s: exit %d: %s", flags, code, &errs)
		}
		for want := range strings.SplitSeq(wants, "|") {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%s: no %q in\n%s", flags, want, &out)
			}
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var r report
		d := json.NewDecoder(bytes.NewReader(data))
		if err := d.Decode(&r); err != nil || r.Processor == "" || r.Default != rectify.Kernel() || r.Go == "" {
			t.Errorf("%s: %+v, %v", flags, r, err)
		}
		for d.More() {
			var x cellResult
			if err := d.Decode(&x); err != nil || x.Rounds < 1 || x.Here == nil && len(x.NS) == 0 {
				t.Errorf("%s: %+v, %v", flags, x, err)
			}
		}
	}
	if svg, err := os.ReadFile(chart); err != nil || !bytes.Contains(svg, []byte("</svg>")) {
		t.Errorf("the chart: %v", err)
	}
}

// A bad flag is one line that says what is wrong, and exit status 2.
func TestBadFlags(t *testing.T) {
	for args, want := range map[string]string{
		"-functions GELU,Foo": `no "GELU"`, "-types int8": "int8", "-lengths 0": `"0"`, "-lengths 2^40": "2^40", "-columns x": `"x"`,
		"-ab generic": "two", "-ab generic,generic": "two", "-ab generic,nobody": "nothing", "-time soon": "soon", "today": "today",
	} {
		var out, errs bytes.Buffer
		code := run(strings.Fields(args), &out, &errs)
		if line := errs.String(); code != 2 || strings.Count(line, "\n") != 1 || !strings.Contains(line, want) || out.Len() > 0 {
			t.Errorf("%s: exit %d, %q, %q", args, code, line, &out)
		}
	}
}
