package asl_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"

	"github.com/google/go-cmp/cmp"
)

const waitForToken = `"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"token.$": "$$.Task.Token"}`

// desk keeps the tokens of the tasks that it is given and answers none itself.
type desk struct {
	tokens chan string
	out    string
}

func newDesk(out string) *desk { return &desk{make(chan string, 100), out} }

func (d *desk) option() asl.Option {
	var mux asl.Mux
	mux.Handle("*", func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
		d.tokens <- asl.TaskInfoFrom(ctx).Token()
		return json.RawMessage(d.out), asl.ErrPending
	})
	return asl.WithResolver(&mux)
}

func TestPending(t *testing.T) {
	for name, definition := range map[string]string{
		"function": task(""),
		"service":  only(`"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage"`),
		"token":    only(waitForToken),
		"activity": only(`"Type": "Task", "Resource": "arn:aws:states:us-east-1:1:activity:act"`),
	} {
		t.Run(name, func(t *testing.T) {
			noLeak(t)
			d := newDesk("")
			m := machine(t, definition, d.option())

			x := start(t, m, `{}`)
			token := <-d.tokens
			if err := x.SendTaskSuccess(token, []byte(`{"a": 1}`)); err != nil {
				t.Fatal(err)
			}
			if err := x.SendTaskSuccess(token, []byte(`{}`)); !errors.Is(err, asl.ErrNoToken) {
				t.Errorf("the second answer: %v, want ErrNoToken", err)
			}
			output := `{"a": 1}`
			if name == "service" { // whose answer is made anew
				output = `{"a":1}`
			}
			if r, err := wait(t, x); err != nil || string(r.Output) != output {
				t.Errorf("success: %s, %v", r.Output, err)
			}

			x = start(t, m, `{}`)
			if err := x.SendTaskFailure(<-d.tokens, "Own", "cause"); err != nil {
				t.Fatal(err)
			}
			if _, err := wait(t, x); !errors.Is(err, &asl.Error{Name: "Own"}) {
				t.Errorf("failure: %v", err)
			}

			x = start(t, m, `{}`)
			if err := x.SendTaskFailure(<-d.tokens, "", ""); err != nil {
				t.Fatal(err)
			}
			if r, err := wait(t, x); err == nil || r.Error.HasName() || r.Error.HasCause() {
				t.Errorf("failure without name and cause: %v", err)
			}
		})
	}
}

func TestTokenInItsState(t *testing.T) {
	noLeak(t)
	var mux asl.Mux
	inputs := make(chan string, 1)
	mux.Handle("*", func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
		var parameters struct{ Token string }
		if err := json.Unmarshal(in, &parameters); err != nil {
			return nil, err
		}
		if own := asl.TaskInfoFrom(ctx).Token(); own != parameters.Token || len(own) < 26 {
			t.Errorf("token %q in the TaskInfo, %q in the context object", own, parameters.Token)
		}
		inputs <- parameters.Token
		return json.RawMessage(`"queued"`), asl.ErrPending
	})
	x := start(t, machine(t, only(waitForToken), asl.WithResolver(&mux)), `{}`)
	if err := x.SendTaskSuccess(<-inputs, []byte(`7`)); err != nil {
		t.Fatal(err)
	}
	r, err := wait(t, x)
	if err != nil || string(r.Output) != "7" {
		t.Errorf("got %s, %v", r.Output, err)
	}
}

func TestSubmittedOutput(t *testing.T) {
	noLeak(t)
	t.Run("of a pending task", func(t *testing.T) {
		d := newDesk(`{"MessageId": 1}`)
		x := start(t, machine(t, only(waitForToken), d.option()), `{}`)
		token := <-d.tokens
		for e := range x.Events(context.Background()) {
			if e.Type == "TaskSubmitted" {
				break
			}
		}
		if err := x.SendTaskSuccess(token, []byte(`7`)); err != nil {
			t.Fatal(err)
		}
		r, err := wait(t, x)
		if diff := cmp.Diff([]string{`{"MessageId":1}`}, submitted(r)); err != nil || diff != "" || string(r.Output) != "7" {
			t.Errorf("output %s, %v, submitted (-want +got):\n%s", r.Output, err, diff)
		}
	})
	t.Run("by Submit", func(t *testing.T) {
		m := machine(t, only(`"Type": "Task", "Resource": "arn:aws:states:::batch:submitJob.sync"`))
		var mux asl.Mux
		mux.Handle("*", func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
			if err := asl.Submit(ctx, []byte(`{`)); err == nil {
				t.Error("broken JSON was submitted")
			}
			return json.RawMessage(`"done"`), asl.Submit(ctx, []byte(`{"JobId": 1}`))
		})
		r := execute(t, m, `{}`, asl.WithResolver(&mux))
		if diff := cmp.Diff([]string{`{"JobId":1}`}, submitted(r)); diff != "" || string(r.Output) != `"done"` {
			t.Errorf("output %s, submitted (-want +got):\n%s", r.Output, diff)
		}
	})
	t.Run("outside a task", func(t *testing.T) {
		if err := asl.Submit(context.Background(), []byte(`{}`)); err == nil {
			t.Error("Submit without a task gave no error")
		}
		if info := asl.TaskInfoFrom(context.Background()); info != nil {
			t.Errorf("TaskInfo %v outside a task", info)
		}
	})
	t.Run("that is not JSON", func(t *testing.T) {
		d := newDesk(`{`)
		_, err := machine(t, only(waitForToken), d.option()).Execute(context.Background(), []byte(`{}`))
		if !errors.Is(err, asl.ErrInvalidOutput) {
			t.Errorf("error %v", err)
		}
	})
}

