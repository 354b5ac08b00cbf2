package main

import "time"

// since is the clock: one reading of the monotonic clock, where time.Now reads two clocks.
func since() time.Duration { return time.Since(epoch) }

var (
	epoch = time.Now()

	// clockCost is what two readings of the clock find between them when there is nothing.
	clockCost = func() time.Duration {
		var ds []float64
		for range 2000 {
			t := since()
			ds = append(ds, float64(since()-t))
		}
		return time.Duration(median(ds))
	}()
)

// undisturbed takes a sample, and takes it again if the system gave the processor to another
// program meanwhile; after a few times it takes what it gets.
func undisturbed(sample func() time.Duration) time.Duration {
	for try := 0; ; try++ {
		before := switches()
		d := sample()
		if switches() == before || try == 4 {
			return d
		}
	}
}
