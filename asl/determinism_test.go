package asl_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"

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
			t.Fatalf("seed %d: %s\n(-Execute +Start):\n%s", seed, newTimed(seed).machine(), diff)
		}
	}
}

// timedHistory executes the machine of a seed and returns its history, and those of its
// children.
func timedHistory(t *testing.T, seed uint64, start bool) (events []string) {
	g := newTimed(seed)
	definition, child := g.machine(), g.machine()
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

// timedMachines makes small random machines that end, of which much is due at once.
type timedMachines struct {
	*rand.Rand
	seed  uint64
	names int
	plain bool // tasks have no timeouts, and start no machines
	runs  bool // Maps may have Map Runs
}

func newTimed(seed uint64) *timedMachines {
	return &timedMachines{Rand: rand.New(rand.NewPCG(seed, 7)), seed: seed}
}

func (g *timedMachines) pick(of ...string) string { return of[g.IntN(len(of))] }

func (g *timedMachines) machine() string {
	return `{` + g.pick(``, ``, ``, `"TimeoutSeconds": 3, `) + g.flow(0)[1:]
}

// flow is a row of states.
func (g *timedMachines) flow(depth int) string {
	first, n := g.names, 1+g.IntN(3)
	g.names += n
	var states []string
	for i := range n {
		next := `"End": true`
		if i < n-1 {
			next = fmt.Sprintf(`"Next": "S%d"`, first+i+1)
		}
		states = append(states, fmt.Sprintf(`"S%d": {%s, %s}`, first+i, g.state(depth), next))
	}
	return fmt.Sprintf(`{"StartAt": "S%d", "States": {%s}}`, first, strings.Join(states, ", "))
}

func (g *timedMachines) state(depth int) string {
	kind := g.IntN(9)
	if depth == 2 {
		kind = g.IntN(6)
	}
	retry := g.pick(``, `, "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 1, "MaxAttempts": 2, "MaxDelaySeconds": 2, "JitterStrategy": "FULL"}]`)
	switch kind {
	case 0:
		return `"Type": "Pass"`
	case 1, 2:
		return `"Type": "Wait", ` + g.pick(`"Seconds": 0`, `"Seconds": 0`, `"Seconds": 1`, `"Seconds": 2`, `"Timestamp": "2020-01-01T00:00:00Z"`)
	case 3, 4:
		resource := g.pick("work", "arn:aws:states:::sqs:sendMessage", "arn:aws:states:::sqs:sendMessage.waitForTaskToken")
		times := g.pick(``, `, "TimeoutSeconds": 1`, `, "TimeoutSeconds": 2, "HeartbeatSeconds": 1`)
		if g.plain {
			times = ``
		}
		return `"Type": "Task", "ResultPath": null, "Resource": "` + resource + `"` + times + retry
	case 5:
		if depth == 0 && g.names > 4 && !g.plain {
			return `"Type": "Task", "ResultPath": null, "Parameters": {"StateMachineArn": "` + childARN + `", "Input": {"l": [1]}, "Name": "` + fmt.Sprint("c", g.names) +
				`"}, "Resource": "arn:aws:states:::states:startExecution.sync"` + retry
		}
		return `"Type": "Pass", "Parameters": {"at.$": "$$.State.EnteredTime", "l.$": "$$.Execution.Input.l"}`
	case 6:
		return `"Type": "Map", "ResultPath": null, "ItemsPath": "$$.Execution.Input.l", "MaxConcurrency": ` + g.pick("0", "2") + `, "ItemProcessor": ` + g.processor(depth+1) + retry
	}
	var branches []string
	for range 2 + g.IntN(2) {
		branches = append(branches, g.flow(depth+1))
	}
	return `"Type": "Parallel", "ResultPath": null, "Branches": [` + strings.Join(branches, ", ") + `]` + retry
}

func (g *timedMachines) processor(depth int) string {
	if !g.runs || g.IntN(2) == 0 {
		return g.flow(depth)
	}
	return `{"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, ` + g.flow(depth)[1:]
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
