package lambda_test

import (
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goasl/goasl/lambda"
)

// serve returns a server of the functions, and its address.
func serve(t *testing.T, functions ...lambda.Function) string {
	t.Helper()
	s := httptest.NewServer(newRuntime(t, functions).Handler())
	t.Cleanup(s.Close)
	return s.URL
}

// request sends a request; headers are name and value in turn.
func request(t *testing.T, url, body string, headers ...string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequest(http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	if host := req.Header.Get("Host"); host != "" {
		req.Host = host
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(text)
}

const functionPath = "/2015-03-31/functions/f/invocations"

func TestHandler(t *testing.T) {
	t.Parallel()
	address := serve(t, pythonFunction(t, "cases.echo"))
	for _, path := range []string{
		functionPath, functionPath + "?Qualifier=live",
		"/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A000000000000%3Afunction%3Af/invocations",
		"/2015-03-31/functions/f:live/invocations",
	} {
		resp, body := request(t, address+path, `{"a": 1}`)
		if resp.StatusCode != 200 || body != `{"a": 1}` || resp.Header.Get("X-Amz-Function-Error") != "" {
			t.Errorf("%s: status %d, body %s, header %v", path, resp.StatusCode, body, resp.Header)
		}
		version := "$LATEST"
		if strings.Contains(path, "live") {
			version = "live"
		}
		if got := resp.Header.Get("X-Amz-Executed-Version"); got != version {
			t.Errorf("%s: executed version %q, want %q", path, got, version)
		}
		if id := resp.Header.Get("x-amzn-RequestId"); len(id) != 36 {
			t.Errorf("%s: request ID %q, want a UUID", path, id)
		}
	}
	if _, body := request(t, address+functionPath, ""); body != "{}" {
		t.Errorf("without a payload the event is %s, want {}", body)
	}
}

func TestHandlerFunctionError(t *testing.T) {
	t.Parallel()
	address := serve(t, pythonFunction(t, "cases.fails"))
	resp, body := request(t, address+functionPath, `{}`)
	if resp.StatusCode != 200 || resp.Header.Get("X-Amz-Function-Error") != "Unhandled" || !strings.HasPrefix(body, `{"errorMessage": "no cups left", `) {
		t.Errorf("status %d, body %s, header %v", resp.StatusCode, body, resp.Header)
	}
}

func TestHandlerLog(t *testing.T) {
	t.Parallel()
	address := serve(t, pythonFunction(t, "cases.prints"))
	resp, _ := request(t, address+functionPath, `{}`, "X-Amz-Log-Type", "Tail")
	text, err := base64.StdEncoding.DecodeString(resp.Header.Get("X-Amz-Log-Result"))
	if err != nil {
		t.Fatal(err)
	}
	id := resp.Header.Get("X-Amzn-RequestId")
	want := "START RequestId: " + id + " Version: $LATEST\n…to stdout\n…no line feed\nEND RequestId: " + id +
		"\nREPORT RequestId: " + id + "\tDuration: … ms\tBilled Duration: … ms\tMemory Size: 128 MB\tInit Duration: … ms\t\n"
	if !sameText(want, string(text)) {
		t.Errorf("log\n%s\nwant\n%s", text, want)
	}
}

func TestHandlerLongLog(t *testing.T) {
	t.Parallel()
	address := serve(t, pythonFunction(t, "cases.prints_much"))
	resp, _ := request(t, address+functionPath, `{}`, "X-Amz-Log-Type", "Tail")
	text, err := base64.StdEncoding.DecodeString(resp.Header.Get("X-Amz-Log-Result"))
	if err != nil || len(text) != 4096 || !strings.Contains(string(text), "xxx\nEND RequestId: ") {
		t.Errorf("log of %d bytes, error %v: %.100s", len(text), err, text)
	}
}

func TestHandlerInvocationTypes(t *testing.T) {
	t.Parallel()
	f := pythonFunction(t, "cases.meets")
	address := serve(t, f)
	dir := t.TempDir()
	event := `{"all": 2, "dir": "` + filepath.ToSlash(dir) + `"}`
	if resp, body := request(t, address+functionPath, event, "X-Amz-Invocation-Type", "DryRun"); resp.StatusCode != 204 || body != "" {
		t.Errorf("DryRun: status %d, body %s", resp.StatusCode, body)
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) > 0 {
		t.Errorf("DryRun: %d invocations, error %v", len(files), err)
	}
	// The first one returns only when the second one has come, too.
	if resp, body := request(t, address+functionPath, event, "X-Amz-Invocation-Type", "Event"); resp.StatusCode != 202 || body != "" {
		t.Errorf("Event: status %d, body %s", resp.StatusCode, body)
	}
	if resp, body := request(t, address+functionPath, event); resp.StatusCode != 200 || body != "2" {
		t.Errorf("status %d, body %s", resp.StatusCode, body)
	}
}

// What is refused is refused before anything runs.
func TestHandlerRefuses(t *testing.T) {
	t.Parallel()
	address := serve(t, lambda.Function{Name: "f", URL: "http://127.0.0.1:1"})
	for _, c := range []struct {
		name    string
		path    string
		body    string
		headers []string
		status  int
		code    string
		message string
	}{
		{"no such function", "/2015-03-31/functions/g/invocations", `{}`, nil, 404, "ResourceNotFoundException",
			"Function not found: arn:aws:lambda:us-east-1:000000000000:function:g:$LATEST"},
		{"event", functionPath, `{`, nil, 400, "InvalidRequestContentException", "Could not parse request body into json: it is not JSON"},
		{"large event", functionPath, strings.Repeat(" ", 6<<20+1), nil, 413, "RequestTooLargeException",
			"The payload is too large for the RequestResponse invocation type (limit 6291456 bytes)"},
		{"large asynchronous event", functionPath, strings.Repeat(" ", 1<<20+1), []string{"X-Amz-Invocation-Type", "Event"},
			413, "RequestTooLargeException", "The payload is too large for the Event invocation type (limit 1048576 bytes)"},
		{"invocation type", functionPath, `{}`, []string{"X-Amz-Invocation-Type", "Later"}, 400, "InvalidParameterValueException",
			`Invocation type "Later" is none of RequestResponse, Event and DryRun.`},
		{"log type", functionPath, `{}`, []string{"X-Amz-Log-Type", "All"}, 400, "InvalidParameterValueException", `Log type "All" is none of None and Tail.`},
		{"client context", functionPath, `{}`, []string{"X-Amz-Client-Context", "e30"}, 400, "InvalidRequestContentException",
			"Client context must be a valid Base64-encoded JSON object."},
	} {
		t.Run(c.name, func(t *testing.T) {
			resp, body := request(t, address+c.path, c.body, c.headers...)
			want := `{"Message":"` + strings.ReplaceAll(c.message, `"`, `\"`) + `","Type":"User"}` + "\n"
			if resp.StatusCode != c.status || resp.Header.Get("X-Amzn-ErrorType") != c.code || body != want {
				t.Errorf("status %d, %s, body %s\nwant %d, %s, %s", resp.StatusCode, resp.Header.Get("X-Amzn-ErrorType"), body, c.status, c.code, want)
			}
		})
	}
}

// A web page of another site, and one whose name leads here, reach nothing.
func TestHandlerForeign(t *testing.T) {
	t.Parallel()
	address := serve(t, lambda.Function{Name: "f", URL: "http://127.0.0.1:1"})
	for _, c := range []struct {
		name   string
		status int
		header []string
	}{
		{"host", 403, []string{"Host", "attacker.example"}},
		{"host with port", 403, []string{"Host", "attacker.example:80"}},
		{"address of the network", 403, []string{"Host", "192.168.1.2"}},
		{"origin", 403, []string{"Origin", "https://attacker.example"}},
		{"site", 403, []string{"Sec-Fetch-Site", "cross-site"}},
		{"localhost", 200, []string{"Host", "localhost:9000"}},
		{"IPv6", 200, []string{"Host", "[::1]:9000"}},
		{"IPv6 without port", 200, []string{"Host", "[::1]"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if resp, body := request(t, address+functionPath, `{}`, c.header...); resp.StatusCode != c.status {
				t.Errorf("status %d, want %d: %s", resp.StatusCode, c.status, body)
			}
		})
	}
	resp, err := http.Get(address + functionPath)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("GET: status %d, want 405", resp.StatusCode)
	}
}

// The context that a client sends reaches the handler.
func TestClientContext(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]func(testing.TB, string) lambda.Function{"python": pythonFunction, "node": nodeFunction} {
		t.Run(name, func(t *testing.T) {
			address := serve(t, f(t, "cases.context"))
			resp, body := request(t, address+functionPath, `{}`, "X-Amzn-Trace-Id", "Root=1-5759e988-bd862e3fe1be46a994272793",
				"X-Amz-Client-Context", base64.StdEncoding.EncodeToString([]byte(`{"custom": {"k": "v"}}`)))
			body = strings.ReplaceAll(body, " ", "")
			if !strings.Contains(body, `"trace":"Root=1-5759e988-bd862e3fe1be46a994272793"`) || !strings.Contains(body, `{"k":"v"}`) ||
				!strings.Contains(body, resp.Header.Get("X-Amzn-RequestId")) {
				t.Errorf("context %s", body)
			}
		})
	}
}
