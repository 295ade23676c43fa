package durable_test

import (
	"bytes"
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
	"github.com/goasl/goasl/state"
)

// damaged is a Store whose executions cannot be read while broken is set.
type damaged struct {
	durable.Store
	broken atomic.Bool
}

func (d *damaged) Claim(ctx context.Context, c durable.Claim) ([]durable.Claimed, error) {
	all, err := d.Store.Claim(ctx, c)
	for i := range all {
		if d.broken.Load() {
			all[i].Saved.Records = append(all[i].Saved.Records, []byte(`{"revision":1000000,"inputs":[]}`))
		}
	}
	return all, err
}

// TestStalled: an execution that cannot be restored is listed with the reason, and taken up
// again by a process that can.
func TestStalled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &damaged{Store: durable.Memory()}
		store.broken.Store(true)
		m := machine(t, waitThenTask, asl.WithTask("T", echo))
		var stalled atomic.Value
		s := serve(t, store, map[string]*asl.Machine{"m": m}, durable.WithMetrics(durable.Metrics{Stalled: func(_, why string) { stalled.Store(why) }}))
		arn := s.begin("m", "one", `1`)
		d := s.after(time.Second, arn)
		if d.Status != asl.Running || !strings.Contains(d.Stalled, "revision 1000000") || stalled.Load() != d.Stalled {
			t.Errorf("it is %s, and stalled as %q", d.Status, d.Stalled)
		}
		page, _, err := s.List(t.Context(), durable.Filter{Stalled: true})
		if err != nil || len(page) != 1 || page[0].Stalled != d.Stalled {
			t.Errorf("the list has %+v, %v", page, err)
		}
		store.broken.Store(false)
		s.ends(2*time.Hour, arn, asl.Succeeded, `1`)
		checkHistory(t, s, arn, 9)
	})
}

// otherItems is a Store whose records of executions of Map Runs are of another revision.
type otherItems struct {
	durable.Store
	broken atomic.Bool
}

func (o *otherItems) Claim(ctx context.Context, c durable.Claim) ([]durable.Claimed, error) {
	all, err := o.Store.Claim(ctx, c)
	for i := range all {
		for j, text := range all[i].Saved.Records {
			if o.broken.Load() {
				all[i].Saved.Records[j] = bytes.ReplaceAll(text, []byte(`\"revision\":`), []byte(`\"revision\":1000`))
			}
		}
	}
	return all, err
}

// TestStalledItem: an execution is stalled if one of its Map Run cannot be restored, which is not
// given up.
func TestStalledItem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		base := durable.Memory()
		machines := map[string]*asl.Machine{"m": machine(t, eachOf("O", waitThenTask), asl.WithTask("T", echo))}
		process := &mortal{Store: base}
		first := serve(t, process, machines)
		arn := first.begin("m", "one", `[1]`)
		time.Sleep(time.Second)
		process.dead.Store(true)
		first.stop()
		store := &otherItems{Store: base}
		store.broken.Store(true)
		s := serve(t, store, machines)
		if d := s.after(time.Minute, arn); d.Status != asl.Running || !strings.Contains(d.Stalled, "of its Map Run cannot be restored") {
			t.Errorf("it is %s, and stalled as %q", d.Status, d.Stalled)
		}
		store.broken.Store(false)
		s.ends(2*time.Hour, arn, asl.Succeeded, `[1]`)
	})
}

// TestForeignMachines: executions of machines that a process does not know are left to others, and
// can be read.
func TestForeignMachines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := durable.Memory()
		m := machine(t, waitThenTask, asl.WithTask("T", echo))
		first := serve(t, store, map[string]*asl.Machine{"m": m})
		arn := first.begin("m", "one", `1`)
		time.Sleep(time.Minute)
		first.stop()
		second := serve(t, store, map[string]*asl.Machine{"other": m})
		d := second.after(2*time.Hour, arn)
		if d.Status != asl.Running || d.Stalled != "" || d.Name != "one" || d.Input.String() != `1` {
			t.Errorf("it is %+v", d)
		}
		checkHistory(t, second, arn, 2)
		if err := second.Register(arnOf+"m", m); err != nil {
			t.Fatal(err)
		}
		second.ends(time.Second, arn, asl.Succeeded, `1`)
	})
}

