package main

import "unsafe"

// streamFrom is the size in bytes from which a roof with non-temporal stores is worth measuring:
// inside a cache it only loses.
const streamFrom = 1 << 20

// those lists the roofs that this machine can run, from pairs of a bool and a subject.
func those[F float](pairs ...any) []subject[F] {
	var rs []subject[F]
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i].(bool) {
			r := pairs[i+1].(subject[F])
			r.roof = true
			rs = append(rs, r)
		}
	}
	return rs
}

func ptr[F float](s []F) unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(s)) }

func size[F float](s []F) uintptr { return uintptr(len(s)) * unsafe.Sizeof(*new(F)) }
