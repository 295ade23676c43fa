package state_test

import (
	"testing"
	"time"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// answers are all the answers that an effect can get.
var answers = map[string]func(r *state.Run, now time.Time, id int64) bool{
	"Started":   func(r *state.Run, now time.Time, id int64) bool { return r.Started(now, id, "w") },
	"Submitted": func(r *state.Run, now time.Time, id int64) bool { return r.Submitted(now, id, jsonvalue.True) },
	"Heartbeat": func(r *state.Run, now time.Time, id int64) bool { return r.Heartbeat(now, id) },
	"Done":      func(r *state.Run, now time.Time, id int64) bool { return r.Done(now, id, jsonvalue.True, nil) },
	"Done with a failure": func(r *state.Run, now time.Time, id int64) bool {
		return r.Done(now, id, jsonvalue.Value{}, state.NewFailure("late", ""))
	},
	"ChildStarted": func(r *state.Run, now time.Time, id int64) bool {
		return r.ChildStarted(now, id, state.ChildOutcome{})
	},
	"ChildDone": func(r *state.Run, now time.Time, id int64) bool {
		return r.ChildDone(now, id, state.ChildOutcome{Outcome: state.Outcome{Status: state.Succeeded}})
	},
}

// TestLateAnswers: an answer to an effect that no longer waits reports false and
// changes nothing.
func TestLateAnswers(t *testing.T) {
	const retried = `"Type": "Task", "Resource": "f", "TimeoutSeconds": 5, "Retry": [{"ErrorEquals": ["States.ALL"]}]`
	for name, prepare := range map[string]func(t *testing.T) *manual{
		"unknown": func(t *testing.T) *manual {
			d := begin(t, single(`"Type": "Wait", "Seconds": 60`), `{}`, state.Config{})
			d.step()
			return d
		},
		"answered": func(t *testing.T) *manual {
			d := begin(t, states(`"A": {"Type": "Task", "Resource": "f", "Next": "B"}, "B": {"Type": "Wait", "Seconds": 60, "End": true}`), `{}`, state.Config{})
			d.step()
			d.r.Done(epoch, 1, jsonvalue.True, nil)
			d.step()
			return d
		},
		"answered, and the Run has not gone on": func(t *testing.T) *manual {
			d := begin(t, states(`"A": {"Type": "Task", "Resource": "f", "Next": "B"}, "B": {"Type": "Wait", "Seconds": 60, "End": true}`), `{}`, state.Config{})
			d.step()
			d.r.Done(epoch, 1, jsonvalue.True, nil)
			return d
		},
		"timed out and delayed": func(t *testing.T) *manual {
			d := begin(t, single(retried), `{}`, state.Config{})
			d.step()
			d.r.Started(epoch, 1, "")
			d.r.Advance(epoch.Add(5 * time.Second))
			d.step()
			return d
		},
		"timed out and tried again": func(t *testing.T) *manual {
			d := begin(t, single(retried), `{}`, state.Config{})
			d.step()
			d.r.Started(epoch, 1, "")
			d.r.Advance(epoch.Add(5 * time.Second))
			d.step()
			d.r.Advance(epoch.Add(6 * time.Second))
			d.step()
			return d
		},
		"of an aborted sibling": func(t *testing.T) *manual {
			d := begin(t, parallel(taskBranch("P")+`, `+taskBranch("Q"), `, "Retry": [{"ErrorEquals": ["States.ALL"]}]`), `{}`, state.Config{})
			d.step()
			d.r.Done(epoch, 2, jsonvalue.Value{}, state.NewFailure("E", ""))
			d.step()
			return d
		},
		"of an aborted execution": func(t *testing.T) *manual {
			d := begin(t, single(retried), `{}`, state.Config{})
			d.step()
			d.r.Abort(epoch, state.Failure{})
			return d
		},
		"of an execution that has ended": func(t *testing.T) *manual {
			d := begin(t, single(`"Type": "Task", "Resource": "f"`), `{}`, state.Config{})
			d.step()
			d.r.Done(epoch, 1, jsonvalue.True, nil)
			d.step()
			return d
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := prepare(t)
			before, err := d.r.Snapshot()
			if err != nil {
				t.Fatal(err)
			}
			for name, answer := range answers {
				for _, id := range []int64{1, 0, -1, 99} {
					if answer(d.r, epoch.Add(time.Hour), id) {
						t.Errorf("%s for the effect %d is taken", name, id)
					}
				}
			}
			if after, _ := d.r.Snapshot(); string(after) != string(before) {
				t.Errorf("the answers have changed the Run:\n%s\n%s", before, after)
			}
		})
	}
}

