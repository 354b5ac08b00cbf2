package rectify_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/rectify-go/rectify"
	"github.com/rectify-go/rectify/internal/contract"
)

// Benchmark is of every function, and is named so that benchstat can group it: by function, type,
// kernel and n, the length of a slice. A slice that repeats has 64 elements, or n if that is less
// or no multiple of it. MB/s counts the bytes read and those written: for ReLU, x twice.
//
// The signs are random and stay so. A function in place that is called on its own result again and
// again finds no negative number from the second call on; a branch predictor learns that, and a
// loop with an if looks five times faster than it is. So a call has its own part of a buffer, and
// when the buffer is used up it is filled again from a longer one, while no clock runs.
// (b.StopTimer would do, but it stops the world each time.) The buffer has 256 KiB, or one slice if
// that is longer, so that short slices come from the second-level cache.
func Benchmark(b *testing.B) {
	for _, f := range functions {
		b.Run(f.Name+"/type="+f.Format.Name, func(b *testing.B) {
			switch f.Format {
			case contract.Float32:
				benchType(b, f, calls[float32]()[f.Name])
			case contract.Float64:
				benchType(b, f, calls[float64]()[f.Name])
			case contract.Float16:
				benchType(b, f, calls16(rectify.Float16)[f.Name])
			case contract.BFloat16:
				benchType(b, f, calls16(rectify.BFloat16)[f.Name])
			}
		})
	}
}

// A part is where the calls of a benchmark lie: n elements each, up to end.
type part struct{ n, end int }

func (p part) each(call func(i, j int)) {
	for i := 0; i < p.end; i += p.n {
		call(i, i+p.n)
	}
}

// buffers are what is worked on: y is what a function in place writes, and x the second source.
type buffers[E any] struct {
	part
	dst, y, x, row []E
	mask           []uint64
}

