package statetest_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
	"github.com/goasl/goasl/state/statetest"

	"github.com/google/go-cmp/cmp"
)

var epoch = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

const (
	wait = `{"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 5, "End": true}}}`
	task = `{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "f", "TimeoutSeconds": 10,
		"Retry": [{"ErrorEquals": ["States.Timeout"], "MaxAttempts": 1}], "End": true}}}`
	children  = `{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution%s", "Parameters": {"StateMachineArn": "m", "Name": "n", "Input": [1]}, %s"End": true}}}`
	endless   = `{"StartAt": "A", "States": {"A": {"Type": "Choice", "Choices": [{"Variable": "$.a", "IsPresent": true, "Next": "B"}], "Default": "A"}, "B": {"Type": "Succeed"}}}`
	twoAtOnce = `{"StartAt": "P", "States": {"P": {"Type": "Parallel", "End": true, "Branches": [
		{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "f", "End": true}}},
		{"StartAt": "B", "States": {"B": {"Type": "Task", "Resource": "f", "TimeoutSeconds": 9, "End": true}}}]}}}`
)

// rebuilds are all of them.
var rebuilds = []statetest.Rebuild{statetest.Never, statetest.FromSnapshots, statetest.FromJournal}

func parse(t testing.TB, definition string) *state.Machine {
	t.Helper()
	m, problems := state.Parse("", []byte(definition))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	return m
}

func start(t testing.TB, d *statetest.Driver, definition string, cfg state.Config) *statetest.Execution {
	t.Helper()
	d.Now = epoch
	x, err := d.Start(parse(t, definition), []byte(`{}`), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// wantEnd compares the status, the output and how long the execution took.
func wantEnd(t testing.TB, x *statetest.Execution, want string) {
	t.Helper()
	o := x.Run.Outcome()
	if got := fmt.Sprint(o.Status, " ", o.Output, " ", o.Ended.Sub(o.Started)); got != want {
		t.Errorf("the execution is %s, want %s", got, want)
	}
}

// TestOrder: by time, then in the order of planning, then deadlines; what is
// planned for the past is done now.
func TestOrder(t *testing.T) {
	var log []string
	d := &statetest.Driver{}
	start(t, d, wait, state.Config{})
	note := func(text string) func() {
		return func() { log = append(log, fmt.Sprint(text, " ", d.Now.Sub(epoch))) }
	}
	d.After(5*time.Second, note("c"))
	d.After(2*time.Second, note("a"))
	d.After(5*time.Second, note("d"))
	d.After(2*time.Second, func() { d.After(-time.Hour, note("b")) })
	d.After(6*time.Second, note("never: all executions have ended"))
	if err := d.Run(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"a 2s", "b 2s", "c 5s", "d 5s"}, log); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if more, err := d.Advance(); more || err != nil || !d.Now.Equal(epoch.Add(5*time.Second)) {
		t.Errorf("after the end: %v, %v, at %s", more, err, d.Now)
	}
}

// TestPlannedAnswers: those to an effect that has timed out are not told.
func TestPlannedAnswers(t *testing.T) {
	for _, test := range []struct {
		answers time.Duration
		want    string
	}{
		{3 * time.Second, `SUCCEEDED 1 3s`},
		{10 * time.Second, `SUCCEEDED 1 10s`},
		{11 * time.Second, `FAILED  21s`},
	} {
		for _, rebuild := range rebuilds {
			d := &statetest.Driver{Rebuild: rebuild}
			d.Perform = func(x *statetest.Execution, e state.Effect) error {
				if task := statetest.TaskOf(e); task != nil {
					x.Tell(state.Input{Kind: state.InputStarted, ID: task.ID})
					x.Plan(test.answers, state.Input{Kind: state.InputDone, ID: task.ID, Output: jsonvalue.OfInt(1)})
				}
				return nil
			}
			x := start(t, d, task, state.Config{})
			if err := d.Run(); err != nil {
				t.Error(err)
			}
			wantEnd(t, x, test.want)
		}
	}
}

// TestChildren: a child's end is told to whoever waits for it, and it ends with
// the effect that has asked for it.
func TestChildren(t *testing.T) {
	for _, test := range []struct{ name, pattern, fields, want, child string }{
		{"awaited", ".sync:2", "", `SUCCEEDED 5s`, `SUCCEEDED 5s`},
		{"started", "", "", `SUCCEEDED 0s`, `SUCCEEDED 5s`},
		{"cancelled", ".sync:2", `"TimeoutSeconds": 3, `, `FAILED 3s`, `ABORTED 3s`},
		{"at the same time", ".sync:2", `"TimeoutSeconds": 5, `, `SUCCEEDED 5s`, `SUCCEEDED 5s`},
	} {
		for _, rebuild := range rebuilds {
			var child *statetest.Execution
			m := parse(t, wait)
			d := &statetest.Driver{Rebuild: rebuild}
			d.Perform = func(x *statetest.Execution, e state.Effect) (err error) {
				if e, ok := e.(*state.StartChild); ok {
					child, err = x.StartChild(e, m, state.Config{})
				}
				return err
			}
			x := start(t, d, fmt.Sprintf(children, test.pattern, test.fields), state.Config{})
			if err := d.Run(); err != nil {
				t.Error(err)
			}
			end := func(x *statetest.Execution) string {
				o := x.Run.Outcome()
				return fmt.Sprint(o.Status, " ", o.Ended.Sub(o.Started))
			}
			if end(x) != test.want || end(child) != test.child || child.Name != "n" || len(child.Events) < 3 {
				t.Errorf("%s: the execution is %s, and its child %s is %s", test.name, end(x), child.Name, end(child))
			}
		}
	}
}

// TestNobodyAnswers: Run returns, and the execution has not ended.
func TestNobodyAnswers(t *testing.T) {
	for _, rebuild := range rebuilds {
		d := &statetest.Driver{Rebuild: rebuild}
		x := start(t, d, task, state.Config{Limits: state.Limits{Duration: -1}})
		if err := d.Run(); err != nil || d.Ended() || len(x.Events) != 3 {
			t.Errorf("%v, and there are %d events", err, len(x.Events))
		}
	}
}

// TestObserve: there is a snapshot at first, after each of two turns, and after the
// deadline.
func TestObserve(t *testing.T) {
	n := 0
	d := &statetest.Driver{Rebuild: statetest.FromSnapshots, Observe: func(text []byte) {
		n++
		if _, err := state.Restore(parse(t, wait), text, state.Config{}); err != nil {
			t.Error(err)
		}
	}}
	start(t, d, wait, state.Config{})
	if err := d.Run(); err != nil || n != 4 {
		t.Errorf("%v, and there are %d snapshots", err, n)
	}
}

// TestErrors: what ends a drive.
func TestErrors(t *testing.T) {
	stop := errors.New("no such task")
	interrupted := state.Config{Interrupt: func() bool { return true }}
	behind := func(x *statetest.Execution, e state.Effect) error { // the driver's back
		if task := statetest.TaskOf(e); task != nil && task.ID == 1 {
			x.Run.Done(epoch, task.ID, jsonvalue.True, nil)
			x.Plan(0, state.Input{Kind: state.InputDone, ID: task.ID})
		}
		return nil
	}
	for _, test := range []struct {
		name, definition, want string
		cfg                    state.Config
		perform                func(*statetest.Execution, state.Effect) error
		rebuild                statetest.Rebuild
	}{
		{name: "Perform", definition: task, want: stop.Error(), perform: func(*statetest.Execution, state.Effect) error { return stop }},
		{name: "interrupt", definition: task, want: state.ErrInterrupted.Error(), cfg: interrupted},
		{name: "interrupt, restored", definition: task, want: state.ErrInterrupted.Error(), cfg: interrupted, rebuild: statetest.FromSnapshots},
		{name: "endless", definition: endless, want: "has not ended after 100000 turns", cfg: state.Config{Limits: state.Unlimited}},
		{name: "not over", definition: task, want: "these effects are not over", perform: behind},
		{name: "outstanding", definition: twoAtOnce, want: "these effects are outstanding", perform: behind, rebuild: statetest.FromSnapshots},
		{name: "late", definition: twoAtOnce, want: "effect 1 is over, and was not cancelled", perform: behind},
	} {
		d := &statetest.Driver{Perform: test.perform, Rebuild: test.rebuild}
		start(t, d, test.definition, test.cfg)
		if err := d.Run(); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want an error with %q", test.name, err, test.want)
		}
	}
	if _, err := new(statetest.Driver).Start(parse(t, task), []byte(`{`), state.Config{}); err == nil {
		t.Error("it starts with an input that is no JSON")
	}
}

