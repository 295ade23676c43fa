package items_test

import (
	"testing"
	"time"

	"github.com/goasl/goasl/items"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/google/go-cmp/cmp"
)

const (
	account = "arn:aws:states:us-east-1:123456789012:"
	machine = account + "stateMachine:orders/Import"
	mapRun  = account + "mapRun:orders/Import:8f2c9d4e"
)

// began is when the children of the tests start.
var began = time.Date(2026, 9, 23, 22, 58, 19, 314_999_000, time.UTC)

// child returns the record of a child that took a second and a half.
func child(name string, status items.Status, input, output string) items.Record {
	r := items.Record{
		Status: status, Input: jsonvalue.MustParse(input), Name: name,
		ARN: account + "execution:orders/Import:" + name, MachineARN: machine,
		Started: began, Stopped: began.Add(1500 * time.Millisecond),
	}
	if output != "" {
		r.Output = jsonvalue.MustParse(output)
	}
	return r
}

func failing(r items.Record, name, cause string) items.Record {
	r.Error, r.Cause = &name, &cause
	return r
}

func TestRecord(t *testing.T) {
	aborted := child("c", items.Aborted, `3`, "")
	aborted.Cause = new(string)
	redriven := failing(child("d", items.Failed, `4`, ""), "Late", "Too late")
	redriven.RedriveCount, redriven.Redriven = 1, began.Add(time.Hour)
	express := child("e", items.Succeeded, `5`, `6`)
	express.Express = true
	express.Redriven, express.RedriveCount = began, 1
	local := child("f", items.TimedOut, `7`, "")
	local.Started = began.In(time.FixedZone("", 3600))

	const arns = `"ExecutionArn":"arn:aws:states:us-east-1:123456789012:execution:orders/Import:`
	const ends = `"StartDate":"2026-09-23T22:58:19.314Z","StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:orders/Import","Status":`
	const stop = `,"StopDate":"2026-09-23T22:58:20.814Z"}`
	tests := []struct {
		name string
		give items.Record
		want string
	}{
		{"succeeded", child("a", items.Succeeded, `{"n": 1}`, `{"ok":"\u00e4"}`),
			`{` + arns + `a","Input":"{\"n\": 1}","InputDetails":{"Included":true},"Name":"a","Output":"{\"ok\":\"\\u00e4\"}","OutputDetails":{"Included":true},"RedriveCount":0,"RedriveStatus":"NOT_REDRIVABLE","RedriveStatusReason":"Execution is SUCCEEDED and cannot be redriven",` + ends + `"SUCCEEDED"` + stop},
		{"failed", failing(child("b", items.Failed, `2`, ""), "Bad", "It is \"bad\""),
			`{"Cause":"It is \"bad\"","Error":"Bad",` + arns + `b","Input":"2","InputDetails":{"Included":true},"Name":"b","OutputDetails":{"Included":true},"RedriveCount":0,"RedriveStatus":"REDRIVABLE_BY_MAP_RUN",` + ends + `"FAILED"` + stop},
		{"aborted, with an empty cause and no error", aborted,
			`{"Cause":"",` + arns + `c","Input":"3","InputDetails":{"Included":true},"Name":"c","OutputDetails":{"Included":true},"RedriveCount":0,"RedriveStatus":"REDRIVABLE_BY_MAP_RUN",` + ends + `"ABORTED"` + stop},
		{"redriven", redriven,
			`{"Cause":"Too late","Error":"Late",` + arns + `d","Input":"4","InputDetails":{"Included":true},"Name":"d","OutputDetails":{"Included":true},"RedriveCount":1,"RedriveDate":"2026-09-23T23:58:19.314Z","RedriveStatus":"REDRIVABLE_BY_MAP_RUN",` + ends + `"FAILED"` + stop},
		{"express", express,
			`{` + arns + `e","Input":"5","InputDetails":{"Included":true},"Name":"e","Output":"6","OutputDetails":{"Included":true},"RedriveCount":1,` + ends + `"SUCCEEDED"` + stop},
		{"timed out, with a time in another zone", local,
			`{` + arns + `f","Input":"7","InputDetails":{"Included":true},"Name":"f","OutputDetails":{"Included":true},"RedriveCount":0,"RedriveStatus":"REDRIVABLE_BY_MAP_RUN",` + ends + `"TIMED_OUT"` + stop},
		{"pending", items.Record{Status: items.Pending, Input: jsonvalue.MustParse(`{"n":8}`)},
			`{"Input":"{\"n\":8}","InputDetails":{"Included":true},"Status":"PENDING"}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, string(tt.give.AppendJSON(nil))); diff != "" {
				t.Errorf("record (-want +got):\n%s", diff)
			}
		})
	}
}
