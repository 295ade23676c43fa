package servertest

import (
	"encoding/json"
	"testing"

	"go.temporal.io/sdk/worker"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/state"
)

const childARN = "arn:aws:states:us-east-1:123456789012:stateMachine:child"

// family returns a queue with a machine that starts another one.
func family(t *testing.T, suffix, child, rest string) *queue {
	t.Helper()
	q := newQueue(t, shared, t.Name(), map[string]*asl.Machine{
		orderARN: machine(t, `{"StartAt":"S","States":{"S":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution`+suffix+`",
			"Parameters":{"StateMachineArn":"`+childARN+`","Input":{"a":1}},"End":true`+rest+`}}}`, functions()),
		childARN: machine(t, child, functions()),
	})
	q.run(q.name, worker.Options{})
	return q
}

const (
	echoes = `{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":1,"Next":"T"},"T":{"Type":"Task","Resource":"` + function + `echo","End":true}}}`
	waits  = `{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":100000,"End":true}}}`
)

func TestChild(t *testing.T) {
	t.Parallel()
	q := family(t, ".sync:2", echoes, "")
	is := q.end(q.start(`{}`))
	var got struct {
		ExecutionArn, Status string
		Output               json.RawMessage
	}
	if err := json.Unmarshal([]byte(is.Output.String()), &got); err != nil {
		t.Fatalf("%+v %v", is, err)
	}
	if string(got.Output) != `{"a":1}` || got.Status != "SUCCEEDED" {
		t.Errorf("%s", is.Output)
	}
	if child := q.end(got.ExecutionArn); child.Output.String() != `{"a":1}` {
		t.Errorf("%s %s", child.Status, child.Output)
	}
}

func TestChildFails(t *testing.T) {
	t.Parallel()
	q := family(t, ".sync", `{"StartAt":"F","States":{"F":{"Type":"Fail","Error":"Sold","Cause":"out"}}}`,
		`,"Catch":[{"ErrorEquals":["States.TaskFailed"],"Next":"P"}]},"P":{"Type":"Pass","Parameters":{"of.$":"States.StringToJson($.Cause)"},"OutputPath":"$.of.Error","End":true`)
	if is := q.end(q.start(`{}`)); is.Output.String() != `"Sold"` {
		t.Errorf("%+v", is)
	}
}

// An execution that is not awaited outlives the one that has started it; others are aborted
// with it.
func TestChildAndTheEndOfItsParent(t *testing.T) {
	for suffix, want := range map[string]state.Status{"": state.Running, ".sync": state.Aborted} {
		t.Run("startExecution"+suffix, func(t *testing.T) {
			t.Parallel()
			q := family(t, suffix, waits, `,"Catch":[{"ErrorEquals":["States.ALL"],"Next":"E"}]},"E":{"Type":"Pass","End":true`)
			arn := q.start(`{}`)
			child := ""
			q.until("the child has started", func() bool {
				for _, e := range q.workflow(arn, "").Events {
					if a := e.GetChildWorkflowExecutionStartedEventAttributes(); a != nil {
						child = a.GetWorkflowExecution().GetWorkflowId()
					}
				}
				return child != ""
			})
			if err := q.Stop(t.Context(), arn, nil); err != nil {
				t.Fatal(err)
			}
			q.end(arn)
			if want != state.Running {
				if is := q.end(child); is.Status != want {
					t.Errorf("%+v", is)
				}
				return
			}
			if is, err := q.Describe(t.Context(), child); err != nil || is.Status != want {
				t.Errorf("%+v %v", is, err)
			}
			if err := q.Stop(t.Context(), child, nil); err != nil {
				t.Error(err)
			}
			q.end(child)
		})
	}
}
