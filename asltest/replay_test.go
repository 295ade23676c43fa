package asltest_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/asltest"
	"github.com/goasl/goasl/history"

	"github.com/google/go-cmp/cmp"
)

// exports are histories in the form of "aws stepfunctions get-execution-history", with the
// definition that ran.
var exports = []struct {
	name       string
	definition string
	files      []string
	arn        string
	wants      []string // parts of the report; none if all is as recorded
}{
	{name: "two pages", definition: "order", files: []string{"order-page-2", "order-page-1"}},
	{name: "reversed", definition: "order", files: []string{"order-reversed"}, arn: "arn:aws:states:eu-central-1:210987654321:execution:Orders:web-5f1c"},
	{name: "failed, after retries with and without jitter", definition: "failed", files: []string{"failed"}},
	{name: "a missed heartbeat, a timeout, and that of the machine", definition: "timed-out", files: []string{"timed-out"}},
	{name: "iterations side by side", definition: "map", files: []string{"map"}},
	{name: "a branch that fails", definition: "parallel", files: []string{"parallel"}},
	{name: "a callback after two days", definition: "callback", files: []string{"callback"}},
	{name: "stopped, in an activity", definition: "stopped", files: []string{"stopped"}},
	{name: "a distributed Map with a ResultWriter", definition: "distributed", files: []string{"distributed"}},
	{name: "a nested execution", definition: "nested", files: []string{"nested"}},
	{name: "redriven", definition: "redriven", files: []string{"redriven"}},
	{name: "an output that is cut off", definition: "truncated", files: []string{"truncated"}, wants: []string{
		"the output of event 5 (LambdaFunctionSucceeded) is not in the export, or not as a whole",
	}},
}

func exported(t testing.TB, files ...string) []history.Event {
	t.Helper()
	var paths []string
	for _, name := range files {
		paths = append(paths, filepath.Join("testdata", "histories", name+".json"))
	}
	return asltest.History(t, paths...)
}

// defined parses a definition of the folder, in which texts are replaced.
func defined(t testing.TB, name string, replaced ...string) *asl.Machine {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "histories", name+".asl.json"))
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.NewReplacer(replaced...).Replace(string(text))
	if len(replaced) > 0 && changed == string(text) {
		t.Fatalf("%s: nothing is replaced by %q", name, replaced)
	}
	m, err := asl.Parse([]byte(changed))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestReplay replays each export with the definition that ran.
func TestReplay(t *testing.T) {
	for _, x := range exports {
		t.Run(x.name, func(t *testing.T) {
			events := exported(t, x.files...)
			r, err := asltest.ReplayHistory(defined(t, x.definition), events, asltest.ExecutionARN(x.arn))
			if err != nil {
				t.Fatal(err)
			}
			if r.Same() != (x.wants == nil) || r.Same() && r.Compared != len(events) {
				t.Errorf("%s", r)
			}
			for _, want := range x.wants {
				if !strings.Contains(r.String(), want) {
					t.Errorf("the report is\n%s\nwant %q in it", r, want)
				}
			}
		})
	}
}

// TestReplayBeginnings: each beginning of a history replays.
func TestReplayBeginnings(t *testing.T) {
	for _, x := range exports {
		m, events := defined(t, x.definition), exported(t, x.files...)
		for n := 1; n < len(events) && (x.wants == nil || n < 5); n++ {
			r, err := asltest.ReplayHistory(m, events[:n], asltest.ExecutionARN(x.arn))
			if err != nil || !r.Same() || r.Compared != n {
				t.Errorf("%s, %d events: %v, %v", x.name, n, r, err)
			}
		}
	}
}

