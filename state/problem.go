package state

import (
	"fmt"
	"slices"

	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/internal/jsontree"
)

// maxProblems is the number of problems that are kept. Nobody reads more, and a hostile
// definition may have millions.
const maxProblems = 100

// maxMessage is the length of a message in bytes. It may quote a text of the definition.
const maxMessage = 10_000

// problems are the problems of a definition that were found. Errors take the place of
// warnings when there are too many.
type problems struct {
	list     diag.List
	warnings int           // in list
	others   int           // that are not in list
	worst    diag.Severity // of the others
	latest   int           // where the last one is in list, -1 if it is not
}

// room makes room for one more problem. It returns false, and counts the problem, if
// there is none.
func (ps *problems) room(severity diag.Severity) bool {
	if len(ps.list) < maxProblems {
		return true
	}
	if severity == diag.Warning || ps.warnings == 0 {
		ps.omit(severity)
		return false
	}
	for i := len(ps.list) - 1; ; i-- {
		if ps.list[i].Severity == diag.Warning {
			ps.list = slices.Delete(ps.list, i, i+1)
			ps.warnings--
			ps.omit(diag.Warning)
			return true
		}
	}
}

func (ps *problems) omit(severity diag.Severity) {
	if ps.worst != diag.Error {
		ps.worst = severity
	}
	ps.others++
	ps.latest = -1
}

// add adds a problem, after room has returned true.
func (ps *problems) add(d diag.Diagnostic) {
	if d.Severity == diag.Warning {
		ps.warnings++
	}
	ps.latest = len(ps.list)
	ps.list = append(ps.list, d)
}

// full reports whether a further error would not be kept.
func (ps *problems) full() bool { return len(ps.list)-ps.warnings == maxProblems }

// broken reports whether there is an error.
func (ps *problems) broken() bool { return len(ps.list) > ps.warnings }

// all returns the problems in the order of the text. The last one stands for those that
// are not kept.
func (ps *problems) all() diag.List {
	ps.list.Sort()
	if ps.others == 0 {
		return ps.list
	}
	return append(ps.list, diag.Diagnostic{
		Severity: ps.worst, Code: codeSchema, Others: ps.others,
		Message: fmt.Sprintf("%d more problems are not listed; mend these first", ps.others),
	})
}

// report adds an error at an offset of the text that was read. It returns false if there
// are too many.
func (p *parser) report(offset int, code, location, format string, args ...any) (kept bool) {
	if !p.problems.room(diag.Error) {
		return false
	}
	p.add(diag.Error, offset, code, location, fmt.Sprintf(format, args...))
	return true
}

// value reports an error in a value. If the value holds a placeholder it reports
// nothing, because the value is not known yet.
func (p *parser) value(n jsontree.Node, offset int, code, location, format string, args ...any) (kept bool) {
	if p.unfilled(n, location) {
		return false
	}
	return p.report(offset, code, location, format, args...)
}

// unfilled reports whether a value holds a placeholder, and notes that the state cannot
// run if it does.
func (p *parser) unfilled(n jsontree.Node, location string) bool {
	if !p.holdsPlaceholder(n) {
		return false
	}
	p.notes.unfilled = location
	return true
}

func (p *parser) add(severity diag.Severity, offset int, code, location, message string) {
	p.problems.add(p.src.At(p.machine.origin(offset), diag.Diagnostic{
		Severity: severity,
		Code:     code,
		Message:  cutAt(message, maxMessage),
		Location: location,
	}))
}

// hint adds a hint to the problem that was reported last, if it is kept.
func (p *parser) hint(text string) {
	if p.problems.latest >= 0 {
		p.problems.list[p.problems.latest].Hint = text
	}
}

// suggest adds the word that was probably meant to the problem that was reported last.
func (p *parser) suggest(word string, candidates []string) {
	if p.problems.latest < 0 {
		return
	}
	if meant := diag.Suggest(word, candidates); meant != "" {
		p.hint(fmt.Sprintf("did you mean %q?", meant))
	}
}

// inside returns the node in a template that a JSON Pointer leads to.
func (p *parser) inside(template jsontree.Node, pointer string) jsontree.Node {
	if p.problems.full() {
		return template // its place is not needed
	}
	return template.Find(pointer)
}
