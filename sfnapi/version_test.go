package sfnapi_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/sfnapi"
)

// published publishes a version of a machine and returns its ARN.
func published(t testing.TB, s *sfnapi.Service, machine, description string) string {
	t.Helper()
	out, err := s.PublishStateMachineVersion(t.Context(), sfnapi.PublishStateMachineVersionInput{StateMachineARN: machine, Description: description})
	if err != nil {
		t.Fatal(err)
	}
	return out.StateMachineVersionARN
}

// versions returns the ARNs of the versions of a machine, in pages of two.
func versions(t testing.TB, s *sfnapi.Service, machine string) (arns []string) {
	t.Helper()
	var two int64 = 2
	for in := (sfnapi.ListStateMachineVersionsInput{StateMachineARN: machine, MaxResults: &two}); ; {
		out, err := s.ListStateMachineVersions(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range out.StateMachineVersions {
			arns = append(arns, v.StateMachineVersionARN)
		}
		if in.NextToken = out.NextToken; in.NextToken == "" {
			return arns
		}
	}
}

func TestVersions(t *testing.T) {
	s := service(t)
	arn := created(t, s, "M", fails, "")
	if got := published(t, s, arn, "one"); got != arn+":1" {
		t.Fatalf("the first version is %s", got)
	}
	if got := published(t, s, arn, "again"); got != arn+":1" {
		t.Errorf("the revision is published again as %s", got)
	}
	for i := 2; i <= 5; i++ {
		updated(t, s, arn, onePass+strings.Repeat(" ", i))
		if got := published(t, s, arn, ""); got != fmt.Sprint(arn, ":", i) {
			t.Errorf("version %d is %s", i, got)
		}
	}
	for _, gone := range []string{":5", ":3", ":3", ":9"} {
		if _, err := s.DeleteStateMachineVersion(t.Context(), sfnapi.DeleteStateMachineVersionInput{StateMachineVersionARN: arn + gone}); err != nil {
			t.Error(err)
		}
	}
	if got := published(t, s, arn, ""); got != arn+":6" {
		t.Errorf("a number is used again: %s", got)
	}
	if got, want := fmt.Sprint(versions(t, s, arn)), fmt.Sprintf("[%[1]s:6 %[1]s:4 %[1]s:2 %[1]s:1]", arn); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if d := described(t, s, arn+":1"); d.Definition != fails || d.Description != "one" || d.StateMachineARN != arn+":1" || d.RevisionID != "" {
		t.Errorf("version 1 is %+v", d)
	}
	if out := ended(t, s, started(t, s, sfnapi.StartExecutionInput{StateMachineARN: arn + ":1"})); out.Status != "FAILED" || out.StateMachineVersionARN != arn+":1" || out.StateMachineARN != arn {
		t.Errorf("its execution is %+v", out)
	}
	_, err := s.DescribeStateMachine(t.Context(), sfnapi.DescribeStateMachineInput{StateMachineARN: arn + ":3"})
	exception(t, err, "StateMachineDoesNotExist", "State Machine Does Not Exist: '"+arn+":3'")
}

func TestPublishStateMachineVersionRefuses(t *testing.T) {
	s := service(t)
	arn := created(t, s, "M", onePass, "")
	publish := func(in sfnapi.PublishStateMachineVersionInput) error {
		_, err := s.PublishStateMachineVersion(t.Context(), in)
		return err
	}
	const failed = "Failed to publish the State Machine version for revision %s. The current State Machine revision is %s."
	exception(t, publish(sfnapi.PublishStateMachineVersionInput{StateMachineARN: arn, RevisionID: "x"}), "ConflictException", fmt.Sprintf(failed, "x", "INITIAL"))
	exception(t, publish(sfnapi.PublishStateMachineVersionInput{StateMachineARN: arn, RevisionID: "INITIAL"}), "", "")
	id := updated(t, s, arn, anotherPass)
	exception(t, publish(sfnapi.PublishStateMachineVersionInput{StateMachineARN: arn, RevisionID: "INITIAL"}), "ConflictException", fmt.Sprintf(failed, "INITIAL", id))
	exception(t, publish(sfnapi.PublishStateMachineVersionInput{StateMachineARN: arn, RevisionID: id}), "", "")
	exception(t, publish(sfnapi.PublishStateMachineVersionInput{StateMachineARN: arn + "x"}), "StateMachineDoesNotExist", "State Machine Does Not Exist: '"+arn+"x'")
	exception(t, publish(sfnapi.PublishStateMachineVersionInput{StateMachineARN: arn + "/L"}), "ValidationException", "")
	_, err := s.ListStateMachineVersions(t.Context(), sfnapi.ListStateMachineVersionsInput{StateMachineARN: arn + "x"})
	exception(t, err, "InvalidArn", "Invalid Arn: '"+arn+"x'")
	_, err = s.DeleteStateMachineVersion(t.Context(), sfnapi.DeleteStateMachineVersionInput{StateMachineVersionARN: arn})
	exception(t, err, "ValidationException", "")
}

// TestPublishRace: of those that publish a revision at once all get the one version of it.
func TestPublishRace(t *testing.T) {
	store := durable.Memory()
	services := []*sfnapi.Service{serviceOn(t, store), serviceOn(t, store)}
	arn := created(t, services[0], "M", onePass, "")
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			if got := published(t, services[i%2], arn, ""); got != arn+":1" {
				t.Errorf("got %s", got)
			}
		})
	}
	wg.Wait()
	if got := versions(t, services[1], arn); len(got) != 1 {
		t.Errorf("the versions are %v", got)
	}
}

// TestVersionsAfterRestart: versions are there, and are started, in a process that comes later.
func TestVersionsAfterRestart(t *testing.T) {
	store := durable.Memory()
	first := serviceOn(t, store)
	arn := created(t, first, "M", fails, "")
	published(t, first, arn, "")
	updated(t, first, arn, onePass)
	later := serviceOn(t, store)
	for _, test := range []struct{ arn, want string }{{arn, "SUCCEEDED"}, {arn + ":1", "FAILED"}} {
		if out := ended(t, later, started(t, later, sfnapi.StartExecutionInput{StateMachineARN: test.arn})); string(out.Status) != test.want {
			t.Errorf("%s: %+v", test.arn, out)
		}
	}
}
