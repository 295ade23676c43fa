package asl_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"

	"github.com/google/go-cmp/cmp"
)

const childARN = "arn:aws:states:eu-west-1:123456789012:stateMachine:child"

// parent is a machine that starts childARN.
func parent(pattern, parameters string) string {
	return only(`"Type": "Task", "Resource": "arn:aws:states:::states:startExecution` + pattern + `",
		"Parameters": {"StateMachineArn": "` + childARN + `"` + parameters + `}`)
}

// starts is the option of a resolver that knows childARN, and f for the rest.
func starts(t testing.TB, child *asl.Machine, f asl.TaskFunc) asl.Option {
	t.Helper()
	var mux asl.Mux
	mux.HandleMachine("child", child)
	mux.Handle("work", f)
	return asl.WithResolver(&mux)
}

// recorder notes the executions that it observes and how they end.
type recorder struct {
	mu    sync.Mutex
	begun map[*asl.Execution]bool
	ends  []history.Type
	ended chan struct{}
}

func newRecorder() *recorder {
	return &recorder{begun: map[*asl.Execution]bool{}, ended: make(chan struct{}, 100)}
}

func (r *recorder) option() asl.Option {
	return asl.WithObserver(func(x *asl.Execution, e history.Event) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.begun[x] = true
		if name := string(e.Type); strings.HasPrefix(name, "Execution") && name != "ExecutionStarted" {
			r.ends = append(r.ends, e.Type)
			r.ended <- struct{}{}
		}
	})
}

// executions waits for all executions that have begun.
func (r *recorder) executions(t testing.TB) (all []*asl.Execution) {
	r.mu.Lock()
	for x := range r.begun {
		all = append(all, x)
	}
	r.mu.Unlock() // an execution that tells of its end needs it
	for _, x := range all {
		wait(t, x)
	}
	return all
}

func TestChildRequestResponse(t *testing.T) {
	noLeak(t)
	child := newRecorder()
	g := newGate()
	m := machine(t, parent("", `, "Name": "first", "Input": {"a": 1}`),
		starts(t, machine(t, task(""), g.option(), child.option()), nil0))
	r := execute(t, m, `{}`)
	var out struct {
		ExecutionArn string
		StartDate    int64
	}
	if err := r.Decode(&out); err != nil || out.ExecutionArn != "arn:aws:states:eu-west-1:123456789012:execution:child:first" || out.StartDate == 0 {
		t.Errorf("output %s, %v", r.Output, err)
	}
	// The child goes on when its parent has ended.
	<-g.running
	close(g.opened)
	<-child.ended
	all := child.executions(t)
	if len(all) != 1 || all[0].Status() != asl.Succeeded || all[0].ARN() != out.ExecutionArn || all[0].Name() != "first" {
		t.Fatalf("children %v", all)
	}
	if r, err := wait(t, all[0]); err != nil || string(r.Output) != `{"a":1}` {
		t.Errorf("the child: %s, %v", r.Output, err)
	}
}

// nil0 is a task that returns null.
func nil0(context.Context, json.RawMessage) (json.RawMessage, error) { return nil, nil }

