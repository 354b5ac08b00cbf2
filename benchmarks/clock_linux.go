package main

import (
	"time"

	"golang.org/x/sys/unix"
)

func init() { threadTime, switches = cpuTime, involuntary }

// cpuTime takes a microsecond.
func cpuTime() time.Duration {
	var ts unix.Timespec
	if unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &ts) != nil {
		return since()
	}
	return time.Duration(ts.Nano())
}

func involuntary() int64 {
	var u unix.Rusage
	unix.Getrusage(unix.RUSAGE_THREAD, &u)
	return int64(u.Nivcsw)
}
