package durable_test

import (
	"context"
	"encoding/json"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
)

// TestDrainInTask: a task that a drain cuts, before anything was committed of its start, begins
// again at once in the next process, and not when it times out.
func TestDrainInTask(t *testing.T) {
	for name, timeout := range map[string]string{"timeout": `"TimeoutSeconds": 600,`, "none": ""} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var calls atomic.Int64
				cut := func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
					if calls.Add(1) == 1 {
						<-ctx.Done()
						return nil, ctx.Err()
					}
					return in, nil
				}
				store := durable.Memory()
				machines := map[string]*asl.Machine{"m": machine(t, `{"StartAt": "T", "States": {"T": {"Type": "Task", `+timeout+`
					"Resource": "t", "End": true}}}`, asl.WithTask("T", cut))}
				first := serve(t, store, machines)
				arn := first.begin("m", "one", `1`)
				time.Sleep(time.Second)
				first.stop()
				serve(t, store, machines).ends(time.Second, arn, asl.Succeeded, `1`)
				if n := calls.Load(); n != 2 {
					t.Errorf("the task was called %d times", n)
				}
			})
		})
	}
}