// TestDeploy: an execution keeps the definition that it began with, and has the tasks of now.
func TestDeploy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := durable.Memory()
		first := serve(t, store, map[string]*asl.Machine{"m": machine(t, waitThenTask)})
		arn := first.begin("m", "one", `1`)
		time.Sleep(time.Minute)
		first.stop()
		changed := strings.ReplaceAll(waitThenTask, `"T": {`, `"T": {"ResultPath": "$.changed", `)
		second := serve(t, store, map[string]*asl.Machine{"m": machine(t, changed, asl.WithTask("T", echo))})
		second.ends(2*time.Hour, arn, asl.Succeeded, `1`)
		if text, err := second.Definition(t.Context(), arn); string(text) != waitThenTask || err != nil {
			t.Errorf("it began with %s, %v", text, err)
		}
		now := second.begin("m", "two", `{}`)
		second.ends(2*time.Hour, now, asl.Succeeded, `{"changed":{}}`)
	})
}

// TestPanic: an execution whose observer panics is stalled, and the process goes on.
func TestPanic(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		observer := asl.WithObserver(func(*asl.Execution, history.Event) { panic("oh") })
		s := serve(t, durable.Memory(), map[string]*asl.Machine{"m": machine(t, chainOf(2), asl.WithResolver(everything(echo)), observer)})
		arn := s.begin("m", "one", `1`)
		if d := s.after(time.Second, arn); !strings.Contains(d.Stalled, "oh") {
			t.Errorf("it is %s, stalled as %q", d.Status, d.Stalled)
		}
	})
}

// TestStopStalled: an execution that cannot be restored can be stopped, and its parent is told.
func TestStopStalled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &damaged{Store: durable.Memory()}
		s := serve(t, store, map[string]*asl.Machine{"parent": machine(t, parentOf(".sync:2", `, "Name": "c"`)), "child": machine(t, waitThenTask)})
		parent := s.begin("parent", "p", `{}`)
		time.Sleep(time.Minute)
		store.broken.Store(true)
		child := "arn:aws:states:us-east-1:123456789012:execution:child:c"
		if d := s.after(time.Hour, child); d.Stalled == "" {
			t.Errorf("it is %s", d.Status)
		}
		if err := s.Stop(t.Context(), child, nil); err != nil {
			t.Fatal(err)
		}
		s.ends(2*time.Minute, child, asl.Aborted, "")
		store.broken.Store(false)
		if d := s.after(2*time.Minute, parent); d.Status != asl.Failed || d.Failure.Name() != "States.TaskFailed" {
			t.Errorf("the parent is %s, %v", d.Status, d.Failure)
		}
		if err := store.Post(t.Context(), child, durable.Post{Text: state.Input{Kind: state.InputRedrive, Now: time.Now()}.AppendJSON(nil)}); err != nil {
			t.Fatal(err)
		}
		if d := s.after(2*time.Hour, child); d.Status != asl.Aborted {
			t.Errorf("when it can be restored again it is %s", d.Status)
		}
	})
}

// TestRequestSnapshots: executions that wait, and those that move, get snapshots that need no
// records, and go on as before.
func TestRequestSnapshots(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := durable.Memory()
		slow := func(_ context.Context, in json.RawMessage) (json.RawMessage, error) {
			time.Sleep(10 * time.Minute)
			return in, nil
		}
		s := serve(t, store, map[string]*asl.Machine{
			"waits": machine(t, waitThenTask, asl.WithTask("T", echo)), "moves": machine(t, chainOf(3), asl.WithResolver(everything(slow))),
		})
		arns := []string{s.begin("waits", "one", `1`), s.begin("moves", "two", `1`)}
		time.Sleep(time.Minute)
		if n, err := s.RequestSnapshots(t.Context()); n != 2 || err != nil {
			t.Fatalf("%d, %v", n, err)
		}
		time.Sleep(10 * time.Minute)
		for _, arn := range arns {
			row, saved, err := store.Load(t.Context(), arn)
			if err != nil || len(saved.Records) > 0 && row.Name == "one" || len(saved.Records) > 2 {
				t.Errorf("%s has %d records, %v", row.Name, len(saved.Records), err)
			}
		}
		for i, events := range []int{9, 17} {
			s.ends(time.Hour, arns[i], asl.Succeeded, `1`)
			checkHistory(t, s, arns[i], events)
		}
	})
}

