package sfnapi_test

import (
	"context"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/sfnapi"
)

// executed describes what an execution was started with.
func executed(t testing.TB, s *sfnapi.Service, arn string) *sfnapi.DescribeStateMachineForExecutionOutput {
	t.Helper()
	out, err := s.DescribeStateMachineForExecution(t.Context(), sfnapi.DescribeStateMachineForExecutionInput{ExecutionARN: arn})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestDescribeStateMachineForExecution: an execution is described with the revision that it was
// started with, whatever becomes of the machine.
func TestDescribeStateMachineForExecution(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := service(t)
		arn := created(t, s, "M", fails, "")
		first := described(t, s, arn)
		published(t, s, arn, "")
		time.Sleep(time.Second)
		old := started(t, s, sfnapi.StartExecutionInput{StateMachineARN: arn})
		time.Sleep(time.Second)
		_, err := s.UpdateStateMachine(t.Context(), sfnapi.UpdateStateMachineInput{StateMachineARN: arn, Definition: onePass, RoleARN: otherRole, TracingConfiguration: &sfnapi.TracingConfiguration{Enabled: true}})
		exception(t, err, "", "")
		second := described(t, s, arn)
		time.Sleep(time.Second)
		now := started(t, s, sfnapi.StartExecutionInput{StateMachineARN: arn})
		versioned := started(t, s, sfnapi.StartExecutionInput{StateMachineARN: arn + ":1"})
		_, err = s.DeleteStateMachineVersion(t.Context(), sfnapi.DeleteStateMachineVersionInput{StateMachineVersionARN: arn + ":1"})
		exception(t, err, "", "")
		for execution, want := range map[string]*sfnapi.DescribeStateMachineOutput{old: first, now: second, versioned: first} {
			got := executed(t, s, execution)
			if got.StateMachineARN != arn || got.Name != "M" || got.Definition != want.Definition || got.RoleARN != want.RoleARN ||
				got.RevisionID != want.RevisionID || *got.TracingConfiguration != *want.TracingConfiguration || got.Label != "" || got.MapRunARN != "" {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
		}
		if got := executed(t, s, old); !got.UpdateDate.Equal(first.CreationDate.Time) {
			t.Errorf("the first revision is of %v, not of %v", got.UpdateDate, first.CreationDate)
		}
		_, err = s.DescribeStateMachineForExecution(t.Context(), sfnapi.DescribeStateMachineForExecutionInput{ExecutionARN: old + "x"})
		exception(t, err, "ExecutionDoesNotExist", "Execution Does Not Exist: '"+old+"x'")
		_, err = s.DeleteStateMachine(t.Context(), sfnapi.DeleteStateMachineInput{StateMachineARN: arn})
		exception(t, err, "", "")
		time.Sleep(time.Minute)
		if got := executed(t, s, old); got.Definition != fails || got.RoleARN != ordersRole {
			t.Errorf("without a machine: %+v", got)
		}
	})
}

// dying is a store whose process ends right before it stores a machine.
type dying struct {
	durable.Store
	ends bool
}

func (d *dying) PutObject(ctx context.Context, o durable.Object, was int64) error {
	if d.ends && o.Kind == "stateMachine" {
		runtime.Goexit()
	}
	return d.Store.PutObject(ctx, o, was)
}

// tracing updates a machine so that its executions are traced, or not.
func tracing(s *sfnapi.Service, arn string, enabled bool) error {
	_, err := s.UpdateStateMachine(context.Background(), sfnapi.UpdateStateMachineInput{StateMachineARN: arn, TracingConfiguration: &sfnapi.TracingConfiguration{Enabled: enabled}})
	return err
}

// TestDescribeStateMachineForExecutionAfterKill: a revision that its machine never got, as the process
// ended right before, is that of no execution.
func TestDescribeStateMachineForExecutionAfterKill(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &dying{Store: durable.Memory()}
		s := serviceOn(t, store)
		arn := created(t, s, "M", onePass, "")
		first := described(t, s, arn)
		time.Sleep(time.Second)
		store.ends = true
		killed := make(chan struct{})
		go func() {
			defer close(killed)
			t.Error("the process did not end:", tracing(s, arn, true))
		}()
		<-killed
		store.ends = false
		time.Sleep(time.Second)
		before := started(t, s, sfnapi.StartExecutionInput{StateMachineARN: arn})
		time.Sleep(time.Second)
		for range 2 {
			if got := executed(t, s, before); got.RevisionID != first.RevisionID || got.TracingConfiguration.Enabled {
				t.Errorf("%+v", got)
			}
			exception(t, tracing(s, arn, true), "", "")
			time.Sleep(time.Second)
			exception(t, tracing(s, arn, false), "", "")
		}
	})
}

