package main

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// A build is a way to build the tests of the package, and what there is to know of the tests as it
// builds them from the source as it is.
//
// It builds them by the commands that the go command says it runs, without the go command: after a mistake
// in assembly that is the assembler and the linker, and the compiler, which would take most of the time,
// does not run again.
type build struct {
	name      string // in results
	module    string
	dir, work string
	env       []string
	runner    []string // the emulator, if there is one
	kernel    string   // the only one that is run, or ""
	skip      string   // a pattern for tests that do not run
	compilers []command
	asms      []command
	link      command
	archive   string   // of the package
	objects   []string // the assembler's
	original  string   // the tests without a mistake
	program   string   // and with one
	compiled  []byte   // the archive as it comes from the compiler
	assembled map[string][]byte
	header    []byte   // what the assembler is told of the Go files
	exports   []byte   // what the tests were compiled against
	sum       [32]byte // of the archive without a mistake
	tests     []string // from the shortest to the longest
	seconds   map[string]float64
	all       float64 // the seconds of all tests
}

// A command is a line for the shell, in a directory.
type command struct{ dir, text string }

func (b *build) shell(commands ...command) error {
	for _, c := range commands {
		// With some mistakes the assembler does not come to an end.
		cmd := exec.Command("sh", "-c", "ulimit -t 100\n"+c.text)
		cmd.Dir, cmd.Env = c.dir, append(slices.Clip(b.env), "WORK="+b.work, "GOMAXPROCS=1") // which takes less of the processor
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%w:\n%s", err, out)
		}
	}
	return nil
}

var (
	compileLine = regexp.MustCompile(`^\S+/compile -o (\$WORK/\w+/_pkg_\.a) .* -p (\S+) `)
	asmLine     = regexp.MustCompile(`^\S+/asm -p (\S+) .* -o (\$WORK/\w+/\w+\.o) \./(\w+\.s)$`)
	linkLine    = regexp.MustCompile(`^(?:GOROOT=\S+ )?\S+/link -o (\S+) `)
)

// newBuild builds the tests of the package in dir: for a GOARCH that has assembly, for which only the assembly
// will change, or for this machine, with the tag purego, with -race or as it is, which is "go". Of "avx512"
// emulate has made the source.
func newBuild(dir, name string) (*build, error) {
	b := &build{name: name, dir: dir, env: os.Environ(), skip: *timed, assembled: map[string][]byte{}}
	b.original, b.program = filepath.Join(dir, name+".original"), filepath.Join(dir, name+".mutant")
	args := []string{"test", "-c", "-x", "-work", "-p", "1", "-vet=off", "-ldflags=-s -w"}
	switch name {
	case "go":
	case "race":
		args = append(args, "-race")
	case "purego":
		args = append(args, "-tags", "purego")
	case "avx512":
		b.kernel, b.skip = name, *timed+"|"+fooled
		b.env = append(b.env, "CGO_ENABLED=0")
	default:
		b.env = append(b.env, "GOARCH="+name, "CGO_ENABLED=0")
		if e := emulators[name]; e != "" {
			b.runner = []string{e}
		}
	}
	cmd := exec.Command("go", append(args, "-o", b.original, ".")...)
	cmd.Dir, cmd.Env = dir, b.env
	out, err := cmd.CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("%w:\n%s", err, end(string(out)))
	}
	module, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		return nil, err
	}
	b.module = strings.Fields(string(module))[1] // after the word module
	return b, b.learn(string(out))
}

