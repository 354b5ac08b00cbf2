package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"reflect"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/rectify-go/rectify"
	"github.com/rectify-go/rectify/rectifytest"
)

// Another question: what do the others do otherwise? The same calls, one on one buffer, are held to
// the contract by package rectifytest.

// implementation sets the field of f, a Functions or Functions16, that op is about. Where run works
// in place dst is filled first, so it must not be a source. Of no elements there is no call.
func implementation[E element](f any, op string, run func(b *batch[E], calls int)) rectifytest.Implementation {
	name, out := strings.CutSuffix(op, "To")
	v := reflect.ValueOf(f).Elem()
	field := v.FieldByName(strings.TrimSuffix(name, "16"))
	field.Set(reflect.MakeFunc(field.Type(), func(args []reflect.Value) []reflect.Value {
		b, s := &batch[E]{}, [][]E{}
		for _, arg := range args {
			switch x := arg.Interface().(type) {
			case []E:
				s = append(s, x)
			case []uint64:
				b.masks = [][]uint64{x}
			case E:
				b.alpha, b.max = x, x
			case float32:
				b.slope = x
			}
		}
		b.dst, b.a, b.c = s, s, [][]E{make([]E, len(s[0]))} // zeros, for those who have only the maximum of two slices
		if out {
			b.a = s[1:]
		} else if len(s) > 1 {
			copy(s[0], s[1])
		}
		if len(s) > 2 {
			b.b, b.c = s[2:], s[len(s)-1:]
		}
		if f, ok := f.(*rectifytest.Functions16); ok {
			b.format = f.Format
		}
		if b.columns = len(b.c[0]); b.columns > 0 {
			run(b, 1)
		}
		return nil
	}))
	return v.Interface().(rectifytest.Implementation)
}

// differences adds what is different to rows: the functions, by who has them and what that is. A
// subject with the name of a function of this package is put together from it, and left out.
func differences[E element, F any](rows map[[2]string][]string, typ string, none F, others []subject[E]) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true)) // whoever faults has a row too
	for _, s := range others {
		if strings.Contains(s.name, "ReLU") {
			continue
		}
		s.choose()
		f := none
		list := rectifytest.Compare(implementation(&f, s.op, s.run), rectifytest.OutOfPlace())
		_, how, _ := strings.Cut(strings.TrimSpace(rectifytest.Summary(list)), ": ")
		row := [2]string{s.name, how}
		rows[row] = append(rows[row], s.op+"["+typ+"]")
	}
}

func (r *report) printDifferences(w io.Writer) {
	rows := map[[2]string][]string{}
	differences(rows, "float32", rectifytest.Functions[float32]{}, othersF32)
	differences(rows, "float64", rectifytest.Functions[float64]{}, othersF64)
	differences(rows, "float16", rectifytest.Functions16{Format: rectify.Float16}, othersF16)
	fmt.Fprint(w, "\n| | functions | otherwise than the contract |\n| --- | --- | --- |\n")
	for _, row := range slices.SortedFunc(maps.Keys(rows), func(a, b [2]string) int { return slices.Compare(a[:], b[:]) }) {
		who := row[0]
		for path, version := range r.Modules {
			if strings.HasSuffix(path, "/"+who) {
				who += " " + version
			}
		}
		fmt.Fprintf(w, "| %s | %s | %s |\n", who, strings.Join(rows[row], ", "), cmp.Or(row[1], "nothing"))
	}
}
