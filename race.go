//go:build race

package rectify

import (
	"runtime"
	"unsafe"
)

// The race detector does not see into assembly, so it is told what a kernel
// reads and writes.

const raceEnabled = true

func raceRead(p unsafe.Pointer, bytes uintptr) {
	if bytes > 0 {
		runtime.RaceReadRange(p, int(bytes))
	}
}

func raceWrite(p unsafe.Pointer, bytes uintptr) {
	if bytes > 0 {
		runtime.RaceWriteRange(p, int(bytes))
	}
}
