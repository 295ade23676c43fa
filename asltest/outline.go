package asltest

import (
	"slices"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/diag"

	"github.com/tidwall/gjson"
)

// outline is a definition as far as tests look at it: its states, how they are
// nested, and where each part stands in the text. It is immutable.
type outline struct {
	source *diag.Source
	file   string
	text   string
	root   gjson.Result
	states []*place          // in the order of the definition
	byName map[string]*place // names are unique over the machine
}

// place is a state in the definition.
type place struct {
	name      string
	kind      string // the field Type
	text      gjson.Result
	container *place // the Map or Parallel state around it, nil if there is none
	branch    int    // of the Parallel state
	next      string
	rules     []way // of a Choice, its Default last
	retriers  []way // that lead nowhere
	catchers  []way
}

// way is an element of Choices, Retry or Catch, or a Default.
type way struct {
	text gjson.Result
	to   string
}

// outlineOf reads the definition of a machine, which is known to be valid.
func outlineOf(m *asl.Machine) *outline {
	text, file := m.Source()
	o := &outline{
		source: diag.NewSource(file, []byte(text)), file: file, text: text,
		root: gjson.Parse(text), byName: map[string]*place{},
	}
	o.flow(o.root, nil, 0)
	return o
}

// flow reads the states of a machine, a branch or an item processor.
func (o *outline) flow(f gjson.Result, container *place, branch int) {
	member(f, "States").ForEach(func(name, text gjson.Result) bool {
		p := &place{
			name: name.Str, kind: member(text, "Type").Str, text: text, container: container, branch: branch,
			next: member(text, "Next").Str, retriers: ways(text, "Retry"), catchers: ways(text, "Catch"),
			rules: ways(text, "Choices"),
		}
		if fallback := member(text, "Default"); fallback.Exists() {
			p.rules = append(p.rules, way{text: fallback, to: fallback.Str})
		}
		o.states = append(o.states, p)
		o.byName[p.name] = p
		n := 0
		member(text, "Branches").ForEach(func(_, inner gjson.Result) bool {
			o.flow(inner, p, n)
			n++
			return true
		})
		for _, field := range []string{"ItemProcessor", "Iterator"} {
			o.flow(member(text, field), p, 0)
		}
		return true
	})
}

// member finds a member by its very name; gjson's own paths give some characters
// another meaning.
func member(object gjson.Result, name string) (found gjson.Result) {
	if !object.IsObject() {
		return found
	}
	object.ForEach(func(key, value gjson.Result) bool {
		if key.Str == name {
			found = value // of two the last one counts
		}
		return true
	})
	return found
}

func ways(state gjson.Result, field string) []way {
	var all []way
	list := member(state, field)
	if !list.IsArray() {
		return nil
	}
	list.ForEach(func(_, text gjson.Result) bool {
		all = append(all, way{text: text, to: member(text, "Next").Str})
		return true
	})
	return all
}

// line is the line of the text, from 1, on which a part of the definition begins.
func (o *outline) line(part gjson.Result) int { return o.source.Pos(part.Index).Line }

// tasks are the names of the Task states.
func (o *outline) tasks() []string {
	var names []string
	for _, p := range o.states {
		if p.kind == "Task" {
			names = append(names, p.name)
		}
	}
	return names
}

// leadsTo reports whether one of the ways leads to the state.
func leadsTo(ways []way, name string) bool {
	return slices.ContainsFunc(ways, func(w way) bool { return w.to == name })
}
