package cases

import (
	"testing"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"

	"github.com/google/go-cmp/cmp"
)

func TestLines(t *testing.T) {
	at := Start
	text := func(s string) *string { return &s }
	payload := history.Payload{Value: jsonvalue.MustParse(`{"a":"b c"}`)}
	cut := payload
	cut.Truncated = true
	events := []history.Event{
		{ID: 1, Timestamp: at, Type: "ExecutionStarted", Details: &history.ExecutionStarted{Input: cut}},
		{ID: 2, Timestamp: at, Type: "PassStateExited", Details: &history.StateExited{
			Name: "To do", Output: payload, AssignedVariables: []jsonvalue.Member{{Name: "x", Value: jsonvalue.MustParse(`"1"`)}, {Name: "y", Value: jsonvalue.MustParse(`1`)}},
		}},
		{ID: 3, PreviousEventID: 2, Timestamp: at.Add(time.Hour), Type: "TaskFailed", Details: &history.TaskFailure{
			ResourceType: "lambda", Resource: "invoke", Error: text(""), Cause: text(`say "no"`),
		}},
		{ID: 4, PreviousEventID: 3, Timestamp: at.Add(time.Hour + 1500*time.Millisecond), Type: "TaskFailed", Details: &history.TaskFailure{
			ResourceType: "lambda", Resource: "invoke", Error: text("E"), Cause: text("1"),
		}},
		{ID: 5, PreviousEventID: 4, Timestamp: at.Add(time.Hour + 1500*time.Millisecond), Type: "MapStateSucceeded"},
	}
	want := `1 <- 0 ExecutionStarted input={"a":"b c"} inputDetails={"truncated":true}
2 <- 0 PassStateExited name="To do" output={"a":"b c"} assignedVariables={"x":"1","y":1}
1h later:
3 <- 2 TaskFailed resourceType=lambda resource=invoke error="" cause=` + "`say \"no\"`" + `
1.5s later:
4 <- 3 TaskFailed resourceType=lambda resource=invoke error=E cause="1"
5 <- 4 MapStateSucceeded`
	if diff := cmp.Diff(want, lines(events)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestShort(t *testing.T) {
	for d, want := range map[time.Duration]string{
		time.Hour: "1h", time.Minute: "1m", 90 * time.Second: "1m30s", 10 * time.Second: "10s", time.Hour + time.Second: "1h0m1s", time.Millisecond: "1ms",
	} {
		if got := short(d); got != want {
			t.Errorf("%v is %s, want %s", d, got, want)
		}
	}
}

func TestMasked(t *testing.T) {
	r := Record{End: "SUCCEEDED \"zzz\"", History: "1 zzz\n2 aaa zzz", Children: map[string]string{"c": "aaa"}}
	r.masked([]string{"", "aaa", "bbb", "zzz"})
	want := Record{End: "SUCCEEDED \"<token 1>\"", History: "1 <token 1>\n2 <token 2> <token 1>", Children: map[string]string{"c": "<token 2>"}}
	if diff := cmp.Diff(want, r); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
