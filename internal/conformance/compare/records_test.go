package compare

import (
	"strings"
	"testing"

	"github.com/goasl/goasl/jsonvalue"
)

func TestRecords(t *testing.T) {
	parsed := jsonvalue.MustParse
	described := parsed(`{"startDate":"datetime","status":"FAILED","input":{"a":1},"inputDetails":{"included":true}}`)
	tests := []struct {
		name      string
		want, got Records
		diff      string // a part of it, "" if there is none
	}{
		{"nothing recorded", Records{}, Records{Description: described, Log: parsed(`[]`)}, ""},
		{
			"as recorded", Records{Description: described},
			Records{Description: parsed(`{"status":"FAILED","startDate":7,"inputDetails":{"included":true},"input":"{ \"a\": 1 }"}`)}, "",
		},
		{
			"other value", Records{Description: described},
			Records{Description: parsed(`{"status":"FAILED","startDate":7,"inputDetails":{"included":false},"input":"{\"a\":1}"}`)},
			"describe_execution: describe_execution.inputDetails.included: false, want true",
		},
		{
			"end that was not recorded", Records{Description: described},
			Records{Description: parsed(`{"status":"FAILED","startDate":7,"stopDate":8,"inputDetails":{"included":true},"input":"{\"a\":1}"}`)},
			"describe_execution.stopDate: not in the recording",
		},
		{
			"no start", Records{Description: described},
			Records{Description: parsed(`{"status":"FAILED","inputDetails":{"included":true},"input":"{\"a\":1}"}`)},
			"describe_execution.startDate: only in the recording",
		},
		{"no answer", Records{SyncResponse: parsed(`{}`)}, Records{}, "sync_response: "},
		{"no end", Records{EndEvent: parsed(`{}`)}, Records{}, "end_event: "},
		{"billing", Records{SyncResponse: parsed(`{"billingDetails":{"x":1}}`)}, Records{SyncResponse: parsed(`{}`)}, ""},
		{"empty log", Records{Log: parsed(`[]`)}, Records{Log: parsed(`[{"id":"1"}]`)}, "log_events: log_events: 1 elements, want 0"},
		{"numbers in a log", Records{Log: parsed(`[{"id":"1"}]`)}, Records{Log: parsed(`[{"id":1}]`)}, `log_events.id: 1, want "1"`},
		{
			"log texts", Records{LogTexts: []string{`{"id":"2","event_timestamp":"7","a":"1"}`, `{"id":"1"}`}},
			Records{LogTexts: []string{`{"id":"1"}`, `{"id":"2","event_timestamp":"8","a":"1"}`}}, "",
		},
		{
			"members of a log text", Records{LogTexts: []string{`{"id":"1","a":"1"}`}},
			Records{LogTexts: []string{`{"a":"1","id":"1"}`}}, `log: there is no such text: {"id":"1","a":"1"}`,
		},
		{"a log text more", Records{LogTexts: []string{`{"id":"1"}`}}, Records{LogTexts: []string{`{"id":"1"}`, `{"id":"2"}`}}, "log: 2 records, want 1"},
		{
			"status changes", Records{StatusChanges: []string{`{"id":"315c1398-40ff-a850-213b-158f73e60175","time":"t","detail":{"startDate":1,"input":"[ ]"}}`}},
			Records{StatusChanges: []string{`{}`, `{"id":"id","time":"u","detail":{"startDate":2,"input":"[ ]"}}`}}, "",
		},
		{"status change", Records{StatusChanges: []string{`{"input":"[ ]"}`}}, Records{StatusChanges: []string{`{"input":"[]"}`}}, "status change: there is no such text"},
		{
			"details", Records{Log: parsed(`[{"details":{"input":[1],"name":"A"}}]`)},
			Records{Log: parsed(`[{"details":{"name":"A","input":"[1]"}}]`)}, "",
		},
	}
	for _, test := range tests {
		d, err := Execution(Recording{Recorded: "2025-01-01", Status: "FAILED", Records: test.want}, Actual{Status: "FAILED", Records: test.got})
		if err != nil {
			t.Fatal(err)
		}
		check(t, test.name, d, test.diff)
	}
}

