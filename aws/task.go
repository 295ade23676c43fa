package aws

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/aws/internal/client"
	"github.com/goasl/goasl/aws/internal/wire"
	"github.com/goasl/goasl/awsshapes"
	"github.com/goasl/goasl/internal/integration"
	"github.com/goasl/goasl/jsonvalue"
)

// task is the task of a resource. An action, such as that of "lambda:invoke", carries out
// one call of it.
type task struct {
	resolver *Resolver
	resource string // as it is written
	call     integration.Call
	act      action
}

// ResolveTask returns the task for a resource. There is none, and the error wraps
// [asl.ErrNoTask], for a resource that is not of a service integration, for an operation
// that is not known, and for a service that no target was named for.
func (r *Resolver) ResolveTask(resource string) (asl.TaskFunc, error) {
	call, ok := integration.CallOf(resource)
	if isFunction(resource) {
		call, ok = integration.Call{Service: "lambda", Operation: "Invoke"}, true
	}
	if !ok {
		return nil, fmt.Errorf("%w for %q: it is not the resource of a service integration", asl.ErrNoTask, resource)
	}
	t := &task{resolver: r, resource: resource, call: call}
	name, pattern := split(resource)
	t.act = actions[name+pattern]
	if isFunction(resource) {
		t.act = invokeFunction
	}
	if t.act == nil && pattern == "" {
		o, err := client.Operation(call.Service, call.Operation)
		if err != nil {
			return nil, fmt.Errorf("%w for %q: %w", asl.ErrNoTask, resource, err)
		}
		if o.Streams() {
			return nil, fmt.Errorf("%w for %q: the operation works with a stream of events", asl.ErrNoTask, resource)
		}
		t.act = requestResponse
	}
	if t.act == nil {
		return nil, fmt.Errorf("%w for %q: package aws does not have the pattern %s of it", asl.ErrNoTask, resource, pattern)
	}
	if call.Service != "" && r.local.Target(call.Service) == "" {
		return nil, fmt.Errorf("%w for %q: Config has no Target for %s", asl.ErrNoTask, resource, call.Service)
	}
	return t.run, nil
}

// split returns service and action of a resource, such as "sqs:sendMessage", and the suffix
// of its pattern: "", ".sync" or ".sync:2". That of .waitForTaskToken is "", as the execution
// itself waits.
func split(resource string) (name, pattern string) {
	parts := strings.SplitN(resource, ":", 6) // arn, partition, states, no region, no account
	if len(parts) < 6 {
		return "", ""
	}
	name, pattern, _ = strings.Cut(parts[5], ".")
	if pattern == "" || pattern == "waitForTaskToken" {
		return name, ""
	}
	return name, "." + pattern
}

// CheckCall implements [asl.ParameterChecker].
// Step Functions: values that are only known now are held against the request as those of the
// definition are when the machine is created.
func (r *Resolver) CheckCall(resource string, parameters jsonvalue.Value) []string {
	if problems := (awsshapes.Checker{}).CheckCall(resource, parameters); problems != nil {
		return problems
	}
	name, pattern := split(resource)
	call, ok := integration.CallOf(resource)
	if !ok || actions[name+pattern] != nil {
		return nil
	}
	o, err := client.Operation(call.Service, call.Operation)
	if err != nil {
		return nil // ResolveTask has no task for it
	}
	var unfit *wire.InputError
	if _, err := o.Request(parameters, (&task{call: call}).style(), ""); errors.As(err, &unfit) {
		return []string{unfit.Problem}
	}
	return nil
}

// run carries out a call of the task. Whoever calls it may not have checked the parameters.
func (t *task) run(ctx context.Context, input json.RawMessage) (json.RawMessage, error) {
	t.resolver.running.begin()
	defer t.resolver.running.end()
	v, err := jsonvalue.Parse(input)
	if err != nil {
		return nil, err
	}
	if problems := t.resolver.CheckCall(t.resource, v); problems != nil {
		return nil, unusable(ctx, v, strings.Join(problems, ", "))
	}
	result, err := t.act(ctx, t, v)
	if err != nil {
		return nil, err
	}
	return result.JSON(), nil
}

// style returns how the task's integration writes members.
func (t *task) style() wire.Style {
	if t.call.SDK {
		return wire.SDK
	}
	return wire.Optimized
}

// client returns the client for a service, with the credentials of the state and the trace of
// the execution.
func (t *task) client(ctx context.Context, service string) (*client.Client, error) {
	c, err := t.resolver.client(service)
	if err != nil {
		return nil, err
	}
	if c, err = t.resolver.withRole(ctx, c); err != nil {
		return nil, err
	}
	if header := asl.TraceHeader(ctx); header != "" {
		c = c.Traced(header)
	}
	return c, nil
}

// send calls an operation of the task's service. The error is that of the task: it has the
// name and the cause that Step Functions gives it.
func (t *task) send(ctx context.Context, operation string, input jsonvalue.Value) (*client.Answer, error) {
	return t.sendTo(ctx, t.call.Service, operation, input)
}

// sendTo is send for an operation of another service.
func (t *task) sendTo(ctx context.Context, service, operation string, input jsonvalue.Value) (*client.Answer, error) {
	c, err := t.client(ctx, service)
	if err != nil {
		return nil, err
	}
	a, err := c.Call(ctx, service, operation, input, t.style(), token(ctx, operation))
	if err != nil {
		return nil, t.failure(ctx, service, input, err)
	}
	return a, nil
}

// requestResponse is the action of an operation as it is.
func requestResponse(ctx context.Context, t *task, input jsonvalue.Value) (jsonvalue.Value, error) {
	a, err := t.send(ctx, t.call.Operation, input)
	if err != nil {
		return jsonvalue.Value{}, err
	}
	if t.call.SDK {
		return a.Result, nil
	}
	return withMetadata(a), nil
}
