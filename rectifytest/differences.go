package rectifytest

import (
	"cmp"
	"slices"
	"strings"
)

// Most wrong elements can be explained in several ways: a +0 for a -0 where x is 0 may be the sign
// of a zero, or the derivative. What follows decides by all that was found for a function.

// differences is what was found and is not allowed, by kind.
func (r *runner) differences() []Difference {
	groups := map[group][]*finding{}
	for _, x := range r.elements {
		g := group{x.Slice, x.tail}
		groups[g] = append(groups[g], x)
	}
	for _, x := range r.others {
		g := group{x.Slice, false}
		if len(x.may) > 0 && x.may[0].kind()&(Stray|Panic) != 0 {
			g.slice = ""
		}
		groups[g] = append(groups[g], x)
	}
	found := map[explanation][]*finding{}
	for g, list := range groups {
		cover(found, g, list)
	}
	var list []Difference
	for e, group := range found {
		if e.kind()&^r.allow(r.name, r.Format.Name) != 0 {
			list = append(list, merge(e, group))
		}
	}
	slices.SortFunc(list, func(a, b Difference) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.How, b.How))
	})
	return list
}

// A group is what is explained together: elements of a slice that are wrong everywhere, or only in
// some places. What is not in any slice is a group of its own.
type group struct {
	slice string
	tail  bool
}

// cover divides a group by the fewest causes: those first that explain most, and then what they
// explain together.
func cover(found map[explanation][]*finding, g group, list []*finding) {
	wrong := because(Wrong, "wrong")
	switch g.slice {
	case "db":
		wrong = because(Wrong, "wrong sum")
	case "mask":
		wrong = because(Wrong, "wrong bits in the mask")
	}
	// Where most has no explanation, nothing has: a wrong function is right by chance too, or
	// nearly.
	all, unexplained := map[string]int{}, map[string]int{}
	for _, x := range list {
		all[x.class] += x.Count
		if len(x.may) == 0 {
			unexplained[x.class] += x.Count
		}
	}
	// What has the same explanations stays together.
	type same struct {
		may  []explanation
		list []*finding
	}
	left := map[string]*same{}
	for _, x := range list {
		may := x.may
		if 2*unexplained[x.class] > all[x.class] || len(may) == 0 {
			may = []explanation{wrong}
		}
		key := keyOf(may)
		if left[key] == nil {
			left[key] = &same{may: may}
		}
		left[key].list = append(left[key].list, x)
	}
	known := map[cause]bool{}
	for len(left) > 0 {
		counts := map[explanation]int{}
		for _, s := range left {
			for _, e := range s.may {
				counts[e] += len(s.list)
			}
		}
		var best explanation
		var most rank
		for e, n := range counts {
			if r := rankOf(e, n, known); best == (explanation{}) || r.compare(most) > 0 {
				best, most = e, r
			}
		}
		for _, c := range best.causes() {
			known[c] = true
		}
		e := best
		if g.tail {
			e = e.and(because(Tail, "but not everywhere"))
		}
		for key, s := range left {
			if slices.Contains(s.may, best) {
				found[e] = append(found[e], s.list...)
				delete(left, key)
			}
		}
	}
}

// A rank says how good an explanation is.
type rank struct {
	fresh, causes int // how many causes it has that no other has had, and how many in all
	explains      int
	kind          Kind
	how           string
}

func rankOf(e explanation, n int, known map[cause]bool) rank {
	r := rank{explains: n, causes: len(e.causes()), kind: e.kind(), how: e.how()}
	for _, c := range e.causes() {
		if !known[c] {
			r.fresh++
		}
	}
	return r
}

// compare is positive if a is better than b: if it needs nothing new, or explains more for each new
// cause; of equal ones, by the order of kinds, and the last in the alphabet: "-0 stays -0" and not
// "-0 for +0".
func (a rank) compare(b rank) int {
	if (a.fresh == 0) != (b.fresh == 0) {
		return cmp.Compare(b.fresh, a.fresh)
	}
	return cmp.Or(
		cmp.Compare(a.explains*max(b.fresh, 1), b.explains*max(a.fresh, 1)),
		cmp.Compare(b.causes, a.causes),
		cmp.Compare(b.kind, a.kind),
		cmp.Compare(a.how, b.how),
	)
}

// merge is one difference for what is explained in the same way: a short example, with an ordinary
// alpha or max if there is one. If there is none, it says so.
func merge(e explanation, group []*finding) Difference {
	slices.SortFunc(group, func(a, b *finding) int {
		return cmp.Or(cmp.Compare(a.class, b.class), cmp.Compare(a.Length, b.Length), cmp.Compare(a.Index, b.Index),
			slices.CompareFunc(a.Inputs, b.Inputs, func(a, b Value) int { return cmp.Compare(a.Bits, b.Bits) }))
	})
	d := group[0].Difference
	d.Kind, d.How, d.causes = e.kind(), e.how(), e
	var classes []string
	for i, x := range group {
		if i > 0 {
			d.Count += x.Count
		}
		if !slices.Contains(classes, x.class) {
			classes = append(classes, x.class)
		}
	}
	if classes[0] != "" {
		d.only = " (" + strings.Join(classes, ", ") + ")"
		d.How += d.only
	}
	return d
}
