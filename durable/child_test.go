package durable_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/history"
)

func parentOf(pattern, name string) string {
	return fmt.Sprintf(`{"StartAt": "C", "States": {"C": {"Type": "Task", "End": true, "TimeoutSeconds": 7200,
		"Resource": "arn:aws:states:::states:startExecution%s",
		"Parameters": {"StateMachineArn": "%schild", "Input": {"n": 7}%s}, "OutputPath": "$.%s"}}}`,
		pattern, arnOf, name, map[bool]string{true: "Output", false: "ExecutionArn"}[pattern != ""])
}

// TestChildren: a child is a row of its own, whose end its parent is told.
func TestChildren(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := serve(t, durable.Memory(), map[string]*asl.Machine{
			"sync": machine(t, parentOf(".sync:2", `, "Name": "fixed"`)), "plain": machine(t, parentOf("", "")),
			"lost":  machine(t, strings.ReplaceAll(parentOf(".sync:2", ""), "stateMachine:child", "stateMachine:none")),
			"child": machine(t, waitThenTask, asl.WithTask("T", echo)),
		})
		sync, plain, lost := s.begin("sync", "a", `{}`), s.begin("plain", "b", `{}`), s.begin("lost", "c", `{}`)
		time.Sleep(time.Minute)
		taken := s.after(time.Minute, s.begin("sync", "d", `{}`))
		if taken.Status != asl.Failed || taken.Failure.Name() != "StepFunctions.ExecutionAlreadyExistsException" {
			t.Errorf("with the name of another child: %s %v", taken.Status, taken.Failure)
		}
		if d := s.after(0, lost); d.Status != asl.Failed || d.Failure.Name() != "StepFunctions.StateMachineDoesNotExistException" {
			t.Errorf("without a machine: %s %v", d.Status, d.Failure)
		}
		if d := s.after(0, plain); d.Status != asl.Succeeded || !strings.Contains(d.Output.String(), "execution:child:") {
			t.Errorf("one that does not wait: %s %s", d.Status, d.Output)
		}
		s.ends(2*time.Hour, sync, asl.Succeeded, `{"n":7}`)
		children, _, err := s.List(t.Context(), durable.Filter{Machine: arnOf + "child"})
		if err != nil || len(children) != 2 || children[0].Status != asl.Succeeded || children[1].Status != asl.Succeeded {
			t.Errorf("the children are %+v, %v", children, err)
		}
	})
}

// TestFindMachines: a function says what a task starts, and by which alias.
func TestFindMachines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		to := func(name string) *asl.Machine {
			return machine(t, strings.ReplaceAll(parentOf(".sync:2", ""), "stateMachine:child", "stateMachine:"+name))
		}
		s := serve(t, durable.Memory(), map[string]*asl.Machine{
			"live": to("child:live"), "deleting": to("child:deleting"), "child": machine(t, `{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}`),
		})
		s.FindMachines(func(_ context.Context, arn string) (machine, alias string, err error) {
			if arn == arnOf+"child:live" {
				return arnOf + "child", "live", nil
			}
			return "", "", asl.NewError("StateMachineDeleting", "State Machine is being deleted: '"+arn+"'")
		})
		s.ends(time.Minute, s.begin("live", "a", `{}`), asl.Succeeded, `{"n":7}`)
		children, _, err := s.List(t.Context(), durable.Filter{Machine: arnOf + "child", Alias: "live"})
		if err != nil || len(children) != 1 {
			t.Errorf("the children are %+v, %v", children, err)
		}
		if d := s.after(time.Minute, s.begin("deleting", "b", `{}`)); d.Status != asl.Failed || d.Failure.Name() != "StepFunctions.StateMachineDeletingException" {
			t.Errorf("of a machine that is deleted: %s %v", d.Status, d.Failure)
		}
	})
}

// TestMachineDeleted: an execution fails at its next transition, also after it was out of memory.
func TestMachineDeleted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := durable.Memory()
		machines := map[string]*asl.Machine{"m": machine(t, waitThenTask, asl.WithTask("T", echo))}
		first := serve(t, store, machines)
		arn := first.begin("m", "a", `{}`)
		time.Sleep(time.Minute)
		for range 2 {
			if err := first.MachineDeleted(t.Context(), arn); err != nil {
				t.Fatal(err)
			}
		}
		if d := first.after(time.Minute, arn); d.Status != asl.Running {
			t.Fatalf("it ended %s", d.Status)
		}
		first.stop()
		second := serve(t, store, machines)
		if d := second.after(2*time.Hour, arn); d.Status != asl.Failed || d.Failure.Name() != "States.Runtime" {
			t.Errorf("it ended %s with %v", d.Status, d.Failure)
		}
		if err := second.MachineDeleted(t.Context(), arn); err != nil {
			t.Error(err)
		}
		if err := second.MachineDeleted(t.Context(), arn+"x"); !errors.Is(err, durable.ErrExecutionDoesNotExist) {
			t.Error(err)
		}
	})
}

