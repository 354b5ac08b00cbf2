package rectify_test

import (
	"testing"

	"github.com/rectify-go/rectify"
	"github.com/rectify-go/rectify/internal/contract"
)

// What repeats: a bias or an alpha for each column of a matrix, and the sums over its columns.

// rowLengths is lengths of a row around vectors, lines and blocks, even and odd.
var rowLengths = []int{
	1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 24, 31, 32, 33, 63, 64, 65, 96, 100,
	127, 128, 129, 255, 256, 257, 1000, 1024, 4095, 4096, 4097,
}

// TestRows has matrices with rows of many lengths: few rows and many, some of which cross a chunk.
func TestRows(t *testing.T) {
	eachOnce(t, repeats, func(t *testing.T, f *function) {
		values, scalar := f.long(), f.ScalarBits(0.3)
		places := f.somePlaces()
		most := 5000
		if brief() {
			most = 1000
		}
		for i, row := range rowLengths {
			for j, rows := range []int{1, 2, 3, 4, 5, 7, 8, 9, 16, 33, 100} {
				if n := row * rows; n <= most || j < 3 && !brief() {
					f.check(t, f.Filled(n, row, values, i), scalar, places[(i+j)%len(places)], places[(i+j+1)%len(places)])
				}
			}
		}
	})
}

// TestEachRow has every row of up to two blocks and a bit, which Go repeats to fill a block, and
// four rows of it.
func TestEachRow(t *testing.T) {
	eachOnce(t, repeats, func(t *testing.T, f *function) {
		values, scalar := f.long(), f.ScalarBits(0.3)
		places := f.somePlaces()
		for row := 1; row <= 600/f.Size; row++ {
			if !brief() || row%7 == 0 {
				f.check(t, f.Filled(4*row, row, values, row), scalar, places[row%len(places)])
			}
		}
	})
}

// TestShortRows has short rows at a cache line, which Go repeats to whole blocks, in such numbers that
// what remains behind the last block is of every length.
func TestShortRows(t *testing.T) {
	eachOnce(t, repeats, func(t *testing.T, f *function) {
		values, scalar := f.long(), f.ScalarBits(0.3)
		for _, row := range []int{1, 2, 3, 4, 8, 12, 16, 24} {
			for n := row; n <= 600/f.Size; n += row {
				f.check(t, f.Filled(n, row, values, n), scalar, place{})
			}
		}
	})
}

// TestLongRows has matrices that are divided into chunks, anywhere in a row; some of a few rows,
// and one row that is longer than a chunk.
func TestLongRows(t *testing.T) {
	eachOnce(t, repeats, func(t *testing.T, f *function) {
		values, scalar := f.long(), f.ScalarBits(1.3)
		places := f.somePlaces()
		for i, row := range append(rowLengths, 8192, 20001, chunk-1, chunk, chunk+1, 2*chunk+77) {
			if brief() && i%9 != 0 {
				continue
			}
			for _, n := range []int{chunk + 1, 2*chunk + 100} {
				if rows := (n + row - 1) / row; n < 2*chunk || i%4 == 0 {
					f.check(t, f.Filled(rows*row, row, values, i), scalar, places[i%len(places)])
				}
			}
		}
	})
}

// TestLastChunk has a last chunk of 256 to 511 bytes in which the slice ends and begins again, so that more
// than a block of it comes after: a slice with a seam, copies to a block, and copies to whole cache lines.
func TestLastChunk(t *testing.T) {
	shapes := map[int][][2]int{ // of elements of so many bytes: the row, and the rows
		4: {{80, 411}, {20, 1644}, {5, 6579}},
		8: {{40, 2459}, {20, 4918}, {17, 1931}},
	}
	eachOnce(t, repeats, func(t *testing.T, f *function) {
		values, scalar := f.long(), f.ScalarBits(1.3)
		for _, s := range shapes[f.Size] {
			f.check(t, f.Filled(s[0]*s[1], s[0], values, s[0]), scalar, place{})
		}
	})
}

// TestStreamedRows has rows of whole blocks and others, with stores past the caches: short rows, those of
// one strip and of several, and one that is longer than a chunk.
func TestStreamedRows(t *testing.T) {
	defer rectify.StreamFrom(1)()
	eachOnce(t, func(f *function) bool { return repeats(f) && f.To() }, func(t *testing.T, f *function) {
		values, scalar := f.long(), f.ScalarBits(0.3)
		places := []place{{}, {64, 64, 8, 8}, {8, 8, 8, 8}} // of which the first two are at a cache line
		if unaligned {
			places = append(places, place{1, 1, 1, 1})
		}
		for _, row := range []int{32, 64, 65, 128, 192, 256, 512, 4096, chunk + 64} {
			for _, rows := range []int{1, 2, 9} {
				if n := row * rows; n <= 3*chunk {
					f.check(t, f.Filled(n, row, values, rows), scalar, places...)
				}
			}
		}
	})
}

// TestSums has the sums over columns, of numbers whose sum depends on their order to the last bit,
// with every kind of value to begin with.
func TestSums(t *testing.T) {
	sums := func(f *function) bool { return repeats(f) && f.Slices[f.Repeats()].Role == contract.Accumulated }
	eachOnce(t, sums, func(t *testing.T, f *function) {
		values, specials, scalar := f.Ordinary(), f.Specials(), f.ScalarBits(0.3)
		places := f.somePlaces()
		rows := []int{2, 3, 8, 17, 64, 129, 500}
		if brief() {
			rows = []int{2, 17}
		}
		for i, row := range rowLengths {
			for j, rows := range rows {
				n := row * rows
				if n > 2*chunk {
					break
				}
				in := f.Filled(n, row, values, i*len(values)+j)
				f.check(t, in, scalar, places[(i+j)%len(places)])
				db := in[f.Repeats()]
				for k := range row {
					f.Set(db, k, specials[(k+j)%len(specials)])
				}
				f.check(t, in, scalar, places[(i+j)%len(places)])
			}
		}
	})
}
