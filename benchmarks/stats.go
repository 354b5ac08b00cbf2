package main

import "slices"

// quantile is the value below which the share q of xs lies, by linear interpolation.
func quantile(xs []float64, q float64) float64 {
	s := slices.Sorted(slices.Values(xs))
	at := q * float64(len(s)-1)
	i := int(at)
	return s[i] + (at-float64(i))*(s[min(i+1, len(s)-1)]-s[i])
}

func median(xs []float64) float64 { return quantile(xs, 0.5) }

// ratios divides xs by ys, pair by pair: what was measured in the same round had the same
// neighbours on the machine.
func ratios(xs, ys []float64) []float64 {
	r := make([]float64, len(xs))
	for i := range r {
		r[i] = xs[i] / ys[i]
	}
	return r
}
