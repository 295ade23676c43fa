package servertest

import (
	"context"
	"encoding/json"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.temporal.io/sdk/worker"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/items"
	"github.com/goasl/goasl/state"
	"github.com/goasl/goasl/temporal"
)

// An execution goes on where it has failed: what has succeeded is not done again, also in a
// distributed Map.
func TestRedrive(t *testing.T) {
	for name, definition := range map[string]string{
		"a task": `{"StartAt":"E","States":{"E":{"Type":"Task","Resource":"` + function + `once","Next":"T"},
			"T":{"Type":"Task","Resource":"` + function + `flaky","End":true}}}`,
		"a distributed Map": `{"StartAt":"M","States":{"M":{"Type":"Map","Label":"L","ItemsPath":"$","End":true,"ItemProcessor":{
			"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"E","States":{
			"E":{"Type":"Task","Resource":"` + function + `once","Next":"T"},"T":{"Type":"Task","Resource":"` + function + `flaky","End":true}}}}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var works atomic.Bool
			var c calls
			mux := functions()
			mux.Lambda("once", c.once)
			mux.Lambda("flaky", func(_ context.Context, in json.RawMessage) (json.RawMessage, error) {
				if !works.Load() {
					return nil, asl.NewError("Broken", "")
				}
				return in, nil
			})
			q := newServed(t, definition, mux)
			arn := q.start(`[1,2]`)
			if is := q.end(arn); is.Status != state.Failed {
				t.Fatalf("%+v", is)
			}
			q.replay(arn)
			works.Store(true)
			if _, err := q.Redrive(t.Context(), arn, ""); err != nil {
				t.Fatal(err)
			}
			is := q.end(arn)
			if is.Output.String() != `[1,2]` || is.RedriveCount != 1 {
				t.Errorf("%s %s %d", is.Status, is.Output, is.RedriveCount)
			}
			for key, n := range c.of {
				if n != 1 {
					t.Errorf("%s ran %d times", key, n)
				}
			}
			events := q.events(arn)
			if n := count(events, history.TypeExecutionRedriven); n != 1 || events[len(events)-1].ID != int64(len(events)) {
				t.Errorf("%d redrives, and %d events to %d", n, len(events), events[len(events)-1].ID)
			}
		})
	}
}

// A worker of Step Functions takes the task of an activity, and answers it with its token.
func TestPoll(t *testing.T) {
	t.Parallel()
	const carve = "arn:aws:states:us-east-1:123456789012:activity:carve-by-hand"
	q := newServed(t, `{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"`+carve+`","TimeoutSeconds":60,"End":true}}}`, functions(), temporal.WithObjects(durable.Memory()))
	ctx := t.Context()
	if _, err := q.CreateActivity(ctx, carve); err != nil {
		t.Fatal(err)
	}
	arn := q.start(`{"a": 1}`)
	task, err := q.Poll(ctx, carve, "Ada")
	if err != nil || string(task.Input) != `{"a": 1}` {
		t.Fatal(task, err)
	}
	if err := q.SendTaskSuccess(ctx, task.Token, []byte(`"carved"`)); err != nil {
		t.Error(err)
	}
	if is := q.end(arn); is.Output.String() != `"carved"` {
		t.Errorf("%s %s", is.Status, is.Output)
	}
	for _, e := range q.events(arn) {
		if d, ok := e.Details.(*history.ActivityStarted); ok && d.WorkerName != "Ada" {
			t.Errorf("the worker is %q", d.WorkerName)
		}
	}
}

// A wait is skipped, and the definition is that with which the execution began.
func TestSkipWait(t *testing.T) {
	t.Parallel()
	q := newServed(t, waits, functions())
	arn := q.start(`{}`)
	q.until("it waits", func() bool { return len(q.events(arn)) == 2 })
	if text, err := q.Definition(t.Context(), arn); err != nil || string(text) != waits {
		t.Errorf("%s %v", text, err)
	}
	if err := q.SkipWait(t.Context(), arn, 2); err != nil {
		t.Fatal(err)
	}
	if is := q.end(arn); is.Status != state.Succeeded {
		t.Errorf("%+v", is)
	}
}

// A distributed Map reads its items from an object store, and writes its results there.
func TestObjects(t *testing.T) {
	t.Parallel()
	store := items.NewMemory("b")
	if _, err := store.Put(t.Context(), "b", "items.json", strings.NewReader(numbers(50))); err != nil {
		t.Fatal(err)
	}
	m, err := machine(t, `{"StartAt":"M","States":{"M":{"Type":"Map","Label":"L","MaxConcurrency":10,"End":true,
		"ItemReader":{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":{"InputType":"JSON"},"Parameters":{"Bucket":"b","Key":"items.json"}},
		"ResultWriter":{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket":"b","Prefix":"out"}},
		"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"EXPRESS"},"StartAt":"T","States":{
		"T":{"Type":"Task","Resource":"`+function+`echo","End":true}}}}}}`, functions()).With(asl.WithObjects(store))
	if err != nil {
		t.Fatal(err)
	}
	q := newQueue(t, shared, t.Name(), map[string]*asl.Machine{orderARN: m})
	q.run(q.name, worker.Options{})
	is := q.end(q.start(`{}`))
	var out struct{ ResultWriterDetails struct{ Bucket, Key string } }
	if err := json.Unmarshal([]byte(is.Output.String()), &out); err != nil || out.ResultWriterDetails.Bucket != "b" {
		t.Fatalf("%s %s %v", is.Status, is.Output, err)
	}
}

// A task that is cancelled learns of it by a heartbeat.
func TestCancelledTask(t *testing.T) {
	t.Parallel()
	began, cancelled := make(chan bool, 1), make(chan time.Time, 1)
	var mux asl.Mux
	mux.Lambda("slow", func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
		began <- true
		<-ctx.Done()
		cancelled <- time.Now()
		return nil, ctx.Err()
	})
	q := newServed(t, `{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"`+function+`slow","End":true}}}`, &mux, temporal.WithHeartbeat(5*time.Second))
	arn := q.start(`{}`)
	<-began
	time.Sleep(2 * time.Second) // there was a heartbeat
	stopped := time.Now()
	if err := q.Stop(t.Context(), arn, nil); err != nil {
		t.Fatal(err)
	}
	if is := q.end(arn); is.Status != state.Aborted {
		t.Errorf("%+v", is)
	}
	if took := (<-cancelled).Sub(stopped); took > 6*time.Second {
		t.Errorf("it took %v", took)
	} else {
		t.Logf("it took %v", took)
	}
}

// Without a worker an execution starts, and is stopped.
func TestWithoutWorkers(t *testing.T) {
	t.Parallel()
	q := newQueue(t, shared, t.Name(), map[string]*asl.Machine{orderARN: machine(t, waits, functions())})
	arn := q.start(`{}`)
	begun := time.Now()
	is, err := q.Describe(t.Context(), arn)
	t.Logf("Describe after %v: %s, %v", time.Since(begun), is.Status, err)
	if err == nil {
		t.Error("who has described it?")
	}
	if err := q.Stop(t.Context(), arn, nil); err != nil {
		t.Error(err)
	}
	q.run(q.name, worker.Options{})
	if is := q.end(arn); is.Status != state.Aborted {
		t.Errorf("%+v", is)
	}
}
