//go:build !gc || !(amd64 || arm64)

package main

import "unsafe"

// Without assembly there is no roof, and no ratio to it.
func roof(loop int, dst, a, b, c unsafe.Pointer, bytes uintptr) {}

var vectorSets []vectorSet