// learn finds the commands in what go test -c -x says, runs each once more, and keeps what comes of it.
func (b *build) learn(said string) error {
	in, skip := b.dir, false
	for line := range strings.Lines(said) {
		line = strings.TrimSpace(line)
		if strings.HasSuffix(line, "<< 'EOF' # internal") || line == "EOF" {
			skip = line != "EOF" // a file written here
			continue
		}
		c := command{in, line}
		if dir, ok := strings.CutPrefix(line, "WORK="); ok {
			b.work = dir
		} else if dir, ok := strings.CutPrefix(line, "cd "); ok {
			if in = dir; !filepath.IsAbs(dir) {
				in = b.dir
			}
		} else if m := compileLine.FindStringSubmatch(line); m != nil && !skip {
			if m[2] == b.module {
				b.archive = b.path(m[1])
			}
			// What the compiler did before the package does not depend on it.
			if ours := strings.HasPrefix(m[2], b.module) || m[2] == "main"; ours && b.archive != "" {
				b.compilers = append(b.compilers, c)
			}
		} else if m := asmLine.FindStringSubmatch(line); m != nil && m[1] == b.module {
			b.asms = append(b.asms, c)
			b.objects = append(b.objects, b.path(m[2]))
		} else if m := linkLine.FindStringSubmatch(line); m != nil {
			b.link = command{in, "GOGC=off " + strings.Replace(line, m[1], b.program, 1)}
		}
	}
	if b.work == "" || len(b.compilers) == 0 || b.link.text == "" {
		return fmt.Errorf("go test -c -x says something else than it used to:\n%s", end(said))
	}
	if err := b.shell(append(b.compilers[:1:1], b.asms...)...); err != nil {
		return err
	}
	for _, o := range b.objects {
		var err error
		if b.assembled[o], err = os.ReadFile(o); err != nil {
			return err
		}
	}
	var err error
	if b.compiled, err = os.ReadFile(b.archive); err == nil {
		b.header, b.exports = b.asmHeader(), exports(b.compiled)
		b.sum, err = b.pack(b.compiled, b.assembled)
	}
	return err
}

// asmHeader is go_asm.h, which the compiler writes beside the archive where there is assembly.
func (b *build) asmHeader() []byte {
	data, _ := os.ReadFile(filepath.Join(filepath.Dir(b.archive), "go_asm.h"))
	return data
}

// exports is what other packages see of this one in an archive of the compiler's, with the functions that
// may be inlined there: all that comes before the code.
func exports(archive []byte) []byte {
	before, _, _ := bytes.Cut(archive, []byte("_go_.o          "))
	return before
}

func (b *build) path(s string) string { return strings.ReplaceAll(s, "$WORK", b.work) }

// pack writes the archive of the package, and returns its hash.
func (b *build) pack(compiled []byte, assembled map[string][]byte) (sum [32]byte, err error) {
	archive := bytes.NewBuffer(slices.Clone(compiled))
	for _, o := range b.objects {
		data := assembled[o]
		fmt.Fprintf(archive, "%-16.16s%-12d%-6d%-6d%-8o%-10d`\n%s", filepath.Base(o), 0, 0, 0, 0o644, len(data), data)
		if len(data)%2 != 0 {
			archive.WriteByte(0)
		}
	}
	return sha256.Sum256(archive.Bytes()), os.WriteFile(b.archive, archive.Bytes(), 0o666)
}

// make builds the tests after a change in a file, and returns the hash of the package's archive. It
// does not link if that is known.
func (b *build) make(file string, known func(sum [32]byte) bool) (sum [32]byte, err error) {
	compiled, assembled, asms := b.compiled, maps.Clone(b.assembled), b.asms
	inGo := strings.HasSuffix(file, ".go")
	if inGo {
		if err = b.shell(b.compilers[0]); err != nil {
			return sum, err
		}
		if compiled, err = os.ReadFile(b.archive); err != nil {
			return sum, err
		}
		if bytes.Equal(b.asmHeader(), b.header) {
			asms = nil
		}
	}
	for _, c := range asms {
		m := asmLine.FindStringSubmatch(c.text)
		if !inGo && m[3] != file && !strings.HasSuffix(file, ".h") {
			continue
		}
		if err = b.shell(c); err != nil {
			return sum, err
		}
		if assembled[b.path(m[2])], err = os.ReadFile(b.path(m[2])); err != nil {
			return sum, err
		}
	}
	if sum, err = b.pack(compiled, assembled); err != nil || known(sum) {
		return sum, err
	}
	if now := exports(compiled); !bytes.Equal(now, b.exports) {
		b.exports = nil
		if err := b.shell(b.compilers[1:]...); err != nil {
			return sum, err
		}
		b.exports = now
	}
	return sum, b.shell(b.link)
}

var (
	testLine   = regexp.MustCompile(`(?m)^\s*--- (?:PASS|FAIL): (\S+) \((\d+\.\d+)s\)`)
	failedLine = regexp.MustCompile(`(?m)^\s*--- FAIL: (\S+) `)
	passedLine = regexp.MustCompile(`^=== |^\s*--- (PASS|SKIP): `)
	runLine    = regexp.MustCompile(`(?m)^=== (?:RUN|CONT|NAME) +(\S+)$`)
)

