package asl_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"

	"github.com/google/go-cmp/cmp"
)

// exits is a task of the states S0, S1, … that ends its goroutine in each second
// one, and else returns its input.
func exits(seen *[]string) asl.TaskFunc {
	return func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
		name := asl.TaskInfoFrom(ctx).State
		*seen = append(*seen, goroutine())
		if (name[len(name)-1]-'0')%2 == 1 {
			runtime.Goexit()
		}
		return in, nil
	}
}

// caughtTasks is a machine of six Task states S0, S1, …, each with a Catch that
// goes on to the next one, and a Wait after the third.
var caughtTasks = func() string {
	var states []string
	for i := range 6 {
		after := fmt.Sprintf("S%d", i+1)
		switch i {
		case 2:
			after = "W"
		case 5:
			after = "Z"
		}
		states = append(states, fmt.Sprintf(`"S%d": {"Type": "Task", "Resource": "work", "Next": "%s", "Catch": [
			{"ErrorEquals": ["Task.Exited"], "ResultPath": "$.e%[1]d", "Next": "%[2]s"}]}`, i, after))
	}
	return `{"StartAt": "S0", "States": {` + strings.Join(states, ",") + `,
		"W": {"Type": "Wait", "Seconds": 1, "Next": "S3"}, "Z": {"Type": "Pass", "OutputPath": "$..Error", "End": true}}}`
}()

// TestGoexitIsContained checks that tasks that end their goroutine cost no more
// than that goroutine: the execution goes on, and so does who called Execute, even
// if a thread is kept for that goroutine.
func TestGoexitIsContained(t *testing.T) {
	check := func(t *testing.T) {
		var seen []string
		r := execute(t, machine(t, caughtTasks, work(exits(&seen))), `{}`)
		if want := `["Task.Exited","Task.Exited","Task.Exited"]`; string(r.Output) != want {
			t.Errorf("output %s, want %s", r.Output, want)
		}
		same := []bool{}
		for i := range seen[1:] {
			same = append(same, seen[i] == seen[i+1])
		}
		if diff := cmp.Diff([]bool{true, false, true, false, true}, same); diff != "" {
			t.Errorf("whether a task ran in the goroutine of the one before (-want +got):\n%s", diff)
		}
	}
	t.Run("on the system clock", func(t *testing.T) {
		noLeak(t)
		synctest.Test(t, check)
	})
	t.Run("in a goroutine with a thread", func(t *testing.T) {
		noLeak(t)
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		synctest.Test(t, func(t *testing.T) {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			check(t)
		})
	})
}

// TestExecutionInATask checks that a task may run an execution as Execute does
// for it, both inline.
func TestExecutionInATask(t *testing.T) {
	noLeak(t)
	inner := machine(t, task(""), work(func(context.Context, json.RawMessage) (json.RawMessage, error) {
		runtime.Goexit()
		return nil, nil
	}))
	outer := machine(t, task(""), work(func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
		if _, err := inner.Execute(context.WithoutCancel(ctx), in); !errors.Is(err, asl.ErrExited) {
			t.Errorf("the inner execution ended with %v", err)
		}
		return in, nil
	}))
	execute(t, outer, `{}`)
}

// TestGoexitOfAnObserver checks that an observer that ends the goroutine in which
// somebody called Execute does so, and ends the execution for others.
func TestGoexitOfAnObserver(t *testing.T) {
	noLeak(t)
	for _, when := range []history.Type{"ExecutionStarted", "TaskStateExited", "ExecutionSucceeded"} {
		executions, over := make(chan *asl.Execution, 1), make(chan bool)
		m := machine(t, task(""), work(nil0), asl.WithObserver(func(x *asl.Execution, e history.Event) {
			if e.Type == when {
				executions <- x
				runtime.Goexit()
			}
		}))
		go func() {
			returned := false
			defer func() { over <- returned }()
			_, _ = m.Execute(context.Background(), []byte(`{}`))
			returned = true
		}()
		if <-over {
			t.Errorf("%s: Execute returned", when)
		}
		x := <-executions
		select {
		case <-x.Done():
		case <-time.After(10 * time.Second):
			t.Fatalf("%s: the execution goes on", when)
		}
		if r, err := wait(t, x); r == nil || err == nil || !strings.Contains(err.Error(), "an observer") {
			t.Errorf("%s: got %v, %v", when, r, err)
		}
	}
}
