package sfnapi

import (
	"encoding/json"
	"errors"
	"strings"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/diag"
)

// ValidateStateMachineDefinitionInput is the request of ValidateStateMachineDefinition.
type ValidateStateMachineDefinitionInput struct {
	Definition string   `json:"definition" model:"Definition,required"`                            // in JSON
	Type       asl.Type `json:"type,omitempty" model:"StateMachineType"`                           // asl.Standard if empty
	Severity   Severity `json:"severity,omitempty" model:"ValidateStateMachineDefinitionSeverity"` // SeverityWarning asks for warnings, too

	// MaxResults is the most diagnostics that are returned, from 1 to 100; 0 counts as 100.
	MaxResults int `json:"maxResults,omitempty" model:"ValidateStateMachineDefinitionMaxResult"`
}

// Severity is the least severity of the diagnostics that are returned; SeverityError if
// it is empty.
type Severity string

// The severities.
const (
	SeverityError   Severity = "ERROR"
	SeverityWarning Severity = "WARNING"
)

// ValidateStateMachineDefinitionOutput is the response of ValidateStateMachineDefinition.
type ValidateStateMachineDefinitionOutput struct {
	Result      string    // ValidationOK, or ValidationFail if there is an error
	Diagnostics diag.List // in the order of the service; their places in the text are not in the JSON
	Truncated   bool      // there are more than MaxResults
}

// The results of ValidateStateMachineDefinition.
const (
	ValidationOK   = "OK"
	ValidationFail = "FAIL"
)

// maxResults is the most diagnostics that one response has.
const maxResults = 100

// ValidateStateMachineDefinition returns the problems of a definition. Code, message and
// location of each are those of the service, as far as they are known. The error is an
// [*Exception]: the type or the severity is unknown, or an option is wrong.
//
// Type decides if it is set; else an option may ([asl.WithType]).
func ValidateStateMachineDefinition(
	in ValidateStateMachineDefinitionInput, opts ...asl.ParseOption,
) (*ValidateStateMachineDefinitionOutput, error) {
	if err := check(in); err != nil {
		return nil, err
	}
	m, err := parse(in.Definition, in.Type, opts)
	out := &ValidateStateMachineDefinitionOutput{Result: ValidationOK}
	var list diag.List
	switch {
	case errors.As(err, &list):
		out.Result = ValidationFail
	case err != nil:
		return nil, err
	default:
		list = m.Warnings()
	}
	if in.Severity != SeverityWarning {
		list = list.Errors()
	}
	list = inOrder(list)
	if in.MaxResults == 0 {
		in.MaxResults = maxResults
	}
	if len(list) > in.MaxResults {
		list, out.Truncated = list[:in.MaxResults], true
	}
	for _, d := range list {
		out.Diagnostics = append(out.Diagnostics, asService(d))
	}
	return out, nil
}

func (s *Service) validateStateMachineDefinition(_ *call, in *ValidateStateMachineDefinitionInput) (*ValidateStateMachineDefinitionOutput, error) {
	return ValidateStateMachineDefinition(*in, asl.WithCallChecker(s.calls))
}

// MarshalJSON returns the response as the service writes it.
func (out ValidateStateMachineDefinitionOutput) MarshalJSON() ([]byte, error) {
	type diagnostic struct {
		Severity string `json:"severity"`
		Code     string `json:"code"`
		Message  string `json:"message"`
		Location string `json:"location,omitempty"`
	}
	response := struct {
		Result      string       `json:"result"`
		Diagnostics []diagnostic `json:"diagnostics"`
		Truncated   bool         `json:"truncated"`
	}{out.Result, []diagnostic{}, out.Truncated}
	for _, d := range out.Diagnostics {
		severity := strings.ToUpper(d.Severity.String())
		response.Diagnostics = append(response.Diagnostics, diagnostic{severity, d.Code, d.Message, d.Location})
	}
	return json.Marshal(response)
}
