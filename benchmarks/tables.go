package main

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// What is printed on the terminal.

// tableLengths are the columns of a table, if more lengths were measured than fit.
var tableLengths = []int{1, 3, 7, 16, 17, 64, 256, 1024, 4096, 65536, 1 << 20, 1 << 24, 1 << 26}

func (r *report) printHead(w io.Writer) {
	fmt.Fprintf(w, "%s, %s/%s, %s", r.Machine.Processor, r.Machine.OS, r.Machine.Arch, r.Go)
	if r.Experiment != "" {
		fmt.Fprintf(w, ", GOEXPERIMENT=%s", r.Experiment)
	}
	for _, c := range r.Machine.Caches {
		fmt.Fprintf(w, ", %s %s", c.Name, byteSize(c.Bytes))
	}
	fmt.Fprintf(w, "\nkernels: %s; the default is marked *\n", strings.ReplaceAll(strings.Join(r.Kernels, " ")+" ", r.Default+" ", r.Default+"* "))
	for _, p := range r.Peers {
		fmt.Fprintf(w, "%s %s\n", p.Path, p.Version)
	}
}

// printTables prints a table for each function, type and mode: ns a call, medians.
func (r *report) printTables(w io.Writer) {
	type key struct {
		function, typ string
		mode          mode
	}
	tables := map[key][]result{}
	var order []key
	for _, x := range r.Results {
		k := key{x.Function, x.Type, x.Mode}
		if _, ok := tables[k]; !ok {
			order = append(order, k)
		}
		tables[k] = append(tables[k], x)
	}
	rank := func(k key) int {
		i := slices.IndexFunc(functionNames, func(f string) bool { return f == k.function })
		i *= 4
		if k.typ == "float64" {
			i += 2
		}
		if k.mode == fresh {
			i++
		}
		return i
	}
	slices.SortFunc(order, func(a, b key) int { return rank(a) - rank(b) })
	notes := &footnotes{}
	for _, k := range order {
		on := "on one buffer, called again and again"
		if k.mode == fresh {
			on = "on changing buffers in the L1 cache"
		}
		fmt.Fprintf(w, "\n%s, %s, %s: ns a call\n", k.function, k.typ, on)
		printTable(w, tables[k], func(subject string) string { return notes.mark(r.Differences, k.function, k.typ, subject) })
	}
	if len(notes.texts) > 0 {
		fmt.Fprintf(w, "\nNot the same result as this package's:\n")
		for i, t := range notes.texts {
			fmt.Fprintf(w, "[%d] %s\n", i+1, t)
		}
	}
}

// footnotes numbers the texts about differences.
type footnotes struct{ texts []string }

func (f *footnotes) mark(ds []difference, function, typ, subject string) string {
	for _, d := range ds {
		if d.Function == function && d.Type == typ && d.Subject == subject {
			text := strings.Join(d.How, "; ")
			i := slices.Index(f.texts, text)
			if i < 0 {
				i = len(f.texts)
				f.texts = append(f.texts, text)
			}
			return fmt.Sprintf(" [%d]", i+1)
		}
	}
	return ""
}

func printTable(w io.Writer, rs []result, mark func(subject string) string) {
	var lengths []int
	var subjects []string
	for _, x := range rs {
		if !slices.Contains(lengths, x.N) {
			lengths = append(lengths, x.N)
		}
		if !slices.Contains(subjects, x.Subject) {
			subjects = append(subjects, x.Subject)
		}
	}
	slices.Sort(lengths)
	if len(lengths) > len(tableLengths) {
		lengths = slices.DeleteFunc(lengths, func(n int) bool { return !slices.Contains(tableLengths, n) })
	}
	find := func(subject string, n int) *result {
		for i := range rs {
			if rs[i].Subject == subject && rs[i].N == n {
				return &rs[i]
			}
		}
		return nil
	}
	row := func(name string, cells func(n int) string) {
		fmt.Fprintf(w, "  %s%s", name, strings.Repeat(" ", max(0, 28-utf8.RuneCountInString(name))))
		for _, n := range lengths {
			fmt.Fprintf(w, " %7s", cells(n))
		}
		fmt.Fprintln(w)
	}
	row("n", lengthName)
	for _, s := range subjects {
		var own bool
		name := s
		for i := range rs {
			if rs[i].Subject == s && rs[i].Default {
				name, own = s+"*", true
			}
		}
		row(name+mark(s), func(n int) string {
			if x := find(s, n); x != nil {
				return nanos(x.NS)
			}
			return "-"
		})
		if own {
			row("  times the fastest roof", func(n int) string {
				if x := find(s, n); x != nil && x.Ratio > 0 {
					return fmt.Sprintf("%.2f", x.Ratio)
				}
				return "-"
			})
		}
	}
}

// printSummary says in a few lines how the default kernel did.
func (r *report) printSummary(w io.Writer) {
	fmt.Fprintf(w, "\nThe default kernel against the fastest roof (median of the ratios, and the worst), on one buffer:\n")
	fmt.Fprintf(w, "  %-28s %-8s  %-16s %-16s\n", "", "", "n 1024 to 65536", "16 MiB and more")
	for _, f := range functionNames {
		for _, typ := range []string{"float32", "float64"} {
			var in, out []float64
			for _, x := range r.Results {
				if x.Function != f || x.Type != typ || !x.Default || x.Mode != again || x.Ratio == 0 {
					continue
				}
				if x.N >= 1024 && x.N <= 65536 {
					in = append(in, x.Ratio)
				}
				if x.Bytes >= 16<<20 {
					out = append(out, x.Ratio)
				}
			}
			if len(in)+len(out) > 0 {
				fmt.Fprintf(w, "  %-28s %-8s  %-16s %-16s\n", f, typ, medianWorst(in), medianWorst(out))
			}
		}
	}
	r.printShort(w)
	r.printStreaming(w)
	r.printMasks(w)
}

