package sfnapi_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/sfnapi"
)

// TestDeleteStateMachineWithExecutions: the executions of a machine that is deleted fail when they go
// on. Until they have ended it is DELETING.
func TestDeleteStateMachineWithExecutions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := durable.Memory()
		s := serviceOn(t, store)
		arn := created(t, s, "M", `{"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":60,"Next":"B"},"B":{"Type":"Pass","End":true}}}`, "")
		published(t, s, arn, "")
		named(t, s, sfnapi.CreateStateMachineAliasInput{Name: "live", RoutingConfiguration: routes(arn+":1", 100)})
		var executions []string
		for _, of := range []string{"", ":1", ":live"} {
			executions = append(executions, started(t, s, sfnapi.StartExecutionInput{StateMachineARN: arn + of}))
		}
		time.Sleep(time.Second)
		_, err := s.DeleteStateMachine(t.Context(), sfnapi.DeleteStateMachineInput{StateMachineARN: arn})
		exception(t, err, "", "")
		time.Sleep(30 * time.Second)
		for _, s := range []*sfnapi.Service{s, serviceOn(t, store)} {
			if d := described(t, s, arn); d.Status != "DELETING" {
				t.Errorf("the status is %s", d.Status)
			}
		}
		if got := versions(t, s, arn); len(got) != 0 {
			t.Errorf("there are the versions %v", got)
		}
		_, err = s.DescribeStateMachineAlias(t.Context(), sfnapi.DescribeStateMachineAliasInput{StateMachineAliasARN: arn + ":live"})
		exception(t, err, "ResourceNotFound", "")
		_, err = s.ListStateMachineAliases(t.Context(), sfnapi.ListStateMachineAliasesInput{StateMachineARN: arn})
		exception(t, err, "StateMachineDeleting", "")
		time.Sleep(time.Minute)
		for _, execution := range executions {
			if out := ended(t, s, execution); out.Status != "FAILED" || *out.Error != "States.Runtime" || *out.Cause != "State machine M has been deleted" || out.RedriveStatus != "REDRIVABLE" {
				t.Errorf("got %+v", out)
			}
		}
		_, err = s.DescribeStateMachine(t.Context(), sfnapi.DescribeStateMachineInput{StateMachineARN: arn})
		exception(t, err, "StateMachineDoesNotExist", "")
		list, err := s.ListStateMachines(t.Context(), sfnapi.ListStateMachinesInput{})
		if err != nil || len(list.StateMachines) != 0 {
			t.Errorf("listed are %v, %v", list, err)
		}
		if left := kept(t, store); left != "" {
			t.Errorf("the store keeps %s", left)
		}
	})
}

// kept returns the objects of machines that a store has.
func kept(t testing.TB, store durable.Store) (names string) {
	t.Helper()
	for _, kind := range []string{"stateMachine", "stateMachineRevision", "stateMachineDefinition"} {
		all, err := store.Objects(t.Context(), kind, "", 10)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range all {
			names += kind + " " + o.Name + "\n"
		}
	}
	return names
}

// TestDefinitionsGo: the store has the definitions of revisions that can be started, and of no
// others.
func TestDefinitionsGo(t *testing.T) {
	store := durable.Memory()
	s := serviceOn(t, store)
	arn := twoVersions(t, s, "M")
	for i := range 5 {
		updated(t, s, arn, fmt.Sprintf(`{"Comment":"%d","StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}`, i))
	}
	definitions := func() int {
		all, err := store.Objects(t.Context(), "stateMachineDefinition", "", 10)
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	if n := definitions(); n != 3 {
		t.Errorf("there are %d", n)
	}
	_, err := s.DeleteStateMachineVersion(t.Context(), sfnapi.DeleteStateMachineVersionInput{StateMachineVersionARN: arn + ":1"})
	exception(t, err, "", "")
	if n := definitions(); n != 2 {
		t.Errorf("there are %d after a version was deleted", n)
	}
}

// TestStartFromTask: a task starts what another process has created, by an alias, and what is there
// now.
func TestStartFromTask(t *testing.T) {
	store := durable.Memory()
	one, other := serviceOn(t, store), serviceOn(t, store)
	arn := twoVersions(t, other, "child")
	named(t, other, sfnapi.CreateStateMachineAliasInput{Name: "live", RoutingConfiguration: routes(arn+":1", 100)})
	for _, test := range []struct{ arn, want string }{
		{arn, "SUCCEEDED"}, {arn + ":1", "FAILED"}, {arn + ":2", "SUCCEEDED"}, {arn + ":live", "FAILED"}, {arn + ":9", "FAILED"}, {arn + "x", "FAILED"},
	} {
		parent := created(t, one, "parent", `{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2","Parameters":{"StateMachineArn.$":"$.arn"},"End":true}}}`, "")
		out := ended(t, one, started(t, one, sfnapi.StartExecutionInput{StateMachineARN: parent, Input: `{"arn":"` + test.arn + `"}`}))
		if string(out.Status) != test.want {
			t.Errorf("%s: %+v", test.arn, out)
		}
		if wants := "StepFunctions.StateMachineDoesNotExistException"; (test.arn == arn+":9" || test.arn == arn+"x") && *out.Error != wants {
			t.Errorf("%s: the error is %s, want %s", test.arn, *out.Error, wants)
		}
	}
}

// halted is a Backend of a process that is killed before it tells executions that their machine is
// deleted.
type halted struct{ *durable.Executor }

func (halted) MachineDeleted(context.Context, string) error { return errors.New("killed") }

// TestDeletionIsCompleted: the executions of a machine whose deletion was broken off fail when a
// process takes the store over.
func TestDeletionIsCompleted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := durable.Memory()
		x, err := durable.New(store)
		if err != nil {
			t.Fatal(err)
		}
		killed, err := sfnapi.New(halted{x})
		if err != nil {
			t.Fatal(err)
		}
		arn := created(t, killed, "M", `{"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":60,"Next":"B"},"B":{"Type":"Pass","End":true}}}`, "")
		execution := started(t, killed, sfnapi.StartExecutionInput{StateMachineARN: arn})
		if _, err := killed.DeleteStateMachine(t.Context(), sfnapi.DeleteStateMachineInput{StateMachineARN: arn}); err == nil {
			t.Fatal("it was deleted")
		}
		s := serviceOn(t, store)
		time.Sleep(2 * time.Minute)
		if out := ended(t, s, execution); out.Status != "FAILED" || *out.Cause != "State machine M has been deleted" {
			t.Errorf("got %+v", out)
		}
		_, err = s.DescribeStateMachine(t.Context(), sfnapi.DescribeStateMachineInput{StateMachineARN: arn})
		exception(t, err, "StateMachineDoesNotExist", "")
	})
}
