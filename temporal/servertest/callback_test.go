package servertest

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"go.temporal.io/sdk/worker"

	"github.com/google/go-cmp/cmp"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

const send = "arn:aws:states:::sqs:sendMessage"

// tokens has the task tokens that were handed to somebody.
type tokens struct {
	mu  sync.Mutex
	all []string
}

func (k *tokens) mux() *asl.Mux {
	mux := functions()
	mux.Handle(send, func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
		k.mu.Lock()
		defer k.mu.Unlock()
		k.all = append(k.all, asl.TaskInfoFrom(ctx).Token())
		return []byte(`{"MessageId":"m"}`), nil
	})
	return mux
}

// wait waits for the token of a task that waits for its answer.
func (k *tokens) wait(q *queue, arn string) (token string) {
	q.t.Helper()
	q.until("a task waits for an answer", func() bool {
		return slices.ContainsFunc(q.events(arn), func(e history.Event) bool { return e.Type == history.TypeTaskSubmitted })
	})
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.all[len(k.all)-1]
}

const approval = `{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"` + send + `.waitForTaskToken",
	"Parameters":{"QueueUrl":"q","MessageBody":{"token.$":"$$.Task.Token"}},"HeartbeatSeconds":600,"TimeoutSeconds":7200,"End":true}}}`

func TestCallback(t *testing.T) {
	t.Parallel()
	var k tokens
	q := newServed(t, approval, k.mux())
	ctx := t.Context()
	arn := q.start(`{}`)
	token := k.wait(q, arn)
	if err := q.SendTaskHeartbeat(ctx, token); err != nil {
		t.Error("heartbeat:", err)
	}
	if err := q.SendTaskSuccess(ctx, token, []byte(`{"approved": true}`)); err != nil {
		t.Error("success:", err)
	}
	if is := q.end(arn); is.Output.String() != `{"approved": true}` {
		t.Errorf("%s %s", is.Status, is.Output)
	}
	if err := q.SendTaskSuccess(ctx, token, []byte(`1`)); !errors.Is(err, durable.ErrTaskTimedOut) {
		t.Error("a late answer:", err)
	}

	arn = q.start(`{}`)
	if err := q.SendTaskFailure(ctx, k.wait(q, arn), state.NewFailure("Refused", "too <dear>")); err != nil {
		t.Error("failure:", err)
	}
	if is := q.end(arn); is.Failure.Name() != "Refused" {
		t.Errorf("%s %s", is.Status, is.Failure.Name())
	}
}

// A signal that comes with others, while the workflow is busy, has its effect once.
func TestManyCallbacks(t *testing.T) {
	t.Parallel()
	var k tokens
	q := newServed(t, `{"StartAt":"M","States":{"M":{"Type":"Map","ItemsPath":"$","End":true,"ItemProcessor":{"StartAt":"A","States":{
		"A":{"Type":"Task","Resource":"`+send+`.waitForTaskToken","End":true}}}}}}`, k.mux())
	arn := q.start(`[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20]`)
	q.until("all wait for an answer", func() bool { return count(q.events(arn), history.TypeTaskSubmitted) == 20 })
	var answers sync.WaitGroup
	for _, token := range k.all {
		answers.Go(func() {
			if err := q.SendTaskSuccess(t.Context(), token, []byte(`0`)); err != nil {
				t.Error(err)
			}
		})
	}
	answers.Wait()
	if is := q.end(arn); is.Output.String() != `[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]` {
		t.Errorf("%s %s", is.Status, is.Output)
	}
}

func count(events []history.Event, t history.Type) (n int) {
	for _, e := range events {
		if e.Type == t {
			n++
		}
	}
	return n
}

// The task of an activity waits for a worker of its queue, which tells when it begins.
func TestActivity(t *testing.T) {
	t.Parallel()
	const carve = "arn:aws:states:us-east-1:123456789012:activity:carve"
	mux := functions()
	mux.Handle(carve, func(_ context.Context, in json.RawMessage) (json.RawMessage, error) { return in, nil })
	q := newServed(t, `{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"`+carve+`","TimeoutSeconds":60,"End":true}}}`, mux)
	arn := q.start(`{"a": 1}`)
	time.Sleep(time.Second)
	if got := types(q.events(arn)); len(got) != 3 || got[2] != history.TypeActivityScheduled {
		t.Errorf("without a worker: %v", got)
	}
	q.run(carve, worker.Options{})
	if is := q.end(arn); is.Output.String() != `{"a": 1}` {
		t.Errorf("%s %s", is.Status, is.Output)
	}
	want := []history.Type{
		history.TypeExecutionStarted, history.TypeTaskStateEntered, history.TypeActivityScheduled, history.TypeActivityStarted,
		history.TypeActivitySucceeded, history.TypeTaskStateExited, history.TypeExecutionSucceeded,
	}
	if diff := cmp.Diff(want, types(q.events(arn))); diff != "" {
		t.Error(diff)
	}
}

func types(events []history.Event) (all []history.Type) {
	for _, e := range events {
		all = append(all, e.Type)
	}
	return all
}

// Stop keeps error and cause, and ends what runs.
func TestStop(t *testing.T) {
	t.Parallel()
	var k tokens
	q := newServed(t, `{"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[
		{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":100000,"End":true}}},
		{"StartAt":"S","States":{"S":{"Type":"Task","Resource":"`+function+`slow","End":true}}},
		{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"`+send+`.waitForTaskToken","End":true}}}]}}}`, k.mux())
	arn := q.start(`{}`)
	k.wait(q, arn)
	if err := q.Stop(t.Context(), arn, state.NewFailure("Maintenance", "the <mill>")); err != nil {
		t.Fatal(err)
	}
	is := q.end(arn)
	if is.Status != state.Aborted || is.Failure.Name() != "Maintenance" || *is.Failure.Cause != "the <mill>" {
		t.Errorf("%+v", is)
	}

	arn = q.start(`{}`) // the workflow is cancelled by somebody else
	k.wait(q, arn)
	if err := q.sdk.CancelWorkflow(t.Context(), arn, ""); err != nil {
		t.Fatal(err)
	}
	if is := q.end(arn); is.Status != state.Aborted || is.Failure.Name() != "" {
		t.Errorf("%+v", is)
	}
	for _, arn := range q.started {
		events := q.events(arn)
		if last := events[len(events)-1]; last.Type != history.TypeExecutionAborted {
			t.Errorf("the last event is %s", last.Type)
		}
	}
}
