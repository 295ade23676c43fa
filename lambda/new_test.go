package lambda_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/asltest"
	"github.com/goasl/goasl/lambda"
)

// New lists all problems at once.
func TestNewProblems(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	const dir = "testdata/python"
	sub := filepath.Join(t.TempDir(), "sub")
	if err := errors.Join(os.Mkdir(sub, 0o700), os.WriteFile(filepath.Join(sub, "../run"), []byte("#!/bin/sh\n"), 0o700)); err != nil {
		t.Fatal(err)
	}
	for want, f := range map[string]lambda.Function{
		"the name must have 1 to 64 letters":           {Name: "a:b", Dir: dir, Handler: "cases.echo"},
		"Dir and Handler, or a URL":                    {Name: "a", Handler: "cases.echo"},
		"must say what to run":                         {Name: "a", Dir: dir},
		"the folder with the code":                     {Name: "a", Dir: "testdata/nowhere", Handler: "cases.echo"},
		"is no folder":                                 {Name: "a", Dir: file, Handler: "cases.echo"},
		`the handler "nothing.f" names no file`:        {Name: "a", Dir: dir, Handler: "nothing.f"},
		`the runtime "java21" cannot be run here`:      {Name: "a", Dir: dir, Handler: "a.B::c", Runtime: "java21"},
		`the runtime "python3./x" has other`:           {Name: "a", Dir: dir, Handler: "cases.echo", Runtime: "python3./x"},
		`the handler "../run" names no file`:           {Name: "a", Dir: sub, Handler: "../run"},
		"Env has AWS_LAMBDA_RUNTIME_API":               {Name: "a", Dir: dir, Handler: "cases.echo", Env: map[string]string{"AWS_LAMBDA_RUNTIME_API": "x"}},
		`Env has the variable "", whose name is empty`: {Name: "a", Dir: dir, Handler: "cases.echo", Env: map[string]string{"": "x"}},
		`Env has the variable "A=B"`:                   {Name: "a", Dir: dir, Handler: "cases.echo", Env: map[string]string{"A=B": "x"}},
		`Env has the variable "Z"`:                     {Name: "a", Dir: dir, Handler: "cases.echo", Env: map[string]string{"Z": "\x00"}},
		"is negative":                                  {Name: "a", Dir: dir, Handler: "cases.echo", Timeout: -time.Second},
		"no address such as":                           {Name: "a", URL: "localhost:3001"},
	} {
		_, err := lambda.New([]lambda.Function{f, {Name: "!"}})
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), `function "!"`) {
			t.Errorf("error %v\nwant %s", err, want)
		}
	}
	remote := lambda.Function{Name: "a", URL: "http://127.0.0.1:1"}
	if _, err := lambda.New([]lambda.Function{remote, remote}); err == nil || !strings.Contains(err.Error(), "there are two with this name") {
		t.Errorf("two of one name: error %v", err)
	}
	if _, err := lambda.New(nil, lambda.WithLogger(nil)); err == nil {
		t.Error("WithLogger(nil): no error")
	}
	if _, err := lambda.New(nil, lambda.WithRegion("", "1")); err == nil {
		t.Error("WithRegion of nothing: no error")
	}
}

// A runtime keeps the rules for resolvers, and knows a function by its name and its ARNs.
func TestResolver(t *testing.T) {
	t.Parallel()
	r := newRuntime(t, []lambda.Function{{Name: "orders", URL: "http://127.0.0.1:1"}})
	asltest.TestResolver(t, r, "orders", "orders:live", "123456789012:function:orders", "123456789012:function:orders:7",
		"arn:aws:lambda:us-east-1:123456789012:function:orders", "arn:aws-cn:lambda:cn-north-1:123456789012:function:orders:live")
	for _, resource := range []string{
		"arn:aws:states:us-east-1:123456789012:function:orders", "arn:aws:lambda:us-east-1:123456789012:layer:orders", "a:b:orders",
		"orders:live:more", "arn:aws:lambda:us-east-1:123456789012:function:orders:live:more", "Orders",
	} {
		if _, err := r.ResolveTask(resource); !errors.Is(err, asl.ErrNoTask) {
			t.Errorf("%s: error %v, want ErrNoTask", resource, err)
		}
	}
	for resource, want := range map[string]string{
		"invoices":                         "there is no Lambda function of this name",
		"arn:aws:states:::sqs:sendMessage": "it is not the name of a Lambda function",
	} {
		if _, err := r.ResolveTask(resource); err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", resource, err, want)
		}
	}
}

// Without an interpreter, a check of the machine and an execution say what to do.
func TestNoInterpreter(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	for name, f := range map[string]lambda.Function{
		"Python": {Name: "f", Dir: "testdata/python", Handler: "cases.echo", Runtime: "python3.99"},
		"Node":   {Name: "f", Dir: "testdata/node", Handler: "cases.echo"},
	} {
		r := newRuntime(t, []lambda.Function{f})
		machine := asl.MustParse(`{"StartAt": "F", "States": {"F": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:000000000000:function:f", "End": true,
		  "Catch": [{"ErrorEquals": ["Runtime.InterpreterNotFound"], "Next": "Caught"}]}, "Caught": {"Type": "Succeed"}}}`)
		m, err := machine.With(asl.WithResolver(r))
		if err != nil {
			t.Fatal(err)
		}
		var missing *lambda.InterpreterError
		if _, err := r.ResolveTask("f"); !errors.As(err, &missing) || missing.Function != "f" || missing.Language != name {
			t.Fatalf("error %v, want an InterpreterError for %s", err, name)
		}
		err = m.Check()
		for _, want := range []string{`function "f"`, "no " + name, "install it", "Interpreter", "URL", missing.Tried[0]} {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("the error of Check does not have %q: %v", want, err)
			}
		}
		asltest.New(t, m).Run(`{}`).Path("F", "Caught").Succeeds()
	}
}