func medianWorst(xs []float64) string {
	if len(xs) == 0 {
		return "-"
	}
	return fmt.Sprintf("%.3f, %.3f", median(xs), slices.Max(xs))
}

// cell finds the results of one measurement.
func (r *report) cell(function, typ string, m mode, n int) []result {
	var list []result
	for _, x := range r.Results {
		if x.Function == function && x.Type == typ && x.Mode == m && x.N == n {
			list = append(list, x)
		}
	}
	return list
}

// printShort compares the shortest slices with the branch-free loop, and with the fastest of the
// others that are no loop of ours and no roof.
func (r *report) printShort(w io.Writer) {
	var lines []string
	for _, f := range functionNames {
		for _, typ := range []string{"float32", "float64"} {
			for _, m := range []mode{again, fresh} {
				worst3, worst64, peer := math.Inf(-1), 0.0, 0.0
				at64, atPeer, peerName := 0, 0, ""
				for n := 1; n <= 64; n++ {
					var own, loop, best result
					for _, x := range r.cell(f, typ, m, n) {
						switch {
						case x.Default:
							own = x
						case x.Subject == "Go loop, branch-free":
							loop = x
						case !x.Own && !x.Roof && !strings.HasPrefix(x.Subject, "Go loop") && (best.NS == 0 || x.NS < best.NS):
							best = x
						}
					}
					if own.NS == 0 {
						continue
					}
					if loop.NS > 0 && n <= 3 {
						worst3 = max(worst3, own.NS-loop.NS)
					}
					if q := own.NS / loop.NS; loop.NS > 0 && n >= 4 && q > worst64 {
						worst64, at64 = q, n
					}
					if q := own.NS / best.NS; best.NS > 0 && n >= 4 && q > peer {
						peer, atPeer, peerName = q, n, best.Subject
					}
				}
				if worst64 == 0 && math.IsInf(worst3, -1) {
					continue
				}
				line := fmt.Sprintf("  %-28s %-8s %-6s", f, typ, m)
				if !math.IsInf(worst3, -1) {
					line += fmt.Sprintf(" %+5.1f ns", worst3)
				} else {
					line += "         -"[:9]
				}
				if worst64 > 0 {
					line += fmt.Sprintf("   %.2f (n = %d)", worst64, at64)
				}
				if peer > 0 {
					line += fmt.Sprintf("   %.2f (n = %d, %s)", peer, atPeer, peerName)
				}
				lines = append(lines, line)
			}
		}
	}
	if len(lines) > 0 {
		fmt.Fprintf(w, "\nThe default kernel on short slices: at n <= 3, ns more than the branch-free loop; at n = 4 to 64, times the\nloop, and times the fastest other package, each where it is worst:\n%s\n", strings.Join(lines, "\n"))
	}
}

// printStreaming compares one call, which stores past the caches, with calls of 1 MiB, which do not.
func (r *report) printStreaming(w io.Writer) {
	head := "\nOut of place from 64 MiB on, how many times as fast as with plain stores:\n"
	for _, x := range r.Results {
		if x.Subject != plainName {
			continue
		}
		for _, own := range r.cell(x.Function, x.Type, x.Mode, x.N) {
			if own.Default {
				fmt.Fprintf(w, "%s  %-28s %-8s %8s  %.2f\n", head, x.Function, x.Type, byteSize(x.Bytes), median(ratios(x.samples, own.samples)))
				head = ""
			}
		}
	}
}

// printMasks compares the functions with a mask with those without, measured side by side.
func (r *report) printMasks(w io.Writer) {
	type key struct{ function, typ string }
	var order []key
	parts := map[key][]string{}
	for _, x := range r.Results {
		if x.Subject != partnerName || x.Mode != again || x.N < 4096 {
			continue
		}
		for _, y := range r.cell(x.Function, x.Type, x.Mode, x.N) {
			if y.Default {
				k := key{x.Function, x.Type}
				if parts[k] == nil {
					order = append(order, k)
				}
				parts[k] = append(parts[k], fmt.Sprintf("%s: %.2f", lengthName(x.N), median(ratios(y.samples, x.samples))))
			}
		}
	}
	head := "\nWith a mask, times as long as the same function without one:\n"
	for _, k := range order {
		fmt.Fprintf(w, "%s  %-22s %-8s  %s\n", head, k.function, k.typ, strings.Join(parts[k], ", "))
		head = ""
	}
}

// lengthName is a length, as a power of two if it is a large one.
func lengthName(n int) string {
	if n >= 1<<17 && n&(n-1) == 0 {
		return fmt.Sprintf("2^%d", int(math.Log2(float64(n))))
	}
	return strconv.Itoa(n)
}

// nanos is a time in ns, in three digits.
func nanos(ns float64) string {
	for _, u := range []string{"", "k", "M", "G"} {
		if ns < 999.5 || u == "G" {
			switch {
			case ns < 9.995:
				return fmt.Sprintf("%.2f%s", ns, u)
			case ns < 99.95:
				return fmt.Sprintf("%.1f%s", ns, u)
			}
			return fmt.Sprintf("%.0f%s", ns, u)
		}
		ns /= 1000
	}
	return ""
}