// TestDeepPayloads: what is nested too deep to be restored is refused.
func TestDeepPayloads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const most = 9_900
		deep := func(n int) []byte { return []byte(strings.Repeat("[", n) + strings.Repeat("]", n)) }
		m, tokens := callbacks(t)
		s := serve(t, durable.Memory(), map[string]*asl.Machine{
			"answer": m, "input": machine(t, `{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 5, "OutputPath": null, "End": true}}}`),
			"output": machine(t, `{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "f", "ResultPath": null, "Next": "W"}, "W": {"Type": "Wait", "Seconds": 5, "End": true}}}`,
				asl.WithTask("T", func(_ context.Context, in json.RawMessage) (json.RawMessage, error) {
					var n int
					err := json.Unmarshal(in, &n)
					return deep(n), err
				})),
		})
		start := durable.Start{Machine: arnOf + "input", Name: "deep", Input: deep(most)}
		d, err := s.Start(t.Context(), start)
		if err != nil {
			t.Fatal(err)
		}
		s.ends(time.Minute, d.ARN, asl.Succeeded, `{}`)
		start.Name, start.Input = "deeper", deep(most+1)
		if _, err := s.Start(t.Context(), start); !errors.Is(err, durable.ErrInvalidExecutionInput) {
			t.Errorf("an input: %v", err)
		}
		s.ends(time.Minute, s.begin("output", "deep", fmt.Sprint(most)), asl.Succeeded, fmt.Sprint(most))
		s.ends(time.Minute, s.begin("output", "deeper", fmt.Sprint(most+1)), asl.Failed, "")
		arn := s.begin("answer", "one", `1`)
		token := <-tokens
		time.Sleep(time.Second)
		if err := s.SendTaskSuccess(t.Context(), token, deep(most+1)); !errors.Is(err, durable.ErrInvalidOutput) {
			t.Errorf("an answer: %.100v", err)
		}
		if err := s.SendTaskSuccess(t.Context(), token, deep(most)); err != nil {
			t.Errorf("an answer: %.100v", err)
		}
		s.ends(time.Minute, arn, asl.Failed, "") // an output may not be nested as deep
	})
}

// forgetting is a Store of an Executor that forgets its machine as soon as it has claimed something,
// while forgets is set.
type forgetting struct {
	durable.Store
	forgets atomic.Bool
	x       *durable.Executor
}

func (f *forgetting) Claim(ctx context.Context, c durable.Claim) ([]durable.Claimed, error) {
	all, err := f.Store.Claim(ctx, c)
	if len(all) > 0 && f.forgets.Load() {
		f.x.Unregister(arnOf + "m")
	}
	return all, err
}

// TestUnregisterWhileClaimed: an execution whose machine a process has just ceased to know goes on at
// once in another one.
func TestUnregisterWhileClaimed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		base := durable.Memory()
		store := &forgetting{Store: base}
		machines := map[string]*asl.Machine{"m": machine(t, waitThenTask, asl.WithTask("T", echo))}
		one := serve(t, store, machines)
		arn := one.begin("m", "one", `1`)
		one.after(time.Second, arn)
		store.x = one.Executor
		store.forgets.Store(true)
		one.ends(time.Hour, arn, asl.Running, "")
		serve(t, base, machines).ends(time.Second, arn, asl.Succeeded, `1`)
	})
}
