package asl_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/internal/randommachine"

	"github.com/google/go-cmp/cmp"
)

var machines = flag.Int("machines", 500, "how many random machines TestVirtualTimeIsDeterministic executes")

// TestVirtualTimeIsDeterministic executes random machines on a virtual clock, each of them
// twice: the histories are the same, byte for byte.
func TestVirtualTimeIsDeterministic(t *testing.T) {
	noLeak(t)
	for seed := range uint64(*machines) {
		first, second := timedHistory(t, seed, false), timedHistory(t, seed, true)
		if diff := cmp.Diff(first, second); diff != "" {
			t.Fatalf("seed %d: %s\n(-Execute +Start):\n%s", seed, newTimed(seed).Definition(), diff)
		}
	}
}

// timedHistory executes the machine of a seed and returns its history, and those of its
// children.
func timedHistory(t *testing.T, seed uint64, start bool) (events []string) {
	g := newTimed(seed)
	definition, child := g.Definition(), g.Definition()
	var mux asl.Mux
	mux.Handle("*", g.task)
	note := asl.WithObserver(func(x *asl.Execution, e history.Event) { // the clock lets one act at a time
		events = append(events, x.Name()+" "+string(e.AppendJSON(nil)))
	})
	fixed := asl.WithOptions(asl.WithSeed(seed), asl.WithLimits(asl.Limits{Events: 400, Tasks: g.IntN(4)}), note)
	mux.HandleMachine("child", machine(t, child, asl.WithResolver(&mux), fixed))
	clock := asl.NewVirtualClock(epoch)
	m := machine(t, definition, asl.WithResolver(&mux), fixed, asl.WithClock(clock), asl.WithName("x"))
	run := m.Execute
	if start {
		run = func(ctx context.Context, input []byte, opts ...asl.Option) (*asl.Result, error) {
			x, err := m.Start(ctx, input, opts...)
			if err != nil {
				return nil, err
			}
			return x.Wait(ctx)
		}
	}
	if r, err := run(t.Context(), []byte(`{"l": [1, 2, 3]}`)); r == nil || r.Status == asl.Running {
		t.Fatalf("seed %d: %v", seed, err)
	}
	return events
}

// timedMachines makes random machines, and answers their tasks.
type timedMachines struct {
	*randommachine.Maker
	seed uint64
}

func newTimed(seed uint64) *timedMachines {
	g := &timedMachines{randommachine.New(seed), seed}
	g.Context, g.Timeouts, g.TaskTimeouts, g.Jitter, g.Child = "$$.State.EnteredTime", true, true, "FULL", childARN
	return g
}

// task sleeps and answers as the name of the task says, each time it is called. It fails,
// returns, or answers by its token.
func (g *timedMachines) task(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
	info := asl.TaskInfoFrom(ctx)
	h := fnv.New64()
	fmt.Fprint(h, g.seed, info.Key)
	r := rand.New(rand.NewPCG(h.Sum64(), 1))
	if err := info.Sleep(ctx, time.Duration(r.IntN(4))*time.Second/2); err != nil {
		return nil, err
	}
	if r.IntN(3) == 0 {
		info.Heartbeat()
		if err := info.Sleep(ctx, time.Duration(r.IntN(3))*time.Second/2); err != nil {
			return nil, err
		}
	}
	failed := r.IntN(4) == 0
	if info.Pattern != asl.WaitForTaskToken {
		if failed {
			return nil, &asl.Error{Name: "Odd"}
		}
		return in, nil
	}
	if failed {
		_ = info.Execution.SendTaskFailure(info.Token(), "Odd", "")
	} else {
		_ = info.Execution.SendTaskSuccess(info.Token(), []byte(`{}`))
	}
	return nil, asl.ErrPending
}
