package asl_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestLambdaInvoke(t *testing.T) {
	const invoke = "arn:aws:states:::lambda:invoke"
	definition := func(pattern, more string) string {
		return only(`"Type": "Task", "Resource": "` + invoke + pattern + `", "Parameters": {"FunctionName": "f", "Payload": {"a.$": "$.a"` + more + `}}`)
	}
	run := func(t *testing.T, definition string, opts ...asl.Option) (*asl.Result, error) {
		t.Helper()
		noLeak(t)
		return machine(t, definition, opts...).Execute(context.Background(), []byte(`{"a": 1}`))
	}
	mux := func(f asl.TaskFunc) asl.Option {
		var mux asl.Mux
		mux.Lambda("f", f)
		return asl.WithResolver(&mux)
	}
	echo := func(_ context.Context, in json.RawMessage) (json.RawMessage, error) { return in, nil }
	t.Run("built in", func(t *testing.T) {
		r, err := run(t, definition("", ""), mux(func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
			if info := asl.TaskInfoFrom(ctx); info.Function != "f" || info.Resource != invoke {
				t.Errorf("function %q, resource %q", info.Function, info.Resource)
			}
			return in, nil
		}))
		if want := `{"ExecutedVersion":"$LATEST","Payload":{"a":1},"StatusCode":200}`; err != nil || string(r.Output) != want {
			t.Errorf("got %s, %v; want %s", r.Output, err, want)
		}
	})
	t.Run("raw", func(t *testing.T) {
		var mux asl.Mux
		mux.Lambda("f", named(`"function"`))
		mux.Handle(invoke, echo)
		r, err := run(t, definition("", ""), asl.WithResolver(&mux))
		if want := `{"FunctionName":"f","Payload":{"a":1}}`; err != nil || string(r.Output) != want {
			t.Errorf("got %s, %v; want %s", r.Output, err, want)
		}
	})
	t.Run("WithTask", func(t *testing.T) {
		r, err := run(t, definition("", ""), mux(named(`"function"`)), asl.WithTask("A", echo))
		if want := `{"FunctionName":"f","Payload":{"a":1}}`; err != nil || string(r.Output) != want {
			t.Errorf("got %s, %v; want %s", r.Output, err, want)
		}
	})
	t.Run("failure", func(t *testing.T) {
		_, err := run(t, definition("", ""), mux(func(context.Context, json.RawMessage) (json.RawMessage, error) {
			return nil, errors.New("broken")
		}))
		var e *asl.Error
		if want := `{"errorMessage":"broken","errorType":"States.TaskFailed"}`; !errors.As(err, &e) || e.Cause != want {
			t.Errorf("error %v, want the cause %s", err, want)
		}
	})
	t.Run("broken output", func(t *testing.T) {
		if _, err := run(t, definition("", ""), mux(named(`{`))); !errors.Is(err, asl.ErrInvalidOutput) {
			t.Errorf("error %v", err)
		}
	})
	t.Run("pending", func(t *testing.T) {
		r, err := run(t, definition("", ""), mux(func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
			info := asl.TaskInfoFrom(ctx)
			return nil, errors.Join(asl.ErrPending, info.Execution.SendTaskSuccess(info.Token(), []byte(`"late"`)))
		}))
		if want := `{"ExecutedVersion":"$LATEST","Payload":"late","StatusCode":200}`; err != nil || string(r.Output) != want {
			t.Errorf("got %s, %v; want %s", r.Output, err, want)
		}
	})
	t.Run("waitForTaskToken", func(t *testing.T) {
		r, err := run(t, definition(".waitForTaskToken", `, "token.$": "$$.Task.Token"`), mux(func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
			info := asl.TaskInfoFrom(ctx)
			go func() {
				for e := range info.Execution.Events(context.Background()) {
					if e.Type == "TaskSubmitted" {
						break
					}
				}
				if err := info.Execution.SendTaskSuccess(info.Token(), []byte(`"by token"`)); err != nil {
					t.Error(err)
				}
			}()
			return json.RawMessage(`"queued"`), nil
		}))
		if err != nil || string(r.Output) != `"by token"` {
			t.Fatalf("got %s, %v; want what the token was answered with", r.Output, err)
		}
		for _, e := range r.History() {
			if s, ok := e.Details.(*history.TaskProgress); ok && e.Type == history.TypeTaskSubmitted && s.Output.Value.Get("Payload").Text() != "queued" {
				t.Errorf("submitted %s", s.Output)
			}
		}
	})
}

