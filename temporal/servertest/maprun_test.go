package servertest

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"

	"go.temporal.io/sdk/worker"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/items"
	"github.com/goasl/goasl/state"
	"github.com/goasl/goasl/temporal"
)

// mapOver returns a machine with a distributed Map that reads items and writes results.
func mapOver(states string) string {
	return `{"StartAt":"M","States":{"M":{"Type":"Map","Label":"L","ToleratedFailureCount":1,"End":true,
		"ItemReader":{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":{"InputType":"JSON"},"Parameters":{"Bucket":"b","Key":"in.json"}},
		"ResultWriter":{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket":"b"}},
		"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},` + states + `}}}}`
}

// newStored returns a queue with a worker that has one machine and a store, in which the numbers
// below n are the items.
func newStored(t *testing.T, definition string, mux *asl.Mux, n int, opts ...temporal.Option) (*queue, *items.Memory) {
	t.Helper()
	store := items.NewMemory("b")
	store.Set("b", "in.json", numbers(n))
	m, err := machine(t, definition, mux).With(asl.WithObjects(store))
	if err != nil {
		t.Fatal(err)
	}
	q := newQueue(t, shared, t.Name(), map[string]*asl.Machine{orderARN: m}, opts...)
	q.run(q.name, worker.Options{})
	return q, store
}

// objects returns how many objects a store has.
func objects(t *testing.T, store *items.Memory) int {
	t.Helper()
	all, _, err := store.List(t.Context(), "b", "", "", 1_000)
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}

// A distributed Map goes on when its workflow continues as new, and writes its results in pieces.
func TestMapContinues(t *testing.T) {
	t.Parallel()
	var c calls
	mux := functions()
	mux.Lambda("once", c.once)
	q, store := newStored(t, mapOver(`"StartAt":"T","States":{"T":{"Type":"Task","Resource":"`+function+`once","End":true}}`), mux, 60,
		temporal.WithContinueAfter(25), temporal.WithPayloadLimit(60_000))
	arn := q.start(`{}`)
	if is := q.end(arn); is.Status != state.Succeeded {
		t.Errorf("%s %v", is.Status, is.Failure)
	}
	if len(c.of) != 60 {
		t.Errorf("%d tasks", len(c.of))
	}
	for key, n := range c.of {
		if n != 1 {
			t.Errorf("%s ran %d times", key, n)
		}
	}
	if n := objects(t, store); n < 5 { // the items, a manifest, and files of some 7 kB
		t.Errorf("%d objects", n)
	}
}

// A Map Run is changed, listed, stopped and redriven; what it has is written when it is stopped.
func TestMapRunStopped(t *testing.T) {
	t.Parallel()
	var works atomic.Bool
	mux := functions()
	mux.Lambda("flaky", func(_ context.Context, in json.RawMessage) (json.RawMessage, error) {
		if string(in) == "1" && !works.Load() {
			return nil, asl.NewError("Broken", "")
		}
		return in, nil
	})
	q, store := newStored(t, mapOver(`"StartAt":"T","States":{"T":{"Type":"Task","Resource":"`+function+`flaky","Next":"C"},
		"C":{"Type":"Choice","Choices":[{"Variable":"$","NumericEquals":2,"Next":"W"}],"Default":"S"},
		"W":{"Type":"Wait","Seconds":600,"Next":"S"},"S":{"Type":"Succeed"}}`), mux, 3)
	ctx, arn := t.Context(), q.start(`{}`)
	run := q.mapRun(arn)
	q.until("the Map Run is found", func() bool { _, err := q.MapRun(ctx, run); return err == nil })
	five := int64(5)
	if err := q.UpdateMapRun(ctx, state.MapRunUpdate{ARN: run, MaxConcurrency: &five}); err != nil {
		t.Fatal(err)
	}
	q.untilListed(run, "RUNNING 0", "FAILED 0", "SUCCEEDED 0")
	if m, err := q.MapRun(ctx, run); err != nil || m.MaxConcurrency != 5 {
		t.Errorf("%+v %v", m, err)
	}
	if err := q.Stop(ctx, arn, nil); err != nil {
		t.Fatal(err)
	}
	if is := q.end(arn); is.Status != state.Aborted || objects(t, store) != 4 { // the items, two files and a manifest
		t.Errorf("%s, %d objects", is.Status, objects(t, store))
	}
	works.Store(true)
	if _, err := q.Redrive(ctx, arn, ""); err != nil {
		t.Fatal(err)
	}
	waiting := q.untilListed(run, "RUNNING 1", "SUCCEEDED 1", "SUCCEEDED 0")[0].ARN
	var entered int64
	q.until("it waits again", func() bool {
		for _, e := range q.events(waiting) {
			if e.Type == history.TypeWaitStateEntered {
				entered = e.ID
			}
		}
		return entered > 0
	})
	if err := q.SkipWait(ctx, waiting, entered); err != nil {
		t.Fatal(err)
	}
	if is := q.end(arn); is.Status != state.Succeeded || objects(t, store) != 6 { // and a file and a manifest
		t.Errorf("%s %v, %d objects", is.Status, is.Failure, objects(t, store))
	}
}

// mapRun waits for the Map Run of an execution, and returns its ARN.
func (q *queue) mapRun(execution string) (arn string) {
	q.t.Helper()
	q.until("there is a Map Run", func() bool {
		all, err := q.MapRuns(q.t.Context(), execution)
		if err != nil {
			q.t.Fatal(err)
		}
		if len(all) > 0 {
			arn = all[0].ARN
		}
		return arn != ""
	})
	return arn
}

// untilListed waits until the executions of a Map Run are listed with these statuses and numbers
// of redrives.
func (q *queue) untilListed(mapRun string, want ...string) (page []durable.Summary) {
	q.t.Helper()
	q.until(fmt.Sprint(want, " is listed"), func() bool {
		var err error
		if page, _, err = q.List(q.t.Context(), durable.Filter{MapRun: mapRun}); err != nil {
			q.t.Fatal(err)
		}
		var got []string
		for _, s := range page {
			got = append(got, fmt.Sprint(s.Status, " ", s.RedriveCount))
		}
		return slices.Equal(got, want)
	})
	return page
}
