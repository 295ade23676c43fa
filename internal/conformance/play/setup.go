package play

import (
	"fmt"
	"strings"
	"time"

	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// setup is what an execution starts with, besides the names in the case.
type setup struct {
	now   time.Time
	role  string
	input jsonvalue.Value
	sent  string // the text of the input
}

// Start is what an execution of a case starts with, for programs that run it
// themselves.
type Start struct {
	Now      time.Time
	Identity state.Identity
	Input    []byte // the text that the recorder sent
}

// StartOf returns the start of the case's execution.
func StartOf(c *cases.Case) (Start, error) {
	h, err := readHistory(c)
	if err != nil {
		return Start{}, err
	}
	s, err := setUp(c, h)
	if err != nil {
		return Start{}, err
	}
	return Start{Now: s.now, Identity: identity(c.Context, s.role), Input: []byte(s.sent)}, nil
}

func setUp(c *cases.Case, h *recorded) (setup, error) {
	s := setup{role: c.Context.RoleARN}
	var err error
	if s.input, s.sent, err = inputOf(c); err != nil {
		return s, fmt.Errorf("input: %w", err)
	}
	// The recorder's name of the role is in the context, but some histories have the
	// ARN with a placeholder in it.
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

// inputOf is the input of a case, with the text that was sent: of what the recorder has
// parsed, as the recorder spells values.
func inputOf(c *cases.Case) (jsonvalue.Value, string, error) {
	if c.InputText != "" {
		v, err := jsonvalue.ParseString(c.InputText)
		return v, c.InputText, err
	}
	v, err := jsonvalue.Parse(c.Input)
	return v, Sent(v), err
}
