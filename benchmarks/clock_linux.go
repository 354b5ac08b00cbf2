package main

import (
	"time"

	"golang.org/x/sys/unix"
)

// threadTime is the processor time of this thread. To ask for it takes a microsecond.
func threadTime() time.Duration {
	var ts unix.Timespec
	if unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &ts) != nil {
		return since()
	}
	return time.Duration(ts.Nano())
}

// switches counts how often the system has taken the processor from this thread.
func switches() int64 {
	var u unix.Rusage
	unix.Getrusage(unix.RUSAGE_THREAD, &u)
	return int64(u.Nivcsw)
}
