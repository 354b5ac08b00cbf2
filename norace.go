//go:build !race

package rectify

import "unsafe"

const raceEnabled = false

func raceRead(unsafe.Pointer, uintptr)  {}
func raceWrite(unsafe.Pointer, uintptr) {}
