package asl_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"

	"github.com/google/go-cmp/cmp"
)

// later is when the tests of this file restore a Run that began at epoch.
var later = epoch.Add(time.Hour)

// newRun starts a Run of m at epoch, with a Log.
func newRun(t testing.TB, m *asl.Machine, input string) *state.Run {
	t.Helper()
	run, err := state.Start(m.Definition(), []byte(input), state.Config{
		Now: epoch, Name: "first", Secret: []byte("the secret of these tests"), Log: new(state.Log),
	})
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// step takes all turns that need no answer.
func step(t testing.TB, run *state.Run) (effects []state.Effect) {
	t.Helper()
	var b state.Batch
	if _, err := run.Step(&b, 0); err != nil {
		t.Fatal(err)
	}
	return b.Effects
}

// before is a Run of m as it was when tell had told it about its first task.
func before(t testing.TB, m *asl.Machine, input string, tell func(run *state.Run, id int64)) *state.Run {
	t.Helper()
	run := newRun(t, m, input)
	step(t, run)
	tell(run, outstanding(t, run).ID)
	step(t, run)
	return run
}

// outstanding is the only task that waits for an answer.
func outstanding(t testing.TB, run *state.Run) *state.RunTask {
	t.Helper()
	all := run.Outstanding()
	if len(all) != 1 {
		t.Fatalf("%d tasks are outstanding", len(all))
	}
	if child, ok := all[0].Effect.(*state.StartChild); ok {
		return &child.RunTask
	}
	return all[0].Effect.(*state.RunTask)
}

// restored is what comes of a snapshot of a Run.
func restored(t testing.TB, m *asl.Machine, run *state.Run) *state.Run {
	t.Helper()
	snapshot, err := run.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	run, err = state.Restore(m.Definition(), snapshot, state.Config{Log: new(state.Log)})
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// drive drives a Run, on a clock that shows one hour after its start.
func drive(t testing.TB, m *asl.Machine, run *state.Run, opts ...asl.Option) *asl.Execution {
	t.Helper()
	opts = append([]asl.Option{asl.WithClock(asl.NewVirtualClock(later))}, opts...)
	x, err := m.Drive(context.Background(), run, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// What a Run was told about its first task.
func told(kind ...state.InputKind) func(*state.Run, int64) {
	return func(run *state.Run, id int64) {
		for _, k := range kind {
			run.Tell(state.Input{Kind: k, ID: id, Now: epoch, Output: jsonvalue.EmptyObject})
		}
	}
}

// TestDriveFromTheStart: a Run from state.Start is driven as Execute drives its own.
func TestDriveFromTheStart(t *testing.T) {
	noLeak(t)
	m := machine(t, songs, asl.WithResolver(songsMux()), asl.WithClock(asl.NewVirtualClock(epoch)))
	var seen []history.Type
	run := newRun(t, m, `{"name": "PSY"}`)
	r, err := wait(t, drive(t, m, run, asl.WithName("ignored"), asl.WithObserver(func(_ *asl.Execution, e history.Event) {
		seen = append(seen, e.Type)
	})))
	if err != nil || string(r.Output) != `{"lyrics":"la la, the song of PSY"}` || r.Name != "first" || r.ARN != run.ARN() || !r.Started.Equal(epoch) {
		t.Errorf("%+v, %v", r, err)
	}
	want := types(execute(t, m, `{"name": "PSY"}`).History())
	if diff := cmp.Diff(want, types(r.History())); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Errorf("the observer saw (-want +got):\n%s", diff)
	}
}

// TestDriveCallsAgain: a task that was outstanding is called again, with its key; one
// that had begun has no second event of that, and its time counts anew.
func TestDriveCallsAgain(t *testing.T) {
	const sqs = "arn:aws:states:::sqs:sendMessage"
	timed := func(resource string) string {
		return only(`"Type": "Task", "Resource": "` + resource + `", "TimeoutSeconds": 60`)
	}
	for name, test := range map[string]struct {
		definition string
		tell       func(*state.Run, int64)
		takes      time.Duration
		want       []history.Type
		times      bool // it out
	}{
		"that had not begun": {timed("work"), told(), 50 * time.Second,
			[]history.Type{"LambdaFunctionStarted", "LambdaFunctionSucceeded", "TaskStateExited", "ExecutionSucceeded"}, false},
		"that had begun": {timed("work"), told(state.InputStarted), 50 * time.Second,
			[]history.Type{"LambdaFunctionSucceeded", "TaskStateExited", "ExecutionSucceeded"}, false},
		"whose new time is over, too": {timed("work"), told(state.InputStarted), time.Hour,
			[]history.Type{"LambdaFunctionTimedOut", "ExecutionFailed"}, true},
		"of a service": {timed(sqs), told(state.InputStarted), 50 * time.Second,
			[]history.Type{"TaskSucceeded", "TaskStateExited", "ExecutionSucceeded"}, false},
		"for a token": {only(strings.Replace(waitForToken, `"Parameters"`, `"TimeoutSeconds": 60, "Parameters"`, 1)), told(state.InputStarted), 50 * time.Second,
			[]history.Type{"TaskSucceeded", "TaskStateExited", "ExecutionSucceeded"}, false},
		"for .sync that was submitted": {timed("arn:aws:states:::batch:submitJob.sync"), told(state.InputStarted, state.InputSubmitted), 50 * time.Second,
			[]history.Type{"TaskSucceeded", "TaskStateExited", "ExecutionSucceeded"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			noLeak(t)
			var mux asl.Mux
			m := machine(t, test.definition, asl.WithResolver(&mux))
			run := restored(t, m, before(t, m, `{"a": 1}`, test.tell))
			key, last, calls := outstanding(t, run).Key, history.Event{}, 0
			mux.Handle("*", func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
				info := asl.TaskInfoFrom(ctx)
				if calls++; info.Key != key || info.Attempt != 0 {
					t.Errorf("it has the key %s, want %s; attempt %d", info.Key, key, info.Attempt)
				}
				if at := info.Deadline; !at.Equal(later.Add(time.Minute)) {
					t.Errorf("it times out at %v", at)
				}
				if info.Pattern == state.Sync {
					if err := asl.Submit(ctx, []byte(`"again"`)); err != nil {
						t.Error(err)
					}
				}
				if err := info.Sleep(ctx, test.takes); err != nil {
					return nil, err
				}
				if info.Pattern == state.WaitForTaskToken {
					return in, info.Execution.SendTaskSuccess(info.Token(), in)
				}
				return in, nil
			})
			r, err := wait(t, drive(t, m, run))
			if diff := cmp.Diff(test.want, types(r.History())); diff != "" || calls != 1 {
				t.Errorf("%d calls, history (-want +got):\n%s", calls, diff)
			}
			if errors.Is(err, asl.ErrTimeout) != test.times || (err != nil) != test.times || r.Ended.Sub(later) != min(test.takes, time.Minute) {
				t.Errorf("%v after %v", err, r.Ended.Sub(later))
			}
			for _, e := range r.History() {
				if last.ID != 0 && e.ID != last.ID+1 || e.ID < 4 || e.PreviousEventID >= e.ID {
					t.Errorf("event %d follows from %d, after event %d", e.ID, e.PreviousEventID, last.ID)
				}
				last = e
			}
		})
	}
}

// stillClock is a clock that always shows the same time, and says when an execution
// has nothing to do.
type stillClock struct{ idle chan bool }

func (c stillClock) Now() time.Time { return later }

func (c stillClock) At(time.Time) (<-chan time.Time, func()) { return nil, func() {} }

func (c stillClock) Idle(time.Time) {
	select {
	case c.idle <- true:
	default:
	}
}

// TestDriveWaitsForATokenOnly: a task that was submitted is not called again, even if
// nobody knows its function any more. Its token answers it.
func TestDriveWaitsForATokenOnly(t *testing.T) {
	const (
		invoke = `"Type": "Task", "Parameters": {"FunctionName": "f"}, "Resource": "arn:aws:states:::lambda:invoke`
		child  = `"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.waitForTaskToken",
			"Parameters": {"StateMachineArn": "` + childARN + `", "Input": {"t.$": "$$.Task.Token"}}`
	)
	var all, none, function asl.Mux
	never := func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
		t.Errorf("%s is called again", asl.TaskInfoFrom(ctx).Resource)
		return nil, nil
	}
	all.Handle("*", never)
	function.Lambda("f", never)
	for _, test := range []struct {
		fields string
		mux    *asl.Mux
		want   string
	}{
		{waitForToken, &all, `"answer"`},
		{waitForToken, &none, `"answer"`},
		{`"Type": "Task", "Resource": "f"`, &all, `"answer"`},
		{invoke + `"`, &function, `{"ExecutedVersion":"$LATEST","Payload":"answer","StatusCode":200}`},
		{invoke + `"`, &none, `{"ExecutedVersion":"$LATEST","Payload":"answer","StatusCode":200}`},
		{invoke + `"`, &all, `"answer"`},
		{invoke + `.waitForTaskToken"`, &function, `"answer"`},
		{child, &all, `"answer"`},
	} {
		noLeak(t)
		m := machine(t, only(test.fields), asl.WithResolver(test.mux))
		run := restored(t, m, before(t, m, `{}`, told(state.InputStarted, state.InputSubmitted)))
		token := run.Token(outstanding(t, run).ID)
		clock := stillClock{make(chan bool, 1)}
		x := drive(t, m, run, asl.WithClock(clock))
		<-clock.idle
		if err := x.SendTaskSuccess(token, []byte(`"answer"`)); err != nil {
			t.Errorf("%s: %v", test.fields, err)
		}
		if r, err := wait(t, x); err != nil || string(r.Output) != test.want {
			t.Errorf("%s: %s, %v; want %s", test.fields, r.Output, err, test.want)
		}
	}
}

// TestDriveTakesAnswersAtOnce: whoever has the token of a task from before can answer
// it as soon as Drive has returned, whatever has become of the task.
func TestDriveTakesAnswersAtOnce(t *testing.T) {
	noLeak(t)
	var mux asl.Mux
	mux.Handle("*", func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	})
	for _, fields := range []string{waitForToken, `"Type": "Task", "Resource": "f"`} {
		for _, tell := range []func(*state.Run, int64){told(), told(state.InputStarted), told(state.InputStarted, state.InputSubmitted)} {
			m := machine(t, only(fields), asl.WithResolver(&mux))
			run := restored(t, m, before(t, m, `{}`, tell))
			token := run.Token(outstanding(t, run).ID)
			x := drive(t, m, run)
			if err := x.SendTaskSuccess(token, []byte(`"answer"`)); err != nil {
				t.Error(err)
			}
			if r, err := wait(t, x); err != nil || string(r.Output) != `"answer"` {
				t.Errorf("%s, %v", r.Output, err)
			}
		}
	}
}

