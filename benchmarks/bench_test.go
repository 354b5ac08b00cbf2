package main

import (
	"bytes"
	"encoding/json"
	"math"
	"math/bits"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rectify-go/rectify"
	"github.com/rectify-go/rectify/internal/contract"
	"github.com/rectify-go/rectify/rectifytest"
)

// Each function is called as it should be, and whoever else is measured computes the same numbers.
func TestSubjects(t *testing.T) {
	testSubjects(t, contract.Float32, rectifytest.Functions[float32]{}, floatOperations[float32](), othersF32)
	testSubjects(t, contract.Float64, rectifytest.Functions[float64]{}, floatOperations[float64](), othersF64)
	testSubjects(t, contract.Float16, rectifytest.Functions16{Format: rectify.Float16}, halfOperations(), othersF16)
	testSubjects(t, contract.BFloat16, rectifytest.Functions16{Format: rectify.BFloat16}, halfOperations(), nil)
}

func testSubjects[E element, F any](t *testing.T, format contract.Format, none F, ops []operation[E], others []subject[E]) {
	for _, op := range ops {
		name, _, _ := strings.Cut(op.name, " ")
		count := op.loads + bits.OnesCount(uint(op.flags&(to|masks|third)))
		if op.name == fiveName {
			continue
		} else if !slices.ContainsFunc(contract.Functions, func(f *contract.Function) bool { return f.Format == format && f.Name == name && len(f.Slices) == count }) {
			t.Errorf("%s %s is not in the contract, or with other slices", op.name, format.Name)
		}
		f := none
		rectifytest.Test(t, implementation(&f, name, op.run), rectifytest.OutOfPlace(), rectifytest.Short())
	}
	numbers := rectifytest.Allow(^(rectifytest.Wrong | rectifytest.Stray | rectifytest.Panic))
	for _, s := range others {
		if f := none; !slices.Contains(functionNames, s.name) { // that is half of a function
			rectifytest.Test(t, implementation(&f, s.op, s.run), rectifytest.OutOfPlace(), rectifytest.Short(), rectifytest.Scalars(0.5), numbers)
		}
	}
}

// A loop as one writes it first swallows NaN, and nothing else is different.
func TestDifferences(t *testing.T) {
	rows := map[[2]string][]string{}
	differences(rows, "float32", rectifytest.Functions[float32]{}, []subject[float32]{{op: "ReLUTo", name: "loop", run: func(b *batch[float32], _ int) {
		for i, x := range b.a[0] {
			if b.dst[0][i] = 0; x > 0 {
				b.dst[0][i] = x
			}
		}
	}}})
	if list := rows[[2]string{"loop", "swallows NaN"}]; len(rows) != 1 || !slices.Equal(list, []string{"ReLUTo[float32]"}) {
		t.Errorf("the loop: %v", rows)
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
		if strings.Contains(wants, "tphakala") && len(othersF64) == len(plain[float64]()) || strings.Contains(flags, "-offsets") && len(roofs[float32](loadOne, true)) == 0 {
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
