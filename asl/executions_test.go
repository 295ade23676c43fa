package asl_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"

	"github.com/google/go-cmp/cmp"
)

// names lists the names of executions.
func names(all []*asl.Execution) []string {
	var names []string
	for _, x := range all {
		names = append(names, x.Name())
	}
	return names
}

func TestExecutionsThatRun(t *testing.T) {
	noLeak(t)
	var e asl.Executions
	g := newGate()
	clock := asl.NewVirtualClock(epoch)
	release := clock.Hold()
	a, b := machine(t, task(""), g.option()), machine(t, only(`"Type": "Wait", "Seconds": 3600`))
	var all []*asl.Execution
	for i, m := range []*asl.Machine{a, b, a} {
		all = append(all, start(t, m, `{}`, asl.WithExecutions(&e), asl.WithClock(clock), asl.WithName(fmt.Sprint("x", 3-i))))
		clock.Advance(time.Second)
	}
	if diff := cmp.Diff([]string{"x3", "x2", "x1"}, names(e.List())); diff != "" {
		t.Errorf("List (-want +got):\n%s", diff)
	}
	for _, x := range all {
		if got := e.Get(x.ARN()); got != x {
			t.Errorf("Get(%s) = %v", x.ARN(), got)
		}
	}
	if x := e.Get("arn:aws:states:us-east-1:000000000000:execution:StateMachine:nobody"); x != nil {
		t.Errorf("there is an execution %s", x.ARN())
	}
	close(g.opened)
	wait(t, all[0])
	wait(t, all[2])
	if diff := cmp.Diff([]string{"x2"}, names(e.List())); diff != "" || e.Get(all[0].ARN()) != nil {
		t.Errorf("after the end of others (-want +got):\n%s", diff)
	}
	release()
	wait(t, all[1])
	if len(e.List()) != 0 {
		t.Errorf("there still are %v", names(e.List()))
	}
}

// TestExecutionsAnswer: a token alone finds its task, whatever kind that is of.
func TestExecutionsAnswer(t *testing.T) {
	activity := only(`"Type": "Task", "Resource": "` + pack + `"`)
	for kind, definition := range map[string]string{
		"function": task(""), "service": only(waitForToken), "invoke": only(invokeForToken), "activity": activity,
	} {
		for name, test := range map[string]struct {
			send func(e *asl.Executions, token string) error
			err  error
		}{
			"success": {func(e *asl.Executions, token string) error { return e.SendTaskSuccess(token, []byte(`"answer"`)) }, nil},
			"failure": {func(e *asl.Executions, token string) error { return e.SendTaskFailure(token, "Own", "cause") }, asl.NewError("Own", "cause")},
		} {
			t.Run(kind+" "+name, func(t *testing.T) {
				noLeak(t)
				var e asl.Executions
				var activities asl.Activities
				if _, err := activities.Create(pack); err != nil {
					t.Fatal(err)
				}
				tokens := make(chan string, 1)
				f := func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
					tokens <- asl.TaskInfoFrom(ctx).Token()
					return nil, asl.ErrPending
				}
				var mux asl.Mux
				mux.Handle("work", f)
				mux.Handle("arn:aws:states:::sqs:*", f)
				mux.Lambda("f", f)
				x := start(t, machine(t, definition, asl.WithResolver(&mux), asl.WithActivities(&activities), asl.WithExecutions(&e)), `{}`)
				if kind == "activity" {
					tokens <- poll(t, &activities, "").Token
				}
				token := <-tokens
				if err := e.SendTaskHeartbeat(token); err != nil {
					t.Error(err)
				}
				if err := test.send(&e, token); err != nil {
					t.Error(err)
				}
				r, err := wait(t, x)
				if test.err == nil && (err != nil || string(r.Output) != `"answer"`) {
					t.Errorf("%s, %v", r.Output, err)
				}
				var got *asl.Error
				if test.err != nil && (!errors.As(err, &got) || got.Error() != test.err.Error()) {
					t.Errorf("%v, want %v", err, test.err)
				}
				if err := test.send(&e, token); !errors.Is(err, asl.ErrNoToken) {
					t.Errorf("a second answer: %v", err)
				}
			})
		}
	}
}

