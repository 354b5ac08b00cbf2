package main

import (
	"time"

	"golang.org/x/sys/unix"
)

// switches counts how often the system has taken the processor from this thread. A sample in which
// that happened has measured somebody else too.
func switches() int64 {
	var u unix.Rusage
	if unix.Getrusage(unix.RUSAGE_THREAD, &u) != nil {
		return 0
	}
	return int64(u.Nivcsw)
}

// threadTime is the processor time of this thread. It takes a tenth of a microsecond or more, and
// is for what takes so long that some other program will come between.
func threadTime() time.Duration {
	var ts unix.Timespec
	if unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &ts) != nil {
		return since()
	}
	return time.Duration(ts.Nano())
}