func TestMiddleware(t *testing.T) {
	noLeak(t)
	var order []string
	layer := func(name string) asl.Middleware {
		return func(next asl.TaskFunc) asl.TaskFunc {
			return func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
				order = append(order, name+" gets "+string(in)+" for "+asl.TaskInfoFrom(ctx).State)
				out, err := next(ctx, in)
				order = append(order, name+" gives "+string(out))
				return out, err
			}
		}
	}
	var mux asl.Mux
	mux.Lambda("f", named("7"))
	m := machine(t, only(`"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f"}`),
		asl.WithResolver(&mux), asl.WithMiddleware(layer("first"), layer("second")))
	execute(t, m, `{}`, asl.WithMiddleware(layer("third")))
	const in, out = ` gets {"FunctionName":"f"} for A`, ` gives {"ExecutedVersion":"$LATEST","Payload":7,"StatusCode":200}`
	want := []string{"first" + in, "second" + in, "third" + in, "third" + out, "second" + out, "first" + out}
	if diff := cmp.Diff(want, order); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
	order = nil
	execute(t, m, `{}`, asl.WithTask("A", named("8")))
	if len(order) != 4 || order[2] != "second gives 8" {
		t.Errorf("around WithTask: %q; the option of another call may have come along", order)
	}
}

// hostileResolver is a resolver that does what its user does not expect.
type hostileResolver func() (asl.TaskFunc, error)

func (f hostileResolver) ResolveTask(string) (asl.TaskFunc, error) { return f() }

func TestResolverMisbehaves(t *testing.T) {
	busy := errors.New("the registry is busy")
	for name, test := range map[string]struct {
		resolver asl.TaskResolver
		opt      asl.Option
		want     error
	}{
		"error":              {hostileResolver(func() (asl.TaskFunc, error) { return nil, busy }), asl.WithSeed(1), busy},
		"panic":              {hostileResolver(func() (asl.TaskFunc, error) { panic("no") }), asl.WithSeed(1), asl.ErrPanicked},
		"nothing":            {hostileResolver(func() (asl.TaskFunc, error) { return nil, nil }), asl.WithSeed(1), asl.ErrNoTask},
		"panic in a wrapper": {hostileResolver(func() (asl.TaskFunc, error) { return nil0, nil }), asl.WithMiddleware(func(asl.TaskFunc) asl.TaskFunc { panic("no") }), asl.ErrPanicked},
		"nil in a wrapper":   {hostileResolver(func() (asl.TaskFunc, error) { return nil0, nil }), asl.WithMiddleware(func(asl.TaskFunc) asl.TaskFunc { return nil }), asl.ErrTaskFailed},
	} {
		t.Run(name, func(t *testing.T) {
			noLeak(t)
			m := machine(t, task(""), asl.WithResolver(test.resolver), test.opt)
			r, err := m.Execute(context.Background(), []byte(`{}`))
			if !errors.Is(err, test.want) || r == nil || r.Status != asl.Failed {
				t.Errorf("got %v, want %v", err, test.want)
			}
		})
	}
}

// childless knows no machine, but says so in a strange way.
type childless struct{ asl.Mux }

func (*childless) ResolveMachine(string) (*asl.Machine, error) { return nil, nil }

func TestMachineResolverWithoutMachine(t *testing.T) {
	noLeak(t)
	m := machine(t, parent(".sync", ""), asl.WithResolver(&childless{}))
	if _, err := m.Execute(context.Background(), []byte(`{}`)); !errors.Is(err, asl.ErrNoTask) || !errors.Is(err, asl.ErrRuntime) {
		t.Errorf("error %v", err)
	}
}

func TestTaskInfo(t *testing.T) {
	noLeak(t)
	var got []asl.TaskInfo
	m := machine(t, `{"StartAt": "Outer", "States": {"Outer": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "Inner", "States": {
		"Inner": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "A", "States": {
			"A": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.sync", "TimeoutSeconds": 60, "End": true,
				"Credentials": {"RoleArn": "arn:aws:iam::1:role/r"}, "Retry": [{"ErrorEquals": ["States.ALL"]}]}}}}}}}}}`, virtual(), asl.WithName("n"))
	var mux asl.Mux
	mux.Handle("arn:aws:states:::{service}:{action}", func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
		info := asl.TaskInfoFrom(ctx)
		got = append(got, asl.TaskInfo{
			Key: info.Key, MachineARN: info.MachineARN, State: info.State, Resource: info.Resource, Pattern: info.Pattern,
			Attempt: info.Attempt, Items: info.Items, Deadline: info.Deadline, Captures: info.Captures, Credentials: info.Credentials,
		})
		if info.Execution.Name() != "n" || !info.Now().Equal(info.Deadline.Add(-time.Minute)) {
			t.Errorf("execution %s, it is %v", info.Execution.Name(), info.Now())
		}
		if info.Attempt == 0 {
			return nil, errors.New("again")
		}
		return in, nil
	})
	execute(t, m, `[[1]]`, asl.WithResolver(&mux))
	want := func(attempt int, key string, deadline time.Duration) asl.TaskInfo {
		return asl.TaskInfo{
			Key: "arn:aws:states:us-east-1:000000000000:execution:StateMachine:n#" + key, MachineARN: "arn:aws:states:us-east-1:000000000000:stateMachine:StateMachine",
			State: "A", Resource: "arn:aws:states:::ecs:runTask.sync", Pattern: asl.Sync, Attempt: attempt,
			Items: []asl.MapIndex{{State: "Outer"}, {State: "Inner"}}, Deadline: epoch.Add(deadline),
			Captures: map[string]string{"service": "ecs", "action": "runTask"}, Credentials: json.RawMessage(`{"RoleArn":"arn:aws:iam::1:role/r"}`),
		}
	}
	if diff := cmp.Diff([]asl.TaskInfo{want(0, "1", time.Minute), want(1, "2", 61*time.Second)}, got, cmpopts.IgnoreUnexported(asl.TaskInfo{})); diff != "" {
		t.Errorf("infos (-want +got):\n%s", diff)
	}
}

