package action_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/aws/internal/action"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
)

// service is a service that answers calls one after the other, and writes down what it was
// asked.
type service struct {
	mu      sync.Mutex
	asked   []string
	answers []string    // JSON, or an error: "!Name cause"; the last one again and again
	act     func(n int) // is called before answer n, if not nil
}

func (s *service) call(_ context.Context, name, operation string, in jsonvalue.Value) (jsonvalue.Value, error) {
	s.mu.Lock()
	n := len(s.asked)
	s.asked = append(s.asked, name+":"+operation+" "+in.Compact().String())
	answer := s.answers[min(n, len(s.answers)-1)]
	s.mu.Unlock()
	if s.act != nil {
		s.act(n)
	}
	if why, failed := strings.CutPrefix(answer, "!"); failed {
		name, cause, _ := strings.Cut(why, " ")
		return jsonvalue.Value{}, asl.NewError(name, cause)
	}
	return jsonvalue.ParseString(answer)
}

func (s *service) calls() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.asked...)
}

// ResolveTask implements asl.TaskResolver for resources such as
// arn:aws:states:::batch:submitJob.sync.
func (s *service) ResolveTask(resource string) (asl.TaskFunc, error) {
	name := strings.TrimPrefix(resource, "arn:aws:states:::")
	name, _, _ = strings.Cut(name, ".")
	service, operation, _ := strings.Cut(name, ":")
	return func(ctx context.Context, input json.RawMessage) (json.RawMessage, error) {
		in, err := jsonvalue.Parse(input)
		if err != nil {
			return nil, err
		}
		task := action.Task{
			Action: name, Service: service, Operation: strings.ToUpper(operation[:1]) + operation[1:],
			Pattern: asl.TaskInfoFrom(ctx).Pattern, Input: in, Call: s.call,
		}
		out, err := task.Run(ctx)
		return out.JSON(), err
	}, nil
}

// machine returns a machine with one state, which calls the service.
func (s *service) machine(t *testing.T, resource, parameters, fields string, opts ...asl.Option) *asl.Machine {
	t.Helper()
	text := fmt.Sprintf(`{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::%s",
		"Parameters": %s%s, "End": true}}}`, resource, parameters, fields)
	m, err := asl.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	opts = append([]asl.Option{asl.WithResolver(s), asl.WithClock(asl.NewVirtualClock(epoch)), asl.WithIdentity(asl.Identity{Machine: "m"}), asl.WithName("x")}, opts...)
	if m, err = m.With(opts...); err != nil {
		t.Fatal(err)
	}
	return m
}

// submitted returns the outputs of the TaskSubmitted events.
func submitted(r *asl.Result) (outputs []string) {
	for _, e := range r.History() {
		if p, ok := e.Details.(*history.TaskProgress); ok && e.Type == history.TypeTaskSubmitted {
			outputs = append(outputs, p.Output.String())
		}
	}
	return outputs
}
