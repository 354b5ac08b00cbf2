// Digits trains a small network on real handwritten digits, with Rectify's kernels forward and
// backward. README.md says what it shows.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/rectify-go/rectify"
)

// ReLUSquared has larger gradients, and does not converge at the usual rate. With -compare the rate
// is one at which units do die, and each activation is trained from several seeds, for at such a
// rate one run says little.
const (
	defaultRate = 0.05
	squaredRate = 0.01
	compareRate = 0.25
	compareRuns = 5
)

// A config is what the flags say.
type config struct {
	rectifier
	epochs  int
	hidden  int
	rate    float64
	seed    uint64
	compare bool
}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run is the program. It returns the exit status.
func run(args []string, stdout, stderr io.Writer) int {
	c, err := parse(args, stdout)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		fmt.Fprintln(stderr, "digits:", err)
		return 2
	case c.compare:
		err = compare(c, stdout)
	default:
		err = once(c, stdout)
	}
	if err != nil {
		fmt.Fprintln(stderr, "digits:", err)
		return 1
	}
	return 0
}

// parse reads the flags. Asked for help, it lists them on help.
func parse(args []string, help io.Writer) (c config, err error) {
	flags := flag.NewFlagSet("digits", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // the error is enough
	flags.StringVar(&c.kind, "activation", relu, "relu, leaky, clipped or squared")
	alpha := flags.Float64("alpha", 0.01, "slope of leaky below 0")
	maximum := flags.Float64("max", 6, "bound of clipped")
	flags.StringVar(&c.way, "backward", "", "go backward from the output, a mask or the saved input (default the first that the activation has)")
	flags.IntVar(&c.epochs, "epochs", 30, "passes over the training images")
	flags.IntVar(&c.hidden, "hidden", 128, "units in each of the two hidden layers, 1 to 1024")
	flags.Float64Var(&c.rate, "rate", defaultRate, fmt.Sprintf("learning rate; the default is %v with squared, and %v with -compare", squaredRate, compareRate))
	flags.Uint64Var(&c.seed, "seed", 1, "decides the split, the first weights and the order of the images")
	flags.BoolVar(&c.compare, "compare", false, "train with relu and with leaky, and write learning.png")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			flags.SetOutput(help)
			flags.PrintDefaults()
		}
		return c, err
	}
	given := map[string]bool{}
	flags.Visit(func(f *flag.Flag) { given[f.Name] = true })
	if c.compare {
		c.kind = leaky // it has no way that relu does not have
	}
	c.alpha, c.max = float32(*alpha), float32(*maximum)
	ways := c.ways()
	if !given["backward"] {
		c.way = ways[0]
	}
	switch {
	case given["rate"]:
	case c.compare:
		c.rate = compareRate
	case c.kind == squared:
		c.rate = squaredRate
	}

	switch {
	case flags.NArg() > 0:
		return c, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	case c.compare && given["activation"]:
		return c, errors.New("-compare trains with relu and with leaky: leave out -activation")
	case !slices.Contains([]string{relu, leaky, clipped, squared}, c.kind):
		return c, fmt.Errorf("-activation %q: want relu, leaky, clipped or squared", c.kind)
	case !finite(float64(c.alpha)):
		return c, fmt.Errorf("-alpha %v: want a finite float32", *alpha)
	case !(c.max > 0) || !finite(float64(c.max)):
		return c, fmt.Errorf("-max %v: want a finite float32 above 0", *maximum)
	case !slices.Contains(ways, c.way):
		return c, fmt.Errorf("-backward %q: %s goes backward by %s", c.way, c.name(), strings.Join(ways, " or "))
	case c.epochs < 1 || c.epochs > 10000:
		return c, fmt.Errorf("-epochs %d: want 1 to 10000", c.epochs)
	case c.hidden < 1 || c.hidden > 1024:
		return c, fmt.Errorf("-hidden %d: want 1 to 1024", c.hidden)
	case !(float32(c.rate) > 0) || !finite(float64(float32(c.rate))):
		return c, fmt.Errorf("-rate %v: want a finite float32 above 0", c.rate)
	}
	return c, nil
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// once trains one network, and says what came of it.
func once(c config, w io.Writer) error {
	fmt.Fprintf(w, "kernel %s; layers of %v in float32, %s, backward by %s\n", rectify.Kernel(), c.sizes(), c.name(), c.way)
	r, err := train(c, func(i int, e epoch) {
		if i == 1 {
			fmt.Fprintf(w, "%d images to train on, %d held out for the test, drawn at random (seed %d)\n", e.trained, e.tested, c.seed)
		}
		fmt.Fprintf(w, "epoch %2d  loss %.4f  test accuracy %.1f %%  dead units %.1f %%\n", i, e.loss, 100*e.accuracy, 100*e.dead)
	})
	if err != nil {
		return err
	}
	last := r.epochs[len(r.epochs)-1]
	fmt.Fprintf(w, "test accuracy: %.1f %% of %d held-out images\n", 100*last.accuracy, last.tested)
	fmt.Fprintf(w, "bias and activation: %.1f %% of the training time (%v of %v, forward and backward, reading the clock included)\n",
		100*r.inActivations.Seconds()/r.total.Seconds(), r.inActivations.Round(10*time.Microsecond), r.total.Round(time.Millisecond))

	if r.layers[0].act.fused() {
		printSaved(w, c, r.steps)
	}

	fmt.Fprintf(w, "activation memory for a batch of %d, both hidden layers, in bytes:\n", batch)
	for _, way := range c.ways() {
		one := c.rectifier
		one.way = way
		output, kept := newActivation[float32](one, batch*c.hidden).bytes()
		note := ""
		if way == c.way {
			note = "  <- this run"
		}
		fmt.Fprintf(w, "  %-6s  %7d output + %7d kept for backward%s\n", way, 2*output, 2*kept, note)
	}
	return nil
}

// compare trains with ReLU and with LeakyReLU, from the same seeds, and draws learning.png.
func compare(c config, w io.Writer) error {
	fmt.Fprintf(w, "kernel %s; layers of %v in float32, backward by %s, learning rate %v (without -compare: %v)\n",
		rectify.Kernel(), c.sizes(), c.way, c.rate, defaultRate)
	var curves [2]curve
	for k := range curves {
		c.kind = []string{relu, leaky}[k]
		curves[k].name = c.name()
		for seed := c.seed; seed-c.seed < compareRuns; seed++ {
			one := c
			one.seed = seed
			r, err := train(one, func(int, epoch) {})
			if errors.Is(err, errDiverged) {
				fmt.Fprintf(w, "%-15s  seed %d: %v\n", c.name(), seed, err)
				continue // the picture says how many runs are missing
			}
			if err != nil {
				return err
			}
			last := r.epochs[c.epochs-1]
			fmt.Fprintf(w, "%-15s  seed %d: after %d epochs test accuracy %.1f %%, dead units %.1f %%\n",
				c.name(), seed, c.epochs, 100*last.accuracy, 100*last.dead)
			curves[k].runs = append(curves[k].runs, r.epochs)
		}
		if len(curves[k].runs) == 0 {
			return fmt.Errorf("%s: no run to draw: %w", c.name(), errDiverged)
		}
	}
	const file = "learning.png"
	title := fmt.Sprintf("Handwritten digits, layers of %v, learning rate %v", c.sizes(), c.rate)
	if err := draw(file, title, curves); err != nil {
		return err
	}
	fmt.Fprintln(w, "wrote", file)
	return nil
}
