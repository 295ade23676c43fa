package state_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"

	gocmp "github.com/google/go-cmp/cmp"
)

// What a redrive does is in the cases of testdata/cases/redrive.

const refuse = `"A": {"Type": "Fail", "Error": "E"}`

// TestRedriveRefused: in the service's words.
func TestRedriveRefused(t *testing.T) {
	const (
		not = "ExecutionNotRedrivable: Execution arn:aws:states:us-east-1:000000000000:execution:StateMachine:Execution invalid for redrive as: "
		day = 24 * time.Hour
	)
	for _, test := range []struct {
		name, definition string
		cfg              state.Config
		later            time.Duration // after the end
		want             string
	}{
		{"running", single(`"Type": "Wait", "Seconds": 5`), state.Config{}, 0, not + "Execution is RUNNING and cannot be redriven"},
		{"succeeded", single(`"Type": "Pass"`), state.Config{}, 0, not + "Execution is SUCCEEDED and cannot be redriven"},
		{"too late", states(refuse), state.Config{}, 14*day + 1, not + "Execution redrivable period exceeded"},
		{"no room", states(refuse), state.Config{Limits: state.Limits{Events: 4}}, 0, not + "Execution has exceeded the maximum history event limit"},
		{"express", states(refuse), state.Config{Type: state.Express}, 0, "InvalidArn: Invalid Arn: 'Resource type not valid in this context: express'"},
		{"a child", states(refuse), state.Config{MapRun: "m"}, 0, "ValidationException: Labeled Execution ARNs are not supported for this API"},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := begin(t, test.definition, `{}`, test.cfg)
			d.step()
			before, err := d.r.Snapshot()
			if err != nil {
				t.Fatal(err)
			}
			_, err = d.r.Redrive(epoch.Add(test.later), "token")
			var refused *state.RedriveError
			if !errors.As(err, &refused) || err.Error() != "state: "+test.want {
				t.Errorf("%v, want %s", err, test.want)
			}
			after, err := d.r.Snapshot()
			if diff := gocmp.Diff(string(before), string(after)); diff != "" || err != nil {
				t.Errorf("what is refused changes something: %v (-before +after):\n%s", err, diff)
			}
		})
	}
}

// TestRedriveOfRefusedKinds: what RedriveExecution refuses is not told as an input either,
// but for the executions of Map Runs.
func TestRedriveOfRefusedKinds(t *testing.T) {
	for cfg, want := range map[*state.Config]bool{{MapRun: "m"}: true, {Type: state.Express, MapRun: "m"}: false, {Limits: state.Limits{Events: 4}}: false, {Limits: state.Limits{Events: 5}}: true} {
		d := begin(t, states(refuse), `{}`, *cfg)
		d.step()
		if got := d.r.Tell(state.Input{Kind: state.InputRedrive, Now: epoch}); got != want {
			t.Errorf("%+v: %v, want %v", cfg, got, want)
		}
	}
}

// TestRedriveTokens: a token is known for 15 minutes, and the last ten are.
func TestRedriveTokens(t *testing.T) {
	d := begin(t, states(refuse), `{}`, state.Config{})
	d.step()
	redrive := func(token string, at time.Duration) string {
		t.Helper()
		date, err := d.r.Redrive(epoch.Add(at), token)
		if err != nil {
			t.Error(err)
		}
		d.step()
		d.restore()
		return fmt.Sprint(date.Sub(epoch), " ", d.r.Outcome().RedriveCount)
	}
	for _, test := range []struct {
		token string
		at    time.Duration
		want  string
	}{
		{"a", 1 * time.Second, "1s 1"},
		{"a", 2 * time.Second, "1s 1"},
		{"", 3 * time.Second, "3s 2"},
		{"", 4 * time.Second, "4s 3"},
		{"b", 5 * time.Second, "5s 4"},
		{"a", 15 * time.Minute, "1s 4"},
		{"a", 15*time.Minute + time.Second, "15m1s 5"},
	} {
		if got := redrive(test.token, test.at); got != test.want {
			t.Errorf("%q after %s: %s, want %s", test.token, test.at, got, test.want)
		}
	}
	for i := range 9 { // b is forgotten, a was used again
		redrive(fmt.Sprint(i), 16*time.Minute)
	}
	if got := redrive("a", 17*time.Minute); got != "15m1s 14" {
		t.Errorf("a: %s", got)
	}
	if got := redrive("b", 17*time.Minute); got != "17m0s 15" {
		t.Errorf("b: %s", got)
	}
}