// TestDriveTimesOut: the time of a task that was handed on has gone on meanwhile.
func TestDriveTimesOut(t *testing.T) {
	noLeak(t)
	m := machine(t, only(`"TimeoutSeconds": 60, `+waitForToken), work(nil0))
	run := restored(t, m, before(t, m, `{}`, told(state.InputStarted, state.InputSubmitted)))
	if r, err := wait(t, drive(t, m, run)); !errors.Is(err, asl.ErrTimeout) || !r.Ended.Equal(later) {
		t.Errorf("%v at %v", err, r.Ended)
	}
}

// TestDriveOffersActivitiesAgain: a worker can take on the task of an activity again,
// which is no second event, and the worker of before can answer it.
func TestDriveOffersActivitiesAgain(t *testing.T) {
	for name, test := range map[string]struct {
		tell func(*state.Run, int64)
		want []history.Type
	}{
		"that no worker had": {told(state.InputScheduled), []history.Type{"ActivityStarted", "ActivitySucceeded", "TaskStateExited", "ExecutionSucceeded"}},
		"that a worker had":  {told(state.InputScheduled, state.InputStarted), []history.Type{"ActivitySucceeded", "TaskStateExited", "ExecutionSucceeded"}},
	} {
		t.Run(name, func(t *testing.T) {
			noLeak(t)
			m, activities := workshop(t, `, "TimeoutSeconds": 60`)
			run := restored(t, m, before(t, m, `{"a": 1}`, test.tell))
			token := run.Token(outstanding(t, run).ID)
			x := drive(t, m, run)
			if task := poll(t, activities, "Ada"); task.Token != token || string(task.Input) != `{"a": 1}` {
				t.Errorf("the task is %+v", task)
			}
			if err := activities.SendTaskSuccess(token, []byte(`1`)); err != nil {
				t.Error(err)
			}
			r, err := wait(t, x)
			if diff := cmp.Diff(test.want, types(r.History())); err != nil || diff != "" {
				t.Errorf("%v, history (-want +got):\n%s", err, diff)
			}
			wantIdle(t, activities)
		})
	}
}

