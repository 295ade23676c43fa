package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The machines and the handlers of a folder are there, and tasks call these in a clean
// environment. So does Lambda's own API.
func TestServe(t *testing.T) {
	t.Parallel()
	dir := folderOf(t, map[string]string{
		"greet.asl.json": `{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:hello", "End": true}}}`,
		"handlers/hello.py": `import os
def lambda_handler(event, context):
    return {"to": event.get("to"), "secret": os.environ.get("SECRET"), "arn": context.invoked_function_arn}
`,
	})
	s := serve(t, []string{"PATH=" + pathWithPython(t), "SECRET=x"}, dir)
	for _, want := range []string{"machine   " + arnOf + "greet\n", "function  hello  ", "export AWS_ENDPOINT_URL_SFN=" + s.url + " "} {
		if !strings.Contains(s.said, want) {
			t.Errorf("it has printed no %q:\n%s", want, s.said)
		}
	}
	const want = `{"to": "you", "secret": null, "arn": "arn:aws:lambda:us-east-1:123456789012:function:hello"}`
	if d := s.ended(s.start("greet", "one", `{"to": "you"}`)); d["status"] != "SUCCEEDED" || d["output"] != want {
		t.Errorf("%v", d)
	}
	resp, err := http.Post(s.url+"/2015-03-31/functions/hello/invocations", "application/json", strings.NewReader(`{"to": "me"}`))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Errorf("the function's answer has the status %d", resp.StatusCode)
	}
}

// The page starts an execution and shows what its handler has printed. No other site can.
func TestServePage(t *testing.T) {
	t.Parallel()
	dir := folderOf(t, map[string]string{
		"greet.asl.json": `{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:hello", "End": true}}}`,
		"handlers/hello.py": `def lambda_handler(event, context):
    print("greeting", event["to"])
    return event
`,
	})
	s := serve(t, []string{"PATH=" + pathWithPython(t)}, dir)
	start := func(origin string) (status int) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+"/machines/"+arnOf+"greet/start", strings.NewReader(`name=one&input={"to":"you"}`))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", origin)
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		return resp.StatusCode
	}
	if got := start("https://evil.example"); got != http.StatusForbidden {
		t.Errorf("another site starts an execution: status %d", got)
	}
	if got := start(s.url); got != http.StatusOK {
		t.Errorf("the page starts no execution: status %d", got)
	}
	arn := strings.Replace(arnOf, "stateMachine", "execution", 1) + "greet:one"
	s.ended(arn)
	resp, err := http.Get(s.url + "/executions/" + arn + "?state=A")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), ">greeting you\n") {
		t.Errorf("the page does not show what the handler has printed:\n%s", text)
	}
	s.tells("hello │ greeting you")
}

// What a client may not do is refused by the server, too.
func TestServeIsGuarded(t *testing.T) {
	t.Parallel()
	const token = "0123456789abcdef"
	s := serve(t, nil, "--token", token, "--host", "build-box")
	if status, out := s.call("other", "ListStateMachines", `{}`); status != http.StatusUnauthorized {
		t.Errorf("without the token: %d %v", status, out)
	}
	if status, out := s.call(token, "ListStateMachines", `{}`); status != http.StatusOK {
		t.Errorf("with the token: %d %v", status, out)
	}
	for host, want := range map[string]int{"evil.example": http.StatusForbidden, "build-box": http.StatusNotFound} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+"/x", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = host
		r.SetBasicAuth("", token)
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("%s: status %d, want %d", host, resp.StatusCode, want)
		}
	}
}

