package lambda_test

import (
	"testing"
	"time"

	"github.com/goasl/goasl/lambda"
)

// nodeFunction returns a function with a handler of testdata/node.
func nodeFunction(t testing.TB, handler string) lambda.Function {
	t.Helper()
	needs(t, "node")
	return lambda.Function{Name: "f", Dir: "testdata/node", Handler: handler, Timeout: time.Minute}
}

func TestNodeResults(t *testing.T) {
	for _, c := range []struct{ dir, handler, event, want string }{
		{"node", "cases.echo", `{"a": [1, "ü"]}`, `{"a":[1,"ü"]}`},
		{"node", "cases.sync", `{}`, `null`},
		{"node", "cases.nothing", `{}`, `null`},
		{"node", "cases.nan", `{}`, `{"n":null}`},
		{"node", "cases.callback", `{}`, `"called back"`},
		{"node", "cases.early", `{}`, `"early"`},
		{"node", "cases.succeed", `{}`, `"succeeded"`},
		{"node", "cases.streamed", `{}`, `{"streamed":true}`},
		{"node", "cases.nested.deep.handler", `{}`, `"deep"`},
		{"node", "module.handler", `{}`, `"module"`},
		{"node", "plain.handler", `{}`, `"plain"`},
		{"esm", "index.handler", `{}`, `"index.js"`},
	} {
		f := nodeFunction(t, c.handler)
		f.Dir = "testdata/" + c.dir
		r := newRuntime(t, []lambda.Function{f})
		for range 2 { // in one process
			if out, err := call(t, r, "f", c.event); err != nil || out != c.want {
				t.Errorf("%s: output %s, error %v; want %s", c.handler, out, err, c.want)
			}
		}
	}
}

func TestNodeFailures(t *testing.T) {
	for _, c := range []struct{ handler, event, want, cause string }{
		{"cases.fails", `{}`, "OutOfStock",
			`{"errorType":"OutOfStock","errorMessage":"no cups left","trace":["OutOfStock: no cups left","    at …cases.js…"]}`},
		{"cases.throwsSync", `{}`, "OutOfStock", `{"errorType":"OutOfStock","errorMessage":"at once","trace":[…]}`},
		{"cases.callbackError", `{}`, "OutOfStock", `{"errorType":"OutOfStock","errorMessage":"called back","trace":[…]}`},
		{"cases.fail", `{}`, "OutOfStock", `{"errorType":"OutOfStock","errorMessage":"failed","trace":[…]}`},
		{"cases.throwsText", `{}`, "string", `{"errorType":"string","errorMessage":"a text","trace":[]}`},
		{"cases.circular", `{}`, "Error", `{"errorType":"Error","errorMessage":"Unable to stringify response body","trace":[…]}`},
		{"cases.never", `{}`, "Runtime.NodeJsExit", `{"errorType":"Runtime.NodeJsExit",…`},
		{"cases.rejects", `{}`, "Runtime.UnhandledPromiseRejection",
			`{"errorType":"Runtime.UnhandledPromiseRejection","errorMessage":"Error: nobody waits","trace":[…],"reason":{"errorType":"Error","errorMessage":"nobody waits",…},"promise":{}}`},
		{"cases.throwsLater", `{}`, "OutOfStock", `{"errorType":"OutOfStock","errorMessage":"later","trace":[…]}`},
		{"cases.exits", `0`, "Runtime.ExitError",
			`{"errorType":"Runtime.ExitError","errorMessage":"RequestId: … Error: Runtime exited without providing a reason"}`},
		{"cases.exits", `3`, "Runtime.ExitError",
			`{"errorType":"Runtime.ExitError","errorMessage":"RequestId: … Error: Runtime exited with error: exit status 3"}`},
		{"cases.large", `7340032`, "Function.ResponseSizeTooLarge",
			`{"errorType":"Function.ResponseSizeTooLarge","errorMessage":"Response payload size (7340034 bytes) exceeded maximum allowed payload size (6291556 bytes)."}`},
		{"cases.noSuch", `{}`, "Runtime.HandlerNotFound",
			`{"errorType":"Runtime.HandlerNotFound","errorMessage":"cases.noSuch is undefined or not exported","trace":["Runtime.HandlerNotFound: cases.noSuch is undefined or not exported"]}`},
		{"cases.text", `{}`, "Runtime.HandlerNotFound", `{"errorType":"Runtime.HandlerNotFound","errorMessage":"cases.text is not a function",…`},
		{"broken.handler", `{}`, "Runtime.ImportModuleError",
			`{"errorType":"Runtime.ImportModuleError","errorMessage":"Error: Cannot find module 'no-such-module-here'…`},
		{"nowhere.handler", `{}`, "Runtime.ImportModuleError",
			`{"errorType":"Runtime.ImportModuleError","errorMessage":"Error: Cannot find module 'nowhere'…`},
		{"syntax.handler", `{}`, "Runtime.UserCodeSyntaxError", `{"errorType":"Runtime.UserCodeSyntaxError","errorMessage":"SyntaxError: …`},
		{"cases", `{}`, "Runtime.MalformedHandlerName", `{"errorType":"Runtime.MalformedHandlerName","errorMessage":"Bad handler",…`},
		{"../node/cases.echo", `{}`, "Runtime.MalformedHandlerName", `{"errorType":"Runtime.MalformedHandlerName",…`},
	} {
		t.Run(c.handler, func(t *testing.T) {
			t.Parallel()
			f := nodeFunction(t, c.handler)
			f.Runtime = "nodejs" // also for files that are not there
			fails(t, f, c.event, c.want, c.cause)
		})
	}
}

func TestNodeTimeout(t *testing.T) {
	f := nodeFunction(t, "cases.sleeps")
	f.Timeout = 300 * time.Millisecond
	fails(t, f, `60`, "Sandbox.Timedout", `{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: … Error: Task timed out after 0.30 seconds"}`)
}

func TestNodeContext(t *testing.T) {
	f := nodeFunction(t, "cases.context")
	f.Memory, f.Timeout = 256, 0 // the default
	r := newRuntime(t, []lambda.Function{f}, lambda.WithRegion("cn-north-1", "123456789012"))
	contextTest(t, r, map[string]any{
		"arn": "arn:aws-cn:lambda:cn-north-1:123456789012:function:f", "name": "f", "version": "$LATEST", "memory": "256",
		"group": "/aws/lambda/f", "stream": true, "client": nil, "remaining": true, "waits": true, "trace": nil,
	})
}
