package rectify_test

import (
	"encoding/binary"
	"math/rand/v2"
	"strings"
	"testing"
)

// A fuzz target for each kind of signature. The input chooses the function and its type, the
// length, and that of a row, where each slice lies, alpha or max, and the values; every kernel is
// compared with the plain loop.

func FuzzForward(f *testing.F) { fuzz(f, "x") }

func FuzzBackward(f *testing.F) { fuzz(f, "dy x") }

func FuzzMask(f *testing.F) { fuzz(f, "x mask") }

func FuzzBackwardMask(f *testing.F) { fuzz(f, "dy mask") }

func FuzzForwardRepeated(f *testing.F) { fuzz(f, "x b") }

func FuzzBackwardRepeated(f *testing.F) { fuzz(f, "dy x alpha") }

func FuzzBias(f *testing.F) { fuzz(f, "dy y db") }

func FuzzForward16(f *testing.F) { fuzz(f, "x 16") }

func FuzzBackward16(f *testing.F) { fuzz(f, "dy x 16") }

// shape is what the functions of one target have in common: the slices that they have in place.
func (f *function) shape() string {
	backward, shape := strings.Contains(f.Name, "Backward"), "x"
	switch {
	case backward && f.HasMask():
		shape = "dy"
	case backward:
		shape = "dy x"
	}
	switch last := f.Slices[len(f.Slices)-1].Name; {
	case f.Size == 2:
		shape += " 16"
	case last == "db":
		shape = "dy y db"
	case last == "alpha" && !backward:
		shape += " b"
	case last == "mask" || last == "b" || last == "alpha":
		shape += " " + last
	}
	return shape
}

func fuzz(f *testing.F, shape string) {
	var some []*function
	for _, fn := range functions {
		if fn.shape() == shape {
			some = append(some, fn)
		}
	}
	rng := rand.New(rand.NewPCG(3, 4))
	// The lengths are those where a kernel may take another path.
	for i, n := range []uint16{
		0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 95, 96, 97,
		127, 128, 129, 191, 255, 256, 257, 300, 511, 513, 1000, 1023,
	} {
		fn := some[i%len(some)]
		values := fn.Specials()
		data := make([]byte, len(values)*fn.Size)
		for j := range values {
			fn.Set(data, j, values[j])
		}
		scalars := fn.Scalars()
		f.Add(byte(i), n, rng.Uint32(), scalars[i%len(scalars)], data)
	}
	f.Fuzz(func(t *testing.T, which byte, n uint16, at uint32, scalar uint64, data []byte) {
		fn := some[int(which)%len(some)]
		if fn.Size < 8 {
			scalar = uint64(uint32(scalar))
		}
		rows := fn.Rows(int(n % 1100))
		row := rows[int(at>>6&3+at>>12&12+at>>18&48)%len(rows)] // the bits that no offset has
		in := make([][]byte, len(fn.Slices))
		var p place
		for i := range in {
			in[i] = repeated(data, i*7, fn.bytes(i, int(n%1100), row))
			p[i] = int(at >> (8 * i))
		}
		p, _ = fn.aligned(p)
		want := fn.Want(in, scalar)
		for _, k := range kernels() {
			use(t, k)
			fn.run(t, in, want, scalar, p)
		}
	})
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
