// Mutate asks whether the tests would notice: it makes one small mistake at a time in the source
// of the package, and runs the tests on the result. They should fail each time. It is a module of its
// own, so that go vet and go test of the root pass it by. From the root of the repository:
//
//	go run -C .ci/mutate .                              every mistake in every file
//	go run -C .ci/mutate . -n 100 -seed 7               some of them
//	go run -C .ci/mutate . -file kernel_amd64.s,asm_amd64.h
//	go run -C .ci/mutate . -list                        what they are
//
// On two cores, all of it, in what may be interrupted and begun again:
//
//	cd .ci/mutate && go build -o /tmp/mutate .
//	/tmp/mutate -results /tmp/mutants -shard 1/2 & /tmp/mutate -results /tmp/mutants -shard 2/2 & wait
//	/tmp/mutate -results /tmp/mutants -report           both, as one table
//
// To run them with -quick first, and then with -again in its place, leaves what takes minutes to what survived
// the rest.
//
// The mistakes come from rules that look at a line and know nothing of the code, so that they
// go on to fit it as it changes (rules.go): a bound that is one off, the other branch, another comparison,
// two operands in the other order, a line left out. Some change nothing that a test could see, and the
// table in equivalent.go says why; those of which the object code is the same are found without it. What
// survives besides is a test that is missing, and makes the exit status 1, as does a pattern in the
// table that fits no mistake any more.
//
// With -results, a file has a line of JSON for each mistake that was tried, and it is not tried again. What
// it goes by is the file, the macro or function, the line and the mistake in it, so that a result outlives
// a change somewhere else: begin with a new file to have them all on one state.
//
// A mistake in a file for amd64 or in Go is tried on this machine, and one in a file for arm64 under
// qemu-aarch64, where this machine is another. For one in AVX-512, on a processor without it, the
// tests bring an emulator of it, which is in testdata/avx512 and needs gcc: the bits are the same, but nothing
// is said of time. What killed a mistake in the same place is tried first, then the tests in short, from the
// shortest to the longest, then what proves things of the assembly, and then all of them in full.
package main

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
)

var (
	root    = flag.String("root", "../..", "the module")
	sample  = flag.Int("n", 0, "how many mistakes to try, taken at random; 0 is all of them")
	seed    = flag.Uint64("seed", 1, "of the choice that -n makes")
	files   = flag.String("file", "", "the files to make them in, with commas; all that have rules, if empty")
	match   = flag.String("match", "", "a pattern for those to make, as -list shows them")
	list    = flag.Bool("list", false, "list them, and try none")
	shard   = flag.String("shard", "1/1", "i/n: the i-th of n parts")
	resultf = flag.String("results", "", "a file of results, to go on with and to add to")
	again   = flag.Bool("again", false, "try again what survived, by the results")
	report  = flag.Bool("report", false, "report the results, and try none")
	quick   = flag.Bool("quick", false, "of the tests that run, those in short only, which says less of what survives")
	timed   = flag.String("timed", "^TestStopTheWorld", "the tests that may fail on a busy machine, whatever the mistake: failing counts if they do so three times, and not without the mistake")
	verbose = flag.Bool("v", false, "say of each how it ended")
)

// running ends when this program is told to.
var running = context.Background()

func main() {
	flag.Parse()
	for _, name := range []string{"GODEBUG", "GOARCH", "GOFLAGS", "RECTIFY_TEST_KERNEL"} {
		os.Unsetenv(name)
	}
	var stop func()
	running, stop = signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "mutate:", err)
		os.Exit(1)
	}
}

func run() error {
	all, sources, err := generate()
	if err != nil {
		return err
	}
	if err := stale(all); err != nil {
		return err
	}
	mutants, err := choose(all)
	if err != nil {
		return err
	}
	if *list {
		for _, m := range mutants {
			fmt.Println(m)
		}
		fmt.Println(len(mutants), "mistakes")
		return nil
	}
	done, err := readResults(*resultf)
	if err != nil {
		return err
	}
	if !*report {
		s, err := newSession(sources, done)
		if err != nil {
			return err
		}
		defer s.close()
		if err := s.all(mutants); err != nil {
			return err
		}
	}
	return done.report(mutants)
}

// generate makes all mistakes in the files that are asked for.
func generate() (mutants []*mutant, sources map[string]string, err error) {
	entries, err := os.ReadDir(*root)
	if err != nil {
		return nil, nil, err
	}
	wanted := strings.FieldsFunc(*files, func(r rune) bool { return r == ',' })
	sources = map[string]string{}
	for _, e := range entries {
		name := e.Name()
		if len(wanted) > 0 && !slices.Contains(wanted, name) || strings.HasSuffix(name, "_test.go") ||
			!slices.Contains([]string{".s", ".h", ".go"}, filepath.Ext(name)) {
			continue
		}
		source, err := os.ReadFile(filepath.Join(*root, name))
		if err != nil {
			return nil, nil, err
		}
		sources[name] = string(source)
		mutants = append(mutants, mutate(name, string(source))...)
	}
	return mutants, sources, nil
}

// choose leaves those that the flags ask for.
func choose(mutants []*mutant) ([]*mutant, error) {
	only, err := regexp.Compile(*match)
	if err != nil {
		return nil, err
	}
	var part, parts uint64
	if _, err := fmt.Sscanf(*shard, "%d/%d", &part, &parts); err != nil || part < 1 || part > parts {
		return nil, fmt.Errorf("-shard %s: should be like 1/2", *shard)
	}
	mutants = slices.DeleteFunc(slices.Clone(mutants), func(m *mutant) bool { return !only.MatchString(m.String()) })
	if *sample > 0 && *sample < len(mutants) {
		rand.New(rand.NewPCG(*seed, 0)).Shuffle(len(mutants), func(i, j int) { mutants[i], mutants[j] = mutants[j], mutants[i] })
		mutants = mutants[:*sample]
	}
	// By the key, so that a mistake stays in its part when others come and go.
	return slices.DeleteFunc(mutants, func(m *mutant) bool {
		var n uint64
		fmt.Sscanf(m.key, "%x", &n)
		return n%parts != part-1
	}), nil
}
