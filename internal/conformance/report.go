package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// failure says why a case failed.
type failure struct {
	reason string
	diff   string // the first difference, "" for none
}

// result is the result of one case.
type result struct {
	id      string
	failure *failure // nil if it passed
	skipped string   // why it was not played, "" if it was
}

type folderResults struct {
	name    string
	results []result
}

// report has the results of all cases, by folder.
type report []folderResults

// add appends a result to those of a group. at has the indexes of the groups.
func (r report) add(at map[string]int, group string, res result) report {
	i, ok := at[group]
	if !ok {
		i = len(r)
		at[group] = i
		r = append(r, folderResults{name: group})
	}
	r[i].results = append(r[i].results, res)
	return r
}

// print writes the summary, after the failures if verbose is set.
func (r report) print(w io.Writer, verbose bool) error {
	out := bufio.NewWriter(w)
	if verbose {
		for _, f := range r {
			for _, res := range f.results {
				res.print(out)
			}
		}
	}
	width, all, bad, left := 0, 0, 0, 0
	for _, f := range r {
		width, left = max(width, len(f.name)), left+f.skipped()
	}
	for _, f := range r {
		n, skipped := f.failed(), f.skipped()
		fmt.Fprintf(out, "%-*s  %4d passed  %4d failed", width, f.name, len(f.results)-n-skipped, n)
		if left > 0 {
			fmt.Fprintf(out, "  %4d not played", skipped)
		}
		fmt.Fprintln(out)
		all, bad = all+len(f.results), bad+n
	}
	fmt.Fprintf(out, "%d passed, %d failed", all-bad-left, bad)
	if left > 0 {
		fmt.Fprintf(out, ", %d not played", left)
	}
	fmt.Fprintln(out)
	return out.Flush()
}

// skipped counts the cases that were not played.
func (f folderResults) skipped() int {
	n := 0
	for _, res := range f.results {
		if res.skipped != "" {
			n++
		}
	}
	return n
}

// failed counts the cases that failed.
func (f folderResults) failed() int {
	n := 0
	for _, res := range f.results {
		if res.failure != nil {
			n++
		}
	}
	return n
}

func (r result) print(w io.Writer) {
	if r.skipped != "" {
		fmt.Fprintf(w, "NOT PLAYED %s\n    %s\n", r.id, r.skipped)
	}
	if r.failure == nil {
		return
	}
	fmt.Fprintf(w, "FAIL %s\n    %s\n", r.id, r.failure.reason)
	if r.failure.diff != "" {
		fmt.Fprintf(w, "    (-want +got)\n%s", indent(r.failure.diff))
	}
}

func indent(text string) string {
	lines := strings.SplitAfter(strings.TrimSuffix(text, "\n"), "\n")
	return "    " + strings.Join(lines, "    ") + "\n"
}
