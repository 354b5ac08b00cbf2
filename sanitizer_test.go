package rectify_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestSanitizers has the memory sanitizer and the address sanitizer watch testdata/sanitizer: of what is right they
// say nothing, and what is wrong they report while the package does it.
func TestSanitizers(t *testing.T) {
	switch {
	case !*exhaustive:
		t.Skip("builds much of the standard library anew: is for -exhaustive")
	case runtime.GOOS != "linux" || runtime.GOARCH != "amd64" && runtime.GOARCH != "arm64":
		t.Skip("SKIP: tried on linux/amd64 and linux/arm64 alone")
	}
	goCommand(t)
	for _, sanitizer := range []struct {
		flag, c string
		cc      []string
		reports map[string]string // for each way to be wrong
	}{
		{"-msan", "-fsanitize=memory", []string{"clang"}, map[string]string{
			"uninitialized": "MemorySanitizer: use-of-uninitialized-value",
		}},
		{"-asan", "-fsanitize=address", []string{"clang", "gcc"}, map[string]string{
			"past":  "ERROR: AddressSanitizer: ", // heap-buffer-overflow, or unknown-crash where a copy begins inside
			"freed": "AddressSanitizer: heap-use-after-free",
		}},
	} {
		t.Run(sanitizer.flag, func(t *testing.T) {
			cc := compiler(t, sanitizer.c, sanitizer.cc...)
			program := filepath.Join(t.TempDir(), "program")
			build := exec.Command("go", "build", sanitizer.flag, "-o", program, "./testdata/sanitizer")
			build.Env = append(os.Environ(), "CGO_ENABLED=1", "CC="+cc, "GOOS="+runtime.GOOS, "GOARCH="+runtime.GOARCH)
			if out, err := build.CombinedOutput(); err != nil {
				t.Fatalf("go build %s: %v\n%s", sanitizer.flag, err, out)
			}
			run := func(args ...string) (string, error) {
				out, err := exec.Command(program, args...).CombinedOutput()
				return string(out), err
			}
			if out, err := run("right"); err != nil || !strings.Contains(out, "LeakyReLUBackward16To 100000") || strings.Contains(out, "Sanitizer") {
				t.Errorf("what is right: %v\n%s", err, out)
			}
			list, err := run()
			if err != nil {
				t.Fatalf("%v\n%s", err, list)
			}
			tried := map[string]int{}
			for _, use := range strings.Split(strings.TrimSpace(list), "\n") {
				words := strings.Fields(use)
				how := words[len(words)-1]
				report, ok := sanitizer.reports[how]
				if !ok {
					continue // the other sanitizer's
				}
				tried[how]++
				out, err := run(words...)
				if err == nil || !strings.HasPrefix(out, "calling\n") || !strings.Contains(out, report) || strings.Contains(out, "\nreturned") {
					t.Errorf("%s: no report of %q: %v\n%s", use, report, err, out)
				}
			}
			for how := range sanitizer.reports {
				if tried[how] == 0 {
					t.Errorf("nothing was tried that is %s", how)
				}
			}
		})
	}
}

// compiler is the first of these C compilers whose programs run with a flag.
func compiler(t *testing.T, flag string, names ...string) string {
	t.Helper()
	source := filepath.Join(t.TempDir(), "empty.c")
	if err := os.WriteFile(source, []byte("int main(void) { return 0; }\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	program := strings.TrimSuffix(source, ".c")
	for _, name := range names {
		out, err := exec.Command(name, flag, "-o", program, source).CombinedOutput()
		if err == nil {
			out, err = exec.Command(program).CombinedOutput()
		}
		if err == nil {
			return name
		}
		t.Logf("%s %s: %v %s", name, flag, err, out)
	}
	t.Skipf("SKIP: no C compiler for %s here, of %s", flag, strings.Join(names, " and "))
	return ""
}
