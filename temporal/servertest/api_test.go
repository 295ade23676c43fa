package servertest

import (
	"testing"
	"time"

	"go.temporal.io/sdk/worker"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/sfnapi"
	"github.com/goasl/goasl/temporal"
)

// api is the API of Step Functions over a queue, whose worker has the machines that are created.
type api struct {
	*sfnapi.Service
	*queue
}

func newAPI(t *testing.T) api {
	t.Helper()
	q := newQueue(t, shared, t.Name(), nil, temporal.WithObjects(durable.Memory()), temporal.WithSearchAttributes())
	service, err := sfnapi.New(q, sfnapi.WithIdentity(asl.Identity{Account: "123456789012"}), sfnapi.WithMachineOptions(asl.WithResolver(functions())))
	if err != nil {
		t.Fatal(err)
	}
	w := worker.New(q.sdk, q.name, worker.Options{})
	if err := q.Work(w); err != nil {
		t.Fatal(err)
	}
	if err := w.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Stop)
	return api{service, q}
}

// create creates a machine with the alias prod, and returns its ARN.
func (a api) create(name, definition string) string {
	a.t.Helper()
	m, err := a.CreateStateMachine(a.t.Context(), sfnapi.CreateStateMachineInput{
		Name: name, Definition: definition, RoleARN: "arn:aws:iam::123456789012:role/api", Publish: true,
	})
	if err == nil {
		_, err = a.CreateStateMachineAlias(a.t.Context(), sfnapi.CreateStateMachineAliasInput{Name: "prod",
			RoutingConfiguration: []sfnapi.RoutingConfigurationListItem{{StateMachineVersionARN: m.StateMachineVersionARN, Weight: 100}}})
	}
	if err != nil {
		a.t.Fatal(err)
	}
	return m.StateMachineARN
}

// begin starts the execution x, and returns its ARN.
func (a api) begin(machine string) string {
	a.t.Helper()
	started, err := a.StartExecution(a.t.Context(), sfnapi.StartExecutionInput{StateMachineARN: machine, Name: "x"})
	if err != nil {
		a.t.Fatal(err)
	}
	return started.ExecutionARN
}

// untilListed waits until a list has one execution.
func (a api) untilListed(in sfnapi.ListExecutionsInput) {
	a.t.Helper()
	a.until("the execution is listed", func() bool {
		all, err := a.ListExecutions(a.t.Context(), in)
		return err == nil && len(all.Executions) == 1
	})
}

// replayAll replays what has run.
func (a api) replayAll(arns ...string) {
	a.t.Helper()
	r := replayer{worker.NewWorkflowReplayer()}
	if err := a.Work(r); err != nil {
		a.t.Fatal(err)
	}
	for _, arn := range arns {
		for _, h := range a.workflows(arn) {
			if err := r.ReplayWorkflowHistory(quiet{}, h); err != nil {
				a.t.Errorf("%s: %v", arn, err)
			}
		}
	}
}

// What is created is started by an alias, also by other machines, and its activities have workers.
func TestAPI(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	sign, err := a.Service.CreateActivity(t.Context(), sfnapi.CreateActivityInput{Name: "sign"})
	if err != nil {
		t.Fatal(err)
	}
	signs := a.create("api-signs", `{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"`+sign.ActivityARN+`","End":true}}}`)
	parent := a.begin(a.create("api-parent", `{"StartAt":"S","States":{"S":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2",
		"Parameters":{"StateMachineArn":"`+signs+`:prod"},"OutputPath":"$.Output","End":true}}}`) + ":prod")
	task, err := a.GetActivityTask(t.Context(), sfnapi.GetActivityTaskInput{ActivityARN: sign.ActivityARN, WorkerName: "Ada"})
	if err == nil {
		_, err = a.Service.SendTaskSuccess(t.Context(), sfnapi.SendTaskSuccessInput{TaskToken: task.TaskToken, Output: `"signed"`})
	}
	if err != nil {
		t.Fatal(err)
	}
	if is := a.end(parent); is.Output.String() != `"signed"` {
		t.Errorf("%s %s", is.Status, is.Output)
	}
	a.untilListed(sfnapi.ListExecutionsInput{StateMachineARN: signs + ":prod"})
	a.replayAll(parent)
}

// The executions of a machine that is deleted fail at their next transitions.
func TestAPIDeletes(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	machine := a.create("api-waits", `{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":3,"Next":"V"},"V":{"Type":"Wait","Seconds":100000,"End":true}}}`)
	execution := a.begin(machine)
	a.untilListed(sfnapi.ListExecutionsInput{StateMachineARN: machine, StatusFilter: asl.Running})
	if _, err := a.DeleteStateMachine(t.Context(), sfnapi.DeleteStateMachineInput{StateMachineARN: machine}); err != nil {
		t.Error(err)
	}
	if is := a.end(execution); is.Status != asl.Failed || is.Ended.Sub(is.Started) > time.Minute {
		t.Errorf("%+v", is)
	}
	a.replayAll(execution)
}
