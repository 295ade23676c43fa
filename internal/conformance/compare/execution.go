package compare

import (
	"fmt"

	"github.com/goasl/goasl/jsonvalue"
)

// Actual is an execution to compare.
type Actual struct {
	Status string
	Output jsonvalue.Value // none unless it succeeded
	Error  *string
	Cause  *string
	Events []jsonvalue.Value // as of GetExecutionHistory
	Records
}

// Execution compares an execution with its recording: events, status, error, cause,
// output and records, each as far as it was recorded. The difference is nil if there is
// none. The error says that the recording cannot be read.
func Execution(want Recording, got Actual) (*Difference, error) {
	events, err := eventsOf(want.Events)
	if err != nil {
		return nil, fmt.Errorf("recorded %w", err)
	}
	modernise(&want, events)
	v := &values{masks: want.Masks}
	if want.Events != nil {
		d, err := sequences(v, want, events, got.Events)
		if d != nil || err != nil {
			return d, err
		}
	}
	if d := v.outcome(want, got); d != nil {
		return d, nil
	}
	if d := v.partialEvents(want.Partial, got.Events); d != nil {
		return d, nil
	}
	return v.records(want.Records, got.Records), nil
}

// sequences compares the events. It is a difference if the actual ones are not a
// history.
func sequences(v *values, r Recording, want []*event, list []jsonvalue.Value) (*Difference, error) {
	got, err := eventsOf(list)
	if err == nil {
		err = checkIDs(got)
	}
	if err != nil {
		return differ("events", err.Error(), jsonvalue.Value{}, jsonvalue.Value{}), nil
	}
	check, compare := checkIDs, histories
	if r.Normalised {
		check, compare = checkKept, normalised
	}
	if err := check(want); err != nil {
		return nil, fmt.Errorf("recorded %w", err)
	}
	return compare(v, want, got), nil
}

// outcome compares the end in DescribeExecution. Its members are recorded unless the
// status says that there are none.
func (v *values) outcome(want Recording, got Actual) *Difference {
	if want.Status != got.Status {
		return differ("status", fmt.Sprintf("%s, want %s", got.Status, want.Status), jsonvalue.OfString(want.Status), jsonvalue.OfString(got.Status))
	}
	members := []struct {
		name, event string
		want, got   jsonvalue.Value
		compare     func([]string, jsonvalue.Value, jsonvalue.Value) string
	}{
		{"error", "executionFailedEventDetails", want.Error, optional(got.Error), v.api},
		{"cause", "executionFailedEventDetails", want.Cause, optional(got.Cause), v.api},
		{"output", "executionSucceededEventDetails", want.Output, got.Output, v.payload},
	}
	for _, m := range members {
		if m.name == "output" && !m.want.Exists() {
			continue
		}
		// Masks are written for the event that has the same value.
		if diff := m.compare([]string{"events", m.event, m.name}, m.want, m.got); diff != "" {
			return differ(m.name, diff, m.want, m.got)
		}
	}
	return nil
}

func optional(s *string) jsonvalue.Value {
	if s == nil {
		return jsonvalue.Value{}
	}
	return jsonvalue.OfString(*s)
}
