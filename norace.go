//go:build !race

package rectify

import "unsafe"

// direct is the longest slice, in elements, for which a call goes straight to its kernel.
const direct = chunk

func raceRead(p unsafe.Pointer, n int, size uintptr)  {}
func raceWrite(p unsafe.Pointer, n int, size uintptr) {}
