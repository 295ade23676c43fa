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

	"github.com/google/go-cmp/cmp"
)

const pack = "arn:aws:states:us-east-1:000000000000:activity:pack"

// packing is a definition with one state, which is an activity.
func packing(fields string) string {
	return only(`"Type": "Task", "Resource": "` + pack + `"` + fields)
}

// workshop is a machine over the activity "pack".
func workshop(t testing.TB, fields string, opts ...asl.Option) (*asl.Machine, *asl.Activities) {
	t.Helper()
	activities := &asl.Activities{}
	if _, err := activities.Create("pack"); err != nil {
		t.Fatal(err)
	}
	return machine(t, packing(fields), append(opts, asl.WithActivities(activities))...), activities
}

// poll takes on the next task.
func poll(t testing.TB, a *asl.Activities, worker string) *asl.ActivityTask {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	task, err := a.Poll(ctx, pack, worker)
	if err != nil {
		t.Fatal(err)
	}
	return task
}

// wantIdle checks that no task waits for a worker.
func wantIdle(t testing.TB, a *asl.Activities) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	if task, err := a.Poll(ctx, pack, ""); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("there is a task: %v, %v", task, err)
	}
}

// details are the details of the first event of a type, as JSON.
func details(t testing.TB, r *asl.Result, kind history.Type) string {
	t.Helper()
	i := slices.IndexFunc(r.History(), func(e history.Event) bool { return e.Type == kind })
	if i < 0 {
		t.Fatalf("there is no event %s in %v", kind, types(r.History()))
	}
	return string(r.History()[i].AppendDetails(nil))
}

func TestActivityAnswers(t *testing.T) {
	for name, test := range map[string]struct {
		worker string
		answer func(*asl.Activities, string) error
		want   []history.Type
		err    error
	}{
		"success": {"Ada", func(a *asl.Activities, token string) error { return a.SendTaskSuccess(token, []byte(`{"b": 2}`)) },
			[]history.Type{"ActivityScheduled", "ActivityStarted", "ActivitySucceeded", "TaskStateExited", "ExecutionSucceeded"}, nil},
		"failure": {"", func(a *asl.Activities, token string) error { return a.SendTaskFailure(token, "Own", "cause") },
			[]history.Type{"ActivityScheduled", "ActivityStarted", "ActivityFailed", "ExecutionFailed"}, &asl.Error{Name: "Own"}},
	} {
		t.Run(name, func(t *testing.T) {
			noLeak(t)
			m, activities := workshop(t, "")
			x := start(t, m, `{"a": 1}`)
			task := poll(t, activities, test.worker)
			if string(task.Input) != `{"a": 1}` {
				t.Errorf("the input is %s", task.Input)
			}
			if err := activities.SendTaskHeartbeat(task.Token); err != nil {
				t.Error(err)
			}
			if err := test.answer(activities, task.Token); err != nil {
				t.Error(err)
			}
			r, err := wait(t, x)
			if !errors.Is(err, test.err) {
				t.Errorf("the error is %v", err)
			}
			if diff := cmp.Diff(test.want, types(r.History())[2:]); diff != "" {
				t.Errorf("the history differs (-want +got):\n%s", diff)
			}
			started := `{}`
			if test.worker != "" {
				started = `{"workerName":"` + test.worker + `"}`
			}
			if got := details(t, r, history.TypeActivityStarted); got != started {
				t.Errorf("ActivityStarted is %s, want %s", got, started)
			}
			for name, err := range map[string]error{
				"success":   activities.SendTaskSuccess(task.Token, []byte(`1`)),
				"failure":   activities.SendTaskFailure(task.Token, "", ""),
				"heartbeat": activities.SendTaskHeartbeat(task.Token),
			} {
				if !errors.Is(err, asl.ErrNoToken) {
					t.Errorf("a %s after the answer: %v, want ErrNoToken", name, err)
				}
			}
		})
	}
}

