package history_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
)

func ExamplePayload() {
	asSent := jsonvalue.MustParse(`[1, 2]`)
	fmt.Println(history.Payload{Value: asSent})
	fmt.Println(history.Payload{Value: asSent.Compact()})
	fmt.Println(history.Payload{}.Exists())
	// Output:
	// [1, 2]
	// [1,2]
	// false
}

func TestPayloadJSON(t *testing.T) {
	built := jsonvalue.OfObject([]jsonvalue.Member{
		{Name: "quote\"", Value: jsonvalue.OfString("back\\slash\n\x01<&>\u2028é😀")},
		{Name: "n", Value: jsonvalue.OfNumber("1.00")},
	})
	for _, c := range []struct {
		name    string
		payload history.Payload
		want    string // after the name
	}{
		{"none", history.Payload{}, ``},
		{"null", of(`null`), `,"input":"null","inputDetails":{"truncated":false}`},
		{"empty string", of(`""`), `,"input":"\"\"","inputDetails":{"truncated":false}`},
		{"spaces", of("{ \"b\": 0.0,\n\"a\": [ ] }"), `,"input":"{ \"b\": 0.0,\n\"a\": [ ] }","inputDetails":{"truncated":false}`},
		{
			"escapes", history.Payload{Value: built},
			`,"input":"{\"quote\\\"\":\"back\\\\slash\\n\\u0001<&>` + "\u2028" + `é😀\",\"n\":1.00}","inputDetails":{"truncated":false}`,
		},
		{"escapes as they came", of(`"\u00e9\/"`), `,"input":"\"\\u00e9\\/\"","inputDetails":{"truncated":false}`},
		{"cut text", history.Payload{Text: `{"a":"xx`, Truncated: true}, `,"input":"{\"a\":\"xx","inputDetails":{"truncated":true}`},
		{"truncated to nothing", history.Payload{Truncated: true}, `,"inputDetails":{"truncated":true}`},
	} {
		e := history.Event{
			ID: 2, Timestamp: noon, Type: history.TypeTaskStateEntered,
			Details: &history.StateEntered{Name: "A", Input: c.payload},
		}
		want := `{"timestamp":"2026-03-01T12:00:00.250Z","type":"TaskStateEntered","id":2,"previousEventId":0,` +
			`"stateEnteredEventDetails":{"name":"A"` + c.want + `}}`
		got := e.AppendJSON(nil)
		if string(got) != want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.name, got, want)
		}
		again, err := history.Parse(got)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if diff := cmp.Diff(e, again, sameValue); diff != "" {
			t.Errorf("%s: read again: %s", c.name, diff)
		}
	}
}

// A truncated payload whose text happens to be JSON is still a value.
func TestTruncatedJSON(t *testing.T) {
	e, err := history.Parse([]byte(`{"timestamp":0,"type":"ActivitySucceeded","id":1,` +
		`"activitySucceededEventDetails":{"output":"12","outputDetails":{"truncated":true}}}`))
	if err != nil {
		t.Fatal(err)
	}
	want := &history.Success{Output: history.Payload{Value: jsonvalue.MustParse("12"), Truncated: true}}
	if diff := cmp.Diff(history.Details(want), e.Details, sameValue); diff != "" {
		t.Error(diff)
	}
}
