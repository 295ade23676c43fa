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
