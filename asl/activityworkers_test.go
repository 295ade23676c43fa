package asl_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"

	"github.com/google/go-cmp/cmp"
)

// TestActivityOrder: workers get the tasks in the order in which they were
// scheduled, whichever executions and machines they are of.
func TestActivityOrder(t *testing.T) {
	noLeak(t)
	m, activities := workshop(t, "")
	other := machine(t, packing(`, "Parameters": {"other.$": "$"}`), asl.WithActivities(activities))
	var running []*asl.Execution
	for i := range 6 {
		x := start(t, []*asl.Machine{m, other}[i%2], fmt.Sprint(i))
		await(t, x, history.TypeActivityScheduled)
		running = append(running, x)
	}
	var got []string
	for range running {
		task := poll(t, activities, "")
		got = append(got, string(task.Input))
		if err := activities.SendTaskSuccess(task.Token, task.Input); err != nil {
			t.Error(err)
		}
	}
	if diff := cmp.Diff([]string{`0`, `{"other":1}`, `2`, `{"other":3}`, `4`, `{"other":5}`}, got); diff != "" {
		t.Errorf("the tasks differ (-want +got):\n%s", diff)
	}
	for _, x := range running {
		if _, err := wait(t, x); err != nil {
			t.Error(err)
		}
	}
}

// TestWorkersComeAndGo: whenever workers stop asking, each task is done, and
// handed out once.
func TestWorkersComeAndGo(t *testing.T) {
	noLeak(t)
	m, activities := workshop(t, "")
	ctx, cancel := context.WithCancel(context.Background())
	var workers sync.WaitGroup
	for w := range 8 {
		workers.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				patience, giveUp := context.WithTimeout(ctx, time.Duration(n%7*(w+1))*time.Microsecond)
				task, err := activities.Poll(patience, "pack", "w")
				giveUp()
				if err != nil {
					continue
				}
				if err := activities.SendTaskSuccess(task.Token, task.Input); err != nil {
					t.Errorf("a task that was just handed out: %v", err)
				}
			}
		})
	}
	for i := range 200 {
		x := start(t, m, fmt.Sprint(i))
		if r, err := wait(t, x); err != nil || string(r.Output) != fmt.Sprint(i) {
			t.Fatalf("%d: %v", i, err)
		}
	}
	cancel()
	workers.Wait()
	wantIdle(t, activities)
}

// TestActivityTimesOut: the time counts from when a worker has taken the task on,
// however long that took, and its answer comes too late after that.
func TestActivityTimesOut(t *testing.T) {
	noLeak(t)
	clock := asl.NewVirtualClock(epoch)
	m, activities := workshop(t, `, "TimeoutSeconds": 60`, asl.WithClock(clock))
	x := start(t, m, `{}`)
	await(t, x, history.TypeActivityScheduled)
	clock.Advance(time.Hour)
	task := poll(t, activities, "Ada")
	await(t, x, history.TypeActivityStarted)
	clock.Advance(time.Minute)
	r, err := wait(t, x)
	if !errors.Is(err, asl.ErrTimeout) || r.Ended.Sub(r.Started) != time.Hour+time.Minute {
		t.Errorf("%v after %v", err, r.Ended.Sub(r.Started))
	}
	wantIdle(t, activities)
	if err := activities.SendTaskSuccess(task.Token, []byte(`1`)); !errors.Is(err, asl.ErrNoToken) {
		t.Errorf("too late: %v, want ErrNoToken", err)
	}
}

// TestActivityHeartbeat: the first one is due a while after a worker has taken
// the task on, however long that took.
func TestActivityHeartbeat(t *testing.T) {
	noLeak(t)
	clock := asl.NewVirtualClock(epoch)
	m, activities := workshop(t, `, "HeartbeatSeconds": 10, "Retry": [{"ErrorEquals": ["States.HeartbeatTimeout"], "IntervalSeconds": 1}]`, asl.WithClock(clock))
	x := start(t, m, `{}`)
	await(t, x, history.TypeActivityScheduled)
	clock.Advance(time.Hour)
	lost := poll(t, activities, "")
	await(t, x, history.TypeActivityStarted)
	clock.Advance(10 * time.Second)
	task := poll(t, activities, "") // of the retry, which the clock went on to by itself
	if task.Token == lost.Token {
		t.Error("the retry has the token of the attempt before")
	}
	if err := activities.SendTaskHeartbeat(lost.Token); !errors.Is(err, asl.ErrNoToken) {
		t.Errorf("the heartbeat of a lost task: %v", err)
	}
	if err := activities.SendTaskSuccess(task.Token, []byte(`1`)); err != nil {
		t.Error(err)
	}
	r, err := wait(t, x)
	if want := time.Hour + 11*time.Second; err != nil || r.Ended.Sub(r.Started) != want {
		t.Errorf("%v after %v, want nil after %v", err, r.Ended.Sub(r.Started), want)
	}
}
