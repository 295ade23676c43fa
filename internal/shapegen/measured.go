package main

import (
	"encoding/json"
	"slices"
	"strings"
)

// measured has limits that Step Functions was observed to check, and that differ from
// the public models. It has models of its own, which may be older.
var measured = []struct {
	service, shape string
	high           json.Number
}{
	{"lambda", "MemorySize", "10240"}, // 10241 was refused in December 2025
}

// correct replaces limits of a model by measured ones.
func (m *model) correct() {
	for _, b := range measured {
		if s := m.Shapes[b.shape]; s != nil && m.name() == b.service {
			s.Max = b.high
		}
	}
}

// listed has the words of enumerations in the order in which Step Functions lists them in
// errors, where that is not the order of its model.
var listed = map[string][]string{
	"ExecutionStatus": {"SUCCEEDED", "TIMED_OUT", "PENDING_REDRIVE", "ABORTED", "FAILED", "RUNNING"},
}

// words returns the words of a shape as Step Functions lists them.
func (m *model) words(name string) []string {
	words := m.Shapes[name].Enum
	if order := listed[name]; slices.Equal(slices.Sorted(slices.Values(words)), slices.Sorted(slices.Values(order))) {
		return order
	}
	return words // the model has others than were seen
}

// correctWire changes what the SDK for Java, and Step Functions with it, has otherwise.
func (m *model) correctWire() {
	if m.name() != "s3" {
		return
	}
	expires := m.Shapes["Expires"]
	if expires == nil {
		return
	}
	expires.Type = "timestamp" // of the header; results have its text, too
	m.Shapes["ExpiresString"] = &shape{Type: "string"}
	for name, s := range m.Shapes {
		for _, own := range s.Members {
			if own.Shape == "Expires" && strings.HasSuffix(name, "Output") {
				text := own
				text.name, text.Shape = "ExpiresString", "ExpiresString"
				s.Members = append(s.Members, text)
				break
			}
		}
	}
}
