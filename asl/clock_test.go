package asl_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"

	"github.com/google/go-cmp/cmp"
)

// sleeper is a task that sleeps for as many seconds as its input says.
func sleeper() asl.Option {
	return work(func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
		var seconds int
		if err := json.Unmarshal(in, &seconds); err != nil {
			return nil, err
		}
		return in, asl.TaskInfoFrom(ctx).Sleep(ctx, time.Duration(seconds)*time.Second)
	})
}

const day = 24 * time.Hour

// timed are machines and how long they take, on whatever clock.
var timed = map[string]struct {
	definition string
	input      string
	opt        func() asl.Option
	want       time.Duration
	output     string // "" if it fails
}{
	"days":           {only(`"Type": "Wait", "Seconds": 25920000`), `1`, sleeper, 300 * day, `1`},
	"a year at most": {only(`"Type": "Wait", "Seconds": 99999999`), `1`, sleeper, 365 * day, ``},
	"a path":         {only(`"Type": "Wait", "SecondsPath": "$.s"`), `{"s":86400}`, sleeper, 24 * time.Hour, `{"s":86400}`},
	"a task":         {task(""), `90`, sleeper, 90 * time.Second, `90`},
	"no time":        {only(`"Type": "Wait", "Seconds": 0`), `1`, sleeper, 0, `1`},
	"retries": {task(`, "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 3, "MaxAttempts": 4, "BackoffRate": 3, "MaxDelaySeconds": 60}]`), `1`,
		func() asl.Option {
			return work(func(context.Context, json.RawMessage) (json.RawMessage, error) { return nil, errors.New("no") })
		}, (3 + 9 + 27 + 60) * time.Second, ``},
	"a timeout that comes": {task(`, "TimeoutSeconds": 10`), `11`, sleeper, 10 * time.Second, ``},
	"one that does not":    {task(`, "TimeoutSeconds": 10`), `9`, sleeper, 9 * time.Second, `9`},
	"branches": {only(`"Type": "Parallel", "Branches": [
		{"StartAt": "B", "States": {"B": {"Type": "Wait", "Seconds": 50, "Next": "C"}, "C": {"Type": "Task", "Resource": "work", "End": true}}},
		{"StartAt": "D", "States": {"D": {"Type": "Task", "Resource": "work", "Next": "E"}, "E": {"Type": "Wait", "Seconds": 70, "End": true}}}]`), `7`, sleeper,
		77 * time.Second, `[7,7]`},
	"iterations": {only(`"Type": "Map", "MaxConcurrency": 2, "ItemProcessor": {"StartAt": "B", "States": {"B": {"Type": "Task", "Resource": "work", "End": true}}}`),
		`[5,1,3,4]`, sleeper, 8 * time.Second, `[5,1,3,4]`},
	"a machine's timeout": {strings.Replace(only(`"Type": "Wait", "Seconds": 3600`), "{", `{"TimeoutSeconds": 60, `, 1), `1`, sleeper, time.Minute, ``},
}

func TestTimes(t *testing.T) {
	for name, test := range timed {
		check := func(t *testing.T, opts ...asl.Option) {
			t.Helper()
			m := machine(t, test.definition, append(opts, test.opt())...)
			r, err := m.Execute(context.Background(), []byte(test.input))
			if string(r.Output) != test.output || (err == nil) != (test.output != "") {
				t.Errorf("output %s, error %v; want %s", r.Output, err, test.output)
			}
			if got := r.Ended.Sub(r.Started); got != test.want {
				t.Errorf("it took %v, want %v", got, test.want)
			}
			events := r.History()
			if first, last := events[0].Timestamp, events[len(events)-1].Timestamp; !first.Equal(r.Started) || !last.Equal(r.Ended) {
				t.Errorf("events from %v to %v, the result from %v to %v", first, last, r.Started, r.Ended)
			}
		}
		t.Run(name+" on a virtual clock", func(t *testing.T) {
			noLeak(t)
			check(t, virtual())
		})
		t.Run(name+" in a bubble", func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { check(t) })
		})
	}
}

func TestVirtualClockStartsWhereItIsTold(t *testing.T) {
	clock := asl.NewVirtualClock(epoch)
	m := machine(t, only(`"Type": "Wait", "Timestamp": "2026-03-01T00:00:00Z"`), asl.WithClock(clock))
	r := execute(t, m, `{}`)
	if want := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC); !r.Started.Equal(epoch) || !r.Ended.Equal(want) || !clock.Now().Equal(want) {
		t.Errorf("from %v to %v, then it is %v", r.Started, r.Ended, clock.Now())
	}
	if r = execute(t, m, `{}`); r.Ended.Sub(r.Started) != 0 {
		t.Errorf("to wait for the past took %v", r.Ended.Sub(r.Started))
	}
}

