package durable_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/state"

	"github.com/google/go-cmp/cmp"
)

type callerKey struct{}

// TestTracing: an execution gets the trace header of the context that it is started with, unless
// it has one, and so do its children. An answer by a token is told, once.
func TestTracing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var answers []string
		tracing := durable.WithTracing(durable.Tracing{
			Header: func(ctx context.Context) string { return fmt.Sprint(ctx.Value(callerKey{})) },
			Answered: func(ctx context.Context, root state.Description, arn string, effect int64) {
				answers = append(answers, fmt.Sprint(ctx.Value(callerKey{}), " ", root.Name, " ", arn == root.ARN, " ", effect))
			},
		})
		tokens := make(chan string, 1)
		ask := func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
			tokens <- asl.TaskInfoFrom(ctx).Token()
			return nil, asl.ErrPending
		}
		s := serve(t, durable.Memory(), map[string]*asl.Machine{
			"parent": machine(t, parentOf(".sync:2", `, "Name": "fixed"`)), "child": machine(t, waitThenTask, asl.WithTask("T", ask)),
			"express": asl.MustParse(`{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}`, asl.WithType(asl.Express)),
		}, tracing)
		ctx := context.WithValue(t.Context(), callerKey{}, "Root=1-6ab4ae1a-76cd1e61fecf47d6a7af7587")
		header := func(start durable.Start) string {
			start.Machine = arnOf + start.Machine
			d, err := s.Start(ctx, start)
			if err != nil {
				t.Fatal(err)
			}
			return d.TraceHeader
		}
		if got := header(durable.Start{Machine: "parent", Name: "p", Input: []byte(`{}`)}); got != "Root=1-6ab4ae1a-76cd1e61fecf47d6a7af7587" {
			t.Errorf("the header is %q", got)
		}
		if got := header(durable.Start{Machine: "express", TraceHeader: "own"}); got != "own" {
			t.Errorf("in place of its own, the header is %q", got)
		}
		time.Sleep(90 * time.Minute)
		child := strings.Replace(arnOf, ":stateMachine:", ":execution:", 1) + "child:fixed"
		if d := s.after(0, child); !strings.HasPrefix(d.TraceHeader, "Root=1-6ab4ae1a-76cd1e61fecf47d6a7af7587;Parent=") {
			t.Errorf("the header of the child is %q", d.TraceHeader)
		}
		token := <-tokens
		if err := s.SendTaskHeartbeat(ctx, token); err != nil {
			t.Error(err)
		}
		if err := s.SendTaskSuccess(ctx, token, []byte(`1`)); err != nil {
			t.Error(err)
		}
		if err := s.SendTaskSuccess(ctx, token, []byte(`1`)); err == nil {
			t.Error("it is answered twice")
		}
		if diff := cmp.Diff([]string{"Root=1-6ab4ae1a-76cd1e61fecf47d6a7af7587 fixed true 1"}, answers); diff != "" {
			t.Errorf("answers (-want +got):\n%s", diff)
		}
	})
}

// TestWithOptions: options in one are those options, and all metrics are told.
func TestWithOptions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var first, second int
		metrics := func(n *int) durable.Option {
			return durable.WithMetrics(durable.Metrics{Committed: func(int, int, time.Duration) { *n++ }})
		}
		s := serve(t, durable.Memory(), map[string]*asl.Machine{"m": machine(t, `{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}`)},
			durable.WithOptions(metrics(&first), metrics(&second)), durable.WithMetrics(durable.Metrics{}))
		s.ends(time.Second, s.begin("m", "x", `1`), asl.Succeeded, `1`)
		if first == 0 || first != second {
			t.Errorf("%d and %d commits are told", first, second)
		}
	})
	for _, o := range []durable.Option{durable.WithOptions(nil), durable.WithOptions(durable.WithLease(-1))} {
		if _, err := durable.New(durable.Memory(), o); err == nil || errors.Is(err, durable.ErrNotFound) {
			t.Errorf("a wrong option: %v", err)
		}
	}
}
