package temporal_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/workflow"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
	"github.com/goasl/goasl/temporal"
)

const childARN = "arn:aws:states:us-east-1:123456789012:stateMachine:child"

// family returns a cluster with a machine that starts another one.
func family(t *testing.T, suffix, child, rest string) *cluster {
	t.Helper()
	c := newCluster(t, `{"StartAt":"S","States":{"S":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution`+suffix+`",
		"Parameters":{"StateMachineArn":"`+childARN+`","Name":"kid","Input":{"a":1}},"End":true`+rest+`}}}`, functions())
	m, err := asl.MustParse(child).With(asl.WithResolver(functions()))
	if err != nil {
		t.Fatal(err)
	}
	c.machines[childARN] = m
	return c
}

const echoes = `{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":30,"Next":"T"},"T":{"Type":"Task","Resource":"` + function + `echo","End":true}}}`

func TestChild(t *testing.T) {
	c := family(t, ".sync:2", echoes, "")
	is := c.run(`{}`)
	if is.Status != "SUCCEEDED" {
		t.Fatalf("%+v %v", is, c.err)
	}
	var got struct {
		ExecutionArn, Name, Status, StateMachineArn string
		Input, Output                               json.RawMessage
		StartDate, StopDate                         int64
	}
	if err := json.Unmarshal([]byte(is.Output), &got); err != nil {
		t.Fatal(err)
	}
	if string(got.Output) != `{"a":1}` || got.Name != "kid" || got.Status != "SUCCEEDED" || !strings.HasSuffix(got.ExecutionArn, ":execution:child:kid") {
		t.Errorf("%s", is.Output)
	}
	if d := got.StopDate - got.StartDate; d != 30_000 {
		t.Errorf("the child took %d ms", d)
	}
	want := []history.Type{
		history.TypeExecutionStarted, history.TypeTaskStateEntered, history.TypeTaskScheduled, history.TypeTaskStarted,
		history.TypeTaskSubmitted, history.TypeTaskSucceeded, history.TypeTaskStateExited, history.TypeExecutionSucceeded,
	}
	if diff := cmp.Diff(want, types(c.events)); diff != "" {
		t.Error(diff)
	}
}

// The error of a child is that of its task, whose cause describes the child.
func TestChildFails(t *testing.T) {
	c := family(t, ".sync", `{"StartAt":"F","States":{"F":{"Type":"Fail","Error":"Sold","Cause":"out"}}}`,
		`,"Catch":[{"ErrorEquals":["States.TaskFailed"],"Next":"P"}]},"P":{"Type":"Pass","Parameters":{"of.$":"States.StringToJson($.Cause)"},"OutputPath":"$.of","End":true`)
	is := c.run(`{}`)
	if !strings.Contains(is.Output, `"Error":"Sold"`) || !strings.Contains(is.Output, `"Cause":"out"`) || !strings.Contains(is.Output, `"Status":"FAILED"`) {
		t.Errorf("%+v %v", is, c.err)
	}
}

// A task that does not wait is done when its child has started.
func TestChildThatNobodyAwaits(t *testing.T) {
	c := family(t, "", echoes, "")
	is := c.run(`{}`)
	if is.Status != "SUCCEEDED" || !strings.Contains(is.Output, `"ExecutionArn":"arn:aws:states:us-east-1:123456789012:execution:child:kid"`) {
		t.Errorf("%+v %v", is, c.err)
	}
	if d := c.events[len(c.events)-1].Timestamp.Sub(began); d != 0 {
		t.Errorf("it took %v", d)
	}
}

func TestChildIsRefused(t *testing.T) {
	c := family(t, ".sync", echoes, "")
	delete(c.machines, childARN)
	is := c.run(`{}`)
	if is.Error != "StepFunctions.StateMachineDoesNotExistException" {
		t.Errorf("%+v %v", is, c.err)
	}
	if n := count(c.events, history.TypeTaskSubmitFailed); n != 1 {
		t.Errorf("%d tasks have failed", n)
	}
}

// A child ends with its parent, or when its task has timed out.
func TestChildIsAborted(t *testing.T) {
	for name, c := range map[string]*cluster{
		"by the end of its parent":    family(t, ".sync", echoes, ""),
		"by the timeout of its state": family(t, ".sync", echoes, `,"TimeoutSeconds":10,"Catch":[{"ErrorEquals":["States.Timeout"],"Next":"W"}]},"W":{"Type":"Wait","Seconds":60,"End":true`),
	} {
		t.Run(name, func(t *testing.T) {
			entered := false
			mux := functions()
			m, err := c.machines[childARN].With(asl.WithResolver(mux), asl.WithTask("T", func(context.Context, json.RawMessage) (json.RawMessage, error) {
				entered = true
				return nil, nil
			}))
			if err != nil {
				t.Fatal(err)
			}
			c.machines[childARN] = m
			c.during = func(*cluster) {}
			if strings.Contains(name, "parent") {
				c.during = func(c *cluster) { c.after(10*time.Second, nil, state.Input{Kind: state.InputAbort}) }
			}
			is := c.run(`{}`)
			if want := map[bool]string{true: "ABORTED", false: "SUCCEEDED"}[strings.Contains(name, "parent")]; is.Status != want {
				t.Errorf("%+v %v", is, c.err)
			}
			if entered {
				t.Error("the child went on")
			}
		})
	}
}

// What a workflow starts with has the input once: that of an execution, of one of a Map Run, and of one
// that a task starts. The history has it, too.
func TestStartHasItsInputOnce(t *testing.T) {
	c := newCluster(t, distributed(`"StartAt":"S","States":{"S":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync",
		"Parameters":{"StateMachineArn":"`+childARN+`","Input.$":"$"},"End":true}}`), functions())
	c.machines[childARN] = family(t, "", echoes, "").machines[childARN]
	our, w := clientOf(t, c)
	var snapshots []converter.RawValue
	c.during = func(c *cluster) {
		c.env.SetOnChildWorkflowStartedListener(func(_ *workflow.Info, _ workflow.Context, args converter.EncodedValues) {
			var of, definition any
			var snapshot converter.RawValue
			if err := args.Get(&of, &definition, &snapshot); err != nil {
				t.Error(err)
			}
			snapshots = append(snapshots, snapshot)
		})
	}
	begin(t, our, `["salad"]`)
	snapshots = append(snapshots, w.args[2].(converter.RawValue))
	w.play()
	if len(snapshots) != 3 {
		t.Errorf("%d workflows", len(snapshots))
	}
	for _, s := range snapshots {
		if text := temporal.Text(s); strings.Count(text, "salad") != 1 {
			t.Error(text)
		}
	}
	if c.collect(); !strings.Contains(texts(c.events)[0], "salad") {
		t.Error(texts(c.events)[0])
	}
}
