package durable_test

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
)

var executions = flag.Int("executions", 500, "TestStress has that many executions")

const mixed = `{"StartAt": "F", "States": {
	"F": {"Type": "Task", "Resource": "f", "Retry": [{"ErrorEquals": ["Often"], "IntervalSeconds": 1, "MaxAttempts": 2}], "Next": "P"},
	"P": {"Type": "Parallel", "Next": "C", "ResultPath": null, "Branches": [
		{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 5, "End": true}}},
		{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken", "End": true,
			"TimeoutSeconds": 60, "Parameters": {"FunctionName": "f", "Payload": {"token.$": "$$.Task.Token"}}}}}]},
	"C": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "End": true,
		"Parameters": {"StateMachineArn": "` + arnOf + `child", "Input.$": "$"}, "OutputPath": "$.Output"}}}`

// TestStress: executions that fail, wait, call back and have children are started, answered,
// stopped and redriven at random, by two processes. Each ends, once, as it should, its history
// has no gap, and nothing is left.
func TestStress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var fenced atomic.Int64
		tokens := make(chan string, *executions*10)
		work := func(_ context.Context, in json.RawMessage) (json.RawMessage, error) {
			switch rand.N(10) {
			case 0:
				return nil, asl.NewError("Seldom", "")
			case 1, 2:
				return nil, asl.NewError("Often", "")
			}
			return in, nil
		}
		call := func(_ context.Context, in json.RawMessage) (json.RawMessage, error) {
			var c struct{ Payload struct{ Token string } }
			err := json.Unmarshal(in, &c)
			tokens <- c.Payload.Token
			return nil, err
		}
		machines := map[string]*asl.Machine{
			"m":     machine(t, mixed, asl.WithTask("F", work), asl.WithTask("T", call)),
			"child": machine(t, `{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 3, "End": true}}}`),
		}
		store := durable.Memory()
		var services []*service
		for range 2 {
			services = append(services, serve(t, store, machines, durable.WithMetrics(durable.Metrics{Fenced: func(string) { fenced.Add(1) }})))
		}
		go answerAll(t, services, tokens)
		arns := make([]string, *executions)
		for i := range arns {
			arns[i] = services[rand.N(2)].begin("m", fmt.Sprint("x", i), fmt.Sprint(i))
			if rand.N(10) == 0 {
				time.Sleep(time.Second)
			}
			if rand.N(20) == 0 {
				if err := services[0].Stop(t.Context(), arns[rand.N(i+1)], nil); err != nil {
					t.Error(err)
				}
			}
		}
		redriveAll(t, services, arns)
		close(tokens)
		for i, arn := range arns {
			services[0].ends(0, arn, asl.Succeeded, fmt.Sprint(i))
			checkGaps(t, services[i%2], arn)
		}
		if fenced.Load() > 0 {
			t.Errorf("%d commits were refused although no process stood still", fenced.Load())
		}
		rows := 0
		for n := 1; n > 0; rows += n {
			var err error
			if n, err = services[0].Delete(t.Context(), durable.Filter{}, 1000); err != nil {
				t.Fatal(err)
			}
		}
		page, _, err := services[0].List(t.Context(), durable.Filter{})
		if len(page) > 0 || err != nil || rows < 2**executions {
			t.Errorf("%d rows were deleted, and %d are left at least, %v", rows, len(page), err)
		}
	})
}

// answerAll answers tasks by their tokens: most once, some twice, and some not in time.
func answerAll(t *testing.T, services []*service, tokens <-chan string) {
	for token := range tokens {
		if rand.N(10) == 0 {
			continue
		}
		for range 1 + rand.N(2) {
			err := services[rand.N(2)].SendTaskSuccess(t.Context(), token, []byte(`"answer"`))
			if err != nil && !errors.Is(err, durable.ErrTaskTimedOut) {
				t.Error(err)
			}
		}
	}
}

// redriveAll redrives executions until all have succeeded.
func redriveAll(t *testing.T, services []*service, arns []string) {
	t.Helper()
	for range 100 {
		time.Sleep(2 * time.Minute)
		left := 0
		for _, arn := range arns {
			d := services[0].after(0, arn)
			if d.Status == asl.Succeeded {
				continue
			}
			left++
			if _, err := services[rand.N(2)].Redrive(t.Context(), arn, ""); err != nil {
				t.Errorf("%s is %s: %v", arn, d.Status, err)
			}
		}
		if left == 0 {
			return
		}
	}
	t.Error("they do not all succeed")
}

// checkGaps checks the IDs of a history.
func checkGaps(t *testing.T, s *service, arn string) {
	t.Helper()
	events, _, err := s.History(t.Context(), arn, durable.HistoryPage{Max: 10_000})
	for i, e := range events {
		if e.ID != int64(i+1) {
			t.Fatalf("%s: event %d has the ID %d", arn, i+1, e.ID)
		}
	}
	if err != nil || len(events) == 0 {
		t.Errorf("%s: %d events, %v", arn, len(events), err)
	}
}
