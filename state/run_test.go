package state_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

func TestStart(t *testing.T) {
	m := parse(t, single(`"Type": "Pass"`))
	input := []byte(` {"a": [1, 2]} `)
	r, err := state.Start(m, input, state.Config{Now: epoch})
	if err != nil {
		t.Fatal(err)
	}
	clear(input)
	var b state.Batch
	if more, err := r.Step(&b, 0); more || err != nil {
		t.Fatal(more, err)
	}
	if got := r.Outcome(); got.Status != state.Succeeded || got.Output.String() != ` {"a": [1, 2]} ` || !got.Started.Equal(epoch) || !got.Ended.Equal(epoch) {
		t.Errorf("the outcome is %+v", got)
	}
	if got := b.Events[0].Details.(*history.ExecutionStarted); got.Input.String() != ` {"a": [1, 2]} ` || got.RoleArn != "arn:aws:iam::000000000000:role/StepFunctions" {
		t.Errorf("ExecutionStarted has the input %q and the role %q", got.Input, got.RoleArn)
	}
	if r.Machine() != m || !r.Now().Equal(epoch) || r.ARN() != "arn:aws:states:us-east-1:000000000000:execution:StateMachine:Execution" {
		t.Errorf("the Run says %v, %s", r.Now(), r.ARN())
	}
}

func TestStartRefusesInputs(t *testing.T) {
	m := parse(t, single(`"Type": "Pass"`))
	for input, want := range map[string]string{
		``:                                      "state: the input is not valid: ",
		`{"a":}`:                                "state: the input is not valid: ",
		`"` + strings.Repeat("x", 262143) + `"`: "state: the input has 262145 bytes; at most 262144 are allowed",
	} {
		if r, err := state.Start(m, []byte(input), state.Config{}); err == nil || r != nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%.20q: %v, want %s", input, err, want)
		}
	}
	for _, limits := range []state.Limits{{}, state.Unlimited} {
		n := 262142
		if limits.Payload < 0 {
			n = 1 << 20
		}
		if _, err := state.Start(m, []byte(`"`+strings.Repeat("x", n)+`"`), state.Config{Limits: limits}); err != nil {
			t.Error(err)
		}
	}
}

// TestContextObject shows all of $$ for both types of executions.
// Parse returns no machine for a definition with a problem.
func TestStartRefusesNoMachine(t *testing.T) {
	_, start := state.Start(nil, []byte(`{}`), state.Config{})
	_, restore := state.Restore(nil, []byte(`{}`), state.Config{})
	_, inspect := state.Inspect(nil, "A", state.InspectionInput{})
	for _, err := range []error{start, restore, inspect} {
		if err == nil || !strings.HasSuffix(err.Error(), "the machine is nil: see the problems that Parse has found") {
			t.Errorf("got %v", err)
		}
	}
}

func TestContextObject(t *testing.T) {
	definition := states(`"A": {"Type": "Wait", "Seconds": 2, "Next": "B"}, "B": {"Type": "Pass", "InputPath": "$$", "End": true}`)
	identity := state.Identity{Partition: "aws-cn", Region: "cn-north-1", Account: "123456789012", Machine: "M", Role: "arn:aws-cn:iam::123456789012:role/r"}
	tr := run(t, definition, play{input: `{"a":1}`, cfg: state.Config{Name: "N", Identity: identity}})
	const machine = `"StateMachine":{"Id":"arn:aws-cn:states:cn-north-1:123456789012:stateMachine:M","Name":"M"},"State":{"Name":"B","EnteredTime":"2026-01-02T03:04:07.000Z"}}`
	wantOutput(t, tr, `{"Execution":{"Id":"arn:aws-cn:states:cn-north-1:123456789012:execution:M:N","Input":{"a":1},"StartTime":"2026-01-02T03:04:05.000Z","Name":"N","RoleArn":"arn:aws-cn:iam::123456789012:role/r","RedriveCount":0},`+machine)

	tr = run(t, definition, play{input: `{"a":1}`, cfg: state.Config{Type: state.Express, Name: "N", Identity: identity, ARN: "own"}})
	wantOutput(t, tr, `{"Execution":{"Id":"own","Input":{"a":1},"Name":"N","RoleArn":"arn:aws-cn:iam::123456789012:role/r","StartTime":"2026-01-02T03:04:05.000Z","RedriveCount":0},`+machine)

	arn := func(seed uint64) string {
		return run(t, definition, play{cfg: state.Config{Type: state.Express, Seed: seed}}).run.ARN()
	}
	if a := arn(1); !strings.HasPrefix(a, "arn:aws:states:us-east-1:000000000000:express:StateMachine:Execution:") || a == arn(2) || a != arn(1) {
		t.Errorf("the ARNs of EXPRESS executions are %s and %s", a, arn(2))
	}
	if got := identity.MachineARN(); got != "arn:aws-cn:states:cn-north-1:123456789012:stateMachine:M" {
		t.Errorf("the machine's ARN is %s", got)
	}
}

