package main

import "testing"

// The buffers lie where they should, do not overlap, and have random signs after a refill.
func TestBatch(t *testing.T) {
	for _, op := range operations[float32, uint32]() {
		for _, n := range []int{1, 3, 16, 64, 100, 4096} {
			mem := newMemory[float32](4 * n)
			for _, l := range []layout{{n: n}, {n: n, fresh: true}, {n: n, off: offsets{4, 8, 60}}, {n: n, near: true}} {
				b, refill := mem.batch(&op, l)
				count := 1
				if l.fresh {
					count = op.freshCount(n)
				}
				if len(b.dst) != count || b.last != count-1 || count&b.last != 0 {
					t.Fatalf("%s, n = %d: %d buffers, last %d", op.name, n, len(b.dst), b.last)
				}
				if total := count * stride[float32](n); l.fresh && count > 1 && total > freshBytes {
					t.Errorf("%s, n = %d: %d bytes of buffers", op.name, n, total)
				}
				if at := uintptr(ptr(b.dst[0])); at%page != uintptr(l.off.dst) {
					t.Errorf("%s, n = %d: dst at %#x", op.name, n, at)
				}
				if op.inPlace != (ptr(b.dst[0]) == ptr(b.a[0])) {
					t.Errorf("%s: in place %v, but not so", op.name, op.inPlace)
				}
				if (op.mask != noMask) != (len(b.masks) == count) {
					t.Errorf("%s: %d masks", op.name, len(b.masks))
				}
				for i := range b.dst[1:] {
					if uintptr(ptr(b.dst[i+1]))-uintptr(ptr(b.dst[i])) < size(b.dst[i]) {
						t.Errorf("%s, n = %d: buffers overlap", op.name, n)
					}
				}
				if n < 4096 {
					continue
				}
				op.contract(b.dst[0], b.a[0], b.a[0], make([]uint64, n/64), 0.999)
				refill()
				negative := 0
				for _, v := range b.a[0] {
					if v < 0 {
						negative++
					}
				}
				if negative < n*4/10 || negative > n*6/10 {
					t.Errorf("%s: %d of %d are negative after a refill", op.name, negative, n)
				}
			}
		}
	}
}
