package main

import (
	"fmt"
	"slices"
	"testing"
)

// The roofs copy, at every length and every offset, and touch nothing else.
func TestRoofs(t *testing.T) {
	t.Run("float32", testRoofs[float32])
	t.Run("float64", testRoofs[float64])
}

func testRoofs[F float](t *testing.T) {
	mem := newMemory[F](4096)
	for kind, roofs := range map[string][]subject[F]{
		"in place": roofsInPlace[F](), "to": roofsTo[F](), "two in place": roofsTwo[F](true), "two": roofsTwo[F](false),
	} {
		if len(roofs) == 0 {
			t.Skip("this machine has none")
		}
		op := &operation[F]{inputs: 1, inPlace: kind == "in place" || kind == "two in place"}
		if kind == "two" || kind == "two in place" {
			op.inputs = 2
		}
		for _, r := range roofs {
			t.Run(fmt.Sprint(kind, "/", r.name), func(t *testing.T) {
				for off := 0; off < 64; off += int(size(make([]F, 1))) {
					for n := 1; n <= 200; n++ {
						all, _ := mem.batch(op, layout{n: n + 20, off: offsets{dst: off, a: (off * 5) % 64, b: (off * 3) % 64}})
						dst := all.dst[0]
						for i := range dst {
							if !op.inPlace {
								dst[i] = F(-i)
							}
						}
						inner := func(s [][]F) [][]F {
							if len(s) == 0 {
								return nil
							}
							return [][]F{s[0][10 : 10+n]}
						}
						before := slices.Clone(dst)
						want := slices.Clone(inner(all.a)[0])
						r.run(&batch[F]{dst: inner(all.dst), a: inner(all.a), b: inner(all.b)}, 1)
						if !slices.Equal(dst[10:10+n], want) {
							t.Fatalf("n = %d, offset %d: not a copy", n, off)
						}
						if !slices.Equal(dst[:10], before[:10]) || !slices.Equal(dst[10+n:], before[10+n:]) {
							t.Fatalf("n = %d, offset %d: wrote outside the slice", n, off)
						}
					}
				}
			})
		}
	}
}
