//go:build amd64 || arm64

package main

import (
	pehringer "github.com/pehringer/simd"
	tphakala32 "github.com/tphakala/simd/f32"
	tphakala64 "github.com/tphakala/simd/f64"
	vek64 "github.com/viterin/vek"
	vek32 "github.com/viterin/vek/vek32"
)

// The Go packages that a user could pick instead. Each is called by the name and in the form that
// its documentation offers for this purpose; all but tphakala have no ReLU, but a maximum. Below a
// vector tphakala takes a Go loop with a branch. vek stores under the mask of what is below 0.
// Elsewhere some do not build, and none has vector code.

// below says that shorter slices go through a loop with a branch.
func below(n int) func(int) bool { return func(m int) bool { return m < n } }

func init() {
	type B = *batch[float32]
	othersF32 = append(othersF32, []subject[float32]{
		{op: "ReLU", name: "tphakala/simd", signs: below(8), run: func(b B, n int) { b.each(n, func(i int) { tphakala32.ReLUInPlace(b.dst[i]) }) }},
		{op: "ReLU", name: "viterin/vek", signs: always, run: func(b B, n int) { b.each(n, func(i int) { vek32.MaximumNumber_Inplace(b.dst[i], 0) }) }},
		{op: "ReLU", name: "pehringer/simd", run: func(b B, n int) { b.each(n, func(i int) { pehringer.MaxFloat32(b.dst[i], b.c[i], b.dst[i]) }) }},
		{op: "ReLUTo", name: "tphakala/simd", signs: below(8), run: func(b B, n int) { b.each(n, func(i int) { tphakala32.ReLU(b.dst[i], b.a[i]) }) }},
		{op: "ReLUTo", name: "viterin/vek", signs: always, run: func(b B, n int) { b.each(n, func(i int) { vek32.MaximumNumber_Into(b.dst[i], b.a[i], 0) }) }},
		{op: "ReLUTo", name: "pehringer/simd", run: func(b B, n int) { b.each(n, func(i int) { pehringer.MaxFloat32(b.a[i], b.c[i], b.dst[i]) }) }},
		{op: "ClippedReLU", name: "tphakala/simd", signs: below(8), run: func(b B, n int) { b.each(n, func(i int) { tphakala32.Clamp(b.dst[i], b.dst[i], 0, b.max) }) }},
		{op: "ClippedReLUTo", name: "tphakala/simd", signs: below(8), run: func(b B, n int) { b.each(n, func(i int) { tphakala32.Clamp(b.dst[i], b.a[i], 0, b.max) }) }},
	}...)
}

func init() {
	type B = *batch[float64]
	othersF64 = append(othersF64, []subject[float64]{
		{op: "ReLU", name: "tphakala/simd", signs: below(4), run: func(b B, n int) { b.each(n, func(i int) { tphakala64.ReLUInPlace(b.dst[i]) }) }},
		{op: "ReLU", name: "viterin/vek", signs: always, run: func(b B, n int) { b.each(n, func(i int) { vek64.MaximumNumber_Inplace(b.dst[i], 0) }) }},
		{op: "ReLU", name: "pehringer/simd", run: func(b B, n int) { b.each(n, func(i int) { pehringer.MaxFloat64(b.dst[i], b.c[i], b.dst[i]) }) }},
		{op: "ReLUTo", name: "tphakala/simd", signs: below(4), run: func(b B, n int) { b.each(n, func(i int) { tphakala64.ReLU(b.dst[i], b.a[i]) }) }},
		{op: "ReLUTo", name: "viterin/vek", signs: always, run: func(b B, n int) { b.each(n, func(i int) { vek64.MaximumNumber_Into(b.dst[i], b.a[i], 0) }) }},
		{op: "ReLUTo", name: "pehringer/simd", run: func(b B, n int) { b.each(n, func(i int) { pehringer.MaxFloat64(b.a[i], b.c[i], b.dst[i]) }) }},
		{op: "ClippedReLU", name: "tphakala/simd", signs: below(4), run: func(b B, n int) { b.each(n, func(i int) { tphakala64.Clamp(b.dst[i], b.dst[i], 0, b.max) }) }},
		{op: "ClippedReLUTo", name: "tphakala/simd", signs: below(4), run: func(b B, n int) { b.each(n, func(i int) { tphakala64.Clamp(b.dst[i], b.a[i], 0, b.max) }) }},
	}...)
}