// calls has each function in a loop of its own, where it is inlined: nothing comes between a call
// and the next.
func calls[T rectify.Float]() map[string]func(s *buffers[T]) {
	return map[string]func(s *buffers[T]){
		"ReLU":              func(s *buffers[T]) { s.each(func(i, j int) { rectify.ReLU(s.y[i:j]) }) },
		"ReLUTo":            func(s *buffers[T]) { s.each(func(i, j int) { rectify.ReLUTo(s.dst[i:j], s.y[i:j]) }) },
		"LeakyReLU":         func(s *buffers[T]) { s.each(func(i, j int) { rectify.LeakyReLU(s.y[i:j], 0.5) }) },
		"LeakyReLUTo":       func(s *buffers[T]) { s.each(func(i, j int) { rectify.LeakyReLUTo(s.dst[i:j], s.y[i:j], 0.5) }) },
		"ReLUGrad":          func(s *buffers[T]) { s.each(func(i, j int) { rectify.ReLUGrad(s.y[i:j]) }) },
		"ReLUGradTo":        func(s *buffers[T]) { s.each(func(i, j int) { rectify.ReLUGradTo(s.dst[i:j], s.y[i:j]) }) },
		"LeakyReLUGrad":     func(s *buffers[T]) { s.each(func(i, j int) { rectify.LeakyReLUGrad(s.y[i:j], 0.5) }) },
		"LeakyReLUGradTo":   func(s *buffers[T]) { s.each(func(i, j int) { rectify.LeakyReLUGradTo(s.dst[i:j], s.y[i:j], 0.5) }) },
		"ReLUBackward":      func(s *buffers[T]) { s.each(func(i, j int) { rectify.ReLUBackward(s.y[i:j], s.x[i:j]) }) },
		"ReLUBackwardTo":    func(s *buffers[T]) { s.each(func(i, j int) { rectify.ReLUBackwardTo(s.dst[i:j], s.y[i:j], s.x[i:j]) }) },
		"LeakyReLUBackward": func(s *buffers[T]) { s.each(func(i, j int) { rectify.LeakyReLUBackward(s.y[i:j], s.x[i:j], 0.5) }) },
		"LeakyReLUBackwardTo": func(s *buffers[T]) {
			s.each(func(i, j int) { rectify.LeakyReLUBackwardTo(s.dst[i:j], s.y[i:j], s.x[i:j], 0.5) })
		},
		"ReLUBackwardFromOutput": func(s *buffers[T]) { s.each(func(i, j int) { rectify.ReLUBackwardFromOutput(s.y[i:j], s.x[i:j]) }) },
		"ReLUBackwardFromOutputTo": func(s *buffers[T]) {
			s.each(func(i, j int) { rectify.ReLUBackwardFromOutputTo(s.dst[i:j], s.y[i:j], s.x[i:j]) })
		},
		"LeakyReLUBackwardFromOutput": func(s *buffers[T]) {
			s.each(func(i, j int) { rectify.LeakyReLUBackwardFromOutput(s.y[i:j], s.x[i:j], 0.5) })
		},
		"LeakyReLUBackwardFromOutputTo": func(s *buffers[T]) {
			s.each(func(i, j int) { rectify.LeakyReLUBackwardFromOutputTo(s.dst[i:j], s.y[i:j], s.x[i:j], 0.5) })
		},
		"AddReLU":      func(s *buffers[T]) { s.each(func(i, j int) { rectify.AddReLU(s.y[i:j], s.row) }) },
		"AddReLUTo":    func(s *buffers[T]) { s.each(func(i, j int) { rectify.AddReLUTo(s.dst[i:j], s.y[i:j], s.row) }) },
		"AddLeakyReLU": func(s *buffers[T]) { s.each(func(i, j int) { rectify.AddLeakyReLU(s.y[i:j], s.row, 0.5) }) },
		"AddLeakyReLUTo": func(s *buffers[T]) {
			s.each(func(i, j int) { rectify.AddLeakyReLUTo(s.dst[i:j], s.y[i:j], s.row, 0.5) })
		},
		"ReLUBackwardFromOutputBias": func(s *buffers[T]) {
			s.each(func(i, j int) { rectify.ReLUBackwardFromOutputBias(s.y[i:j], s.x[i:j], s.row) })
		},
		"ReLUBackwardFromOutputBiasTo": func(s *buffers[T]) {
			s.each(func(i, j int) { rectify.ReLUBackwardFromOutputBiasTo(s.dst[i:j], s.y[i:j], s.x[i:j], s.row) })
		},
		"LeakyReLUBackwardFromOutputBias": func(s *buffers[T]) {
			s.each(func(i, j int) { rectify.LeakyReLUBackwardFromOutputBias(s.y[i:j], s.x[i:j], s.row, 0.5) })
		},
		"LeakyReLUBackwardFromOutputBiasTo": func(s *buffers[T]) {
			s.each(func(i, j int) { rectify.LeakyReLUBackwardFromOutputBiasTo(s.dst[i:j], s.y[i:j], s.x[i:j], s.row, 0.5) })
		},
		"ClippedReLU":         func(s *buffers[T]) { s.each(func(i, j int) { rectify.ClippedReLU(s.y[i:j], 0.5) }) },
		"ClippedReLUTo":       func(s *buffers[T]) { s.each(func(i, j int) { rectify.ClippedReLUTo(s.dst[i:j], s.y[i:j], 0.5) }) },
		"ClippedReLUBackward": func(s *buffers[T]) { s.each(func(i, j int) { rectify.ClippedReLUBackward(s.y[i:j], s.x[i:j], 0.5) }) },
		"ClippedReLUBackwardTo": func(s *buffers[T]) {
			s.each(func(i, j int) { rectify.ClippedReLUBackwardTo(s.dst[i:j], s.y[i:j], s.x[i:j], 0.5) })
		},
		"ClippedReLUBackwardFromOutput": func(s *buffers[T]) {
			s.each(func(i, j int) { rectify.ClippedReLUBackwardFromOutput(s.y[i:j], s.x[i:j], 0.5) })
		},
		"ClippedReLUBackwardFromOutputTo": func(s *buffers[T]) {
			s.each(func(i, j int) { rectify.ClippedReLUBackwardFromOutputTo(s.dst[i:j], s.y[i:j], s.x[i:j], 0.5) })
		},
		"PReLU":         func(s *buffers[T]) { s.each(func(i, j int) { rectify.PReLU(s.y[i:j], s.row) }) },
		"PReLUTo":       func(s *buffers[T]) { s.each(func(i, j int) { rectify.PReLUTo(s.dst[i:j], s.y[i:j], s.row) }) },
		"PReLUBackward": func(s *buffers[T]) { s.each(func(i, j int) { rectify.PReLUBackward(s.y[i:j], s.x[i:j], s.row) }) },
		"PReLUBackwardTo": func(s *buffers[T]) {
			s.each(func(i, j int) { rectify.PReLUBackwardTo(s.dst[i:j], s.y[i:j], s.x[i:j], s.row) })
		},
		"ReLUSquared":         func(s *buffers[T]) { s.each(func(i, j int) { rectify.ReLUSquared(s.y[i:j]) }) },
		"ReLUSquaredTo":       func(s *buffers[T]) { s.each(func(i, j int) { rectify.ReLUSquaredTo(s.dst[i:j], s.y[i:j]) }) },
		"ReLUSquaredBackward": func(s *buffers[T]) { s.each(func(i, j int) { rectify.ReLUSquaredBackward(s.y[i:j], s.x[i:j]) }) },
		"ReLUSquaredBackwardTo": func(s *buffers[T]) {
			s.each(func(i, j int) { rectify.ReLUSquaredBackwardTo(s.dst[i:j], s.y[i:j], s.x[i:j]) })
		},
		"ReLUMask":         func(s *buffers[T]) { s.each(func(i, j int) { rectify.ReLUMask(s.y[i:j], s.mask[i/64:]) }) },
		"LeakyReLUMask":    func(s *buffers[T]) { s.each(func(i, j int) { rectify.LeakyReLUMask(s.y[i:j], s.mask[i/64:], 0.5) }) },
		"ReLUBackwardMask": func(s *buffers[T]) { s.each(func(i, j int) { rectify.ReLUBackwardMask(s.y[i:j], s.mask[i/64:]) }) },
		"LeakyReLUBackwardMask": func(s *buffers[T]) {
			s.each(func(i, j int) { rectify.LeakyReLUBackwardMask(s.y[i:j], s.mask[i/64:], 0.5) })
		},
	}
}

