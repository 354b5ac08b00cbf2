//go:build race

package rectify

import (
	"runtime"
	"unsafe"
)

// direct is the longest slice, in elements, for which a call goes straight to its kernel. There is
// none here, since the Go functions in between tell the race detector.
const direct = 0

// annotate tells the race detector, which does not see into assembly, what a call reads and
// writes.
func (d *description) annotate(s []span, size uintptr) {
	for i := range s {
		t := &s[i]
		write, bytes := i == 0, uintptr(t.n)*size
		if i == len(s)-1 {
			switch d.last {
			case sums:
				write = true
			case fills, masks:
				write, bytes = d.last == fills, uintptr(MaskLen(s[0].n))*8
			}
		}
		raceRange(t.p, bytes, write)
	}
}

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
