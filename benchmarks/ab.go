package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// Two kernels of this package against each other.

type abResult struct {
	Function string  `json:"function"`
	Type     string  `json:"type"`
	Mode     mode    `json:"mode"`
	N        int     `json:"n"`
	A        string  `json:"a"`
	B        string  `json:"b"`
	NSA      float64 `json:"ns_a"`
	NSB      float64 `json:"ns_b"`
	Ratio    float64 `json:"ratio"` // A's time by B's, median of the rounds
	RatioLow float64 `json:"ratio_p25"`
	RatioTop float64 `json:"ratio_p75"`
	Rounds   int     `json:"rounds"`
}

// compareAB pairs what was measured of a and of b in the same cell.
func compareAB(rs []result, a, b string) []abResult {
	var list []abResult
	for _, x := range rs {
		if x.Subject != "rectify "+a {
			continue
		}
		i := slices.IndexFunc(rs, func(y result) bool {
			return y.Subject == "rectify "+b && y.Function == x.Function && y.Type == x.Type && y.Mode == x.Mode && y.N == x.N
		})
		if i < 0 {
			continue
		}
		y := rs[i]
		q := ratios(x.samples, y.samples)
		list = append(list, abResult{x.Function, x.Type, x.Mode, x.N, a, b, x.NS, y.NS,
			median(q), quantile(q, 0.25), quantile(q, 0.75), len(q)})
	}
	slices.SortStableFunc(list, func(x, y abResult) int {
		if d := slices.Index(functionNames, x.Function) - slices.Index(functionNames, y.Function); d != 0 {
			return d
		}
		return strings.Compare(x.Type+string(x.Mode), y.Type+string(y.Mode))
	})
	return list
}

func (r *report) printAB(w io.Writer) {
	if len(r.AB) == 0 {
		return
	}
	a, b := r.AB[0].A, r.AB[0].B
	fmt.Fprintf(w, "\n%s by %s: the time of the one by that of the other, median and quartiles of the rounds; < and > where\nthe quartiles are on one side of 1\n", a, b)
	fmt.Fprintf(w, "  %-26s %-8s %-6s %9s %8s %8s  %6s\n", "", "", "", "n", a, b, "ratio")
	for _, x := range r.AB {
		sign := " "
		if x.RatioTop < 1 {
			sign = "<"
		} else if x.RatioLow > 1 {
			sign = ">"
		}
		fmt.Fprintf(w, "  %-26s %-8s %-6s %9s %8s %8s  %6.3f %s (%.3f to %.3f)\n", x.Function, x.Type, x.Mode,
			lengthName(x.N), nanos(x.NSA), nanos(x.NSB), x.Ratio, sign, x.RatioLow, x.RatioTop)
	}
}
