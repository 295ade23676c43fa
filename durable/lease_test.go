package durable_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/state"
)

// frozen is a Store as a process sees it that stands still now and then: its calls wait
// meanwhile.
type frozen struct {
	durable.Store
	moves chan struct{} // has one element, which each call takes and gives back
}

func (f *frozen) wait() {
	<-f.moves
	f.moves <- struct{}{}
}

func (f *frozen) Claim(ctx context.Context, c durable.Claim) ([]durable.Claimed, error) {
	f.wait()
	return f.Store.Claim(ctx, c)
}

func (f *frozen) Renew(ctx context.Context, owner string, until time.Time) error {
	f.wait()
	return f.Store.Renew(ctx, owner, until)
}

func (f *frozen) Commit(ctx context.Context, c ...durable.Commit) ([]error, error) {
	f.wait()
	return f.Store.Commit(ctx, c...)
}

// TestLeases: two processes on one store, each of which stands still past its leases again and
// again. Commits of an owner of before are refused; each execution ends once, with the right
// output; and no task is begun whose answer was committed.
func TestLeases(t *testing.T) {
	const executions, steps = 40, 12
	synctest.Test(t, func(t *testing.T) {
		var fenced, cancelled, again atomic.Int64
		store := &answered{Store: durable.Memory()}
		task := func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
			info := asl.TaskInfoFrom(ctx)
			key := info.Key
			if _, is := store.keys.Load(key); is {
				t.Errorf("the task %s began after its answer was committed", key)
			}
			if _, begun := store.begun.LoadOrStore(key, true); begun {
				again.Add(1)
			}
			var n, execution int // each execution is at another place when a process stands still
			_, bad := fmt.Sscanf(info.Execution.Name(), "x%d", &execution)
			err := errors.Join(json.Unmarshal(in, &n), bad)
			select {
			case <-time.After(time.Duration(1+(n*7+execution)%19) * time.Second):
			case <-ctx.Done():
				cancelled.Add(1)
			}
			return json.RawMessage(fmt.Sprint(n + 1)), errors.Join(err, ctx.Err())
		}
		m := machine(t, chainOf(steps), asl.WithResolver(everything(task)))
		var sides []*frozen
		var services []*service
		for range 2 {
			side := &frozen{store, make(chan struct{}, 1)}
			side.moves <- struct{}{}
			sides = append(sides, side)
			services = append(services, serve(t, side, map[string]*asl.Machine{"m": m}, durable.WithLease(6*time.Second),
				durable.WithMetrics(durable.Metrics{Fenced: func(string) { fenced.Add(1) }})))
		}
		var arns []string
		for i := range executions {
			arns = append(arns, services[i%2].begin("m", fmt.Sprint("x", i), `0`))
		}
		for i := range 20 {
			side := sides[i%2]
			<-side.moves
			time.Sleep(9 * time.Second)
			side.moves <- struct{}{}
			time.Sleep(time.Second)
		}
		time.Sleep(5 * time.Minute)
		for _, arn := range arns {
			services[0].ends(0, arn, asl.Succeeded, fmt.Sprint(steps))
			checkHistory(t, services[0], arn, 2+steps*5)
		}
		if fenced.Load() == 0 || cancelled.Load() == 0 || again.Load() == 0 {
			t.Errorf("%d commits were refused, %d tasks cancelled and %d repeated: the test does not bite", fenced.Load(), cancelled.Load(), again.Load())
		}
	})
}

// answered is a Store that knows the keys of the tasks whose answers were committed.
type answered struct {
	durable.Store
	keys, begun, mapRuns sync.Map
}

// PutObject notes in which execution a Map Run is.
func (a *answered) PutObject(ctx context.Context, o durable.Object, was int64) error {
	if o.Kind == "map run" {
		a.mapRuns.Store(o.Name, string(o.Value))
	}
	return a.Store.PutObject(ctx, o, was)
}

// keyOf returns what a task is known by. The effects of a Map are counted from 1.
func (a *answered) keyOf(info *asl.TaskInfo) string {
	items := info.Execution.Items()
	if len(items) == 0 {
		return info.Key
	}
	root, _ := a.mapRuns.Load(info.Execution.Describe().MapRun)
	return fmt.Sprint(root, "#", items[0].Index+1, info.Key[strings.LastIndex(info.Key, "#"):])
}

