// Package diag holds the vocabulary of problems found in a definition: where
// (Pos), what (Diagnostic), all of them (List), and how they are shown to a
// person, with the line of the source and a caret under the place.
//
// Its values are plain data. A Source is immutable and safe for concurrent
// use; everything else is as safe as any Go value.
package diag

import (
	"fmt"
	"strings"
)

// Severity says how bad a Diagnostic is. The zero Severity is invalid, so that
// one nobody has set shows.
type Severity uint8

// The severities, as ValidateStateMachineDefinition knows them.
const (
	Error   Severity = iota + 1 // the definition cannot be used
	Warning                     // the definition works, but probably not as meant
)

// String returns "error", "warning" or "invalid severity".
func (s Severity) String() string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	}
	return "invalid severity"
}

// Pos is a place in a text. The zero Pos means that the place is unknown.
type Pos struct {
	Offset int // in bytes, from 0
	Line   int // from 1
	Column int // in runes, from 1
}

// IsValid reports whether the place is known.
func (p Pos) IsValid() bool { return p.Line > 0 }

// String returns "line:column", or "-" if the place is unknown.
func (p Pos) String() string {
	if !p.IsValid() {
		return "-"
	}
	return fmt.Sprintf("%d:%d", p.Line, p.Column)
}

// Diagnostic is one problem of a definition. Only Severity and Message are
// always there.
type Diagnostic struct {
	Severity Severity
	Code     string // the kind of problem, as Step Functions names it: "SCHEMA_VALIDATION_FAILED"
	Message  string // what is wrong, without the place
	Location string // where in the definition, as Step Functions writes it: "/States/A/Next", or of a text that is no JSON "[Source: …]"
	File     string // the name of the text, as its Source was given it
	Pos      Pos    // where in the text
	Hint     string // what may help, e.g. "did you mean \"Next\"?"
	Line     string // the text of the line at Pos, for the caret
}

// String returns the diagnostic in one line:
//
//	songs.asl.json:7:15: MISSING_TRANSITION_TARGET: no such state at /States/A/Next (did you mean "B"?)
//
// What is unknown is left out, and so is a location that says no more than the
// place. A severity other than Error is named before the
// code, and characters that would move a terminal's cursor are replaced.
func (d Diagnostic) String() string {
	var b strings.Builder
	if d.File != "" {
		b.WriteString(d.File)
		b.WriteByte(':')
	}
	if d.Pos.IsValid() {
		b.WriteString(d.Pos.String())
		b.WriteByte(':')
	}
	if b.Len() > 0 {
		b.WriteByte(' ')
	}
	if d.Severity != Error {
		b.WriteString(d.Severity.String())
		b.WriteString(": ")
	}
	if d.Code != "" {
		b.WriteString(d.Code)
		b.WriteString(": ")
	}
	b.WriteString(d.Message)
	if strings.HasPrefix(d.Location, "/") {
		b.WriteString(" at ")
		b.WriteString(d.Location)
	}
	if d.Hint != "" {
		b.WriteString(" (")
		b.WriteString(d.Hint)
		b.WriteByte(')')
	}
	return printable(b.String())
}
