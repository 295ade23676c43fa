package asl

import (
	"encoding/json"
	"strings"

	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/state"
)

// ValidateInput says what [Validate] returns. The zero value is the service's
// default.
type ValidateInput struct {
	// Severity is the least one that is returned: with [diag.Warning] there are
	// warnings, too. The default is [diag.Error].
	Severity diag.Severity
	// MaxResults bounds the diagnostics that are returned. The default and the
	// most is 100.
	MaxResults int
}

const maxResults = 100

// Validation is the answer of ValidateStateMachineDefinition.
type Validation struct {
	Result      string    // ValidationOK or ValidationFail
	Diagnostics diag.List // as the service words them, with the place in the text besides
	Truncated   bool      // there are more than MaxResults
}

// The results of a [Validation].
const (
	ValidationOK   = "OK"
	ValidationFail = "FAIL"
)

// Validate says of a definition what ValidateStateMachineDefinition says of it,
// with warnings if they are asked for. The error is about an option.
// Step Functions: code, message and location of a diagnostic are the service's
// as far as they are known; the order is that of the text.
func Validate(definition []byte, in ValidateInput, opts ...ParseOption) (Validation, error) {
	p, err := newParsing(opts)
	if err != nil {
		return Validation{}, err
	}
	_, list := state.ParseWith(p.file, definition, p.opts)
	v := Validation{Result: ValidationOK}
	if list.Err() != nil {
		v.Result = ValidationFail
	}
	if in.Severity != diag.Warning {
		list = list.Errors()
	}
	if in.MaxResults <= 0 || in.MaxResults > maxResults {
		in.MaxResults = maxResults
	}
	if len(list) > in.MaxResults {
		list, v.Truncated = list[:in.MaxResults], true
	}
	for _, d := range list {
		v.Diagnostics = append(v.Diagnostics, worded(d))
	}
	return v, nil
}

// worded returns a diagnostic in the service's words: a text that is no JSON is
// described with its place in the message.
func worded(d diag.Diagnostic) diag.Diagnostic {
	if strings.HasPrefix(d.Location, "[Source: ") {
		d.Message += "\n at " + d.Location
	}
	return d
}

// MarshalJSON returns the answer as the service gives it.
func (v Validation) MarshalJSON() ([]byte, error) {
	type diagnostic struct {
		Severity string `json:"severity"`
		Code     string `json:"code"`
		Message  string `json:"message"`
		Location string `json:"location,omitempty"`
	}
	answer := struct {
		Result      string       `json:"result"`
		Diagnostics []diagnostic `json:"diagnostics"`
		Truncated   bool         `json:"truncated"`
	}{v.Result, []diagnostic{}, v.Truncated}
	for _, d := range v.Diagnostics {
		answer.Diagnostics = append(answer.Diagnostics, diagnostic{strings.ToUpper(d.Severity.String()), d.Code, d.Message, d.Location})
	}
	return json.Marshal(answer)
}