func (a *answered) Commit(ctx context.Context, all ...durable.Commit) ([]error, error) {
	errs, err := a.Store.Commit(ctx, all...)
	for i, c := range all {
		rec, bad := state.ParseRecord(c.Record)
		if err != nil || errs != nil && errs[i] != nil || bad != nil {
			continue
		}
		a.note(c.ARN, rec.Inputs)
	}
	return errs, err
}

func (a *answered) note(key string, inputs []state.Input) {
	for _, in := range inputs {
		switch key := fmt.Sprint(key, "#", in.ID); in.Kind {
		case state.InputDone:
			a.keys.Store(key, true)
		case state.InputItemSaved:
			rec, _ := state.ParseRecord(in.Saved.Record)
			a.note(key, rec.Inputs)
		}
	}
}

// chainOf returns a definition with that many tasks in a row.
func chainOf(n int) string {
	states := ""
	for i := range n {
		next := fmt.Sprintf(`"Next": "T%d"`, i+1)
		if i == n-1 {
			next = `"End": true`
		}
		states += fmt.Sprintf(`, "T%d": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", %s}`, i, next)
	}
	return `{"StartAt": "T0", "States": {` + states[2:] + `}}`
}

// TestDrain: when Run ends, tasks have a grace period, no state is entered any more, and
// another process goes on at once.
func TestDrain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var calls atomic.Int64
		task := func(_ context.Context, in json.RawMessage) (json.RawMessage, error) {
			calls.Add(1)
			time.Sleep(5 * time.Second)
			return in, nil
		}
		m := machine(t, chainOf(3), asl.WithResolver(everything(task)))
		store := durable.Memory()
		first := serve(t, store, map[string]*asl.Machine{"m": m})
		arn := first.begin("m", "one", `1`)
		time.Sleep(time.Second)
		began := time.Now()
		first.stop()
		if took := time.Since(began); took != 4*time.Second || calls.Load() != 1 {
			t.Errorf("it took %v, with %d calls", took, calls.Load())
		}
		second := serve(t, store, map[string]*asl.Machine{"m": m})
		second.ends(11*time.Second, arn, asl.Succeeded, `1`)
		if calls.Load() != 3 {
			t.Errorf("%d calls: one was repeated", calls.Load())
		}
		checkHistory(t, second, arn, 17)
	})
}

// TestFailingStore: while the store fails nothing is lost, and then all goes on.
func TestFailingStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &failing{Store: durable.Memory()}
		var failures atomic.Int64
		m := machine(t, waitThenTask, asl.WithTask("T", echo))
		s := serve(t, store, map[string]*asl.Machine{"m": m}, durable.WithMetrics(durable.Metrics{Failed: func(error) { failures.Add(1) }}))
		arn := s.begin("m", "one", `1`)
		time.Sleep(time.Hour - time.Second)
		store.fails.Store(true)
		s.ends(10*time.Second, arn, asl.Running, "")
		if _, err := s.Start(t.Context(), durable.Start{Machine: arnOf + "m"}); err == nil || errors.As(err, new(*asl.Error)) {
			t.Errorf("Start: %v", err)
		}
		store.fails.Store(false)
		s.ends(time.Minute, arn, asl.Succeeded, `1`)
		checkHistory(t, s, arn, 9)
		if failures.Load() == 0 {
			t.Error("nobody was told")
		}
	})
}

// failing is a Store that cannot write while fails is set.
type failing struct {
	durable.Store
	fails atomic.Bool
}

var errFull = errors.New("the disk is full")

func (f *failing) Create(ctx context.Context, e ...durable.Created) error {
	if f.fails.Load() {
		return errFull
	}
	return f.Store.Create(ctx, e...)
}

func (f *failing) Commit(ctx context.Context, c ...durable.Commit) ([]error, error) {
	if f.fails.Load() {
		return nil, errFull
	}
	return f.Store.Commit(ctx, c...)
}

// everything is a resolver that has one task for all resources.
type everything asl.TaskFunc

func (e everything) ResolveTask(string) (asl.TaskFunc, error) { return asl.TaskFunc(e), nil }
