package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"

	"github.com/klauspost/cpuid/v2"
	"github.com/rectify-go/rectify"
)

// results.json.

type report struct {
	Machine     machine        `json:"machine"`
	Go          string         `json:"go"`
	Experiment  string         `json:"goexperiment,omitempty"`
	Kernels     []string       `json:"kernels"`
	Default     string         `json:"default_kernel"`
	Peers       []peerModule   `json:"peers"`
	Seconds     float64        `json:"seconds"`
	Quick       bool           `json:"quick"`
	Results     []result       `json:"results,omitempty"`
	Differences []difference   `json:"differences,omitempty"`
	Offsets     []offsetResult `json:"offsets,omitempty"`
	AB          []abResult     `json:"ab,omitempty"`
}

type machine struct {
	Processor string  `json:"processor"`
	Family    int     `json:"family,omitempty"`
	Model     int     `json:"model,omitempty"`
	Cores     int     `json:"logical_cores"` // that this program may use
	OS        string  `json:"os"`
	Arch      string  `json:"arch"`
	Caches    []cache `json:"caches"` // those whose size is known
}

type cache struct {
	Name  string `json:"name"`
	Bytes int    `json:"bytes"`
}

type peerModule struct {
	Path    string `json:"path"`
	Version string `json:"version"`
}

func newReport() *report {
	c := &cpuid.CPU
	m := machine{Processor: c.BrandName, Family: c.Family, Model: c.Model, Cores: runtime.GOMAXPROCS(0), OS: runtime.GOOS, Arch: runtime.GOARCH}
	if m.Processor == "" {
		m.Processor = "unknown processor"
	}
	for _, x := range []cache{{"L1", c.Cache.L1D}, {"L2", c.Cache.L2}, {"L3", c.Cache.L3}} {
		// A virtual machine may not say.
		if x.Bytes > 0 {
			m.Caches = append(m.Caches, x)
		}
	}
	r := &report{Machine: m, Go: runtime.Version(), Kernels: rectify.Kernels(), Default: ownKernel}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, path := range peerModules {
			for _, d := range info.Deps {
				if d.Path == path {
					r.Peers = append(r.Peers, peerModule{d.Path, d.Version})
				}
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

func (r *report) write(dir string) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetIndent("", " ")
	if err := e.Encode(r); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "results.json"), b.Bytes(), 0o644)
}