// TestChildIsAborted: with the parent, the child that it waits for is aborted. The time of the
// task counts on while the parent is not in memory.
func TestChildIsAborted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		long := strings.ReplaceAll(waitThenTask, "3600", "86400")
		s := serve(t, durable.Memory(), map[string]*asl.Machine{
			"sync": machine(t, parentOf(".sync:2", "")), "child": machine(t, long, asl.WithTask("T", echo)),
		})
		stopped := s.begin("sync", "a", `{}`)
		time.Sleep(time.Hour)
		late := s.begin("sync", "b", `{}`)
		if err := s.Stop(t.Context(), stopped, nil); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour + 59*time.Minute)
		s.ends(0, stopped, asl.Aborted, "")
		s.ends(0, late, asl.Running, "")
		if d := s.after(2*time.Minute, late); d.Status != asl.Failed || d.Failure.Name() != "States.Timeout" {
			t.Errorf("it is %s: %v", d.Status, d.Failure)
		}
		time.Sleep(time.Minute)
		children, _, err := s.List(t.Context(), durable.Filter{Machine: arnOf + "child", Status: asl.Aborted})
		if err != nil || len(children) != 2 {
			t.Errorf("%d children are aborted: %v", len(children), err)
		}
	})
}

// dying is the Store of a process that is killed when it has committed the end of an execution.
type dying struct{ *mortal }

func (d dying) Commit(ctx context.Context, all ...durable.Commit) ([]error, error) {
	errs, err := d.Store.Commit(ctx, all...)
	for _, c := range all {
		if c.Status != asl.Running {
			d.dead.Store(true)
		}
	}
	return errs, errors.Join(d.err(), err)
}

// TestChildIsAbortedAfterKill: so it is if the process is killed as soon as the parent has ended.
func TestChildIsAbortedAfterKill(t *testing.T) {
	for end, status := range map[string]asl.Status{"stopped": asl.Aborted, "timed out": asl.Failed} {
		t.Run(end, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				base := durable.Memory()
				machines := map[string]*asl.Machine{
					"sync": machine(t, parentOf(".sync:2", "")), "child": machine(t, strings.ReplaceAll(waitThenTask, "3600", "86400"), asl.WithTask("T", echo)),
				}
				first := serve(t, dying{&mortal{Store: base}}, machines)
				arn := first.begin("sync", "a", `{}`)
				time.Sleep(time.Minute)
				if end == "stopped" {
					if err := first.Stop(t.Context(), arn, nil); err != nil {
						t.Fatal(err)
					}
				}
				time.Sleep(3 * time.Hour)
				first.stop()
				second := serve(t, base, machines)
				if d := second.after(time.Minute, arn); d.Status != status {
					t.Errorf("it is %s, want %s", d.Status, status)
				}
				children, _, err := second.List(t.Context(), durable.Filter{Machine: arnOf + "child"})
				if err != nil || len(children) != 1 || children[0].Status != asl.Aborted {
					t.Errorf("the children are %+v: %v", children, err)
				}
			})
		})
	}
}

// TestChildOfNameUsedAgain: an execution that has the name of one that was deleted starts children of
// its own.
func TestChildOfNameUsedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var calls atomic.Int64
		s := serve(t, durable.Memory(), map[string]*asl.Machine{
			"sync": machine(t, parentOf(".sync:2", "")),
			"child": machine(t, waitThenTask, asl.WithTask("T", func(_ context.Context, in json.RawMessage) (json.RawMessage, error) {
				calls.Add(1)
				return in, nil
			})),
		})
		for i := range int64(2) {
			s.ends(2*time.Hour, s.begin("sync", "a", `{}`), asl.Succeeded, `{"n":7}`)
			if n := calls.Load(); n != i+1 {
				t.Errorf("%d children have run, want %d", n, i+1)
			}
			if n, err := s.Delete(t.Context(), durable.Filter{Machine: arnOf + "sync"}, 10); n != 1 || err != nil {
				t.Fatalf("%d executions were deleted, %v", n, err)
			}
		}
	})
}

