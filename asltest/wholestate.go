package asltest

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// isWhole reports whether a mock of the state stands for all states inside it.
func isWhole(s state.State) bool { return s.Type() == "Map" || s.Type() == "Parallel" }

// atOnce reports whether the response needs no time and no task.
func (r Response) atOnce() bool {
	return r.do != nil && r.delay == 0 && r.submitted == nil && !r.callback
}

// option makes an execution get the responses of a mock.
func (s *session) option(m *mock, of state.State) asl.Option {
	if !isWhole(of) {
		return asl.WithTask(m.state, s.task(m))
	}
	return asl.WithMock(m.state, func(in asl.Mocked) (json.RawMessage, error) {
		r, ok := s.respond(m, in.Items)
		if !ok {
			return nil, errMisused
		}
		out, err := r.do(context.Background(), in.Input)
		if err != nil {
			return nil, err
		}
		if problem := wrongResult(of, in, parsed(out)); problem != "" {
			s.report(fmt.Sprintf("the mock of state %s: %s", m.state, problem))
			return nil, errMisused
		}
		return out, nil
	})
}

// wrongResult says why a state cannot have that result, "" if it can.
func wrongResult(of state.State, in asl.Mocked, result jsonvalue.Value) string {
	kind, length, parts := jsonvalue.Array, -1, "iterations"
	switch s := of.(type) {
	case *state.Parallel:
		length, parts = len(s.Branches), "branches"
	case *state.Map:
		if kind = s.ResultKind(); !s.Distributed { // a distributed one may tolerate failures
			length = parsed(in.Input).Len()
		}
	}
	switch {
	case result.Kind() != kind && kind == jsonvalue.Object:
		return fmt.Sprintf("its ResultWriter makes the result an object, and it returns %s", result.Preview(shown))
	case result.Kind() != kind:
		return fmt.Sprintf("the result of a %s state is an array of what its %s return, and it returns %s", of.Type(), parts, result.Preview(shown))
	case kind == jsonvalue.Array && length >= 0 && result.Len() != length:
		return fmt.Sprintf("there are %d %s, and it returns an array of %d: %s", length, parts, result.Len(), result.Preview(shown))
	}
	return ""
}
