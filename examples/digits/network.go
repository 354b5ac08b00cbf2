package main

import (
	"math"
	"math/rand/v2"
	"time"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"
)

type float interface{ float32 | float64 }

// A network is dense layers with an activation between them, and softmax cross entropy at the
// end. It is generic because float32 is what one trains in, and float64 what finite differences
// need.
type network[T float] struct {
	params, grad, velocity []T // of all layers, one after another
	layers                 []layer[T]
	logits                 []T           // the output of the last layer
	dy                     [2][]T        // gradients of two neighbouring layers, in turn
	inActivations          time.Duration // so far, with the bias, forward and backward
}

// A layer is out = in·w + b, a row an image. w and b are parts of the network's params, dw and db
// of its grad.
type layer[T float] struct {
	in, out      int
	w, b, dw, db []T
	act          *activation[T] // nil for the last layer
}

// newNetwork makes a network for batches of at most rows images. All parameters are 0.
func newNetwork[T float](sizes []int, rows int, r rectifier) *network[T] {
	n := &network[T]{}
	total, widest := 0, 0
	for i, out := range sizes[1:] {
		total += (sizes[i] + 1) * out
		widest = max(widest, out)
	}
	n.params, n.grad, n.velocity = make([]T, total), make([]T, total), make([]T, total)
	n.dy[0], n.dy[1] = make([]T, rows*widest), make([]T, rows*widest)

	at := 0
	take := func(size int) (p, g []T) {
		p, g = n.params[at:at+size], n.grad[at:at+size]
		at += size
		return p, g
	}
	for i, out := range sizes[1:] {
		l := layer[T]{in: sizes[i], out: out}
		l.w, l.dw = take(l.in * out)
		l.b, l.db = take(out)
		if i < len(sizes)-2 {
			l.act = newActivation[T](r, rows*out)
		}
		n.layers = append(n.layers, l)
	}
	n.logits = make([]T, rows*sizes[len(sizes)-1])
	return n
}

// initialize draws the weights, with a variance that suits ReLU (He et al., 2015). The biases stay 0.
func (n *network[T]) initialize(rng *rand.Rand) {
	for _, l := range n.layers {
		deviation := math.Sqrt(2 / float64(l.in))
		for i := range l.w {
			l.w[i] = T(deviation * rng.NormFloat64())
		}
	}
}

// forward returns the logits of each image, a row an image.
func (n *network[T]) forward(images []T) []T {
	rows := len(images) / n.layers[0].in
	in := images
	for _, l := range n.layers {
		size := rows * l.out
		x, y := n.logits, n.logits
		if l.act != nil {
			x, y = l.act.x, l.act.y
		}
		multiply(x, in, blas.NoTrans, l.w, blas.NoTrans, rows, l.out, l.in)
		if l.act != nil {
			start := time.Now()
			l.act.forward(size, l.b)
			n.inActivations += time.Since(start)
		} else {
			addBias(x[:size], l.b)
		}
		in = y[:size]
	}
	return in
}

// backward sets grad to the gradient of the mean loss over the images of the last forward, and
// returns that loss.
func (n *network[T]) backward(images []T, labels []int) (loss float64) {
	rows := len(labels)
	last := len(n.layers) - 1
	dy := n.dy[last%2][:rows*n.layers[last].out]
	loss = softmaxCrossEntropy(dy, n.logits[:len(dy)], labels)

	for i := last; i >= 0; i-- {
		l := n.layers[i]
		clear(l.db)
		if l.act != nil {
			start := time.Now()
			l.act.backward(dy, l.db)
			n.inActivations += time.Since(start)
		} else {
			sumColumns(l.db, dy)
		}
		in := images
		if i > 0 {
			in = n.layers[i-1].act.y[:rows*l.in]
		}
		multiply(l.dw, in, blas.Trans, dy, blas.NoTrans, l.in, l.out, rows)
		if i > 0 {
			dx := n.dy[(i-1)%2][:rows*l.in]
			multiply(dx, dy, blas.NoTrans, l.w, blas.Trans, rows, l.in, l.out)
			dy = dx
		}
	}
	return loss
}

// update takes one step of gradient descent with momentum.
func (n *network[T]) update(rate, momentum T) {
	for i, g := range n.grad {
		n.velocity[i] = momentum*n.velocity[i] - rate*g
		n.params[i] += n.velocity[i]
	}
}

// dead is the share of hidden units that were below 0 for every image of the last forward, by the
// inputs that it kept: such a unit has a gradient of 0 behind ReLU.
func (n *network[T]) dead(rows int) float64 {
	dead, units := 0, 0
	for _, l := range n.layers[:len(n.layers)-1] {
		active := make([]bool, l.out)
		for i := range rows * l.out {
			if l.act.x[i] >= 0 {
				active[i%l.out] = true
			}
		}
		for _, a := range active {
			if !a {
				dead++
			}
		}
		units += l.out
	}
	return float64(dead) / float64(units)
}

// softmaxCrossEntropy returns the mean loss, and sets d to its gradient with respect to the logits.
func softmaxCrossEntropy[T float](d, logits []T, labels []int) (loss float64) {
	classes := len(logits) / len(labels)
	rows := float64(len(labels))
	for r, label := range labels {
		row, drow := logits[r*classes:(r+1)*classes], d[r*classes:(r+1)*classes]
		top := row[argmax(row)]
		sum := 0.0
		for _, v := range row {
			sum += math.Exp(float64(v - top))
		}
		for c, v := range row {
			drow[c] = T(math.Exp(float64(v-top)) / sum / rows)
		}
		drow[label] -= T(1 / rows)
		loss += (math.Log(sum) - float64(row[label]-top)) / rows
	}
	return loss
}

func argmax[T float](row []T) int {
	best := 0
	for i, v := range row {
		if v > row[best] {
			best = i
		}
	}
	return best
}

// multiply is c = a·b, where c is rows×cols, and a and b share the length inner.
// The sums are in a fixed order, on any number of goroutines: gonum gives each a block of c.
func multiply[T float](c, a []T, ta blas.Transpose, b []T, tb blas.Transpose, rows, cols, inner int) {
	lda, ldb := inner, cols
	if ta == blas.Trans {
		lda = rows
	}
	if tb == blas.Trans {
		ldb = inner
	}
	var gemm gonum.Implementation
	switch c := any(c).(type) {
	case []float32:
		gemm.Sgemm(ta, tb, rows, cols, inner, 1, any(a).([]float32), lda, any(b).([]float32), ldb, 0, c, cols)
	case []float64:
		gemm.Dgemm(ta, tb, rows, cols, inner, 1, any(a).([]float64), lda, any(b).([]float64), ldb, 0, c, cols)
	}
}
