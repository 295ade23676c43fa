package main

import (
	"slices"
	"strings"

	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/template"
)

// tellStandIns tells what stands for what a template does not say, and what is left out of it: in one
// line what has the same reason. running says that functions may be called.
func (p *project) tellStandIns(line func(string), running bool) {
	all := p.standIns
	if running {
		all = append(slices.Clone(all), p.functionStandIns...)
	}
	for _, same := range grouped(all, func(s template.StandIn) string { return s.Why }) {
		line("▸ " + standInLine(same))
	}
	if running {
		p.tellNotes(line)
	}
}

// tellNotes tells what of a template cannot be used here, and why.
func (p *project) tellNotes(line func(string)) {
	for _, same := range grouped(p.notes, func(n note) string { return n.what }) {
		var words []string
		for _, n := range same {
			words = append(words, n.name+" ("+n.why+")")
		}
		line("▸ " + diag.Printable(same[0].what+": "+strings.Join(words, ", ")))
	}
}

// grouped returns those with the same key together, in the order of the first ones.
func grouped[T any](all []T, key func(T) string) (groups [][]T) {
	at := map[string]int{}
	for _, v := range all {
		i, known := at[key(v)]
		if !known {
			i = len(groups)
			at[key(v)], groups = i, append(groups, nil)
		}
		groups[i] = append(groups[i], v)
	}
	return groups
}

// standInLine is the line of those with one reason. A single one has its place.
func standInLine(all []template.StandIn) string {
	if len(all) == 1 {
		return all[0].String()
	}
	var words []string
	for _, s := range all {
		word := s.Name
		if s.Value != "" && s.Value != s.Name {
			word += " = " + s.Value
		}
		words = append(words, word)
	}
	return diag.Printable(strings.Join(words, ", ") + " (" + all[0].Why + ")")
}
