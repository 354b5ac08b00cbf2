package main

import (
	"fmt"
	"io"
	"slices"
	"time"
)

// The other question: does it matter where a slice starts? Every function at every offset from a
// multiple of 64 bytes, against the roof on the same slices, and against the roof at offset 0.

// A spread is the middle and the worst of the ratios to a roof over many offsets.
type spread struct {
	Median float64 `json:"median"`
	Worst  float64 `json:"worst"`
	At     offsets `json:"at"` // of the worst
}

func newSpread(ratios []float64, at []offsets) *spread {
	i := slices.Index(ratios, slices.Max(ratios))
	return &spread{four(median(ratios)), four(ratios[i]), at[i]}
}

// offsets are those to try: all slices alike, and each alone.
func (op *operation[E]) offsets() []offsets {
	var list []offsets
	for o := 0; o < 64; o += elementSize[E]() {
		for _, at := range []offsets{{o, o, o}, {Dst: o}, {A: o}, {B: o}} {
			if !op.flags.has(to) {
				at.A = 0
			}
			if op.loads == 1 {
				at.B = 0
			}
			if !slices.Contains(list, at) {
				list = append(list, at)
			}
		}
	}
	return list
}

// measureOffsets measures the default kernel of every cell at all offsets.
func measureOffsets(o *options, cells []cell, p *progress) (list []cellResult) {
	total, done := 0, 0
	for _, cl := range cells {
		total += len(cl.offsets)
	}
	end := time.Now().Add(o.time)
	for _, cl := range cells {
		var here, level []float64
		rounds := 0
		for _, cl.off = range cl.offsets {
			each := time.Until(end) / time.Duration(total-done)
			rounds = int(min(101, max(5, each/(9*sampleTime)))) | 1
			ms := cl.measure(cl.layout, func(name string) bool { return name == own(ownKernel) }, true, func(time.Duration) int { return rounds })
			own := ms[slices.IndexFunc(ms, func(x *measured) bool { return !x.roof })].samples
			here = append(here, median(ratios(own, fastest(ms, false))))
			level = append(level, median(ratios(own, fastest(ms, true))))
			done++
			p.show(float64(done)/float64(total), cl.function+" "+cl.typ)
		}
		r := newCellResult(&cl, nil, nil)
		r.Rounds, r.Near, r.Here, r.Level = rounds, cl.near, newSpread(here, cl.offsets), newSpread(level, cl.offsets)
		list = append(list, r)
	}
	return list
}

func (r *report) printOffsets(w io.Writer) {
	fmt.Fprintf(w, "\nThe default kernel at every offset from 0 to 63 bytes: median and worst of its ratios to the fastest roof on\n"+
		"the same slices, and to that at offset 0. All slices are at the same offset, or one alone; they start apart\n"+
		"modulo 4096 bytes, or near, where only the offsets part them. Offsets are those of dst, a and b.\n\n"+
		"| function | type | n | | median | worst | at | to offset 0: median | worst | at |\n|---|---|--:|---|--:|--:|---|--:|--:|---|\n")
	for _, x := range r.sorted() {
		distance := map[bool]string{true: "near", false: "apart"}[x.Near]
		fmt.Fprintf(w, "| %s | %s | %s | %s | %.2f | %.2f | %v | %.2f | %.2f | %v |\n", withColumns(x.Function, x.Columns), x.Type, lengthName(x.N), distance,
			x.Here.Median, x.Here.Worst, x.Here.At, x.Level.Median, x.Level.Worst, x.Level.At)
	}
}
