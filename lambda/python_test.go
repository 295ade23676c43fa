package lambda_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/lambda"

	"github.com/google/go-cmp/cmp"
)

// pythonFunction returns a function with a handler of testdata/python/cases.py.
func pythonFunction(t testing.TB, handler string) lambda.Function {
	t.Helper()
	needs(t, "python3")
	return lambda.Function{Name: "f", Dir: "testdata/python", Handler: handler, Timeout: time.Minute}
}

// fails invokes a handler that fails, and checks the name and the cause of the error.
func fails(t *testing.T, f lambda.Function, event, name, cause string) {
	t.Helper()
	r := newRuntime(t, []lambda.Function{f})
	out, err := call(t, r, "f", event)
	var got *asl.Error
	if !errors.As(err, &got) {
		t.Fatalf("output %.100s, error %v; want an *asl.Error", out, err)
	}
	if got.Name != name || !sameText(cause, got.Cause) {
		t.Errorf("error %s\ncause %s\nwant  %s\n      %s", got.Name, got.Cause, name, cause)
	}
}

// sameText reports whether got is want, in which "…" stands for any text.
func sameText(want, got string) bool {
	parts := strings.Split(want, "…")
	rest, ok := strings.CutPrefix(got, parts[0])
	for _, part := range parts[1:] {
		if !ok {
			return false
		}
		_, rest, ok = strings.Cut(rest, part)
		if part == "" {
			rest = ""
		}
	}
	return ok && rest == ""
}

func TestPythonResults(t *testing.T) {
	for _, c := range []struct{ handler, event, want string }{
		{"cases.echo", `{"a": [1, "ü"], "b": null}`, `{"a": [1, "ü"], "b": null}`},
		{"cases.raw", `{}`, `"raw"`},
		{"cases.values", `{}`, `{"text": "grüße", "whole": 12345678901234567890, "part": 0.5}`},
		{"cases.nan", `{}`, `{"n": NaN}`},
		{"package.module.handler", `{}`, `"from a package"`},
		{"package/module.handler", `{}`, `"from a package"`},
	} {
		r := newRuntime(t, []lambda.Function{pythonFunction(t, c.handler)})
		out, err := call(t, r, "f", c.event)
		out = strings.NewReplacer(`\u00fc`, "ü", `\u00df`, "ß").Replace(out) // before Python 3.12
		if err != nil || out != c.want {
			t.Errorf("%s: output %s, error %v; want %s", c.handler, out, err, c.want)
		}
	}
}