func TestMachineTimeout(t *testing.T) {
	definition := strings.Replace(states(`"A": {"Type": "Wait", "Seconds": 3, "Next": "B"}, "B": {"Type": "Task", "Resource": "f", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "A"}], "End": true}`),
		`"StartAt"`, `"TimeoutSeconds": 5, "StartAt"`, 1)
	tr := run(t, definition, play{tasks: map[string][]reply{"B": {silent()}}})
	wantHistory(t, tr, `
		1<-0 ExecutionStarted input={}
		2<-0 WaitStateEntered name=A input={}
		3<-2 WaitStateExited name=A output={} @3s
		4<-3 TaskStateEntered name=B input={} @3s
		5<-4 LambdaFunctionScheduled resource=f input={} @3s
		6<-5 LambdaFunctionStarted @3s
		7<-0 ExecutionTimedOut error=States.Timeout @5s`)
	wantCancelled(t, tr, 1)
	if got := tr.outcome; got.Status != state.TimedOut || got.Failure.Error != nil || got.Failure.Cause != nil || !got.Ended.Equal(epoch.Add(5*time.Second)) {
		t.Errorf("the outcome is %+v", got)
	}
}

func TestAbort(t *testing.T) {
	stop := func(r *state.Run, now time.Time) {
		if !r.Abort(now, *state.NewFailure("Stop", "why")) {
			t.Error("the execution had ended before")
		}
		if r.Abort(now, state.Failure{}) {
			t.Error("it can be stopped twice")
		}
	}
	definition := parallel(branch("W", `"Type": "Wait", "Seconds": 60, "End": true`)+`, `+taskBranch("T"), ``)
	tr := run(t, definition, play{tasks: map[string][]reply{"T": {silent()}}, at: []happening{{time.Second, stop}}})
	wantHistory(t, tr, `
		1<-0 ExecutionStarted input={}
		2<-0 ParallelStateEntered name=A input={}
		3<-2 ParallelStateStarted
		4<-3 WaitStateEntered name=W input={}
		5<-3 TaskStateEntered name=T input={}
		6<-5 LambdaFunctionScheduled resource=f input={}
		7<-6 LambdaFunctionStarted
		8<-0 ExecutionAborted error=Stop cause=why @1s`)
	wantCancelled(t, tr, 1)
	if got := tr.outcome; got.Status != state.Aborted || shown(got.Failure) != "Stop: why" {
		t.Errorf("the outcome is %+v", got)
	}
}

// TestAbortBeforeTheFirstStep: there is nothing to cancel.
func TestAbortBeforeTheFirstStep(t *testing.T) {
	d := begin(t, single(`"Type": "Pass"`), `{}`, state.Config{})
	d.r.Abort(epoch, state.Failure{})
	d.step()
	d.want(`
		1<-0 ExecutionStarted input={}
		2<-0 ExecutionAborted`)
}

// TestEventQuota: event 25,000 is itself the end.
func TestEventQuota(t *testing.T) {
	loop := states(`"A": {"Type": "Choice", "Choices": [{"Variable": "$.x", "IsPresent": true, "Next": "Z"}], "Default": "B"}, "B": {"Type": "Pass", "Next": "A"}, "Z": {"Type": "Succeed"}`)
	tr := run(t, loop, play{large: true})
	if n := len(tr.events); n != 25_000 || tr.events[n-1].Type != history.TypeExecutionFailed {
		t.Errorf("there are %d events, the last is %s", n, line(tr.events[n-1]))
	}
	wantFailure(t, tr, "States.Runtime", "The execution reached the maximum number of history events (25000).")
	for _, cfg := range []state.Config{{Type: state.Express}, {Limits: state.Unlimited}} {
		d := begin(t, loop, `{}`, cfg)
		d.turns(30_000)
		if d.r.Outcome().Status != state.Running {
			t.Errorf("%s with %v ends after %d events", cfg.Type, cfg.Limits, len(d.events))
		}
	}
}

