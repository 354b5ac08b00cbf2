package main

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"time"
	"unsafe"
)

// Which measurements there are, and how the time is divided among them.

// A cell is one measurement: a function, a type, a mode and a length.
type cell struct {
	function, typ string
	mode          mode
	n, bytes      int

	// run measures it; rounds is told what a round takes and says how many there may be.
	run func(rounds func(one time.Duration) int) []result
}

// A choice is what the flags ask for.
type choice struct {
	quick     bool
	functions []string // empty for all
	types     []string
	lengths   []int    // empty for the usual ones
	kernels   []string // of this package
	only      bool     // this package and the roof, and nobody else
	time      time.Duration
}

func (c *choice) wants(function string) bool {
	return len(c.functions) == 0 || slices.Contains(c.functions, function)
}

var (
	fullLengths = []int{1, 2, 3, 4, 5, 7, 8, 12, 16, 17, 31, 32, 33, 64, 100, 256, 1000, 1024, 4096, 16384, 65536,
		1 << 18, 1 << 20, 1 << 22, 1 << 24}
	quickLengths = []int{1, 3, 7, 16, 17, 64, 256, 1024, 4096, 65536, 1 << 20, 1 << 24}

	// Slices of hundreds of megabytes take their time: these functions only, in a quick run, from
	// so many bytes on.
	longFunctions = []string{"ReLU", "ReLUTo", "LeakyReLU", "ReLUBackward", "ReLUBackwardTo", "ReLUMask", "ReLUBackwardMask"}
)

const (
	longest   = 1 << 28 // bytes; full runs
	longBytes = 1 << 26
)

// cellsOf lists the cells of one type.
func cellsOf[F float, W word](c *choice) []cell {
	m := &bench[F]{typ: typeName[F](), order: rand.New(rand.NewPCG(3, 4))}
	lengths := c.lengths
	if len(lengths) == 0 && c.quick {
		lengths = quickLengths
	} else if len(lengths) == 0 {
		lengths = append(slices.Clip(fullLengths), longest/int(unsafe.Sizeof(*new(F))))
	}
	var cells []cell
	for _, op := range operations[F, W]() {
		if !c.wants(op.name) {
			continue
		}
		for _, n := range lengths {
			bytes := n * int(unsafe.Sizeof(*new(F)))
			// A length that was asked for is measured; of the usual ones a few are left out.
			long := c.quick && bytes >= longBytes || bytes >= longest
			if len(c.lengths) == 0 && (long && !slices.Contains(longFunctions, op.name) || c.quick && m.typ == "float64" && bytes > 1<<20) {
				continue
			}
			subjects := slices.Concat(op.roofs, op.contenders(c.kernels))
			if !c.only {
				subjects = append(subjects, op.others...)
			}
			if bytes > 64<<20 || c.quick && bytes > 16<<20 {
				// A loop with a branch takes tenths of a second here, and is no faster than before.
				subjects = slices.DeleteFunc(subjects, func(s subject[F]) bool { return s.signs != nil && s.signs(n) })
			}
			for _, md := range []mode{again, fresh} {
				if md == fresh && op.freshCount(n) == 1 {
					continue
				}
				l := layout{n: n, fresh: md == fresh}
				cells = append(cells, cell{op.name, m.typ, md, n, bytes, func(rounds func(time.Duration) int) []result {
					if m.mem == nil {
						m.mem = newMemory[F](slices.Max(lengths) * int(unsafe.Sizeof(*new(F))))
					}
					return m.measure(&op, subjects, l, rounds)
				}})
			}
		}
	}
	return cells
}

// cells lists what c asks for, short slices first: they are sure of their time, and the long ones
// divide what is left.
func (c *choice) cells() []cell {
	var list []cell
	if slices.Contains(c.types, "float32") {
		list = append(list, cellsOf[float32, uint32](c)...)
	}
	if slices.Contains(c.types, "float64") {
		list = append(list, cellsOf[float64, uint64](c)...)
	}
	slices.SortStableFunc(list, func(a, b cell) int { return cmp.Compare(a.bytes, b.bytes) })
	return list
}

// weight is about how many seconds a cell should have: a dozen subjects, and one that takes long.
func (c *cell) weight() float64 {
	round := 12*1.5*sampleTime.Seconds() + float64(c.bytes)*6e-9
	switch {
	case c.bytes < 1<<20:
		return 100 * round
	case c.bytes < 1<<24:
		return 20 * round
	default:
		return 6 * round
	}
}

// A budget gives each cell its share of the time that is left.
type budget struct {
	end  time.Time
	left float64 // weight
}

const (
	mostRounds  = 301
	leastRounds = 5
	fewRounds   = 3

	costlyRound = 200 * time.Millisecond // where few rounds have to do, the first one included
)

func newBudget(cells []cell, d time.Duration) *budget {
	b := &budget{end: time.Now().Add(d)}
	for i := range cells {
		b.left += cells[i].weight()
	}
	return b
}

// rounds is how many rounds the next cell may have. It is called once a cell, when the cell has had
// its first round.
func (b *budget) rounds(c *cell) func(one time.Duration) int {
	return func(one time.Duration) int {
		share := time.Until(b.end).Seconds() * c.weight() / b.left
		b.left -= c.weight()
		if time.Now().After(b.end) {
			return 1 // the first one has to do
		}
		least := leastRounds
		if one > costlyRound {
			least = fewRounds
		}
		n := int(min(mostRounds, max(float64(least), share/one.Seconds())))
		return n | 1 // odd, so that the median was measured
	}
}

func typeName[F float]() string {
	if unsafe.Sizeof(*new(F)) == 4 {
		return "float32"
	}
	return "float64"
}
