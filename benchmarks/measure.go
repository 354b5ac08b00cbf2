package main

import (
	"math/rand/v2"
	"slices"
	"time"

	"github.com/rectify-go/rectify"
)

// How one operation at one length is measured: every subject once a round, in an order that
// changes, until the time is over.

const (
	sampleTime = 20 * time.Microsecond // what one sample takes at least
	maxReps    = 10000                 // calls in a sample, at most
	maxWindows = 64                    // refills in a sample, at most
	longCall   = 8 << 20               // bytes of a slice from which a call takes about a millisecond
)

// A mode is what a measurement repeats.
type mode string

const (
	// again calls a function over and over on the same buffer, as layer upon layer does, or a
	// benchmark. What the pass before stored is what this one loads.
	again mode = "again"

	// fresh calls it on one buffer after the other, all with new signs, all in the first-level
	// cache.
	fresh mode = "fresh"
)

// A result is what was measured of one subject.
type result struct {
	Function string  `json:"function"`
	Type     string  `json:"type"`
	Mode     mode    `json:"mode"`
	N        int     `json:"n"`
	Bytes    int     `json:"bytes"` // of one slice
	Subject  string  `json:"subject"`
	Own      bool    `json:"own,omitempty"`     // this package
	Default  bool    `json:"default,omitempty"` // this package, and the kernel that it chooses here
	Roof     bool    `json:"roof,omitempty"`    // a roof; the fastest of them has ratio 1
	Rounds   int     `json:"rounds"`
	NS       float64 `json:"ns"`        // a call, median
	GBs      float64 `json:"gb_per_s"`  // read and written, at the median
	Ratio    float64 `json:"ratio"`     // to the fastest roof, median of the rounds; 0 where there is none
	RatioLow float64 `json:"ratio_p25"` // and quartiles
	RatioTop float64 `json:"ratio_p75"`

	samples    []float64
	ratioLevel float64 // to the fastest roof at offset 0, where that was measured
}

// A bench measures one type.
type bench[F float] struct {
	typ   string
	mem   *memory[F]
	order *rand.Rand
}

// lane is a subject in the middle of a measurement.
type lane[F float] struct {
	subject[F]
	batch   *batch[F]
	fill    bool // fill the buffers before each window
	reps    int  // calls in a window
	windows int  // windows in a sample
	samples []float64
}

// measure measures the subjects on one layout. rounds says how many rounds there may be, from what
// the first one took.
func (m *bench[F]) measure(op *operation[F], subjects []subject[F], l layout, rounds func(one time.Duration) int) []result {
	b, refill := m.mem.batch(op, l)
	level, _ := m.mem.batch(op, layout{n: l.n, fresh: l.fresh, near: l.near})
	bytes := int(size(b.dst[0]))
	passes := 0 // since the buffers were filled

	now, careful := since, undisturbed
	if bytes >= longCall {
		now, careful = threadTime, func(sample func() time.Duration) time.Duration { return sample() }
	}

	// window times the calls. Where the buffer is not filled before, it is warm, and used until
	// alpha would have worn it out.
	window := func(la *lane[F]) time.Duration {
		if la.fill || passes+la.reps > maxReps+maxReps/2 {
			refill()
			passes = 0
		}
		cleanVectors()
		if !la.fill && bytes <= 4<<20 {
			la.run(la.batch, 1)
			passes++
		}
		t := now()
		la.run(la.batch, la.reps)
		d := now() - t - clockCost
		passes += la.reps
		return max(d, 1)
	}

	var lanes []*lane[F]
	for _, s := range subjects {
		signs := s.signs != nil && s.signs(l.n)
		if bytes < s.from || signs && !l.fresh && op.freshCount(l.n) > 1 {
			// The latter is too short to time one call, and on a second call the signs are gone.
			continue
		}
		la := &lane[F]{subject: s, batch: b, fill: l.fresh || signs, reps: 1, windows: 1}
		if s.level {
			la.batch = level
		}
		use(s.kernel)
		if la.fill {
			la.reps = len(b.dst)
			window(la)
			la.windows = int(min(maxWindows, 1+sampleTime/window(la)))
		} else {
			window(la)
			d := window(la)
			for d < sampleTime/2 && la.reps < maxReps {
				la.reps = min(2*la.reps, maxReps)
				d = window(la)
			}
			la.reps = min(maxReps, 1+int(float64(la.reps)*float64(sampleTime)/float64(d)))
		}
		lanes = append(lanes, la)
	}

	shuffled := slices.Clone(lanes)
	round := func() {
		m.order.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		for _, la := range shuffled {
			use(la.kernel)
			total := careful(func() time.Duration {
				var total time.Duration
				for range la.windows {
					total += window(la)
				}
				return total
			})
			la.samples = append(la.samples, float64(total)/float64(la.windows*la.reps))
		}
	}
	t := since()
	round()
	one := since() - t
	n := rounds(one)
	if n > 1 && one < costlyRound {
		// The first round found everything cold.
		for _, la := range lanes {
			la.samples = la.samples[:0]
		}
		n++
	}
	for range n - 1 {
		round()
	}
	use(ownKernel)
	return m.results(op, l, bytes, lanes)
}

func (m *bench[F]) results(op *operation[F], l layout, bytes int, lanes []*lane[F]) []result {
	md := again
	if l.fresh {
		md = fresh
	}
	var roof, level *lane[F]
	for _, la := range lanes {
		switch {
		case la.level && (level == nil || median(la.samples) < median(level.samples)):
			level = la
		case la.roof && !la.level && (roof == nil || median(la.samples) < median(roof.samples)):
			roof = la
		}
	}
	moved := float64(op.moved(bytes))
	var rs []result
	for _, la := range lanes {
		r := result{
			Function: op.name, Type: m.typ, Mode: md, N: l.n, Bytes: bytes,
			Subject: la.name, Own: la.kernel != "" && !la.roof, Default: la.marked, Roof: la.roof,
			Rounds: len(la.samples), NS: median(la.samples), samples: la.samples,
		}
		r.GBs = (moved + float64(la.extra*bytes)) / r.NS
		if roof != nil {
			q := ratios(la.samples, roof.samples)
			r.Ratio, r.RatioLow, r.RatioTop = median(q), quantile(q, 0.25), quantile(q, 0.75)
		}
		if level != nil {
			r.ratioLevel = median(ratios(la.samples, level.samples))
		}
		rs = append(rs, r)
	}
	return rs
}

// moved is how many bytes a call reads and writes.
func (op *operation[F]) moved(bytes int) int {
	total := (op.inputs + 1) * bytes
	if op.mask != noMask {
		total += bytes / int(size(make([]F, 1))) / 8
	}
	return total
}

// use makes the package use this kernel; "" is for those that are not of this package.
func use(kernel string) {
	if kernel == "" || kernel == rectify.Kernel() {
		return
	}
	if err := rectify.Use(kernel); err != nil {
		panic(err) // it was in Kernels()
	}
}
