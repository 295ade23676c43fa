// Package diag describes the problems of a definition. A [Diagnostic] is one problem with its
// place in the text, a [List] is all problems of a text, and [Fprint] prints them with the
// line of the source and a caret under the place:
//
//	songs.asl.json:3:13: MISSING_TRANSITION_TARGET: no such state at /States/A/Next
//	    "Next": "C"
//	            ^
//
// A check makes diagnostics with [Source.At], which finds the place of an offset, and
// returns them with [List.Err].
//
// A [Source] is immutable and safe for concurrent use. All other types are plain data.
package diag

import (
	"fmt"
	"strings"
)

// Severity is how serious a [Diagnostic] is. The zero Severity is not valid, so that a
// missing one is noticed; it counts as an [Error].
type Severity uint8

// The severities, the same as those of ValidateStateMachineDefinition.
const (
	Error   Severity = iota + 1 // the definition cannot be used
	Warning                     // the definition can be used, but is probably not as intended
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

// Pos is a place in a text. The zero Pos is an unknown place.
type Pos struct {
	Offset int // in bytes from the start of the text
	Line   int // counted from 1
	Column int // in runes, counted from 1
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

// Diagnostic is one problem of a definition. Severity and Message are always set; the other
// fields may be zero.
type Diagnostic struct {
	Severity Severity

	// Code is the kind of problem in the words of Step Functions, such as
	// "SCHEMA_VALIDATION_FAILED".
	Code string

	// Message is what is wrong, without the place.
	Message string

	// Location is the place in the definition as Step Functions writes it, such as
	// "/States/A/Next", or "[Source: …]" for a text that is not JSON.
	Location string

	// File is the name of the text that was given to [NewSource].
	File string

	// Pos is the place in the text.
	Pos Pos

	// Hint is what may help, such as `did you mean "Next"?`.
	Hint string

	// Line is the text of the line at Pos, which [Fprint] prints.
	Line string

	// Others is 0, but in a diagnostic that stands for further problems, which are not
	// listed: their number.
	Others int
}

// String returns the diagnostic in one line:
//
//	songs.asl.json:7:15: MISSING_TRANSITION_TARGET: no such state at /States/A/Next (did you mean "B"?)
//
// It leaves out fields that are not set, and a Location that does not begin with a slash. A
// severity other than [Error] comes before the code. Characters that would move the cursor of
// a terminal are replaced.
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
	return Printable(b.String())
}
