package asl_test

import (
	"context"
	"encoding/json"
	"errors"
	"runtime"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

const performed = "arn:aws:lambda:us-east-1:123456789012:function:f"

// perform performs the task of a state on a machine with one function.
func perform(t *testing.T, ctx context.Context, task *state.RunTask, f asl.TaskFunc, opts ...asl.Option) (in state.Input, told []state.Input, err error) {
	t.Helper()
	var mux asl.Mux
	mux.Lambda("f", f)
	m := asl.MustParse(`{"StartAt": "Other", "States": {"Other": {"Type": "Succeed"}}}`)
	opts = append([]asl.Option{asl.WithResolver(&mux)}, opts...)
	in, err = m.Perform(ctx, task, state.Config{Name: "x", ARN: "arn:x"}, func(in state.Input) { told = append(told, in) }, opts...)
	return in, told, err
}

func TestPerform(t *testing.T) {
	value := jsonvalue.MustParse(`{"a":1}`)
	for _, c := range []struct {
		name string
		task state.RunTask
		f    asl.TaskFunc
		want string
	}{
		{
			"a result", state.RunTask{Kind: state.Function, Resource: performed, Pattern: state.RequestResponse},
			func(_ context.Context, in json.RawMessage) (json.RawMessage, error) { return in, nil },
			`{"kind":"done","turn":0,"now":"0001-01-01T00:00:00Z","id":7,"output":{"a":1}}`,
		},
		{
			"an error of a Lambda function", state.RunTask{Kind: state.Function, Resource: performed, Pattern: state.RequestResponse},
			func(context.Context, json.RawMessage) (json.RawMessage, error) {
				return nil, asl.Errorf("Refused", "no")
			},
			`{"kind":"done","turn":0,"now":"0001-01-01T00:00:00Z","id":7,"failure":{"error":"Refused","cause":"no"}}`,
		},
		{
			"lambda:invoke", state.RunTask{Kind: state.Service, Resource: "arn:aws:states:::lambda:invoke", Function: "f", Pattern: state.RequestResponse},
			func(_ context.Context, in json.RawMessage) (json.RawMessage, error) { return in, nil },
			`{"kind":"done","turn":0,"now":"0001-01-01T00:00:00Z","id":7,"output":{"ExecutedVersion":"$LATEST","Payload":{},"StatusCode":200}}`,
		},
		{
			"a submission", state.RunTask{Kind: state.Function, Resource: performed, Pattern: state.RequestResponse},
			func(context.Context, json.RawMessage) (json.RawMessage, error) { return nil, asl.ErrPending },
			`{"kind":"submitted","turn":0,"now":"0001-01-01T00:00:00Z","id":7}`,
		},
		{
			"a task that ends its goroutine", state.RunTask{Kind: state.Function, Resource: performed, Pattern: state.RequestResponse},
			func(context.Context, json.RawMessage) (json.RawMessage, error) { runtime.Goexit(); return nil, nil },
			`{"kind":"done","turn":0,"now":"0001-01-01T00:00:00Z","id":7,"failure":{"error":"Task.Exited","cause":"The task ended its goroutine."}}`,
		},
		{
			"a resource without a task", state.RunTask{Kind: state.Function, Resource: "unknown", State: "S", Pattern: state.RequestResponse}, nil,
			`{"kind":"done","turn":0,"now":"0001-01-01T00:00:00Z","id":7,"failure":{"error":"States.Runtime","cause":"The state 'S' cannot be run: no task for the resource \"unknown\": register one with Mux.Handle or Mux.Lambda"}}`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.task.ID, c.task.Input = 7, value
			f := c.f
			if f == nil {
				f = func(context.Context, json.RawMessage) (json.RawMessage, error) { return nil, nil }
			}
			in, _, err := perform(t, t.Context(), &c.task, f)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, string(in.AppendJSON(nil))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// The function sees the call as in an execution, and what it tells is told.
func TestPerformTells(t *testing.T) {
	task := &state.RunTask{
		ID: 3, Key: "arn:x#3", Kind: state.Function, Resource: performed, Pattern: state.RequestResponse, Token: "token",
		State: "S", Attempt: 2, Items: []state.MapIndex{{State: "M", Index: 4}}, Timeout: time.Hour,
	}
	var info *asl.TaskInfo
	in, told, err := perform(t, t.Context(), task, func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
		info = asl.TaskInfoFrom(ctx)
		info.Heartbeat()
		if _, ok := ctx.Deadline(); !ok {
			t.Error("the context has no deadline")
		}
		return nil, asl.Submit(ctx, []byte(`"job"`))
	})
	if err != nil || in.Kind != state.InputDone {
		t.Fatal(in, err)
	}
	got := []any{info.Key, info.State, info.Attempt, info.Items, info.Token(), info.Execution.ARN(), info.Execution.Name()}
	want := []any{"arn:x#3", "S", 2, task.Items, "token", "arn:x", "x"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if len(told) != 2 || told[0].Kind != state.InputHeartbeat || told[1].Kind != state.InputSubmitted || told[1].Output.String() != `"job"` || told[1].ID != 3 {
		t.Error(told)
	}
	if err := info.Execution.SendTaskSuccess("token", []byte(`1`)); err == nil {
		t.Error("an execution that does not run here takes an answer")
	}
}

// A task that only reports the end of its context has no answer, and one that waits for a slot
// then is not called.
func TestPerformCancelled(t *testing.T) {
	task := &state.RunTask{ID: 1, Kind: state.Function, Resource: performed, Pattern: state.RequestResponse}
	ctx, cancel := context.WithCancel(t.Context())
	slots := asl.NewTaskSlots(1)
	_, _, err := perform(t, ctx, task, func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
		waiting, stop := context.WithTimeout(context.Background(), time.Millisecond)
		defer stop()
		_, _, err := perform(t, waiting, task, func(context.Context, json.RawMessage) (json.RawMessage, error) {
			t.Error("it was called without a slot")
			return nil, nil
		}, asl.WithTaskSlots(slots))
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Error("waiting for a slot:", err)
		}
		cancel()
		<-ctx.Done()
		return nil, ctx.Err()
	}, asl.WithTaskSlots(slots))
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	in, _, err := perform(t, t.Context(), task, func(context.Context, json.RawMessage) (json.RawMessage, error) { return []byte(`1`), nil }, asl.WithTaskSlots(slots))
	if err != nil || in.Output.String() != `1` {
		t.Error("after that the slot is not free:", in, err)
	}
}
