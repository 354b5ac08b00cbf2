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
	"time"

	"github.com/rectify-go/rectify"
)

// With -compare the learning rate is one at which units do die, and each activation is trained
// from several seeds, for at such a rate one run says little.
const (
	defaultRate = 0.05
	compareRate = 0.25
	compareRuns = 5
)

// A config is what the flags say.
type config struct {
	leaky   bool
	alpha   float32
	way     string // byMask, byInput or byOutput
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
	activation := flags.String("activation", "relu", "relu or leaky")
	alpha := flags.Float64("alpha", 0.01, "slope of leaky below 0")
	flags.StringVar(&c.way, "backward", byMask, "go backward from a mask, a saved input, or the output (leaky: only if alpha > 0)")
	flags.IntVar(&c.epochs, "epochs", 30, "passes over the training images")
	flags.IntVar(&c.hidden, "hidden", 128, "units in each of the two hidden layers, 1 to 1024")
	flags.Float64Var(&c.rate, "rate", defaultRate, fmt.Sprintf("learning rate; with -compare the default is %v", compareRate))
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
	if c.compare && !given["rate"] {
		c.rate = compareRate
	}
	c.leaky = *activation == "leaky"
	c.alpha = float32(*alpha)

	switch {
	case flags.NArg() > 0:
		return c, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	case *activation != "relu" && *activation != "leaky":
		return c, fmt.Errorf("-activation %q: want relu or leaky", *activation)
	case c.compare && given["activation"]:
		return c, errors.New("-compare trains with both activations: leave out -activation")
	case !finite(float64(c.alpha)):
		return c, fmt.Errorf("-alpha %v: want a finite float32", *alpha)
	case c.way != byMask && c.way != byInput && c.way != byOutput:
		return c, fmt.Errorf("-backward %q: want mask, input or output", c.way)
	case c.way == byOutput && (c.leaky || c.compare) && c.alpha <= 0:
		return c, fmt.Errorf("-backward output with leaky needs -alpha above 0, not %v: only then has the output the sign of the input", *alpha)
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

// name is that of the activation.
func (c config) name() string {
	if c.leaky {
		return fmt.Sprintf("LeakyReLU(%v)", c.alpha)
	}
	return "ReLU"
}

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
	fmt.Fprintf(w, "activations: %.1f %% of the training time (%v of %v, forward and backward, reading the clock included)\n",
		100*r.inActivations.Seconds()/r.total.Seconds(), r.inActivations.Round(10*time.Microsecond), r.total.Round(time.Millisecond))

	fmt.Fprintf(w, "activation memory for a batch of %d, both hidden layers, in bytes:\n", batch)
	for _, way := range []string{byMask, byInput, byOutput} {
		output, kept := newActivation(c.leaky, c.alpha, way, batch*c.hidden).bytes()
		note := ""
		if way == byOutput && c.leaky {
			note = "  (leaky: alpha must be > 0)"
		}
		if way == c.way {
			note += "  <- this run"
		}
		fmt.Fprintf(w, "  %-6s  %7d output + %7d kept for backward%s\n", way, 2*output, 2*kept, note)
	}
	return nil
}

// compare trains with both activations, from the same seeds, and draws learning.png.
func compare(c config, w io.Writer) error {
	fmt.Fprintf(w, "kernel %s; layers of %v in float32, backward by %s, learning rate %v (without -compare: %v)\n",
		rectify.Kernel(), c.sizes(), c.way, c.rate, defaultRate)
	var curves [2]curve
	for k := range curves {
		c.leaky = k == 1
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
