package rectify_test

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// goCommand skips the test where there is no go command, or not what it would build.
func goCommand(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("SKIP: ", err)
	}
	if _, err := os.Stat("go.mod"); err != nil {
		t.Skip("SKIP: ", err)
	}
}

// TestDependencies has who brings assembly of others into a program: only a build with assembly of this package's, which
// asks them for the processor.
func TestDependencies(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIP: runs the go command for each build, and -short is set")
	}
	goCommand(t)
	asked := []string{"github.com/klauspost/cpuid/v2", "golang.org/x/sys/cpu"}
	for _, build := range []struct {
		goarch, tags string
		asks         bool
	}{
		{"amd64", "", true},
		{"arm64", "", true},
		{"amd64", "purego", false},
		{"arm64", "purego", false},
		{"amd64", "msan", false},
		{"arm64", "asan", false},
		{"386", "", false},
		{"riscv64", "", false},
		{"s390x", "", false},
	} {
		cmd := exec.Command("go", "list", "-deps", "-tags", build.tags, ".")
		cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH="+build.goarch, "CGO_ENABLED=0")
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%v: %v", cmd, err)
		}
		packages := strings.Fields(string(out))
		if !slices.Contains(packages, "github.com/rectify-go/rectify") {
			t.Errorf("GOARCH=%s %v: the package is not in %q", build.goarch, cmd, packages)
		}
		for _, p := range asked {
			if slices.Contains(packages, p) != build.asks {
				t.Errorf("GOARCH=%s -tags=%s: depends on %s: %t, and should: %t", build.goarch, build.tags, p, !build.asks, build.asks)
			}
		}
		for _, p := range packages {
			if !build.asks && (strings.HasPrefix(p, asked[0]) || strings.HasPrefix(p, "golang.org/x/")) {
				t.Errorf("GOARCH=%s -tags=%s: depends on %s", build.goarch, build.tags, p)
			}
		}
	}
}
