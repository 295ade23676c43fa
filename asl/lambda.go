package asl

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
)

// Lambda makes a [TaskFunc] of the handler of a Lambda function in Go. It takes the same
// handlers as lambda.Start of github.com/aws/aws-lambda-go:
//
//   - a function with no parameters, or with a [context.Context], an event, or both in this
//     order, and with no results, an error, or a response and an error
//   - a value with the method Invoke(context.Context, []byte) ([]byte, error)
//
// The event is decoded and the response is encoded as by [Func], with the same errors. A
// handler without a response has the output null. A response beside [ErrPending] is the
// output of the TaskSubmitted event. The context has no lambdacontext.LambdaContext; a
// [Middleware] may add one.
//
// The name of an error, which Retry and Catch compare, is that of its Go type: "OutOfStock"
// for the types OutOfStock and *OutOfStock, "errorString" for a result of errors.New,
// "wrapError" for a result of fmt.Errorf with one %w. An InvokeResponse_Error of
// aws-lambda-go has the name and the message that its fields say. As with any TaskFunc, an
// [*Error] or a method ErrorName in the chain gives another name.
// Step Functions: the errorType that a Lambda function reports is the name of its error.
//
// Lambda panics if handler is nil, or is no such handler.
func Lambda(handler any) TaskFunc {
	if h, ok := handler.(invoker); ok {
		return func(ctx context.Context, input json.RawMessage) (json.RawMessage, error) {
			output, err := h.Invoke(ctx, input)
			return output, namedByType(err)
		}
	}
	h, problem := newLambdaHandler(reflect.ValueOf(handler))
	if problem != "" {
		panic(fmt.Sprintf("asl: Lambda(%T): %s", handler, problem))
	}
	return h.call
}

// invoker is the interface lambda.Handler.
type invoker interface {
	Invoke(context.Context, []byte) ([]byte, error)
}

// lambdaHandler is a handler function.
type lambdaHandler struct {
	f            reflect.Value
	takesContext bool
	event        reflect.Type // nil if it takes no event
}

var (
	contextType = reflect.TypeFor[context.Context]()
	errorType   = reflect.TypeFor[error]()
)

// newLambdaHandler returns a handler, or says what is wrong with it.
func newLambdaHandler(f reflect.Value) (h *lambdaHandler, problem string) {
	if f.Kind() != reflect.Func || f.IsNil() {
		return nil, "the handler is no function, or nil"
	}
	h = &lambdaHandler{f: f}
	t := f.Type()
	parameters := t.NumIn()
	h.takesContext = parameters > 0 && t.In(0) == contextType
	switch {
	case t.IsVariadic():
		return nil, "the handler takes any number of arguments; want a context.Context, an event, both or none"
	case parameters > 2 || (parameters == 2 && !h.takesContext):
		return nil, "the handler takes other parameters than a context.Context, an event, both in this order, or none"
	case parameters == 2 || (parameters == 1 && !h.takesContext):
		h.event = t.In(parameters - 1)
	}
	if n := t.NumOut(); n > 2 || (n > 0 && !isErrorInterface(t.Out(n-1))) {
		return nil, "the handler returns other values than an error, a response and an error, or none"
	}
	return h, ""
}

// isErrorInterface reports whether a type is error, or an interface with more methods. Other
// types that implement error do not count: a nil pointer of such a type is not a nil error.
func isErrorInterface(t reflect.Type) bool {
	return t.Kind() == reflect.Interface && t.Implements(errorType)
}

func (h *lambdaHandler) call(ctx context.Context, input json.RawMessage) (json.RawMessage, error) {
	var args []reflect.Value
	if h.takesContext {
		args = append(args, reflect.ValueOf(&ctx).Elem())
	}
	if h.event != nil {
		event := reflect.New(h.event)
		if err := decode(input, event.Interface()); err != nil {
			return nil, err
		}
		args = append(args, event.Elem())
	}
	response, err := split(h.f.Call(args))
	if err != nil && !errors.Is(err, ErrPending) {
		return nil, namedByType(err)
	}
	output, encodeErr := encode(response)
	if encodeErr != nil {
		return nil, encodeErr
	}
	return output, err
}

// split returns a pointer to the response that a handler returned, or to nil if there is
// none, and the error.
func split(results []reflect.Value) (response any, err error) {
	if n := len(results); n > 0 {
		err, _ = results[n-1].Interface().(error)
	}
	if len(results) < 2 {
		return new(any), err
	}
	p := reflect.New(results[0].Type())
	p.Elem().Set(results[0])
	return p.Interface(), err
}

// typeNamed is an error whose name is that of its Go type.
type typeNamed struct{ error }

// namedByType gives err the name of its type, unless it is nil or [ErrPending], or has a
// name in its chain.
func namedByType(err error) error {
	var named namedError
	if err == nil || errors.Is(err, ErrPending) || errors.As(err, &named) {
		return err
	}
	return typeNamed{err}
}

func (e typeNamed) Unwrap() error { return e.error }

// Error returns the message that Lambda reports.
func (e typeNamed) Error() string {
	if r, ok := e.reported(); ok {
		return r.FieldByName("Message").String()
	}
	return e.error.Error()
}

func (e typeNamed) ErrorName() string {
	if r, ok := e.reported(); ok {
		return r.FieldByName("Type").String()
	}
	t := reflect.TypeOf(e.error)
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.Name()
}

// reported returns the error if it is an InvokeResponse_Error of the package messages of
// aws-lambda-go, by which a handler says the name and the message itself.
func (e typeNamed) reported() (r reflect.Value, ok bool) {
	r = reflect.ValueOf(e.error)
	if t := r.Type(); t.Kind() != reflect.Struct || t.Name() != "InvokeResponse_Error" {
		return r, false
	}
	for _, field := range []string{"Type", "Message"} {
		if r.FieldByName(field).Kind() != reflect.String {
			return r, false
		}
	}
	return r, true
}
