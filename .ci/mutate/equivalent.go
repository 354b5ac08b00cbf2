package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
)

// equivalent has the mistakes that change nothing which a test could see, and why: in the files that a
// pattern like kernel_*.s names, those that a regular expression fits, as -list shows them without file and
// line.
var equivalent = []exemption{
	{"*_amd64.?", "the thread that stored sees its stores in order, and what tells another thread of them orders them", []string{
		`left out: SFENCE`,
	}},
}

type exemption struct {
	files, why string
	fits       []string
}

// An entry is one of the regular expressions.
type entry struct {
	files, why string
	fits       *regexp.Regexp
}

var entries = compile(equivalent)

func compile(table []exemption) (list []entry) {
	for _, e := range table {
		for _, fits := range e.fits {
			list = append(list, entry{e.files, e.why, regexp.MustCompile(fits)})
		}
	}
	return list
}

func (e *entry) has(m *mutant) bool {
	ok, _ := filepath.Match(e.files, m.file)
	return ok && e.fits.MatchString(m.at())
}

// reason says why a mutant is equivalent, or "".
func reason(m *mutant) string {
	for _, e := range entries {
		if e.has(m) {
			return e.why
		}
	}
	return ""
}

// stale reports what in the table fits none of these mistakes. They have to be all, but for those in some
// files.
func stale(mutants []*mutant) error {
	var errs []error
	for _, e := range entries {
		if *files == "" && !slices.ContainsFunc(mutants, e.has) {
			errs = append(errs, fmt.Errorf("equivalent.go: no mistake in %s fits %q", e.files, e.fits))
		}
	}
	return errors.Join(errs...)
}
