package asl_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
)

type outOfStock struct{ sku string }

func (e *outOfStock) Error() string { return "no " + e.sku + " left" }

func ExampleLambda() {
	reserve := func(_ context.Context, o order) (receipt, error) {
		return receipt{}, &outOfStock{o.SKU}
	}
	// In the function's main: lambda.Start(reserve)
	var mux asl.Mux
	mux.Lambda("reserve", asl.Lambda(reserve))
	m := asl.MustParse(`{
		"StartAt": "Reserve",
		"States": {
			"Reserve": {
				"Type": "Task",
				"Resource": "arn:aws:lambda:us-east-1:123456789012:function:reserve",
				"Catch": [{"ErrorEquals": ["outOfStock"], "Next": "Apologize"}],
				"End": true
			},
			"Apologize": {"Type": "Pass", "End": true}
		}
	}`)
	r, err := m.Execute(context.Background(), []byte(`{"sku": "A-17"}`), asl.WithResolver(&mux))
	fmt.Println(string(r.Output), err)
	// Output:
	// {"Error":"outOfStock","Cause":"{\"errorMessage\":\"no A-17 left\",\"errorType\":\"outOfStock\"}"} <nil>
}

type contextKey struct{}

// invoker has the method of a lambda.Handler.
type invoker struct{ err error }

func (i invoker) Invoke(_ context.Context, payload []byte) ([]byte, error) { return payload, i.err }

func TestLambdaTakesEachSignature(t *testing.T) {
	const input = `{"sku": "<&>", "qty": 2}`
	ctx := context.WithValue(context.Background(), contextKey{}, "here")
	called := ""
	note := func(ctx context.Context, event any) {
		called = fmt.Sprint(event)
		if ctx != nil {
			called = fmt.Sprint(ctx.Value(contextKey{}), " ", event)
		}
	}
	for _, test := range []struct {
		handler      any
		called, want string
	}{
		{func() { note(nil, "") }, "", `null`},
		{func(o order) { note(nil, o) }, "{<&> 2}", `null`},
		{func(ctx context.Context) { note(ctx, "") }, "here ", `null`},
		{func(ctx context.Context, o order) { note(ctx, o) }, "here {<&> 2}", `null`},
		{func() error { note(nil, ""); return nil }, "", `null`},
		{func(o *order) error { note(nil, *o); return nil }, "{<&> 2}", `null`},
		{func(ctx context.Context) error { note(ctx, ""); return nil }, "here ", `null`},
		{func(ctx context.Context, o order) error { note(ctx, o); return nil }, "here {<&> 2}", `null`},
		{func() (string, error) { note(nil, ""); return "<&>", nil }, "", `"<&>"`},
		{func(o order) (order, error) { note(nil, o); return o, nil }, "{<&> 2}", `{"sku":"<&>","qty":2}`},
		{func(ctx context.Context) (any, error) { note(ctx, ""); return nil, nil }, "here ", `null`},
		{func(ctx context.Context, o order) (*order, error) { note(ctx, o); return &o, nil }, "here {<&> 2}", `{"sku":"<&>","qty":2}`},
		{func(e any) (any, error) { note(nil, e); return e, nil }, "map[qty:2 sku:<&>]", `{"qty":2,"sku":"<&>"}`},
		{func(e json.RawMessage) (json.RawMessage, error) { note(nil, string(e)); return e, nil }, input, input},
		{invoker{}, "", input},
	} {
		t.Run(fmt.Sprintf("%T", test.handler), func(t *testing.T) {
			called = ""
			out, err := asl.Lambda(test.handler)(ctx, json.RawMessage(input))
			if err != nil || string(out) != test.want || called != test.called {
				t.Errorf("got %s, %v, called with %q; want %s, called with %q", out, err, called, test.want, test.called)
			}
		})
	}
}