// TestStartedTwice: the second start is no answer.
func TestStartedTwice(t *testing.T) {
	d := begin(t, single(`"Type": "Task", "Resource": "f"`), `{}`, state.Config{})
	d.step()
	if !d.r.Started(epoch, 1, "") || d.r.Started(epoch, 1, "") {
		t.Error("only the first start counts")
	}
	d.r.Done(epoch, 1, jsonvalue.True, nil)
	d.step()
	if got := len(d.events); got != 7 {
		t.Errorf("there are %d events: %q", got, lines(d.events))
	}
}

// TestDoneWithoutStarted: a result implies the start.
func TestDoneWithoutStarted(t *testing.T) {
	d := begin(t, single(`"Type": "Task", "Resource": "f"`), `{}`, state.Config{})
	d.step()
	d.r.Done(epoch, 1, jsonvalue.Value{}, nil)
	d.step()
	d.want(`
		1<-0 ExecutionStarted input={}
		2<-0 TaskStateEntered name=A input={}
		3<-2 LambdaFunctionScheduled resource=f input={}
		4<-3 LambdaFunctionStarted
		5<-4 LambdaFunctionSucceeded output=null
		6<-5 TaskStateExited name=A output=null
		7<-6 ExecutionSucceeded output=null`)
}

// TestSubmittedOfAFunction: only service integrations are submitted.
func TestSubmittedOfAFunction(t *testing.T) {
	d := begin(t, single(`"Type": "Task", "Resource": "f"`), `{}`, state.Config{})
	d.step()
	d.r.Started(epoch, 1, "")
	if !d.r.Submitted(epoch, 1, jsonvalue.True) {
		t.Error("it came too late")
	}
	d.step()
	if got := len(d.events); got != 4 {
		t.Errorf("there are %d events: %q", got, lines(d.events))
	}
}

// TestMissingActivity: the execution ends, no catcher applies, and the history does not
// show the task, whether the driver tells it at once or after a restore.
func TestMissingActivity(t *testing.T) {
	definition := states(`"A": {"Type": "Task", "Resource": "` + activity + `", "TimeoutSeconds": 5, "End": true,
		"Retry": [{"ErrorEquals": ["States.Runtime"]}, {"ErrorEquals": ["States.ALL"]}],
		"Catch": [{"ErrorEquals": ["States.Runtime"], "Next": "Z"}, {"ErrorEquals": ["States.ALL"], "Next": "Z"}]}, "Z": {"Type": "Succeed"}`)
	for _, restored := range []bool{false, true} {
		d := begin(t, definition, `{}`, state.Config{})
		if effects := d.step(); len(effects) != 1 {
			t.Fatalf("the effects are %v", effects)
		}
		if restored {
			d.restore()
		}
		if _, timed := d.r.Deadline(); timed {
			t.Error("the time of the task runs before it is scheduled")
		}
		if !d.r.Missing(epoch, 1) || d.r.Missing(epoch, 1) || d.r.Scheduled(epoch, 1) || d.r.Started(epoch, 1, "") {
			t.Error("it takes another answer than the first one")
		}
		if restored {
			d.restore()
		}
		d.step()
		d.want(`
			1<-0 ExecutionStarted input={}
			2<-0 TaskStateEntered name=A input={}
			3<-2 ExecutionFailed error=States.Runtime cause=An error occurred while executing the state 'A' (entered at the event id #2). The activity ` + activity + ` does not exist.`)
	}
}

