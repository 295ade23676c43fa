package aws_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/aws"
)

// TestWaitForTaskToken: the call hands the token over, its result is that of the
// submission, and who has the token answers.
func TestWaitForTaskToken(t *testing.T) {
	tokens := make(chan string, 1)
	server := serveFunc(t, func(w http.ResponseWriter, r *http.Request) {
		var message struct{ MessageBody string }
		if err := json.NewDecoder(r.Body).Decode(&message); err != nil {
			t.Error(err)
		}
		tokens <- message.MessageBody
		_, _ = io.WriteString(w, `{"MessageId": "1"}`)
	})
	r, err := aws.New(aws.Config{Target: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	m, err := asl.Parse([]byte(`{"StartAt": "Ask", "States": {"Ask": {"Type": "Task", "End": true,
		"Resource": "arn:aws:states:::aws-sdk:sqs:sendMessage.waitForTaskToken", "Parameters": {"QueueUrl": "q", "MessageBody.$": "$$.Task.Token"}}}}`))
	if err != nil {
		t.Fatal(err)
	}
	m, err = m.With(asl.WithResolver(r))
	if err != nil {
		t.Fatal(err)
	}
	x, err := m.Start(context.Background(), json.RawMessage(`{}`))
	if err != nil {
		t.Fatal(err)
	}
	for e := range x.Events(context.Background()) {
		if e.Type != "TaskSubmitted" {
			continue
		}
		text, err := json.Marshal(e)
		if err != nil || !regexp.MustCompile(`\{\\"MessageId\\":\\"1\\"\}`).Match(text) {
			t.Errorf("submitted: %s, error %v", text, err)
		}
		if err := x.SendTaskSuccess(<-tokens, json.RawMessage(`{"done": true}`)); err != nil {
			t.Fatal(err)
		}
	}
	result, err := x.Wait(context.Background())
	if err != nil || string(result.Output) != `{"done": true}` {
		t.Errorf("%s, error %v", result.Output, err)
	}
}

// TestIdempotencyToken: a member with which a service recognises calls that are repeated is
// filled in; each attempt has another one. Parameters in the history do not show it.
func TestIdempotencyToken(t *testing.T) {
	var tokens []string
	server := serveFunc(t, func(w http.ResponseWriter, r *http.Request) {
		var request struct{ ClientRequestToken string }
		if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
			t.Error(err)
		}
		tokens = append(tokens, request.ClientRequestToken)
		if len(tokens) == 1 {
			w.WriteHeader(http.StatusInternalServerError)
		}
		_, _ = io.WriteString(w, `{"QueryExecutionId": "1"}`)
	})
	const retry = `"Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 1}]`
	_, failed := execute(t, aws.Config{Target: server.URL}, "athena:startQueryExecution", `{"QueryString": "SELECT 1"}`, retry)
	uuid := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	if failed != nil || len(tokens) != 2 || tokens[0] == tokens[1] || !uuid.MatchString(tokens[0]) || !uuid.MatchString(tokens[1]) {
		t.Errorf("%v; tokens %v", failed, tokens)
	}
	tokens = tokens[:1]
	_, failed = execute(t, aws.Config{Target: server.URL}, "athena:startQueryExecution", `{"QueryString": "SELECT 1", "ClientRequestToken": "own"}`, "")
	if failed != nil || tokens[1] != "own" {
		t.Errorf("%v; tokens %v", failed, tokens)
	}
}
