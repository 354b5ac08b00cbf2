package main

import (
	"cmp"
	"runtime"
	"runtime/debug"
	"slices"
	"time"

	"github.com/rectify-go/rectify/internal/contract"
)

// Which measurements there are, and how the time is divided among them.

// A cell is one measurement: a function, a type and a layout.
type cell struct {
	function, typ string
	layout
	bytes   int       // of a slice
	offsets []offsets // to be tried

	measure func(l layout, wanted func(name string) bool, level bool, rounds func(one time.Duration) int) []*measured
}

var (
	allTypes = []string{"float32", "float64", "float16", "bfloat16"}

	fullLengths  = []int{1, 3, 4, 7, 16, 33, 64, 256, 1000, 1024, 4096, 16384, 65536, 1 << 18, 1 << 20, 1 << 22, 1 << 24}
	quickLengths = []int{1, 3, 16, 64, 1024, 65536, 1 << 20}

	// Of a matrix, rounded down to whole rows.
	fullSizes    = []int{4096, 65536, 1 << 24}
	quickSizes   = []int{4096, 65536}
	fullColumns  = []int{0, 1, 7, 16, 64, 100, 256, 1000, 1024, 4096}
	quickColumns = []int{0, 7, 64, 1000}
)

// layouts lists how the slices of op are to lie.
func (op *operation[E]) layouts(o *options) []layout {
	lengths, sizes, columns := fullLengths, fullSizes, fullColumns
	if o.quick {
		lengths, sizes, columns = quickLengths, quickSizes, quickColumns
	} else if o.offsets {
		lengths, columns = []int{1024, 4096, 16384, 65536}, []int{0}
	}
	if len(o.lengths) > 0 {
		lengths, sizes = o.lengths, o.lengths
	}
	if len(o.columns) > 0 {
		columns = o.columns
	}
	var list []layout
	add := func(l layout) {
		list = append(list, l)
		if l.fresh = true; !o.offsets && op.freshCount(l) > 1 {
			list = append(list, l)
		}
		if l.near, l.fresh = true, false; o.offsets && (op.loads > 1 || op.flags.has(to)) {
			list = append(list, l)
		}
	}
	for _, k := range columns {
		if k == 0 && !op.flags.has(sums) {
			for _, n := range lengths {
				add(layout{n: n})
			}
		} else if k > 0 && op.flags.has(third) {
			for _, n := range sizes {
				if n = n / k * k; n >= 2*k {
					add(layout{n: n, columns: k})
				}
			}
		}
	}
	return list
}

// cellsOf lists the cells of one type.
func cellsOf[E element](o *options, ops []operation[E], m *bench[E]) []cell {
	var cells []cell
	for i := range ops {
		op := &ops[i]
		if len(o.functions) > 0 && !slices.Contains(o.functions, op.name) || !slices.Contains(o.types, m.format.Name) {
			continue
		}
		for _, l := range op.layouts(o) {
			subjects := op.subjects(m.format, l)
			absent := func(name string) bool {
				return !slices.ContainsFunc(subjects, func(s subject[E]) bool { return s.name == name })
			}
			if slices.ContainsFunc(o.pair, absent) {
				continue
			}
			cl := cell{function: op.name, typ: m.format.Name, layout: l, bytes: l.n * m.format.Size, offsets: op.offsets()}
			cl.measure = func(l layout, wanted func(string) bool, level bool, rounds func(time.Duration) int) []*measured {
				return m.measure(op, l, wanted, level, rounds)
			}
			cells = append(cells, cl)
		}
	}
	return cells
}

// cells lists what o asks for, short slices first: they are sure of their time, and the long ones
// divide what is left. It makes room for them.
func (o *options) cells() []cell {
	list := cellsOf(o, floatOperations[float32](), newBench[float32](contract.Float32))
	list = append(list, cellsOf(o, floatOperations[float64](), newBench[float64](contract.Float64))...)
	list = append(list, cellsOf(o, halfOperations(), newBench[uint16](contract.Float16))...)
	list = append(list, cellsOf(o, halfOperations(), newBench[uint16](contract.BFloat16))...)
	slices.SortStableFunc(list, func(a, b cell) int { return cmp.Compare(a.bytes, b.bytes) })
	if len(list) > 0 {
		reserve(list[len(list)-1].bytes)
	}
	return list
}

// functionNames are the names of all operations, in their order.
var functionNames = append(names(floatOperations[float32]()), names(halfOperations())...)

func names[E element](ops []operation[E]) (list []string) {
	for _, op := range ops {
		list = append(list, op.name)
	}
	return list
}

// weight is about how many seconds a cell should have.
func (c *cell) weight() float64 { return 0.03 + float64(c.bytes)*3e-8 }

// measureCells measures on one thread, and without garbage collection while the clock runs: there
// is next to no garbage. Each cell has its share of the time that is left.
func measureCells(o *options, cells []cell, p *progress) (list []cellResult) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	defer p.done()
	if o.offsets {
		return measureOffsets(o, cells, p)
	}
	var total, done float64
	for _, cl := range cells {
		total += cl.weight()
	}
	wanted := func(name string) bool { return len(o.pair) == 0 || slices.Contains(o.pair, name) }
	end := time.Now().Add(o.time)
	for _, cl := range cells {
		p.show(done/total, withColumns(cl.function, cl.columns)+" "+cl.typ+", n = "+lengthName(cl.n))
		ms := cl.measure(cl.layout, wanted, false, func(one time.Duration) int {
			left, least := time.Until(end).Seconds(), 5.0
			if left < 0 {
				return 1 // the first one has to do
			} else if one > costlyRound {
				least = 3
			}
			share := left * cl.weight() / (total - done)
			return int(min(301, max(least, share/one.Seconds()))) | 1 // odd, so that the median was measured
		})
		done += cl.weight()
		list = append(list, newCellResult(&cl, ms, o.pair))
	}
	return list
}
