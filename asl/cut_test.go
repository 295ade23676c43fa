package asl_test

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

var stops = flag.Int("stops", 3_000, "how many executions TestStopBesideTheEnd stops")

// busy are the states of a machine that evaluates expressions for hours, as one step. Z can
// be reached only by its definition.
const busy = `"A": {"Type": "Pass", "Output": "{% ($f := function($n) { $n = 0 ? 0 : $f($n - 1) }; $f(300000)) %}", "Next": "B"},
	"B": {"Type": "Choice", "Choices": [{"Condition": "{% false %}", "Next": "Z"}], "Default": "A"}, "Z": {"Type": "Succeed"}`

// busyMachine is a machine with further fields that is busy.
func busyMachine(t *testing.T, fields string, opts ...asl.Option) *asl.Machine {
	return machine(t, `{`+fields+`"QueryLanguage": "JSONata", "StartAt": "A", "States": {`+busy+`}}`, opts...)
}

// userClock is the system's clock, as a program could write it.
type userClock struct{}

func (userClock) Now() time.Time { return time.Now() }

func (userClock) At(t time.Time) (<-chan time.Time, func()) {
	timer := time.NewTimer(time.Until(t))
	return timer.C, func() { timer.Stop() }
}

// TestTimeCutsAStep: an execution whose time is over times out, although a step is under
// way.
func TestTimeCutsAStep(t *testing.T) {
	for name, m := range map[string]*asl.Machine{
		"TimeoutSeconds":    busyMachine(t, `"TimeoutSeconds": 1, `),
		"Limits.Duration":   busyMachine(t, ``, asl.WithLimits(asl.Limits{Duration: time.Second})),
		"a clock of a user": busyMachine(t, `"TimeoutSeconds": 1, `, asl.WithClock(userClock{})),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, err := wait(t, start(t, m, `{}`))
			if r.Status != asl.TimedOut || !errors.Is(err, asl.ErrTimeout) {
				t.Errorf("%s, %v", r.Status, err)
			}
		})
	}
}

// TestTimeoutOfATaskCutsAStep: a task times out although another branch takes a step, and
// its state fails before that branch goes on.
func TestTimeoutOfATaskCutsAStep(t *testing.T) {
	for name, fields := range map[string]string{"TimeoutSeconds": `"TimeoutSeconds": 1`, "HeartbeatSeconds": `"HeartbeatSeconds": 1`} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := machine(t, `{"QueryLanguage": "JSONata", "StartAt": "P", "States": {"P": {"Type": "Parallel", "End": true, "Branches": [
				{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "work", "End": true, `+fields+`}}},
				{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 0, "Next": "A"}, `+busy+`}}]}}}`,
				work(func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
					<-ctx.Done()
					return nil, ctx.Err()
				}))
			r, err := wait(t, start(t, m, `{}`))
			if r.Status != asl.Failed || !errors.Is(err, asl.ErrTimeout) {
				t.Errorf("%s, %v", r.Status, err)
			}
			timedOut := false
			for _, e := range r.History() {
				timedOut = timedOut || e.Type == history.TypeLambdaFunctionTimedOut
				if timedOut && e.Type == history.TypePassStateExited {
					t.Error("the other branch goes on before the state fails")
				}
			}
		})
	}
}

// TestStopCutsAStep: an execution and its child are stopped in the middle of a step.
func TestStopCutsAStep(t *testing.T) {
	child := machine(t, parent(".sync", ``), starts(t, busyMachine(t, ``), nil0))
	for name, m := range map[string]*asl.Machine{"itself": busyMachine(t, ``), "its child": child} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := start(t, m, `{}`)
			time.Sleep(50 * time.Millisecond)
			if err := x.Stop("Why", ""); err != nil {
				t.Error(err)
			}
			if r, _ := wait(t, x); r.Status != asl.Aborted || r.Error.Name != "Why" {
				t.Errorf("%s, %v", r.Status, r.Error)
			}
		})
	}
}

// TestContextCutsAStep: an execution whose context ends in the middle of a step stops, and
// goes on elsewhere.
func TestContextCutsAStep(t *testing.T) {
	noLeak(t)
	m := busyMachine(t, ``)
	run := newRun(t, m, `{}`)
	ctx, cancel := context.WithCancel(context.Background())
	x, err := m.Drive(ctx, run)
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(50 * time.Millisecond)
	cancel()
	if r, err := wait(t, x); r.Status != asl.Running || !errors.Is(err, context.Canceled) {
		t.Errorf("%s, %v", r.Status, err)
	}
	x = drive(t, m, restored(t, m, run))
	time.Sleep(20 * time.Millisecond)
	if err := x.Stop("", ""); err != nil {
		t.Error(err)
	}
	if r, _ := wait(t, x); r.Status != asl.Aborted {
		t.Errorf("elsewhere: %s", r.Status)
	}
}

