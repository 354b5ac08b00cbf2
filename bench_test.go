package rectify

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
	"unsafe"
)

// The benchmarks are named so that benchstat can group them: by type, kernel and n, the length of
// a slice. kernel=loop is the plain loop with an if. MB/s counts the bytes read and those written:
// for ReLU, x twice.
//
// The signs are random and stay so. A function in place that is called on its own result again and
// again finds no negative number from the second call on; a branch predictor learns that, and the
// plain loop looks five times faster than it is. So a call has its own part of a buffer, and when
// the buffer is used up it is filled again from a longer one, while no clock runs. (b.StopTimer
// would do, but it stops the world each time.) The buffer has 256 KiB, or one slice if that is
// longer, so that short slices come from the second-level cache.

func BenchmarkReLU(b *testing.B)                     { bench(b) }
func BenchmarkReLUTo(b *testing.B)                   { bench(b) }
func BenchmarkLeakyReLU(b *testing.B)                { bench(b) }
func BenchmarkLeakyReLUTo(b *testing.B)              { bench(b) }
func BenchmarkReLUGrad(b *testing.B)                 { bench(b) }
func BenchmarkReLUGradTo(b *testing.B)               { bench(b) }
func BenchmarkLeakyReLUGrad(b *testing.B)            { bench(b) }
func BenchmarkLeakyReLUGradTo(b *testing.B)          { bench(b) }
func BenchmarkReLUBackward(b *testing.B)             { bench(b) }
func BenchmarkReLUBackwardTo(b *testing.B)           { bench(b) }
func BenchmarkLeakyReLUBackward(b *testing.B)        { bench(b) }
func BenchmarkLeakyReLUBackwardTo(b *testing.B)      { bench(b) }
func BenchmarkReLUBackwardFromOutput(b *testing.B)   { bench(b) }
func BenchmarkReLUBackwardFromOutputTo(b *testing.B) { bench(b) }
func BenchmarkReLUMask(b *testing.B)                 { bench(b) }
func BenchmarkLeakyReLUMask(b *testing.B)            { bench(b) }
func BenchmarkReLUBackwardMask(b *testing.B)         { bench(b) }
func BenchmarkLeakyReLUBackwardMask(b *testing.B)    { bench(b) }

func bench(b *testing.B) {
	name := strings.TrimPrefix(b.Name(), "Benchmark")
	b.Run("type=float32", func(b *testing.B) { benchType[float32](b, name) })
	b.Run("type=float64", func(b *testing.B) { benchType[float64](b, name) })
}

// A part is where the calls of a benchmark lie: n elements each, up to end.
type part struct{ n, end int }

func (p part) each(call func(i, j int)) {
	for i := 0; i < p.end; i += p.n {
		call(i, i+p.n)
	}
}

// buffers are what is worked on: y is what a function in place writes, and x the second source.
type buffers[T Float] struct {
	part
	dst, y, x []T
	mask      []uint64
	words     int // in the mask of one call
}

const slope = 0.01

// calls has each function in a loop of its own, where it is inlined: nothing comes between a call
// and the next.
func calls[T Float]() map[string]func(s *buffers[T]) {
	return map[string]func(s *buffers[T]){
		"ReLU":              func(s *buffers[T]) { s.each(func(i, j int) { ReLU(s.y[i:j]) }) },
		"ReLUTo":            func(s *buffers[T]) { s.each(func(i, j int) { ReLUTo(s.dst[i:j], s.y[i:j]) }) },
		"LeakyReLU":         func(s *buffers[T]) { s.each(func(i, j int) { LeakyReLU(s.y[i:j], slope) }) },
		"LeakyReLUTo":       func(s *buffers[T]) { s.each(func(i, j int) { LeakyReLUTo(s.dst[i:j], s.y[i:j], slope) }) },
		"ReLUGrad":          func(s *buffers[T]) { s.each(func(i, j int) { ReLUGrad(s.y[i:j]) }) },
		"ReLUGradTo":        func(s *buffers[T]) { s.each(func(i, j int) { ReLUGradTo(s.dst[i:j], s.y[i:j]) }) },
		"LeakyReLUGrad":     func(s *buffers[T]) { s.each(func(i, j int) { LeakyReLUGrad(s.y[i:j], slope) }) },
		"LeakyReLUGradTo":   func(s *buffers[T]) { s.each(func(i, j int) { LeakyReLUGradTo(s.dst[i:j], s.y[i:j], slope) }) },
		"ReLUBackward":      func(s *buffers[T]) { s.each(func(i, j int) { ReLUBackward(s.y[i:j], s.x[i:j]) }) },
		"ReLUBackwardTo":    func(s *buffers[T]) { s.each(func(i, j int) { ReLUBackwardTo(s.dst[i:j], s.y[i:j], s.x[i:j]) }) },
		"LeakyReLUBackward": func(s *buffers[T]) { s.each(func(i, j int) { LeakyReLUBackward(s.y[i:j], s.x[i:j], slope) }) },
		"LeakyReLUBackwardTo": func(s *buffers[T]) {
			s.each(func(i, j int) { LeakyReLUBackwardTo(s.dst[i:j], s.y[i:j], s.x[i:j], slope) })
		},
		"ReLUBackwardFromOutput": func(s *buffers[T]) { s.each(func(i, j int) { ReLUBackwardFromOutput(s.y[i:j], s.x[i:j]) }) },
		"ReLUBackwardFromOutputTo": func(s *buffers[T]) {
			s.each(func(i, j int) { ReLUBackwardFromOutputTo(s.dst[i:j], s.y[i:j], s.x[i:j]) })
		},
		"ReLUMask":              func(s *buffers[T]) { s.each(func(i, j int) { ReLUMask(s.y[i:j], s.mask[i/64:]) }) },
		"LeakyReLUMask":         func(s *buffers[T]) { s.each(func(i, j int) { LeakyReLUMask(s.y[i:j], s.mask[i/64:], slope) }) },
		"ReLUBackwardMask":      func(s *buffers[T]) { s.each(func(i, j int) { ReLUBackwardMask(s.y[i:j], s.mask[i/64:]) }) },
		"LeakyReLUBackwardMask": func(s *buffers[T]) { s.each(func(i, j int) { LeakyReLUBackwardMask(s.y[i:j], s.mask[i/64:], slope) }) },
	}
}