func TestAnswerBeforeTheReturn(t *testing.T) {
	for name, ctx := range map[string]context.Context{"inline": context.Background(), "in a goroutine": t.Context()} {
		t.Run(name, func(t *testing.T) {
			noLeak(t)
			m := machine(t, task(""), work(func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
				info := asl.TaskInfoFrom(ctx)
				if err := info.Execution.SendTaskSuccess(info.Token(), []byte(`"by token"`)); err != nil {
					t.Error(err)
				}
				return json.RawMessage(`"by return"`), nil
			}))
			r, err := m.Execute(ctx, []byte(`{}`))
			if err != nil || string(r.Output) != `"by token"` {
				t.Errorf("got %s, %v", r.Output, err)
			}
			want := []history.Type{
				"ExecutionStarted", "TaskStateEntered", "LambdaFunctionScheduled", "LambdaFunctionStarted",
				"LambdaFunctionSucceeded", "TaskStateExited", "ExecutionSucceeded",
			}
			if diff := cmp.Diff(want, types(r.History())); diff != "" {
				t.Errorf("history (-want +got):\n%s", diff)
			}
		})
	}
}

// TestAnswerCancelsTheTask checks that a function that still runs when its token
// is answered has its context cancelled and does not hold the execution up.
func TestAnswerCancelsTheTask(t *testing.T) {
	noLeak(t)
	cancelled := make(chan struct{})
	m := machine(t, task(""), work(func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
		info := asl.TaskInfoFrom(ctx)
		_ = info.Execution.SendTaskFailure(info.Token(), "Own", "")
		<-ctx.Done()
		close(cancelled)
		return nil, nil
	}))
	x := start(t, m, `{}`)
	if _, err := wait(t, x); !errors.Is(err, &asl.Error{Name: "Own"}) {
		t.Errorf("error %v", err)
	}
	<-cancelled
}

func TestNoToken(t *testing.T) {
	noLeak(t)
	d := newDesk("")
	m := machine(t, `{"StartAt": "A", "States": {
		"A": {"Type": "Task", "Resource": "work", "TimeoutSeconds": 60, "Catch": [{"ErrorEquals": ["States.Timeout"], "Next": "B"}], "End": true},
		"B": {"Type": "Task", "Resource": "work", "End": true}}}`, d.option())
	clock := asl.NewVirtualClock(epoch)
	x := start(t, m, `{}`, asl.WithClock(clock))
	a := <-d.tokens
	expect := func(when, token string, want error) {
		t.Helper()
		for call, send := range map[string]func() error{
			"SendTaskHeartbeat": func() error { return x.SendTaskHeartbeat(token) },
			"SendTaskFailure":   func() error { return x.SendTaskFailure(token, "", "") },
			"SendTaskSuccess":   func() error { return x.SendTaskSuccess(token, []byte(`{}`)) },
		} {
			if err := send(); !errors.Is(err, want) {
				t.Errorf("%s %s: %v, want %v", call, when, err, want)
			}
		}
	}
	expect("with an unknown token", "unknown", asl.ErrNoToken)
	expect("without a token", "", asl.ErrNoToken)
	if err := x.SendTaskSuccess(a, []byte(`{`)); err == nil || errors.Is(err, asl.ErrNoToken) {
		t.Errorf("an answer that is not JSON: %v", err)
	}
	clock.Advance(time.Minute)
	b := <-d.tokens
	expect("after the timeout", a, asl.ErrNoToken)
	if err := x.SendTaskHeartbeat(b); err != nil {
		t.Errorf("a heartbeat: %v", err)
	}
	if err := x.SendTaskSuccess(b, []byte(`"b"`)); err != nil {
		t.Error(err)
	}
	if r, err := wait(t, x); err != nil || string(r.Output) != `"b"` {
		t.Errorf("got %s, %v", r.Output, err)
	}
	expect("after the end", b, asl.ErrNoToken)
}