func TestMissingActivity(t *testing.T) {
	for name, prepare := range map[string]func(*asl.Activities){
		"never created": func(a *asl.Activities) { a.Delete(pack) },
		"deleted":       func(a *asl.Activities) { _, _ = a.Create("pack"); a.Delete("pack") },
	} {
		t.Run(name, func(t *testing.T) {
			var activities asl.Activities
			prepare(&activities)
			m := machine(t, packing(`, "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "A"}]`), asl.WithActivities(&activities))
			r, err := m.Execute(context.Background(), []byte(`{}`))
			if !errors.Is(err, asl.ErrRuntime) || r.Error.Cause != "An error occurred while executing the state 'A' (entered at the event id #2). The activity "+pack+" does not exist." {
				t.Errorf("the error is %v", err)
			}
			if diff := cmp.Diff([]history.Type{"ExecutionStarted", "TaskStateEntered", "ExecutionFailed"}, types(r.History())); diff != "" {
				t.Errorf("the history differs (-want +got):\n%s", diff)
			}
			if list := m.Check(); len(list) != 1 || !strings.Contains(list[0].Message, pack) || list[0].Location != "/States/A/Resource" {
				t.Errorf("Check says %v", list)
			}
			if _, err := activities.Poll(context.Background(), pack, ""); !errors.Is(err, asl.ErrNoActivity) {
				t.Errorf("Poll: %v", err)
			}
		})
	}
}

func TestCreate(t *testing.T) {
	activities := asl.Activities{Identity: asl.Identity{Region: "eu-central-1", Account: "123456789012"}}
	foreign := "arn:aws-cn:states:cn-north-1:1:activity:Ship it-2"
	for _, name := range []string{"b", "a", "b"} {
		if got, err := activities.Create(name); err != nil || got.Name != name || got.ARN != "arn:aws:states:eu-central-1:123456789012:activity:"+name {
			t.Errorf("%s is %v, %v", name, got, err)
		}
	}
	for _, name := range []string{"", strings.Repeat("x", 81), "a/b", "Ship it", "arn:aws:states:::activity:", foreign, "arn:aws:states:us-east-1:1:stateMachine:m", "a\u0081"} {
		if got, err := activities.Create(name); err == nil {
			t.Errorf("%q is taken: %v", name, got)
		}
	}
	foreign = strings.Replace(foreign, " ", "-", 1)
	if got, err := activities.Create(foreign); err != nil || got != (asl.Activity{Name: "Ship-it-2", ARN: foreign}) {
		t.Errorf("by its ARN it is %v, %v", got, err)
	}
	activities.Delete("a")
	activities.Delete("a")
	want := []asl.Activity{{"Ship-it-2", foreign}, {"b", "arn:aws:states:eu-central-1:123456789012:activity:b"}}
	if diff := cmp.Diff(want, activities.List()); diff != "" {
		t.Errorf("the list differs (-want +got):\n%s", diff)
	}
	if _, err := asl.MustParse(task("")).With(asl.WithActivities(nil)); err == nil {
		t.Error("WithActivities takes nil")
	}
}

// TestCreateAgain: the tasks of an activity outlast that it is created again.
func TestCreateAgain(t *testing.T) {
	m, activities := workshop(t, "")
	x := start(t, m, `{}`)
	await(t, x, history.TypeActivityScheduled)
	if _, err := activities.Create(pack); err != nil {
		t.Fatal(err)
	}
	if err := activities.SendTaskSuccess(poll(t, activities, "").Token, []byte(`1`)); err != nil {
		t.Error(err)
	}
	if _, err := wait(t, x); err != nil {
		t.Error(err)
	}
}

