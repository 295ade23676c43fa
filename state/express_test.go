package state_test

import (
	"testing"
	"time"

	"github.com/goasl/goasl/state"

	gocmp "github.com/google/go-cmp/cmp"
)

// problemsOf are the problems of a definition for executions of a type.
func problemsOf(definition string, t state.Type) (texts []string) {
	_, list := state.ParseWith("", []byte(definition), state.Options{Type: t})
	for _, d := range list {
		texts = append(texts, d.Code+": "+d.Message+" at "+d.Location)
	}
	return texts
}

// TestExpressRefuses lists what an EXPRESS machine cannot have, wherever it
// stands.
func TestExpressRefuses(t *testing.T) {
	const schema, start = "SCHEMA_VALIDATION_FAILED: ", "Express state machine does not support "
	nested := func(inner string) string {
		return single(`"Type": "Parallel", "Branches": [{"StartAt": "B", "States": {"B": {` + inner + `, "End": true}}}]`)
	}
	for _, test := range []struct{ name, definition, want string }{
		{"an activity", task(activity, ``), start + "Activity ARN at /States/A/Resource"},
		{"a job", task("arn:aws:states:::glue:startJobRun.sync", ``), start + "'.sync' service integration at /States/A/Resource"},
		{"a job with its output", task("arn:aws:states:::states:startExecution.sync:2", ``), start + "'.sync' service integration at /States/A/Resource"},
		{"a callback", task("arn:aws:states:::sqs:sendMessage.waitForTaskToken", ``), start + "'.waitForTaskToken' service integration  at /States/A/Resource"},
		{"a nested activity", nested(`"Type": "Task", "Resource": "` + activity + `"`), start + "Activity ARN at /States/A/Branches[0]/States/B/Resource"},
		{"a distributed Map", single(`"Type": "Map", "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}, "StartAt": "B", "States": {"B": {"Type": "Succeed"}}}`),
			"The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines at /States/A/ItemProcessor/ProcessorConfig/Mode"},
	} {
		if diff := gocmp.Diff([]string{schema + test.want}, problemsOf(test.definition, state.Express)); diff != "" {
			t.Errorf("%s: the problems differ (-want +got):\n%s", test.name, diff)
		}
		for _, other := range []state.Type{state.Standard, ""} {
			if got := problemsOf(test.definition, other); got != nil {
				t.Errorf("%s, STANDARD: %q", test.name, got)
			}
		}
	}
	for _, resource := range []string{lambda, "f", "arn:aws:states:::lambda:invoke", "arn:aws:states:::states:startExecution"} {
		if got := problemsOf(task(resource, ``), state.Express); got != nil {
			t.Errorf("%s: %q", resource, got)
		}
	}
}

// TestDuration: an execution that runs too long times out, whichever of its
// limits comes first.
func TestDuration(t *testing.T) {
	const day = 24 * time.Hour
	for _, test := range []struct {
		name     string
		typ      state.Type
		timeout  string
		duration time.Duration
		want     time.Duration // 0 if it does not time out
	}{
		{"STANDARD", state.Standard, ``, 0, 365 * day},
		{"EXPRESS", state.Express, ``, 0, 5 * time.Minute},
		{"EXPRESS with a timeout", state.Express, `"TimeoutSeconds": 60, `, 0, time.Minute},
		{"EXPRESS with a long timeout", state.Express, `"TimeoutSeconds": 3600, `, 0, 5 * time.Minute},
		{"another limit", state.Standard, ``, time.Hour, time.Hour},
		{"no limit", state.Express, ``, -1, 0},
		{"no limit but a timeout", state.Express, `"TimeoutSeconds": 3600, `, -1, time.Hour},
		{"unlimited", state.Standard, ``, state.Unlimited.Duration, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := parse(t, `{`+test.timeout+`"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 99999999, "End": true}}}`)
			r, err := state.Start(m, []byte(`{}`), state.Config{Now: epoch, Type: test.typ, Limits: state.Limits{Duration: test.duration}})
			if err != nil {
				t.Fatal(err)
			}
			d := &manual{t: t, r: r}
			d.step()
			d.restore()
			at, timed := d.r.Deadline()
			d.r.Advance(at)
			d.step()
			want, after := state.TimedOut, test.want
			if after == 0 {
				want, after = state.Succeeded, 99_999_999*time.Second
			}
			if got := d.r.Outcome(); !timed || got.Status != want || got.Ended.Sub(epoch) != after {
				t.Errorf("it is %s after %v, want %s after %v", got.Status, got.Ended.Sub(epoch), want, after)
			}
		})
	}
}