func calls16(f rectify.Format16) map[string]func(s *buffers[uint16]) {
	return map[string]func(s *buffers[uint16]){
		"ReLU16":      func(s *buffers[uint16]) { s.each(func(i, j int) { rectify.ReLU16(f, s.y[i:j]) }) },
		"ReLU16To":    func(s *buffers[uint16]) { s.each(func(i, j int) { rectify.ReLU16To(f, s.dst[i:j], s.y[i:j]) }) },
		"LeakyReLU16": func(s *buffers[uint16]) { s.each(func(i, j int) { rectify.LeakyReLU16(f, s.y[i:j], 0.5) }) },
		"LeakyReLU16To": func(s *buffers[uint16]) {
			s.each(func(i, j int) { rectify.LeakyReLU16To(f, s.dst[i:j], s.y[i:j], 0.5) })
		},
		"ReLUBackward16": func(s *buffers[uint16]) { s.each(func(i, j int) { rectify.ReLUBackward16(f, s.y[i:j], s.x[i:j]) }) },
		"ReLUBackward16To": func(s *buffers[uint16]) {
			s.each(func(i, j int) { rectify.ReLUBackward16To(f, s.dst[i:j], s.y[i:j], s.x[i:j]) })
		},
		"LeakyReLUBackward16": func(s *buffers[uint16]) {
			s.each(func(i, j int) { rectify.LeakyReLUBackward16(f, s.y[i:j], s.x[i:j], 0.5) })
		},
		"LeakyReLUBackward16To": func(s *buffers[uint16]) {
			s.each(func(i, j int) { rectify.LeakyReLUBackward16To(f, s.dst[i:j], s.y[i:j], s.x[i:j], 0.5) })
		},
		"ReLUBackwardFromOutput16": func(s *buffers[uint16]) {
			s.each(func(i, j int) { rectify.ReLUBackwardFromOutput16(f, s.y[i:j], s.x[i:j]) })
		},
		"ReLUBackwardFromOutput16To": func(s *buffers[uint16]) {
			s.each(func(i, j int) { rectify.ReLUBackwardFromOutput16To(f, s.dst[i:j], s.y[i:j], s.x[i:j]) })
		},
		"LeakyReLUBackwardFromOutput16": func(s *buffers[uint16]) {
			s.each(func(i, j int) { rectify.LeakyReLUBackwardFromOutput16(f, s.y[i:j], s.x[i:j], 0.5) })
		},
		"LeakyReLUBackwardFromOutput16To": func(s *buffers[uint16]) {
			s.each(func(i, j int) { rectify.LeakyReLUBackwardFromOutput16To(f, s.dst[i:j], s.y[i:j], s.x[i:j], 0.5) })
		},
	}
}

func benchType[E any](b *testing.B, f *function, run func(s *buffers[E])) {
	random := make([]byte, 1<<20*f.Size) // more than a predictor has room for
	for i := range 1 << 20 {
		f.Set(random, i, f.Bits(rand.NormFloat64()))
	}
	for _, k := range kernels() {
		b.Run("kernel="+k, func(b *testing.B) {
			use(b, k)
			for _, n := range []int{1, 7, 16, 64, 256, 1024, 4096, 1 << 16, 1 << 20, 1 << 24} {
				b.Run(fmt.Sprint("n=", n), func(b *testing.B) { benchLength(b, f, run, contract.View[E](random), n) })
			}
		})
	}
}

func benchLength[E any](b *testing.B, f *function, run func(s *buffers[E]), random []E, n int) {
	room := 256 << 10 / f.Size
	end, row := max(n, room/n*n), n
	if n%64 == 0 {
		row = 64
	}
	s := buffers[E]{part: part{n, end}, y: make([]E, end), row: make([]E, row)}
	if f.To() {
		s.dst = make([]E, end)
	}
	if len(f.equal()) > 2 || len(f.equal()) == 2 && !f.To() {
		s.x = make([]E, end)
	}
	if f.HasMask() {
		s.mask = make([]uint64, rectify.MaskLen(end)+rectify.MaskLen(n))
	}
	bytes := 0
	for i := range f.Slices {
		if f.Writes(i) {
			bytes += f.bytes(i, n, row)
		}
		if f.Reads(i) {
			bytes += f.bytes(i, n, row)
		}
	}

	var elapsed time.Duration
	done := 0
	for done < b.N {
		fill(s.y, random)
		fill(s.x, random)
		fill(s.row, random)
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
func fill[E any](dst, src []E) {
	for from := rand.IntN(len(src)); len(dst) > 0; from = 0 {
		dst = dst[copy(dst, src[from:]):]
	}
}
