package main

import (
	"encoding/json"
	"strings"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/diag"
)

// verdict says how an execution that did not succeed ended. Of the payload that a Lambda
// function fails with, which is the cause, it shows the message and the stack. The other
// lines of a cause are marked, so that none looks like a line of the command or is taken for
// an instruction, as "::error::" is in a workflow of GitHub.
func verdict(r *asl.Result) string {
	text := "the execution " + map[asl.Status]string{
		asl.Failed: "failed", asl.TimedOut: "timed out", asl.Aborted: "was aborted",
	}[r.Status]
	if r.Error == nil {
		return text
	}
	if r.Error.Name != "" {
		text += " with " + diag.Printable(r.Error.Name)
	}
	var payload struct {
		Message string   `json:"errorMessage"`
		Stack   []string `json:"stackTrace"` // of Python
		Trace   []string `json:"trace"`      // of Node
	}
	cause := r.Error.Cause
	if json.Unmarshal([]byte(cause), &payload) == nil && payload.Message != "" {
		cause = payload.Message
	}
	if cause != "" {
		text += ": " + strings.ReplaceAll(strings.TrimSpace(cause), "\n", "\n    │ ")
	}
	for _, entry := range append(payload.Stack, payload.Trace...) {
		for line := range strings.Lines(entry) {
			text += "\n    " + strings.TrimRight(line, "\n")
		}
	}
	return text
}
