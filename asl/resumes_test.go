package asl_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
)

// TestResumes: whether a task whose context has ended is called again.
func TestResumes(t *testing.T) {
	keep := func(context.Context, *asl.Checkpoint) error { return nil }
	tests := []struct {
		name    string
		fields  string
		options []asl.Option
		end     func(cancel func(), x *asl.Execution)
		want    bool
	}{
		{"the caller's context ends", "", nil, func(cancel func(), _ *asl.Execution) { cancel() }, false},
		{"it ends with checkpoints", "", []asl.Option{asl.WithCheckpoint(keep)}, func(cancel func(), _ *asl.Execution) { cancel() }, true},
		{"the execution is stopped", "", []asl.Option{asl.WithCheckpoint(keep)}, func(_ func(), x *asl.Execution) { x.Stop("", "") }, false},
		{"the state times out", `, "TimeoutSeconds": 1`, []asl.Option{asl.WithCheckpoint(keep)}, func(func(), *asl.Execution) {}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			noLeak(t)
			began, got := make(chan bool, 1), make(chan bool, 1)
			var mux asl.Mux
			mux.Handle("*", func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
				began <- true
				<-ctx.Done()
				got <- asl.TaskInfoFrom(ctx).Resumes()
				return nil, ctx.Err()
			})
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			m := machine(t, only(`"Type": "Task", "Resource": "job"`+test.fields), append(test.options, asl.WithResolver(&mux))...)
			x, err := m.Start(ctx, []byte(`{}`))
			if err != nil {
				t.Fatal(err)
			}
			<-began
			test.end(cancel, x)
			select {
			case resumes := <-got:
				if resumes != test.want {
					t.Errorf("got %v, want %v", resumes, test.want)
				}
			case <-time.After(10 * time.Second):
				t.Error("the context of the task does not end")
			}
			cancel()
			<-x.Done()
		})
	}
}

// TestSubmitted: a .sync task that is called again after a restore finds what it had submitted,
// unless that is large.
func TestSubmitted(t *testing.T) {
	large := `"` + strings.Repeat("a", 16<<10) + `"`
	for submission, want := range map[string]string{`{"JobId": "j"}`: `{"JobId":"j"}`, large: "", "": ""} {
		var s disk
		var mux asl.Mux
		submitted := make(chan bool, 1)
		mux.Handle("*", func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
			if before := asl.TaskInfoFrom(ctx).Submitted(); before != nil {
				t.Errorf("the first call finds %s", before)
			}
			if submission != "" {
				if err := asl.Submit(ctx, json.RawMessage(submission)); err != nil {
					t.Error(err)
				}
			}
			submitted <- true
			<-ctx.Done()
			return nil, ctx.Err()
		})
		m := machine(t, only(`"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.sync", "Parameters": {"TaskDefinition": "d"}`), asl.WithResolver(&mux), asl.WithCheckpoint(s.save))
		ctx, cancel := context.WithCancel(t.Context())
		x, err := m.Start(ctx, []byte(`{}`))
		if err != nil {
			t.Fatal(err)
		}
		<-submitted
		if submission != "" {
			await(t, x, history.TypeTaskSubmitted)
		}
		cancel()
		<-x.Done()
		var again asl.Mux
		again.Handle("*", func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
			if got := string(asl.TaskInfoFrom(ctx).Submitted()); got != want {
				t.Errorf("found %.50s, want %.50s", got, want)
			}
			return nil, nil
		})
		x, err = m.Resume(t.Context(), s.saved, asl.WithResolver(&again))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := x.Wait(t.Context()); err != nil {
			t.Error(err)
		}
	}
}
