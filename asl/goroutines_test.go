package asl_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
)

// threads has a test run with one thread, and with as many as there are.
func threads(t *testing.T, test func(t *testing.T)) {
	all := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(all)
	for _, n := range []int{1, all} {
		runtime.GOMAXPROCS(n)
		t.Run(fmt.Sprint(n, " threads"), test)
	}
}

// TestBlockingTasksRunAtOnce checks that tasks that wait for each other run at the
// same time, half of them begun together, and half while those block.
func TestBlockingTasksRunAtOnce(t *testing.T) {
	threads(t, func(t *testing.T) {
		noLeak(t)
		const n = 500
		var blocked sync.WaitGroup
		blocked.Add(n)
		all := make(chan struct{})
		go func() {
			blocked.Wait()
			close(all)
		}()
		m := machine(t, `{"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "A", "States": {
			"A": {"Type": "Task", "Resource": "work", "Next": "B"}, "B": {"Type": "Task", "Resource": "work", "End": true}}}}}}`,
			asl.WithLimits(asl.Unlimited()), work(func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
				info := asl.TaskInfoFrom(ctx)
				if (info.Items[0].Index%2 == 0) == (info.State == "A") {
					blocked.Done()
					select {
					case <-all:
					case <-time.After(10 * time.Second):
						return nil, errors.New("others have not begun")
					}
				}
				return in, nil
			}))
		if r := execute(t, m, numbersTo(n)); string(r.Output) != numbersTo(n) {
			t.Errorf("output %.40s, want %.40s", r.Output, numbersTo(n))
		}
	})
}

// TestNoTaskIsLost checks that tasks that end their goroutine, panic
// or fail take none of the others along.
func TestNoTaskIsLost(t *testing.T) {
	threads(t, func(t *testing.T) {
		noLeak(t)
		const n = 400
		m := machine(t, `{"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "A", "States": {
			"A": {"Type": "Task", "Resource": "work", "End": true, "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "B"}]},
			"B": {"Type": "Pass", "OutputPath": "$.Error", "End": true}}}}}}`,
			work(func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
				switch asl.TaskInfoFrom(ctx).Items[0].Index % 4 {
				case 1:
					runtime.Goexit()
				case 2:
					panic("no")
				case 3:
					return nil, errors.New("no")
				}
				return json.RawMessage(`"done"`), nil
			}))
		four := `"done","Task.Exited","Task.Panicked","States.TaskFailed"`
		if r := execute(t, m, numbersTo(n)); string(r.Output) != "["+strings.Repeat(four+",", n/4-1)+four+"]" {
			t.Errorf("output %s", r.Output)
		}
	})
}
