package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/internal/conformance/play"
	"github.com/goasl/goasl/jsonvalue"
)

// A find is a published response of the service: a history, or a part that shows one
// thing. Reading is strict, so that nothing in it is overlooked.
type find struct {
	ID          string          `json:"-"` // its file, without the folder
	Topic       string          `json:"topic"`
	Recorded    string          `json:"recorded"` // a day, a month, a year, or "" if that is not known
	Definition  json.RawMessage `json:"definition"`
	Input       string          `json:"input"`
	Data        json.RawMessage `json:"data"`
	Source      json.RawMessage `json:"source"`
	Trust       json.RawMessage `json:"trust"`
	History     json.RawMessage `json:"history"`
	Shows       json.RawMessage `json:"shows"`
	Contradicts json.RawMessage `json:"contradicts"`
	Settles     json.RawMessage `json:"settles"`
	Masking     json.RawMessage `json:"masking"`
}

// loadFinds reads every find below the roots, in the order of their names.
func loadFinds(roots ...string) ([]*find, error) {
	var all []*find
	for _, root := range roots {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(path) != ".json" {
				return err
			}
			f, err := readFind(path)
			all = append(all, f)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

func readFind(name string) (*find, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	f := &find{ID: strings.TrimSuffix(filepath.Base(name), ".json")}
	if err := d.Decode(f); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return f, nil
}

// execution returns a case with what is known about the execution besides its history.
func (f *find) execution() *cases.Case {
	definition := compact(f.Definition)
	if placeholder.MatchString(definition) {
		definition = deployed(definition)
	}
	for _, change := range neighbours[f.ID] {
		definition = strings.Replace(definition, change.published, change.ran, 1)
	}
	c := &cases.Case{ID: f.ID, Kind: "execution", Type: "STANDARD", DefinitionText: &definition, InputText: "{}"}
	c.Source.Recorded = f.day()
	if json.Valid([]byte(f.Input)) {
		c.InputText = f.Input
	}
	return c
}

// compact returns a JSON text without the spaces of its file.
func compact(text json.RawMessage) string {
	var b bytes.Buffer
	if json.Compact(&b, text) != nil { // there is none
		return ""
	}
	return b.String()
}

// placeholder stands for a function's ARN in a template of CloudFormation.
var placeholder = regexp.MustCompile(`\$\{(\w+)\.Arn\}`)

// deployed returns the definition that a CloudFormation template deploys: functions
// have their ARNs, and members are sorted.
func deployed(template string) string {
	text := placeholder.ReplaceAllString(template, "arn:aws:lambda:us-east-1:111111111111:function:$1")
	var v any
	if err := decode([]byte(text), &v); err != nil {
		return text // it will be refused
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return text
	}
	return b.String()
}

// neighbours are definitions of which another version was published than the one that
// ran, with the differences that the history shows.
var neighbours = map[string][]struct{ published, ran string }{
	"091-two-maps-2026-02-a": {{ // event 92 has two members less
		`"project_folder.$":"$.project_folder","model_provider.$":"$.model_provider","outline_s3_key.$":"$.outline_s3_key"}}`,
		`"project_folder.$":"$.project_folder"}}`,
	}},
	"090-map-2025-11": {
		{ // event 47 has two members more
			`{"batch_result.$":"$.batch_result","batch_task.$":"$.batch_task","remaining_prompts.$":"$.visual_result.Payload.prompts"`,
			`{"accumulated_images":[],"accumulated_mappings":{},"batch_result.$":"$.batch_result","batch_task.$":"$.batch_task","remaining_prompts":[]`,
		},
		{ // the cause of the failure quotes it
			`"image_mappings.$":"$.images_result.Payload.image_mappings"`,
			`"image_mappings.$":"States.JsonMerge($.accumulated_mappings, $.images_result.Payload.image_mappings)"`,
		},
	},
}

// day returns the first day on which the find can have been recorded. Without a date it
// counts as new.
func (f *find) day() string {
	const first = "2026-01-01"
	if len(f.Recorded) > len(first) {
		return f.Recorded
	}
	return f.Recorded + first[len(f.Recorded):]
}

// members returns the data with its members in order.
func (f *find) members() (jsonvalue.Value, error) { return jsonvalue.Parse(f.Data) }

// ownARN matches the ARN of an execution in a context object.
var ownARN = regexp.MustCompile(`arn:aws:states:[\w-]+:\d+:execution:[\w-]+:[\w-]+`)

// caught matches an error that a state's Catch put somewhere, inside a JSON text.
var caught = regexp.MustCompile(`\\"Error\\":(\\"t\d+\\"),\\"Cause\\":(\\"t\d+\\")`)

// unmasked returns the events with caught errors as they are in the events of the
// failures, where texts were not replaced by tokens.
func unmasked(events []json.RawMessage) ([]json.RawMessage, error) {
	known := map[string]string{}
	for i, text := range events[1:] {
		found := caught.FindSubmatch(text)
		before, err := jsonvalue.Parse(events[i])
		if err != nil {
			return nil, err
		}
		details := before.Get("taskFailedEventDetails")
		if found == nil || !details.Exists() {
			continue
		}
		for n, member := range []string{"error", "cause"} {
			quoted := jsonvalue.OfString(details.Get(member).String()).String()
			known[string(found[n+1])] = quoted[1 : len(quoted)-1]
		}
	}
	changed := make([]json.RawMessage, len(events))
	for i, text := range events {
		changed[i] = text
		for token, quoted := range known {
			changed[i] = bytes.ReplaceAll(changed[i], []byte(token), []byte(quoted))
		}
	}
	return changed, nil
}

// addBeginning adds the events of a history to a case, up to the one with the id last.
func addBeginning(c *cases.Case, events []json.RawMessage, last int) error {
	if last > len(events) {
		return fmt.Errorf("there are %d events", len(events))
	}
	started, err := jsonvalue.Parse(events[0])
	if err != nil {
		return err
	}
	details := started.Get("executionStartedEventDetails")
	c.InputText, c.Context.RoleARN = details.Get("input").Text(), details.Get("roleArn").Text()
	c.Expect.Events, c.Expect.Status, c.Cut = events[:last], "RUNNING", true
	c.Tasks, err = play.Tasks(c.Expect.Events)
	return err
}
