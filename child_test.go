package rectify_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"testing"
	"time"
)

// With childTest set, the test binary was run by one of its own tests, and does what it says.
const childTest = "RECTIFY_TEST_CHILD"

// runChild runs the named test alone in a process of its own, with more in its environment, and
// returns what it printed. It is ended where it hangs.
func runChild(t *testing.T, test, what string, env ...string) (string, error) {
	if runtime.GOARCH == "wasm" {
		t.Skip("SKIP: no process can be started here")
	}
	exe, err := os.Executable()
	if err != nil {
		t.Skip("SKIP:", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), *load*2+time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, exe, "-test.run=^"+test+"$", "-test.v", fmt.Sprint("-test.short=", testing.Short()), fmt.Sprint("-load=", *load))
	cmd.Env = append(os.Environ(), childTest+"="+what)
	cmd.Env = append(cmd.Env, env...)
	out, err := cmd.CombinedOutput()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Skip("SKIP:", err) // under an emulator, a program may not be able to run another
	}
	return string(out), err
}

// prologuesOnly is for the environment of a process in which a goroutine can be stopped in a
// function's prologue only.
func prologuesOnly() string { return "GODEBUG=" + os.Getenv("GODEBUG") + ",asyncpreemptoff=1" }

// needsThreads skips a test, aloud, where all goroutines share one thread.
func needsThreads(t *testing.T) {
	if runtime.GOARCH == "wasm" {
		t.Skip("SKIP: there are no threads here")
	}
}
