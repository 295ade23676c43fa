package asl_test

import (
	"bytes"
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

// goroutine is the number of the goroutine that calls it.
func goroutine() string {
	stack := make([]byte, 64)
	return strings.Fields(string(stack[:runtime.Stack(stack, false)]))[1]
}

// TestDriving checks which goroutine drives an execution: the one that called
// Execute until there is a task, which could end it.
func TestDriving(t *testing.T) {
	noLeak(t)
	var driving string
	observe := asl.WithObserver(func(*asl.Execution, history.Event) { driving = goroutine() })
	m := machine(t, only(`"Type": "Pass"`), observe)
	execute(t, m, `{}`)
	if driving != goroutine() {
		t.Error("Execute left the goroutine that called it")
	}
	wait(t, start(t, m, `{}`))
	if driving == goroutine() {
		t.Error("Start drove the execution in the goroutine that called it")
	}
	var running string
	m = machine(t, task(""), observe, work(func(context.Context, json.RawMessage) (json.RawMessage, error) {
		running = goroutine()
		return nil, nil
	}))
	execute(t, m, `{}`)
	if driving != running || running == goroutine() {
		t.Errorf("Execute in goroutine %s: the task ran in %s, what followed in %s", goroutine(), running, driving)
	}
}

// TestInline checks when the goroutine that drives runs a task itself, in place of
// giving it to another one: only if it can be replaced when its time ends.
func TestInline(t *testing.T) {
	noLeak(t)
	var inline bool
	f := work(func(context.Context, json.RawMessage) (json.RawMessage, error) {
		stack := make([]byte, 1<<16)
		inline = bytes.Contains(stack[:runtime.Stack(stack, false)], []byte("(*driver).drive"))
		return nil, nil
	})
	const first = `{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "work", "Next": "B"}, "B": {"Type": "Task", "Resource": "work", "End": true`
	ctx, background := t.Context(), context.Background()
	own := asl.WithClock(struct{ asl.Clock }{asl.SystemClock()})
	for name, test := range map[string]struct {
		definition string
		ctx        context.Context
		opt        asl.Option
		want       bool
	}{
		"alone":                   {task(""), background, asl.WithSeed(1), true},
		"context that ends":       {task(""), ctx, asl.WithSeed(1), true},
		"timeout":                 {task(`, "TimeoutSeconds": 60`), background, asl.WithSeed(1), true},
		"heartbeat":               {task(`, "HeartbeatSeconds": 60`), background, asl.WithSeed(1), true},
		"timeout of all":          {strings.Replace(task(""), "{", `{"TimeoutSeconds": 60, `, 1), background, asl.WithSeed(1), true},
		"timeout after the first": {first + `, "TimeoutSeconds": 60}}}`, background, asl.WithSeed(1), true},
		"and a context that ends": {first + `, "TimeoutSeconds": 60}}}`, ctx, asl.WithSeed(1), true},
		"task slots":              {task(""), background, asl.WithTaskSlots(asl.NewTaskSlots(1)), false},
		"clock that is held":      {task(""), background, virtual(), false},
		"clock of the user's":     {task(""), background, own, false},
	} {
		m := machine(t, test.definition, f, test.opt)
		if _, err := m.Execute(test.ctx, []byte(`{}`)); err != nil {
			t.Error(err)
		}
		if inline != test.want {
			t.Errorf("%s: inline is %v, want %v", name, inline, test.want)
		}
	}
	wait(t, start(t, machine(t, task(""), f), `{}`))
	if !inline {
		t.Error("a task ran elsewhere although Start gave its execution a goroutine")
	}
}

// TestTakeover stops an execution while the goroutine that drives it runs a task,
// which returns later or ends that goroutine.
func TestTakeover(t *testing.T) {
	for name, leave := range map[string]func(){"returns": func() {}, "exits": runtime.Goexit} {
		t.Run(name, func(t *testing.T) {
			noLeak(t)
			begun, release, over := make(chan struct{}), make(chan struct{}), make(chan struct{})
			x := start(t, machine(t, task(""), work(func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
				defer close(over)
				close(begun)
				<-release
				if ctx.Err() == nil {
					t.Error("the context has not ended")
				}
				leave()
				return in, nil
			})), `{}`)
			<-begun
			if err := x.Stop("Own", ""); err != nil {
				t.Fatal(err)
			}
			if r, _ := wait(t, x); r.Status != asl.Aborted {
				t.Errorf("status %s", r.Status)
			}
			close(release)
			<-over
		})
	}
}

// TestLateReturn checks that a task that was given up and returns while its retry
// runs does not answer for that, nor have two goroutines drive.
func TestLateReturn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		second := make(chan struct{})
		m := machine(t, task(`, "TimeoutSeconds": 10, "Retry": [{"ErrorEquals": ["States.Timeout"]}]`),
			work(func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
				if asl.TaskInfoFrom(ctx).Attempt == 0 {
					<-second
					return json.RawMessage(`"first"`), nil
				}
				close(second)
				synctest.Wait()
				return json.RawMessage(`"second"`), nil
			}))
		r := execute(t, m, `{}`)
		if string(r.Output) != `"second"` || len(r.History()) != 10 {
			t.Errorf("output %s, %d events", r.Output, len(r.History()))
		}
	})
}

// TestStopAsATaskBegins stops an execution when the goroutine that drives it is
// about to run a task and reads no mail any more.
func TestStopAsATaskBegins(t *testing.T) {
	noLeak(t)
	release := make(chan struct{})
	m := machine(t, task(""), work(stubborn(release)), asl.WithObserver(func(x *asl.Execution, e history.Event) {
		if e.Type == history.TypeLambdaFunctionStarted {
			_ = x.Stop("Own", "")
		}
	}))
	r, err := m.Execute(context.Background(), []byte(`{}`))
	if !errors.Is(err, &asl.Error{Name: "Own"}) || r.Status != asl.Aborted {
		t.Errorf("status %s, error %v", r.Status, err)
	}
	close(release)
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
		r, err := wait(t, x)
		wantAgreement(t, r, err)
		if broken := r.ObserverError(); broken == nil || !strings.Contains(broken.Error(), "an observer") {
			t.Errorf("%s: got %v, %v", when, r, broken)
		}
	}
}
