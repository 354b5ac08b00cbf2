package main

import (
	pehringer "github.com/pehringer/simd"
	tphakala32 "github.com/tphakala/simd/f32"
	tphakala64 "github.com/tphakala/simd/f64"
	vek64 "github.com/viterin/vek"
	vek32 "github.com/viterin/vek/vek32"
)

// The Go packages that a user could pick instead. Each is called by the name and in the form that
// its documentation offers for this purpose.

const (
	tphakala = "tphakala/simd"
	vek      = "viterin/vek"
	pehr     = "pehringer/simd"
)

// peerModules are the modules whose versions go into the results.
var peerModules = []string{
	"github.com/tphakala/simd",
	"github.com/viterin/vek",
	"github.com/pehringer/simd",
	"github.com/ajroetker/go-highway",
}

// Below a vector tphakala/simd takes a Go loop with a branch.
func tphakalaSigns32(n int) bool { return n < 8 }
func tphakalaSigns64(n int) bool { return n < 4 }

// either is the list of subjects for F out of one for each type.
func either[F float](fs []subject[float32], ds []subject[float64]) []subject[F] {
	if list, ok := any(fs).([]subject[F]); ok {
		return list
	}
	return any(ds).([]subject[F])
}

func peersReLU[F float]() []subject[F] {
	list := either[F]([]subject[float32]{
		{name: tphakala, signs: tphakalaSigns32, run: func(b *batch[float32], calls int) {
			for i := range calls {
				tphakala32.ReLUInPlace(b.dst[i&b.last])
			}
		}},
		// It stores under the mask of what is below 0.
		{name: vek, signs: always, run: func(b *batch[float32], calls int) {
			for i := range calls {
				vek32.MaximumNumber_Inplace(b.dst[i&b.last], 0)
			}
		}},
		{name: pehr, run: func(b *batch[float32], calls int) {
			for i := range calls {
				pehringer.MaxFloat32(b.dst[i&b.last], b.zeros, b.dst[i&b.last])
			}
		}},
	}, []subject[float64]{
		{name: tphakala, signs: tphakalaSigns64, run: func(b *batch[float64], calls int) {
			for i := range calls {
				tphakala64.ReLUInPlace(b.dst[i&b.last])
			}
		}},
		{name: vek, signs: always, run: func(b *batch[float64], calls int) {
			for i := range calls {
				vek64.MaximumNumber_Inplace(b.dst[i&b.last], 0)
			}
		}},
		{name: pehr, run: func(b *batch[float64], calls int) {
			for i := range calls {
				pehringer.MaxFloat64(b.dst[i&b.last], b.zeros, b.dst[i&b.last])
			}
		}},
	})
	return append(append(list, highwayReLU[F]()...), cReLU[F]()...)
}

func peersReLUTo[F float]() []subject[F] {
	list := either[F]([]subject[float32]{
		{name: tphakala, signs: tphakalaSigns32, run: func(b *batch[float32], calls int) {
			for i := range calls {
				tphakala32.ReLU(b.dst[i&b.last], b.a[i&b.last])
			}
		}},
		{name: vek, signs: always, run: func(b *batch[float32], calls int) {
			for i := range calls {
				vek32.MaximumNumber_Into(b.dst[i&b.last], b.a[i&b.last], 0)
			}
		}},
		{name: pehr, run: func(b *batch[float32], calls int) {
			for i := range calls {
				pehringer.MaxFloat32(b.a[i&b.last], b.zeros, b.dst[i&b.last])
			}
		}},
	}, []subject[float64]{
		{name: tphakala, signs: tphakalaSigns64, run: func(b *batch[float64], calls int) {
			for i := range calls {
				tphakala64.ReLU(b.dst[i&b.last], b.a[i&b.last])
			}
		}},
		{name: vek, signs: always, run: func(b *batch[float64], calls int) {
			for i := range calls {
				vek64.MaximumNumber_Into(b.dst[i&b.last], b.a[i&b.last], 0)
			}
		}},
		{name: pehr, run: func(b *batch[float64], calls int) {
			for i := range calls {
				pehringer.MaxFloat64(b.a[i&b.last], b.zeros, b.dst[i&b.last])
			}
		}},
	})
	return append(append(list, highwayReLUTo[F]()...), cReLUTo[F]()...)
}

func peersLeakyReLU[F float]() []subject[F] { return append(highwayLeakyReLU[F](), cLeakyReLU[F]()...) }

func peersLeakyReLUTo[F float]() []subject[F] {
	return append(highwayLeakyReLUTo[F](), cLeakyReLUTo[F]()...)
}