// TestDescribeStateMachineForExecutionOfVersion: an execution of a version has the revision of that,
// also if a later one has the same definition and role.
func TestDescribeStateMachineForExecutionOfVersion(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := service(t)
		arn := created(t, s, "M", onePass, "")
		version := published(t, s, arn, "")
		time.Sleep(time.Second)
		exception(t, tracing(s, arn, true), "", "")
		time.Sleep(time.Second)
		for of, want := range map[string]bool{arn: true, version: false} {
			if got := executed(t, s, started(t, s, sfnapi.StartExecutionInput{StateMachineARN: of})); got.TracingConfiguration.Enabled != want {
				t.Errorf("of %s: %+v", of, got.TracingConfiguration)
			}
		}
	})
}

const distributed = `{"StartAt":"Each","States":{"Each":{"Type":"Map","Label":"Items","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"Echo","States":{"Echo":{"Type":"Pass","End":true}}},"End":true}}}`

const echo = `{"StartAt":"Echo","States":{"Echo":{"Type":"Pass","End":true}}}`

// TestDescribeStateMachineOfItems: the machine of the executions of a Map Run has the item
// processor as its definition.
func TestDescribeStateMachineOfItems(t *testing.T) {
	s := service(t)
	arn := created(t, s, "M", distributed, "")
	if d := described(t, s, arn+"/Items"); d.Label != "Items" || d.Definition != echo || d.StateMachineARN != arn+"/Items" || d.Name != "M" {
		t.Errorf("the machine of the items is %+v", d)
	}
	_, err := s.DescribeStateMachine(t.Context(), sfnapi.DescribeStateMachineInput{StateMachineARN: arn + "/Others"})
	exception(t, err, "StateMachineDoesNotExist", "")

	parent := started(t, s, sfnapi.StartExecutionInput{StateMachineARN: arn, Input: `[1]`})
	ended(t, s, parent)
	runs, err := s.ListMapRuns(t.Context(), sfnapi.ListMapRunsInput{ExecutionARN: parent})
	if err != nil || len(runs.MapRuns) != 1 {
		t.Fatal(runs, err)
	}
	run := runs.MapRuns[0].MapRunARN
	items, err := s.ListExecutions(t.Context(), sfnapi.ListExecutionsInput{MapRunARN: run})
	if err != nil || len(items.Executions) != 1 {
		t.Fatal(items, err)
	}
	got := executed(t, s, items.Executions[0].ExecutionARN)
	if got.StateMachineARN != arn+"/Items" || got.Label != "Items" || got.MapRunARN != run || got.Definition != echo || got.Name != "M" || got.RoleARN != ordersRole || got.UpdateDate.IsZero() {
		t.Errorf("got %+v", got)
	}
}

// TestDescribeWithoutData: what is encrypted is left out if it is not wanted.
func TestDescribeWithoutData(t *testing.T) {
	s := service(t)
	for _, test := range []struct {
		name       string
		encryption *sfnapi.EncryptionConfiguration
		want       string
	}{
		{"owned", nil, onePass},
		{"customer", &sfnapi.EncryptionConfiguration{Type: "CUSTOMER_MANAGED_KMS_KEY", KMSKeyID: "alias/k"}, ""},
	} {
		out, err := s.CreateStateMachine(t.Context(), sfnapi.CreateStateMachineInput{Name: test.name, Definition: onePass, RoleARN: ordersRole, EncryptionConfiguration: test.encryption})
		if err != nil {
			t.Fatal(err)
		}
		d, err := s.DescribeStateMachine(t.Context(), sfnapi.DescribeStateMachineInput{StateMachineARN: out.StateMachineARN, IncludedData: "METADATA_ONLY"})
		if err != nil || d.Definition != test.want {
			t.Errorf("%s: %+v, %v", test.name, d, err)
		}
		if e := d.EncryptionConfiguration; test.want == "" && (!strings.HasSuffix(e.KMSKeyID, ":alias/k") || *e.KMSDataKeyReusePeriodSeconds != 300) {
			t.Errorf("the encryption is %+v", e)
		}
	}
}