func TestPayloadQuota(t *testing.T) {
	text := func(n int) string { return `"` + strings.Repeat("x", n-2) + `"` }
	tooLarge := func(what string) string {
		return "The state/task '" + what + "' returned a result with a size exceeding the maximum number of bytes service limit."
	}
	const doubled = `"Type": "Pass", "Parameters": {"a.$": "$", "b.$": "$"}`
	tr := run(t, single(doubled), play{input: text(140_000)})
	wantFailure(t, tr, "States.DataLimitExceeded", tooLarge("A"))
	if got := line(tr.events[2]); !strings.HasPrefix(got, "3<-2 ExecutionFailed error=States.DataLimitExceeded cause=The state/task") {
		t.Errorf("the last event is %.200s", got)
	}
	if tr := run(t, single(doubled), play{input: text(140_000), cfg: state.Config{Limits: state.Unlimited}}); tr.outcome.Status != state.Succeeded {
		t.Errorf("without limits: %s", shown(tr.outcome.Failure))
	}
	if tr := run(t, single(doubled), play{input: `"aaaaaaaaaa"`, cfg: state.Config{Limits: state.Limits{Payload: 20}}}); tr.outcome.Failure.Name() != "States.DataLimitExceeded" {
		t.Errorf("with a limit of 20 bytes: %s", tr.outcome.Status)
	}

	const quota = 256 << 10
	for _, test := range []struct{ resource, label string }{{"arn:aws:states:::lambda:invoke", "lambda"}, {lambda, lambda}, {"arn:aws:states:::aws-sdk:cloudformation:describeStacks", "aws-sdk:cloudformation"}} {
		catch := states(`"A": {"Type": "Task", "Resource": "` + test.resource + `", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Z"}], "ResultPath": null, "End": true}, "Z": {"Type": "Pass", "InputPath": "$.Cause", "End": true}`)
		wantOutput(t, run(t, catch, play{tasks: map[string][]reply{"A": {gives(text(quota))}}}), `{}`)
		wantOutput(t, run(t, catch, play{tasks: map[string][]reply{"A": {gives(text(quota + 1))}}}), `"`+tooLarge(test.label)+`"`)
		wantOutput(t, run(t, catch, play{tasks: map[string][]reply{"A": {gives(`"` + strings.Repeat("ä", quota/2) + `"`)}}}), `"`+tooLarge(test.label)+`"`)
	}
}

// TestPayloadQuotaOfInputs: what Parameters make for a task is bounded, too.
func TestPayloadQuotaOfInputs(t *testing.T) {
	const doubled = `{"a.$": "$", "b.$": "$"}`
	large := `"` + strings.Repeat("x", 140_000) + `"`
	for _, test := range []struct{ name, definition, input string }{
		{"a task", task("f", `, "Parameters": `+doubled), large},
		{"a Parallel", single(`"Type": "Parallel", "Parameters": ` + doubled + `, "OutputPath": null, "Branches": [` + branch("P", `"Type": "Pass", "OutputPath": null, "End": true`) + `]`), large},
		{"a Pass", single(`"Type": "Pass", "OutputPath": null, "Parameters": ` + doubled), large},
		{"an iteration", single(`"Type": "Map", "ItemSelector": ` + doubled + `, "ItemProcessor": ` + branch("P", `"Type": "Pass", "OutputPath": null, "End": true`)), `[` + large + `]`},
	} {
		tr := run(t, test.definition, play{input: test.input, tasks: map[string][]reply{"A": {gives(`1`)}}})
		if tr.outcome.Failure.Name() != "States.DataLimitExceeded" {
			t.Errorf("an input of %s of 280,000 bytes: the execution is %s with %s", test.name, tr.outcome.Status, tr.outcome.Output.Preview(30))
		}
	}
}

// TestPayloadQuotaInCatchers: what a Catcher makes may be too large; that ends
// the execution.
// TestPayloadQuotaOfOutputs: a result that fits, placed in an input that fits, may
// be too large; no catcher takes that, not even around the state.
func TestPayloadQuotaOfOutputs(t *testing.T) {
	const catch = `, "Catch": [{"ErrorEquals": ["States.DataLimitExceeded"], "Next": "Z"}, {"ErrorEquals": ["States.ALL"], "Next": "Z"}], "End": true}, "Z": {"Type": "Pass", "Result": 1, "End": true}`
	const large = `"Type": "Task", "Resource": "f", "ResultPath": "$.r"`
	p := play{input: `{"a":"` + strings.Repeat("x", 140_000) + `"}`, tasks: map[string][]reply{"A": {gives(`"` + strings.Repeat("y", 140_000) + `"`)}}}
	p.tasks["P"] = p.tasks["A"]
	for _, definition := range []string{
		states(`"A": {` + large + catch),
		states(`"A": {"Type": "Parallel", "Branches": [` + branch("P", large+`, "End": true`) + `]` + catch),
	} {
		if tr := run(t, definition, p); tr.outcome.Status != state.Failed || tr.outcome.Failure.Name() != "States.DataLimitExceeded" {
			t.Errorf("the execution is %s with %.100s", tr.outcome.Status, shown(tr.outcome.Failure))
		}
	}
}

