package diag

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// List is what a parser or a check has found. It is an error, but a List
// without an Error is none: return Err of it, never the List itself.
type List []Diagnostic

// shownProblems bounds the text of a List as an error; who wants to see more
// has the List.
const shownProblems = 10

// Err returns l as an error, and nil if l holds no Error. The whole List,
// warnings included, is found in the error with errors.As.
func (l List) Err() error {
	if !slices.ContainsFunc(l, isError) {
		return nil
	}
	return l
}

// Error returns the errors of l, one a line: the first ten and how many more
// there are. Warnings are shown only where there is nothing else.
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
			fmt.Fprintf(&b, "\nand %d more", len(shown)-shownProblems)
			break
		}
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(d.String())
	}
	return b.String()
}

// Errors returns the diagnostics of severity Error, in order, and with them any
// of no valid severity.
func (l List) Errors() List { return l.filter(isError) }

// Warnings returns the diagnostics of severity Warning, in order.
func (l List) Warnings() List {
	return l.filter(func(d Diagnostic) bool { return d.Severity == Warning })
}

// Sort brings l into source order: by file, then by place. Diagnostics without
// a place come first, those of one place keep their order.
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
