package temporal_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/sfnapi"
	"github.com/goasl/goasl/temporal"
)

var _ sfnapi.Backend = (*temporal.Client)(nil)

// serving returns the API over a cluster whose one workflow the client starts; store has the
// machines.
func serving(t *testing.T, c *cluster, store durable.Store, mux *asl.Mux) (*sfnapi.Service, *temporal.Client, *oneWorkflow) {
	t.Helper()
	w := &oneWorkflow{c: c, queues: &queues{}}
	our, err := temporal.NewClient(w, "queue", nil, temporal.WithObjects(store), temporal.WithSearchAttributes())
	if err != nil {
		t.Fatal(err)
	}
	service, err := sfnapi.New(our, sfnapi.WithIdentity(asl.Identity{Account: "123456789012"}), sfnapi.WithMachineOptions(asl.WithResolver(mux)))
	if err != nil {
		t.Fatal(err)
	}
	c.client = our
	return service, our, w
}

// greeting creates a machine with a version and the alias prod, and returns its ARN.
func greeting(t *testing.T, service *sfnapi.Service, definition string) string {
	t.Helper()
	m, err := service.CreateStateMachine(t.Context(), sfnapi.CreateStateMachineInput{
		Name: "greeting", Definition: definition, RoleARN: "arn:aws:iam::123456789012:role/greeting", Publish: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = service.CreateStateMachineAlias(t.Context(), sfnapi.CreateStateMachineAliasInput{
		Name: "prod", RoutingConfiguration: []sfnapi.RoutingConfigurationListItem{{StateMachineVersionARN: m.StateMachineVersionARN, Weight: 100}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return m.StateMachineARN
}

// The API runs on a cluster: what it creates is started there, by an alias, as another process that
// has the same objects shows it, and its activities have workers.
func TestService(t *testing.T) {
	const definition = `{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"` + carve + `","Next":"S"},
		"S":{"Type":"Task","Resource":"` + function + `echo","Next":"W"},"W":{"Type":"Wait","Seconds":86400,"End":true}}}`
	c, store, ctx := &cluster{t: t}, durable.Memory(), t.Context()
	service, _, w := serving(t, c, store, functions())
	if _, err := service.CreateActivity(ctx, sfnapi.CreateActivityInput{Name: "carve"}); err != nil {
		t.Fatal(err)
	}
	machine := greeting(t, service, definition)
	started, err := service.StartExecution(ctx, sfnapi.StartExecutionInput{StateMachineARN: machine + ":prod", Name: "x", Input: `{"a":  1}`})
	if err != nil {
		t.Fatal(err)
	}
	execution := started.ExecutionARN

	c.newRun(started.StartDate.Time)
	w.queues.offer(c, execution)
	c.env.RegisterDelayedCallback(func() {
		task, err := service.GetActivityTask(ctx, sfnapi.GetActivityTaskInput{ActivityARN: carve, WorkerName: "ann"})
		if err != nil || task.Input != `{"a":  1}` {
			t.Fatal(task, err)
		}
		if _, err := service.SendTaskSuccess(ctx, sfnapi.SendTaskSuccessInput{TaskToken: task.TaskToken, Output: `"carved"`}); err != nil {
			t.Error(err)
		}
	}, time.Minute)
	c.env.RegisterDelayedCallback(func() {
		other, our, _ := serving(t, &cluster{t: t}, store, functions())
		is, err := other.DescribeStateMachine(ctx, sfnapi.DescribeStateMachineInput{StateMachineARN: machine})
		if err != nil || is.Definition != definition {
			t.Error(is, err)
		}
		if _, err := our.Start(ctx, durable.Start{Machine: machine}); err != nil {
			t.Error("a machine of before:", err)
		}
		of, err := service.DescribeStateMachineForExecution(ctx, sfnapi.DescribeStateMachineForExecutionInput{ExecutionARN: execution})
		if err != nil || of.Definition != definition || of.RoleARN != "arn:aws:iam::123456789012:role/greeting" {
			t.Error(of, err)
		}
		listed, err := service.ListExecutions(ctx, sfnapi.ListExecutionsInput{StateMachineARN: machine, StatusFilter: asl.Running})
		if err != nil || len(listed.Executions) != 1 || listed.Executions[0].ExecutionARN != execution {
			t.Error(listed, err)
		}
		if _, err := service.DeleteStateMachine(ctx, sfnapi.DeleteStateMachineInput{StateMachineARN: machine}); err != nil {
			t.Error(err)
		}
	}, time.Hour)
	c.env.ExecuteWorkflow(temporal.WorkflowName, w.args...)

	is, err := service.DescribeExecution(ctx, sfnapi.DescribeExecutionInput{ExecutionARN: execution})
	if err != nil || is.Status != asl.Failed || is.StateMachineAliasARN != machine+":prod" || is.StateMachineVersionARN != machine+":1" || is.Input != `{"a":  1}` {
		t.Errorf("%+v, %v", is, err)
	}
	events, err := service.GetExecutionHistory(ctx, sfnapi.GetExecutionHistoryInput{ExecutionARN: execution, ReverseOrder: true})
	if err != nil || len(events.Events) == 0 {
		t.Fatal(events, err)
	}
	text, err := json.Marshal(events.Events[0])
	if err != nil || !strings.Contains(string(text), `"ExecutionFailed"`) {
		t.Error(string(text), err)
	}
}

// states:startExecution starts what the API has for an alias.
func TestServiceStartsChildren(t *testing.T) {
	c := &cluster{t: t}
	service, _, w := serving(t, c, durable.Memory(), functions())
	machine := greeting(t, service, `{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"`+function+`echo","End":true}}}`)
	parent, err := service.CreateStateMachine(t.Context(), sfnapi.CreateStateMachineInput{
		Name: "parent", RoleARN: "arn:aws:iam::123456789012:role/greeting",
		Definition: `{"StartAt":"S","States":{"S":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2",
			"Parameters":{"StateMachineArn":"` + machine + `:prod","Input":"hello"},"ResultSelector":{"is.$":"$.Output"},"End":true}}}`,
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := service.StartExecution(t.Context(), sfnapi.StartExecutionInput{StateMachineARN: parent.StateMachineARN, Name: "x"}); err != nil {
		t.Fatal(err)
	}
	c.newRun(time.Now())
	c.env.ExecuteWorkflow(temporal.WorkflowName, w.args...)
	if diff := cmp.Diff(`{"is":"hello"}`, c.description().Output); diff != "" {
		t.Error(diff, c.env.GetWorkflowError())
	}
}

// Without objects the API cannot begin, and says why.
func TestServiceWithoutObjects(t *testing.T) {
	our, err := temporal.NewClient(&oneWorkflow{}, "queue", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sfnapi.New(our); err == nil || !strings.Contains(err.Error(), "WithObjects") {
		t.Error(err)
	}
}
