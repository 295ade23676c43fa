package servertest

import (
	"context"
	"encoding/json"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
)

// functions are those of the tests. The same call answers the same, whichever process runs it.
func functions() *asl.Mux {
	var mux asl.Mux
	mux.Lambda("echo", func(_ context.Context, in json.RawMessage) (json.RawMessage, error) { return in, nil })
	mux.Lambda("fail", func(context.Context, json.RawMessage) (json.RawMessage, error) {
		return nil, asl.NewError("Refused", "no <stock>")
	})
	mux.Lambda("third", func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
		if n := asl.TaskInfoFrom(ctx).Attempt; n < 2 {
			return nil, asl.Errorf("NotYet", "attempt %d", n)
		}
		return []byte(`"at last"`), nil
	})
	mux.Lambda("slow", func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
		return in, asl.TaskInfoFrom(ctx).Sleep(ctx, 10*time.Second)
	})
	mux.Handle("arn:aws:states:::glue:startJobRun", func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
		return []byte(`{"JobRunState":"SUCCEEDED"}`), asl.Submit(ctx, []byte(`{"JobRunId":"j"}`))
	})
	return &mux
}

// states are definitions with all types of states. If branches or items run side by side, the
// order of their events is that in which the cluster answers.
var states = map[string]struct {
	definition, input string
	sideBySide        bool
}{
	"Pass, Choice, Succeed": {definition: `{"StartAt":"P","States":{
		"P":{"Type":"Pass","Result":{"a":1},"ResultPath":"$.p","Next":"C"},
		"C":{"Type":"Choice","Choices":[{"Variable":"$.p.a","NumericEquals":1,"Next":"S"}],"Default":"F"},
		"F":{"Type":"Fail","Error":"Not","Cause":"here"},"S":{"Type":"Succeed"}}}`, input: `{ "x" : [1,  2.00], "<&>": null }`},
	"Fail": {definition: `{"StartAt":"F","States":{"F":{"Type":"Fail","Error":"Never","Cause":"a <cause>"}}}`},
	"Wait": {definition: `{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":1,"Next":"V"},"V":{"Type":"Wait","Seconds":0,"End":true}}}`},
	"Task": {definition: `{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"` + function + `echo","TimeoutSeconds":60,"End":true}}}`, input: `{"a":  "<&>", "n": 1.00}`},
	"Retry": {definition: `{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"` + function + `third","End":true,
		"Retry":[{"ErrorEquals":["NotYet"],"IntervalSeconds":1,"MaxAttempts":3,"BackoffRate":1}]}}}`},
	"Catch": {definition: `{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"` + function + `fail","End":true,
		"Catch":[{"ErrorEquals":["Refused"],"ResultPath":"$.error","Next":"P"}]},"P":{"Type":"Pass","End":true}}}`, input: `{"a":1}`},
	"a failure": {definition: `{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"` + function + `fail","End":true}}}`},
	"a timeout": {definition: `{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"` + function + `slow","TimeoutSeconds":1,"End":true,
		"Catch":[{"ErrorEquals":["States.Timeout"],"Next":"P"}]},"P":{"Type":"Pass","End":true}}}`},
	"a timeout of the machine": {definition: `{"TimeoutSeconds":1,"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":60,"End":true}}}`},
	"lambda:invoke": {definition: `{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke",
		"Parameters":{"FunctionName":"echo","Payload.$":"$"},"ResultSelector":{"got.$":"$.Payload"},"End":true}}}`, input: `{"a":1}`},
	"a job": {definition: `{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::glue:startJobRun.sync","Parameters":{"JobName":"j"},"End":true}}}`},
	"JSONata": {definition: `{"QueryLanguage":"JSONata","StartAt":"P","States":{
		"P":{"Type":"Pass","Assign":{"n":"{% $count($states.input) %}"},"Output":"{% $sum($states.input) %}","Next":"T"},
		"T":{"Type":"Task","Resource":"` + function + `echo","Arguments":{"n":"{% $n * $states.input %}"},"End":true}}}`, input: `[1,2,3]`},
	"Parallel": {definition: `{"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[
		{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"` + function + `echo","End":true}}},
		{"StartAt":"B","States":{"B":{"Type":"Wait","Seconds":1,"Next":"C"},"C":{"Type":"Task","Resource":"` + function + `third","End":true,
			"Retry":[{"ErrorEquals":["NotYet"],"IntervalSeconds":1}]}}}]}}}`, input: `7`, sideBySide: true},
	"a Map, one item after the other": {definition: `{"StartAt":"M","States":{"M":{"Type":"Map","MaxConcurrency":1,"ItemsPath":"$","End":true,"ItemProcessor":{
		"StartAt":"T","States":{"T":{"Type":"Task","Resource":"` + function + `echo","End":true}}}}}}`, input: `[1,{"a":2},"3"]`},
	"a Map in a Parallel in a Map": {definition: `{"StartAt":"M","States":{"M":{"Type":"Map","ItemsPath":"$","End":true,"ItemProcessor":{"StartAt":"Q","States":{
		"Q":{"Type":"Parallel","End":true,"Branches":[{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}},
			{"StartAt":"N","States":{"N":{"Type":"Map","ItemsPath":"$","End":true,"ItemProcessor":{"StartAt":"T","States":{
				"T":{"Type":"Task","Resource":"` + function + `echo","End":true}}}}}}]}}}}}}`, input: `[[1,2],[],[3]]`, sideBySide: true},
	"a distributed Map": {definition: `{"StartAt":"M","States":{"M":{"Type":"Map","Label":"L","ItemsPath":"$","ToleratedFailureCount":1,"End":true,"ItemProcessor":{
		"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"T","States":{"T":{"Type":"Task","Resource":"` + function + `third","End":true,
			"Retry":[{"ErrorEquals":["NotYet"],"IntervalSeconds":1}]}}}}}}`, input: `[1,2,3,4,5]`, sideBySide: true},
	"a distributed Map that fails": {definition: `{"StartAt":"M","States":{"M":{"Type":"Map","Label":"L","ItemsPath":"$","End":true,"ItemProcessor":{
		"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"EXPRESS"},"StartAt":"T","States":{"T":{"Type":"Task","Resource":"` + function + `fail","End":true}}}}}}`, input: `[1]`},
}