func TestRawResourceComesBeforeTheChild(t *testing.T) {
	noLeak(t)
	var mux asl.Mux
	mux.HandleMachine("child", machine(t, `{"StartAt": "F", "States": {"F": {"Type": "Fail"}}}`))
	mux.Handle("arn:aws:states:::states:startExecution", func(_ context.Context, in json.RawMessage) (json.RawMessage, error) {
		return in, nil
	})
	r := execute(t, machine(t, parent(".sync", `, "Input": 7`), asl.WithResolver(&mux)), `{}`)
	if want := fmt.Sprintf(`{"StateMachineArn":%q,"Input":7}`, childARN); string(r.Output) != want {
		t.Errorf("got %s, want the raw parameters %s", r.Output, want)
	}
}

// TestMachineByAnyName checks that a machine needs no ARN to be started.
func TestMachineByAnyName(t *testing.T) {
	noLeak(t)
	var mux asl.Mux
	mux.HandleMachine("machines:*", machine(t, only(`"Type": "Pass"`)))
	m := machine(t, only(`"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "Parameters": {"StateMachineArn": "machines:child", "Input": 7}`), asl.WithResolver(&mux))
	var out struct{ Output int }
	if err := execute(t, m, `{}`).Decode(&out); err != nil || out.Output != 7 {
		t.Errorf("output %d, %v", out.Output, err)
	}
}

// picky is a resolver that knows what a service cannot be called with.
type picky struct{ calls int }

func (p *picky) ResolveTask(string) (asl.TaskFunc, error) {
	return func(_ context.Context, in json.RawMessage) (json.RawMessage, error) { p.calls++; return in, nil }, nil
}

func (p *picky) CheckCall(_ string, parameters jsonvalue.Value) []string {
	if parameters.Get("good").IsTrue() {
		return []string{}
	}
	return []string{"it is not good", "at all"}
}

// TestParameterChecker: a service is not called with parameters that its resolver refuses, and the
// history has no task. A task of the state itself takes them.
func TestParameterChecker(t *testing.T) {
	const problem = "could not be used to start the Task: [it is not good, at all]"
	var inner, mux asl.Mux
	p := new(picky)
	inner.HandleResolver("*", p)
	mux.HandleResolver("arn:aws:states:::*", &inner)
	definition := only(`"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"good.$": "$.good"}, "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "B"}]`)
	definition = strings.Replace(definition, `"States": {`, `"States": {"B": {"Type": "Succeed"}, `, 1)
	for name, r := range map[string]asl.TaskResolver{"alone": p, "in a Mux": &mux} {
		m := machine(t, definition, asl.WithResolver(r))
		x, err := m.Execute(context.Background(), []byte(`{"good": false}`))
		want := []history.Type{history.TypeExecutionStarted, history.TypeTaskStateEntered, history.TypeExecutionFailed}
		if got := types(x.History()); !slices.Equal(got, want) || !strings.HasSuffix(fmt.Sprint(err), problem) || p.calls > 0 {
			t.Errorf("%s: %v, error %v, %d calls", name, got, err, p.calls)
		}
		execute(t, m, `{"good": true}`)
		execute(t, m, `{"good": false}`, asl.WithTask("A", named("1")))
		if p.calls != 1 {
			t.Errorf("%s: %d calls", name, p.calls)
		}
		p.calls = 0
		task := &state.RunTask{ID: 7, Kind: state.Service, Resource: "arn:aws:states:::sqs:sendMessage", State: "A", Input: jsonvalue.MustParse(`{"good":false}`)}
		in, err := m.Perform(context.Background(), task, state.Config{Name: "x", ARN: "arn:x"}, func(state.Input) {})
		if err != nil || in.Failure == nil || *in.Failure.Error != "States.Runtime" || *in.Failure.Cause != `The Parameters '{"good":false}' `+problem {
			t.Errorf("%s: performed elsewhere: %v, %v", name, in, err)
		}
	}
}