// TestReplayChanged replays exports with definitions that were changed since. The report
// shows the first event that differs, and what has no answer.
func TestReplayChanged(t *testing.T) {
	for _, x := range []struct {
		name       string
		definition string
		files      []string
		change     []string // texts and what replaces them
		state      string
		wants      []string
	}{
		{
			"another way", "order", []string{"order-page-1", "order-page-2"}, []string{`"NumericGreaterThan": 100`, `"NumericGreaterThan": 1000`},
			"Hold", []string{"8 of 18 events", "event 9 (WaitStateEntered) of state Hold: TaskStateEntered of Store; the recording has WaitStateEntered of Hold"},
		},
		{
			"a longer wait", "order", []string{"order-reversed"}, []string{`"Seconds": 20`, `"Seconds": 60`},
			"Hold", []string{"event 10 (WaitStateExited) of state Hold: it comes after 1m0s; in the recording after 20.061s"},
		},
		{
			"another input", "order", []string{"order-reversed"}, []string{`"TableName": "orders"`, `"TableName": "orders-2"`},
			"Store", []string{"event 12 (TaskScheduled) of state Store: parameters differs", "-     \"TableName\": \"orders\"\n+     \"TableName\": \"orders-2\""},
		},
		{
			"a UUID that is no new one", "order", []string{"order-reversed"}, []string{`"States.UUID()"`, `"$.id"`},
			"Store", []string{"event 12 (TaskScheduled) of state Store: parameters differs"},
		},
		{
			"another task", "order", []string{"order-reversed"}, []string{"dynamodb:putItem", "dynamodb:updateItem"},
			"Store", []string{"resource is \"updateItem\"; the recording has \"putItem\"", "state Store calls arn:aws:states:::dynamodb:updateItem with", "the recording calls dynamodb:putItem"},
		},
		{
			"one more task", "order", []string{"order-reversed"}, []string{`"Type": "Succeed"`, `"Type": "Task", "Resource": "arn:aws:lambda:eu-central-1:210987654321:function:tell", "End": true`},
			"Done", []string{"event 16 (SucceedStateEntered) of state Done: TaskStateEntered of Done", "state Done calls arn:aws:lambda:eu-central-1:210987654321:function:tell with {", "the recording never enters the state"},
		},
		{
			"a shorter timeout", "order", []string{"order-reversed"}, []string{`"TimeoutSeconds": 30`, `"TimeoutSeconds": 31`},
			"Price", []string{"timeoutInSeconds is 31; the recording has 30"},
		},
		{
			"another variable", "order", []string{"order-reversed"}, []string{`"price.$": "$.amount"`, `"price.$": "$.currency"`},
			"Price", []string{"assignedVariables.price is \"\\\"EUR\\\"\"; the recording has \"120.50\""},
		},
		{
			"fewer retries", "failed", []string{"failed"}, []string{`"BackoffRate": 2`, `"MaxAttempts": 1`},
			"Charge", []string{"event 12 (TaskScheduled) of state Charge: TaskStateExited of Charge; the recording has TaskScheduled"},
		},
		{
			"more retries", "failed", []string{"failed"}, []string{`"BackoffRate": 2`, `"MaxAttempts": 3`},
			"Charge", []string{"event 15 (TaskStateExited) of state Charge", "the recording calls the task only 4 times"},
		},
		{
			"a slower retry", "failed", []string{"failed"}, []string{`"IntervalSeconds": 3`, `"IntervalSeconds": 30`},
			"Charge", []string{"it comes after 30s; in the recording after 3.041s"},
		},
		{
			"heartbeats that are gone", "timed-out", []string{"timed-out"}, []string{`"HeartbeatSeconds": 30,`, ``},
			"Scan", []string{"heartbeatInSeconds is only in the recording"},
		},
		{
			"timeouts that are gone", "timed-out", []string{"timed-out"}, []string{`"HeartbeatSeconds": 30,`, ``, `"TimeoutSeconds": 120,`, ``},
			"Scan", []string{"timeoutInSeconds is only in the recording", "it times out in the recording (event 6), and the state has no timeout"},
		},
		{
			"another result of an iteration", "map", []string{"map"}, []string{`"ResultPath": "$.noted"`, `"ResultPath": "$.done"`},
			"[2] Note", []string{"of state [2] Note: output is", "-     \"noted\": true,\n+     \"done\": true,"},
		},
		{
			"fewer iterations", "map", []string{"map"}, []string{`"$.seats"`, `"$.seats[0:2]"`},
			"Each", []string{"length is 2; the recording has 3"},
		},
		{
			"a branch more", "parallel", []string{"parallel"}, []string{`"Branches": [`, `"Branches": [{"StartAt": "New", "States": {"New": {"Type": "Pass", "End": true}}},`},
			"[0] New", []string{"event 4 of the replay (PassStateEntered) of state [0] New: it is not in the recording\n+ PassStateEntered"},
		},
		{
			"a Map Run whose result is not the output", "distributed", []string{"distributed"}, []string{`"ResultPath": "$.import"`, `"ResultSelector": {"n": 1}, "ResultPath": "$.import"`},
			"Import", []string{"state Import calls a Map Run: the export does not have the executions of a Map Run, and its result is not the state's output: the state has ResultSelector"},
		},
	} {
		t.Run(x.name, func(t *testing.T) {
			r, err := asltest.ReplayHistory(defined(t, x.definition, x.change...), exported(t, x.files...))
			if err != nil {
				t.Fatal(err)
			}
			if r.Difference == nil || r.Difference.State != x.state {
				t.Errorf("the difference is not in state %s:\n%s", x.state, r)
			}
			for _, want := range x.wants {
				if !strings.Contains(r.String(), want) {
					t.Errorf("the report is\n%s\nwant %q in it", r, want)
				}
			}
		})
	}
}