// measure runs the tests in short on the source as it is: how long does each take?
func (b *build) measure() error {
	which := "."
	if b.name == "race" {
		which = "Race|Heap" // the others know nothing of it and of pointers, and are slow
	}
	out, by := b.run(b.original, "", time.Hour, "-test.short", "-test.run", which)
	if by != "" {
		return fmt.Errorf("%s: %s fails without a mistake:\n%s", b.name, by, end(out))
	}
	b.seconds = map[string]float64{}
	for _, m := range testLine.FindAllStringSubmatch(out, -1) {
		b.seconds[m[1]], _ = strconv.ParseFloat(m[2], 64)
		if !strings.Contains(m[1], "/") {
			b.tests = append(b.tests, m[1])
			b.all += b.seconds[m[1]]
		}
	}
	slices.SortStableFunc(b.tests, func(x, y string) int { return cmp.Compare(b.seconds[x], b.seconds[y]) })
	return nil
}

// upTo is those tests, from the shortest to the longest, that take from this to that part of the time of all.
func (b *build) upTo(from, to float64) (list []string) {
	var sum float64
	for _, t := range b.tests {
		sum += b.seconds[t]
		if part := sum / b.all; part > from && part <= to || part == 0 && from == 0 {
			list = append(list, t)
		}
	}
	return list
}

// spent is the processor's time for all that this program has started and seen the end of.
func spent() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_CHILDREN, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// run runs the tests, on one kernel or, for "", all, for so much time of the processor. They end themselves at a limit of their own, but
// not if they are in a loop in assembly, which cannot be stopped from inside. A test that waits for ever
// takes no time of the processor, so there is a limit by the clock too; but the machine may be busy.
func (b *build) run(program, kernel string, limit time.Duration, args ...string) (out, by string) {
	line := []string{"-c", fmt.Sprintf(`ulimit -t %d; export RECTIFY_TEST_KERNEL=%s; exec "$@"`, int(limit/time.Second)+1, cmp.Or(b.kernel, kernel)), "sh"}
	line = append(append(line, b.runner...), program, "-test.v", "-test.failfast", "-test.timeout", "0")
	if !slices.Contains(args, *timed) {
		line = append(line, "-test.skip", b.skip)
	}
	return output(10*limit+time.Minute, b.dir, "sh", append(line, args...)...)
}

// can reports whether the processor can run a kernel: the tests skip one that it cannot.
func (b *build) can(kernel string) bool {
	out, _ := b.run(b.original, kernel, time.Minute, "-test.run", "^$")
	return !strings.Contains(out, "SKIP")
}

// output runs tests, and says which one failed.
func output(limit time.Duration, dir, name string, args ...string) (out, by string) {
	ctx, cancel := context.WithCancel(running)
	defer cancel()
	go func() {
		for range limit / time.Second { // in which this runs, for all of it may be stopped while somebody measures
			select {
			case <-ctx.Done():
				return
			case <-time.After(time.Second):
			}
		}
		cancel()
	}()
	var all bytes.Buffer
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &all, &all
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 5 * time.Second // a process that it has started may hold on to the output
	err := cmd.Run()
	out = all.String()
	if err == nil {
		return out, ""
	}
	for _, m := range failedLine.FindAllStringSubmatch(out, -1) {
		if len(m[1]) > len(by) {
			by = m[1] // the innermost
		}
	}
	if m := runLine.FindAllStringSubmatch(out, -1); by == "" && len(m) > 0 {
		by = m[len(m)-1][1] // a crash, or a time-out
	}
	return out, cmp.Or(by, err.Error())
}

// end is the last lines of an output, without the tests that passed.
func end(out string) string {
	lines := slices.DeleteFunc(strings.SplitAfter(out, "\n"), passedLine.MatchString)
	return strings.Join(lines[max(0, len(lines)-40):], "")
}

// emulators is what runs the tests of another architecture than this machine's.
var emulators = map[string]string{"arm64": "qemu-aarch64", "amd64": "qemu-x86_64"}

func init() { delete(emulators, runtime.GOARCH) }

// copyTree copies the module to dir, without those that are nested in it.
func copyTree(root, dir string) error {
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		if d.IsDir() {
			_, err := os.Stat(filepath.Join(path, "go.mod"))
			if rel != "." && (err == nil || strings.HasPrefix(d.Name(), ".")) {
				return filepath.SkipDir
			}
			return os.MkdirAll(filepath.Join(dir, rel), 0o777)
		}
		if !d.Type().IsRegular() || strings.HasPrefix(d.Name(), ".") {
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(dir, rel), data, 0o666)
	})
}
