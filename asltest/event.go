package asltest

import (
	"strings"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
)

// Event asserts that the history has an event of a type whose details have these
// members, given as a JSON object such as {"error": "Bank.Busy"}; without one
// any event of the type will do. Objects inside are compared in the same way:
// what is not named may be anything. A payload may be given as JSON, although
// events hold it as text.
func (r *Run) Event(typ history.Type, details ...string) *Run {
	r.t.Helper()
	var want []jsonvalue.Value
	for _, text := range details {
		v, ok := r.json("Event", text)
		if !ok {
			return r
		}
		want = append(want, v)
	}
	var nearest jsonvalue.Value
	for _, e := range r.events {
		if e.Type != typ {
			continue
		}
		got := parsed(e.AppendDetails(nil))
		nearest = got
		matches := true
		for _, v := range want {
			matches = matches && has(got, v)
		}
		if matches {
			return r
		}
	}
	switch {
	case !nearest.Exists():
		r.fail(r.timeline.End, "there is no event %s; the history has\n%s", typ, r.types())
	default:
		r.fail(r.timeline.End, "no event %s has %s; the last one has\n%s", typ, strings.Join(details, " and "), pretty(nearest))
	}
	return r
}

// has reports whether a value holds all that is wanted.
func has(got, want jsonvalue.Value) bool {
	if got.Kind() == jsonvalue.String && want.Kind() != jsonvalue.String {
		if inner, err := jsonvalue.ParseString(got.Text()); err == nil {
			got = inner
		}
	}
	if want.Kind() != jsonvalue.Object || got.Kind() != jsonvalue.Object {
		return jsonvalue.Equal(got, want)
	}
	for name, v := range want.Members() {
		if !has(got.Get(name), v) {
			return false
		}
	}
	return true
}

// types lists the events, one a line.
func (r *Run) types() string {
	var b strings.Builder
	for _, e := range r.events {
		b.WriteString("    " + string(e.Type) + "\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}
