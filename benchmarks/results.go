package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/klauspost/cpuid/v2"
	"github.com/rectify-go/rectify"
)

// A report is what a run found. In its file each line is a JSON object: first this one, and then
// a cellResult for each measurement.
type report struct {
	Processor  string            `json:"processor"`
	OS         string            `json:"os"`
	Arch       string            `json:"arch"`
	Caches     map[string]int    `json:"caches"` // in bytes, those whose size the processor tells
	Date       string            `json:"date"`
	Go         string            `json:"go"`
	Experiment string            `json:"goexperiment,omitempty"`
	Rectify    string            `json:"rectify,omitempty"` // the commit
	Modules    map[string]string `json:"modules"`
	Kernels    []string          `json:"kernels"`
	Default    string            `json:"default_kernel"`
	Quick      bool              `json:"quick,omitempty"`
	Pair       []string          `json:"pair,omitempty"`

	cells []cellResult
}

// A cellResult is one measurement: of each subject ns a call, and of each kernel times the fastest
// roof; medians.
type cellResult struct {
	Function string             `json:"function"`
	Type     string             `json:"type"`
	Mode     mode               `json:"mode"`
	N        int                `json:"n"`
	Columns  int                `json:"columns,omitempty"` // of a row, where the third slice is one
	Rounds   int                `json:"rounds"`
	NS       map[string]float64 `json:"ns,omitempty"`
	Ratio    map[string]float64 `json:"ratio,omitempty"`
	Pair     []float64          `json:"pair,omitempty"` // the first by the second: median, quartiles

	// Or over all offsets: to the roof on the same slices, and at offset 0.
	Near  bool    `json:"near,omitempty"`
	Here  *spread `json:"here,omitempty"`
	Level *spread `json:"level,omitempty"`
}

// four are the first four digits of x.
func four(x float64) float64 {
	y, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 4, 64), 64)
	return y
}

func newCellResult(c *cell, ms []*measured, pair []string) cellResult {
	r := cellResult{Function: c.function, Type: c.typ, Mode: again, N: c.n, Columns: c.columns}
	if c.fresh {
		r.Mode = fresh
	}
	roof := fastest(ms, false)
	r.NS, r.Ratio = map[string]float64{}, map[string]float64{}
	samples := map[string][]float64{}
	for _, x := range ms {
		r.Rounds, samples[x.name] = len(x.samples), x.samples
		r.NS[x.name] = four(median(x.samples))
		if roof != nil && strings.HasPrefix(x.name, own("")) {
			r.Ratio[x.name] = four(median(ratios(x.samples, roof)))
		}
	}
	if len(pair) == 2 && samples[pair[0]] != nil && samples[pair[1]] != nil {
		q := ratios(samples[pair[0]], samples[pair[1]])
		r.Pair = []float64{four(median(q)), four(quantile(q, 0.25)), four(quantile(q, 0.75))}
	}
	return r
}

func newReport() *report {
	c := &cpuid.CPU
	r := &report{
		Processor: "unknown processor", OS: runtime.GOOS, Arch: runtime.GOARCH, Caches: map[string]int{}, Modules: map[string]string{},
		Date: time.Now().UTC().Format(time.DateOnly), Go: runtime.Version(), Kernels: rectify.Kernels(), Default: ownKernel,
	}
	if c.BrandName != "" {
		r.Processor = fmt.Sprintf("%s (family %d, model %d)", c.BrandName, c.Family, c.Model)
	}
	for name, bytes := range map[string]int{"L1": c.Cache.L1D, "L2": c.Cache.L2, "L3": c.Cache.L3} {
		if bytes > 0 { // a virtual machine may not say
			r.Caches[name] = bytes
		}
	}
	if out, err := exec.Command("git", "describe", "--always", "--dirty", "--tags").Output(); err == nil {
		r.Rectify = strings.TrimSpace(string(out))
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, d := range info.Deps {
			if d.Replace == nil {
				r.Modules[d.Path] = d.Version
			}
		}
		for _, s := range info.Settings {
			if s.Key == "GOEXPERIMENT" {
				r.Experiment = s.Value
			}
		}
	}
	return r
}

func (r *report) write(file string) error {
	var b strings.Builder
	e := json.NewEncoder(&b)
	err := e.Encode(r)
	for _, x := range r.cells {
		err = errors.Join(err, e.Encode(x))
	}
	return errors.Join(err, os.WriteFile(file, []byte(b.String()), 0o644))
}
