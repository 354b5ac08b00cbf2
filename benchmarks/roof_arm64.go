//go:build gc

package main

import "unsafe"

//go:noescape
func roof(loop int, dst, a, b, c unsafe.Pointer, bytes uintptr)

var vectorSets = []vectorSet{{name: "16 B", has: true}}