// TestRedrive: an execution goes on in a further Run of the driver, with the children that
// it had.
func TestRedrive(t *testing.T) {
	const each = `{"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "%s"},
		"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "f", "End": true}}}}}}`
	for _, test := range []struct{ kind, want string }{
		{"STANDARD", "FAILED 1, FAILED 0; SUCCEEDED 1, SUCCEEDED 1; 11 events"},
		{"EXPRESS", "FAILED 1, FAILED 0; SUCCEEDED 1, SUCCEEDED 1; 7 events"},
	} {
		for _, rebuild := range rebuilds {
			var child *statetest.Execution
			d := &statetest.Driver{Rebuild: rebuild, Now: epoch}
			works := false
			d.Perform = func(x *statetest.Execution, e state.Effect) (err error) {
				if e, ok := e.(*state.StartItem); ok {
					child, err = x.StartItem(e)
				}
				if task := statetest.TaskOf(e); task != nil {
					in := state.Input{Kind: state.InputDone, ID: task.ID, Output: jsonvalue.OfInt(1)}
					if !works {
						in.Failure = state.NewFailure("E", "")
					}
					x.Plan(time.Second, in)
				}
				return err
			}
			x, err := d.Start(parse(t, fmt.Sprintf(each, test.kind)), []byte(`[1]`), state.Config{})
			if err != nil {
				t.Fatal(err)
			}
			if err := d.Run(); err != nil {
				t.Error(err)
			}
			got := fmt.Sprintf("%s 1, %s %d; ", x.Run.Status(), child.Run.Status(), child.Run.Outcome().RedriveCount)
			works = true
			d.Now = d.Now.Add(time.Minute)
			if date, err := x.Redrive("token"); err != nil || !date.Equal(d.Now) {
				t.Errorf("%v, %v", date, err)
			}
			if err := d.Run(); err != nil {
				t.Error(err)
			}
			got += fmt.Sprintf("%s %d, %s %d; %d events", x.Run.Status(), x.Run.Outcome().RedriveCount, child.Run.Status(), child.Run.Outcome().RedriveCount, len(child.Events))
			if got != test.want {
				t.Errorf("%s: %s, want %s", test.kind, got, test.want)
			}
		}
	}
}