func TestLambdaNamesErrorsByType(t *testing.T) {
	missing := &outOfStock{"A-17"}
	for _, test := range []struct {
		err         error
		name, cause string
	}{
		{errors.New("broken"), "errorString", `{"errorMessage":"broken","errorType":"errorString"}`},
		{missing, "outOfStock", `{"errorMessage":"no A-17 left","errorType":"outOfStock"}`},
		{stringError("value"), "stringError", `{"errorMessage":"value","errorType":"stringError"}`},
		{fmt.Errorf("order 7: %w", missing), "wrapError", `{"errorMessage":"order 7: no A-17 left","errorType":"wrapError"}`},
		{struct{ error }{missing}, "States.TaskFailed", `{"errorMessage":"no A-17 left","errorType":"States.TaskFailed"}`},
		{fmt.Errorf("order 7: %w", namedError("Own")), "Own", `{"errorMessage":"order 7: named Own","errorType":"Own"}`},
		{asl.NewError("Own", "my cause"), "Own", "my cause"},
		{InvokeResponse_Error{Type: "Declined", Message: "no funds"}, "Declined", `{"errorMessage":"no funds","errorType":"Declined"}`},
		{(*outOfStock)(nil), "States.TaskFailed", "The task returned an error whose methods panic. Return a plain nil for success, not a nil pointer."},
	} {
		for _, handler := range []any{
			func() error { return test.err },
			func(context.Context, order) (receipt, error) { return receipt{}, test.err },
			invoker{test.err},
		} {
			r, err := machine(t, task(""), work(asl.Lambda(handler))).Execute(context.Background(), []byte(`{}`))
			if r == nil || r.Error.Name != test.name || r.Error.Cause != test.cause {
				t.Errorf("%T with %T: got %v, want %s: %s", handler, test.err, err, test.name, test.cause)
			}
			if !reflect.ValueOf(test.err).IsZero() && !errors.Is(err, test.err) {
				t.Errorf("%T with %T: %v does not wrap it", handler, test.err, err)
			}
		}
	}
}

// InvokeResponse_Error is that of aws-lambda-go, as far as a handler sets it.
type InvokeResponse_Error struct{ Message, Type string }

func (e InvokeResponse_Error) Error() string { return fmt.Sprintf("%#v", e) }

type stringError string

func (e stringError) Error() string { return string(e) }

type namedError string

func (e namedError) Error() string     { return "named " + string(e) }
func (e namedError) ErrorName() string { return string(e) }

func TestLambdaSaysWhatDoesNotFit(t *testing.T) {
	none := context.Background()
	if _, err := asl.Lambda(func(order) {})(none, json.RawMessage(`[]`)); !errors.Is(err, asl.ErrInvalidInput) {
		t.Errorf("an array for a struct: %v", err)
	}
	endless := func() (chan int, error) { return nil, nil }
	if _, err := asl.Lambda(endless)(none, json.RawMessage(`{}`)); !errors.Is(err, asl.ErrInvalidOutput) {
		t.Errorf("a channel as the response: %v", err)
	}
}

func TestLambdaKeepsTheOutputOfAPendingTask(t *testing.T) {
	for _, handler := range []any{
		func() (string, error) { return "x", asl.ErrPending },
		func() (string, error) { return "x", fmt.Errorf("later: %w", asl.ErrPending) },
		invoker{asl.ErrPending},
	} {
		out, err := asl.Lambda(handler)(context.Background(), json.RawMessage(`"x"`))
		var named interface{ ErrorName() string }
		if string(out) != `"x"` || !errors.Is(err, asl.ErrPending) || errors.As(err, &named) {
			t.Errorf(`%T: got %s, %v; want "x" and ErrPending`, handler, out, err)
		}
	}
}

func TestLambdaPanics(t *testing.T) {
	var none func()
	for _, test := range []struct {
		handler any
		want    string
	}{
		{nil, "no function, or nil"},
		{none, "no function, or nil"},
		{7, "Lambda(int): the handler is no function"},
		{func(...string) {}, "any number of arguments"},
		{func(context.Context, ...string) {}, "any number of arguments"},
		{func(string, string) {}, "Lambda(func(string, string)): the handler takes other parameters"},
		{func(order, context.Context) {}, "other parameters"},
		{func(context.Context, string, string) {}, "other parameters"},
		{func() string { return "" }, "returns other values"},
		{func() (error, string) { return nil, "" }, "returns other values"},
		{func() (string, string) { return "", "" }, "returns other values"},
		{func() (string, string, error) { return "", "", nil }, "returns other values"},
		{func() *outOfStock { return nil }, "returns other values"},
	} {
		t.Run(fmt.Sprintf("%T", test.handler), func(t *testing.T) {
			defer func() {
				if message, _ := recover().(string); !strings.HasPrefix(message, "asl: Lambda(") || !strings.Contains(message, test.want) {
					t.Errorf("panic %q does not say %q", message, test.want)
				}
			}()
			asl.Lambda(test.handler)
		})
	}
}

func TestLambdaLeavesPanicsToTheExecution(t *testing.T) {
	handler := asl.Lambda(func() { panic("handler") })
	_, err := machine(t, task(""), work(handler), asl.WithLogger(slog.New(slog.DiscardHandler))).Execute(context.Background(), []byte(`{}`))
	if !errors.Is(err, asl.ErrPanicked) {
		t.Errorf("got %v, want %v", err, asl.ErrPanicked)
	}
}