// An execution ends on the server as in package asl, and its history has the same events, but
// for their times.
func TestStates(t *testing.T) {
	for name, c := range states {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if c.input == "" {
				c.input = `{}`
			}
			q := newServed(t, c.definition, functions())
			arn := q.start(c.input)
			is := q.end(arn)
			r := q.inProcess(is.Name, c.input)
			if is.Status != r.Status || is.Output.String() != string(r.Output) {
				t.Errorf("%s %s, in package asl %s %s", is.Status, is.Output, r.Status, r.Output)
			}
			want, got := texts(r.History(), c.sideBySide), texts(q.events(arn), c.sideBySide)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("events in package asl (-), on the server (+):\n%s", diff)
			}
		})
	}
}

// inProcess runs the machine in package asl.
func (q *queue) inProcess(name, input string) *asl.Result {
	q.t.Helper()
	m, err := q.machines[orderARN].With(
		asl.WithClock(asl.NewVirtualClock(time.Now())), asl.WithName(name),
		asl.WithIdentity(asl.Identity{Account: "123456789012", Machine: "order"}))
	if err != nil {
		q.t.Fatal(err)
	}
	r, err := m.Execute(q.t.Context(), []byte(input))
	if r == nil {
		q.t.Fatal(err)
	}
	return r
}

// mapRun is the random part of the ARN of a Map Run.
var mapRun = regexp.MustCompile(`(:mapRun:order/L:)[0-9a-f-]+`)

// texts returns events without their times, and without their order and numbers if they are of
// branches or items side by side.
func texts(events []history.Event, sideBySide bool) (all []string) {
	for _, e := range events {
		e.Timestamp = time.Time{}
		if sideBySide {
			e.ID, e.PreviousEventID = 0, 0
		}
		all = append(all, mapRun.ReplaceAllString(string(e.AppendJSON(nil)), "$1"))
	}
	if sideBySide {
		slices.Sort(all)
	}
	return all
}