func TestPayloadQuotaInCatchers(t *testing.T) {
	definition := states(`"A": {"Type": "Task", "Resource": "f", "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.why", "Next": "Z"}], "End": true}, "Z": {"Type": "Succeed"}`)
	large := play{input: `{"a":"` + strings.Repeat("x", 250_000) + `"}`, tasks: map[string][]reply{"A": {fails("E", strings.Repeat("c", 30_000))}}}
	tr := run(t, definition, large)
	if tr.outcome.Status != state.Failed || tr.outcome.Failure.Name() != "States.DataLimitExceeded" {
		t.Errorf("the execution is %s with %.100s", tr.outcome.Status, shown(tr.outcome.Failure))
	}
}

// TestPathNodes bounds the work of one path.
func TestPathNodes(t *testing.T) {
	definition := single(`"Type": "Pass", "InputPath": "$..x"`)
	deep := play{input: `[` + strings.Repeat(`{"a":{"b":[1,2,3]}},`, 1_000) + `0]`, cfg: state.Config{Limits: state.Limits{PathNodes: 1_000}}}
	tr := run(t, definition, deep)
	if tr.outcome.Failure.Name() != "States.Runtime" || !strings.Contains(*tr.outcome.Failure.Cause, "1000 values") {
		t.Errorf("the execution is %s with %s", tr.outcome.Status, shown(tr.outcome.Failure))
	}
	deep.cfg.Limits.PathNodes = 0
	wantOutput(t, run(t, definition, deep), `[]`)
}

// TestInterrupt: an interrupted step returns ErrInterrupted, not the error of a state. The
// turn that was cut is undone, and the Run goes on.
func TestInterrupt(t *testing.T) {
	big := `{"l":[` + strings.Repeat(`{"a":[1,2,3]},`, 5_000) + `0]}`
	for name, definition := range map[string]string{
		"between two turns": row(50),
		"in InputPath":      single(`"Type": "Pass", "InputPath": "$..z"`),
		"in Parameters":     single(`"Type": "Pass", "Parameters": {"x.$": "$..z"}`),
		"in a function":     single(`"Type": "Pass", "Parameters": {"x.$": "States.ArrayLength($..z)"}`),
		"in Assign":         single(`"Type": "Pass", "Assign": {"x.$": "$..z"}`),
		"in a rule":         choose(`"Variable": "$..z", "IsNull": true`),
		"in IsPresent":      choose(`"Variable": "$..z", "IsPresent": true`),
		"in ItemsPath":      single(`"Type": "Map", "ItemsPath": "$..z", "ItemProcessor": ` + branch("P", `"Type": "Succeed"`)),
		"in ItemSelector":   single(`"Type": "Map", "ItemsPath": "$.l[0].a", "ItemSelector": {"x.$": "$..z"}, "ItemProcessor": ` + branch("P", `"Type": "Succeed"`)),
		"in SecondsPath":    single(`"Type": "Wait", "SecondsPath": "$.none"`),
		"in TimestampPath":  single(`"Type": "Wait", "TimestampPath": "$.none"`),
		"in CausePath":      states(`"A": {"Type": "Fail", "CausePath": "$..z"}`),
	} {
		t.Run(name, func(t *testing.T) {
			asked := 0
			d := begin(t, definition, big, state.Config{Interrupt: func() bool { asked++; return asked > 1 }})
			var b state.Batch
			d.r.Flush(&b)
			before := snapshot(t, d.r)
			if more, err := d.r.Step(&b, 0); more || !errors.Is(err, state.ErrInterrupted) {
				t.Fatalf("Step: %v, %v, want ErrInterrupted", more, err)
			}
			if between := name == "between two turns"; between == (d.r.Turn() == 0) || between == (before == snapshot(t, d.r)) {
				t.Errorf("then %d turns are taken, and the snapshot is\n%s\nand was\n%s", d.r.Turn(), snapshot(t, d.r), before)
			}
			if !d.r.Tell(state.Input{Kind: state.InputAdvance, Now: epoch.Add(time.Hour)}) {
				t.Error("then an input is not taken")
			}
			d.r.SetInterrupt(nil)
			if _, err := d.r.Step(&b, 0); err != nil || d.r.Status() == state.Running {
				t.Errorf("the next step: %v, %s", err, d.r.Status())
			}
		})
	}
}

