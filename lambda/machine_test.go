package lambda_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/asltest"
	"github.com/goasl/goasl/lambda"
)

// task returns a machine with one Task state, which catches errors of that name.
func task(resource, fields, catch string) *asl.Machine {
	return asl.MustParse(fmt.Sprintf(`{"StartAt": "F", "States": {
	  "F": {"Type": "Task", "Resource": %q, %s "Next": "Done",
	    "Catch": [{"ErrorEquals": [%q], "Next": "Caught"}]},
	  "Done": {"Type": "Succeed"}, "Caught": {"Type": "Succeed"}}}`, resource, fields, catch))
}

const (
	arn    = "arn:aws:lambda:us-east-1:000000000000:function:f"
	invoke = "arn:aws:states:::lambda:invoke"
	byName = `"Parameters": {"FunctionName": "f", "Payload.$": "$"}, `
)

// outputOf returns the output of an execution that goes from F to another state.
func outputOf(t *testing.T, r *lambda.Runtime, m *asl.Machine, input, next string) string {
	t.Helper()
	result, err := asltest.New(t, m, asl.WithResolver(r)).Run(input).Path("F", next).Result()
	if err != nil {
		t.Fatal(err)
	}
	return string(result.Output)
}

// The log says which task the lines are of, and an execution's trace header reaches the
// handler.
func TestTaskInfo(t *testing.T) {
	t.Parallel()
	var log records
	r := newRuntime(t, []lambda.Function{pythonFunction(t, "cases.prints_trace")}, lambda.WithLogger(slog.New(&log)))
	result, err := task(arn, "", "States.ALL").Execute(context.Background(), []byte(`{}`), asl.WithResolver(r),
		asl.WithName("run"), asl.WithTraceHeader("Root=1-2-3"))
	if err != nil || !strings.HasPrefix(string(result.Output), `"Root=1-2-3;Parent=`) {
		t.Errorf("output %s, error %v", result.Output, err)
	}
	if got := log.all(); len(got) != 1 || !sameText("Root=1-2-3;Parent=… function=f request=36 characters task=arn:aws:states:us-east-1:000000000000:execution:StateMachine:run…", got[0]) {
		t.Errorf("records %q", got)
	}
}

// Catch knows an exception by the name of its class. The cause is the payload as Python
// writes it, and compact for lambda:invoke.
func TestCatch(t *testing.T) {
	t.Parallel()
	r := newRuntime(t, []lambda.Function{pythonFunction(t, "cases.fails")})
	output := outputOf(t, r, task(arn, "", "OutOfStock"), `{}`, "Caught")
	if want := `{"Error":"OutOfStock","Cause":"{\"errorMessage\": \"no cups left\", \"errorType\": \"OutOfStock\", …}"}`; !sameText(want, output) {
		t.Errorf("output %s, want %s", output, want)
	}
	output = outputOf(t, r, task(invoke, byName, "OutOfStock"), `{}`, "Caught")
	if want := `{"Error":"OutOfStock","Cause":"{\"errorMessage\":\"no cups left\",\"errorType\":\"OutOfStock\",…}"}`; !sameText(want, output) {
		t.Errorf("output of lambda:invoke %s, want %s", output, want)
	}
}

// The output of a task is the response as Python writes it; lambda:invoke wraps it.
func TestInvokeOutput(t *testing.T) {
	t.Parallel()
	r := newRuntime(t, []lambda.Function{pythonFunction(t, "cases.echo")})
	asltest.New(t, task(arn, "", "States.ALL"), asl.WithResolver(r)).Run(`{"a": 1}`).Path("F", "Done").Output(`{"a": 1}`)
	output := outputOf(t, r, task(invoke, byName, "States.ALL"), `{"a": 1}`, "Done")
	if !strings.Contains(output, `"Payload":{"a":1}`) || !strings.Contains(output, `"StatusCode":200`) {
		t.Errorf("output of lambda:invoke %s", output)
	}
}

// NaN is not JSON: as the result of a state it is an error, as a Payload it is text.
func TestNaN(t *testing.T) {
	t.Parallel()
	r := newRuntime(t, []lambda.Function{pythonFunction(t, "cases.nan")})
	asltest.New(t, task(arn, "", asl.ErrInvalidOutput.Name), asl.WithResolver(r)).Run(`{}`).Path("F", "Caught")
	output := outputOf(t, r, task(invoke, byName, "States.ALL"), `{}`, "Done")
	if !strings.Contains(output, `"Payload":"{\"n\": NaN}"`) {
		t.Errorf("output of lambda:invoke %s", output)
	}
}

// A response of more than 256 KiB is too large for a state, although not for Lambda.
func TestLargeOutput(t *testing.T) {
	t.Parallel()
	r := newRuntime(t, []lambda.Function{pythonFunction(t, "cases.large")})
	asltest.New(t, task(arn, "", "States.DataLimitExceeded"), asl.WithResolver(r)).Run(`300000`).Path("F", "Caught")
	asltest.New(t, task(arn, "", "Function.ResponseSizeTooLarge"), asl.WithResolver(r)).Run(`7340032`).Path("F", "Caught")
}
