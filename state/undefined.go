package state

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/internal/jsontree"
	"github.com/goasl/goasl/jsonvalue"
)

// undefined is the search for variables that are read where no scope assigns the name.
// Step Functions: "possibly not defined". Whether that also says that only some of the ways
// to the state assign the name is not known; package lint tells of these.
type undefined struct {
	p        *parser
	assigned map[string]int // by how many of the present scopes
	work     int            // bytes that were searched for names; see maxScopeWork
}

func (p *parser) warnUndefined() {
	if p.whole && slices.ContainsFunc(p.machine.numbered, func(s State) bool { return len(s.base().notes.reads) > 0 }) {
		u := &undefined{p: p, assigned: map[string]int{}}
		u.flow(&p.machine.Flow)
	}
}

func (u *undefined) flow(f *Flow) {
	names := map[string]bool{}
	for _, s := range f.States {
		for _, a := range assignments(u.p.machine.NodeOf(s), "") {
			names[a.name] = true
		}
	}
	for name := range names {
		u.assigned[name]++
	}
	for _, s := range f.States {
		u.state(s)
	}
	for name := range names {
		u.assigned[name]--
	}
}

func (u *undefined) state(s State) {
	b := s.base()
	for _, name := range slices.Compact(slices.Sorted(slices.Values(b.notes.reads))) {
		if u.assigned[name] == 0 && u.work < maxScopeWork {
			u.work += len(b.node.Raw())
			u.warn(b.node, b.path, name)
		}
	}
	if m, isMap := s.(*Map); isMap && m.Distributed { // its items see no outer variables
		defer func(outer map[string]int) { u.assigned = outer }(u.assigned)
		u.assigned = map[string]int{}
	}
	for _, inner := range s.flows() {
		u.flow(inner)
	}
}

// warn adds a warning for each field of a state, a rule or a catcher that reads a variable.
func (u *undefined) warn(n jsontree.Node, location, name string) {
	for _, field := range n.All() {
		at := location + "/" + field.Name
		switch field.Name {
		case "Branches", "ItemProcessor", "Iterator", "Comment":
			continue
		case "Choices", "Catch":
			for i, element := range field.All() {
				u.warn(element, at+"["+itoa(i)+"]", name)
			}
			continue
		}
		if u.p.problems.room(diag.Warning) && namesVariable(field, name) {
			u.p.add(diag.Warning, field.Pos, "POSSIBLY_UNDEFINED_VARIABLE", at, "Variable '"+name+"' is possibly not defined.")
		}
	}
}

// namesVariable reports whether one of the strings in a value has the name of a variable in
// it, as an expression that reads it has.
func namesVariable(n jsontree.Node, name string) bool {
	if n.Kind() != jsonvalue.String {
		return slices.ContainsFunc(n.Children(), func(kid jsontree.Node) bool { return namesVariable(kid, name) })
	}
	for rest := n.Text(); ; {
		_, after, found := strings.Cut(rest, "$"+name)
		if r, _ := utf8.DecodeRuneInString(after); found && r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return true
		}
		if rest = after; !found {
			return false
		}
	}
}
