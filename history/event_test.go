package history_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
)

// noon is the timestamp of the events in these tests.
var noon = time.Date(2026, 3, 1, 12, 0, 0, 250_000_000, time.UTC)

// sameValue compares values by their texts, which is closer than by what they mean.
var sameValue = cmp.Comparer(func(a, b jsonvalue.Value) bool {
	return a.Kind() == b.Kind() && a.String() == b.String()
})

func of(text string) history.Payload { return history.Payload{Value: jsonvalue.MustParse(text)} }

func text(s string) *string { return &s }

func ExampleEvent_AppendJSON() {
	e := history.Event{
		ID:              2,
		PreviousEventID: 0,
		Timestamp:       time.Date(2026, 3, 1, 13, 0, 0, 250_999_999, time.FixedZone("", 3600)),
		Type:            history.TypePassStateEntered,
		Details: &history.StateEntered{
			Name:  "Greet",
			Input: history.Payload{Value: jsonvalue.MustParse(`{ "who": "Ada" }`)},
		},
	}
	fmt.Printf("%s\n", e.AppendJSON(nil))
	// Output:
	// {"timestamp":"2026-03-01T12:00:00.250Z","type":"PassStateEntered","id":2,"previousEventId":0,"stateEnteredEventDetails":{"name":"Greet","input":"{ \"who\": \"Ada\" }","inputDetails":{"truncated":false}}}
}