// TestReplayFails: a test fails with the report, and with what is wrong with a history.
func TestReplayFails(t *testing.T) {
	order := defined(t, "order")
	whole := exported(t, "order-reversed")
	for _, x := range []struct {
		name   string
		events []history.Event
		m      *asl.Machine
		opts   []asltest.ReplayOption
		want   string // "" if the test passes
	}{
		{name: "as recorded", m: order, events: whole},
		{name: "the beginning", m: order, events: whole[:12]},
		{name: "another machine", m: defined(t, "failed"), events: whole, want: "event 2 (TaskStateEntered) of state Price: TaskStateEntered of Charge; the recording has TaskStateEntered of Price"},
		{name: "the end alone", m: order, events: whole[3:], want: "event 4 is where event 1 belongs: the whole history is needed"},
		{name: "nothing", m: order, want: "the history has no events"},
		{name: "no execution data", m: order, events: exported(t, "order-without-data"), want: "event 1 (ExecutionStarted) has no input: export the history with its execution data"},
		{name: "no machine", events: whole, want: "the machine is nil"},
		{name: "no option", m: order, events: whole, want: "a ReplayOption is nil", opts: []asltest.ReplayOption{nil}},
		{name: "no ARN of an execution", m: order, events: whole, want: `"web-5f1c" is not the ARN of an execution`, opts: []asltest.ReplayOption{asltest.ExecutionARN("web-5f1c")}},
		{name: "another name", m: order, events: whole, want: "parameters differs", opts: []asltest.ReplayOption{
			asltest.ExecutionARN("arn:aws:states:eu-central-1:210987654321:execution:Orders:web-6"),
		}},
		{name: "less tolerance", m: defined(t, "order", `"Seconds": 20`, `"Seconds": 19`), events: whole, want: "it comes after 19s", opts: []asltest.ReplayOption{asltest.Tolerance(time.Second)}},
		{name: "no times", m: defined(t, "order", `"Seconds": 20`, `"Seconds": 3000`), events: whole, opts: []asltest.ReplayOption{asltest.Tolerance(-1)}},
	} {
		messages := record(t, func(t testing.TB) { asltest.Replay(t, x.m, x.events, x.opts...) })
		text := strings.Join(messages, "\n")
		if x.want == "" && text != "" || !strings.Contains(text, x.want) {
			t.Errorf("%s: the test fails with %q, want %q", x.name, text, x.want)
		}
	}
}

