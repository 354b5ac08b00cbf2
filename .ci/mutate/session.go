package main

import (
	"cmp"
	"fmt"
	gobuild "go/build"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"time"
)

// A session tries mistakes, in copies of the module.
type session struct {
	dir     string
	sources map[string]string
	results *results
	builds  map[string]*build
	killers map[string][]string // what killed in a place, the last one first
	sums    map[[32]byte]string // what killed, by the archive of the package
	no512   bool                // the processor has no AVX-512
}

func newSession(sources map[string]string, done *results) (*session, error) {
	dir, err := os.MkdirTemp("", "mutate")
	if err != nil {
		return nil, err
	}
	s := &session{dir, sources, done, map[string]*build{}, map[string][]string{}, map[[32]byte]string{}, false}
	return s, nil
}

func (s *session) close() {
	for _, b := range s.builds {
		os.RemoveAll(b.work)
	}
	os.RemoveAll(s.dir)
}

// all tries each mutant that has no result.
func (s *session) all(mutants []*mutant) error {
	for _, m := range mutants {
		s.learn(m, s.results.of[m.key])
	}
	start, tried := time.Now(), 0
	for i, m := range mutants {
		if s.results.has(m) {
			continue
		}
		began := spent()
		r, err := s.try(m)
		if err := cmp.Or(running.Err(), err); err != nil {
			return err // and no result of what was interrupted
		}
		r.Seconds = (spent() - began).Seconds()
		if err := s.results.add(m, r); err != nil {
			return err
		}
		s.learn(m, r)
		if *verbose || r.Outcome == survived {
			fmt.Printf("%s, %s, %.1f s: %v\n", r.Outcome, r.By, r.Seconds, m)
		}
		if tried++; tried%50 == 0 {
			fmt.Fprintf(os.Stderr, "%d of %d, %d tried in %v\n", i+1, len(mutants), tried, time.Since(start).Round(time.Second))
		}
	}
	return nil
}

// learn keeps in mind what killed m, for those like it.
func (s *session) learn(m *mutant, r result) {
	if r.Outcome != killed {
		return
	}
	for _, place := range places(m) {
		list := slices.DeleteFunc(s.killers[place], func(k string) bool { return k == r.By })
		s.killers[place] = append([]string{r.By}, list[:min(len(list), 3)]...)
	}
}

// places is where others are like m: those with the same mistake, in the same place, macro and file.
func places(m *mutant) []string {
	macro, _, _ := strings.Cut(m.where, " ")
	return []string{"line " + m.rule + m.old, m.file + " " + m.where, m.file + " " + macro, m.file}
}

// prepare has a build of this name made, once it is needed, and whatever proves things of it.
func (s *session) prepare(name string) error {
	if b := s.builds[name]; b != nil && b.tests != nil {
		return nil
	}
	for _, n := range []string{runtime.GOARCH, name} {
		if s.builds[n] == nil {
			dir := filepath.Join(s.dir, n) // of its own, or the go command would not build it again
			if err := copyTree(*root, dir); err != nil {
				return err
			}
			if n == "avx512" {
				if err := emulate(dir); err != nil {
					return err
				}
			}
			b, err := newBuild(dir, n)
			if err != nil {
				return err
			}
			s.builds[n] = b
		}
	}
	s.no512 = !s.builds[runtime.GOARCH].can("avx512")
	if by, err := s.proof(name); by != "" || err != nil {
		return cmp.Or(err, fmt.Errorf("%s fails without a mistake", by))
	}
	return s.builds[name].measure()
}

// buildsFor is how to build the tests that a file may matter to, the most telling one first. A file in
// assembly has one build, in which the compiler does not run. Some of Go is behind assembly that does the
// same, and what the race detector is told shows in its build alone.
func buildsFor(dir, file string) []string {
	in := func(goarch string, tags ...string) bool {
		ctx := gobuild.Default
		ctx.GOARCH, ctx.BuildTags = cmp.Or(goarch, ctx.GOARCH), tags
		ok, err := ctx.MatchFile(dir, file)
		return ok && err == nil
	}
	if ext := filepath.Ext(file); ext != ".go" {
		for _, goarch := range []string{"amd64", "arm64"} {
			if strings.HasSuffix(file, "_"+goarch+ext) {
				return []string{goarch}
			}
		}
		return []string{"amd64", "arm64"}
	}
	var list []string
	if in("") {
		list = append(list, "go")
	}
	if in("", "purego") {
		list = append(list, "purego")
	}
	if in("", "race") {
		list = append(list, "race")
	}
	if len(list) == 0 {
		list = append(list, "arm64")
	}
	return list
}

