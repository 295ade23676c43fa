package durable_test

import (
	"context"
	"encoding/json"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/state"
)

const distributed = `{"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "Label": "each", "MaxConcurrency": 2,
	"ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "T", "States": {
		"T": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "End": true}}}}}}`

// TestMapRuns: the Map Run of an execution is listed, described and updated from another
// process, and goes on from its window after a drain.
func TestMapRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var calls, running, most atomic.Int64
		task := func(_ context.Context, in json.RawMessage) (json.RawMessage, error) {
			calls.Add(1)
			most.Store(max(most.Load(), running.Add(1)))
			defer running.Add(-1)
			time.Sleep(time.Minute)
			return in, nil
		}
		store := durable.Memory()
		machines := map[string]*asl.Machine{"m": machine(t, distributed, asl.WithResolver(everything(task)))}
		first := serve(t, store, machines, durable.WithGrace(2*time.Minute))
		arn := first.begin("m", "one", `[1,2,3,4,5,6,7,8]`)
		time.Sleep(90 * time.Second)
		other, err := durable.New(store)
		if err != nil {
			t.Fatal(err)
		}
		if err := other.Register(arnOf+"m", machines["m"]); err != nil {
			t.Fatal(err)
		}
		runs, err := other.MapRuns(t.Context(), arn)
		if err != nil || len(runs) != 1 || runs[0].Status != asl.Running || runs[0].Executions.Succeeded != 2 {
			t.Fatalf("%+v, %v", runs, err)
		}
		four, wrong := int64(4), int64(-1)
		if err := other.UpdateMapRun(t.Context(), state.MapRunUpdate{ARN: runs[0].ARN, MaxConcurrency: &wrong}); !errors.Is(err, durable.ErrValidation) {
			t.Errorf("a wrong update: %v", err)
		}
		if err := other.UpdateMapRun(t.Context(), state.MapRunUpdate{ARN: runs[0].ARN, MaxConcurrency: &four}); err != nil {
			t.Error(err)
		}
		if err := other.UpdateMapRun(t.Context(), state.MapRunUpdate{ARN: "none"}); !errors.Is(err, durable.ErrResourceNotFound) {
			t.Errorf("no Map Run: %v", err)
		}
		time.Sleep(time.Second)
		first.stop()
		second := serve(t, store, machines)
		second.ends(5*time.Minute, arn, asl.Succeeded, `[1,2,3,4,5,6,7,8]`)
		m, err := other.MapRun(t.Context(), runs[0].ARN)
		if err != nil || m.Status != asl.Succeeded || m.Executions.Succeeded != 8 || m.MaxConcurrency != 4 {
			t.Errorf("%+v, %v", m, err)
		}
		if calls.Load() > 8+4 || most.Load() != 4 { // those that ran when it stopped run again
			t.Errorf("%d tasks, %d at once", calls.Load(), most.Load())
		}
		if n, err := second.Delete(t.Context(), durable.Filter{}, 10); n != 1 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
		time.Sleep(2 * time.Minute)
		if left, err := store.Objects(t.Context(), "map run", "", 10); len(left) > 0 || err != nil {
			t.Errorf("%d objects are left, %v", len(left), err)
		}
	})
}