// What is wrong with the command line is said, with what to do.
func TestServeRefuses(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	good := fileOf(t, "a.asl.json", passing)
	for _, test := range []struct {
		name string
		env  string
		args []string
		code int
		want string
	}{
		{"a port in use", "", []string{"--listen", l.Addr().String()}, exitUsage, "another program listens there: end it, or take another port"},
		{"beyond this machine", "", []string{"--listen", "0.0.0.0:0"}, exitUsage, "give --token"},
		{"all interfaces", "", []string{"--listen", ":0"}, exitUsage, "give --token"},
		{"a weak token", "", []string{"--token", "x"}, exitUsage, "want 16 to 128 letters"},
		{"no address", "", []string{"--listen", "8083x"}, exitUsage, "want HOST:PORT, such as 127.0.0.1:8083"},
		{"no folder", "", []string{filepath.Join(t.TempDir(), "none")}, exitUsage, "no such file"},
		{"no machines", "", []string{t.TempDir()}, exitUsage, "has neither a file asl.yaml nor a template with machines, nor a definition"},
		{"standard input", "", []string{"-"}, exitUsage, "name a file or a folder"},
		{"two of a name", "", []string{good, fileOf(t, "a.asl.json", failing)}, exitUsage, `there is another machine "a"`},
		{"a wrong definition", "", []string{fileOf(t, "a.asl.json", wrong)}, exitDefinition, "MISSING_TRANSITION_TARGET"},
		{"a definition that only runs here", "", []string{fileOf(t, "a.asl.json", calling)}, exitDefinition, "a.asl.json:1:"},
		{"what to do about that", "", []string{fileOf(t, "a.asl.json", calling)}, exitDefinition, "asl run and asl test take it"},
		{"data that is no store", "", []string{good, "--data", fileOf(t, "x.db", strings.Repeat("x", 5000))}, exitFailed, "x.db: "},
		{"a scale", "WAIT_TIME_SCALE=-1", nil, exitUsage, "WAIT_TIME_SCALE=-1: want a number"},
		{"an account", "AWS_ACCOUNT_ID=1", nil, exitUsage, "AWS_ACCOUNT_ID=1: want 12 digits"},
		{"mocks that are wrong", "SFN_MOCK_CONFIG=" + fileOf(t, "mocks.json", "{\n]"), nil, exitUsage, "mocks.json:2: invalid JSON"},
		{"an endpoint", "LAMBDA_ENDPOINT=127.0.0.1:1", nil, exitUsage, "LAMBDA_ENDPOINT: want a URL that begins with http://"},
		{"an endpoint of a service", "SQS_ENDPOINT=127.0.0.1:1", nil, exitUsage, "SQS_ENDPOINT: want a URL that begins with http://"},
		{"a folder for data", "", []string{good, "--data", t.TempDir()}, exitFailed, "--data: open"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			args := test.args
			if len(args) == 0 || args[0] != "--listen" {
				args = append([]string{"--listen", "127.0.0.1:0"}, args...)
			}
			command{args: append([]string{"serve"}, args...), env: test.env}.run(t).wants(t, test.code, "", test.want)
		})
	}
}

// The variables of Step Functions Local say who it is, how long waits are, and what answers.
func TestServeLocal(t *testing.T) {
	t.Parallel()
	dir := folderOf(t, map[string]string{
		"Order.asl.json": `{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 1000, "Next": "T"}, "T": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage",
			"Parameters": {"QueueUrl": "u", "MessageBody": "b"}, "Retry": [{"ErrorEquals": ["E"], "IntervalSeconds": 1000}], "End": true}}}`,
		"mocks.json": `{"StateMachines": {"Order": {"TestCases": {"Happy": {"T": "R"}}}},
			"MockedResponses": {"R": {"0": {"Throw": {"Error": "E", "Cause": ""}}, "1": {"Return": {"MessageId": "m"}}}}}`,
	})
	s := serve(t, []string{
		"AWS_ACCOUNT_ID=111122223333", "AWS_DEFAULT_REGION=us-east-1", "WAIT_TIME_SCALE=0.0001", "SQS_ENDPOINT=http://127.0.0.1:1",
		"SFN_MOCK_CONFIG=" + filepath.Join(dir, "mocks.json"),
	}, dir)
	const machine = "arn:aws:states:us-east-1:111122223333:stateMachine:Order"
	if !strings.Contains(s.said, machine) {
		t.Errorf("it has printed\n%s", s.said)
	}
	arn := s.do("StartExecution", `{"stateMachineArn": "`+machine+`#Happy", "name": "n"}`)["executionArn"].(string)
	if d := s.ended(arn); d["output"] != `{"MessageId":"m"}` || arn != "arn:aws:states:us-east-1:111122223333:execution:Order:n" {
		t.Errorf("%v", d)
	}
}

