//go:build race

package rectify

import (
	"runtime"
	"unsafe"
)

const raceEnabled = true

// direct is the longest slice, in elements, for which a call goes straight to its kernel. There is
// none here, since the Go functions in between tell the race detector.
const direct = 0

// raceRange tells the race detector that bytes at p are read, or written.
func raceRange(p unsafe.Pointer, bytes uintptr, write bool) {
	switch {
	case bytes == 0:
	case write:
		runtime.RaceWriteRange(p, int(bytes))
	default:
		runtime.RaceReadRange(p, int(bytes))
	}
}