// TestStopBesideTheEnd stops executions that are about to end, each in another way. Stop
// says what will be.
func TestStopBesideTheEnd(t *testing.T) {
	fail := work(func(context.Context, json.RawMessage) (json.RawMessage, error) { return nil, errors.New("no") })
	short := asl.WithLimits(asl.Limits{Duration: time.Microsecond})
	full := func(n int) asl.Option { return asl.WithLimits(asl.Limits{Events: n}) }
	machines := []*asl.Machine{
		machine(t, beside, work(nil0)),
		machine(t, chain(3)),
		machine(t, `{"StartAt": "A", "States": {"A": {"Type": "Fail"}}}`),
		machine(t, chainOfTasks(3), work(nil0)),
		machine(t, beside, fail),
		machine(t, beside, work(nil0), short),
		machine(t, only(`"Type": "Wait", "Seconds": 1`), short),
		machine(t, chainOfTasks(3), work(nil0), full(5)),
		machine(t, chainOfTasks(3), work(nil0), full(6)),
		machine(t, chain(9), full(9)),
	}
	var aborted, refused int
	for n := range *stops {
		x := start(t, machines[n%len(machines)], `{}`)
		var told error
		var done sync.WaitGroup
		done.Go(func() {
			for begin := time.Now(); time.Since(begin) < time.Duration(n/len(machines)%20)*time.Microsecond; { // some come later
				runtime.Gosched()
			}
			told = x.Stop("Why", "")
		})
		r, _ := wait(t, x)
		done.Wait()
		if (told == nil) != (r.Status == asl.Aborted) {
			t.Fatalf("execution %d: Stop returned %v, and it is %s", n, told, r.Status)
		}
		if told == nil {
			aborted++
		} else {
			refused++
		}
	}
	t.Logf("%d are aborted, %d had ended before", aborted, refused)
}

// TestStopAtTheLastEvent: an observer of the end cannot stop the execution any more, and
// one of an event before it can.
func TestStopAtTheLastEvent(t *testing.T) {
	for at, want := range map[history.Type]asl.Status{history.TypeExecutionSucceeded: asl.Succeeded, history.TypeTaskStateEntered: asl.Aborted} {
		var told error
		m := machine(t, task(""), work(nil0), asl.WithObserver(func(x *asl.Execution, e history.Event) {
			if e.Type == at {
				told = x.Stop("", "")
			}
		}))
		r, _ := wait(t, start(t, m, `{}`))
		if r.Status != want || (told == nil) != (want == asl.Aborted) {
			t.Errorf("stopped at %s: %v, and it is %s", at, told, r.Status)
		}
	}
}

// TestTooLongFailures: names and causes that Step Functions refuses are refused in its
// words. It counts characters.
func TestTooLongFailures(t *testing.T) {
	a := &asl.Activities{}
	g := newGate()
	x := start(t, machine(t, task(""), g.option()), `{}`)
	<-g.running
	long := func(n int) string { return strings.Repeat("ä", n) }
	for way, refuse := range map[string]func(name, cause string) error{
		"Stop":            x.Stop,
		"SendTaskFailure": func(name, cause string) error { return x.SendTaskFailure("none", name, cause) },
		"of Activities":   func(name, cause string) error { return a.SendTaskFailure("none", name, cause) },
	} {
		const one, value = "1 validation error detected: ", " failed to satisfy constraint: Member must have length less than or equal to "
		for _, test := range []struct{ name, cause, want string }{
			{long(257), "", one + "Value at 'error'" + value + "256"},
			{"", long(32_769), one + "Value at 'cause'" + value + "32768"},
			{long(257), long(32_769), "2 validation errors detected: Value at 'error'" + value + "256; Value at 'cause'" + value + "32768"},
		} {
			if err := refuse(test.name, test.cause); err == nil || !strings.HasSuffix(err.Error(), ": "+test.want) {
				t.Errorf("%s: %v, want %s", way, err, test.want)
			}
		}
		if err := refuse(long(256), long(32_768)); way != "Stop" && !errors.Is(err, asl.ErrNoToken) || way == "Stop" && err != nil {
			t.Errorf("%s with texts that are not too long: %v", way, err)
		}
	}
	close(g.opened)
	if r, _ := wait(t, x); r.Status != state.Aborted || r.Error.Name != long(256) || r.Error.Cause != long(32_768) {
		t.Errorf("%s", r.Status)
	}
}
