package history_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/goasl/goasl/history"
)

// Step Functions Local names the calls of SDK integrations in another way, in all events of them.
// They are read as those of the service.
func TestAsLocal(t *testing.T) {
	const suffix = `"timestamp":"2026-01-01T00:00:00.000Z"`
	for _, test := range []struct{ service, local string }{
		{
			`{` + suffix + `,"type":"TaskScheduled","id":1,"previousEventId":0,"taskScheduledEventDetails":{"resourceType":"aws-sdk:s3","resource":"getObject","region":"us-east-1","parameters":"{}"}}`,
			`{` + suffix + `,"type":"TaskScheduled","id":1,"previousEventId":0,"taskScheduledEventDetails":{"resourceType":"aws-sdk","resource":"s3:getObject","region":"us-east-1","parameters":"{}"}}`,
		},
		{
			`{` + suffix + `,"type":"TaskStarted","id":1,"previousEventId":0,"taskStartedEventDetails":{"resourceType":"aws-sdk:sfn","resource":"startExecution.waitForTaskToken"}}`,
			`{` + suffix + `,"type":"TaskStarted","id":1,"previousEventId":0,"taskStartedEventDetails":{"resourceType":"aws-sdk","resource":"sfn:startExecution.waitForTaskToken"}}`,
		},
		{
			`{` + suffix + `,"type":"TaskFailed","id":1,"previousEventId":0,"taskFailedEventDetails":{"resourceType":"aws-sdk:s3","resource":"getObject","error":"E"}}`,
			`{` + suffix + `,"type":"TaskFailed","id":1,"previousEventId":0,"taskFailedEventDetails":{"resourceType":"aws-sdk","resource":"s3:getObject","error":"E"}}`,
		},
		{
			`{` + suffix + `,"type":"TaskStarted","id":1,"previousEventId":0,"taskStartedEventDetails":{"resourceType":"lambda","resource":"invoke"}}`,
			`{` + suffix + `,"type":"TaskStarted","id":1,"previousEventId":0,"taskStartedEventDetails":{"resourceType":"lambda","resource":"invoke"}}`,
		},
	} {
		for _, text := range []string{test.service, test.local} {
			events, err := history.Read([]byte(text))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.service, string(events[0].AppendJSON(nil))); diff != "" {
				t.Errorf("read (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.local, string(events[0].AsLocal().AppendJSON(nil))); diff != "" {
				t.Errorf("as local (-want +got):\n%s", diff)
			}
		}
	}
}
