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
	all, notes := p.standIns, []string(nil)
	if running {
		all, notes = append(slices.Clone(all), p.functionStandIns...), p.notes
	}
	var reasons []string
	byReason := map[string][]template.StandIn{}
	for _, s := range all {
		if byReason[s.Why] == nil {
			reasons = append(reasons, s.Why)
		}
		byReason[s.Why] = append(byReason[s.Why], s)
	}
	for _, why := range reasons {
		line("▸ " + standInLine(why, byReason[why]))
	}
	for _, note := range notes {
		line("▸ " + diag.Printable(note))
	}
}

// standInLine is the line of those with one reason. A single one has its place.
func standInLine(why string, all []template.StandIn) string {
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
	return diag.Printable(strings.Join(words, ", ") + " (" + why + ")")
}
