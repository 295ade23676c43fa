package compare

import (
	"encoding/json"
	"fmt"

	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/jsonvalue"
)

// Recording is the response of AWS. A member that is none was not recorded, or not in
// the response.
type Recording struct {
	ID         string // of the case
	Recorded   string // ISO date
	Masks      []Mask
	Status     string
	Output     jsonvalue.Value
	Error      jsonvalue.Value
	Cause      jsonvalue.Value
	Events     []jsonvalue.Value // as of GetExecutionHistory; nil if not recorded
	Normalised bool              // ids inside Parallel states were removed
	Partial    []jsonvalue.Value // the recorded members of some events
	Records
}

// RecordingOf returns the expected part of a case.
func RecordingOf(c *cases.Case) (Recording, error) {
	e := &c.Expect
	r := Recording{ID: c.ID, Recorded: c.Source.Recorded, Status: e.Status, Normalised: e.EventsNormalised != ""}
	for _, member := range []struct {
		to   *jsonvalue.Value
		text json.RawMessage
	}{{&r.Output, e.Output}, {&r.Error, e.Error}, {&r.Cause, e.Cause}} {
		v, err := parse(member.text)
		if err != nil {
			return Recording{}, err
		}
		*member.to = v
	}
	for _, p := range e.Placeholders {
		v, err := parse(p.Value)
		if err != nil {
			return Recording{}, err
		}
		r.Masks = append(r.Masks, Mask{Path: p.Path, Value: v})
	}
	for _, text := range e.Events {
		v, err := parse(text)
		if err != nil {
			return Recording{}, err
		}
		r.Events = append(r.Events, v)
	}
	partial, err := parse(e.PartialEvents)
	if err != nil {
		return Recording{}, err
	}
	for _, v := range partial.Elements() {
		r.Partial = append(r.Partial, v)
	}
	r.Records, err = recordsOf(e)
	return r, err
}

func parse(text json.RawMessage) (jsonvalue.Value, error) {
	if text == nil {
		return jsonvalue.Value{}, nil
	}
	v, err := jsonvalue.Parse(text)
	if err != nil {
		return v, fmt.Errorf("recording: %w", err)
	}
	return v, nil
}