func TestChildSync(t *testing.T) {
	for pattern, want := range map[string]string{
		".sync":   `"{\"got\":{\"a\":1}}"`,
		".sync:2": `{"got":{"a":1}}`,
	} {
		t.Run(pattern, func(t *testing.T) {
			noLeak(t)
			child := machine(t, only(`"Type": "Wait", "Seconds": 3600, "Next": "B"}, "B": {"Type": "Pass", "Parameters": {"got.$": "$"}`))
			m := machine(t, parent(pattern, `, "Input": {"a": 1}`), starts(t, child, nil0), virtual())
			r := execute(t, m, `{}`)
			var out struct {
				Name, Status, StateMachineArn, ExecutionArn string
				Output                                      json.RawMessage
				StartDate, StopDate                         int64
			}
			if err := r.Decode(&out); err != nil || out.Status != "SUCCEEDED" || out.StateMachineArn != childARN {
				t.Errorf("output %s, %v", r.Output, err)
			}
			if string(out.Output) != want || len(out.Name) != 36 || !strings.HasSuffix(out.ExecutionArn, ":"+out.Name) {
				t.Errorf("child %s has the output %s, want %s", out.ExecutionArn, out.Output, want)
			}
			if took := r.Ended.Sub(r.Started); took != time.Hour || out.StopDate-out.StartDate != took.Milliseconds() {
				t.Errorf("it took %v, the child %d ms", took, out.StopDate-out.StartDate)
			}
			wantEvents := []history.Type{
				"ExecutionStarted", "TaskStateEntered", "TaskScheduled", "TaskStarted", "TaskSubmitted", "TaskSucceeded", "TaskStateExited", "ExecutionSucceeded",
			}
			if diff := cmp.Diff(wantEvents, types(r.History())); diff != "" {
				t.Errorf("history (-want +got):\n%s", diff)
			}
		})
	}
}

func TestChildInABubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		child := machine(t, only(`"Type": "Wait", "Seconds": 3600`))
		r := execute(t, machine(t, parent(".sync", ""), starts(t, child, nil0)), `{}`)
		if took := r.Ended.Sub(r.Started); took != time.Hour {
			t.Errorf("it took %v", took)
		}
	})
}

// TestChildComesBeforeItsParent checks that a child that ends when its parent's time
// is over ends in time.
func TestChildComesBeforeItsParent(t *testing.T) {
	noLeak(t)
	child := machine(t, only(`"Type": "Wait", "Seconds": 60`))
	m := machine(t, strings.Replace(parent(".sync", ""), `"End"`, `"TimeoutSeconds": 60, "End"`, 1), starts(t, child, nil0))
	for range 200 {
		execute(t, m, `{}`, virtual())
	}
}

func TestChildFails(t *testing.T) {
	noLeak(t)
	fails := machine(t, `{"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "Own", "Cause": "why"}}}`)
	_, err := machine(t, parent(".sync", ""), starts(t, fails, nil0)).Execute(context.Background(), []byte(`{}`))
	var e *asl.Error
	if !errors.As(err, &e) || e.Name != "States.TaskFailed" || !strings.Contains(e.Cause, `"Error":"Own"`) || !strings.Contains(e.Cause, `"Status":"FAILED"`) {
		t.Errorf("error %v", err)
	}
}

func TestChildCannotStart(t *testing.T) {
	noLeak(t)
	m := machine(t, parent(".sync", `, "Input.$": "$"`), starts(t, machine(t, only(`"Type": "Pass"`), asl.WithLimits(asl.Limits{})), nil0),
		asl.WithLimits(asl.Unlimited()))
	_, err := m.Execute(context.Background(), []byte(`"`+strings.Repeat("x", 1<<20)+`"`))
	if !errors.Is(err, asl.ErrTaskFailed) || !strings.Contains(err.Error(), "262144") {
		t.Errorf("error %.300v", err)
	}
}

func TestChildByToken(t *testing.T) {
	noLeak(t)
	g := newGate()
	children := newRecorder()
	m := machine(t, parent(".waitForTaskToken", `, "Input": {"token.$": "$$.Task.Token"}`),
		starts(t, machine(t, task(""), g.option(), children.option()), nil0))
	x := start(t, m, `{}`)
	<-g.running
	var token string
	for e := range x.Events(context.Background()) {
		if s, ok := e.Details.(*history.TaskScheduled); ok {
			token = s.Parameters.Get("Input").Get("token").Text()
		}
		if e.Type == "TaskSubmitted" {
			break
		}
	}
	if err := x.SendTaskSuccess(token, []byte(`"answered"`)); err != nil {
		t.Fatal(err)
	}
	if r, err := wait(t, x); err != nil || string(r.Output) != `"answered"` {
		t.Errorf("got %s, %v", r.Output, err)
	}
	// The child is not part of its parent.
	close(g.opened)
	<-children.ended
	if diff := cmp.Diff([]history.Type{"ExecutionSucceeded"}, children.ends); diff != "" {
		t.Errorf("children (-want +got):\n%s", diff)
	}
	children.executions(t)
}

