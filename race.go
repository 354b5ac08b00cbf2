//go:build race

package rectify

import (
	"runtime"
	"unsafe"
)

// direct is the longest slice, in elements, for which a call goes straight to its kernel. There is
// none here, since the Go functions in between tell the race detector.
const direct = 0

// The race detector does not see into assembly, so it is told what a call reads and writes: n
// elements of a size at p.

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
