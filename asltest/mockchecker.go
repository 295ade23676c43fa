package asltest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/state"
)

// A MockChecker knows what AWS services answer. Package awsshapes has one. It must be safe
// for concurrent use.
type MockChecker interface {
	// CheckMock compares an answer with that of the service that a Task's Resource names.
	// strict asks for fields that the service always sends. The error says how the answer
	// differs; it is nil if the checker does not know the service.
	CheckMock(resource string, result json.RawMessage, strict bool) error
}

// WithMockChecker compares what stands for AWS services in a test, mocks and functions of
// the program's own, with what the services answer, as strictly as TestState does. It is for
// [New], [MockCase.Run] and [asl.Machine.With]:
//
//	asltest.New(t, machine, asltest.WithMockChecker(awsshapes.Checker{Parsed: true}))
//
// Parsed is for answers as tasks get them: the Payload of lambda:invoke is no text.
//
// An answer that the service does not give fails a [Test], and any other execution with
// States.Runtime. What comes by a task token is no answer of the service.
func WithMockChecker(c MockChecker) asl.Option {
	if c == nil {
		return asl.WithMiddleware(nil) // which is refused
	}
	return asl.WithMiddleware(func(next asl.TaskFunc) asl.TaskFunc {
		return func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
			out, err := next(ctx, in)
			info := asl.TaskInfoFrom(ctx)
			if err != nil || info.Pattern == state.WaitForTaskToken {
				return out, err
			}
			answer := out
			if len(answer) == 0 {
				answer = json.RawMessage("null")
			}
			if problem := c.CheckMock(info.Resource, answer, true); problem != nil {
				return nil, asl.Errorf(asl.ErrRuntime.Name, "%w", &wrongAnswerError{info.State, info.Resource, problem})
			}
			return out, nil
		}
	})
}

// wrongAnswerError is why no Catch hides that a test is wrong: States.ALL does not take the
// States.Runtime around it.
type wrongAnswerError struct {
	state, resource string
	problem         error
}

func (e *wrongAnswerError) Error() string {
	return fmt.Sprintf("the answer for state %s is none of %s: %v", e.state, e.resource, e.problem)
}

// wrongAnswer is the answer that failed the execution, or one of a Map Run, nil if none did.
func (r *Run) wrongAnswer() error {
	var wrong *wrongAnswerError
	if errors.As(r.err, &wrong) {
		return wrong
	}
	for _, x := range r.items {
		if _, err := x.Wait(context.Background()); errors.As(err, &wrong) {
			return wrong
		}
	}
	return nil
}
