package temporal_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
	"github.com/goasl/goasl/temporal"
)

const waits = `{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":86400,"Next":"V"},"V":{"Type":"Wait","Seconds":60,"Next":"P"},"P":{"Type":"Pass","End":true}}}`

// underWay starts an execution, and lets do act on it when it has run for a minute.
func underWay(t *testing.T, c *cluster, do func(our *temporal.Client, arn string)) (*temporal.Client, string) {
	t.Helper()
	our, w := clientOf(t, c)
	started, err := our.Start(t.Context(), durable.Start{Machine: arn, Name: "o-1"})
	if err != nil {
		t.Fatal(err)
	}
	c.newRun(started.Started)
	c.env.RegisterDelayedCallback(func() { do(our, started.ARN) }, time.Minute)
	c.env.ExecuteWorkflow(temporal.WorkflowName, w.args...)
	c.collect()
	return our, started.ARN
}

// took returns how long the execution has taken.
func (c *cluster) took() time.Duration {
	return c.events[len(c.events)-1].Timestamp.Sub(c.events[0].Timestamp).Round(time.Second)
}

// A wait that is skipped ends at once; the one after it takes its time.
func TestSkipWait(t *testing.T) {
	c := newCluster(t, waits, functions())
	our, execution := underWay(t, c, func(our *temporal.Client, execution string) {
		for name, err := range map[string]error{
			"no such wait":      wants(our.SkipWait(t.Context(), execution, 7), asl.ErrNoWait),
			"no such execution": wants(our.SkipWait(t.Context(), "x", 2), durable.ErrExecutionDoesNotExist),
			"the wait":          our.SkipWait(t.Context(), execution, 2),
		} {
			if err != nil {
				t.Error(name, err)
			}
		}
	})
	if last := c.events[len(c.events)-1]; last.Type != history.TypeExecutionSucceeded || c.took() != 2*time.Minute {
		t.Error(types(c.events), c.took())
	}
	if err := wants(our.SkipWait(t.Context(), execution, 2), asl.ErrNoWait); err != nil {
		t.Error("after the end:", err)
	}
}

// An execution whose machine was deleted fails at its next transition.
func TestMachineDeleted(t *testing.T) {
	c := newCluster(t, waits, functions())
	our, execution := underWay(t, c, func(our *temporal.Client, execution string) {
		if err := our.MachineDeleted(t.Context(), execution); err != nil {
			t.Error(err)
		}
		if err := our.MachineDeleted(t.Context(), "x"); !errors.Is(err, durable.ErrExecutionDoesNotExist) {
			t.Error(err)
		}
	})
	if last := c.events[len(c.events)-1]; last.Type != history.TypeExecutionFailed || c.took() != 24*time.Hour {
		t.Error(types(c.events), c.took())
	}
	if err := our.MachineDeleted(t.Context(), execution); err != nil {
		t.Error("after the end:", err)
	}
}

// The definition is that which the execution began with.
func TestDefinition(t *testing.T) {
	c := newCluster(t, waits, functions())
	var while string
	our, execution := underWay(t, c, func(our *temporal.Client, execution string) {
		text, err := our.Definition(t.Context(), execution)
		if while = string(text); err != nil {
			t.Error(err)
		}
		if err := our.Stop(t.Context(), execution, state.NewFailure("Enough", strings.Repeat("x", 10))); err != nil {
			t.Error(err)
		}
	})
	after, err := our.Definition(t.Context(), execution)
	if while != waits || string(after) != waits || err != nil {
		t.Errorf("%s, then %s, %v", while, after, err)
	}
	if _, err := our.Definition(t.Context(), "x"); !errors.Is(err, durable.ErrExecutionDoesNotExist) {
		t.Error(err)
	}
}