// TestUnusable: a service that cannot be called with its parameters fails the execution, and the
// history does not show the task. Only a driver that checks them can say so.
func TestUnusable(t *testing.T) {
	const service = "arn:aws:states:::aws-sdk:sqs:sendMessage"
	definition := states(`"A": {"Type": "Task", "Resource": "` + service + `", "Parameters": {"a": 1}, "TimeoutSeconds": 5, "End": true,
		"Catch": [{"ErrorEquals": ["States.Runtime"], "Next": "Z"}, {"ErrorEquals": ["States.ALL"], "Next": "Z"}]}, "Z": {"Type": "Succeed"}`)
	for _, restored := range []bool{false, true} {
		d := begin(t, definition, `{}`, state.Config{ChecksCalls: true})
		if effects := d.step(); len(effects) != 1 {
			t.Fatalf("the effects are %v", effects)
		}
		if restored {
			d.restore()
		}
		if d.r.Missing(epoch, 1) || d.r.Tell(state.Input{Kind: state.InputUnusable, Now: epoch, ID: 1}) || !d.r.Unusable(epoch, 1, "no") || d.r.Unusable(epoch, 1, "no") || d.r.Started(epoch, 1, "") {
			t.Error("it takes another answer than the first right one")
		}
		if restored {
			d.restore()
		}
		d.step()
		d.want(`
			1<-0 ExecutionStarted input={}
			2<-0 TaskStateEntered name=A input={}
			3<-2 ExecutionFailed error=States.Runtime cause=An error occurred while executing the state 'A' (entered at the event id #2). The Parameters '{"a":1}' could not be used to start the Task: [no]`)
	}
	d := begin(t, definition, `{}`, state.Config{ChecksCalls: true})
	d.step()
	if !d.r.Scheduled(epoch, 1) || d.r.Scheduled(epoch, 1) || d.r.Unusable(epoch, 1, "no") || !d.r.Started(epoch, 1, "") {
		t.Error("a task that is scheduled is not once scheduled")
	}
	d = begin(t, definition, `{}`, state.Config{})
	d.step()
	if d.r.Unusable(epoch, 1, "no") || d.r.Scheduled(epoch, 1) {
		t.Error("a task is not scheduled at once, though nobody checks")
	}
}

// TestScheduledActivity: it is scheduled once, by the first answer that implies
// it, and not missing from then on.
func TestScheduledActivity(t *testing.T) {
	scheduled := func(r *state.Run) bool { return r.Scheduled(epoch, 1) }
	started := func(r *state.Run) bool { return r.Started(epoch, 1, "w") }
	for name, answers := range map[string][]func(*state.Run) bool{
		"scheduled and started": {scheduled, started},
		"started":               {started},
	} {
		t.Run(name, func(t *testing.T) {
			d := begin(t, task(activity, `, "TimeoutSeconds": 5`), `{}`, state.Config{})
			d.step()
			for _, answer := range answers {
				d.restore()
				if !answer(d.r) {
					t.Error("an answer comes too late")
				}
			}
			d.restore()
			if scheduled(d.r) || d.r.Missing(epoch, 1) {
				t.Error("it is scheduled, or missing, after that")
			}
			d.r.Done(epoch, 1, jsonvalue.True, nil)
			d.step()
			d.want(`
				1<-0 ExecutionStarted input={}
				2<-0 TaskStateEntered name=A input={}
				3<-2 ActivityScheduled resource=` + activity + ` input={} timeoutInSeconds=5
				4<-3 ActivityStarted workerName=w
				5<-4 ActivitySucceeded output=true
				6<-5 TaskStateExited name=A output=true
				7<-6 ExecutionSucceeded output=true`)
		})
	}
	d := begin(t, task(lambda, ``), `{}`, state.Config{})
	d.step()
	if scheduled(d.r) || d.r.Missing(epoch, 1) {
		t.Error("a function is scheduled like an activity, or missing like one")
	}
}
