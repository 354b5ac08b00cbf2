package main

import (
	"math"
	"slices"
	"testing"
)

func TestQuantile(t *testing.T) {
	xs := []float64{3, 1, 2, 5, 4}
	for _, c := range []struct{ q, want float64 }{{0, 1}, {0.25, 2}, {0.5, 3}, {0.9, 4.6}, {1, 5}} {
		if got := quantile(xs, c.q); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("quantile %v = %v, want %v", c.q, got, c.want)
		}
	}
	if !slices.Equal(xs, []float64{3, 1, 2, 5, 4}) {
		t.Error("quantile changed its argument")
	}
	if got := median([]float64{1, 2}); got != 1.5 {
		t.Errorf("median of 1 and 2 = %v", got)
	}
	if got := median(nil); !math.IsNaN(got) {
		t.Errorf("median of nothing = %v", got)
	}
}

func TestRatios(t *testing.T) {
	if got := ratios([]float64{2, 9, 4}, []float64{1, 3}); !slices.Equal(got, []float64{2, 3}) {
		t.Errorf("ratios = %v", got)
	}
}

func TestNames(t *testing.T) {
	for ns, want := range map[float64]string{2.7: "2.70", 34.9: "34.9", 139: "139", 2230: "2.23k", 41480: "41.5k", 2.26e6: "2.26M", 9.996: "10.0", 999.7: "1.00k"} {
		if got := nanos(ns); got != want {
			t.Errorf("nanos(%v) = %s, want %s", ns, got, want)
		}
	}
	for n, want := range map[int]string{1: "1", 1000: "1000", 65536: "65536", 1 << 20: "2^20"} {
		if got := lengthName(n); got != want {
			t.Errorf("lengthName(%d) = %s, want %s", n, got, want)
		}
	}
	for n, want := range map[int]string{64: "64 B", 48 << 10: "48 KiB", 1 << 28: "256 MiB"} {
		if got := byteSize(n); got != want {
			t.Errorf("byteSize(%d) = %s, want %s", n, got, want)
		}
	}
}