// try builds the tests with a mistake, and runs them until one fails: in each build in short, and then
// what takes longer in the first of them in which the mistake is more than another text.
func (s *session) try(m *mutant) (result, error) {
	names := buildsFor(*root, m.file)
	for _, name := range names { // without the mistake
		if emulator := emulators[name]; emulator != "" {
			if _, err := exec.LookPath(emulator); err != nil {
				return result{Outcome: skipped, By: "there is no " + emulator}, nil
			}
		}
		if err := s.prepare(name); err != nil {
			return result{}, err
		}
	}
	if s.no512 && m.kernel() == "avx512" {
		if _, err := exec.LookPath("gcc"); err != nil || runtime.GOOS != "linux" {
			return result{Outcome: skipped, By: "there is no AVX-512, and no gcc for an emulator of it"}, nil
		}
		names = []string{"avx512"}
		if err := s.prepare("avx512"); err != nil {
			return result{}, err
		}
	}

	for _, name := range names {
		path := filepath.Join(s.builds[name].dir, m.file)
		defer os.WriteFile(path, []byte(s.sources[m.file]), 0o666)
		if err := os.WriteFile(path, []byte(m.make(s.sources[m.file])), 0o666); err != nil {
			return result{}, err
		}
	}
	why := reason(m)
	var builds []*build
	for _, name := range names {
		b := s.builds[name]
		sum, err := b.make(m.file, func(sum [32]byte) bool { _, tried := s.sums[sum]; return tried || sum == b.sum })
		if err != nil {
			return result{Outcome: unbuilt}, nil
		}
		if sum == b.sum {
			continue
		}
		builds = append(builds, b)
		by, tried := s.sums[sum]
		if !tried {
			if by, err = s.short(b, m, why != ""); err != nil {
				return result{}, err
			}
		}
		if by != "" {
			s.sums[sum] = by
			return result{Outcome: killed, By: by}, nil
		}
		if why != "" {
			break // in case it is not as the table says, this will do
		}
	}
	switch {
	case len(builds) == 0:
		return result{Outcome: harmless, By: sameCode}, nil
	case why != "":
		return result{Outcome: harmless, By: why}, nil
	}
	by, err := s.deep(builds[0], m)
	if by != "" {
		return result{Outcome: killed, By: by}, err
	}
	return result{Outcome: survived}, err
}

// short runs the tests in short, on the kernel that the mistake is in, but for a mistake that is known to
// survive no more than some. It says which one failed, and in which build.
func (s *session) short(b *build, m *mutant, known bool) (string, error) {
	likely, proof := s.likely(b, m)
	parts := [][]string{likely, b.upTo(0, 0.1)}
	if !known {
		parts = append(parts, b.upTo(0.1, 0.5), b.upTo(0.5, 1))
		if proof {
			if by, err := s.proof(b.name); by != "" || err != nil {
				return by, err
			}
		}
	}
	for _, tests := range parts {
		if len(tests) == 0 {
			continue
		}
		seconds := 1.0
		for _, t := range tests {
			seconds += b.seconds[t]
		}
		out, by := b.run(b.program, m.kernel(), time.Duration(4*seconds*float64(time.Second)), "-test.short", "-test.run", pattern(tests))
		if b.kernel != "" && lacks(out) {
			return "", fmt.Errorf("the emulator of AVX-512 does not know what is in %v:\n%s", m, end(out))
		}
		if by != "" {
			return b.name + ": " + by, nil
		}
	}
	return "", nil
}

// likely is the tests that killed what is most like m, and whether it was a proof.
func (s *session) likely(b *build, m *mutant) (tests []string, proof bool) {
	var all []string
	for _, place := range places(m) {
		all = append(all, s.killers[place]...)
	}
	for _, by := range all {
		name, test, _ := strings.Cut(by, ": ")
		if whole, _, _ := strings.Cut(test, "/"); b.seconds[whole] < b.all/40 {
			test = whole // m may be in another part of it
		}
		if name == b.name && len(tests) < 4 && !slices.Contains(tests, test) {
			tests = append(tests, test)
		}
	}
	return tests, len(all) > 0 && strings.HasPrefix(all[0], "proof: ")
}

// deep runs what takes long.
func (s *session) deep(b *build, m *mutant) (string, error) {
	if by, err := s.proof(b.name); by != "" || err != nil || *quick || len(b.runner) > 0 || b.kernel != "" {
		return by, err // in an emulator the rest would take too long
	}
	if _, by := b.run(b.program, "", 20*time.Minute, "-test.skip", *timed); by != "" {
		return b.name + ", in full: " + by, nil
	}
	args := []string{"test", "-v", "-vet=off", "-count=1", "-failfast", "-short", "-skip", *timed, "./..."}
	if _, by := output(10*time.Minute, b.dir, "go", args...); by != "" {
		return "module: " + by, nil
	}
	for range 3 {
		_, by := b.run(b.program, "", time.Hour, "-test.run", *timed)
		if _, noise := b.run(b.original, "", time.Hour, "-test.run", *timed); by == "" || noise != "" {
			return "", nil
		}
	}
	return b.name + ", three times: " + *timed, nil
}

// proof runs the tests that disassemble the package, for the architecture of a build. They build it themselves,
// from the source where they run, so the program without the mistake will do.
func (s *session) proof(goarch string) (string, error) {
	if goarch == "go" || goarch == "purego" || goarch == "race" {
		return "", nil
	}
	native := *s.builds[runtime.GOARCH]
	native.dir = s.builds[goarch].dir
	if goarch == "avx512" {
		goarch = runtime.GOARCH
	}
	out, by := native.run(native.original, "", 10*time.Minute, "-test.run", "^Test(Assembly|Words)$/^"+goarch+"$")
	if by == "" && !strings.Contains(out, "--- PASS: TestAssembly/"+goarch) {
		return "", fmt.Errorf("TestAssembly/%s was not run:\n%s", goarch, out)
	}
	if by != "" {
		by = "proof: " + by
	}
	return by, nil
}

// pattern is what -test.run wants for these tests.
func pattern(tests []string) string {
	var list []string
	for _, test := range tests {
		list = append(list, "^"+strings.ReplaceAll(regexp.QuoteMeta(test), "/", "$/^")+"$")
	}
	return strings.Join(list, "|")
}
