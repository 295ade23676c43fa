package play

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// setup is what an execution starts with beyond the names in the case.
type setup struct {
	now   time.Time
	role  string
	input jsonvalue.Value
}

// Start is what an execution of a case starts with, for those who run it by
// themselves.
type Start struct {
	Now      time.Time
	Identity state.Identity
	Input    []byte // spelled as the recorder sent it
}

// StartOf returns what the case says of its execution's start.
func StartOf(c *cases.Case) (Start, error) {
	h, err := readHistory(c)
	if err != nil {
		return Start{}, err
	}
	s, err := setUp(c, h)
	if err != nil {
		return Start{}, err
	}
	return Start{Now: s.now, Identity: identity(c.Context, s.role), Input: []byte(Sent(s.input))}, nil
}

func setUp(c *cases.Case, h *recorded) (setup, error) {
	s := setup{role: c.Context.RoleARN}
	var err error
	if s.input, err = jsonvalue.Parse(c.Input); err != nil {
		return s, fmt.Errorf("input: %w", err)
	}
	// The recorder's name of the role stands in the context, but in some histories
	// there is the ARN with a placeholder in it.
	if h.started != nil {
		if role := h.started.details.Get("roleArn").Text(); strings.Contains(role, "<") {
			s.role = role
		}
	}
	layout, text := time.DateOnly, c.Source.Recorded
	switch {
	case c.Clock != nil:
		layout, text = time.RFC3339, c.Clock.Now
	case text == "": // it was not recorded, only described
		text = "2025-01-01"
	}
	s.now, err = time.Parse(layout, text)
	return s, err
}

// Sent spells a value as the recorder sent it: as Python's json.dumps does.
func Sent(v jsonvalue.Value) string {
	var b strings.Builder
	writeSent(&b, v)
	return b.String()
}

func writeSent(b *strings.Builder, v jsonvalue.Value) {
	separator := ""
	switch v.Kind() {
	case jsonvalue.Object:
		b.WriteByte('{')
		for name, member := range v.Members() {
			b.WriteString(separator)
			writeASCII(b, jsonvalue.OfString(name))
			b.WriteString(": ")
			writeSent(b, member)
			separator = ", "
		}
		b.WriteByte('}')
	case jsonvalue.Array:
		b.WriteByte('[')
		for _, elem := range v.Elements() {
			b.WriteString(separator)
			writeSent(b, elem)
			separator = ", "
		}
		b.WriteByte(']')
	default:
		writeASCII(b, v)
	}
}

// writeASCII writes a scalar, with escapes for all that is not ASCII.
func writeASCII(b *strings.Builder, v jsonvalue.Value) {
	for _, r := range v.String() {
		switch {
		case r < 0x80:
			b.WriteRune(r)
		case r > 0xFFFF:
			hi, lo := utf16.EncodeRune(r)
			fmt.Fprintf(b, `\u%04x\u%04x`, hi, lo)
		default:
			fmt.Fprintf(b, `\u%04x`, r)
		}
	}
}