// A client may write the file of SFN_MOCK_CONFIG when the server runs: a test case is what the file
// says when it is started. States that the machine does not have do not count.
func TestServeMocksThatChange(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "mocks.json")
	s := serve(t, []string{"SFN_MOCK_CONFIG=" + file}, fileOf(t, "a.asl.json", strings.Replace(calling, `"f"`, `"arn:aws:lambda:us-east-1:123456789012:function:f"`, 1)))
	s.tells("mocks.json: no such file or directory: it is read when a test case is started")
	start := func() map[string]any {
		_, answer := s.call("local", "StartExecution", `{"stateMachineArn": "`+arnOf+`a#C"}`)
		return answer
	}
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, n := range []string{"1", "2"} {
		write(`{"StateMachines": {"a": {"TestCases": {"C": {"A": "R", "Gone": "R"}}}}, "MockedResponses": {"R": {"0": {"Return": ` + n + `}}}}`)
		answer := start()
		if arn, ok := answer["executionArn"].(string); !ok || s.ended(arn)["output"] != n {
			t.Errorf("%v, want the output %s", answer, n)
		}
	}
	write(`{"StateMachines": ]}`)
	if answer := start(); answer["executionArn"] != nil {
		t.Errorf("of a file that is wrong: %v", answer)
	}
	s.tells("SFN_MOCK_CONFIG: " + file + ":1: invalid JSON")
}

// With --skip-waits nothing is waited for.
func TestServeSkipWaits(t *testing.T) {
	t.Parallel()
	s := serve(t, nil, fileOf(t, "a.asl.json", waiting), "--skip-waits")
	if d := s.ended(s.start("a", "x", `{}`)); d["status"] != "SUCCEEDED" {
		t.Errorf("%v", d)
	}
}

// With --watch a changed definition takes the place of the old one. One that is wrong is told,
// and the old one stays.
func TestServeWatch(t *testing.T) {
	t.Parallel()
	file := fileOf(t, "a.asl.json", passing)
	s := serve(t, nil, file, "--watch")
	definition := func() string {
		return s.do("DescribeStateMachine", `{"stateMachineArn": "`+arnOf+`a"}`)["definition"].(string)
	}
	write := func(text, told string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		s.tells(told)
	}
	write(wrong, "MISSING_TRANSITION_TARGET")
	if got := definition(); got != passing {
		t.Errorf("the definition is %s", got)
	}
	write(failing, "reloaded: a from ")
	if d := s.ended(s.start("a", "x", `{}`)); d["error"] != "Out.Of.Stock" {
		t.Errorf("%v", d)
	}
	if n := strings.Count(s.told(), "MISSING_TRANSITION_TARGET"); n != 1 {
		t.Errorf("the problem was told %d times:\n%s", n, s.told())
	}
}

// EXPRESS executions can be described, unless the server is strict.
func TestServeStrict(t *testing.T) {
	t.Parallel()
	dir := folderOf(t, map[string]string{"a.json": passing, "asl.yaml": "machines: {a: {definition: a.json, type: EXPRESS}}"})
	for _, test := range []struct {
		args   []string
		status int
	}{{nil, http.StatusOK}, {[]string{"--strict"}, http.StatusBadRequest}} {
		s := serve(t, nil, append(test.args, dir)...)
		arn := s.start("a", "x", `{}`)
		if status, out := s.call("local", "DescribeExecution", fmt.Sprintf(`{"executionArn": %q}`, arn)); status != test.status {
			t.Errorf("%v: %d %v", test.args, status, out)
		}
	}
}

func TestEnv(t *testing.T) {
	t.Parallel()
	for client, want := range map[string]string{
		"cli": "export AWS_DISABLE_HOST_PREFIX_INJECTION=true", "boto3": "export AWS_DISABLE_HOST_PREFIX_INJECTION=true",
		"go": "export HTTP_PROXY=http://127.0.0.1:9", "node": "disableHostPrefix: true",
	} {
		a := runAsl(t, "env", "--client", client, "--url", "http://127.0.0.1:9", "--token", "0123456789abcdef")
		a.wants(t, exitSucceeded, want)
		a.wants(t, exitSucceeded, "export AWS_ENDPOINT_URL_SFN=http://127.0.0.1:9 ")
		a.wants(t, exitSucceeded, "AWS_ACCESS_KEY_ID=0123456789abcdef ")
	}
	runAsl(t, "env", "--url", "127.0.0.1:9").wants(t, exitUsage, "", "--url 127.0.0.1:9: want a URL such as http://127.0.0.1:8083")
	runAsl(t, "env", "--client", "php").wants(t, exitUsage, "", "only: cli, boto3, go, node")
}
