//go:build !race

package rectify

import "unsafe"

const raceEnabled = false

func raceRead(p unsafe.Pointer, n int, size uintptr)  {}
func raceWrite(p unsafe.Pointer, n int, size uintptr) {}
