package compare

import (
	"fmt"
	"testing"

	"github.com/goasl/goasl/jsonvalue"
)

// Each rule holds for recordings made before its day, and for no later ones; what
// it changes is today's form alone, not the old one as well.
func TestDatedRules(t *testing.T) {
	const mapRun = `{"id":1,"previousEventId":0,"type":"MapRunStarted"},{"id":2,"previousEventId":1,"type":"MapRunSucceeded"},`
	const execution = `"Id":"i","Input":{},"StartTime":"t","Name":"n","RoleArn":"r"`
	tests := []struct {
		name     string
		old, now string // events
		before   string
		last     string // day on which the old form was recorded
	}{
		{
			name:   "link of a failed expression",
			old:    `{"id":1,"previousEventId":0,"type":"ExecutionStarted"},{"id":2,"previousEventId":0,"type":"PassStateEntered","stateEnteredEventDetails":{"name":"A"}},{"id":3,"previousEventId":0,"type":"EvaluationFailed","evaluationFailedEventDetails":{"state":"A"}}`,
			now:    `{"id":1,"previousEventId":0,"type":"ExecutionStarted"},{"id":2,"previousEventId":0,"type":"PassStateEntered","stateEnteredEventDetails":{"name":"A"}},{"id":3,"previousEventId":2,"type":"EvaluationFailed","evaluationFailedEventDetails":{"state":"A"}}`,
			before: "2024-12-01", last: "2024-11-30",
		},
		{
			name:   "link of the exit",
			old:    mapRun + `{"id":3,"previousEventId":2,"type":"MapStateExited"}`,
			now:    mapRun + `{"id":3,"previousEventId":1,"type":"MapStateExited"}`,
			before: "2024-11-01", last: "2024-10-31",
		},
		{
			name:   "RedriveCount",
			old:    `{"id":1,"previousEventId":0,"type":"X","xEventDetails":{"input":{"a":[{` + execution + `}]}}}`,
			now:    `{"id":1,"previousEventId":0,"type":"X","xEventDetails":{"input":{"a":[{` + execution + `,"RedriveCount":0}]}}}`,
			before: "2024-01-01", last: "2023-12-31",
		},
		{
			name:   "whether a payload is truncated",
			old:    `{"id":1,"previousEventId":0,"type":"X","xEventDetails":{"input":"1"}}`,
			now:    `{"id":1,"previousEventId":0,"type":"X","xEventDetails":{"input":"1","inputDetails":{"truncated":false}}}`,
			before: "2021-01-01", last: "2020-12-31",
		},
	}
	for _, test := range tests {
		for _, x := range []struct {
			what, day, recorded, actual string
			equal                       bool
		}{
			{"today's form", test.last, test.old, test.now, true},
			{"the old form", test.last, test.old, test.old, false},
			{"today's form, recorded already", test.last, test.now, test.now, true},
			{"today's form, too late", test.before, test.old, test.now, false},
			{"the old form, too late", test.before, test.old, test.old, true},
		} {
			r := Recording{Recorded: x.day, Status: "RUNNING", Events: list(x.recorded)}
			d, err := Execution(r, Actual{Status: "RUNNING", Events: list(x.actual)})
			if err != nil {
				t.Fatal(err)
			}
			if (d == nil) != x.equal {
				t.Errorf("%s, %s: difference %v", test.name, x.what, d)
			}
		}
	}
}

// The text of the input is compared letter by letter, but for two recordings.
func TestTextsAreExact(t *testing.T) {
	const event = `{"id":1,"previousEventId":0,"type":"ExecutionStarted","executionStartedEventDetails":{"input":"[1, 2]"}},
		{"id":2,"previousEventId":0,"type":"MapStateEntered","stateEnteredEventDetails":{"name":"M","input":"%s"}}`
	spaced, compact := list(fmt.Sprintf(event, "[1, 2]")), list(fmt.Sprintf(event, "[1,2]"))
	for _, test := range []struct {
		id        string
		want, got []jsonvalue.Value
		equal     bool
	}{
		{"", spaced, spaced, true},
		{"", compact, spaced, false},
		{"", spaced, compact, false},
		{interlude[0], compact, spaced, true},
		{interlude[1], compact, compact, false},
	} {
		r := Recording{ID: test.id, Recorded: "2023-01-01", Status: "RUNNING", Events: test.want}
		if d, err := Execution(r, Actual{Status: "RUNNING", Events: test.got}); (d == nil) != test.equal || err != nil {
			t.Errorf("%q: difference %v, error %v", test.id, d, err)
		}
	}
}

// list reads events, written one after the other.
func list(events string) []jsonvalue.Value {
	var list []jsonvalue.Value
	for _, e := range jsonvalue.MustParse("[" + events + "]").Elements() {
		list = append(list, e)
	}
	return list
}
