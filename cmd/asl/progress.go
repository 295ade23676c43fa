package main

import (
	"fmt"

	"github.com/goasl/goasl/history"
)

// progress says what runs now, which is the status of a console.
type progress struct {
	done   map[*history.Visit]int // iterations of Map states that have ended
	failed map[*history.Visit]int
}

func newProgress() progress {
	return progress{done: map[*history.Visit]int{}, failed: map[*history.Visit]int{}}
}

// after returns what runs after an event of a visit, "" for nothing.
func (p progress) after(v *history.Visit, e history.Event) string {
	if iteration, ok := e.Details.(*history.MapIteration); ok {
		p.count(mapOf(v, iteration.Name), e.Type)
	}
	for v.Thread.Outer != nil {
		v = v.Thread.Outer
	}
	switch {
	case v.Outcome() != history.Running:
		return ""
	case itemsOf(v) == 0:
		return nameOf(v)
	}
	text := fmt.Sprintf("%s  %d of %s", nameOf(v), p.done[v], count(itemsOf(v), "item"))
	if n := p.failed[v]; n > 0 {
		text += fmt.Sprintf(", %d failed", n)
	}
	return text
}

// mapOf is the Map that an event of an iteration is about: the visit that the event belongs
// to, or the one around it.
func mapOf(v *history.Visit, name string) *history.Visit {
	if v.Name != name && v.Thread.Outer != nil {
		return v.Thread.Outer
	}
	return v
}

// count counts the end of an iteration.
func (p progress) count(v *history.Visit, t history.Type) {
	switch t {
	case history.TypeMapIterationFailed:
		p.failed[v]++
		p.done[v]++
	case history.TypeMapIterationSucceeded:
		p.done[v]++
	}
}
