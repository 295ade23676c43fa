package state_test

import (
	"strings"
	"testing"
)

// TestRefusedHeaders: a task with a header that the integration refuses is not scheduled,
// and no retrier takes its failure.
func TestRefusedHeaders(t *testing.T) {
	const (
		http    = "arn:aws:states:::http:invoke"
		gateway = "arn:aws:states:::apigateway:invoke"
	)
	tests := []struct{ resource, headers, refused string }{
		{http, `{"Authorization":"x"}`, "authorization"},
		{http, `{"Accept":"x","X-Amz-Date":"y","x-own":"z","HOST":"w"}`, "x-amz-date, host"},
		{http, `{"x-amznx":"x","authorizations":"y","Content-Type":"z"}`, ""},
		{http, `"Authorization"`, ""},
		{gateway, `{"X-Amzn-Trace":["x"],"Via":["y"],"Accept-Encoding":["z"]}`, "x-amzn-trace, via"},
		{"arn:aws:states:::aws-sdk:s3:putObject", `{"Authorization":"x"}`, ""},
	}
	for _, test := range tests {
		t.Run(test.resource+" "+test.headers, func(t *testing.T) {
			fields := `, "Parameters": {"ApiEndpoint": "https://a.example", "Method": "GET", "Headers.$": "$"},
				"Retry": [{"ErrorEquals": ["States.ALL"]}]`
			if strings.Contains(test.resource, "aws-sdk") {
				fields = `, "Parameters": {"Bucket": "b", "Key": "k", "Headers.$": "$"}`
			}
			tr := run(t, task(test.resource, fields), play{input: test.headers})
			if test.refused == "" {
				if len(tr.events) != 7 {
					t.Errorf("got %d events, want those of a task that succeeds", len(tr.events))
				}
				return
			}
			wantHistory(t, tr, `
				1<-0 ExecutionStarted input=`+test.headers+`
				2<-0 TaskStateEntered name=A input=`+test.headers+`
				3<-2 ExecutionFailed error=States.Runtime cause=An error occurred while executing the state 'A' (entered at the event id #2). The Parameters '{"ApiEndpoint":"https://a.example","Method":"GET","Headers":`+
				test.headers+`}' could not be used to start the Task: [The 'Headers' field contains unsupported values: [`+test.refused+`]]`)
		})
	}
}
