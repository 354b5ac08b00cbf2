package rectify

import (
	"encoding/binary"
	"math/rand/v2"
	"strings"
	"testing"
)

// A fuzz target for each kind of signature. The input chooses the function and its type, the length,
// where each slice lies, alpha, and the values; every kernel is compared with the plain loop.

func FuzzForward(f *testing.F) { fuzz(f, false, false) }

func FuzzBackward(f *testing.F) { fuzz(f, true, false) }

func FuzzMask(f *testing.F) { fuzz(f, false, true) }

func FuzzBackwardMask(f *testing.F) { fuzz(f, true, true) }

func fuzz(f *testing.F, backward, mask bool) {
	var some []*function
	for i := range functions {
		if fn := &functions[i]; strings.Contains(fn.name, "Backward") == backward && fn.mask() == mask {
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
		values := fn.specials()
		data := make([]byte, len(values)*fn.size)
		for j := range values {
			fn.set(data, j, values[j])
		}
		alphas := fn.alphas()
		f.Add(byte(i), n, rng.Uint32(), alphas[i%len(alphas)], data)
	}
	f.Fuzz(func(t *testing.T, which byte, n uint16, place uint32, alpha uint64, data []byte) {
		fn := some[int(which)%len(some)]
		alpha &= fn.sign<<1 - 1
		in := make([][]byte, len(fn.slices))
		var offsets [3]int
		for i := range in {
			in[i] = repeated(data, i*7, fn.bytes(i, int(n%1100)))
			offsets[i] = int(place >> (8 * i) & 63)
			if !unaligned {
				offsets[i] &^= 7
			}
		}
		want := fn.want(in, alpha)
		for _, k := range kernels() {
			use(t, k)
			fn.run(t, in, want, alpha, offsets)
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
