package state_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"

	gocmp "github.com/google/go-cmp/cmp"
)

// framesOf lists the frames that a snapshot has: how deep they are, the state, the
// phase, the input, and of children that are done the results.
func framesOf(t *testing.T, r *state.Run) (lines []string) {
	t.Helper()
	text, err := r.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	s := jsonvalue.MustParse(string(text))
	value := func(ref jsonvalue.Value) string {
		v := s.Get("values")
		for _, i := range ref.Elements() {
			n, _ := i.Int64()
			v = v.Index(int(n))
		}
		return v.String()
	}
	depths := map[string]int{}
	for _, f := range s.Get("frames").Elements() {
		parent := f.Get("parent").String()
		depths[f.Get("id").String()] = depths[parent] + 1
		line := fmt.Sprintf("%*s%s %s %s", depths[parent], "", f.Get("state").Text(), f.Get("phase").Text(), value(f.Get("input")))
		for _, v := range f.Get("variables").Elements() {
			line += " $" + v.Get("name").Text() + "=" + value(v.Get("value"))
		}
		for i, result := range f.Get("fan").Get("results").Elements() {
			if result.Kind() == jsonvalue.Array {
				line += fmt.Sprintf(" %d=%s", i, value(result))
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// over checks that an execution has ended and does nothing any more.
func over(t *testing.T, r *state.Run) {
	t.Helper()
	later := r.Now().Add(1000 * time.Hour)
	if at, ok := r.Deadline(); ok || len(r.Outstanding()) > 0 {
		t.Errorf("the deadline is %v, %v is outstanding", at, r.Outstanding())
	}
	for id := range int64(10) {
		if r.Started(later, id, "") || r.Heartbeat(later, id) || r.Done(later, id, jsonvalue.True, nil) {
			t.Errorf("the answer to %d is taken", id)
		}
	}
	r.Advance(later)
	var b state.Batch
	if more, err := r.Step(&b, 0); more || err != nil || len(b.Events)+len(b.Effects) > 0 || r.Status() == state.Running {
		t.Errorf("it goes on: %v, %v, %v", more, err, b)
	}
}

// nested is a Map over a Parallel that has a branch of each kind: P calls a task, Q
// waits, and R is done at once. Two iterations run at a time.
func nested(fields string) string {
	return `{"StartAt": "V", "TimeoutSeconds": 100, "States": {
		"V": {"Type": "Pass", "Assign": {"outer": 1}, "Next": "M"},
		"M": {"Type": "Map", "MaxConcurrency": 2, "End": true, "ItemProcessor": ` +
		branch("A", `"Type": "Pass", "Assign": {"inner.$": "$"}, "Next": "B"}, "B": {"Type": "Parallel", "Branches": [`+
			branch("P", `"Type": "Task", "Resource": "f", "HeartbeatSeconds": 90, "Next": "P2"}, "P2": {"Type": "Task", "Resource": "f", "End": true`)+`, `+
			branch("Q", `"Type": "Wait", "Seconds": 50, "End": true`)+`, `+
			branch("R", `"Type": "Pass", "Result": "r", "End": true`)+`], "End": true`) + fields + `}}}`
}

// TestWhatIsLeft lists the frames of executions that did not succeed: those of the
// states that failed, or were aborted, and of the states around them. The children
// that were done have left their results.
func TestWhatIsLeft(t *testing.T) {
	started := func(r *state.Run, now time.Time) { r.Started(now, 1, "") }
	inside := []string{
		`M stopped ["a","b","c"] $outer=1`,
		` B stopped "a" $inner="a" 2="r"`,
		`  P2 stopped 1`,
		`  Q stopped "a"`,
		` B stopped "b" $inner="b" 2="r"`,
		`  P stopped "b"`,
		`  Q stopped "b"`,
	}
	replies := map[string][]reply{
		"P":  {gives(`1`), silent()},
		"P2": {fails("E", "c").after(10 * time.Second)},
	}
	whole := []string{
		`M stopped ["a","b","c"] $outer=1`,
		` B stopped "a" $inner="a" 2="r"`,
		`  P stopped "a"`,
		`  Q stopped "a"`,
		` B stopped "b" $inner="b" 2="r"`,
		`  P stopped "b"`,
		`  Q stopped "b"`,
	}
	mute := map[string][]reply{"P": {silent()}}
	for _, test := range []struct {
		name, definition string
		play             play
		want             []string
	}{
		{"a failure in a branch in an iteration", nested(``), play{tasks: replies}, inside},
		{"one that is retried in vain", nested(`, "Retry": [{"ErrorEquals": ["E"], "MaxAttempts": 0}]`), play{tasks: replies}, inside},
		{"the machine's timeout", nested(``), play{tasks: map[string][]reply{"P": {gives(`1`).after(20 * time.Second), silent()}, "P2": {silent()}}}, []string{
			`M stopped ["a","b","c"] $outer=1`,
			` B stopped "a" $inner="a" 1="a" 2="r"`,
			`  P2 stopped 1`,
			` B stopped "b" $inner="b" 1="b" 2="r"`,
			`  P stopped "b"`,
		}},
		{"a missed heartbeat", nested(``), play{tasks: mute}, []string{
			`M stopped ["a","b","c"] $outer=1`,
			` B stopped "a" $inner="a" 1="a" 2="r"`,
			`  P stopped "a"`,
			` B stopped "b" $inner="b" 1="b" 2="r"`,
			`  P stopped "b"`,
		}},
		{"an abort", nested(``), play{tasks: mute, at: []happening{
			{after: time.Second, do: started},
			{after: 2 * time.Second, do: func(r *state.Run, now time.Time) { r.Abort(now, state.Failure{}) }},
		}}, whole},
		{"an iteration that is done", nested(``), play{
			tasks: map[string][]reply{"P": {gives(`1`), gives(`2`).after(60 * time.Second), silent()}, "P2": {gives(`3`), fails("E", "c")}},
		}, []string{
			`M stopped ["a","b","c"] $outer=1 0=[3,"a","r"]`,
			` B stopped "b" $inner="b" 1="b" 2="r"`,
			`  P2 stopped 2`,
			` B stopped "c" $inner="c" 2="r"`,
			`  P stopped "c"`,
			`  Q stopped "c"`,
		}},
		{"a state that cannot be entered", states(`"A": {"Type": "Pass", "InputPath": "$.x", "End": true}`), play{}, []string{`A stopped ["a","b","c"]`}},
		{"a state that cannot be left", states(`"A": {"Type": "Pass", "OutputPath": "$.x", "End": true}`), play{}, []string{`A stopped ["a","b","c"]`}},
		{"a Fail state", states(`"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Fail"}`), play{}, []string{`B stopped ["a","b","c"]`}},
		{"branches whose results do not fit", single(`"Type": "Parallel", "Branches": [` + branch("P", `"Type": "Succeed"`) + `], "ResultPath": "$.x.y"`), play{}, []string{
			`A stopped ["a","b","c"] 0=["a","b","c"]`,
		}},
		{"an item that the selector does not take", mapped(`, "ItemSelector": {"x.$": "States.ArrayGetItem($, States.MathAdd($$.Map.Item.Index, 2))"}`), play{}, []string{
			`A stopped ["a","b","c"]`,
			` T ready {"x":"c"}`,
		}},
		{"a state that is about to be entered", parallel(branch("P", `"Type": "Fail"`)+`, `+branch("Q", `"Type": "Pass", "Next": "R"}, "R": {"Type": "Succeed"`), ``), play{}, []string{
			`A stopped ["a","b","c"]`,
			` P stopped ["a","b","c"]`,
			` Q ready ["a","b","c"]`,
		}},
		{"a catcher that fails", states(`"A": {"Type": "Parallel", "Branches": [` + taskBranch("P") + `, ` + taskBranch("Q") + `],
			"Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.x.y", "Next": "Z"}], "End": true}, "Z": {"Type": "Succeed"}`),
			play{tasks: map[string][]reply{"P": {fails("E", "")}, "Q": {silent()}}}, []string{`A stopped ["a","b","c"]`}},
		{"success", echoing(``), play{}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.play.input = `["a","b","c"]`
			tr := run(t, test.definition, test.play)
			if diff := gocmp.Diff(test.want, framesOf(t, tr.run)); diff != "" {
				t.Errorf("the execution is %s; its frames differ (-want +got):\n%s", tr.outcome.Status, diff)
			}
			over(t, tr.run)
			restored, err := state.Restore(tr.run.Machine(), []byte(tr.snapshot(t)), state.Config{})
			if err != nil {
				t.Fatal(err)
			}
			over(t, restored)
			if diff := gocmp.Diff(test.want, framesOf(t, restored)); diff != "" {
				t.Errorf("restored, its frames differ (-want +got):\n%s", diff)
			}
		})
	}
}

// TestWhatIsCaughtLeavesNothing: the children of a state that goes on, by a catcher
// or a retrier, are no part of the execution any more.
func TestWhatIsCaughtLeavesNothing(t *testing.T) {
	for _, test := range []struct{ fields, want string }{
		{`, "Catch": [{"ErrorEquals": ["E"], "Next": "Z"}]`, `Z waiting {"Error":"E","Cause":"c"}`},
		{`, "Retry": [{"ErrorEquals": ["E"]}], "Catch": [{"ErrorEquals": ["F"], "Next": "Z"}]`, `A delayed [1,2]`},
	} {
		t.Run(test.want, func(t *testing.T) {
			d := begin(t, states(`"A": {"Type": "Parallel", "Branches": [`+taskBranch("P")+`, `+
				branch("M", `"Type": "Map", "End": true, "ItemProcessor": `+branch("V", `"Type": "Pass", "Assign": {"v": 1}, "Next": "T"}, "T": {"Type": "Task", "Resource": "f", "End": true`))+
				`]`+test.fields+`, "End": true}, "Z": {"Type": "Wait", "Seconds": 5, "End": true}`), `[1,2]`, state.Config{})
			d.step()
			d.r.Done(epoch, 1, jsonvalue.Value{}, state.NewFailure("E", "c"))
			d.step()
			for range 2 {
				if diff := gocmp.Diff([]string{test.want}, framesOf(t, d.r)); diff != "" {
					t.Errorf("the frames differ (-want +got):\n%s", diff)
				}
				if d.r.Done(epoch, 2, jsonvalue.True, nil) || len(d.r.Outstanding()) > 0 {
					t.Errorf("%v is outstanding", d.r.Outstanding())
				}
				d.restore()
			}
		})
	}
}

// TestRestoreRefusesToGoOn: nothing waits or goes on in an execution that has ended,
// and nothing has stopped in one that has not.
func TestRestoreRefusesToGoOn(t *testing.T) {
	d := begin(t, nested(``), `["a","b"]`, state.Config{})
	d.step()
	running, err := d.r.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	d.r.Abort(epoch, state.Failure{})
	d.step()
	aborted, err := d.r.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	// In both, frames/0 is the Map, 1 a Parallel, 2 a Task, and 3 a Wait.
	for _, test := range []struct {
		name, path, value string
		of                []byte
	}{
		{"an execution that has ended goes on", "status", `"RUNNING"`, aborted},
		{"one that has succeeded has frames", "status", `"SUCCEEDED"`, aborted},
		{"there is a queue", "queue", `[1]`, aborted},
		{"its states wait for their children", "frames/0/phase", `"fanned"`, aborted},
		{"a task is pending", "frames/2/phase", `"pending"`, aborted},
		{"a task is to be scheduled again", "frames/2/phase", `"delayed"`, aborted},
		{"a task has an effect", "frames/2/effect", `1`, aborted},
		{"a task has begun", "frames/2/begun", `true`, aborted},
		{"a task has an input of its own", "frames/2/work", `[0]`, aborted},
		{"a task has credentials", "frames/2/credentials", `[0]`, aborted},
		{"a task has an outcome", "frames/2/failed", `{}`, aborted},
		{"a task was tried before", "frames/2/attempt", `1`, aborted},
		{"a task counts retries", "frames/2/retried", `[]`, aborted},
		{"a Wait ends", "frames/3/timers", `{"wakeUp":{"at":"2026-01-02T03:05:05Z","seq":2}}`, aborted},
		{"the machine times out", "frames/0/timers", `{"expiry":{"at":"2026-01-02T03:05:05Z","seq":1}}`, aborted},
		{"a Parallel without its children", "frames/1/fan", `null`, aborted},
		{"a Parallel is entered with children", "frames/1/phase", `"ready"`, aborted},
		{"a child is done that is not", "frames/1/fan/results/0", `[0]`, aborted},
		{"the Map has started more", "frames/0/fan/next", `1`, aborted},
		{"an execution that goes on has ended", "status", `"FAILED"`, running},
		{"a task has stopped", "frames/2", `{"id":4,"parent":2,"state":"P","phase":"stopped","input":[0]}`, running},
	} {
		t.Run(test.name, func(t *testing.T) {
			if _, err := state.Restore(d.r.Machine(), test.of, state.Config{}); err != nil {
				t.Fatal(err)
			}
			mutated, err := jsonvalue.MustParse(string(test.of)).Set(steps(test.path), jsonvalue.MustParse(test.value))
			if err != nil {
				t.Fatal(err)
			}
			if r, err := state.Restore(d.r.Machine(), []byte(mutated.String()), state.Config{}); err == nil || r != nil {
				t.Errorf("%s = %s is not refused", test.path, test.value)
			}
		})
	}
}

// TestFailFromOutside: what is outside of an execution can fail it; a redrive goes on where it was.
func TestFailFromOutside(t *testing.T) {
	tr := run(t, single(`"Type": "Wait", "Seconds": 5`), play{redrives: 1, at: []happening{{time.Second, func(r *state.Run, now time.Time) {
		if !r.Fail(now, *state.NewFailure("Limit", "why")) || r.Fail(now, state.Failure{}) {
			t.Error("it does not fail once")
		}
	}}}})
	wantHistory(t, tr, `
		1<-0 ExecutionStarted input={}
		2<-0 WaitStateEntered name=A input={}
		3<-0 ExecutionFailed error=Limit cause=why @1s
		4<-3 ExecutionRedriven redriveCount=1 @1m1s
		5<-2 WaitStateExited name=A output={} @1m6s
		6<-5 ExecutionSucceeded output={} @1m6s`)
}
