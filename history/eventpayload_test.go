package history_test

import (
	"strings"
	"testing"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
)

// TestPayloadOfAnEvent: each payload that an event's JSON has can be read, counted and set,
// and the event stays as it is.
func TestPayloadOfAnEvent(t *testing.T) {
	before, after := jsonvalue.MustParse(`{"a": 1}`), jsonvalue.MustParse(`[2]`)
	text, long := "text", "texttext"
	payload := history.Payload{Value: before}
	for _, e := range []history.Event{
		{Type: history.TypeExecutionStarted, Details: &history.ExecutionStarted{Input: payload, RoleArn: "role"}},
		{Type: history.TypeExecutionSucceeded, Details: &history.Success{Output: payload}},
		{Type: history.TypePassStateEntered, Details: &history.StateEntered{Name: "A", Input: payload}},
		{Type: history.TypePassStateExited, Details: &history.StateExited{Name: "A", Output: payload}},
		{Type: history.TypeActivityScheduled, Details: &history.Scheduled{Resource: "r", Input: payload}},
		{Type: history.TypeTaskScheduled, Details: &history.TaskScheduled{Resource: "r", Parameters: before}},
		{Type: history.TypeTaskSucceeded, Details: &history.TaskProgress{Resource: "r", Output: payload}},
	} {
		was := string(e.AppendJSON(nil))
		if e.Payload() != before || e.DataSize() != before.Size() {
			t.Errorf("%s: payload %s of %d bytes", e.Type, e.Payload(), e.DataSize())
		}
		got := string(e.WithPayload(after).AppendJSON(nil))
		if want := strings.Replace(was, `"{\"a\": 1}"`, `"[2]"`, 1); got != want || want == was {
			t.Errorf("%s: with another payload it is\n%s, want\n%s", e.Type, got, want)
		}
		if now := string(e.AppendJSON(nil)); now != was {
			t.Errorf("%s: it was changed to %s", e.Type, now)
		}
	}
	variables := &history.StateExited{AssignedVariables: []jsonvalue.Member{{Name: "ab", Value: before}}}
	if n := (history.Event{Details: variables}).DataSize(); n != len("ab")+before.Size() {
		t.Errorf("variables: %d bytes", n)
	}
	for want, details := range []history.Details{
		nil,
		&history.Failure{Cause: &text},
		&history.TaskFailure{Error: &text, Cause: &text},
		&history.EvaluationFailed{Error: &text, Cause: &long, State: "A"},
	} {
		e := history.Event{Details: details}
		if n := e.DataSize(); n != want*len(text) || e.Payload().Exists() || e.WithPayload(after) != e {
			t.Errorf("%T: %d bytes, payload %s", details, n, e.Payload())
		}
	}
}