// TestChildEndsWithoutAnswer checks that the end of a child is no answer to a
// task that waits for its token.
func TestChildEndsWithoutAnswer(t *testing.T) {
	noLeak(t)
	children := newRecorder()
	m := machine(t, parent(".waitForTaskToken", ""), starts(t, machine(t, only(`"Type": "Pass"`), children.option()), nil0))
	x := start(t, m, `{}`)
	<-children.ended
	children.executions(t)
	if x.Status() != asl.Running {
		t.Errorf("status %s", x.Status())
	}
	_ = x.Stop("", "")
	wait(t, x)
}

func TestChildEndsWithItsParent(t *testing.T) {
	chain := func(t *testing.T, r *recorder, opts ...asl.Option) (*asl.Machine, *gate) {
		g := newGate()
		grandchild := machine(t, task(""), g.option(), r.option())
		child := machine(t, parent(".sync:2", ""), starts(t, grandchild, nil0), r.option())
		return machine(t, parent(".sync", ""), append(opts, starts(t, child, nil0), r.option())...), g
	}
	t.Run("that is stopped", func(t *testing.T) {
		noLeak(t)
		r := newRecorder()
		m, g := chain(t, r)
		x := start(t, m, `{}`)
		<-g.running
		if err := x.Stop("Own", ""); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			<-r.ended
		}
		if diff := cmp.Diff(slices.Repeat([]history.Type{"ExecutionAborted"}, 3), r.ends); diff != "" {
			t.Errorf("ends (-want +got):\n%s", diff)
		}
		r.executions(t)
	})
	t.Run("that times out", func(t *testing.T) {
		noLeak(t)
		r := newRecorder()
		g := newGate()
		child := machine(t, task(""), g.option(), r.option())
		m := machine(t, strings.Replace(parent(".sync", ""), `"End"`, `"TimeoutSeconds": 60, "End"`, 1), starts(t, child, nil0))
		clock := asl.NewVirtualClock(epoch)
		x := start(t, m, `{}`, asl.WithClock(clock))
		// The parent's time begins when it knows of the child, which may run first.
		await(t, x, history.TypeTaskSubmitted)
		<-g.running
		clock.Advance(time.Minute)
		if _, err := wait(t, x); !errors.Is(err, asl.ErrTimeout) {
			t.Errorf("error %v", err)
		}
		<-r.ended
		if diff := cmp.Diff([]history.Type{"ExecutionAborted"}, r.ends); diff != "" {
			t.Errorf("ends (-want +got):\n%s", diff)
		}
		r.executions(t)
	})
	t.Run("whose context ends", func(t *testing.T) {
		noLeak(t)
		r := newRecorder()
		m, g := chain(t, r)
		ctx, cancel := context.WithCancel(context.Background())
		x, err := m.Start(ctx, []byte(`{}`))
		if err != nil {
			t.Fatal(err)
		}
		<-g.running
		cancel()
		wait(t, x)
		for _, x := range r.executions(t) {
			if _, err := wait(t, x); !errors.Is(err, context.Canceled) || x.Status() != asl.Running {
				t.Errorf("status %s, %v", x.Status(), err)
			}
		}
		if len(r.ends) != 0 {
			t.Errorf("ends %v, want none", r.ends)
		}
	})
	t.Run("whose observer panics", func(t *testing.T) {
		noLeak(t)
		r := newRecorder()
		submitted := make(chan struct{})
		m, g := chain(t, r, asl.WithObserver(func(_ *asl.Execution, e history.Event) {
			if e.Type == "TaskSubmitted" {
				<-submitted
				panic("no")
			}
		}))
		x := start(t, m, `{}`)
		<-g.running
		close(submitted)
		if _, err := wait(t, x); err == nil || x.Status() != asl.Running {
			t.Errorf("status %s, %v", x.Status(), err)
		}
		for _, x := range r.executions(t) {
			if r, err := wait(t, x); err == nil || r.Status != asl.Running || x.Status() != asl.Running {
				t.Errorf("status %s and %s, %v", r.Status, x.Status(), err)
			}
		}
	})
}

