package state_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"

	"github.com/google/go-cmp/cmp"
)

// What DescribeExecution returns for an execution that has ended.
func ExampleRun_Describe() {
	machine, _ := state.Parse("", []byte(`{"StartAt": "Greet", "States": {
		"Greet": {"Type": "Pass", "Result": "Hello", "ResultPath": "$.text", "End": true}}}`))
	run, err := state.Start(machine, []byte(`{ "name": "Ada" }`), state.Config{
		Now: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Name: "first",
		Identity: state.Identity{Region: "eu-west-1", Account: "123456789012", Machine: "Greetings"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	var batch state.Batch
	if _, err := run.Step(&batch, 0); err != nil {
		fmt.Println(err)
		return
	}
	text := run.Describe().AppendJSON(nil)
	fmt.Println(strings.ReplaceAll(string(text), `,"`, ",\n\""))
	// Output:
	// {"executionArn":"arn:aws:states:eu-west-1:123456789012:execution:Greetings:first",
	// "stateMachineArn":"arn:aws:states:eu-west-1:123456789012:stateMachine:Greetings",
	// "name":"first",
	// "status":"SUCCEEDED",
	// "startDate":"2026-01-02T03:04:05.000Z",
	// "stopDate":"2026-01-02T03:04:05.000Z",
	// "input":"{ \"name\": \"Ada\" }",
	// "inputDetails":{"included":true},
	// "output":"{\"name\":\"Ada\",\"text\":\"Hello\"}",
	// "outputDetails":{"included":true},
	// "redriveCount":0,
	// "redriveStatus":"NOT_REDRIVABLE",
	// "redriveStatusReason":"Execution is SUCCEEDED and cannot be redriven"}
}

// described is the JSON of a description without what is the same in all of these
// tests.
func described(t *testing.T, text []byte) string {
	t.Helper()
	v, err := jsonvalue.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	var members []jsonvalue.Member
	for name, member := range v.Members() {
		switch name {
		case "executionArn", "stateMachineArn", "name", "startDate", "stopDate", "input", "inputDetails", "redriveCount":
		default:
			members = append(members, jsonvalue.Member{Name: name, Value: member})
		}
	}
	return jsonvalue.OfObject(members).String()
}

// How an execution of each kind is described, by its status.
func TestDescribe(t *testing.T) {
	fail := `{"StartAt":"A","States":{"A":{"Type":"Fail"%s}}}`
	tests := []struct {
		name, definition string
		typ              state.Type
		limits           state.Limits
		abort            *state.Failure
		advance          bool
		want             string
	}{
		{
			name: "running", definition: single(`"Type":"Wait","Seconds":9`),
			want: `{"status":"RUNNING","redriveStatus":"NOT_REDRIVABLE","redriveStatusReason":"Execution is RUNNING and cannot be redriven"}`,
		},
		{
			name: "succeeded", definition: single(`"Type":"Pass"`),
			want: `{"status":"SUCCEEDED","output":"[1, 2]","outputDetails":{"included":true},"redriveStatus":"NOT_REDRIVABLE","redriveStatusReason":"Execution is SUCCEEDED and cannot be redriven"}`,
		},
		{
			name: "failed", definition: fmt.Sprintf(fail, `,"Error":"E","Cause":""`),
			want: `{"status":"FAILED","error":"E","cause":"","redriveStatus":"REDRIVABLE"}`,
		},
		{
			name: "failed without a word", definition: fmt.Sprintf(fail, ""),
			want: `{"status":"FAILED","redriveStatus":"REDRIVABLE"}`,
		},
		{
			name: "timed out", definition: `{"TimeoutSeconds":5,"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":9,"End":true}}}`, advance: true,
			want: `{"status":"TIMED_OUT","redriveStatus":"REDRIVABLE"}`,
		},
		{
			name: "aborted", definition: single(`"Type":"Wait","Seconds":9`), abort: state.NewFailure("E", "C"),
			want: `{"status":"ABORTED","error":"E","cause":"C","redriveStatus":"REDRIVABLE"}`,
		},
		{
			name: "full history", definition: single(`"Type":"Pass"`), limits: state.Limits{Events: 3},
			want: `{"status":"FAILED","error":"States.Runtime","cause":"The execution reached the maximum number of history events (3).","redriveStatus":"NOT_REDRIVABLE","redriveStatusReason":"Execution has exceeded the maximum history event limit"}`,
		},
		{
			name: "no room for one more event", definition: fmt.Sprintf(fail, ""), limits: state.Limits{Events: 4},
			want: `{"status":"FAILED","redriveStatus":"NOT_REDRIVABLE","redriveStatusReason":"Execution has exceeded the maximum history event limit"}`,
		},
		{
			name: "history without a limit", definition: fmt.Sprintf(fail, ""), limits: state.Unlimited,
			want: `{"status":"FAILED","redriveStatus":"REDRIVABLE"}`,
		},
		{
			name: "failed child of a Map Run", definition: fmt.Sprintf(fail, ""), typ: state.Express,
			want: `{"status":"FAILED","redriveStatus":"REDRIVABLE_BY_MAP_RUN"}`,
		},
		{
			name: "child of a Map Run that succeeded", definition: `{"StartAt":"A","States":{"A":{"Type":"Succeed","OutputPath":"$[0]"}}}`, typ: state.Express,
			want: `{"status":"SUCCEEDED","output":"1","outputDetails":{"included":true},"redriveStatus":"NOT_REDRIVABLE","redriveStatusReason":"Execution is SUCCEEDED and cannot be redriven"}`,
		},
	}
	for _, test := range tests {
		d := begin(t, test.definition, "[1, 2]", state.Config{Type: test.typ, Limits: test.limits})
		d.step()
		if test.abort != nil {
			d.r.Abort(d.r.Now(), *test.abort)
		}
		if test.advance {
			at, _ := d.r.Deadline()
			d.r.Advance(at)
		}
		if diff := cmp.Diff(test.want, described(t, d.r.Describe().AppendJSON(nil))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
}

// Only a child of a Map Run that is running has no count of redrives.
func TestDescribeRedriveCount(t *testing.T) {
	for _, test := range []struct {
		mapRun string
		status state.Status
		want   bool
	}{{"", state.Running, true}, {"arn", state.Running, false}, {"arn", state.Failed, true}} {
		d := state.Description{MapRun: test.mapRun, Outcome: state.Outcome{Status: test.status}}
		if v := jsonvalue.MustParse(string(d.AppendJSON(nil))); v.Get("redriveCount").Exists() != test.want {
			t.Errorf("%s", v)
		}
	}
}

// The records name the version and the alias that were started, and so does the
// first event; the machine is the same.
func TestDescribeVersion(t *testing.T) {
	identity := state.Identity{Region: "eu-west-1", Account: "1", Machine: "M", Version: "3", Alias: "live"}
	const machine = "arn:aws:states:eu-west-1:1:stateMachine:M"
	d := begin(t, single(`"Type":"Pass"`), "{}", state.Config{Name: "N", Identity: identity})
	d.step()
	started := d.events[0].Details.(*history.ExecutionStarted)
	if started.StateMachineVersionArn != machine+":3" || started.StateMachineAliasArn != machine+":live" {
		t.Errorf("started: %+v", started)
	}
	d.restore()
	v := jsonvalue.MustParse(string(d.r.Describe().AppendJSON(nil)))
	for name, want := range map[string]string{
		"stateMachineArn": machine, "stateMachineVersionArn": machine + ":3", "stateMachineAliasArn": machine + ":live",
		"executionArn": "arn:aws:states:eu-west-1:1:execution:M:N",
	} {
		if got := v.Get(name).Text(); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

// The input is told as the caller wrote it, also by a Run that was restored.
func TestDescribeKeepsTheInput(t *testing.T) {
	for _, input := range []string{`[1, 2]`, `[1,2]`, "{ \"a\":\n1 }"} {
		d := begin(t, single(`"Type":"Wait","Seconds":9`), input, state.Config{})
		d.restore()
		d.step()
		d.restore()
		if got := d.r.Describe().Input.String(); got != input {
			t.Errorf("the input is %q, want %q", got, input)
		}
	}
}

// A trace header is told as it came, before and after a restore.
func TestDescribeTraceHeader(t *testing.T) {
	const want = "Root=1-6963a0c5-1;Sampled=1"
	d := begin(t, single(`"Type":"Wait","Seconds":9`), "{}", state.Config{TraceHeader: want})
	for range 2 {
		v := jsonvalue.MustParse(string(d.r.Describe().AppendJSON(nil)))
		if got := v.Get("traceHeader").Text(); got != want {
			t.Errorf("the header is %q", got)
		}
		if v := jsonvalue.MustParse(string(d.r.Describe().AppendSyncResponse(nil))); v.Get("traceHeader").Text() != want {
			t.Errorf("the header of the answer is %s", v.Get("traceHeader"))
		}
		d.step()
		d.restore()
	}
}

func TestSyncResponse(t *testing.T) {
	start := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	d := state.Description{
		ARN: "arn", Name: "N", Type: state.Express, Identity: state.Identity{Machine: "M", Version: "3"},
		Input: history.Payload{Value: jsonvalue.EmptyObject},
	}
	const head = `{"executionArn":"arn","stateMachineArn":"arn:aws:states:us-east-1:000000000000:stateMachine:M","name":"N",`
	tests := []struct {
		name    string
		took    time.Duration
		outcome state.Outcome
		want    string // what follows on the name
	}{
		{
			"success", 101 * time.Millisecond, state.Outcome{Status: state.Succeeded, Output: jsonvalue.OfInt(1)},
			`"status":"SUCCEEDED","startDate":"2026-01-02T03:04:05.000Z","stopDate":"2026-01-02T03:04:05.101Z","input":"{}","inputDetails":{"included":true},"output":"1","outputDetails":{"included":true},"billingDetails":{"billedMemoryUsedInMB":64,"billedDurationInMilliseconds":200}}`,
		},
		{
			"failure", 0, state.Outcome{Status: state.Failed, Failure: state.NewFailure("E", "C")},
			`"status":"FAILED","startDate":"2026-01-02T03:04:05.000Z","stopDate":"2026-01-02T03:04:05.000Z","error":"E","cause":"C","input":"{}","inputDetails":{"included":true},"outputDetails":{"included":true},"billingDetails":{"billedMemoryUsedInMB":64,"billedDurationInMilliseconds":100}}`,
		},
		{
			"whole steps", 300 * time.Millisecond, state.Outcome{Status: state.TimedOut, Failure: &state.Failure{}},
			`"status":"TIMED_OUT","startDate":"2026-01-02T03:04:05.000Z","stopDate":"2026-01-02T03:04:05.300Z","input":"{}","inputDetails":{"included":true},"outputDetails":{"included":true},"billingDetails":{"billedMemoryUsedInMB":64,"billedDurationInMilliseconds":300}}`,
		},
	}
	for _, test := range tests {
		d.Outcome = test.outcome
		d.Started, d.Ended = start, start.Add(test.took)
		if diff := cmp.Diff(head+test.want, string(d.AppendSyncResponse(nil))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
}

func TestDescriptionMarshals(t *testing.T) {
	d := begin(t, single(`"Type":"Pass"`), "{}", state.Config{}).r.Describe()
	text, err := json.Marshal(d)
	if err != nil || string(text) != string(d.AppendJSON(nil)) {
		t.Errorf("%s, error %v", text, err)
	}
}

// TestStartEvent: a description has the first event of the history in it.
func TestStartEvent(t *testing.T) {
	cfg := state.Config{Name: "n", Identity: state.Identity{Version: "3", Alias: "live"}, Now: time.Unix(1_700_000_000, 0)}
	var b state.Batch
	m := parse(t, `{"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}`)
	r, err := state.Start(m, []byte(`{"a": 1}`), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Step(&b, 10); err != nil {
		t.Fatal(err)
	}
	if got, want := string(r.Describe().StartEvent().AppendJSON(nil)), string(b.Events[0].AppendJSON(nil)); got != want {
		t.Errorf("it is %s, want %s", got, want)
	}
}
