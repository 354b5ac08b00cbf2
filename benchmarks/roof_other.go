//go:build !gc || !(amd64 || arm64)

package main

func cleanVectors() {}

// Without assembly the roof is a loop that copies in Go. The ratios are then to that loop, and say
// nothing about the machine.

//go:noinline
func goRoof1[F float](dst, src []F) {
	for i, v := range src {
		dst[i] = v
	}
}

// dropped keeps the compiler from leaving out the loads of x.
var dropped float64

//go:noinline
func goRoof2[F float](dst, dy, x []F) {
	var sum F
	for i, v := range dy {
		sum += x[i]
		dst[i] = v
	}
	dropped = float64(sum)
}

func roofsInPlace[F float]() []subject[F] { return roofsTo[F]() }

func roofsTo[F float]() []subject[F] {
	return those[F](true, subject[F]{name: "roof: copying Go loop", run: func(b *batch[F], calls int) {
		for i := range calls {
			goRoof1(b.dst[i&b.last], b.a[i&b.last])
		}
	}})
}

func roofsTwo[F float](inPlace bool) []subject[F] {
	return those[F](true, subject[F]{name: "roof: copying Go loop", run: func(b *batch[F], calls int) {
		for i := range calls {
			goRoof2(b.dst[i&b.last], b.a[i&b.last], b.b[i&b.last])
		}
	}})
}