// TestRedriveDuration: the longest duration counts the time in which the execution goes on,
// and TimeoutSeconds of the machine begins anew.
func TestRedriveDuration(t *testing.T) {
	d := begin(t, `{"StartAt": "A", "TimeoutSeconds": 40, "States": {"A": {"Type": "Wait", "Seconds": 600, "End": true}}}`, `{}`, state.Config{Limits: state.Limits{Duration: 100 * time.Second}})
	for i, want := range []time.Duration{40 * time.Second, 1040 * time.Second, 2020 * time.Second} {
		d.step()
		if at, ok := d.r.Expiry(); !ok || at.Sub(epoch) != want {
			t.Errorf("attempt %d ends after %s, want %s", i, at.Sub(epoch), want)
		}
		d.r.Advance(epoch.Add(want))
		if d.r.Status() != state.TimedOut {
			t.Fatalf("the execution is %s", d.r.Status())
		}
		d.restore()
		if _, err := d.r.Redrive(epoch.Add(time.Duration(i+1)*1000*time.Second), ""); (err != nil) != (i == 2) {
			t.Errorf("attempt %d: %v", i, err)
		}
	}
	if _, reason := d.r.Describe().Redrive(); reason != "Execution has exceeded the max execution time" {
		t.Error(reason)
	}
}

