package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/lambda"
)

// resolver finds what tasks call: functions, and services if they are named. A task of another
// service that waits for its token does that all the same, since clients can answer it.
type resolver struct {
	*lambda.Runtime
	services asl.TaskResolver // nil for none
}

// ResolveTask implements [asl.TaskResolver].
func (r resolver) ResolveTask(resource string) (asl.TaskFunc, error) {
	f, err := r.Runtime.ResolveTask(resource)
	if errors.Is(err, asl.ErrNoTask) && r.services != nil {
		if f, err := r.services.ResolveTask(resource); err == nil {
			return f, nil
		}
	}
	service, ok := serviceOf(resource)
	switch {
	case !errors.Is(err, asl.ErrNoTask) || !ok:
		return f, err
	case service == "lambda:invoke" || service == "states:startExecution": // its parameters say what is called
		return nil, err
	case strings.HasSuffix(resource, ".waitForTaskToken"):
		return submitted, nil
	}
	return nil, fmt.Errorf("%w for the resource %.256q: services of AWS are called with --aws URL, or --aws real", asl.ErrNoTask, resource)
}

// checking is a resolver whose services check parameters.
type checking struct {
	resolver
	checker asl.ParameterChecker
}

// resolver returns what finds the tasks of executions.
func (s *Server) resolver() asl.TaskResolver {
	r := resolver{s.Runtime, s.Services}
	if c, ok := s.Services.(asl.ParameterChecker); ok {
		return checking{r, c}
	}
	return r
}

// CheckCall implements [asl.ParameterChecker], for what the services are called with.
func (c checking) CheckCall(resource string, parameters jsonvalue.Value) []string {
	if _, err := c.Runtime.ResolveTask(resource); !errors.Is(err, asl.ErrNoTask) {
		return nil // a function
	}
	if _, err := c.checker.ResolveTask(resource); err != nil {
		return nil
	}
	return c.checker.CheckCall(resource, parameters)
}

// serviceOf returns the service and the action of a resource that is an integration, as in
// "sqs:sendMessage".
func serviceOf(resource string) (service string, ok bool) {
	parts := strings.SplitN(resource, ":", 6)
	if len(parts) < 6 || parts[0] != "arn" || parts[2] != "states" || parts[4] != "" {
		return "", false
	}
	service, _, _ = strings.Cut(parts[5], ".")
	return service, true
}

// submitted is a task of which nothing is done, and that waits for its answer.
func submitted(context.Context, json.RawMessage) (json.RawMessage, error) {
	return nil, asl.ErrPending
}