// plainCalls has the plain loops, for the functions in place.
func plainCalls[T Float]() map[string]func(s *buffers[T]) {
	return map[string]func(s *buffers[T]){
		"ReLU":              func(s *buffers[T]) { s.each(func(i, j int) { plainReLU(s.y[i:j], nil, nil, 0) }) },
		"LeakyReLU":         func(s *buffers[T]) { s.each(func(i, j int) { plainLeakyReLU(s.y[i:j], nil, nil, slope) }) },
		"ReLUGrad":          func(s *buffers[T]) { s.each(func(i, j int) { plainReLUGrad(s.y[i:j], nil, nil, 0) }) },
		"LeakyReLUGrad":     func(s *buffers[T]) { s.each(func(i, j int) { plainLeakyReLUGrad(s.y[i:j], nil, nil, slope) }) },
		"ReLUBackward":      func(s *buffers[T]) { s.each(func(i, j int) { plainReLUBackward(s.y[i:j], s.x[i:j], nil, 0) }) },
		"LeakyReLUBackward": func(s *buffers[T]) { s.each(func(i, j int) { plainLeakyReLUBackward(s.y[i:j], s.x[i:j], nil, slope) }) },
		"ReLUBackwardFromOutput": func(s *buffers[T]) {
			s.each(func(i, j int) { plainReLUBackwardFromOutput(s.y[i:j], s.x[i:j], nil, 0) })
		},
		"ReLUMask": func(s *buffers[T]) {
			s.each(func(i, j int) { plainReLUMask(s.y[i:j], nil, s.mask[i/64:][:s.words], 0) })
		},
		"LeakyReLUMask": func(s *buffers[T]) {
			s.each(func(i, j int) { plainLeakyReLUMask(s.y[i:j], nil, s.mask[i/64:][:s.words], slope) })
		},
		"ReLUBackwardMask": func(s *buffers[T]) { s.each(func(i, j int) { plainReLUBackwardMask(s.y[i:j], nil, s.mask[i/64:], 0) }) },
		"LeakyReLUBackwardMask": func(s *buffers[T]) {
			s.each(func(i, j int) { plainLeakyReLUBackwardMask(s.y[i:j], nil, s.mask[i/64:], slope) })
		},
	}
}

func benchType[T Float](b *testing.B, name string) {
	f := functions[slices.IndexFunc(functions, func(f function) bool {
		return f.name == name && f.size == int(unsafe.Sizeof(*new(T)))
	})]
	random := make([]T, 1<<20) // more than a predictor has room for
	for i := range random {
		random[i] = T(rand.NormFloat64())
	}
	for _, k := range append([]string{"loop"}, kernels()...) {
		run := calls[T]()[name]
		if k == "loop" {
			if run = plainCalls[T]()[name]; run == nil {
				continue
			}
		}
		b.Run("kernel="+k, func(b *testing.B) {
			if k != "loop" {
				use(b, k)
			}
			for _, n := range []int{1, 7, 16, 64, 256, 1024, 4096, 1 << 16, 1 << 20, 1 << 24} {
				b.Run(fmt.Sprint("n=", n), func(b *testing.B) { benchLength(b, f, run, random, n) })
			}
		})
	}
}

func benchLength[T Float](b *testing.B, f function, run func(s *buffers[T]), random []T, n int) {
	room := 256 << 10 / f.size
	s := buffers[T]{part: part{n, max(n, room/n*n)}, words: MaskLen(n)}
	s.y = make([]T, s.end)
	if f.to() {
		s.dst = make([]T, s.end)
	}
	if f.sources() > 1 {
		s.x = make([]T, s.end)
	}
	bytes := (f.sources() + 1) * n * f.size
	if f.mask() {
		s.mask = make([]uint64, MaskLen(s.end)+MaskLen(n))
		bytes += MaskLen(n) * 8
	}

	var elapsed time.Duration
	done := 0
	for done < b.N {
		fill(s.y, random)
		fill(s.x, random)
		for i := range s.mask {
			s.mask[i] = rand.Uint64()
		}
		start := time.Now()
		run(&s)
		elapsed += time.Since(start)
		done += s.end / n
	}
	// In place of what package testing would report, whose clock ran all along.
	b.ReportMetric(float64(elapsed.Nanoseconds())/float64(done), "ns/op")
	b.ReportMetric(float64(done*bytes)/1e6/elapsed.Seconds(), "MB/s")
}

// fill fills dst with src over and over, from a different place each time.
func fill[T Float](dst, src []T) {
	for from := rand.IntN(len(src)); len(dst) > 0; from = 0 {
		dst = dst[copy(dst, src[from:]):]
	}
}
