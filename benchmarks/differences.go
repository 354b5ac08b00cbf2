package main

import (
	"math"
	"slices"
	"strings"
	"unsafe"
)

// Where a subject's result is not the package's: every subject runs on special values, at the lengths
// 1 to 67, and is compared with the plainest loop, bit by bit.

// A difference is how one subject differs.
type difference struct {
	Function string   `json:"function"`
	Type     string   `json:"type"`
	Subject  string   `json:"subject"`
	How      []string `json:"how"`
}

func specials[F float, W word]() []F {
	one, sign := bits[W](F(1)), bits[W](F(math.Copysign(0, -1)))
	inf := bits[W](F(math.Inf(1)))
	quiet, payload := inf|bits[W](F(1.5))&^one, W(0x12345) // the highest bit of the fraction, and low ones
	var fs []F
	for _, w := range []W{
		one, one | sign, 0, sign, inf, inf | sign,
		quiet | payload, quiet | payload | sign, inf | payload, inf | payload | sign, // quiet and signalling NaNs
		1, 1 | sign, inf - 1, (inf - 1) | sign, // the smallest and the largest numbers
		bits[W](F(2.5)), bits[W](F(-2.5)), bits[W](F(0.1)), bits[W](F(-0.1)),
		bits[W](F(-3)), bits[W](F(7)), bits[W](F(-1e-20)),
	} {
		fs = append(fs, *(*F)(unsafe.Pointer(&w)))
	}
	return fs
}

// differences compares every subject with the contract.
func differences[F float, W word](op *operation[F], subjects []subject[F]) []difference {
	values := specials[F, W]()
	alphas := []F{0.3}
	if op.alpha != 0 {
		alphas = []F{0.3, 0.01, 1, 1.3, 0, F(math.Copysign(0, -1)), -1, F(math.Inf(1)), F(math.NaN())}
	}
	if op.alpha == above1 {
		alphas = []F{1.3}
	}
	var list []difference
	for _, s := range subjects {
		if s.roof || s.partner {
			continue
		}
		use(s.kernel)
		found := map[string][]F{} // by what is different, the alphas
		for _, alpha := range alphas {
			for n := 1; n <= 67; n++ {
				for _, how := range compare[F, W](op, s, n, values, alpha) {
					if !slices.ContainsFunc(found[how], func(f F) bool { return bits[W](f) == bits[W](alpha) }) {
						found[how] = append(found[how], alpha)
					}
				}
			}
		}
		use(ownKernel)
		if len(found) == 0 {
			continue
		}
		var hows []string
		for how, as := range found {
			hows = append(hows, how+which(as, alphas))
		}
		slices.Sort(hows)
		list = append(list, difference{op.name, typeName[F](), s.name, hows})
	}
	return list
}

// which names the alphas, if it takes a special one to see the difference.
func which[F float](as, all []F) string {
	if len(all) == 1 || slices.Contains(as, 0.3) {
		return ""
	}
	var names []string
	for _, a := range as {
		name := "alpha in (0, 1]"
		switch {
		case a != a:
			name = "alpha NaN"
		case math.IsInf(float64(a), 0):
			name = "alpha infinite"
		case a > 1:
			name = "alpha > 1"
		case a == 0:
			name = "alpha = 0"
		case a < 0:
			name = "alpha < 0"
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return " (" + strings.Join(names, ", ") + ")"
}

// compare runs s once over n elements, and says what is different.
func compare[F float, W word](op *operation[F], s subject[F], n int, values []F, alpha F) []string {
	const margin = 16
	const canary = 77
	newSlice := func(step, from int) []F {
		x := make([]F, n+2*margin)
		for i := range x {
			x[i] = canary
			if i >= margin && i < margin+n {
				x[i] = values[(i*step+from)%len(values)]
			}
		}
		return x
	}
	inner := func(x []F) []F { return x[margin : margin+n : margin+n] }

	a, x := newSlice(1, n), newSlice(5, 3*n)
	words := make([]uint64, (n+63)/64)
	if op.mask == readsMask {
		for i := range words {
			words[i] = 0xa5c3_96e1_5a3c_691e * uint64(n+i)
		}
	}
	dst := newSlice(7, n)
	if op.inPlace {
		dst = a
	}
	wantDst, wantWords := slices.Clone(dst), slices.Clone(words)
	wantA := wantDst
	if !op.inPlace {
		wantA = slices.Clone(a)
	}
	op.contract(inner(wantDst), inner(wantA), inner(x), wantWords, alpha)

	in := slices.Clone(inner(a)) // as it was
	b := &batch[F]{dst: [][]F{inner(dst)}, a: [][]F{inner(a)}, masks: [][]uint64{words}, zeros: make([]F, n), alpha: alpha}
	if op.inputs == 2 {
		b.b = [][]F{inner(x)}
	}
	s.run(b, 1)

	var hows []string
	add := func(how string) {
		if !slices.Contains(hows, how) {
			hows = append(hows, how)
		}
	}
	for i := range dst {
		if i >= margin && i < margin+n {
			got, want := dst[i], wantDst[i]
			if bits[W](got) == bits[W](want) {
				continue
			}
			// Which payload survives where alpha and dy are both NaN is left open.
			if got != got && want != want && alpha != alpha && in[i-margin] != in[i-margin] {
				continue
			}
			from := in[i-margin]
			if op.inputs == 2 && x[i] != x[i] {
				from = x[i]
			}
			add(how[F, W](from, got, want))
		} else if bits[W](dst[i]) != bits[W](F(canary)) {
			add("writes outside the slice")
		}
	}
	if !slices.Equal(words, wantWords) {
		add("another mask")
	}
	return hows
}

// how says in words what became of in.
func how[F float, W word](in, got, want F) string {
	switch {
	case in != in && got == 0:
		return "NaN becomes 0"
	case in != in && got == got:
		return "NaN becomes a number"
	case in != in:
		return "NaN loses its bits"
	case in == 0 && got == 0 && want == 0 && math.Signbit(float64(got)):
		return "-0 where it should be +0"
	case in == 0 && got == 0 && want == 0:
		return "+0 where it should be -0"
	case got == 0 && want == 0:
		return "0 of the other sign for a number"
	case math.IsInf(float64(in), 0):
		return "another result for an infinity"
	case got != got:
		return "NaN from a number"
	}
	const smallestNormal32, smallestNormal64 = 0x1p-126, 0x1p-1022
	smallest := smallestNormal64
	if unsafe.Sizeof(in) == 4 {
		smallest = smallestNormal32
	}
	if math.Abs(float64(in)) < smallest {
		return "another result for subnormal numbers"
	}
	return "another result for ordinary numbers"
}