// TestDriveStartsChildrenAgain: an execution that a task waits for is started again,
// as nobody drives the one of before; the history shows one start.
func TestDriveStartsChildrenAgain(t *testing.T) {
	child := machine(t, `{"StartAt": "C", "States": {"C": {"Type": "Wait", "Seconds": 50, "End": true}}}`)
	timed := strings.Replace(parent(".sync:2", `, "Input": "once"`), `"End"`, `"TimeoutSeconds": 60, "End"`, 1)
	started := func(run *state.Run, id int64) {
		run.ChildStarted(epoch, id, state.ChildOutcome{ARN: "arn:of:before", Name: "before", Outcome: state.Outcome{Started: epoch}})
	}
	for name, test := range map[string]struct {
		tell func(*state.Run, int64)
		want []history.Type
	}{
		"that had begun": {started, []history.Type{"TaskSucceeded", "TaskStateExited", "ExecutionSucceeded"}},
		"that had not":   {told(), []history.Type{"TaskStarted", "TaskSubmitted", "TaskSucceeded", "TaskStateExited", "ExecutionSucceeded"}},
	} {
		t.Run(name, func(t *testing.T) {
			noLeak(t)
			m := machine(t, timed, starts(t, child, nil0))
			r, err := wait(t, drive(t, m, restored(t, m, before(t, m, `{}`, test.tell))))
			if err != nil {
				t.Fatal(err)
			}
			var out struct{ Name, Output string }
			if err := r.Decode(&out); err != nil || out.Name == "before" || out.Output != "once" || r.Ended.Sub(later) != 50*time.Second {
				t.Errorf("%s after %v, %v", r.Output, r.Ended.Sub(later), err)
			}
			if diff := cmp.Diff(test.want, types(r.History())); diff != "" {
				t.Errorf("history (-want +got):\n%s", diff)
			}
		})
	}
}

