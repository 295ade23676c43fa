package asl_test

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
)

// stressed is a machine of tasks alone, which have heartbeats, of two beside each
// other, and of one that waits for its token.
var stressed = `{"StartAt": "S0", "TimeoutSeconds": 5, "States": {` +
	strings.ReplaceAll(`"S0": TASK"S1"}, "S1": TASK"S2"}, "S2": TASK"P"},`, "TASK", `{"Type": "Task", "Resource": "work", "HeartbeatSeconds": 3,
		"Catch": [{"ErrorEquals": ["States.ALL"], "Next": "P"}], "Next": `) + `
	"P": {"Type": "Parallel", "Next": "T", "Branches": [
		{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "work", "End": true}}},
		{"StartAt": "B", "States": {"B": {"Type": "Task", "Resource": "work", "End": true}}}],
		"Catch": [{"ErrorEquals": ["States.ALL"], "Next": "T"}]},
	"T": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
		"Parameters": {"token.$": "$$.Task.Token"}, "Next": "Z"},
	"Z": {"Type": "Succeed"}}}`

// erratic is a task that does something of its own each time: it returns at once or
// later, fails, ends its goroutine, tells that it lives, or has its token answered.
func erratic(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
	info := asl.TaskInfoFrom(ctx)
	x, token := info.Execution, info.Token()
	switch rand.N(9) {
	case 0:
		time.Sleep(rand.N(100 * time.Microsecond))
	case 1:
		return nil, errors.New("no")
	case 2:
		runtime.Goexit()
	case 3:
		panic("no")
	case 4:
		info.Heartbeat()
	case 5:
		go func() { _ = x.SendTaskHeartbeat(token) }()
	case 6:
		_ = x.SendTaskSuccess(token, []byte(`1`))
	case 7:
		go func() { _ = x.SendTaskFailure(token, "Own", "") }()
		<-ctx.Done()
		return nil, ctx.Err()
	}
	if info.State == "T" {
		go func() { _ = x.SendTaskSuccess(token, []byte(`1`)) }()
	}
	return json.RawMessage(`{}`), nil
}

// once checks that an execution has one driver at a time, and one end.
type once struct {
	t    *testing.T
	last int64 // event; not guarded, so that the race detector sees two drivers
	ends int
}

func (o *once) observe(_ *asl.Execution, e history.Event) {
	if e.ID != o.last+1 {
		o.t.Errorf("event %d comes after event %d", e.ID, o.last)
	}
	o.last = e.ID
	if name := string(e.Type); strings.HasPrefix(name, "Execution") && name != "ExecutionStarted" {
		o.ends++
	}
}

// TestManyDrivers has executions answered, told, stopped and left by their contexts at
// any moment: each goes on, and ends once. It is for the race detector, too.
func TestManyDrivers(t *testing.T) {
	noLeak(t)
	var e asl.Executions
	var mux asl.Mux
	mux.Handle("*", erratic)
	child := machine(t, stressed, asl.WithResolver(&mux))
	known := asl.WithExecutions(&e)
	machines := []*asl.Machine{
		machine(t, stressed, asl.WithResolver(&mux), known),
		machine(t, parent(".sync", ""), starts(t, child, nil0), known),
	}
	var group sync.WaitGroup
	limit := make(chan bool, 50)
	for i := range 1000 {
		limit <- true
		group.Go(func() {
			defer func() { <-limit }()
			driveOnce(t, machines[i/60%2], i)
		})
	}
	group.Wait()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := e.Drain(ctx); err != nil {
		t.Error(err)
	}
}

func driveOnce(t *testing.T, m *asl.Machine, i int) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	o := once{t: t}
	opts := []asl.Option{asl.WithObserver(o.observe)}
	if i%3 == 0 {
		opts = append(opts, asl.WithGrace(time.Millisecond))
	}
	clock := asl.Clock(asl.SystemClock())
	if i%5 == 0 {
		clock = asl.NewVirtualClock(epoch)
	}
	opts = append(opts, asl.WithClock(clock))
	started := make(chan *asl.Execution, 1)
	opts = append(opts, asl.WithObserver(func(x *asl.Execution, e history.Event) {
		if e.ID == 1 {
			started <- x
		}
	}))
	var others sync.WaitGroup
	others.Go(func() {
		x := <-started
		time.Sleep(rand.N(300 * time.Microsecond))
		switch i % 4 {
		case 0:
			_ = x.Stop("Own", "")
		case 1:
			cancel()
		case 2:
			for range x.Events(ctx) {
				runtime.Gosched()
			}
		}
	})
	r, err := m.Execute(ctx, []byte(`{}`), opts...)
	stopped := r.Status == asl.Running
	if (o.ends == 1) == stopped || o.ends > 1 || stopped && !errors.Is(err, context.Canceled) || int(o.last) != len(r.History()) {
		t.Errorf("%s with %d ends, %d events of %d told, %v", r.Status, o.ends, o.last, len(r.History()), err)
	}
	others.Wait()
	if i%5 == 0 { // nothing of it holds the clock
		execute(t, machine(t, only(`"Type": "Wait", "Seconds": 1`), asl.WithClock(clock)), `{}`)
	}
}
