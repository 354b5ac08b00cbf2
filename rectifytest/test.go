package rectifytest

import (
	"encoding/binary"
	"math/rand/v2"
	"testing"
)

// Test compares every function of f with the table, a subtest each, and fails on the differences
// that no option allows. With -short it is [Short].
func Test(t *testing.T, f Implementation, list ...Option) {
	o := newOptions(list)
	o.short = o.short || testing.Short()
	for _, s := range f.subjects() {
		t.Run(s.name, func(t *testing.T) {
			for _, d := range o.compare(s) {
				t.Error(d)
			}
		})
	}
}

// Fuzz is a fuzz target for all functions of impl: the input chooses the function, the length,
// where each slice lies, whether the destination is a source, alpha or max, and the values. It
// fails on differences that no option allows.
func Fuzz(f *testing.F, impl Implementation, list ...Option) {
	o := newOptions(list)
	subjects := impl.subjects()
	if len(subjects) == 0 {
		f.Skip("no functions")
	}
	rng := rand.New(rand.NewPCG(3, 4))
	// The lengths are those where a kernel may take another path.
	lengths := []uint16{
		0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 95, 96, 97,
		127, 128, 129, 191, 255, 256, 257, 300, 511, 513, 1000, 1023,
	}
	for i := range max(len(lengths), 2*len(subjects)) {
		s := subjects[i%len(subjects)]
		values, scalars := s.Specials(), s.Scalars()
		data := make([]byte, len(values)*s.Size)
		for j, v := range values {
			s.Set(data, j, v)
		}
		f.Add(byte(i), lengths[i%len(lengths)], rng.Uint32(), scalars[i%len(scalars)], data)
	}
	f.Fuzz(func(t *testing.T, which byte, length uint16, place uint32, scalar uint64, data []byte) {
		r := newRunner(subjects[int(which)%len(subjects)], &o)
		r.fuzz(int(length%1100), place, scalar, data)
		for _, d := range r.differences() {
			t.Error(d)
		}
	})
}

// fuzz is one try, from numbers and bytes of any kind.
func (r *runner) fuzz(n int, place uint32, scalar uint64, data []byte) {
	n = min(n, r.maxLen)
	rows := r.Rows(n)
	row := rows[int(place>>16)%len(rows)]
	in := make([][]byte, len(r.Slices))
	var offsets [4]int
	for i := range in {
		in[i] = repeated(data, i*7, r.Len(i, n, row)*r.Of(i).Size)
		offsets[i] = int(place >> (4 * i) & 15)
	}
	scalar &= r.ScalarFormat().Ones()
	if r.Scalar == "" {
		scalar = 0
	}
	if r.scalars != nil {
		list := r.scalarBits()
		scalar = list[scalar%uint64(len(list))]
	}
	r.try(in, scalar, offsets, -1)
	if places := r.places(in); len(places) > 0 {
		r.try(in, scalar, offsets, places[int(place>>24)%len(places)])
	}
}

// repeated is n bytes of data over and over, from one of its words on.
func repeated(data []byte, from, n int) []byte {
	data = append(data, make([]byte, -len(data)&7)...)
	if len(data) == 0 {
		data = binary.NativeEndian.AppendUint64(nil, 1)
	}
	b := make([]byte, n)
	for i := range b {
		b[i] = data[(from*8+i)%len(data)]
	}
	return b
}
