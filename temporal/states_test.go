package temporal_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/goasl/goasl/asl"
)

// functions are those of the tests: each call of a function is known by its key, so that it
// fails at its first attempts, whichever process runs it.
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
	mux.Handle("arn:aws:states:::sqs:sendMessage", func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
		return []byte(`{"MessageId": "m"}`), nil
	})
	mux.Handle("arn:aws:states:::glue:startJobRun", func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
		if err := asl.Submit(ctx, []byte(`{"JobRunId":"j"}`)); err != nil {
			return nil, err
		}
		return []byte(`{"JobRunState":"SUCCEEDED"}`), nil
	})
	return &mux
}

const function = "arn:aws:lambda:us-east-1:123456789012:function:"

// The history of an execution is that which package asl gives it, but for times.
func TestHistoryIsThatOfAsl(t *testing.T) {
	for name, c := range map[string]struct{ definition, input string }{
		"Pass, Choice, Succeed": {`{"StartAt":"P","States":{
			"P":{"Type":"Pass","Result":{"a":1},"ResultPath":"$.p","Next":"C"},
			"C":{"Type":"Choice","Choices":[{"Variable":"$.p.a","NumericEquals":1,"Next":"S"}],"Default":"F"},
			"F":{"Type":"Fail","Error":"Not","Cause":"here"},"S":{"Type":"Succeed"}}}`, `{ "x" : [1,  2] }`},
		"Fail":                               {`{"StartAt":"F","States":{"F":{"Type":"Fail","Error":"Never","Cause":"a <cause>"}}}`, `{}`},
		"a Task keeps the text of its value": {`{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"` + function + `echo","End":true}}}`, `{"a":  "<&>", "n": 1.00}`},
		"Wait":                               {`{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":86400,"Next":"V"},"V":{"Type":"Wait","Seconds":0,"End":true}}}`, `{}`},
		"Retry": {`{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"` + function + `third","End":true,
			"Retry":[{"ErrorEquals":["NotYet"],"IntervalSeconds":60,"MaxAttempts":3,"BackoffRate":2}]}}}`, `{}`},
		"Catch": {`{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"` + function + `fail","End":true,
			"Catch":[{"ErrorEquals":["Refused"],"ResultPath":"$.error","Next":"P"}]},"P":{"Type":"Pass","End":true}}}`, `{"a":1}`},
		"a failure": {`{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"` + function + `fail","End":true}}}`, `{"a":1}`},
		"lambda:invoke": {`{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke",
			"Parameters":{"FunctionName":"echo","Payload.$":"$"},"ResultSelector":{"got.$":"$.Payload"},"End":true}}}`, `{"a":1}`},
		"a service": {`{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","Parameters":{"QueueUrl":"q","MessageBody":"b"},"End":true}}}`, `{}`},
		"a job":     {`{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::glue:startJobRun.sync","Parameters":{"JobName":"j"},"End":true}}}`, `{}`},
		"JSONata":   {`{"QueryLanguage":"JSONata","StartAt":"P","States":{"P":{"Type":"Pass","Assign":{"id":"{% $uuid() %}","r":"{% $random() %}"},"Output":"{% $states.input.a + 1 %}","End":true}}}`, `{"a":1}`},
		"nested fan-out": {`{"StartAt":"M","States":{"M":{"Type":"Map","MaxConcurrency":1,"ItemsPath":"$","ItemProcessor":{"StartAt":"Q","States":{
			"Q":{"Type":"Parallel","Branches":[{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}},
			{"StartAt":"B","States":{"B":{"Type":"Wait","Seconds":5,"Next":"D"},"D":{"Type":"Task","Resource":"` + function + `echo","End":true}}}],"End":true}}},"End":true}}}`, `[1,2,3]`},
		"a distributed Map": {`{"StartAt":"M","States":{"M":{"Type":"Map","Label":"L","ItemsPath":"$","ToleratedFailureCount":1,"ItemProcessor":{
			"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"T","States":{"T":{"Type":"Task","Resource":"` + function + `third",
			"Retry":[{"ErrorEquals":["NotYet"]}],"End":true}}},"End":true}}}`, `[1,2,3]`},
		"a distributed Map that fails": {`{"StartAt":"M","States":{"M":{"Type":"Map","Label":"L","ItemsPath":"$","ItemProcessor":{
			"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"EXPRESS"},"StartAt":"T","States":{"T":{"Type":"Task","Resource":"` + function + `fail","End":true}}},"End":true}}}`, `[1]`},
		"a timeout of the machine": {`{"TimeoutSeconds":10,"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":60,"End":true}}}`, `{}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			on := newCluster(t, c.definition, functions())
			is := on.run(c.input)
			m, err := on.machines[arn].With(asl.WithClock(asl.NewVirtualClock(began)), asl.WithName("x"), asl.WithSeed(1), asl.WithIdentity(asl.Identity{Account: "123456789012", Machine: "order"}))
			if err != nil {
				t.Fatal(err)
			}
			r, err := m.Execute(t.Context(), []byte(c.input))
			if r == nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(texts(r.History()), texts(on.events)); diff != "" {
				t.Error(diff)
			}
			if is.Status != string(r.Status) || is.Output != string(r.Output) {
				t.Errorf("%+v, in package asl %s %s", is, r.Status, r.Output)
			}
		})
	}
}