// TestRedriveDescribed: in DescribeExecution.
func TestRedriveDescribed(t *testing.T) {
	d := begin(t, single(`"Type": "Task", "Resource": "f"`), `{}`, state.Config{})
	d.step()
	d.r.Done(epoch, 1, jsonvalue.Value{}, state.NewFailure("E", "c"))
	d.step()
	if _, err := d.r.Redrive(epoch.Add(time.Minute), ""); err != nil {
		t.Fatal(err)
	}
	want := func(members string) {
		t.Helper()
		const begun = `{"executionArn":"arn:aws:states:us-east-1:000000000000:execution:StateMachine:Execution","stateMachineArn":"arn:aws:states:us-east-1:000000000000:stateMachine:StateMachine","name":"Execution",`
		if diff := gocmp.Diff(begun+members+`}`, string(d.r.Describe().AppendJSON(nil))); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
	const input = `"input":"{}","inputDetails":{"included":true},`
	const redriven = `"redriveCount":1,"redriveDate":"2026-01-02T03:05:05.000Z","redriveStatus":`
	want(`"status":"RUNNING","startDate":"2026-01-02T03:04:05.000Z",` + input + redriven + `"NOT_REDRIVABLE","redriveStatusReason":"Execution is RUNNING and cannot be redriven"`)
	d.step()
	d.r.Done(epoch.Add(2*time.Minute), 2, jsonvalue.Value{}, state.NewFailure("F", "d"))
	d.step()
	want(`"status":"FAILED","startDate":"2026-01-02T03:04:05.000Z","stopDate":"2026-01-02T03:06:05.000Z",` + input + `"error":"F","cause":"d",` + redriven + `"REDRIVABLE"`)
	if status, reason := d.r.Describe().RedriveAt(epoch.Add(15 * 24 * time.Hour)); status != state.NotRedrivable || reason != "Execution redrivable period exceeded" {
		t.Errorf("later: %s, %s", status, reason)
	}
}

// TestRedriveAborted: an execution can be stopped before its states have gone on.
func TestRedriveAborted(t *testing.T) {
	d := begin(t, nested(``), `["a","b","c"]`, state.Config{})
	d.step()
	d.r.Abort(epoch, state.Failure{})
	d.step()
	before := framesOf(t, d.r)
	for n := range 6 {
		if _, err := d.r.Redrive(epoch, ""); err != nil {
			t.Fatal(err)
		}
		if n > 0 {
			d.turns(n)
		}
		d.restore()
		d.r.Abort(epoch, state.Failure{})
		d.step()
		d.restore()
		if diff := gocmp.Diff(before, framesOf(t, d.r)); diff != "" {
			t.Errorf("after %d turns (-before +after):\n%s", n, diff)
		}
	}
}

// TestRedriveOldToken: a token of an earlier attempt is one of a task that is over.
func TestRedriveOldToken(t *testing.T) {
	d := begin(t, single(`"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"t.$": "$$.Task.Token"}`), `{}`, state.Config{})
	token := func() string { return d.step()[0].(*state.RunTask).Token }
	old := token()
	d.r.Abort(epoch, state.Failure{})
	d.step()
	if _, err := d.r.Redrive(epoch, ""); err != nil {
		t.Fatal(err)
	}
	now := token()
	if _, ok := d.r.Redeem(old); ok || old == now {
		t.Error("the old token is that of the task")
	}
	if id, ok := d.r.Redeem(now); !ok || !d.r.Done(epoch, id, jsonvalue.True, nil) {
		t.Error("the new token is not that of the task")
	}
}

// TestRestoreRefusesRedrives that cannot have happened.
func TestRestoreRefusesRedrives(t *testing.T) {
	d := begin(t, nested(``), `["a","b"]`, state.Config{})
	d.step()
	d.r.Abort(epoch, state.Failure{})
	d.step()
	if _, err := d.r.Redrive(epoch.Add(time.Minute), "token"); err != nil {
		t.Fatal(err)
	}
	d.turns(1)
	snapshot, err := d.r.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	// frames/0 is the Map, 1 a Parallel that is to go on, 2 a Task below it.
	for _, test := range []struct{ name, path, value string }{
		{"a negative count", "redriveCount", `-1`},
		{"no count", "redriveCount", `0`},
		{"no date", "redriveDate", `"0001-01-01T00:00:00Z"`},
		{"nothing is known of it", "redrives", `null`},
		{"no event", "redrives/event", `0`},
		{"an event to come", "redrives/event", `1000`},
		{"a negative time", "redrives/open", `-1`},
		{"a state that is to go on has no turn", "queue", `[]`},
		{"it goes on with a task", "frames/1/effect", `1`},
		{"it goes on with what it was", "frames/1/work", `[0]`},
		{"a child goes on before it", "frames/2/phase", `"redriven"`},
	} {
		mutated, err := jsonvalue.MustParse(string(snapshot)).Set(steps(test.path), jsonvalue.MustParse(test.value))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := state.Restore(d.r.Machine(), []byte(mutated.String()), state.Config{}); err == nil {
			t.Errorf("%s: %s = %s is not refused", test.name, test.path, test.value)
		}
	}
}

// TestRedriveSnapshotsOfAllFormats: an execution that an older version has ended is
// redriven like one of today.
func TestRedriveSnapshotsOfAllFormats(t *testing.T) {
	redriven := 0
	for _, g := range goldenRuns {
		for format := 1; format <= snapshotFormats; format++ {
			want := g.begin(t)
			r, err := state.Restore(want.r.Machine(), g.read(t, format), state.Config{})
			if err != nil {
				t.Fatal(err)
			}
			got := &manual{t: t, r: r}
			if _, err := r.Redrive(r.Now(), ""); err != nil {
				continue // it goes on, has succeeded, or kept no states: those of the first format
			}
			redriven++
			if _, err := want.r.Redrive(want.r.Now(), ""); err != nil {
				t.Fatal(err)
			}
			got.finish()
			want.finish()
			if diff := gocmp.Diff(bytesOf(want.events), bytesOf(got.events)); diff != "" || r.Outcome().RedriveCount != 1 {
				t.Errorf("%s, format %d: the history differs (-want +got):\n%s", g.name, format, diff)
			}
		}
	}
	if redriven != 3*(snapshotFormats-1) {
		t.Errorf("%d executions were redriven", redriven)
	}
}