// TestStoppedActivity: an execution that ends takes its tasks along.
func TestStoppedActivity(t *testing.T) {
	noLeak(t)
	m, activities := workshop(t, "")
	ctx, cancel := context.WithCancel(context.Background())
	stopped, given := start(t, m, `{}`), start(t, m, `{}`)
	lost, err := m.Start(ctx, []byte(`{}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []*asl.Execution{stopped, given, lost} {
		await(t, x, history.TypeActivityScheduled)
	}
	if err := stopped.Stop("", ""); err != nil {
		t.Error(err)
	}
	cancel()
	_, _ = wait(t, stopped)
	_, _ = wait(t, lost)
	if err := activities.SendTaskSuccess(poll(t, activities, "").Token, []byte(`1`)); err != nil {
		t.Error(err)
	}
	if _, err := wait(t, given); err != nil {
		t.Error(err)
	}
	wantIdle(t, activities)
}

// TestDeleteActivity: it wakes the workers that wait, and ends no task.
func TestDeleteActivity(t *testing.T) {
	noLeak(t)
	m, activities := workshop(t, "")
	x := start(t, m, `{}`)
	task := poll(t, activities, "")
	failed := make(chan error)
	go func() {
		_, err := activities.Poll(context.Background(), pack, "")
		failed <- err
	}()
	for {
		activities.Delete(pack)
		select {
		case err := <-failed:
			if !errors.Is(err, asl.ErrNoActivity) {
				t.Errorf("the worker that waits: %v", err)
			}
		case <-time.After(time.Millisecond):
			continue
		}
		break
	}
	if err := activities.SendTaskSuccess(task.Token, []byte(`1`)); err != nil {
		t.Errorf("the worker that has a task: %v", err)
	}
	if _, err := wait(t, x); err != nil {
		t.Error(err)
	}
}

// TestActivityWithAFunction: a function for an activity's ARN, or one that is the
// state's own, is called, and no worker asked.
func TestActivityWithAFunction(t *testing.T) {
	var mux asl.Mux
	mux.Handle(pack, func(context.Context, json.RawMessage) (json.RawMessage, error) { return json.RawMessage(`1`), nil })
	for name, option := range map[string]asl.Option{
		"resolver": asl.WithResolver(&mux),
		"state": asl.WithTask("A", func(context.Context, json.RawMessage) (json.RawMessage, error) {
			return json.RawMessage(`1`), nil
		}),
	} {
		m, _ := workshop(t, "", option)
		if r := execute(t, m, `{}`); string(r.Output) != `1` {
			t.Errorf("%s: the output is %s", name, r.Output)
		}
	}
	m := machine(t, packing(""))
	if _, err := m.Execute(context.Background(), []byte(`{}`)); !errors.Is(err, asl.ErrNoTask) {
		t.Errorf("without any activities: %v, want ErrNoTask", err)
	}
}

// TestActivityOfAChild: a child has its parent's activities.
func TestActivityOfAChild(t *testing.T) {
	noLeak(t)
	var mux asl.Mux
	mux.HandleMachine("child", asl.MustParse(packing("")))
	activities := &asl.Activities{}
	if _, err := activities.Create(pack); err != nil {
		t.Fatal(err)
	}
	m := machine(t, only(`"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:1:stateMachine:child"}, "OutputPath": "$.Output"`),
		asl.WithResolver(&mux), asl.WithActivities(activities))
	x := start(t, m, `{}`)
	if err := activities.SendTaskSuccess(poll(t, activities, "").Token, []byte(`"done"`)); err != nil {
		t.Error(err)
	}
	if r, err := wait(t, x); err != nil || string(r.Output) != `"done"` {
		t.Errorf("%s, %v", r.Output, err)
	}
}

func ExampleActivities() {
	var activities asl.Activities
	pack, err := activities.Create("pack")
	if err != nil {
		fmt.Println(err)
		return
	}
	machine, err := asl.MustParse(`{"StartAt": "Pack", "States": {
	  "Pack": {"Type": "Task", "Resource": "` + pack.ARN + `", "End": true}}}`).With(asl.WithActivities(&activities))
	if err != nil {
		fmt.Println(err)
		return
	}

	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	go func() { // a worker, until ctx ends
		for {
			task, err := activities.Poll(ctx, pack.ARN, "Ada")
			if err != nil {
				return
			}
			err = activities.SendTaskSuccess(task.Token, []byte(`{"packed": `+string(task.Input)+`}`))
			if err != nil {
				fmt.Println(err) // the task has timed out, or its execution was stopped
			}
		}
	}()

	result, err := machine.Execute(ctx, []byte(`"a book"`))
	fmt.Println(string(result.Output), err)
	// Output: {"packed": "a book"} <nil>
}
