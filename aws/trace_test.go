package aws_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/aws"
)

// TestTrace: calls belong to the trace that the execution was started with, and each attempt of
// a state is a parent of its own. Without a trace there is no header.
func TestTrace(t *testing.T) {
	var headers []string
	server := serveFunc(t, func(w http.ResponseWriter, r *http.Request) {
		headers = append(headers, r.Header.Get("X-Amzn-Trace-Id"))
		if len(headers) == 1 {
			w.WriteHeader(http.StatusInternalServerError)
		}
		_, _ = io.WriteString(w, `{"MessageId": "1"}`)
	})
	r, err := aws.New(aws.Config{Target: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	m := asl.MustParse(`{"StartAt": "Send", "States": {"Send": {"Type": "Task", "End": true, "Resource": "arn:aws:states:::aws-sdk:sqs:sendMessage",
		"Parameters": {"QueueUrl": "q", "MessageBody": "m"}, "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 1}]}}}`)
	m, err = m.With(asl.WithResolver(r), asl.WithClock(asl.NewVirtualClock(time.Unix(1e9, 0))))
	if err != nil {
		t.Fatal(err)
	}
	const root = "Root=1-6ab4ae1a-76cd1e61fecf47d6a7af7587"
	for _, header := range []string{root + ";Parent=0123456789abcdef;Sampled=1", root, ""} {
		if _, err := m.Execute(context.Background(), json.RawMessage("{}"), asl.WithTraceHeader(header)); err != nil {
			t.Fatal(err)
		}
	}
	for i, want := range []string{root + ";Parent=([0-9a-f]{16});Sampled=1", root + ";Parent=([0-9a-f]{16});Sampled=1", root + ";Parent=[0-9a-f]{16}", ""} {
		if !regexp.MustCompile("^" + want + "$").MatchString(headers[i]) {
			t.Errorf("call %d has the header %q", i, headers[i])
		}
	}
	if headers[0] == headers[1] {
		t.Errorf("both attempts have the header %s", headers[0])
	}
}