// TestTokenTooLate checks that a function that was given up gets a token that
// answers nothing.
func TestTokenTooLate(t *testing.T) {
	noLeak(t)
	late := make(chan string)
	m := machine(t, `{"StartAt": "A", "States": {
		"A": {"Type": "Task", "Resource": "work", "TimeoutSeconds": 1, "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "W"}], "Next": "W"},
		"W": {"Type": "Wait", "Seconds": 3600, "End": true}}}`)
	clock := asl.NewVirtualClock(epoch)
	release := clock.Hold()
	x := start(t, m, `{}`, asl.WithClock(clock), work(func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
		<-ctx.Done()
		late <- asl.TaskInfoFrom(ctx).Token()
		return nil, nil
	}))
	for e := range x.Events(context.Background()) {
		if e.Type == "LambdaFunctionStarted" {
			break
		}
	}
	clock.Advance(time.Second)
	if err := x.SendTaskSuccess(<-late, []byte(`{}`)); !errors.Is(err, asl.ErrNoToken) {
		t.Errorf("got %v, want ErrNoToken", err)
	}
	release()
	if r, err := wait(t, x); err != nil || r.Ended.Sub(r.Started) != time.Hour+time.Second {
		t.Errorf("%v after %v", err, r.Ended.Sub(r.Started))
	}
}

func TestHeartbeats(t *testing.T) {
	t.Run("by token", func(t *testing.T) {
		noLeak(t)
		m := machine(t, task(`, "HeartbeatSeconds": 30`), virtual(), work(func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
			info := asl.TaskInfoFrom(ctx)
			go func() {
				for range 3 {
					_ = info.Sleep(ctx, 20*time.Second)
					if err := info.Execution.SendTaskHeartbeat(info.Token()); err != nil {
						t.Error(err)
					}
				}
				_ = info.Sleep(ctx, time.Minute)
				if err := info.Execution.SendTaskHeartbeat(info.Token()); !errors.Is(err, asl.ErrNoToken) {
					t.Errorf("a heartbeat after the timeout: %v", err)
				}
			}()
			return nil, asl.ErrPending
		}))
		r, err := m.Execute(context.Background(), []byte(`{}`))
		if !errors.Is(err, asl.ErrTimeout) || r.Ended.Sub(r.Started) != 90*time.Second {
			t.Errorf("%v after %v, want a timeout after 90s", err, r.Ended.Sub(r.Started))
		}
	})
	t.Run("by the task", func(t *testing.T) {
		noLeak(t)
		m := machine(t, task(`, "HeartbeatSeconds": 30`), virtual(), work(func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
			info := asl.TaskInfoFrom(ctx)
			for range 3 {
				if err := info.Sleep(ctx, 20*time.Second); err != nil {
					return nil, err
				}
				info.Heartbeat()
			}
			return nil, info.Sleep(ctx, time.Minute)
		}))
		r, err := m.Execute(context.Background(), []byte(`{}`))
		if !errors.Is(err, asl.ErrTimeout) || r.Ended.Sub(r.Started) != 90*time.Second {
			t.Errorf("%v after %v, want a timeout after 90s", err, r.Ended.Sub(r.Started))
		}
	})
	t.Run("on the system clock", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			d := newDesk("")
			x := start(t, machine(t, task(`, "HeartbeatSeconds": 30`), d.option()), `{}`)
			token := <-d.tokens
			time.Sleep(20 * time.Second)
			if err := x.SendTaskHeartbeat(token); err != nil {
				t.Error(err)
			}
			r, err := x.Wait(context.Background())
			if !errors.Is(err, asl.ErrTimeout) || r.Ended.Sub(r.Started) != 50*time.Second {
				t.Errorf("%v after %v, want a timeout after 50s", err, r.Ended.Sub(r.Started))
			}
		})
	})
}

// TestScriptedAnswer checks that a pending task whose own goroutine sleeps does
// not hold the time.
func TestScriptedAnswer(t *testing.T) {
	noLeak(t)
	m := machine(t, only(waitForToken), virtual())
	var mux asl.Mux
	mux.Handle("*", func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
		info := asl.TaskInfoFrom(ctx)
		go func() {
			if err := info.Sleep(ctx, 48*time.Hour); err != nil {
				t.Error(err)
			}
			if err := info.Execution.SendTaskSuccess(info.Token(), []byte(`"approved"`)); err != nil {
				t.Error(err)
			}
		}()
		return nil, asl.ErrPending
	})
	r := execute(t, m, `{}`, asl.WithResolver(&mux))
	if string(r.Output) != `"approved"` || r.Ended.Sub(r.Started) != 48*time.Hour {
		t.Errorf("%s after %v", r.Output, r.Ended.Sub(r.Started))
	}
}

func TestTokensAreUnguessable(t *testing.T) {
	noLeak(t)
	d := newDesk("")
	m := machine(t, only(waitForToken), d.option(), asl.WithSeed(1), asl.WithName("same"))
	seen := map[string]bool{}
	for range 3 {
		x := start(t, m, `{}`)
		token := <-d.tokens
		if seen[token] || strings.Contains(token, "same") {
			t.Errorf("token %q again, or one that tells its execution", token)
		}
		seen[token] = true
		_ = x.SendTaskSuccess(token, []byte(`{}`))
		wait(t, x)
	}
}
