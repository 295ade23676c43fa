package history

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/goasl/goasl/jsonvalue"
)

// Read reads a history as "aws stepfunctions get-execution-history" prints it. Each
// text may have one page or several, with or without --reverse-order, or single events,
// one in a line. Read returns the events in the order of their IDs.
//
// The first and the last events may be missing. It is an error if one between them is
// missing, as when a page was left out, or if one is there twice, and if [Parse] does
// not take one. The error names the text, counted from 1, and the event.
func Read(pages ...[]byte) ([]Event, error) {
	var all []Event
	for i, text := range pages {
		events, err := readText(text)
		if err != nil {
			return nil, fmt.Errorf("history: text %d: %w", i+1, err)
		}
		all = append(all, events...)
	}
	slices.SortStableFunc(all, func(a, b Event) int { return cmp.Compare(a.ID, b.ID) })
	for i := 1; i < len(all); i++ {
		switch last, next := all[i-1].ID, all[i].ID; {
		case last == next:
			return nil, fmt.Errorf("history: event %d is there twice", next)
		case last+1 != next:
			return nil, fmt.Errorf("history: event %d is missing before event %d: is there another page?", last+1, next)
		}
	}
	return all, nil
}

// readText reads the pages or events of a text.
func readText(text []byte) (all []Event, err error) {
	d := json.NewDecoder(bytes.NewReader(text))
	for d.More() {
		var document json.RawMessage
		if err := d.Decode(&document); err != nil {
			return nil, fmt.Errorf("it is not JSON: %w", err)
		}
		v, err := jsonvalue.Parse(document)
		if err != nil {
			return nil, err
		}
		page := v.Get("events")
		if !page.Exists() {
			if !v.Get("id").Exists() && !v.Get("type").Exists() {
				return nil, errors.New("it is neither a page with events, as the AWS CLI prints it, nor an event")
			}
			page = jsonvalue.OfArray([]jsonvalue.Value{v})
		}
		if page.Kind() != jsonvalue.Array {
			return nil, fmt.Errorf("events: want array, not %s", page.Kind())
		}
		for _, v := range page.Elements() {
			e, err := read(v)
			if err != nil {
				return nil, fmt.Errorf("event %d: %w", e.ID, err)
			}
			all = append(all, e.asService())
		}
	}
	if rest := bytes.TrimSpace(text[d.InputOffset():]); len(rest) > 0 {
		return nil, fmt.Errorf("want a page of events, not %.20q", rest)
	}
	return all, nil
}
