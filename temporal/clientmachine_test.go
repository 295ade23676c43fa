package temporal_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"go.temporal.io/sdk/converter"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/temporal"
)

// start starts an execution of a client, whose worker drives it to its end.
func (c *cluster) start(our *temporal.Client, w *oneWorkflow, s durable.Start) description {
	c.t.Helper()
	started, err := our.Start(c.t.Context(), s)
	if err != nil {
		c.t.Fatal(err)
	}
	c.client = our
	c.newRun(started.Started)
	c.env.ExecuteWorkflow(temporal.WorkflowName, w.args...)
	c.collect()
	c.err = c.env.GetWorkflowError()
	return c.description()
}

// says returns a machine whose function has that answer.
func says(t *testing.T, answer string) *asl.Machine {
	t.Helper()
	var mux asl.Mux
	mux.Lambda("say", func(context.Context, json.RawMessage) (json.RawMessage, error) {
		return json.RawMessage(`"` + answer + `"`), nil
	})
	m, err := asl.MustParse(`{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"` + function + `say","End":true}}}`).With(asl.WithResolver(&mux))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// A machine that is registered later is one that the client starts and its worker has; an
// execution of a version that is gone has the options of the machine.
func TestRegister(t *testing.T) {
	c := newCluster(t, waits, functions())
	our, w := clientOf(t, c)
	if err := our.Register("x", says(t, "x")); err == nil || !strings.Contains(err.Error(), `"x"`) {
		t.Error("no ARN:", err)
	}
	version := durable.Start{Machine: childARN + ":3", Name: "a"}
	if _, err := our.Start(t.Context(), version); !errors.Is(err, durable.ErrStateMachineDoesNotExist) {
		t.Error("before:", err)
	}
	if err := our.Register(childARN+":3", says(t, "hello")); err != nil {
		t.Fatal(err)
	}
	if is := c.start(our, w, version); is.Output != `"hello"` {
		t.Errorf("%+v", is)
	}

	version.Name = "b"
	c.during = func(*cluster) {
		our.Unregister(childARN + ":3")
		if err := our.Register(childARN, says(t, "good evening")); err != nil {
			t.Error(err)
		}
	}
	if is := c.start(our, w, version); is.Output != `"good evening"` {
		t.Errorf("%+v", is)
	}
	if _, err := our.Start(t.Context(), version); !errors.Is(err, durable.ErrStateMachineDoesNotExist) {
		t.Error("after:", err)
	}
}

// states:startExecution starts what FindMachines says, by an alias for instance.
func TestFindMachines(t *testing.T) {
	for name, find := range map[string]struct {
		durable.FindMachine
		is description
	}{
		"an alias": {func(context.Context, string) (string, string, error) { return childARN + ":3", "prod", nil }, description{Status: "SUCCEEDED"}},
		"a refusal": {func(context.Context, string) (string, string, error) {
			return "", "", asl.NewError("StateMachineDeleting", "It is being deleted")
		}, description{Status: "FAILED", Error: "StepFunctions.StateMachineDeletingException"}},
		"an error of the store": {func(ctx context.Context, _ string) (string, string, error) {
			return "", "", errors.New("the disk is full")
		}, description{Status: "FAILED", Error: "States.TaskFailed"}},
	} {
		t.Run(name, func(t *testing.T) {
			c := family(t, ".sync:2", echoes, "")
			delete(c.machines, childARN)
			our, w := clientOf(t, c)
			if err := our.Register(childARN+":3", says(t, "hello")); err != nil {
				t.Fatal(err)
			}
			our.FindMachines(find.FindMachine)
			is := c.start(our, w, durable.Start{Machine: arn})
			if is.Status != find.is.Status || is.Error != find.is.Error {
				t.Errorf("%+v", is)
			}
			if is.Status != "SUCCEEDED" {
				return
			}
			answer, err := c.env.QueryWorkflowByID(strings.Replace(childARN, "stateMachine", "execution", 1)+":kid", temporal.QueryDescription)
			if err != nil {
				t.Fatal(err)
			}
			var v converter.RawValue
			if err := answer.Get(&v); err != nil || !strings.Contains(temporal.Text(v), `"stateMachineAliasArn":"`+childARN+`:prod"`) {
				t.Errorf("%s, %v", temporal.Text(v), err)
			}
		})
	}
}
