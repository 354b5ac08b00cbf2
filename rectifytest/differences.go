package rectifytest

import (
	"cmp"
	"slices"
	"strings"
)

// Most wrong elements can be explained in several ways: a +0 for a -0 where x is 0 may be the sign of a zero, or the
// derivative. What follows decides by all that was found for a function.

// differences is what was found and is not allowed, by kind.
func (r *runner) differences() []Difference {
	groups := map[group][]*finding{}
	for _, x := range r.elements {
		g := group{x.Slice, x.tail}
		groups[g] = append(groups[g], x)
	}
	for _, x := range r.others {
		g := group{x.Slice, false}
		if len(x.may) > 0 && x.may[0].kind&(Stray|Panic) != 0 {
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
		if e.kind&^r.allow(r.name) != 0 {
			list = append(list, merge(e, group))
		}
	}
	slices.SortFunc(list, func(a, b Difference) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.How, b.How))
	})
	return list
}

// A group is what is explained together: elements of a slice that are wrong everywhere, or only in some
// places. What is not in any slice is a group of its own.
type group struct {
	slice string
	tail  bool
}

// cover divides a group by the fewest explanations: those first that explain most.
func cover(found map[explanation][]*finding, g group, list []*finding) {
	wrong := explanation{Wrong, "wrong"}
	switch g.slice {
	case "db":
		wrong.how = "wrong sum"
	case "mask":
		wrong.how = "wrong bits in the mask"
	}
	// Where most has no explanation, nothing has: a wrong function is right by chance too, or nearly.
	all, unexplained := map[string]int{}, map[string]int{}
	for _, x := range list {
		all[x.class] += x.Count
		if len(x.may) == 0 {
			unexplained[x.class] += x.Count
		}
	}
	may := make([][]explanation, len(list))
	for i, x := range list {
		may[i] = x.may
		if 2*unexplained[x.class] > all[x.class] || len(x.may) == 0 {
			may[i] = []explanation{wrong}
		}
	}
	for left := len(list); left > 0; {
		counts := map[explanation]int{}
		for _, es := range may {
			for _, e := range es {
				counts[e]++
			}
		}
		var best explanation
		for e, n := range counts {
			// Of those that explain as many, the last in the alphabet: "-0 stays -0" and not "-0 for +0".
			if cmp.Or(cmp.Compare(n, counts[best]), cmp.Compare(best.kind, e.kind), cmp.Compare(e.how, best.how)) > 0 {
				best = e
			}
		}
		e := best
		if g.tail {
			e = explanation{e.kind | Tail, e.how + ", but not everywhere"}
		}
		for i, x := range list {
			if slices.Contains(may[i], best) {
				found[e] = append(found[e], x)
				may[i] = nil
				left--
			}
		}
	}
}

// merge is one difference for what is explained in the same way: the shortest example, with an ordinary
// alpha or max if there is one. If there is none, it says so.
func merge(e explanation, group []*finding) Difference {
	slices.SortFunc(group, func(a, b *finding) int {
		return cmp.Or(cmp.Compare(a.class, b.class), cmp.Compare(a.Length, b.Length), cmp.Compare(a.Index, b.Index),
			slices.CompareFunc(a.Inputs, b.Inputs, func(a, b Value) int { return cmp.Compare(a.Bits, b.Bits) }))
	})
	d := group[0].Difference
	d.Kind, d.How = e.kind, e.how
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
		d.How += " (" + strings.Join(classes, ", ") + ")"
	}
	return d
}
