package diag

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// List is the problems that a parser or a check has found. A List implements error, but is
// not always one: it may be empty or have only warnings. A function that returns an error
// returns [List.Err] and not the List.
type List []Diagnostic

// shownProblems bounds the text of a List as an error. The List itself has all of them.
const shownProblems = 10

// Err returns nil if l has no diagnostic of severity Error, and otherwise l as an error.
// errors.As finds the whole List in it, with its warnings.
func (l List) Err() error {
	if !slices.ContainsFunc(l, isError) {
		return nil
	}
	return l
}

// Error returns the first ten diagnostics of severity Error, one in a line, and the number
// of the others. It returns the warnings if l has no errors.
func (l List) Error() string {
	shown := l.Errors()
	if len(shown) == 0 {
		shown = l
	}
	if len(shown) == 0 {
		return "no problems"
	}
	var b strings.Builder
	for i, d := range shown {
		if i == shownProblems {
			fmt.Fprintf(&b, "\nand %d more", shown[i:].count())
			break
		}
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(d.String())
	}
	return b.String()
}

// count returns the number of problems, with those that are not listed.
func (l List) count() int {
	n := 0
	for _, d := range l {
		n += max(1, d.Others)
	}
	return n
}

// Errors returns the diagnostics of severity Error, and those without a valid severity, in
// the order of l.
func (l List) Errors() List { return l.filter(isError) }

// Warnings returns the diagnostics of severity Warning, in the order of l.
func (l List) Warnings() List {
	return l.filter(func(d Diagnostic) bool { return d.Severity == Warning })
}

// Sort sorts l in place by file, and then by position in the text. Diagnostics without a
// position come first; diagnostics with the same position keep their order.
func (l List) Sort() {
	slices.SortStableFunc(l, func(a, b Diagnostic) int {
		return cmp.Or(
			cmp.Compare(a.File, b.File),
			cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Column, b.Pos.Column),
		)
	})
}

func (l List) filter(keep func(Diagnostic) bool) List {
	var kept List
	for _, d := range l {
		if keep(d) {
			kept = append(kept, d)
		}
	}
	return kept
}

// isError counts a diagnostic without a valid severity as an Error: a check
// that forgot to set it must not let a broken definition pass.
func isError(d Diagnostic) bool { return d.Severity != Warning }