// TestExecutionsKnowNoSuchToken: tokens of others, of the past, and what is none.
func TestExecutionsKnowNoSuchToken(t *testing.T) {
	noLeak(t)
	var e, others, earlier asl.Executions
	d := newDesk("")
	m := machine(t, only(waitForToken), d.option(), asl.WithName("n"))
	begin := func(e *asl.Executions) (*asl.Execution, string) {
		x := start(t, m, `{}`, asl.WithExecutions(e))
		return x, <-d.tokens
	}
	first, past := begin(&earlier)
	_ = first.Stop("", "")
	wait(t, first)
	x, token := begin(&e)
	y, foreign := begin(&others)
	for name, token := range map[string]string{
		"nothing": "", "garbage": "garbage", "long": strings.Repeat("A", 1<<20), "of the past": past, "foreign": foreign,
		"cut": token[:len(token)-4], "lower case": strings.ToLower(token), "twice": token + token,
	} {
		for call, err := range map[string]error{
			"SendTaskSuccess":   e.SendTaskSuccess(token, []byte(`1`)),
			"SendTaskFailure":   e.SendTaskFailure(token, "", ""),
			"SendTaskHeartbeat": e.SendTaskHeartbeat(token),
		} {
			if !errors.Is(err, asl.ErrNoToken) {
				t.Errorf("%s of a token %s: %v", call, name, err)
			}
		}
	}
	if err := e.SendTaskSuccess(token, []byte(`{`)); err == nil || errors.Is(err, asl.ErrNoToken) {
		t.Errorf("an answer that is not JSON: %v", err)
	}
	for _, err := range []error{e.SendTaskSuccess(token, []byte(`1`)), others.SendTaskSuccess(foreign, []byte(`2`))} {
		if err != nil {
			t.Error(err)
		}
	}
	wait(t, x)
	wait(t, y)
}

// TestExecutionsKnowChildren: executions that tasks start are known, too, also if no
// task waits for them, by their tokens and their names.
func TestExecutionsKnowChildren(t *testing.T) {
	for _, pattern := range []string{"", ".sync", ".waitForTaskToken"} {
		for name, where := range map[string]func(e *asl.Executions) (parent, child []asl.Option){
			"of the parent": func(e *asl.Executions) (parent, child []asl.Option) { return []asl.Option{asl.WithExecutions(e)}, nil },
			"of the child":  func(e *asl.Executions) (parent, child []asl.Option) { return nil, []asl.Option{asl.WithExecutions(e)} },
		} {
			t.Run(pattern+" "+name, func(t *testing.T) {
				noLeak(t)
				var e asl.Executions
				forParent, forChild := where(&e)
				d := newDesk("")
				child := machine(t, only(waitForToken), append(forChild, d.option())...)
				m := machine(t, parent(pattern, `, "Name": "child"`), append(forParent, starts(t, child, nil0))...)
				x := start(t, m, `{}`)
				token := <-d.tokens
				all := e.List()
				i := slices.IndexFunc(all, func(x *asl.Execution) bool { return x.Name() == "child" })
				if i < 0 {
					t.Fatalf("the child is not among %v", names(all))
				}
				if err := e.SendTaskSuccess(token, []byte(`1`)); err != nil {
					t.Error(err)
				}
				wait(t, all[i])
				if pattern == ".waitForTaskToken" {
					_ = x.Stop("", "")
				}
				wait(t, x)
			})
		}
	}
}

