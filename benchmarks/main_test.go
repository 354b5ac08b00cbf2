package main

import (
	"bytes"
	"encoding/json"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rectify-go/rectify"
)

// One small run from the flags to the files.
func TestRun(t *testing.T) {
	dir := t.TempDir()
	var out, errs bytes.Buffer
	args := strings.Fields("-quick -functions ReLU,relubackwardmask,LeakyReLUTo -lengths 1,17,1000,2^13 -time 500ms -out " + dir)
	if code := run(args, &out, &errs); code != 0 {
		t.Fatalf("exit %d: %s", code, &errs)
	}
	for _, want := range []string{"ReLU, float32, on one buffer", "ReLU, float64, on changing buffers", "LeakyReLUTo, alpha > 1",
		"Go loop, branch-free", "tphakala/simd", "viterin/vek", "pehringer/simd", "rectify " + rectify.Kernel() + "*",
		"-0 where it should be +0", "results.json, speed.svg, speed.png"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in the output:\n%s", want, &out)
		}
	}

	var r report
	data, err := os.ReadFile(filepath.Join(dir, "results.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &r); err != nil {
		t.Fatal(err)
	}
	own := 0
	for _, x := range r.Results {
		if x.NS <= 0 || x.GBs <= 0 || x.Rounds < 1 {
			t.Errorf("%+v", x)
		}
		if x.Default {
			own++
		}
	}
	o, err := parse(args, &out)
	if err != nil {
		t.Fatal(err)
	}
	if want := len(o.cells()); own != want || want < 2*4*4 {
		t.Errorf("%d results of the default kernel, %d measurements", own, want)
	}
	if r.Machine.Processor == "" || r.Go == "" || r.Default != rectify.Kernel() {
		t.Errorf("%+v", r)
	}

	f, err := os.Open(filepath.Join(dir, "speed.png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if img, err := png.Decode(f); err != nil || img.Bounds().Dx() < 500 {
		t.Errorf("speed.png: %v", err)
	}
	svg, err := os.ReadFile(filepath.Join(dir, "speed.svg"))
	if err != nil || !bytes.Contains(svg, []byte("</svg>")) {
		t.Errorf("speed.svg: %v", err)
	}
	if rectify.Kernel() != ownKernel {
		t.Errorf("the run left the kernel %s", rectify.Kernel())
	}
}

func TestRunOffsets(t *testing.T) {
	dir := t.TempDir()
	var out, errs bytes.Buffer
	args := strings.Fields("-offsets -functions ReLU,ReLUBackwardTo -types float64 -lengths 1024 -time 100ms -out " + dir)
	if code := run(args, &out, &errs); code != 0 {
		t.Fatalf("exit %d: %s", code, &errs)
	}
	for _, want := range []string{"median", "ReLUBackwardTo", "apart", "near"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in the output:\n%s", want, &out)
		}
	}
}

func TestRunAB(t *testing.T) {
	ks := rectify.Kernels()
	if len(ks) < 2 {
		t.Skip("one kernel here")
	}
	a, b := ks[0], ks[len(ks)-1]
	dir := t.TempDir()
	var out, errs bytes.Buffer
	args := strings.Fields("-ab " + a + "," + b + " -functions ReLU -types float32 -lengths 4096 -time 100ms -out " + dir)
	if code := run(args, &out, &errs); code != 0 {
		t.Fatalf("exit %d: %s", code, &errs)
	}
	if !strings.Contains(out.String(), a+" by "+b) || strings.Contains(out.String(), "Go loop") {
		t.Errorf("%s", &out)
	}
}

// A bad flag is one line that says what is wrong, and exit status 2.
func TestBadFlags(t *testing.T) {
	for args, want := range map[string]string{
		"-nosuch":                      "nosuch",
		"-functions GELU":              "GELU",
		"-types int8":                  "int8",
		"-types ,":                     "none",
		"-lengths 0":                   "0",
		"-lengths 12x":                 "12x",
		"-lengths 2^40":                "2^40",
		"-ab generic":                  "two kernels",
		"-ab generic,sse9":             "sse9",
		"-ab generic,generic":          "twice",
		"-out no/such/directory":       "no/such/directory",
		"-time -1s":                    "negative",
		"-time soon":                   "soon",
		"-quick today":                 "today",
		"-offsets -functions ReLU,Foo": "Foo",
	} {
		var out, errs bytes.Buffer
		if code := run(strings.Fields(args), &out, &errs); code != 2 {
			t.Errorf("%s: exit %d", args, code)
		}
		line := errs.String()
		if strings.Count(line, "\n") != 1 || !strings.HasPrefix(line, "benchmarks: ") || !strings.Contains(line, want) || out.Len() > 0 {
			t.Errorf("%s: %q, %q", args, line, &out)
		}
	}
	var out, errs bytes.Buffer
	if code := run([]string{"-h"}, &out, &errs); code != 0 || !strings.Contains(out.String(), "-quick") || errs.Len() > 0 {
		t.Errorf("-h: exit %d, %q, %q", code, &out, &errs)
	}
}
