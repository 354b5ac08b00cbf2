package main

import (
	"time"

	"github.com/rectify-go/rectify"
)

// How one operation in one layout is measured: every subject once a round, in an order that
// changes, until the time is over.

const (
	sampleTime  = 20 * time.Microsecond // what one sample takes at least
	maxReps     = 10000                 // calls in a sample, at most
	maxWindows  = 64                    // refills in a sample, at most
	costlyRound = 200 * time.Millisecond
	longCall    = 8 << 20 // bytes of a slice from which a call takes about a millisecond
)

// since is the clock: one reading of the monotonic clock, where time.Now reads two clocks.
func since() time.Duration { return time.Since(epoch) }

var epoch = time.Now()

// threadTime is the processor time of this thread, and switches is how often the system has taken
// the processor from it. Only Linux says so; elsewhere the median has to do.
var threadTime, switches = since, func() int64 { return 0 }

// clockCost is what two readings of the clock find between them when there is nothing.
var clockCost = func() time.Duration {
	var ds []float64
	for range 2000 {
		t := since()
		ds = append(ds, float64(since()-t))
	}
	return time.Duration(median(ds))
}()

// A mode is what a measurement repeats.
type mode string

const (
	again mode = "again" // over and over on one buffer: what the pass before stored is what this one loads
	fresh mode = "fresh" // one buffer after the other, all with new signs, all in the first-level cache
)

// measured is what was measured of a subject: ns a call, one for each round.
type measured struct {
	name    string
	roof    bool
	level   bool // a roof at offset 0, wherever the others are
	samples []float64
}

// lane is a subject in the middle of a measurement.
type lane[E element] struct {
	subject[E]
	measured *measured
	batch    *batch[E]
	fill     bool // fill the buffers before each window
	reps     int  // in a window
	windows  int  // in a sample
}

// measure measures the roofs, and those of the others that are wanted, on one layout; with level
// the roofs at offset 0 too. From what the first round took, rounds says how many there may be.
func (m *bench[E]) measure(op *operation[E], l layout, wanted func(name string) bool, level bool, rounds func(one time.Duration) int) []*measured {
	whole, refill := m.batch(op, l)
	bytes := int(size(whole.dst[0]))
	passes := 0 // since the buffers were filled

	now := since
	if bytes >= longCall {
		now = threadTime // some other program will come between
	}

	// window times the calls. Where the buffer is not filled before, it is warm, and used until
	// alpha would have worn it out.
	window := func(la *lane[E]) time.Duration {
		if la.fill || passes+la.reps > maxReps+maxReps/2 {
			refill()
			passes = 0
		}
		if hasAVX2 {
			clearUpper() // a package that leaves them dirty would slow down what is measured next
		}
		if !la.fill && bytes <= 4<<20 {
			la.run(la.batch, 1)
			passes++
		}
		passes += la.reps
		t := now()
		la.run(la.batch, la.reps)
		return max(now()-t-clockCost, 1)
	}

	var lanes []*lane[E]
	var list []*measured
	add := func(s subject[E], level bool) {
		signs := s.signs != nil && s.signs(l.n)
		if bytes < s.from || signs && !l.fresh && op.freshCount(l) > 1 {
			// The latter is too short to time one call, and on a second call the signs are gone.
			return
		}
		la := &lane[E]{s, &measured{name: s.name, roof: s.roof, level: level}, whole, l.fresh || signs, 1, 1}
		if level {
			at0 := l
			at0.off = offsets{}
			la.batch, _ = m.batch(op, at0)
		}
		lanes, list = append(lanes, la), append(list, la.measured)
		s.choose()
		window(la)
		if la.fill {
			la.reps = len(whole.dst)
			la.windows = int(min(maxWindows, 1+sampleTime/window(la)))
			return
		}
		d := window(la)
		for d < sampleTime/2 && la.reps < maxReps {
			la.reps = min(2*la.reps, maxReps)
			d = window(la)
		}
		la.reps = min(maxReps, 1+int(float64(la.reps)*float64(sampleTime)/float64(d)))
	}
	for _, s := range op.subjects(m.format, l) {
		if s.roof || wanted(s.name) {
			add(s, false)
		}
		if s.roof && level {
			add(s, true)
		}
	}

	round := func() {
		m.random.Shuffle(len(lanes), func(i, j int) { lanes[i], lanes[j] = lanes[j], lanes[i] })
		for _, la := range lanes {
			la.choose()
			// A sample in which the system gave the processor to another program is taken again.
			var total time.Duration
			for try, before := 0, int64(-1); try < 5 && before != switches(); try++ {
				total, before = 0, switches()
				for range la.windows {
					total += window(la)
				}
			}
			la.measured.samples = append(la.measured.samples, float64(total)/float64(la.windows*la.reps))
		}
	}
	t := time.Now()
	round()
	one := time.Since(t)
	n := rounds(one)
	if n > 1 && one < costlyRound {
		// The first round found everything cold.
		for _, x := range list {
			x.samples = x.samples[:0]
		}
		n++
	}
	for range n - 1 {
		round()
	}
	rectify.Use(ownKernel)
	return list
}

// choose makes the package that s calls use the kernel that s is about.
func (s *subject[E]) choose() {
	if s.use == nil {
		rectify.Use(ownKernel)
	} else if err := s.use(s.kernel); err != nil {
		panic(err) // it was in Kernels()
	}
}

// fastest is the samples of the fastest roof, at offset 0 or with the others; nil if there is none.
func fastest(list []*measured, level bool) []float64 {
	var best []float64
	for _, x := range list {
		if x.roof && x.level == level && (best == nil || median(x.samples) < median(best)) {
			best = x.samples
		}
	}
	return best
}
