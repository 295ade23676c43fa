package state_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"

	"github.com/google/go-cmp/cmp"
)

// The event for EventBridge when an execution has begun.
func ExampleDescription_AppendStatusChange() {
	d := state.Description{
		ARN: "arn:aws:states:us-east-1:123456789012:execution:Greetings:first", Name: "first", Type: state.Standard,
		Identity: state.Identity{Account: "123456789012", Machine: "Greetings"},
		Input:    history.Payload{Value: jsonvalue.MustParse(`{"name":"Ada"}`)},
		Outcome:  state.Outcome{Status: state.Running, Started: time.Date(2026, 1, 2, 3, 4, 5, 6_000_000, time.UTC)},
	}
	text := d.AppendStatusChange(nil, "315c1398-40ff-a850-213b-158f73e60175")
	fmt.Println(strings.ReplaceAll(string(text), `,"`, ",\n\""))
	// Output:
	// {"version":"0",
	// "id":"315c1398-40ff-a850-213b-158f73e60175",
	// "detail-type":"Step Functions Execution Status Change",
	// "source":"aws.states",
	// "account":"123456789012",
	// "time":"2026-01-02T03:04:05Z",
	// "region":"us-east-1",
	// "resources":["arn:aws:states:us-east-1:123456789012:execution:Greetings:first"],
	// "detail":{"executionArn":"arn:aws:states:us-east-1:123456789012:execution:Greetings:first",
	// "stateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:Greetings",
	// "name":"first",
	// "status":"RUNNING",
	// "startDate":1767323045006,
	// "stopDate":null,
	// "input":"{\"name\":\"Ada\"}",
	// "output":null,
	// "stateMachineVersionArn":null,
	// "stateMachineAliasArn":null,
	// "redriveCount":0,
	// "redriveDate":null,
	// "redriveStatus":"NOT_REDRIVABLE",
	// "redriveStatusReason":"Execution is RUNNING and cannot be redriven",
	// "inputDetails":{"included":true},
	// "outputDetails":null,
	// "error":null,
	// "cause":null}}
}

func TestStatusChangeOfAnEnd(t *testing.T) {
	start := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	d := state.Description{
		ARN: "arn", Name: "N", Type: state.Standard,
		Input:   history.Payload{Value: jsonvalue.MustParse("{ }")},
		Outcome: state.Outcome{Status: state.Failed, RedriveCount: 2, RedriveDate: epoch.Add(time.Second), Failure: state.NewFailure("E", "C"), Started: start, Ended: start.Add(time.Minute)},
	}
	v := jsonvalue.MustParse(string(d.AppendStatusChange(nil, "id")))
	if at, account := v.Get("time").Text(), v.Get("account").Text(); at != "2026-01-02T03:05:05Z" || account != "000000000000" {
		t.Errorf("at %s in account %s", at, account)
	}
	want := `{"executionArn":"arn","stateMachineArn":"arn:aws:states:us-east-1:000000000000:stateMachine:StateMachine","name":"N","status":"FAILED","startDate":1767323045000,"stopDate":1767323105000,"input":"{ }","output":null,"stateMachineVersionArn":null,"stateMachineAliasArn":null,"redriveCount":2,"redriveDate":1767323046000,"redriveStatus":"REDRIVABLE","redriveStatusReason":null,"inputDetails":{"included":true},"outputDetails":null,"error":"E","cause":"C"}`
	if diff := cmp.Diff(want, v.Get("detail").String()); diff != "" {
		t.Errorf("detail (-want +got):\n%s", diff)
	}
}

// An event takes 248 KiB of input and output, escapes included. The input is the
// first to go.
func TestStatusChangeLeavesOutPayloads(t *testing.T) {
	const most = 248 << 10
	tests := []struct {
		name          string
		input, output int // escaped length
		wantInput     bool
		wantOutput    bool
	}{
		{"both fit", most / 2, most / 2, true, true},
		{"together too long", most / 2, most/2 + 1, false, true},
		{"output fits by itself", 10, most, false, true},
		{"output too long", 10, most + 1, false, false},
	}
	for _, test := range tests {
		sized := func(n int) jsonvalue.Value { return jsonvalue.OfString(strings.Repeat("x", n-len(`\"\"`))) }
		d := state.Description{Input: history.Payload{Value: sized(test.input)}, Outcome: state.Outcome{Status: state.Succeeded, Output: sized(test.output)}}
		detail := jsonvalue.MustParse(string(d.AppendStatusChange(nil, "id"))).Get("detail")
		for name, want := range map[string]bool{"input": test.wantInput, "output": test.wantOutput} {
			there := detail.Get(name).Kind() == jsonvalue.String
			if told := detail.Get(name + "Details").Get("included").IsTrue(); there != want || told != want {
				t.Errorf("%s: %s there %v, told %v, want %v", test.name, name, there, told, want)
			}
		}
	}
}
