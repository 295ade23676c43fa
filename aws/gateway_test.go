package aws_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/aws"
)

// TestGateway calls an API at a server that stands for API Gateway.
func TestGateway(t *testing.T) {
	const api = "a1b2.execute-api.eu-central-1.amazonaws.com"
	var got *http.Request
	var body string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		got, body = r, string(text)
		w.Header()["Content-Type"] = []string{"application/json"}
		w.Header()["x-amz-apigw-id"] = []string{"1"}
		if r.URL.Path == "/prod/denied" {
			w.WriteHeader(http.StatusForbidden)
		}
		io.WriteString(w, `{"message": "m"}`)
	}))
	defer server.Close()
	call := func(suffix, fields string) (*asl.Result, error) {
		m := asl.MustParse(`{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::apigateway:invoke` + suffix + `",
			"Parameters": {"ApiEndpoint": "` + api + `", "Method": "POST", "Stage": "prod"` + fields + `}, "End": true}}}`)
		return m.Execute(t.Context(), []byte(`{}`), asl.WithResolver(resolver(t, server.URL, "us-east-1")))
	}

	r, err := call("", `, "Path": "orders", "RequestBody": {"a": 1}, "AuthType": "IAM_ROLE"`)
	if err != nil || !strings.Contains(string(r.Output), `"x-amz-apigw-id":["1"]`) || !strings.HasSuffix(string(r.Output), `"ResponseBody":{"message":"m"},"StatusCode":200,"StatusText":"OK"}`) {
		t.Errorf("got %s, %v", r.Output, err)
	}
	if got.Host != api || got.URL.Path != "/prod/orders" || body != `{"a":1}` || !strings.Contains(got.Header.Get("Authorization"), "/eu-central-1/execute-api/aws4_request") {
		t.Errorf("%s %s with %s and %v", got.Host, got.URL, body, got.Header)
	}
	if _, err = call("", ""); err != nil || got.Header.Get("Authorization") != "" {
		t.Errorf("%v with %v", err, got.Header)
	}
	r, _ = call("", `, "Path": "denied"`)
	if r.Error == nil || r.Error.Name != "ApiGateway.403" || r.Error.Cause != `{"message": "m"}` {
		t.Errorf("got %v", r.Error)
	}
	r, _ = call("", `, "Headers": {"Authorization": ["x"]}`)
	if r.Error == nil || r.Error.Name != "States.Runtime" {
		t.Errorf("got %v", r.Error)
	}
	server.Close()
	r, _ = call("", "")
	if r.Error == nil || r.Error.Name != "ApiGateway.SdkClientException" {
		t.Errorf("got %v", r.Error)
	}
}

// TestGatewayWithoutTarget: without a target nothing is called.
func TestGatewayWithoutTarget(t *testing.T) {
	r, err := aws.New(aws.Config{Targets: map[string]string{"sqs": "http://127.0.0.1:1"}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.ResolveTask("arn:aws:states:::apigateway:invoke"); err == nil {
		t.Error("there is a task")
	}
}