// TestVirtualClockIsShared checks that executions on one clock wait for each
// other.
func TestVirtualClockIsShared(t *testing.T) {
	noLeak(t)
	for range 20 {
		clock := asl.NewVirtualClock(epoch)
		var order []string
		note := asl.WithObserver(func(x *asl.Execution, e history.Event) { // the clock lets one act at a time
			if e.Type == "WaitStateExited" {
				order = append(order, fmt.Sprint(x.Name(), " ", e.Timestamp.Sub(epoch)))
			}
		})
		release := clock.Hold()
		var all []*asl.Execution
		for _, seconds := range []string{"30", "20", "50"} {
			m := machine(t, `{"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": `+seconds+`, "Next": "B"}, "B": {"Type": "Wait", "Seconds": `+seconds+`, "End": true}}}`, asl.WithClock(clock), note)
			all = append(all, start(t, m, `{}`, asl.WithName("every-"+seconds)))
		}
		time.Sleep(time.Millisecond)
		release()
		release() // does nothing
		for _, x := range all {
			if _, err := wait(t, x); err != nil {
				t.Error(err)
			}
		}
		want := []string{"every-20 20s", "every-30 30s", "every-20 40s", "every-50 50s", "every-30 1m0s", "every-50 1m40s"}
		if diff := cmp.Diff(want, order); diff != "" {
			t.Fatalf("order (-want +got):\n%s", diff)
		}
	}
}

// TestSimultaneousTimers checks that what is due at one time happens in an order
// that is always the same: a task that sleeps as long as it may is in time.
func TestSimultaneousTimers(t *testing.T) {
	noLeak(t)
	m := machine(t, only(`"Type": "Parallel", "Branches": [
		{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 9, "End": true}}},
		{"StartAt": "B", "States": {"B": {"Type": "Task", "Resource": "work", "TimeoutSeconds": 9, "End": true}}},
		{"StartAt": "C", "States": {"C": {"Type": "Task", "Resource": "work", "TimeoutSeconds": 9, "End": true}}},
		{"StartAt": "D", "States": {"D": {"Type": "Task", "Resource": "work", "End": true}}},
		{"StartAt": "V", "States": {"V": {"Type": "Wait", "Seconds": 9, "End": true}}}]`), sleeper())
	for range 50 {
		r := execute(t, m, `9`, virtual())
		var ended []string
		for _, e := range r.History() {
			if exited, ok := e.Details.(*history.StateExited); ok {
				ended = append(ended, exited.Name)
			}
		}
		if diff := cmp.Diff([]string{"B", "C", "D", "W", "V", "A"}, ended); diff != "" {
			t.Fatalf("order (-want +got):\n%s", diff)
		}
	}
}

// busyClock is a clock on which each look takes time.
type busyClock struct{ *asl.VirtualClock }

func (c busyClock) Now() time.Time {
	c.Advance(time.Second)
	return c.VirtualClock.Now()
}

// TestLoopTimesOut checks that the timeout of a machine ends one that never has
// nothing to do.
func TestLoopTimesOut(t *testing.T) {
	noLeak(t)
	m := machine(t, `{"TimeoutSeconds": 100, "StartAt": "L", "States": {"L": {"Type": "Pass", "Next": "C"}, "C": {"Type": "Choice",
		"Choices": [{"Variable": "$.x", "IsPresent": true, "Next": "E"}], "Default": "L"}, "E": {"Type": "Succeed"}}}`,
		asl.WithClock(busyClock{asl.NewVirtualClock(epoch)}), asl.WithLimits(asl.Unlimited()), asl.WithHistory(asl.DropHistory()))
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if r, err := m.Execute(ctx, []byte(`{}`)); !errors.Is(err, asl.ErrTimeout) || r.Status != asl.TimedOut {
		t.Errorf("status %s, error %v", r.Status, err)
	}
}

// idleClock is a clock that is told when there is nothing to do.
type idleClock struct {
	*asl.VirtualClock
	idle chan time.Time
}

func (c idleClock) Idle(next time.Time) { c.idle <- next }

var _ asl.Idler = idleClock{}

func TestIdle(t *testing.T) {
	noLeak(t)
	clock := idleClock{asl.NewVirtualClock(epoch), make(chan time.Time, 10)}
	m := machine(t, `{"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 60, "Next": "B"},
		"B": {"Type": "Task", "Resource": "work", "TimeoutSeconds": 60, "End": true}}}`, asl.WithClock(clock), sleeper())
	execute(t, m, `7`)
	close(clock.idle)
	var got []time.Duration
	for next := range clock.idle {
		got = append(got, next.Sub(epoch))
	}
	if diff := cmp.Diff([]time.Duration{time.Minute}, got); diff != "" {
		t.Errorf("idle (-want +got):\n%s", diff)
	}
}

// TestClockOfOthers checks that a clock needs no more than its interface.
func TestClockOfOthers(t *testing.T) {
	noLeak(t)
	clock := struct{ asl.Clock }{asl.SystemClock()}
	m := machine(t, task(""), asl.WithClock(clock), work(func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
		return in, asl.TaskInfoFrom(ctx).Sleep(ctx, time.Millisecond)
	}))
	if r := execute(t, m, `1`); r.Ended.Sub(r.Started) < time.Millisecond {
		t.Errorf("it took %v", r.Ended.Sub(r.Started))
	}
}
