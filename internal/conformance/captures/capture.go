// Package captures reads exchanges with AWS Step Functions that were captured from
// outside: requests, responses, histories, and deliveries, as the service gave them.
// Reading is strict, so that nothing in a capture is overlooked.
package captures

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Capture is one case of the folder, a file case.json.
type Capture struct {
	ID                  string                       `json:"id"`
	Kind                string                       `json:"kind"`
	Topic               string                       `json:"topic"`
	Type                string                       `json:"type"`
	Region              string                       `json:"region"`
	Definition          string                       `json:"definition"` // as it was sent
	DefinitionPattern   json.RawMessage              `json:"definition_pattern"`
	Definitions         json.RawMessage              `json:"definitions"`
	ProcessorDefinition json.RawMessage              `json:"processor_definition"`
	ChildDefinition     string                       `json:"child_definition"`
	Input               string                       `json:"input"` // as it was sent
	Steps               []Step                       `json:"steps"`
	Histories           map[string][]json.RawMessage `json:"histories"` // by ARN of the execution
	HistoryLinks        map[string][]json.RawMessage `json:"history_links"`
	Objects             []json.RawMessage            `json:"objects"`
	ObjectList          json.RawMessage              `json:"object_list"`
	EventBridge         []string                     `json:"eventbridge"`
	Connection          json.RawMessage              `json:"connection"`
	Logging             *Logging                     `json:"logging_configuration"`
	LogRecords          []LogRecord                  `json:"log_records"`
	Source              Source                       `json:"source"`
	Note                string                       `json:"note"`
}

// Step is a call of the service with its response.
type Step struct {
	Operation       string          `json:"operation"`
	Label           string          `json:"label"`
	Region          string          `json:"region"`
	Request         json.RawMessage `json:"request"`
	Response        json.RawMessage `json:"response"`
	ResponsePartial json.RawMessage `json:"response_partial"` // the part that was read
	HTTPStatus      int             `json:"http_status"`
	Error           *Exception      `json:"error"`  // nil if it was not refused
	Events          json.RawMessage `json:"events"` // which of the history's
	Derived         string          `json:"derived"`
}

// Exception is the answer to a call that is refused.
type Exception struct {
	Code       string `json:"code"`
	Message    string `json:"message"`
	HTTPStatus int    `json:"http_status"`
	Type       string `json:"__type"`
}

// Logging is the log configuration of the state machine.
type Logging struct {
	Level                string          `json:"level"`
	IncludeExecutionData bool            `json:"includeExecutionData"`
	Destinations         json.RawMessage `json:"destinations"`
}

// LogRecord is a record as CloudWatch Logs delivered it.
type LogRecord struct {
	Stream    string `json:"logStreamName"`
	Timestamp int64  `json:"timestamp"`
	Message   string `json:"message"`
}

// Source says where the capture was published.
type Source struct {
	Repository string `json:"repository"`
	File       string `json:"file"`
	Commit     string `json:"commit"`
	CapturedAt string `json:"captured_at"`
}

// Load reads every capture below the roots, each a folder of captures or one of them,
// sorted by id.
func Load(roots ...string) ([]*Capture, error) {
	var all []*Capture
	for _, root := range roots {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Base(path) != "case.json" {
				return err
			}
			c, err := read(path)
			all = append(all, c)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	slices.SortFunc(all, func(a, b *Capture) int { return strings.Compare(a.ID, b.ID) })
	return all, nil
}

func read(name string) (*Capture, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	c := new(Capture)
	if err := d.Decode(c); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if c.ID == "" || c.Kind == "" {
		return nil, fmt.Errorf("%s: a capture needs an id and a kind", name)
	}
	return c, nil
}