// TestExecutionsOfDrive: an execution that comes of a Run is known like others.
func TestExecutionsOfDrive(t *testing.T) {
	noLeak(t)
	var e asl.Executions
	var mux asl.Mux
	m := machine(t, only(waitForToken), asl.WithResolver(&mux), asl.WithExecutions(&e))
	run := restored(t, m, before(t, m, `{}`, told(state.InputStarted, state.InputSubmitted)))
	token := run.Token(outstanding(t, run).ID)
	x := drive(t, m, run)
	if got := e.Get(run.ARN()); got != x {
		t.Errorf("Get = %v", got)
	}
	if y := drive(t, m, newRun(t, m, `{}`)); y != x {
		t.Error("another execution was begun in the place of one with its name and its input")
	}
	if _, err := m.Drive(context.Background(), newRun(t, m, `1`)); !errors.Is(err, asl.ErrExecutionExists) {
		t.Errorf("another one of that name: %v", err)
	}
	if err := e.SendTaskSuccess(token, []byte(`1`)); err != nil {
		t.Error(err)
	}
	wait(t, x)
}

// TestDrain: no execution begins any more, but children of those that run, until none
// is left.
func TestDrain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var e asl.Executions
		m := machine(t, `{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 10, "Next": "A"}, `+
			strings.TrimPrefix(parent("", ""), `{"StartAt": "A", "States": {`), asl.WithExecutions(&e),
			starts(t, machine(t, only(`"Type": "Wait", "Seconds": 50`)), nil0))
		x, y := start(t, m, `{}`), start(t, m, `{}`)
		began := time.Now()
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		err := e.Drain(ctx)
		if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "still running: 2") {
			t.Errorf("a Drain for a second: %v", err)
		}
		for name, begin := range map[string]func() error{
			"Start":   func() error { _, err := m.Start(context.Background(), []byte(`{}`)); return err },
			"Execute": func() error { _, err := m.Execute(context.Background(), []byte(`{}`)); return err },
			"Drive":   func() error { _, err := m.Drive(context.Background(), newRun(t, m, `{}`)); return err },
		} {
			if err := begin(); !errors.Is(err, asl.ErrDraining) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := e.Drain(context.Background()); err != nil || time.Since(began) != time.Minute {
			t.Errorf("%v after %v", err, time.Since(began))
		}
		for _, x := range []*asl.Execution{x, y} {
			if x.Status() != asl.Succeeded {
				t.Errorf("status %s", x.Status())
			}
		}
		ended, cancel := context.WithCancel(context.Background())
		cancel()
		if err := e.Drain(ended); err != nil {
			t.Errorf("when nothing runs: %v", err)
		}
	})
}

// TestManyExecutions is for the race detector.
func TestManyExecutions(t *testing.T) {
	noLeak(t)
	var e asl.Executions
	d := newDesk("")
	m := machine(t, only(waitForToken), d.option(), asl.WithExecutions(&e))
	var group sync.WaitGroup
	const n = 100
	for i := range n {
		group.Go(func() {
			name := asl.WithName(fmt.Sprint("x", i/2)) // for two each
			r, err := m.Execute(context.Background(), []byte(`{}`), name)
			if err != nil && !errors.Is(err, asl.ErrExecutionExists) || err == nil && string(r.Output) != "1" {
				t.Errorf("%v, %v", r, err)
			}
		})
		group.Go(func() {
			for _, x := range e.List() {
				if got := e.Get(x.ARN()); got != nil && got != x {
					t.Error("Get gives another execution than List")
				}
			}
		})
	}
	for range n / 2 {
		group.Go(func() {
			if err := e.SendTaskSuccess(<-d.tokens, []byte(`1`)); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if err := e.Drain(context.Background()); err != nil {
		t.Error(err)
	}
}

// TestExecutionsGoneAtTheEnd: whoever sees that an execution is done finds it gone.
func TestExecutionsGoneAtTheEnd(t *testing.T) {
	noLeak(t)
	var e asl.Executions
	m := machine(t, only(`"Type": "Pass"`), asl.WithExecutions(&e))
	for range 100 {
		var inside int
		execute(t, m, `{}`, asl.WithObserver(func(x *asl.Execution, event history.Event) { inside = len(e.List()) }))
		if inside != 1 || len(e.List()) != 0 {
			t.Fatalf("%d while it ran, %d after its end", inside, len(e.List()))
		}
	}
}
