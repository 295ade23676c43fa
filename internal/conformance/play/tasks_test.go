package play

import (
	"encoding/json"
	"testing"

	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/internal/conformance/compare"
	"github.com/goasl/goasl/state/statetest"

	"github.com/google/go-cmp/cmp"
)

// TestTasks reads the tasks out of a history, which comes out again when they answer so.
func TestTasks(t *testing.T) {
	const definition = `{"StartAt":"M","States":{"M":{"Type":"Map","End":true,"ItemProcessor":{"StartAt":"T","States":{
		"T":{"Type":"Task","Resource":"` + function + `","Retry":[{"ErrorEquals":["E"]}],"Catch":[{"ErrorEquals":["States.Timeout"],"Next":"P"}],"TimeoutSeconds":9,"End":true},
		"P":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","Parameters":{"QueueUrl":"q","MessageBody.$":"$$.Task.Token"},"End":true}}}}}}`
	c := played(t, definition, "[1,2]", `"tasks":[
			{"state":"T","iterations":[{"map":"M","index":0}],"outcomes":[{"error":"E","cause":"c"},{"output":[1.0]}]},
			{"state":"T","iterations":[{"map":"M","index":1}],"outcomes":[{"timeout":true}]},
			{"state":"P","iterations":[{"map":"M","index":1}],"outcomes":[{"submitted":{"MessageId":"m"},"output":"done"}]}],
		"expect":{"status":"SUCCEEDED"}`)
	first, err := Execution(c, statetest.Never)
	if err != nil {
		t.Fatal(err)
	}
	var events []json.RawMessage
	for _, e := range first.Events {
		events = append(events, e.JSON())
	}
	tasks, err := Tasks(events)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, task := range tasks {
		text, err := json.Marshal(struct {
			State      string
			Iterations []cases.Iteration
			Attempts   int
		}{task.State, task.Iterations, len(task.Outcomes)})
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, string(text))
	}
	want := []string{
		`{"State":"T","Iterations":[{"map":"M","index":0}],"Attempts":2}`,
		`{"State":"T","Iterations":[{"map":"M","index":1}],"Attempts":1}`,
		`{"State":"P","Iterations":[{"map":"M","index":1}],"Attempts":1}`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("tasks (-want +got):\n%s", diff)
	}

	c.Tasks, c.Expect.Events, c.Expect.Output = tasks, events, first.Output.JSON()
	again, err := Execution(c, statetest.FromJournal)
	if err != nil {
		t.Fatal(err)
	}
	recording, err := compare.RecordingOf(c)
	if err != nil {
		t.Fatal(err)
	}
	recording.Recorded = "2026-01-01"
	if d, err := compare.Execution(recording, again); d != nil || err != nil {
		t.Errorf("difference %v, error %v", d, err)
	}
}

// TestCut: what happens after the last event that is expected does not count.
func TestCut(t *testing.T) {
	c := played(t, `{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Fail"}}}`, "{}",
		`"expect":{"status":"RUNNING","events":[{"id":1,"previousEventId":0,"type":"ExecutionStarted"},{"id":2,"previousEventId":0,"type":"PassStateEntered"}]}`)
	c.Cut = true
	a, err := Execution(c, statetest.Never)
	if err != nil || a.Status != "RUNNING" || len(a.Events) != 2 || a.Error != nil {
		t.Errorf("%s, %d events, error %v", a.Status, len(a.Events), err)
	}
}
