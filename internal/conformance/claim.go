package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/goasl/goasl/state"
)

// claim is a statement of somebody else about what the service does.
type claim struct {
	ID             string             `json:"id"`
	Source         string             `json:"source"`
	Confidence     string             `json:"confidence"`
	Type           state.Type         `json:"type"`
	Definition     json.RawMessage    `json:"definition"`
	DefinitionText *string            `json:"definition_text"`
	Input          json.RawMessage    `json:"input"`
	InputText      *string            `json:"input_text"`
	Tasks          map[string][]reply `json:"tasks"` // by state, of its calls in order; the last one repeats
	Calls          map[string][]any   `json:"calls"` // by state, the inputs of its calls
	TestState      map[string]any     `json:"test_state"`
	TestStateWant  map[string]any     `json:"test_state_want"`
	Want           claimWant          `json:"want"`

	unread error // why the claim cannot be checked
}

// reply is the answer to a call of a task.
type reply struct {
	Sleep  float64         `json:"sleep"` // seconds before it
	Echo   bool            `json:"echo"`  // the output is the input
	Output json.RawMessage `json:"output"`
	Error  *string         `json:"error"`
	Cause  *string         `json:"cause"`
}

// claimWant says what the service answers, or how the execution ends.
type claimWant struct {
	Diagnostics []string        `json:"diagnostics"`
	Refused     bool            `json:"refused"`
	Problem     string          `json:"problem"`
	Accepted    bool            `json:"accepted"`
	Output      json.RawMessage `json:"output"`
	Error       *string         `json:"error"`
	Cause       *string         `json:"cause"`
	CauseHas    string          `json:"cause_has"`
	Path        []string        `json:"path"`
	Seconds     *float64        `json:"seconds"`
}

// readClaims reads a list of claims. One that cannot be read is in the list, too.
func readClaims(file string) ([]*claim, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var texts []json.RawMessage
	if err := json.Unmarshal(text, &texts); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	var list []*claim
	for _, text := range texts {
		list = append(list, readClaim(text))
	}
	return list, nil
}

// readClaim is strict, so that nothing that is said is overlooked.
func readClaim(text []byte) *claim {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	d.UseNumber()
	c := new(claim)
	c.unread = d.Decode(c)
	if c.unread == nil && c.TestState == nil && c.Definition == nil && c.DefinitionText == nil {
		c.unread = errors.New("it has no definition")
	}
	return c
}

// group is the letters that the id begins with.
func (c *claim) group() string {
	letters := strings.TrimLeft(c.ID, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
	return c.ID[:len(c.ID)-len(letters)]
}

func (c *claim) definition() string {
	if c.DefinitionText != nil {
		return *c.DefinitionText
	}
	return string(c.Definition)
}

func (c *claim) input() string {
	switch {
	case c.InputText != nil:
		return *c.InputText
	case c.Input != nil:
		return string(c.Input)
	}
	return "{}"
}

// runs reports whether the claim is about an execution.
func (c *claim) runs() bool {
	w := &c.Want
	return w.Output != nil || w.Error != nil || w.Cause != nil || w.CauseHas != "" || w.Path != nil || w.Seconds != nil || c.Calls != nil
}

// empty reports whether the claim says nothing that can be compared.
func (c *claim) empty() bool {
	w := &c.Want
	return !c.runs() && w.Diagnostics == nil && !w.Refused && !w.Accepted && c.TestState == nil
}
