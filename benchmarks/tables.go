package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"math/bits"
	"slices"
	"strconv"
	"strings"
)

// What is printed: tables in Markdown.

func (r *report) printHead(w io.Writer) {
	fmt.Fprintf(w, "%s, %s/%s, %s, %s", r.Processor, r.OS, r.Arch, r.Go, r.Date)
	if r.Experiment != "" {
		fmt.Fprintf(w, ", GOEXPERIMENT=%s", r.Experiment)
	}
	fmt.Fprintf(w, "\nkernels: %s; %s is the default\n", strings.Join(r.Kernels, ", "), r.Default)
}

func withColumns(function string, columns int) string {
	if columns == 0 {
		return function
	}
	return fmt.Sprintf("%s, %d columns", function, columns)
}

// sorted are the cells in the order in which they are printed.
func (r *report) sorted() []cellResult {
	rank := func(x cellResult) []int {
		return []int{slices.Index(allTypes, x.Type), int(x.Mode[0]), min(x.Columns, 1), slices.Index(functionNames, x.Function), x.Columns, x.N}
	}
	return slices.SortedStableFunc(slices.Values(r.cells), func(a, b cellResult) int { return slices.Compare(rank(a), rank(b)) })
}

// tables prints a table for those cells that have the same title, which follow each other. text is
// what a cell has to say: for each row of the table, the name of the row and what stands in it.
func tables(w io.Writer, cells []cellResult, title func(x *cellResult) string, text func(x *cellResult) [][2]string) {
	for len(cells) > 0 {
		head, n := title(&cells[0]), 1
		for n < len(cells) && title(&cells[n]) == head {
			n++
		}
		var columns []int
		var rows []string
		texts := map[string]map[int]string{}
		for i := range cells[:n] {
			at := cells[i].N
			if cells[i].Columns > 0 {
				at = 1 << bits.Len(uint(at-1)) // n is rounded down to rows
			}
			columns = append(columns, at)
			for _, t := range text(&cells[i]) {
				if texts[t[0]] == nil {
					rows = append(rows, t[0])
					texts[t[0]] = map[int]string{}
				}
				texts[t[0]][at] = t[1]
			}
		}
		slices.Sort(columns)
		columns = slices.Compact(columns)
		fmt.Fprintf(w, "\n%s\n\n| n |", head)
		for _, c := range columns {
			fmt.Fprintf(w, " %s |", lengthName(c))
		}
		fmt.Fprintf(w, "\n|---|%s\n", strings.Repeat("--:|", len(columns)))
		for _, row := range rows {
			fmt.Fprintf(w, "| %s |", row)
			for _, c := range columns {
				fmt.Fprintf(w, " %s |", texts[row][c])
			}
			fmt.Fprintln(w)
		}
		cells = cells[n:]
	}
}

// printSummary says how the default kernel did: a table for each type and mode.
func (r *report) printSummary(w io.Writer) {
	tables(w, r.sorted(), func(x *cellResult) string {
		what := map[bool]string{true: "a matrix of n elements, "}[x.Columns > 0]
		return fmt.Sprintf("%s, %s, %sns a call and times the fastest roof:", x.Type, x.Mode, what)
	}, func(x *cellResult) [][2]string {
		text := nanos(x.NS[own(r.Default)])
		if ratio, ok := x.Ratio[own(r.Default)]; ok {
			text += fmt.Sprintf(" (%.2f)", ratio)
		}
		return [][2]string{{withColumns(x.Function, x.Columns), text}}
	})
}

// printSubjects prints a table for each of these functions, type and mode, with all subjects.
func (r *report) printSubjects(w io.Writer, functions []string) {
	cells := slices.DeleteFunc(r.sorted(), func(x cellResult) bool { return !slices.Contains(functions, x.Function) })
	tables(w, cells, func(x *cellResult) string {
		return fmt.Sprintf("%s, %s, %s, ns a call:", withColumns(x.Function, x.Columns), x.Type, x.Mode)
	}, func(x *cellResult) (texts [][2]string) {
		for _, name := range x.subjects() {
			texts = append(texts, [2]string{name, nanos(x.NS[name])})
		}
		return texts
	})
}

// subjects lists who was measured: roofs, this package, and the others.
func (x *cellResult) subjects() []string {
	rank := func(name string) int {
		return slices.IndexFunc([]string{"roof", "rectify", "released", ""}, func(prefix string) bool { return strings.HasPrefix(name, prefix) })
	}
	return slices.SortedFunc(maps.Keys(x.NS), func(a, b string) int { return cmp.Or(rank(a)-rank(b), strings.Compare(a, b)) })
}

// printPair prints a line for each measurement of two subjects.
func (r *report) printPair(w io.Writer) {
	a, b := r.Pair[0], r.Pair[1]
	fmt.Fprintf(w, "\n%s by %s: ns a call, and the time of the one by that of the other, median and quartiles of the rounds;\n"+
		"< and > where both quartiles are on one side of 1.\n\n| function | type | mode | n | %s | %s | ratio | |\n|---|---|---|--:|--:|--:|--:|---|\n", a, b, a, b)
	for _, x := range r.sorted() {
		if len(x.Pair) == 0 {
			continue
		}
		sign := ""
		if x.Pair[2] < 1 {
			sign = " <"
		} else if x.Pair[1] > 1 {
			sign = " >"
		}
		fmt.Fprintf(w, "| %s | %s | %s | %s | %s | %s | %.3f%s | %.3f to %.3f |\n", withColumns(x.Function, x.Columns), x.Type, x.Mode, lengthName(x.N),
			nanos(x.NS[a]), nanos(x.NS[b]), x.Pair[0], sign, x.Pair[1], x.Pair[2])
	}
}

// lengthName is a length, as a power of two if it is a large one.
func lengthName(n int) string {
	if n >= 1<<17 && n&(n-1) == 0 {
		return fmt.Sprintf("2^%d", bits.Len(uint(n))-1)
	}
	return strconv.Itoa(n)
}

// nanos is a time in ns, in three digits.
func nanos(ns float64) string {
	unit, digits := 0, 2
	for ; ns >= 999.5 && unit < 3; unit++ {
		ns /= 1000
	}
	for least := 9.995; ns >= least && digits > 0; digits-- {
		least *= 10
	}
	return fmt.Sprintf("%.*f%s", digits, ns, []string{"", "k", "M", "G"}[unit])
}