// TestChildOfItemBegunAgain: executions of a Map Run that were aborted with it, and begin again as it
// is redriven, start children of their own.
func TestChildOfItemBegunAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		child := strings.TrimPrefix(parentOf(".sync:2", ""), "{")
		s := serve(t, durable.Memory(), map[string]*asl.Machine{
			"m": machine(t, `{"StartAt": "D", "States": {"D": {"Type": "Map", "End": true, "ItemsPath": "$",
				"ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, `+child+`}}}`),
			"child": machine(t, waitThenTask, asl.WithTask("T", echo)),
		})
		arn := s.begin("m", "a", `[1, 2]`)
		time.Sleep(time.Minute)
		if err := s.Stop(t.Context(), arn, nil); err != nil {
			t.Fatal(err)
		}
		s.ends(time.Minute, arn, asl.Aborted, "")
		if _, err := s.Redrive(t.Context(), arn, ""); err != nil {
			t.Fatal(err)
		}
		s.ends(2*time.Hour, arn, asl.Succeeded, `[{"n":7},{"n":7}]`)
	})
}

// TestChildDepth: a machine that starts itself does so as often as Limits.ChildDepth says, also if
// another process goes on with its executions.
func TestChildDepth(t *testing.T) {
	for _, pattern := range []string{"", ".sync:2"} {
		synctest.Test(t, func(t *testing.T) {
			definition := strings.NewReplacer(`"StartAt": "C", "States": {`, `"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 10, "Next": "C"}, `).
				Replace(parentOf(pattern, ""))
			machines := map[string]*asl.Machine{"child": machine(t, definition, asl.WithLimits(asl.Limits{ChildDepth: 3}))}
			store := durable.Memory()
			s := serve(t, store, machines)
			s.begin("child", "first", `{}`)
			time.Sleep(25 * time.Second)
			s.stop()
			s = serve(t, store, machines)
			time.Sleep(5 * time.Minute)
			all, _, err := s.List(t.Context(), durable.Filter{})
			if err != nil || len(all) != 4 {
				t.Fatalf("%q: %d executions, want the first one and 3 below it, %v", pattern, len(all), err)
			}
			last := s.after(0, all[0].ARN)
			if last.Status != asl.Failed || last.Failure.Name() != "StepFunctions.ExecutionLimitExceededException" {
				t.Errorf("%q: the last one is %s: %v", pattern, last.Status, last.Failure)
			}
		})
	}
}

// TestChildOfExpress: an EXPRESS execution starts those of machines that are registered, and those
// that start one another are bounded in depth.
func TestChildOfExpress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var started atomic.Int64
		count := asl.WithObserver(func(_ *asl.Execution, e history.Event) {
			if e.Type == history.TypeExecutionStarted {
				started.Add(1)
			}
		})
		express := func(child string, opts ...asl.Option) *asl.Machine {
			definition := strings.Replace(parentOf("", ""), "stateMachine:child", "stateMachine:"+child, 1)
			m, err := asl.MustParse(definition, asl.WithType(asl.Express)).With(opts...)
			if err != nil {
				t.Fatal(err)
			}
			return m
		}
		s := serve(t, durable.Memory(), map[string]*asl.Machine{
			"plain": express("child"), "deep": express("deep", count), "child": machine(t, waitThenTask, asl.WithTask("T", echo)),
		})
		d, err := s.StartSync(t.Context(), durable.Start{Machine: arnOf + "plain"})
		if err != nil || d.Status != asl.Succeeded {
			t.Fatalf("%s %v, %v", d.Status, d.Failure, err)
		}
		children, _, err := s.List(t.Context(), durable.Filter{})
		if err != nil || len(children) != 1 || !strings.Contains(d.Output.String(), children[0].ARN) {
			t.Fatalf("%s, the children are %+v, %v", d.Output, children, err)
		}
		s.ends(2*time.Hour, children[0].ARN, asl.Succeeded, `{"n":7}`)
		if _, err := s.Start(t.Context(), durable.Start{Machine: arnOf + "deep"}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		if n := started.Load(); n != 33 {
			t.Errorf("%d EXPRESS executions were started, want the first one and 32 below it", n)
		}
	})
}
