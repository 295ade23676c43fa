package asltest_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/asltest"
)

type resolver func(resource string) (asl.TaskFunc, error)

func (r resolver) ResolveTask(resource string) (asl.TaskFunc, error) { return r(resource) }

// machines is a resolver that fails to find machines in some way.
type machines struct {
	asl.Mux
	find func(arn string) (*asl.Machine, error)
}

func (m *machines) ResolveMachine(arn string) (*asl.Machine, error) { return m.find(arn) }

func echo(_ context.Context, in json.RawMessage) (json.RawMessage, error) { return in, nil }

func TestMuxIsAResolver(t *testing.T) {
	var mux asl.Mux
	mux.Lambda("orders", echo)
	mux.Handle("arn:aws:states:::sqs:sendMessage", echo)
	passes(t, func(t testing.TB) {
		asltest.TestResolver(t, &mux, "orders", "arn:aws:lambda:eu-west-1:123456789012:function:orders:live", "arn:aws:states:::sqs:sendMessage.waitForTaskToken")
	})
}

func TestResolversFail(t *testing.T) {
	none := errors.Join(errors.New("what?"), asl.ErrNoTask)
	var turns atomic.Int64
	tests := []struct {
		name string
		r    asl.TaskResolver
		want string
	}{
		{"nil", nil, "the resolver is nil"},
		{"unknown", resolver(func(string) (asl.TaskFunc, error) { return nil, none }), `ResolveTask("known"): error`},
		{"nil task", resolver(func(string) (asl.TaskFunc, error) { return nil, nil }), `ResolveTask("known"): the task is nil`},
		{"everything", resolver(func(string) (asl.TaskFunc, error) { return echo, nil }), `ResolveTask(""): it has a task; want an error that wraps asl.ErrNoTask`},
		{"other error", resolver(func(r string) (asl.TaskFunc, error) {
			if r == "known" {
				return echo, nil
			}
			return nil, errors.New("what?")
		}), `ResolveTask(""): error what? does not wrap asl.ErrNoTask`},
		{"both", resolver(func(r string) (asl.TaskFunc, error) {
			if r == "known" {
				return echo, nil
			}
			return echo, none
		}), `both a task and an error`},
		{"no error", resolver(func(r string) (asl.TaskFunc, error) {
			if r == "known" {
				return echo, nil
			}
			return nil, nil
		}), `no task and no error`},
		{"panic", resolver(func(r string) (asl.TaskFunc, error) { return nil, errors.New(r[5:]) }), `panics: runtime error`},
		{"forgetful", resolver(func(r string) (asl.TaskFunc, error) {
			if r == "known" && turns.Add(1) == 1 {
				return echo, nil
			}
			return nil, none
		}), `with calls at once: ResolveTask("known"): error`},
		{"machine", &machines{find: func(string) (*asl.Machine, error) { return order, nil }}, `ResolveMachine(""): it has a machine`},
		{"machine's error", &machines{find: func(string) (*asl.Machine, error) { return nil, errors.New("what?") }}, `ResolveMachine(""): error what?`},
		{"machine's panic", &machines{find: func(string) (*asl.Machine, error) { panic("no") }}, `ResolveMachine("") panics: no`},
	}
	for _, test := range tests {
		messages := record(t, func(t testing.TB) { asltest.TestResolver(t, test.r, "known") })
		if !strings.Contains(strings.Join(messages, "\n"), test.want) {
			t.Errorf("%s: %.500q, want %q", test.name, messages, test.want)
		}
	}
	passes(t, func(t testing.TB) {
		asltest.TestResolver(t, &machines{find: func(string) (*asl.Machine, error) { return nil, nil }})
	})
}