// TestReplayRedriven: an execution is redriven as it was, and one that ends otherwise is not.
func TestReplayRedriven(t *testing.T) {
	events := exported(t, "redriven")
	r, err := asltest.ReplayHistory(defined(t, "redriven"), events)
	if err != nil || !r.Same() || r.Compared != len(events) {
		t.Errorf("%v, %v", r, err)
	}
	caught := defined(t, "redriven", `"End": true`, `"Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Sorry"}], "End": true}, "Sorry": {"Type": "Succeed"`)
	r, err = asltest.ReplayHistory(caught, events)
	want := "10 of 17 events are as recorded\nevent 11 (ExecutionFailed): TaskStateExited of Tell; the recording has ExecutionFailed"
	if err != nil || !strings.HasPrefix(r.String(), want) {
		t.Errorf("%v, %v; want %s", r, err, want)
	}
}

// TestReplaySkippedWaits: waits and the delay before a retry that were skipped are as recorded, if it
// is said that they were; what waits beside them comes at its time.
func TestReplaySkippedWaits(t *testing.T) {
	const definition = `{"StartAt": "W", "States": {
		"W": {"Type": "Wait", "Seconds": 3600, "Next": "P"},
		"P": {"Type": "Parallel", "Branches": [
			{"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 3600, "End": true}}},
			{"StartAt": "B", "States": {"B": {"Type": "Wait", "Seconds": 60, "Next": "C"}, "C": {"Type": "Wait", "Seconds": 60, "End": true}}}], "Next": "R"},
		"R": {"Type": "Parallel", "Branches": [{"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "Odd"}}}],
			"Retry": [{"ErrorEquals": ["Odd"], "IntervalSeconds": 3600, "MaxAttempts": 1}], "Catch": [{"ErrorEquals": ["Odd"], "Next": "E"}], "End": true},
		"E": {"Type": "Wait", "Seconds": 60, "End": true}}}`
	skipped := map[string]time.Duration{"W": 10 * time.Second, "A": 90 * time.Second, "R": 10 * time.Second}
	m := asl.MustParse(definition)
	var events []history.Event
	synctest.Test(t, func(t *testing.T) {
		x, err := m.Start(t.Context(), []byte(`{}`), asl.WithObserver(func(x *asl.Execution, e history.Event) {
			events = append(events, e)
			entered, ok := e.Details.(*history.StateEntered)
			if ok && skipped[entered.Name] > 0 {
				time.AfterFunc(skipped[entered.Name], func() {
					if err := x.SkipWait(e.ID); err != nil {
						t.Error(entered.Name, err)
					}
				})
			}
		}))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := x.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
	r, err := asltest.ReplayHistory(m, events, asltest.SkippedWaits())
	if err != nil || !r.Same() || r.Compared != len(events) {
		t.Errorf("%v\n%s", err, r)
	}
	if r, err = asltest.ReplayHistory(m, events); err != nil || r.Same() || r.Difference.State != "W" {
		t.Errorf("%v\n%s", err, r)
	}
	shorter := asl.MustParse(strings.Replace(definition, `"B": {"Type": "Wait", "Seconds": 60`, `"B": {"Type": "Wait", "Seconds": 10`, 1))
	if r, err = asltest.ReplayHistory(shorter, events, asltest.SkippedWaits()); err != nil || r.Same() {
		t.Errorf("a wait is shorter: %v\n%s", err, r)
	}
}

// TestHistoryFails: files that cannot be read fail the test.
func TestHistoryFails(t *testing.T) {
	for file, want := range map[string]string{"missing": "missing.json", "order.asl": "neither a page with events"} {
		messages := record(t, func(t testing.TB) { exported(t, file) })
		if len(messages) != 1 || !strings.Contains(messages[0], want) {
			t.Errorf("%s: %q, want an error with %q", file, messages, want)
		}
	}
}

// TestFromHistory: the mocks answer as recorded, and one of them is replaced.
func TestFromHistory(t *testing.T) {
	asltest.FromHistory(t, defined(t, "failed"), exported(t, "failed")).
		Run(`{"card":"c-9"}`).
		Calls("Charge", 4).
		Fails("Bank.Busy")
	asltest.FromHistory(t, defined(t, "failed"), exported(t, "failed")).
		Mock("Charge", asltest.Return(`{"Payload": 1}`)).
		Run(`{"card":"c-1"}`).
		Output(`{"Payload": 1}`)
	asltest.FromHistory(t, defined(t, "map"), exported(t, "map")).
		Run(`{"seats":["Ada","Bob","Cy"]}`).
		Calls("Renew", 4).
		Output(`[{"seat":"Ada","noted":true},{"seat":"Bob","noted":true},{"seat":"Cy","noted":true}]`)
	asltest.FromHistory(t, defined(t, "callback"), exported(t, "callback")).
		Run(`{"doc":8}`).
		Elapsed(48*time.Hour + 88*time.Millisecond).
		Output(`{"doc":8,"answer":{"approved":true,"by":"Kim"}}`)
	asltest.FromHistory(t, defined(t, "nested"), exported(t, "nested"), asl.WithIdentity(asl.Identity{Machine: "Nightly"})).
		Run(`{"day":"2026-06-01"}`).
		Output(`{"settled":41}`)
	asltest.FromHistory(t, defined(t, "timed-out"), exported(t, "timed-out")).
		Run(`{}`).
		Calls("Scan", 2).
		Elapsed(5 * time.Minute)
	// The first call sends heartbeats for 45 seconds and then none, the second one until it
	// times out.
	asltest.FromHistory(t, defined(t, "timed-out", `"Seconds": 3600`, `"Seconds": 1`), exported(t, "timed-out")).
		Run(`{}`).
		Elapsed(75*time.Second + 390*time.Millisecond + time.Second + 120*time.Second + time.Second)
}

// TestFromHistoryLogs: what has no mock is logged.
func TestFromHistoryLogs(t *testing.T) {
	r := perform(t, func(t testing.TB) {
		asltest.FromHistory(t, defined(t, "truncated", `"Tell": {`, `"Say": {`, `"Next": "Tell"`, `"Next": "Say"`), exported(t, "truncated")).
			Mock("Load", asltest.Return(`1`)).Mock("Say", asltest.Return(`2`)).
			Run(`{}`).Output(`2`)
	})
	want := []string{
		"asltest: FromHistory: state Load has no mock: the output of event 5 (LambdaFunctionSucceeded) is not in the export, or not as a whole",
		"asltest: FromHistory: the machine has no Task state Tell",
	}
	if diff := cmp.Diff(want, r.logs); diff != "" || len(r.messages) > 0 {
		t.Errorf("logs (-want +got):\n%s\n%q", diff, r.messages)
	}
}

// FuzzReplay replays hostile histories. Nothing panics, and what is replayed is compared.
func FuzzReplay(f *testing.F) {
	var machines []*asl.Machine
	for i, x := range exports {
		machines = append(machines, defined(f, x.definition))
		var text []byte
		for _, e := range exported(f, x.files...) {
			text = append(e.AppendJSON(text), '\n')
		}
		f.Add(uint8(i), text)
	}
	f.Fuzz(func(t *testing.T, n uint8, text []byte) {
		events, err := history.Read(text)
		if err != nil {
			return
		}
		m := machines[int(n)%len(machines)]
		if r, err := asltest.ReplayHistory(m, events); err == nil && (r.String() == "" || r.Compared > r.Recorded) {
			t.Errorf("%d of %d events: %s", r.Compared, r.Recorded, r)
		}
		perform(t, func(t testing.TB) { asltest.FromHistory(t, m, events) })
	})
}