// TestDriveOfWhatIsOverdue: waits and retries whose time has come meanwhile end at
// once, those that have not go on until then.
func TestDriveOfWhatIsOverdue(t *testing.T) {
	failed := func(run *state.Run, id int64) {
		run.Done(epoch, id, jsonvalue.Value{}, state.NewFailure("Own", ""))
	}
	retry := func(seconds string) string {
		return task(`, "Retry": [{"ErrorEquals": ["Own"], "MaxDelaySeconds": 9000, "IntervalSeconds": ` + seconds + `}]`)
	}
	const wait2 = `{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": %s, "Next": "V"}, "V": {"Type": "Wait", "Seconds": 10, "End": true}}}`
	for name, test := range map[string]struct {
		definition string
		tell       func(*state.Run, int64)
		takes      time.Duration
	}{
		"a wait":        {strings.Replace(wait2, "%s", "60", 1), nil, 10 * time.Second},
		"a longer wait": {strings.Replace(wait2, "%s", "3700", 1), nil, 110 * time.Second},
		"a retry":       {retry("60"), failed, 0},
		"a late retry":  {retry("3700"), failed, 100 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			noLeak(t)
			m := machine(t, test.definition, work(func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
				if attempt := asl.TaskInfoFrom(ctx).Attempt; attempt != 1 {
					t.Errorf("attempt %d", attempt)
				}
				return nil, nil
			}))
			var run *state.Run
			if test.tell == nil {
				run = newRun(t, m, `{}`)
				step(t, run)
			} else {
				run = before(t, m, `{}`, test.tell)
			}
			r, err := wait(t, drive(t, m, restored(t, m, run)))
			if err != nil || r.Ended.Sub(later) != test.takes {
				t.Errorf("%v after %v, want %v", err, r.Ended.Sub(later), test.takes)
			}
		})
	}
}
