package main

import (
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
)

// fakeAPI is an API over HTTPS, and the file with the certificate by which it is known.
func fakeAPI(t *testing.T) (url, certificate string) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("SSL_CERT_FILE is not read on this platform")
	}
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"key": "`+r.Header.Get("X-Key")+`"}`)
	}))
	t.Cleanup(server.Close)
	block := pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}
	return server.URL, fileOf(t, "certificate.pem", string(pem.EncodeToMemory(&block)))
}

// apiCalling is a machine with an HTTP Task.
func apiCalling(url string) string {
	return `{"StartAt": "H", "States": {"H": {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "OutputPath": "$.ResponseBody", "Parameters": {
		"ApiEndpoint": "` + url + `/v1", "Method": "GET", "InvocationConfig": {"ConnectionArn": "arn:aws:events:us-east-1:123456789012:connection/api/1"}}, "End": true}}}`
}

const connections = `{"api": {"AuthorizationType": "API_KEY", "AuthParameters": {"ApiKeyAuthParameters": {"ApiKeyName": "x-key", "ApiKeyValue": "k1"}}}}`

// TestRunHTTP: HTTP Tasks call the endpoints that are named, and nothing else.
func TestRunHTTP(t *testing.T) {
	url, certificate := fakeAPI(t)
	dir := folderOf(t, map[string]string{"call.json": apiCalling(url), "connections.json": connections, "broken.json": `["secret"]`})
	for _, test := range []struct {
		args string
		code int
		out  string
		told []string
	}{
		{"--http " + url + "/* --connections connections.json", exitSucceeded, `{"key":"k1"}`, nil},
		{"--http " + url + "/*", exitFailed, "", []string{"Events.ConnectionResource.ResourceNotFound"}},
		{"--http https://other.example.com/* --connections connections.json", exitFailed, "", []string{"States.Http.AccessDenied"}},
		{"", exitNoTask, "", []string{"no task"}},
		{"--http " + url, exitUsage, "", []string{"a host and a slash"}},
		{"--connections connections.json", exitUsage, "", []string{"needs --http"}},
		{"--http " + url + "/* --connections none.json", exitUsage, "", []string{"none.json"}},
		{"--http " + url + "/* --connections broken.json", exitUsage, "", []string{"is no JSON object"}},
	} {
		a := command{args: append([]string{"run", "call.json"}, strings.Fields(test.args)...), dir: dir, env: "SSL_CERT_FILE=" + certificate}.run(t)
		a.wants(t, test.code, test.out, test.told...)
		if strings.Contains(a.err, "k1") || strings.Contains(a.err, "secret") {
			t.Errorf("it tells a secret:\n%s", a.err)
		}
	}
}

// TestServeHTTP: the same of a server.
func TestServeHTTP(t *testing.T) {
	url, certificate := fakeAPI(t)
	dir := folderOf(t, map[string]string{"call.asl.json": apiCalling(url)})
	s := serve(t, []string{"SSL_CERT_FILE=" + certificate}, dir, "--http", url+"/*", "--connections", fileOf(t, "connections.json", connections))
	if d := s.ended(s.start("call", "x", `{}`)); d["output"] != `{"key":"k1"}` {
		t.Errorf("%v", d)
	}
	if !strings.Contains(s.said, "http      "+url+"/*\n") || strings.Contains(s.told(), "cannot be run") {
		t.Errorf("it has printed\n%s\n%s", s.said, s.told())
	}
}
