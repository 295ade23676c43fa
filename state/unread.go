package state

import (
	"fmt"
	"maps"
	"slices"

	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/internal/jsontree"
)

// What a placeholder without a value stands for is not known. Where it stands for a value,
// its state fails when it is entered. Where it stands for what decides how a state is read,
// or where a flow begins, the state is not read: a Pass state that fails is in its place.

// unreadable returns the location of a placeholder that stands for the type or for the
// language of a state, "" if there is none.
func (o *object) unreadable() (at string) {
	kind, _ := o.peek("Type")
	switch language, ok := o.peek("QueryLanguage"); {
	case o.p.holdsPlaceholder(kind):
		return o.at("Type")
	case o.p.holdsPlaceholder(language):
		return o.at("QueryLanguage")
	case o.p.unlanguaged && !ok:
		return "/QueryLanguage"
	}
	return ""
}

// unread returns the state in the place of one that is not read, because of a placeholder at
// a location.
func (p *parser) unread(n jsontree.Node, path, at string, f *Flow, t *transitions) State {
	t.broken = true
	p.register(n, path)
	return p.failing(n, path, at, f)
}

// failing returns a state that fails because of a placeholder at a location.
func (p *parser) failing(n jsontree.Node, path, at string, f *Flow) State {
	s := &Pass{stateBase: p.base(n, "Pass", path, f)}
	s.notes.unfilled = at
	p.keep(s)
	return s
}

// failAtStart makes the first state fail if a field of the machine itself holds a
// placeholder.
func (p *parser) failAtStart() {
	at := p.machine.notes.unfilled
	if at == "" {
		return
	}
	f := &p.machine.Flow
	if f.start == nil {
		f.start = p.failing(jsontree.Node{Name: f.StartAt}, "/States/"+f.StartAt, at, f) // its name may be as long as a placeholder
	}
	f.start.base().notes.unfilled = at
}

// warnPlaceholders warns, if placeholders were to be replaced, of values that none has used
// and of placeholders that have none.
func (p *parser) warnPlaceholders(definition string, used map[string]bool) {
	if len(p.opts.Substitutions) == 0 {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(p.opts.Substitutions)) {
		if !used[name] {
			p.warnAt(0, "SUBSTITUTION_NOT_USED", fmt.Sprintf("The definition has no placeholder ${%s}, for which a value was given", name))
		}
	}
	read := &p.machine.read
	for from := 0; ; {
		start, end, name, ok := findPlaceholder(definition[from:])
		if !ok {
			return
		}
		if offset := from + start; !read.replaced(offset) {
			p.warnAt(offset, "PLACEHOLDER_WITHOUT_VALUE", fmt.Sprintf("The placeholder ${%s} has no value", name))
		}
		from += end
	}
}

// warnAt adds a warning at an offset of the text before values were put into it.
func (p *parser) warnAt(offset int, code, message string) {
	if p.opts.Source != nil {
		offset = p.opts.Source.Origin(offset)
	}
	if p.problems.room(diag.Warning) {
		p.problems.add(p.src.At(offset, diag.Diagnostic{Severity: diag.Warning, Code: code, Message: cutAt(message, maxMessage)}))
	}
}
