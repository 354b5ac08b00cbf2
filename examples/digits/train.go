package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

const (
	batch    = 32
	momentum = 0.9
)

// An epoch is what one pass over the training images came to.
type epoch struct {
	loss            float64 // mean over the pass, while it learned
	accuracy        float64 // share of the test images that are recognized after it
	dead            float64 // share of hidden units that are active on no training image after it
	trained, tested int     // images
}

// A result is a trained network, its history, and where the time went.
type result struct {
	*network[float32]
	epochs []epoch
	total  time.Duration // in training alone: without tests and loading
	steps  int           // of gradient descent: batches
}

func (c config) sizes() []int { return []int{pixels, c.hidden, c.hidden, classes} }

var errDiverged = errors.New("training diverged: the loss is no finite number (try a lower -rate, or an -alpha nearer to 0)")

// train trains a network as c says, and calls progress after each epoch, from 1.
func train(c config, progress func(i int, e epoch)) (*result, error) {
	rng := rand.New(rand.NewPCG(c.seed, 0))
	training, test, err := load[float32](rng)
	if err != nil {
		return nil, err
	}
	r := &result{network: newNetwork[float32](c.sizes(), batch, c.rectifier)}
	r.initialize(rng)
	// Tests run on a copy that takes all the images at once and keeps inputs, whatever r keeps.
	c.way = byInput
	copied := newNetwork[float32](c.sizes(), len(training.labels), c.rectifier)

	for i := 1; i <= c.epochs; i++ {
		e := epoch{trained: len(training.labels), tested: len(test.labels)}
		start := time.Now()
		order := rng.Perm(e.trained)
		for len(order) > 0 {
			b := training.pick(order[:min(batch, len(order))])
			order = order[len(b.labels):]
			r.forward(b.images)
			e.loss += r.backward(b.images, b.labels) * float64(len(b.labels)) / float64(e.trained)
			r.update(float32(c.rate), momentum)
			r.steps++
		}
		r.total += time.Since(start)
		if !finite(e.loss) {
			return nil, fmt.Errorf("epoch %d: %w", i, errDiverged)
		}

		copy(copied.params, r.params)
		e.accuracy = accuracy(copied.forward(test.images), test.labels)
		copied.forward(training.images)
		e.dead = copied.dead(e.trained)
		r.epochs = append(r.epochs, e)
		progress(i, e)
	}
	return r, nil
}

// accuracy is the share of images whose largest logit is that of the label.
func accuracy(logits []float32, labels []int) float64 {
	right := 0
	for i, label := range labels {
		if argmax(logits[i*classes:(i+1)*classes]) == label {
			right++
		}
	}
	return float64(right) / float64(len(labels))
}
