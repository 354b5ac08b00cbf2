//go:build !race

package rectify

import "unsafe"

const raceEnabled = false

// direct is the longest slice, in elements, for which a call goes straight to its kernel.
const direct = chunk

func raceRange(p unsafe.Pointer, bytes uintptr, write bool) {}