// TestChildThatIsDrivenNoLonger checks that a parent does not wait for a child
// whose driver broke off.
func TestChildThatIsDrivenNoLonger(t *testing.T) {
	noLeak(t)
	child := machine(t, task(""), asl.WithObserver(func(*asl.Execution, history.Event) { panic("no") }))
	_, err := machine(t, parent(".sync", ""), starts(t, child, nil0)).Execute(context.Background(), []byte(`{}`))
	if !errors.Is(err, asl.ErrTaskFailed) || !strings.Contains(err.Error(), "observer") {
		t.Errorf("error %v", err)
	}
}

// TestChildTakesNoRoom checks that a task takes no room when its child has ended, or
// when it does not wait for it.
func TestChildTakesNoRoom(t *testing.T) {
	for _, pattern := range []string{"", ".sync", ".waitForTaskToken"} {
		noLeak(t)
		definition := `{"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "ItemProcessor": ` + parent(pattern, "") + `}}}`
		children := newRecorder()
		x := start(t, machine(t, definition, starts(t, machine(t, only(`"Type": "Pass"`), children.option()), nil0), asl.WithLimits(asl.Limits{Tasks: 1})), `[1,2,3]`)
		for range 3 {
			<-children.ended
		}
		if pattern != ".waitForTaskToken" {
			if _, err := wait(t, x); err != nil {
				t.Error(err)
			}
		}
		_ = x.Stop("", "")
		wait(t, x)
		children.executions(t)
	}
}

// TestChildTakesSlots checks that the tasks of children take the slots of their
// parent, unless their machine has slots of its own.
func TestChildTakesSlots(t *testing.T) {
	noLeak(t)
	definition := `{"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "ItemProcessor": ` + parent(".sync", "") + `}}}`
	for want, opts := range map[int32][]asl.Option{1: nil, 2: {asl.WithTaskSlots(asl.NewTaskSlots(2))}} {
		m := &meter{sleep: time.Second}
		child := machine(t, task(""), opts...)
		execute(t, machine(t, definition, starts(t, child, m.task), virtual(), asl.WithTaskSlots(asl.NewTaskSlots(1))), `[1,2,3]`)
		if most := m.most.Load(); most != want {
			t.Errorf("%d tasks ran at a time, want %d", most, want)
		}
	}
}

// TestChildInherits checks what a child has of its parent: the resolver, the
// logger and the task slots that its machine was not given.
func TestChildInherits(t *testing.T) {
	noLeak(t)
	var log bytes.Buffer
	child := machine(t, task(""))
	own := machine(t, task(""), work(named(`"own"`)), asl.WithIdentity(asl.Identity{Machine: "other"}))
	for c, want := range map[*asl.Machine]string{child: `"inherited"`, own: `"own"`} {
		log.Reset()
		m := machine(t, parent(".sync:2", ""), starts(t, c, named(`"inherited"`)), asl.WithTaskSlots(asl.NewTaskSlots(1)),
			asl.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
		var out struct {
			Output       json.RawMessage
			ExecutionArn string
		}
		if err := execute(t, m, `{}`).Decode(&out); err != nil || string(out.Output) != want {
			t.Errorf("output %s, %v; want %s", out.Output, err, want)
		}
		if n := strings.Count(log.String(), "execution started"); n != 2 {
			t.Errorf("%d executions are in the log, want 2", n)
		}
		name := ":execution:child:"
		if c == own {
			name = ":execution:other:"
		}
		if !strings.Contains(out.ExecutionArn, name) {
			t.Errorf("ARN %s, want %s", out.ExecutionArn, name)
		}
	}
}
