package rectifytest

import (
	"testing"

	"github.com/rectify-go/rectify"
)

func implementations() map[string]Implementation {
	return map[string]Implementation{
		"float32":  Rectify[float32](),
		"float64":  Rectify[float64](),
		"Float16":  Rectify16(rectify.Float16),
		"BFloat16": Rectify16(rectify.BFloat16),
	}
}

// TestRectify holds every kernel of package rectify to the table.
func TestRectify(t *testing.T) {
	was := rectify.Kernel()
	defer rectify.Use(was)
	for _, k := range rectify.Kernels() {
		if err := rectify.Use(k); err != nil {
			t.Fatal(err)
		}
		for name, f := range implementations() {
			t.Run(k+"/"+name, func(t *testing.T) { Test(t, f) })
		}
	}
}

func TestPlain(t *testing.T) {
	type number float64
	for name, f := range map[string]Implementation{
		"float32":  Plain[float32](),
		"float64":  Plain[float64](),
		"number":   Plain[number](),
		"Float16":  Plain16(rectify.Float16),
		"BFloat16": Plain16(rectify.BFloat16),
	} {
		t.Run(name, func(t *testing.T) { Test(t, f, Short()) })
	}
}