func TestPartialEvents(t *testing.T) {
	events := list(`{"id":1,"previousEventId":0,"type":"ExecutionStarted"},
		{"id":2,"previousEventId":1,"type":"TaskFailed","taskFailedEventDetails":{"error":"E","cause":"C","resource":"r","output":"{\"a\":1,\"b\":2}"}}`)
	tests := []struct{ name, want, diff string }{
		{"members", `{"position":1,"taskFailedEventDetails":{"cause":"C","error":"E"}}`, ""},
		{"a path", `{"position":1,"taskFailedEventDetails.resource":"r"}`, ""},
		{"a payload", `{"position":1,"taskFailedEventDetails.output":{"a":1,"b":2}}`, ""},
		{"a whole payload", `{"position":1,"taskFailedEventDetails.output":{"a":1}}`, "output.b: not in the recording"},
		{"a payload in order", `{"position":1,"taskFailedEventDetails":{"output":{"b":2,"a":1}}}`, `member 1 is "a", want "b"`},
		{"other value", `{"position":1,"taskFailedEventDetails":{"error":"F"}}`, `event 2: events.taskFailedEventDetails.error: "E", want "F"`},
		{"other event", `{"position":0,"taskFailedEventDetails":{"error":"E"}}`, "event 1: "},
		{"other member", `{"position":1,"taskFailedEventDetails":{"region":"E"}}`, "region: nothing, want"},
		{"no such event", `{"position":2}`, "partial_events: 2 events, want one at 2"},
		{"no position", `{}`, "partial_events: "},
	}
	for _, test := range tests {
		want := Recording{Status: "FAILED", Partial: []jsonvalue.Value{jsonvalue.MustParse(test.want)}}
		d, err := Execution(want, Actual{Status: "FAILED", Events: events})
		if err != nil {
			t.Fatal(err)
		}
		check(t, test.name, d, test.diff)
	}
}

// check reports a difference that is not as wanted, "" for none.
func check(t *testing.T, name string, d *Difference, want string) {
	t.Helper()
	got := ""
	if d != nil {
		got = d.String()
	}
	if (got == "") != (want == "") || !strings.Contains(got, want) {
		t.Errorf("%s: difference %q, want %q", name, got, want)
	}
}

// Descriptions of 2023 do not tell of redrives.
func TestDatedDescriptions(t *testing.T) {
	for status, today := range map[string]string{
		"SUCCEEDED": `"redriveCount":0,"redriveStatus":"NOT_REDRIVABLE","redriveStatusReason":"Execution is SUCCEEDED and cannot be redriven"`,
		"RUNNING":   `"redriveCount":0,"redriveStatus":"NOT_REDRIVABLE","redriveStatusReason":"Execution is RUNNING and cannot be redriven"`,
		"TIMED_OUT": `"redriveCount":0,"redriveStatus":"REDRIVABLE"`,
	} {
		old := jsonvalue.MustParse(`{"status":"` + status + `"}`)
		now := jsonvalue.MustParse(`{"status":"` + status + `",` + today + `}`)
		for _, x := range []struct {
			day              string
			recorded, actual jsonvalue.Value
			equal            bool
		}{
			{"2023-12-31", old, now, true},
			{"2023-12-31", old, old, false},
			{"2023-12-31", now, now, true},
			{"2024-01-01", old, now, false},
			{"2024-01-01", old, old, true},
		} {
			r := Recording{Recorded: x.day, Status: status, Records: Records{Description: x.recorded}}
			d, err := Execution(r, Actual{Status: status, Records: Records{Description: x.actual}})
			if err != nil {
				t.Fatal(err)
			}
			if (d == nil) != x.equal {
				t.Errorf("%s on %s: recorded %s, actual %s: difference %v", status, x.day, x.recorded, x.actual, d)
			}
		}
	}
}
