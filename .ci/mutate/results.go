package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// How a mistake ended.
const (
	killed   = "killed"
	harmless = "equivalent"
	survived = "survived"
	unbuilt  = "unbuilt"
	skipped  = "skipped"

	sameCode = "the code is the same" // why one is equivalent
)

// A result is a line of the file of results.
type result struct {
	Key     string  `json:"key"`
	Outcome string  `json:"outcome"`
	By      string  `json:"by,omitempty"` // the build and the test that killed it, or why it is equivalent
	Seconds float64 `json:"seconds"`      // of the processor
	Commit  string  `json:"commit"`       // on which it was tried
	Mutant  string  `json:"mutant"`
}

// results is the results so far.
type results struct {
	of     map[string]result
	commit string
	file   *os.File
}

func readResults(name string) (*results, error) {
	commit, _ := exec.Command("git", "-C", *root, "describe", "--always", "--dirty", "--exclude", "*").Output()
	r := &results{of: map[string]result{}, commit: strings.TrimSpace(string(commit))}
	if name == "" {
		return r, nil
	}
	var err error
	r.file, err = os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o666)
	if err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(r.file)
	for lines.Scan() {
		var one result
		if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
			return nil, fmt.Errorf("%s: %w: %s", name, err, lines.Text())
		}
		r.of[one.Key] = one
	}
	return r, lines.Err()
}

// has reports whether there is a result that holds.
func (r *results) has(m *mutant) bool {
	one, ok := r.of[m.key]
	switch {
	case !ok || one.Outcome == skipped || *again && one.Outcome == survived:
		return false
	case one.Outcome == harmless && one.By != sameCode:
		return reason(m) != ""
	}
	return true
}

// add keeps a result. Several programs may add to a file.
func (r *results) add(m *mutant, one result) error {
	one.Key, one.Commit, one.Mutant = m.key, r.commit, m.String()
	r.of[m.key] = one
	if r.file == nil {
		return nil
	}
	line, err := json.Marshal(one)
	if err != nil {
		return err
	}
	_, err = r.file.Write(append(line, '\n'))
	return err
}

// report prints the results of these mistakes as a table in Markdown, and what survived.
func (r *results) report(mutants []*mutant) error {
	columns := []string{killed, harmless, survived, unbuilt, skipped}
	counts := map[string]map[string]int{"all": {}}
	reasons, commits := map[string]int{}, map[string]int{}
	var survivors []string
	seconds := 0.0
	for _, m := range mutants {
		if counts[m.file] == nil {
			counts[m.file] = map[string]int{}
		}
		one := r.of[m.key]
		if one.Outcome == survived && reason(m) != "" {
			one.Outcome, one.By = harmless, reason(m) // the table has learned of it
		}
		for _, c := range []map[string]int{counts[m.file], counts["all"]} {
			c["mistakes"]++
			c[one.Outcome]++
		}
		switch one.Outcome {
		case "":
			continue
		case harmless:
			reasons[one.By]++
		case survived:
			survivors = append(survivors, m.String())
		}
		commits[one.Commit]++
		seconds += one.Seconds
	}
	fmt.Printf("\n| file | mistakes | tried | %s |\n| --- |%s\n", strings.Join(columns, " | "), strings.Repeat(" --- |", len(columns)+2))
	names := slices.Sorted(maps.Keys(counts))
	names = append(slices.DeleteFunc(names, func(s string) bool { return s == "all" }), "all")
	for _, name := range names {
		c := counts[name]
		fmt.Printf("| %s | %d | %d |", name, c["mistakes"], c[killed]+c[harmless]+c[survived]+c[unbuilt])
		for _, column := range columns {
			fmt.Printf(" %d |", c[column])
		}
		fmt.Println()
	}
	fmt.Printf("\n%.0f s, on %v\n", seconds, slices.Sorted(maps.Keys(commits)))
	for _, why := range slices.Sorted(maps.Keys(reasons)) {
		fmt.Printf("equivalent, %d: %s\n", reasons[why], why)
	}
	for _, m := range survivors {
		fmt.Println("SURVIVED", m)
	}
	var errs []error
	all := counts["all"]
	if n := len(survivors); n > 0 {
		errs = append(errs, fmt.Errorf("%d survived", n))
	}
	if n := all[""]; n > 0 {
		errs = append(errs, fmt.Errorf("%d were not tried", n))
	}
	if n := all[skipped]; n > 0 {
		fmt.Printf("SKIP: %d, which do not run on this machine\n", n)
	}
	return errors.Join(errs...)
}
