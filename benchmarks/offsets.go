package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"time"
	"unsafe"
)

// The other question: does it matter where a slice starts? Every function at every offset from a
// multiple of 64 bytes, against the roof on the same slices.

var offsetLengths = []int{1024, 4096, 16384, 65536}

// An offsetResult is the ratios to the roof of one function at one length over all offsets.
type offsetResult struct {
	Function string  `json:"function"`
	Type     string  `json:"type"`
	N        int     `json:"n"`
	Distance string  `json:"distance,omitempty"` // of the slices modulo a page: "apart" or "near"
	Layouts  int     `json:"layouts"`
	Median   float64 `json:"median"`
	Worst    float64 `json:"worst"`
	At       string  `json:"at"` // where it is worst

	// The same against the roof at offset 0, wherever the slices are.
	MedianLevel float64 `json:"median_level"`
	WorstLevel  float64 `json:"worst_level"`
	AtLevel     string  `json:"at_level"`
}

// layouts are the offsets to try: all slices alike, and each alone.
func (op *operation[F]) layouts(n int) []layout {
	step := int(unsafe.Sizeof(*new(F)))
	seen := map[offsets]bool{}
	var ls []layout
	add := func(o offsets) {
		if op.inPlace {
			o.a = 0
		}
		if op.inputs == 1 {
			o.b = 0
		}
		if !seen[o] {
			seen[o] = true
			ls = append(ls, layout{n: n, off: o})
		}
	}
	for o := 0; o < 64; o += step {
		add(offsets{o, o, o})
		add(offsets{dst: o})
		add(offsets{a: o})
		add(offsets{b: o})
	}
	return ls
}

// An offsetJob is one line of the table.
type offsetJob struct {
	name string
	size int // about how much work it is
	run  func(rounds int, tick func()) offsetResult
}

func offsetJobs[F float, W word](c *choice) []offsetJob {
	m := &bench[F]{typ: typeName[F](), order: rand.New(rand.NewPCG(5, 6))}
	lengths := c.lengths
	if len(lengths) == 0 {
		lengths = offsetLengths
	}
	var jobs []offsetJob
	for _, op := range operations[F, W]() {
		if !c.wants(op.name) {
			continue
		}
		for _, n := range lengths {
			for _, near := range []bool{false, true} {
				distance := ""
				if op.inputs == 2 || !op.inPlace {
					distance = "apart"
				}
				if near {
					if distance == "" {
						continue // there is one slice only
					}
					distance = "near"
				}
				ls := op.layouts(n)
				jobs = append(jobs, offsetJob{op.name + " " + m.typ, len(ls), func(rounds int, tick func()) offsetResult {
					if m.mem == nil {
						m.mem = newMemory[F](slices.Max(lengths) * int(unsafe.Sizeof(*new(F))))
					}
					r := offsetResult{Function: op.name, Type: m.typ, N: n, Distance: distance, Layouts: len(ls)}
					subjects := slices.Concat(op.roofs, op.contenders([]string{ownKernel}))
					for _, s := range op.roofs {
						s.level = true
						subjects = append(subjects, s)
					}
					var all, level []float64
					for _, l := range ls {
						l.near = near
						for _, x := range m.measure(&op, subjects, l, func(time.Duration) int { return rounds }) {
							if !x.Default {
								continue
							}
							all, level = append(all, x.Ratio), append(level, x.ratioLevel)
							if x.Ratio > r.Worst {
								r.Worst, r.At = x.Ratio, op.where(l.off)
							}
							if x.ratioLevel > r.WorstLevel {
								r.WorstLevel, r.AtLevel = x.ratioLevel, op.where(l.off)
							}
						}
						tick()
					}
					r.Median, r.MedianLevel = median(all), median(level)
					return r
				}})
			}
		}
	}
	return jobs
}

func (op *operation[F]) where(o offsets) string {
	s := fmt.Sprintf("dst %d", o.dst)
	if !op.inPlace {
		s += fmt.Sprintf(", source %d", o.a)
	}
	if op.inputs == 2 {
		s += fmt.Sprintf(", x %d", o.b)
	}
	return s
}

// runOffsets measures every job. A layout takes the more rounds, the fewer there are.
func runOffsets(c *choice, p *progress) []offsetResult {
	var jobs []offsetJob
	if slices.Contains(c.types, "float32") {
		jobs = append(jobs, offsetJobs[float32, uint32](c)...)
	}
	if slices.Contains(c.types, "float64") {
		jobs = append(jobs, offsetJobs[float64, uint64](c)...)
	}
	total, done := 0, 0
	for _, j := range jobs {
		total += j.size
	}
	end := time.Now().Add(c.time)
	var rs []offsetResult
	for _, j := range jobs {
		each := time.Until(end) / time.Duration(max(1, total-done))
		rounds := int(min(101, max(5, each/(9*sampleTime)))) | 1
		rs = append(rs, j.run(rounds, func() {
			done++
			p.show(float64(done)/float64(total), j.name)
		}))
	}
	return rs
}

func (r *report) printOffsets(w io.Writer) {
	fmt.Fprintf(w, `
The default kernel at every offset from 0 to 63 bytes: median and worst of its ratios to the fastest roof on the
same slices, and to the fastest roof at offset 0. Where there is more than one slice: all at the same offset, and
each alone; their starts apart modulo 4096 bytes, or near, where only the offsets part them.
`)
	fmt.Fprintf(w, "  %-26s %-8s %6s %-6s %7s %7s  %-26s %7s %7s  %s\n", "", "", "n", "", "median", "worst", "at", "to 0", "worst", "at")
	for _, x := range r.Offsets {
		fmt.Fprintf(w, "  %-26s %-8s %6d %-6s %7.3f %7.3f  %-26s %7.3f %7.3f  %s\n", x.Function, x.Type, x.N, x.Distance,
			x.Median, x.Worst, x.At, x.MedianLevel, x.WorstLevel, x.AtLevel)
	}
}
