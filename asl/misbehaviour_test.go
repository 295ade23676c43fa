package asl_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"

	"github.com/google/go-cmp/cmp"
)

// hostileError has a method that does what its user does not expect.
type hostileError struct{ f func() }

func (e hostileError) Error() string { e.f(); return "hostile" }

// misbehaviour is a task that fails in a way of its own.
type misbehaviour struct {
	name        string
	task        asl.TaskFunc
	errorName   string
	cause       string // what it begins with
	wantWrapped error
}

var misbehaviours = []misbehaviour{
	{"panic", func(context.Context, json.RawMessage) (json.RawMessage, error) { panic("secret") },
		"Task.Panicked", "The task panicked.", asl.ErrPanicked},
	{"panic with nil", func(context.Context, json.RawMessage) (json.RawMessage, error) { panic(nil) },
		"Task.Panicked", "The task panicked.", asl.ErrPanicked},
	{"nil dereference", func(context.Context, json.RawMessage) (json.RawMessage, error) {
		var info *asl.TaskInfo
		return json.RawMessage(info.State), nil
	}, "Task.Panicked", "The task panicked.", asl.ErrPanicked},
	{"Goexit", func(context.Context, json.RawMessage) (json.RawMessage, error) {
		runtime.Goexit()
		return nil, nil
	}, "Task.Exited", "The task ended its goroutine.", asl.ErrExited},
	{"broken JSON", func(context.Context, json.RawMessage) (json.RawMessage, error) {
		return json.RawMessage(`{"a": `), nil
	}, "Task.InvalidOutput", "The task's output is not JSON: ", asl.ErrInvalidOutput},
	{"two values", func(context.Context, json.RawMessage) (json.RawMessage, error) {
		return json.RawMessage(`1 2`), nil
	}, "Task.InvalidOutput", "The task's output is not JSON: ", asl.ErrInvalidOutput},
	{"deep JSON", func(context.Context, json.RawMessage) (json.RawMessage, error) {
		return bytes.Repeat([]byte("["), 1<<20), nil
	}, "Task.InvalidOutput", "The task's output is not JSON: ", asl.ErrInvalidOutput},
	{"error that panics", func(context.Context, json.RawMessage) (json.RawMessage, error) {
		return nil, hostileError{func() { panic("no text") }}
	}, "States.TaskFailed", "The task returned an error whose methods panic.", nil},
	{"error that exits", func(context.Context, json.RawMessage) (json.RawMessage, error) {
		return nil, hostileError{runtime.Goexit}
	}, "Task.Exited", "The task ended its goroutine.", asl.ErrExited},
	{"nil own error", func(context.Context, json.RawMessage) (json.RawMessage, error) {
		var e *asl.Error
		return nil, e
	}, "States.TaskFailed", `{"errorMessage":"no error, in a nil *asl.Error`, nil},
}

// ways are the ways in which a task is run.
var ways = map[string]func(t *testing.T) (context.Context, []asl.Option){
	"inline": func(*testing.T) (context.Context, []asl.Option) { return context.Background(), nil },
	"in a goroutine": func(t *testing.T) (context.Context, []asl.Option) {
		ctx, cancel := context.WithCancel(context.Background())
		t.Cleanup(cancel)
		return ctx, nil
	},
	"on a virtual clock": func(t *testing.T) (context.Context, []asl.Option) {
		return context.Background(), []asl.Option{virtual()}
	},
	"in a slot": func(t *testing.T) (context.Context, []asl.Option) {
		return context.Background(), []asl.Option{asl.WithTaskSlots(asl.NewTaskSlots(1))}
	},
}

func TestTaskMisbehaves(t *testing.T) {
	for _, bad := range misbehaviours {
		for way, prepare := range ways {
			t.Run(bad.name+" "+way, func(t *testing.T) {
				noLeak(t)
				ctx, opts := prepare(t)
				m := machine(t, task(""), append(opts, work(bad.task))...)
				r, err := m.Execute(ctx, []byte(`{}`))
				var e *asl.Error
				if !errors.As(err, &e) || r.Error != e || r.Status != asl.Failed || r.Output != nil {
					t.Fatalf("status %s, output %s, error %v", r.Status, r.Output, err)
				}
				if e.Name != bad.errorName || !strings.HasPrefix(e.Cause, bad.cause) {
					t.Errorf("got %v, want %s: %s", e, bad.errorName, bad.cause)
				}
				if bad.wantWrapped != nil && !errors.Is(err, bad.wantWrapped) {
					t.Errorf("%v is not %v", err, bad.wantWrapped)
				}
				if strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "goroutine 1") {
					t.Errorf("%q tells what it should not", err)
				}
			})
		}
	}
}

