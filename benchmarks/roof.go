package main

import "unsafe"

// What a roof loads beside its first source, and drops. Each is a loop in assembly.
const (
	loadOne   = iota
	loadTwo   // a second slice
	loadThree // and a third
	convertOne
	convertTwo // not a roof for all: the conversions of float16, with one slice and with two
	loadKinds
)

// A vectorSet is a set of loops: vectors of one size, and one kind of stores.
type vectorSet struct {
	name  string
	has   bool
	half  bool // and its conversions of float16
	first int  // the number of its first loop
	from  int  // not worth measuring for fewer bytes
}

// roofs are the subjects that run this kind of loop, one for each set that runs here. In place
// non-temporal stores only lose, and are left out.
func roofs[E element](kind int, inPlace bool) []subject[E] {
	var list []subject[E]
	for _, v := range vectorSets {
		converts := kind >= convertOne
		if !v.has || inPlace && v.from > 0 || converts && (!v.half || v.from > 0) {
			continue
		}
		name, loop := "roof "+map[bool]string{true: "of conversions "}[converts]+v.name, v.first+kind
		list = append(list, subject[E]{name: name, roof: true, from: v.from, run: func(b *batch[E], calls int) {
			b.each(calls, func(i int) {
				dst, c := b.dst[i], b.c[i]
				if len(c) < len(dst) {
					c = b.b[i] // what is a row stays in the first-level cache, as the same bytes of b do
				}
				roof(loop, ptr(dst), ptr(b.a[i]), ptr(b.b[i]), ptr(c), size(dst))
			})
		}})
	}
	return list
}

func ptr[E any](s []E) unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(s)) }

func size[E any](s []E) uintptr { return uintptr(len(s)) * unsafe.Sizeof(*new(E)) }
