package asl_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"

	"github.com/google/go-cmp/cmp"
)

// submitted returns what was recorded as submitted, as JSON.
func submitted(r *asl.Result) (out []string) {
	for _, e := range r.History() {
		if s, ok := e.Details.(*history.TaskProgress); ok && e.Type == history.TypeTaskSubmitted {
			out = append(out, s.Output.String())
		}
	}
	return out
}

// returned are the ways in which the function of a state that waits for its token may
// return, and what is recorded as submitted.
var returned = map[string]struct {
	out  string
	err  error
	want []string
}{
	"an output":                    {`{"MessageId": "m-1"}`, nil, []string{`{"MessageId":"m-1"}`}},
	"null":                         {`null`, nil, []string{`null`}},
	"nothing":                      {"", nil, []string{`null`}},
	"ErrPending with an output":    {`{"MessageId": "m-1"}`, asl.ErrPending, []string{`{"MessageId":"m-1"}`}},
	"ErrPending without an output": {"", asl.ErrPending, nil},
}

const invokeForToken = `"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
	"Parameters": {"FunctionName": "f", "Payload": {"token.$": "$$.Task.Token"}}`

// TestReturnIsTheSubmission: a state for .waitForTaskToken goes on waiting when its
// function has returned, and only its token answers it.
func TestReturnIsTheSubmission(t *testing.T) {
	for name, test := range returned {
		for way, prepare := range ways {
			t.Run(name+" "+way, func(t *testing.T) {
				noLeak(t)
				ctx, opts := prepare(t)
				tokens := make(chan string, 1)
				var mux asl.Mux
				mux.Handle("*", func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
					tokens <- asl.TaskInfoFrom(ctx).Token()
					return json.RawMessage(test.out), test.err
				})
				x, err := machine(t, only(waitForToken), append(opts, asl.WithResolver(&mux))...).Start(ctx, []byte(`{}`))
				if err != nil {
					t.Fatal(err)
				}
				token := <-tokens
				if len(test.want) > 0 {
					await(t, x, history.TypeTaskSubmitted)
				}
				if x.Status() != asl.Running {
					t.Errorf("status %s", x.Status())
				}
				if err := x.SendTaskSuccess(token, []byte(`"answer"`)); err != nil {
					t.Error(err)
				}
				r, err := wait(t, x)
				if diff := cmp.Diff(test.want, submitted(r)); err != nil || string(r.Output) != `"answer"` || diff != "" {
					t.Errorf("%s, %v, submitted (-want +got):\n%s", r.Output, err, diff)
				}
			})
		}
	}
}

// TestFunctionIsTheSubmission: with lambda:invoke the answer of Lambda is submitted.
func TestFunctionIsTheSubmission(t *testing.T) {
	noLeak(t)
	tokens := make(chan string, 1)
	var mux asl.Mux
	mux.Lambda("f", asl.Func(func(_ context.Context, in struct{ Token string }) (int, error) {
		tokens <- in.Token
		return 7, nil
	}))
	x := start(t, machine(t, only(invokeForToken), asl.WithResolver(&mux)), `{}`)
	token := <-tokens
	await(t, x, history.TypeTaskSubmitted)
	if err := x.SendTaskSuccess(token, []byte(`"answer"`)); err != nil {
		t.Error(err)
	}
	r, err := wait(t, x)
	want := []string{`{"ExecutedVersion":"$LATEST","Payload":7,"StatusCode":200}`}
	if diff := cmp.Diff(want, submitted(r)); err != nil || string(r.Output) != `"answer"` || diff != "" {
		t.Errorf("%s, %v, submitted (-want +got):\n%s", r.Output, err, diff)
	}
}

// TestSubmissionFails: an error of the function, or an output that is none, fails the
// state, which waits no longer.
func TestSubmissionFails(t *testing.T) {
	for name, test := range map[string]struct {
		f    asl.TaskFunc
		want *asl.Error
	}{
		"an error": {func(context.Context, json.RawMessage) (json.RawMessage, error) {
			return nil, asl.NewError("Own", "full")
		}, asl.NewError("Own", "full")},
		"a panic":   {func(context.Context, json.RawMessage) (json.RawMessage, error) { panic("no") }, asl.ErrPanicked},
		"an output": {named(`{`), asl.ErrInvalidOutput},
		"no success": {func(context.Context, json.RawMessage) (json.RawMessage, error) {
			return json.RawMessage(`1`), errors.New("no")
		}, asl.ErrTaskFailed},
	} {
		for kind, fields := range map[string]string{"service": waitForToken, "function": invokeForToken} {
			t.Run(name+" "+kind, func(t *testing.T) {
				noLeak(t)
				var mux asl.Mux
				mux.Handle("arn:aws:states:::sqs:*", test.f)
				mux.Lambda("f", test.f)
				var token string
				m := machine(t, only(fields), asl.WithResolver(&mux), asl.WithMiddleware(func(next asl.TaskFunc) asl.TaskFunc {
					return func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
						token = asl.TaskInfoFrom(ctx).Token()
						return next(ctx, in)
					}
				}))
				x := start(t, m, `{}`)
				r, err := wait(t, x)
				if !errors.Is(err, &asl.Error{Name: test.want.Name}) || submitted(r) != nil {
					t.Errorf("%v, submitted %v", err, submitted(r))
				}
				if err := x.SendTaskSuccess(token, []byte(`1`)); !errors.Is(err, asl.ErrNoToken) {
					t.Errorf("its token: %v", err)
				}
			})
		}
	}
}

// TestAnswerBeforeTheSubmission: a function that answers its own token, or whose token
// is answered while it runs, submits nothing any more.
func TestAnswerBeforeTheSubmission(t *testing.T) {
	for way, prepare := range ways {
		for name, send := range map[string]func(*asl.Execution, string) error{
			"success": func(x *asl.Execution, token string) error { return x.SendTaskSuccess(token, []byte(`"answer"`)) },
			"failure": func(x *asl.Execution, token string) error { return x.SendTaskFailure(token, "Own", "") },
		} {
			t.Run(way+" "+name, func(t *testing.T) {
				noLeak(t)
				ctx, opts := prepare(t)
				var mux asl.Mux
				mux.Handle("*", func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
					info := asl.TaskInfoFrom(ctx)
					if err := send(info.Execution, info.Token()); err != nil {
						t.Error(err)
					}
					<-ctx.Done() // the answer is taken up
					return json.RawMessage(`"too late"`), nil
				})
				r, err := machine(t, only(waitForToken), append(opts, asl.WithResolver(&mux))...).Execute(ctx, []byte(`{}`))
				failed := errors.Is(err, &asl.Error{Name: "Own"})
				if failed != (name == "failure") || !failed && string(r.Output) != `"answer"` || submitted(r) != nil {
					t.Errorf("%s, %v, submitted %v", r.Output, err, submitted(r))
				}
			})
		}
	}
}

// TestReturnOfOtherTasks: a task of another state is over when its function returns.
func TestReturnOfOtherTasks(t *testing.T) {
	for _, fields := range []string{
		`"Type": "Task", "Resource": "f"`,
		`"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage"`,
		`"Type": "Task", "Resource": "arn:aws:states:::batch:submitJob.sync"`,
		`"Type": "Task", "Resource": "arn:aws:states:us-east-1:1:activity:act"`,
	} {
		var mux asl.Mux
		mux.Handle("*", named(`"done"`))
		if r := execute(t, machine(t, only(fields), asl.WithResolver(&mux)), `{}`); string(r.Output) != `"done"` || submitted(r) != nil {
			t.Errorf("%s: %s, submitted %v", fields, r.Output, submitted(r))
		}
	}
}
