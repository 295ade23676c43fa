package asl_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
)

// Tasks that sleep for no time at all answer in the order in which their states
// were entered, whichever goroutine is first.
func TestSleepForNoTimeKeepsTheOrder(t *testing.T) {
	m := asl.MustParse(`{"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "ItemProcessor": {
		"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "t", "End": true}}}}}}`)
	var order []int // one task is awake at a time
	task := func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
		info := asl.TaskInfoFrom(ctx)
		if err := info.Sleep(ctx, 0); err != nil {
			return nil, err
		}
		order = append(order, info.Items[0].Index)
		return in, nil
	}
	clock := asl.NewVirtualClock(time.Unix(0, 0))
	for range 50 {
		order = nil
		r, err := m.Execute(context.Background(), []byte(`[0,1,2,3,4,5,6,7]`), asl.WithClock(clock), asl.WithTask("T", task))
		if err != nil || r.Ended != r.Started {
			t.Fatalf("error %v after %v", err, r.Ended.Sub(r.Started))
		}
		if got := fmt.Sprint(order); got != "[0 1 2 3 4 5 6 7]" {
			t.Fatalf("order %s", got)
		}
	}
}