func TestMisbehaviourIsCaught(t *testing.T) {
	for _, bad := range misbehaviours {
		for way, prepare := range ways {
			t.Run(bad.name+" "+way, func(t *testing.T) {
				noLeak(t)
				ctx, opts := prepare(t)
				m := machine(t, `{"StartAt": "A", "States": {
					"A": {"Type": "Task", "Resource": "work", "Next": "B", "Catch": [
						{"ErrorEquals": ["`+bad.errorName+`"], "Next": "C"}]},
					"B": {"Type": "Pass", "End": true},
					"C": {"Type": "Pass", "End": true}}}`, append(opts, work(bad.task))...)
				r, err := m.Execute(ctx, []byte(`{}`))
				if err != nil {
					t.Fatal(err)
				}
				var caught struct{ Error, Cause string }
				if err := r.Decode(&caught); err != nil || caught.Error != bad.errorName || !strings.HasPrefix(caught.Cause, bad.cause) {
					t.Errorf("the state C got %s, %v; want %s: %s", r.Output, err, bad.errorName, bad.cause)
				}
			})
		}
	}
}

func TestMisbehaviourIsRetried(t *testing.T) {
	for _, bad := range misbehaviours {
		t.Run(bad.name, func(t *testing.T) {
			noLeak(t)
			var attempts []int
			m := machine(t, task(`, "Retry": [{"ErrorEquals": ["`+bad.errorName+`"]}]`), virtual(),
				work(func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
					attempt := asl.TaskInfoFrom(ctx).Attempt
					attempts = append(attempts, attempt)
					if attempt < 2 {
						return bad.task(ctx, in)
					}
					return in, nil
				}))
			r := execute(t, m, `{"a":1}`)
			if diff := cmp.Diff([]int{0, 1, 2}, attempts); diff != "" {
				t.Errorf("attempts (-want +got):\n%s", diff)
			}
			if got := r.Ended.Sub(r.Started); got != 3*time.Second || string(r.Output) != `{"a":1}` {
				t.Errorf("output %s after %v, want the input after 3s", r.Output, got)
			}
		})
	}
}

func TestMisbehaviourSparesOthers(t *testing.T) {
	for _, bad := range misbehaviours {
		t.Run(bad.name, func(t *testing.T) {
			noLeak(t)
			m := machine(t, `{"StartAt": "P", "States": {"P": {"Type": "Parallel", "End": true, "Branches": [
				{"StartAt": "A", "States": {
					"A": {"Type": "Task", "Resource": "bad", "End": true, "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "B"}]},
					"B": {"Type": "Pass", "Result": "caught", "End": true}}},
				{"StartAt": "C", "States": {
					"C": {"Type": "Task", "Resource": "good", "Next": "D"},
					"D": {"Type": "Task", "Resource": "good", "End": true}}}]}}}`)
			var mux asl.Mux
			mux.Handle("bad", bad.task)
			release := make(chan struct{})
			mux.Handle("good", func(context.Context, json.RawMessage) (json.RawMessage, error) {
				<-release
				return json.RawMessage(`"good"`), nil
			})
			x, err := m.Start(context.Background(), []byte(`{}`), asl.WithResolver(&mux), asl.WithObserver(func(_ *asl.Execution, e history.Event) {
				if e.Type == "PassStateExited" {
					close(release)
				}
			}))
			if err != nil {
				t.Fatal(err)
			}
			other := execute(t, machine(t, songs, asl.WithResolver(songsMux())), `{"name": "PSY"}`)
			if other.Status != asl.Succeeded {
				t.Errorf("another execution is %s", other.Status)
			}
			r, err := x.Wait(context.Background())
			if err != nil || string(r.Output) != `["caught","good"]` {
				t.Errorf("got %s, %v", r.Output, err)
			}
		})
	}
}
