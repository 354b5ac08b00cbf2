// Package contract is what the functions of package rectify promise, for tests: the plain loops
// that they must agree with bit by bit, a table of all functions, and the values to try.
//
// It knows nothing of package rectify, so that the tests of that package and the package
// rectifytest, which anyone may use, both stand on it.
package contract

// Float is any type whose underlying type is float32 or float64.
type Float interface{ ~float32 | ~float64 }

// What follows is the contract, as the loops that one would write. Each works on its first slice in
// place. What an if leaves alone keeps its bits. No product is added to anything before it has been
// stored, for Go may make one operation of the two (FMA), on some architectures.

func ReLU[T Float](x []T) {
	for i := range x {
		if x[i] <= 0 {
			x[i] = 0
		}
	}
}

func LeakyReLU[T Float](x []T, alpha T) {
	for i := range x {
		if x[i] < 0 {
			x[i] = alpha * x[i]
		}
	}
}

func ReLUGrad[T Float](x []T) {
	LeakyReLUGrad(x, 0)
}

func LeakyReLUGrad[T Float](x []T, alpha T) {
	for i := range x {
		if x[i] < 0 {
			x[i] = alpha
		} else {
			x[i] = 1
		}
	}
}

func ReLUBackward[T Float](dy, x []T) {
	for i := range dy {
		if x[i] < 0 {
			dy[i] = 0
		}
	}
}

func LeakyReLUBackward[T Float](dy, x []T, alpha T) {
	for i := range dy {
		if x[i] < 0 {
			dy[i] = alpha * dy[i]
		}
	}
}

func ReLUBackwardFromOutput[T Float](dy, y []T) {
	for i := range dy {
		if y[i] <= 0 {
			dy[i] = 0
		}
	}
}

func LeakyReLUBackwardFromOutput[T Float](dy, y []T, alpha T) {
	for i := range dy {
		if y[i] <= 0 {
			dy[i] = alpha * dy[i]
		}
	}
}

// add adds b, over and over, to x.
func add[T Float](x, b []T) {
	for i := range x {
		x[i] += b[i%len(b)]
	}
}

func AddReLU[T Float](x, b []T) {
	add(x, b)
	ReLU(x)
}

func AddLeakyReLU[T Float](x, b []T, alpha T) {
	add(x, b)
	LeakyReLU(x, alpha)
}

// sum adds dy to db, over and over.
func sum[T Float](dy, db []T) {
	for i := range dy {
		db[i%len(db)] += dy[i]
	}
}

func ReLUBackwardFromOutputBias[T Float](dy, y, db []T) {
	ReLUBackwardFromOutput(dy, y)
	sum(dy, db)
}

func LeakyReLUBackwardFromOutputBias[T Float](dy, y, db []T, alpha T) {
	LeakyReLUBackwardFromOutput(dy, y, alpha)
	sum(dy, db)
}

func ClippedReLU[T Float](x []T, max T) {
	ReLU(x)
	for i := range x {
		if x[i] > max {
			x[i] = max
		}
	}
}

func ClippedReLUBackward[T Float](dy, x []T, max T) {
	for i := range dy {
		if x[i] < 0 || x[i] >= max {
			dy[i] = 0
		}
	}
}

func ClippedReLUBackwardFromOutput[T Float](dy, y []T, max T) {
	for i := range dy {
		if y[i] <= 0 || y[i] >= max {
			dy[i] = 0
		}
	}
}

func PReLU[T Float](x, alpha []T) {
	for i := range x {
		if x[i] < 0 {
			x[i] = alpha[i%len(alpha)] * x[i]
		}
	}
}

func PReLUBackward[T Float](dy, x, alpha []T) {
	for i := range dy {
		if x[i] < 0 {
			dy[i] = alpha[i%len(alpha)] * dy[i]
		}
	}
}

func ReLUSquared[T Float](x []T) {
	for i := range x {
		if x[i] <= 0 {
			x[i] = 0
		} else {
			x[i] = x[i] * x[i]
		}
	}
}

func ReLUSquaredBackward[T Float](dy, x []T) {
	for i := range dy {
		if x[i] <= 0 {
			dy[i] = 0
		} else {
			dy[i] = (x[i] + x[i]) * dy[i]
		}
	}
}

// MaskLen is how many words a mask has for n elements.
func MaskLen(n int) int { return (n + 63) / 64 }

// setMask sets the bits of mask where x is not below 0, and no others.
func setMask[T Float](x []T, mask []uint64) {
	clear(mask[:MaskLen(len(x))])
	for i := range x {
		if !(x[i] < 0) {
			mask[i/64] |= 1 << (i % 64)
		}
	}
}

func ReLUMask[T Float](x []T, mask []uint64) {
	setMask(x, mask)
	ReLU(x)
}

func LeakyReLUMask[T Float](x []T, mask []uint64, alpha T) {
	setMask(x, mask)
	LeakyReLU(x, alpha)
}

func ReLUBackwardMask[T Float](dy []T, mask []uint64) {
	for i := range dy {
		if mask[i/64]>>(i%64)&1 == 0 {
			dy[i] = 0
		}
	}
}

func LeakyReLUBackwardMask[T Float](dy []T, mask []uint64, alpha T) {
	for i := range dy {
		if mask[i/64]>>(i%64)&1 == 0 {
			dy[i] = alpha * dy[i]
		}
	}
}

// The 16-bit formats: elements are words, and compared and multiplied as the float32 that they
// stand for. A product is rounded to float32, and then to the format.

// Format16 is Float16 or BFloat16, with the numbers that package rectify has for them.
type Format16 uint8

// product is alpha times the element w.
func (f Format16) product(w uint16, alpha float32) uint16 {
	return f.word(alpha * f.float32(w))
}

func ReLU16(f Format16, x []uint16) {
	for i := range x {
		if f.float32(x[i]) <= 0 {
			x[i] = 0
		}
	}
}

func LeakyReLU16(f Format16, x []uint16, alpha float32) {
	for i := range x {
		if f.float32(x[i]) < 0 {
			x[i] = f.product(x[i], alpha)
		}
	}
}

func ReLUBackward16(f Format16, dy, x []uint16) {
	for i := range dy {
		if f.float32(x[i]) < 0 {
			dy[i] = 0
		}
	}
}

func LeakyReLUBackward16(f Format16, dy, x []uint16, alpha float32) {
	for i := range dy {
		if f.float32(x[i]) < 0 {
			dy[i] = f.product(dy[i], alpha)
		}
	}
}

func ReLUBackwardFromOutput16(f Format16, dy, y []uint16) {
	for i := range dy {
		if f.float32(y[i]) <= 0 {
			dy[i] = 0
		}
	}
}

func LeakyReLUBackwardFromOutput16(f Format16, dy, y []uint16, alpha float32) {
	for i := range dy {
		if f.float32(y[i]) <= 0 {
			dy[i] = f.product(dy[i], alpha)
		}
	}
}