func ExampleParse() {
	e, err := history.Parse([]byte(`{
		"timestamp": "2026-03-01T13:00:00.250000+01:00",
		"type": "PassStateExited",
		"id": 3,
		"previousEventId": 2,
		"stateExitedEventDetails": {"name": "Greet", "output": "\"Hello Ada\"", "outputDetails": {"truncated": false}}
	}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	exited := e.Details.(*history.StateExited)
	fmt.Println(e.Timestamp, e.Type, exited.Name, exited.Output)

	_, err = history.Parse([]byte(`{"timestamp": 0, "type": "PassStateFailed", "id": 4}`))
	fmt.Println(err)
	// Output:
	// 2026-03-01 12:00:00.25 +0000 UTC PassStateExited Greet "Hello Ada"
	// history: event 4: unknown event type "PassStateFailed"
}

// Every way to read a list of events goes through Parse.
func TestUnmarshalJSON(t *testing.T) {
	var answer struct{ Events []history.Event }
	err := json.Unmarshal([]byte(`{"events": [
		{"timestamp": 1772366400.25, "type": "WaitStateAborted", "id": 4, "previousEventId": 3}
	]}`), &answer)
	if err != nil {
		t.Fatal(err)
	}
	want := []history.Event{{ID: 4, PreviousEventID: 3, Timestamp: noon, Type: history.TypeWaitStateAborted}}
	if diff := cmp.Diff(want, answer.Events); diff != "" {
		t.Error(diff)
	}
	again, err := json.Marshal(answer.Events)
	if err != nil {
		t.Fatal(err)
	}
	if want := `[{"timestamp":"2026-03-01T12:00:00.250Z","type":"WaitStateAborted","id":4,"previousEventId":3}]`; string(again) != want {
		t.Errorf("got %s", again)
	}
	e := want[0]
	if err := e.UnmarshalJSON([]byte(`{}`)); err == nil || e.ID != 4 {
		t.Errorf("a failed UnmarshalJSON returned %v and left %+v", err, e)
	}
}

func TestParseTimestamp(t *testing.T) {
	for _, c := range []struct {
		text string
		want time.Time // zero: an error
	}{
		{`"2026-03-01T12:00:00.250Z"`, noon},
		{`"2026-03-01T12:00:00.250000+00:00"`, noon},
		{`"2026-03-01T07:00:00.25-05:00"`, noon},
		{`"2026-03-01T12:00:00.250000001Z"`, noon.Add(1)},
		{`1772366400.25`, noon},
		{`1.77236640025e9`, noon},
		{`1772366400`, noon.Truncate(time.Second)},
		{`-0.001`, time.UnixMilli(-1).UTC()},
		{`"9999-12-31T23:59:59Z"`, time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)},
		{`"9999-12-31T23:59:59-01:00"`, time.Time{}},
		{`"0000-01-01T00:00:00+01:00"`, time.Time{}},
		{`1e300`, time.Time{}},
		{`-1e18`, time.Time{}},
		{`1e999`, time.Time{}},
		{`"2026-03-01"`, time.Time{}},
		{`"1772366400"`, time.Time{}},
		{`""`, time.Time{}},
		{`null`, time.Time{}},
		{`[0]`, time.Time{}},
	} {
		e, err := history.Parse([]byte(`{"timestamp":` + c.text + `,"type":"MapStateFailed","id":1}`))
		if c.want.IsZero() {
			if err == nil || !strings.HasPrefix(err.Error(), "history: event 1: timestamp: want an RFC 3339") {
				t.Errorf("%s: got %v, error %v", c.text, e.Timestamp, err)
			}
			continue
		}
		if err != nil || e.Timestamp != c.want {
			t.Errorf("%s: got %v, error %v, want %v", c.text, e.Timestamp, err, c.want)
		}
	}
}

func TestParseErrors(t *testing.T) {
	event := func(typ, rest string) string {
		return `{"timestamp":0,"type":"` + typ + `","id":7` + rest + `}`
	}
	entered := func(members string) string {
		return event("TaskStateEntered", `,"stateEnteredEventDetails":{`+members+`}`)
	}
	for _, c := range []struct{ name, text, want string }{
		{"no JSON", `{"id":`, "history: invalid JSON at offset 6: "},
		{"no object", `[]`, "history: event 0: want object, not array"},
		{"null", `null`, "history: event 0: want object, not null"},
		{"nothing", `{}`, "history: event 0: id: missing"},
		{"no type", `{"timestamp":0,"id":7}`, "history: event 7: type: missing"},
		{"no timestamp", `{"type":"TaskStarted","id":7}`, "history: event 7: timestamp: missing"},
		{"type of type", `{"timestamp":0,"type":1,"id":7}`, "history: event 7: type: want string, not number"},
		{"type", event("TaskStateFailed", ""), `history: event 7: unknown event type "TaskStateFailed"`},
		{"long type", event(strings.Repeat("x", 1000), ""), `history: event 7: unknown event type "` + strings.Repeat("x", 60) + `"`},
		{"id", `{"timestamp":0,"type":"TaskStarted","id":[0]}`, "history: event 0: id: want number, not array"},
		{"fraction", `{"timestamp":0,"type":"TaskStarted","id":1.5}`, "history: event 0: id: want a whole number from 0 to 9223372036854775807"},
		{"negative", event("TaskStateAborted", `,"previousEventId":-1`), "history: event 7: previousEventId: want a whole number from 0 to 9223372036854775807"},
		{"member", event("TaskStateAborted", `,"extra":1`), `history: event 7: unknown member "extra"`},
		{"details of another type", event("TaskStateEntered", `,"stateExitedEventDetails":{"name":"A"}`), `history: event 7: unknown member "stateExitedEventDetails"`},
		{"details of a type without", event("MapRunSucceeded", `,"mapRunSucceededEventDetails":{}`), `history: event 7: unknown member "mapRunSucceededEventDetails"`},
		{"details", event("TaskStateEntered", `,"stateEnteredEventDetails":7`), "history: event 7: stateEnteredEventDetails: want object, not number"},
		{"null details", event("TaskStateEntered", `,"stateEnteredEventDetails":null`), "history: event 7: stateEnteredEventDetails: want object, not null"},
		{"details member", entered(`"name":"A","output":"{}"`), `history: event 7: stateEnteredEventDetails: unknown member "output"`},
		{"missing", entered(``), "history: event 7: stateEnteredEventDetails.name: missing"},
		{"kind", entered(`"name":["A"]`), "history: event 7: stateEnteredEventDetails.name: want string, not array"},
		{"payload kind", entered(`"name":"A","input":{}`), "history: event 7: stateEnteredEventDetails.input: want string, not object"},
		{"payload", entered(`"name":"A","input":"{"`), "history: event 7: stateEnteredEventDetails.input: invalid JSON at offset 1: "},
		{"empty payload", entered(`"name":"A","input":""`), "history: event 7: stateEnteredEventDetails.input: invalid JSON at offset 0: "},
		{"payload details", entered(`"name":"A","inputDetails":true`), "history: event 7: stateEnteredEventDetails.inputDetails: want object, not boolean"},
		{"no flag", entered(`"name":"A","inputDetails":{}`), "history: event 7: stateEnteredEventDetails.inputDetails.truncated: missing"},
		{"flag", entered(`"name":"A","inputDetails":{"truncated":"no"}`), "history: event 7: stateEnteredEventDetails.inputDetails.truncated: want boolean, not string"},
		{"payload details member", entered(`"name":"A","inputDetails":{"truncated":true,"included":true}`), `history: event 7: stateEnteredEventDetails.inputDetails: unknown member "included"`},
		{
			"variable", event("PassStateExited", `,"stateExitedEventDetails":{"name":"A","assignedVariables":{"x":"1","y":"oh"}}`),
			"history: event 7: stateExitedEventDetails.assignedVariables.y: invalid JSON at offset 0: ",
		},
		{
			"variable kind", event("PassStateExited", `,"stateExitedEventDetails":{"name":"A","assignedVariables":{"x":1}}`),
			"history: event 7: stateExitedEventDetails.assignedVariables.x: want string, not number",
		},
		{
			"variables", event("PassStateExited", `,"stateExitedEventDetails":{"name":"A","assignedVariables":[]}`),
			"history: event 7: stateExitedEventDetails.assignedVariables: want object, not array",
		},
		{
			"32 bits", event("MapStateStarted", `,"mapStateStartedEventDetails":{"length":2147483648}`),
			"history: event 7: mapStateStartedEventDetails.length: want a whole number from 0 to 2147483647",
		},
		{
			"null error", event("ExecutionFailed", `,"executionFailedEventDetails":{"error":null}`),
			"history: event 7: executionFailedEventDetails.error: want string, not null",
		},
		{
			"parameters", event("TaskScheduled", `,"taskScheduledEventDetails":{"resourceType":"sqs","resource":"sendMessage","region":"r","parameters":"{}}"}`),
			"history: event 7: taskScheduledEventDetails.parameters: invalid JSON at offset 2: ",
		},
		{
			"credentials", event("LambdaFunctionScheduled", `,"lambdaFunctionScheduledEventDetails":{"resource":"r","taskCredentials":{"roleArn":"a","x":1}}`),
			`history: event 7: lambdaFunctionScheduledEventDetails.taskCredentials: unknown member "x"`,
		},
	} {
		e, err := history.Parse([]byte(c.text))
		if err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s:\ngot  %v\nwant %s", c.name, err, c.want)
		}
		if diff := cmp.Diff(history.Event{}, e); diff != "" {
			t.Errorf("%s: an event beside the error: %s", c.name, diff)
		}
	}
}

func TestParseErrorWrapsSyntaxError(t *testing.T) {
	for _, broken := range []string{
		`{"timestamp":`,
		`{"timestamp":0,"type":"FailStateEntered","id":1,"stateEnteredEventDetails":{"name":"A","input":"["}}`,
	} {
		var syntax *jsonvalue.SyntaxError
		if _, err := history.Parse([]byte(broken)); !errors.As(err, &syntax) {
			t.Errorf("%s: got %v", broken, err)
		}
	}
}

// Details an event type usually has may be left out.
func TestParseWithoutDetails(t *testing.T) {
	e, err := history.Parse([]byte(`{"timestamp":0,"type":"ExecutionAborted","id":1}`))
	if err != nil || e.Details != nil {
		t.Errorf("got %+v, error %v", e, err)
	}
}

// Without the execution's data an export has no parameters.
func TestParseWithoutParameters(t *testing.T) {
	e, err := history.Parse([]byte(`{"timestamp": 1, "type": "TaskScheduled", "id": 3, "previousEventId": 2,
		"taskScheduledEventDetails": {"resourceType": "sqs", "resource": "sendMessage", "region": "us-east-1"}}`))
	if err != nil || e.Payload().Exists() {
		t.Errorf("the parameters are %s, error %v", e.Payload(), err)
	}
}

func TestParseTakesACopy(t *testing.T) {
	given := []byte(`{"timestamp":0,"type":"PassStateEntered","id":1,"stateEnteredEventDetails":{"name":"A","input":"[1]"}}`)
	e, err := history.Parse(given)
	if err != nil {
		t.Fatal(err)
	}
	want := string(e.AppendJSON(nil))
	clear(given)
	if got := string(e.AppendJSON(nil)); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestDetailsIsSealed(t *testing.T) {
	details := reflect.TypeFor[history.Details]()
	for i := range details.NumMethod() {
		if !details.Method(i).IsExported() {
			return
		}
	}
	t.Error("another package could implement Details")
}

// charge is an event of ordinary size.
var charge = history.Event{
	ID: 1234, PreviousEventID: 1233, Timestamp: noon, Type: history.TypeTaskStateEntered,
	Details: &history.StateEntered{
		Name:  "Charge the card",
		Input: of(`{"order":{"id":"A-1742","items":[{"sku":"x1","n":2},{"sku":"x2","n":1}]},"customer":"ada@example.com"}`),
	},
}

// Whoever writes a long history brings one buffer.
func TestAppendJSONDoesNotAllocate(t *testing.T) {
	dst := charge.AppendJSON(nil)
	if n := testing.AllocsPerRun(100, func() { dst = charge.AppendJSON(dst[:0]) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkAppendJSON(b *testing.B) {
	dst := charge.AppendJSON(nil)
	b.SetBytes(int64(len(dst)))
	b.ReportAllocs()
	for b.Loop() {
		dst = charge.AppendJSON(dst[:0])
	}
}

func BenchmarkParse(b *testing.B) {
	given := []byte(`{"timestamp":"2026-03-01T12:00:00.250Z","type":"TaskStateEntered","id":2,"previousEventId":1,` +
		`"stateEnteredEventDetails":{"name":"A","input":"{\"a\":[1,2,3]}","inputDetails":{"truncated":false}}}`)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := history.Parse(given); err != nil {
			b.Fatal(err)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, c := range detailsCases {
		f.Add([]byte(eventJSON(c.typ, c.json)))
	}
	f.Add([]byte(`{"timestamp":-1e9,"type":"PassStateExited","id":1e2,"stateExitedEventDetails":{"name":"\ud800","assignedVariables":{"":"\"\\u0000\""},"assignedVariablesDetails":{"truncated":true}}}`))
	f.Add([]byte(`{"timestamp":0,"type":"ExecutionStarted","id":0,"executionStartedEventDetails":{"input":" [1, 2","inputDetails":{"truncated":true}}}`))
	f.Fuzz(func(t *testing.T, given []byte) {
		e, err := history.Parse(given)
		if err != nil {
			return
		}
		written := e.AppendJSON(nil)
		again, err := history.Parse(written)
		if err != nil {
			t.Fatalf("%s: %v", written, err)
		}
		e.Timestamp = e.Timestamp.Truncate(time.Millisecond)
		if diff := cmp.Diff(e, again, sameValue); diff != "" {
			t.Fatalf("%s: %s", written, diff)
		}
	})
}
