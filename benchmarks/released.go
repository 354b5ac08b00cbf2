//go:build released

package main

import r "github.com/rectify-go/released"

// A released form of this package, copied under another name, for comparisons with it in one
// process: README.md says how.

func init() {
	othersF32 = append(othersF32, released[float32]()...)
	othersF64 = append(othersF64, released[float64]()...)
}

func released[F float]() (list []subject[F]) {
	type B = *batch[F]
	for name, run := range map[string]func(b B, n int){
		"ReLU":                     func(b B, n int) { b.each(n, func(i int) { r.ReLU(b.dst[i]) }) },
		"ReLUTo":                   func(b B, n int) { b.each(n, func(i int) { r.ReLUTo(b.dst[i], b.a[i]) }) },
		"LeakyReLU":                func(b B, n int) { b.each(n, func(i int) { r.LeakyReLU(b.dst[i], b.alpha) }) },
		"LeakyReLUTo":              func(b B, n int) { b.each(n, func(i int) { r.LeakyReLUTo(b.dst[i], b.a[i], b.alpha) }) },
		"ReLUGrad":                 func(b B, n int) { b.each(n, func(i int) { r.ReLUGrad(b.dst[i]) }) },
		"ReLUGradTo":               func(b B, n int) { b.each(n, func(i int) { r.ReLUGradTo(b.dst[i], b.a[i]) }) },
		"LeakyReLUGrad":            func(b B, n int) { b.each(n, func(i int) { r.LeakyReLUGrad(b.dst[i], b.alpha) }) },
		"LeakyReLUGradTo":          func(b B, n int) { b.each(n, func(i int) { r.LeakyReLUGradTo(b.dst[i], b.a[i], b.alpha) }) },
		"ReLUBackward":             func(b B, n int) { b.each(n, func(i int) { r.ReLUBackward(b.dst[i], b.b[i]) }) },
		"ReLUBackwardTo":           func(b B, n int) { b.each(n, func(i int) { r.ReLUBackwardTo(b.dst[i], b.a[i], b.b[i]) }) },
		"LeakyReLUBackward":        func(b B, n int) { b.each(n, func(i int) { r.LeakyReLUBackward(b.dst[i], b.b[i], b.alpha) }) },
		"LeakyReLUBackwardTo":      func(b B, n int) { b.each(n, func(i int) { r.LeakyReLUBackwardTo(b.dst[i], b.a[i], b.b[i], b.alpha) }) },
		"ReLUBackwardFromOutput":   func(b B, n int) { b.each(n, func(i int) { r.ReLUBackwardFromOutput(b.dst[i], b.b[i]) }) },
		"ReLUBackwardFromOutputTo": func(b B, n int) { b.each(n, func(i int) { r.ReLUBackwardFromOutputTo(b.dst[i], b.a[i], b.b[i]) }) },
		"ReLUMask":                 func(b B, n int) { b.each(n, func(i int) { r.ReLUMask(b.dst[i], b.masks[i]) }) },
		"LeakyReLUMask":            func(b B, n int) { b.each(n, func(i int) { r.LeakyReLUMask(b.dst[i], b.masks[i], b.alpha) }) },
		"ReLUBackwardMask":         func(b B, n int) { b.each(n, func(i int) { r.ReLUBackwardMask(b.dst[i], b.masks[i]) }) },
		"LeakyReLUBackwardMask":    func(b B, n int) { b.each(n, func(i int) { r.LeakyReLUBackwardMask(b.dst[i], b.masks[i], b.alpha) }) },
		fiveName: func(b B, n int) {
			b.each(n, func(i int) {
				r.ReLU(b.dst[i])
				r.LeakyReLU(b.dst[i], b.alpha)
				r.ReLUBackward(b.dst[i], b.b[i])
				r.LeakyReLUBackward(b.dst[i], b.b[i], b.alpha)
				r.ReLUBackwardFromOutput(b.dst[i], b.b[i])
			})
		},
	} {
		for _, k := range r.Kernels() {
			list = append(list, subject[F]{op: name, name: "released " + k, use: r.Use, kernel: k, run: run})
		}
	}
	return list
}