func TestPythonFailures(t *testing.T) {
	for _, c := range []struct{ name, handler, event, want, cause string }{
		{"exception", "cases.fails", `{}`, "OutOfStock",
			`{"errorMessage": "no cups left", "errorType": "OutOfStock", "requestId": "…", ` +
				`"stackTrace": ["  File \"…cases.py\", line …, in fails\n    raise OutOfStock(\"no cups left\")\n"]}`},
		{"no such attribute", "cases.no_such", `{}`, "Runtime.HandlerNotFound",
			`{"errorMessage": "Handler 'no_such' missing on module 'cases'", "errorType": "Runtime.HandlerNotFound", "requestId": "", "stackTrace": []}`},
		{"no such module", "nowhere.f", `{}`, "Runtime.ImportModuleError",
			`{"errorMessage": "Unable to import module 'nowhere': No module named 'nowhere'", "errorType": "Runtime.ImportModuleError", "requestId": "", "stackTrace": []}`},
		{"import of another", "broken.f", `{}`, "Runtime.ImportModuleError",
			`{"errorMessage": "Unable to import module 'broken': No module named 'no_such_module_here'", …`},
		{"syntax", "syntax.handler", `{}`, "Runtime.UserCodeSyntaxError",
			`{"errorMessage": "Syntax error in module 'syntax': …", "errorType": "Runtime.UserCodeSyntaxError", "requestId": "", "stackTrace": ["  File \"…syntax.py\" Line 1\n…"]}`},
		{"exception at import", "raising.f", `{}`, "ValueError",
			`{"errorMessage": "at import", "errorType": "ValueError", "requestId": "", "stackTrace": […raise ValueError…]}`},
		{"no dot", "cases", `{}`, "Runtime.MalformedHandlerName",
			`{"errorMessage": "Bad handler 'cases': not enough values to unpack (expected 2, got 1)", …`},
		{"built-in", "sys.exit", `{}`, "Runtime.BuiltInModuleConflict",
			`{"errorMessage": "Cannot use built-in module sys as a handler module", …`},
		{"marshal", "cases.a_set", `{}`, "Runtime.MarshalError",
			`{"errorMessage": "Unable to marshal response: Object of type set is not JSON serializable", "errorType": "Runtime.MarshalError", "requestId": "…", "stackTrace": []}`},
		{"event", "cases.echo", `{`, "Runtime.UnmarshalError", `{"errorMessage": "Unable to unmarshal input: …`},
		{"sys.exit", "cases.exits", `3`, "Runtime.ExitError",
			`{"errorType":"Runtime.ExitError","errorMessage":"RequestId: … Error: Runtime exited with error: exit status 3"}`},
		{"os._exit", "cases.dies", `0`, "Runtime.ExitError",
			`{"errorType":"Runtime.ExitError","errorMessage":"RequestId: … Error: Runtime exited without providing a reason"}`},
		{"too large", "cases.large", `7340032`, "Function.ResponseSizeTooLarge",
			`{"errorType":"Function.ResponseSizeTooLarge","errorMessage":"Response payload size (7340034 bytes) exceeded maximum allowed payload size (6291556 bytes)."}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := pythonFunction(t, c.handler)
			f.Runtime = "python3" // also for files that are not there
			fails(t, f, c.event, c.want, c.cause)
		})
	}
}

// The largest response is taken.
func TestPythonLargest(t *testing.T) {
	r := newRuntime(t, []lambda.Function{pythonFunction(t, "cases.large")})
	if out, err := call(t, r, "f", `6291554`); err != nil || len(out) != 6291556 {
		t.Errorf("output of %d bytes, error %v", len(out), err)
	}
}

func TestTimeout(t *testing.T) {
	t.Parallel()
	f := pythonFunction(t, "cases.sleeps")
	f.Timeout = 2 * time.Second
	r := newRuntime(t, []lambda.Function{f})
	_, err := call(t, r, "f", `60`)
	var got *asl.Error
	want := `{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: … Error: Task timed out after 2.00 seconds"}`
	if !errors.As(err, &got) || got.Name != "Sandbox.Timedout" || !sameText(want, got.Cause) {
		t.Errorf("error %v, want cause %s", err, want)
	}
	if out, err := call(t, r, "f", `0`); err != nil || out != `"awake"` {
		t.Errorf("after a timeout: output %s, error %v", out, err)
	}
}

// Processes are used again, also after errors of the handler.
func TestReuse(t *testing.T) {
	t.Parallel()
	r := newRuntime(t, []lambda.Function{pythonFunction(t, "cases.pid")})
	first, _ := call(t, r, "f", `{}`)
	if again, err := call(t, r, "f", `{}`); err != nil || again != first {
		t.Errorf("processes %s and %s, error %v; want one", first, again, err)
	}
	if _, err := call(t, r, "f", `{`); err == nil {
		t.Error("no error for an event that is not JSON")
	}
	if again, err := call(t, r, "f", `{}`); err != nil || again != first {
		t.Errorf("after an error: processes %s and %s, error %v; want one", first, again, err)
	}
}

func TestPythonContext(t *testing.T) {
	f := pythonFunction(t, "cases.context")
	f.Memory, f.Timeout = 256, 0 // the default
	r := newRuntime(t, []lambda.Function{f}, lambda.WithRegion("eu-west-1", "123456789012"))
	contextTest(t, r, map[string]any{
		"arn": "arn:aws:lambda:eu-west-1:123456789012:function:f", "name": "f", "version": "$LATEST", "memory": "256",
		"group": "/aws/lambda/f", "stream": true, "identity": []any{nil, nil}, "client": nil, "remaining": true, "trace": nil,
	})
}

// contextTest compares what a handler has found in its context.
func contextTest(t *testing.T, r *lambda.Runtime, want map[string]any) {
	t.Helper()
	out, err := call(t, r, "f", `{}`)
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	if id, _ := got["request"].(string); len(id) != 36 {
		t.Errorf("request ID %q, want a UUID", id)
	}
	delete(got, "request")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("context (-want +got):\n%s", diff)
	}
}

// A handler gets Lambda's environment and its own, and nothing of this program's that may
// be secret.
func TestEnvironment(t *testing.T) {
	for name, value := range map[string]string{
		"AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t", "AWS_PROFILE": "p",
		"HOME": "/home/caller", "GITHUB_TOKEN": "g", "HTTPS_PROXY": "http://user:password@proxy",
	} {
		t.Setenv(name, value)
	}
	f := pythonFunction(t, "cases.environment")
	f.Runtime, f.Env = "python3.11", map[string]string{"TABLE": "orders", "AWS_ACCESS_KEY_ID": "given"}
	r := newRuntime(t, []lambda.Function{f})
	out, err := call(t, r, "f", `{}`)
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]string
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	dir, err := filepath.Abs("testdata/python")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"AWS_LAMBDA_RUNTIME_API", "AWS_LAMBDA_LOG_STREAM_NAME", "PATH", "TMPDIR", "LC_CTYPE", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"} {
		delete(got, name)
	}
	want := map[string]string{
		"TABLE": "orders", "AWS_ACCESS_KEY_ID": "given", "cwd": dir, "path": dir,
		"_HANDLER": "cases.environment", "LAMBDA_TASK_ROOT": dir, "LAMBDA_RUNTIME_DIR": dir,
		"AWS_EXECUTION_ENV": "AWS_Lambda_python3.11", "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1",
		"AWS_LAMBDA_FUNCTION_NAME": "f", "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128",
		"AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/f", "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
		"AWS_CONFIG_FILE": os.DevNull, "AWS_SHARED_CREDENTIALS_FILE": os.DevNull, "AWS_EC2_METADATA_DISABLED": "true",
		"PYTHONDONTWRITEBYTECODE": "1", "LANG": "en_US.UTF-8", "TZ": ":UTC",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("environment (-want +got):\n%s", diff)
	}
}

// Forty invocations are going on at once.
func TestMap(t *testing.T) {
	t.Parallel()
	f := pythonFunction(t, "cases.meets")
	f.Concurrency = 40
	r := newRuntime(t, []lambda.Function{f})
	machine := asl.MustParse(`{"StartAt": "All", "States": {"All": {"Type": "Map", "ItemsPath": "$.items", "ResultPath": "$.met", "End": true,
	  "ItemSelector": {"dir.$": "$.dir", "all": 40},
	  "ItemProcessor": {"StartAt": "Meet", "States": {"Meet": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:000000000000:function:f", "End": true}}}}}}`)
	input, err := json.Marshal(map[string]any{"dir": t.TempDir(), "items": make([]int, 40)})
	if err != nil {
		t.Fatal(err)
	}
	result, err := machine.Execute(context.Background(), input, asl.WithResolver(r))
	if err != nil {
		t.Fatal(err)
	}
	var output struct{ Met []int }
	if err := result.Decode(&output); err != nil {
		t.Fatal(err)
	}
	if want := slices.Repeat([]int{40}, 40); !slices.Equal(output.Met, want) {
		t.Errorf("at once there were %v", output.Met)
	}
}