// TestStepInPieces: how many turns are taken at a time makes no difference.
func TestStepInPieces(t *testing.T) {
	definition := single(`"Type": "Map", "ItemProcessor": ` + branch("P", `"Type": "Pass", "Next": "Q"}, "Q": {"Type": "Succeed"`))
	whole := begin(t, definition, `[1,2,3]`, state.Config{})
	whole.step()
	for _, max := range []int{1, 2, 3, 1000} {
		pieces := begin(t, definition, `[1,2,3]`, state.Config{})
		pieces.turns(max)
		if got := fmt.Sprint(len(pieces.events)); max == 1 && got != "6" {
			t.Errorf("one turn records %s events, want those of the start and of the Map", got)
		}
		for pieces.turns(max) {
		}
		pieces.want(strings.Join(lines(whole.events), "\n"))
	}
}

// TestTimeNeverRunsBackwards: an answer that carries an earlier time counts as
// given now.
func TestTimeNeverRunsBackwards(t *testing.T) {
	d := begin(t, single(`"Type": "Task", "Resource": "f"`), `{}`, state.Config{})
	d.step()
	d.r.Started(epoch.Add(time.Minute), 1, "")
	d.r.Done(epoch, 1, jsonvalue.True, nil)
	d.r.Advance(epoch.Add(-time.Hour))
	d.step()
	d.want(`
		1<-0 ExecutionStarted input={}
		2<-0 TaskStateEntered name=A input={}
		3<-2 LambdaFunctionScheduled resource=f input={}
		4<-3 LambdaFunctionStarted @1m0s
		5<-4 LambdaFunctionSucceeded output=true @1m0s
		6<-5 TaskStateExited name=A output=true @1m0s
		7<-6 ExecutionSucceeded output=true @1m0s`)
	if !d.r.Now().Equal(epoch.Add(time.Minute)) {
		t.Errorf("it is %s", d.r.Now())
	}
}

// TestAdvanceFiresBeforeConsequences: all timers that are due fire, the oldest
// first, before the first of them has its effect.
func TestAdvanceFiresBeforeConsequences(t *testing.T) {
	definition := single(`"Type": "Map", "ItemProcessor": ` + branch("T", `"Type": "Task", "Resource": "f", "TimeoutSecondsPath": "$", "End": true`))
	d := begin(t, definition, `[5,3,4,9]`, state.Config{})
	d.step()
	for id := range int64(4) {
		d.r.Started(epoch, id+1, "")
	}
	d.events = nil
	if at, ok := d.r.Deadline(); !ok || !at.Equal(epoch.Add(3*time.Second)) {
		t.Errorf("the deadline is %v, %v", at, ok)
	}
	d.r.Advance(epoch.Add(6 * time.Second))
	d.step()
	var got []string
	for _, e := range d.events {
		if e.Type == history.TypeLambdaFunctionTimedOut || e.Type == history.TypeMapIterationFailed {
			got = append(got, string(e.Type))
		}
	}
	if want := "LambdaFunctionTimedOut LambdaFunctionTimedOut LambdaFunctionTimedOut MapIterationFailed"; strings.Join(got, " ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

func TestDeadline(t *testing.T) {
	d := begin(t, states(`"A": {"Type": "Task", "Resource": "f", "TimeoutSeconds": 60, "HeartbeatSeconds": 10, "Next": "B"}, "B": {"Type": "Wait", "Seconds": 5, "End": true}`), `{}`, state.Config{})
	check := func(want time.Duration) {
		t.Helper()
		at, ok := d.r.Deadline()
		if want < 0 && ok || want >= 0 && (!ok || !at.Equal(epoch.Add(want))) {
			t.Errorf("the deadline is %v, %v, want %v", at.Sub(epoch), ok, want)
		}
	}
	check(-1)
	d.step()
	d.r.Started(epoch.Add(2*time.Second), 1, "")
	check(12 * time.Second)
	d.r.Heartbeat(epoch.Add(9*time.Second), 1)
	check(19 * time.Second)
	d.r.Done(epoch.Add(10*time.Second), 1, jsonvalue.True, nil)
	check(-1)
	d.step()
	check(15 * time.Second)
	d.r.Advance(epoch.Add(14 * time.Second))
	check(15 * time.Second)
	d.r.Advance(epoch.Add(15 * time.Second))
	d.step()
	check(-1)
	if d.r.Outcome().Status != state.Succeeded {
		t.Error(d.r.Outcome().Status)
	}
}

func snapshot(t testing.TB, r *state.Run) string {
	t.Helper()
	text, err := r.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
