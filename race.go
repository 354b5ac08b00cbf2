//go:build race

package rectify

import (
	"runtime"
	"unsafe"
)

// The race detector does not see into assembly, so that it is told what a call reads and writes:
// n elements of a size at p.

// direct is 0: every call goes through Go, which tells the race detector.
const direct = 0

func raceRead(p unsafe.Pointer, n int, size uintptr) {
	if n > 0 {
		runtime.RaceReadRange(p, n*int(size))
	}
}

func raceWrite(p unsafe.Pointer, n int, size uintptr) {
	if n > 0 {
		runtime.RaceWriteRange(p, n*int(size))
	}
}
