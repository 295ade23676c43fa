package sfnapi_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/sfnapi"
)

// TestRestart: an execution that waits in a store goes on in a process that comes later, with the
// machine of before.
func TestRestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := durable.Memory()
		x, err := durable.New(store)
		if err != nil {
			t.Fatal(err)
		}
		s, err := sfnapi.New(x)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		ran := make(chan error, 1)
		go func() { ran <- x.Run(ctx) }()
		arn := created(t, s, "M", hour, "")
		execution := started(t, s, sfnapi.StartExecutionInput{StateMachineARN: arn})
		updated(t, s, arn, fails)
		time.Sleep(time.Minute)
		cancel()
		if err := <-ran; err != nil {
			t.Fatal(err)
		}
		later := serviceOn(t, store)
		time.Sleep(2 * time.Hour)
		if out := ended(t, later, execution); out.Status != "SUCCEEDED" {
			t.Errorf("%+v", out)
		}
	})
}

// TestUnreadableMachine: a machine whose definition is refused by now is listed and described, and
// its start says why not.
func TestUnreadableMachine(t *testing.T) {
	store := durable.Memory()
	arn := created(t, serviceOn(t, store), "M", onePass, "")
	all, err := store.Objects(t.Context(), "stateMachineDefinition", "", 1)
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	o := all[0]
	const refused = `{"StartAt":"A","States":{"A":{"Type":"Leap"}}}`
	if err := store.PutObject(t.Context(), durable.Object{Kind: o.Kind, Name: o.Name, Value: []byte(refused)}, o.Version); err != nil {
		t.Fatal(err)
	}
	s := serviceOn(t, store)
	if d := described(t, s, arn); d.Definition != refused || d.Status != "ACTIVE" {
		t.Errorf("%+v", d)
	}
	list, err := s.ListStateMachines(t.Context(), sfnapi.ListStateMachinesInput{})
	if err != nil || len(list.StateMachines) != 1 {
		t.Errorf("%+v, %v", list, err)
	}
	_, err = s.StartExecution(t.Context(), sfnapi.StartExecutionInput{StateMachineARN: arn})
	exception(t, err, "InvalidDefinition", "")
	if !strings.Contains(err.Error(), "/States/A/Type") {
		t.Error(err)
	}
	updated(t, s, arn, onePass)
	started(t, s, sfnapi.StartExecutionInput{StateMachineARN: arn})
}

// TestReadAfterRestart: who comes after a machine was deleted, or does not know it yet, reads its
// executions.
func TestReadAfterRestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := durable.Memory()
		s, other := serviceOn(t, store), serviceOn(t, store)
		arn := created(t, s, "M", onePass, "")
		execution := started(t, s, sfnapi.StartExecutionInput{StateMachineARN: arn, Input: `{"n": 1}`})
		ended(t, s, execution)
		reads := func(s *sfnapi.Service) {
			t.Helper()
			d, err := s.DescribeExecution(t.Context(), sfnapi.DescribeExecutionInput{ExecutionARN: execution})
			if err != nil || d.Input != `{"n": 1}` || d.Output != d.Input {
				t.Errorf("described is %+v, %v", d, err)
			}
			h, err := s.GetExecutionHistory(t.Context(), sfnapi.GetExecutionHistoryInput{ExecutionARN: execution})
			if err != nil || len(h.Events) != 4 {
				t.Errorf("the history is %+v, %v", h, err)
			}
			m, err := s.DescribeStateMachineForExecution(t.Context(), sfnapi.DescribeStateMachineForExecutionInput{ExecutionARN: execution})
			if err != nil || m.Definition != onePass || m.RoleARN != ordersRole {
				t.Errorf("the machine is %+v, %v", m, err)
			}
		}
		reads(other)
		_, err := s.DeleteStateMachine(t.Context(), sfnapi.DeleteStateMachineInput{StateMachineARN: arn})
		exception(t, err, "", "")
		time.Sleep(time.Minute)
		_, err = s.DescribeStateMachine(t.Context(), sfnapi.DescribeStateMachineInput{StateMachineARN: arn})
		exception(t, err, "StateMachineDoesNotExist", "")
		reads(serviceOn(t, store))
	})
}
