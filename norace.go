//go:build !race

package rectify

// direct is the longest slice, in elements, for which a call goes straight to its kernel.
const direct = chunk

func (d *description) annotate(s []span, size uintptr) {}
