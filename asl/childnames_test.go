package asl_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"

	"github.com/google/go-cmp/cmp"
)

// twins starts childARN in two branches, each with its name and input; the second
// one when the first one's child is running.
func twins(pattern, first, second string) string {
	branch := func(name, parameters string) string {
		return `"S` + name + `": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution` + pattern + `", "ResultSelector": {"arn.$": "$.ExecutionArn"}, "End": true,
			"Parameters": {"StateMachineArn": "` + childARN + `", ` + parameters + `}}}}`
	}
	return only(`"Type": "Parallel", "Branches": [{"StartAt": "S1", "States": {` + branch("1", first) + `,
		{"StartAt": "W", "States": {"W": {"Type": "Task", "Resource": "work", "Next": "S2"}, ` + branch("2", second) + `]`)
}

// TestChildOfTheSameName: a name stands for one execution. While that runs, it is
// the child of whoever starts it with the same input.
func TestChildOfTheSameName(t *testing.T) {
	const exists = "StepFunctions.ExecutionAlreadyExistsException"
	for _, test := range []struct {
		name, pattern, first, second string
		typ                          asl.Type
		started                      int64
		fails                        bool
	}{
		{"same input", ".sync", `"Name": "N", "Input": {"a": 1}`, `"Name": "N", "Input": "{\"a\": 1}"`, asl.Standard, 1, false},
		{"not waited for", "", `"Name": "N"`, `"Name": "N"`, asl.Standard, 1, false},
		{"another input", ".sync", `"Name": "N", "Input": {"a": 1}`, `"Name": "N", "Input": {"a": 2}`, asl.Standard, 1, true},
		{"another name", ".sync", `"Name": "N"`, `"Name": "M"`, asl.Standard, 2, false},
		{"no name", ".sync", `"Input": 1`, `"Input": 1`, asl.Standard, 2, false},
		{"EXPRESS", "", `"Name": "N"`, `"Name": "N"`, asl.Express, 2, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			noLeak(t)
			var started atomic.Int64
			running, answered := make(chan bool, 2), make(chan bool)
			child, err := asl.Parse([]byte(task("")), asl.WithType(test.typ))
			if err != nil {
				t.Fatal(err)
			}
			child, err = child.With(work(func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
				started.Add(1)
				running <- true
				select {
				case <-answered:
				case <-ctx.Done():
				}
				return nil, nil
			}))
			if err != nil {
				t.Fatal(err)
			}
			m := machine(t, twins(test.pattern, test.first, test.second), starts(t, child, func(context.Context, json.RawMessage) (json.RawMessage, error) {
				<-running
				running <- true
				return nil, nil
			}), asl.WithObserver(func() func(*asl.Execution, history.Event) {
				submitted := 0
				return func(_ *asl.Execution, e history.Event) {
					if test.pattern != "" && e.Type == history.TypeTaskSubmitted {
						if submitted++; submitted == 2 {
							close(answered)
						}
					}
				}
			}()))
			x := start(t, m, `{}`)
			r, err := wait(t, x)
			if test.pattern == "" {
				close(answered)
			}
			var e *asl.Error
			if failed := errors.As(err, &e); failed != test.fails || failed && (e.Name != exists || !strings.Contains(e.Cause, "'arn:aws:states:eu-west-1:123456789012:execution:child:N'")) {
				t.Fatalf("the error is %v", err)
			}
			if test.fails {
				last := history.TypeTaskFailed
				if test.pattern == ".sync" {
					last = history.TypeTaskSubmitFailed
				}
				want := []history.Type{"TaskStateEntered", "TaskScheduled", "TaskStarted", last}
				if diff := cmp.Diff(want, lastOf(types(r.History()), last, 4)); diff != "" {
					t.Errorf("the history differs (-want +got):\n%s", diff)
				}
				return
			}
			for range test.started {
				<-running
			}
			if n := started.Load(); n != test.started {
				t.Errorf("%d children were started, want %d", n, test.started)
			}
		})
	}
}

// lastOf are the n types up to the first of a kind.
func lastOf(all []history.Type, kind history.Type, n int) []history.Type {
	for i, t := range all {
		if t == kind && i+1 >= n {
			return all[i+1-n : i+1]
		}
	}
	return nil
}

// TestChildIsRetriedUnderItsName: the name of a child that has ended stays taken,
// whatever its input.
func TestChildIsRetriedUnderItsName(t *testing.T) {
	noLeak(t)
	fails := machine(t, `{"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "Own"}}}`)
	for parameters, want := range map[string]string{
		`, "Name.$": "$$.Execution.Name"`: "StepFunctions.ExecutionAlreadyExistsException",
		``:                                "States.TaskFailed",
	} {
		definition := strings.Replace(parent(".sync", parameters), `"End"`, `"Retry": [{"ErrorEquals": ["States.TaskFailed"], "MaxAttempts": 1}], "End"`, 1)
		_, err := machine(t, definition, starts(t, fails, nil0), virtual()).Execute(context.Background(), []byte(`{}`))
		if !errors.Is(err, &asl.Error{Name: want}) {
			t.Errorf("with %q: the error is %v, want %s", parameters, err, want)
		}
	}
}

// TestChildOfAnInvalidName: a time, for one, is no name.
func TestChildOfAnInvalidName(t *testing.T) {
	noLeak(t)
	child := machine(t, only(`"Type": "Pass"`))
	m := machine(t, parent(".sync", `, "Name.$": "$"`), starts(t, child, nil0))
	for name, want := range map[string]string{
		"at 2026-01-02T03:04:05Z": "at 2026-01-02T03:04:05Z",
		strings.Repeat("n", 81):   strings.Repeat("n", 81),
		"ok-1.2_3":                "",
	} {
		_, err := m.Execute(context.Background(), []byte(`"`+name+`"`))
		if want == "" {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		var e *asl.Error
		if !errors.As(err, &e) || e.Name != "StepFunctions.InvalidNameException" || !strings.HasPrefix(e.Cause, "Invalid Name: '"+want+"' (") {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
}
