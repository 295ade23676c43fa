package asl_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
)

// meter is a task that knows how many of it ran at most at a time.
type meter struct {
	running, most atomic.Int32
	sleep         time.Duration
}

func (m *meter) task(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
	n := m.running.Add(1)
	defer m.running.Add(-1)
	for {
		most := m.most.Load()
		if n <= most || m.most.CompareAndSwap(most, n) {
			break
		}
	}
	return in, asl.TaskInfoFrom(ctx).Sleep(ctx, m.sleep)
}

// numbersTo is an array of n numbers.
func numbersTo(n int) string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprint(i)
	}
	return "[" + strings.Join(all, ",") + "]"
}

const mapped = `{"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "ItemProcessor":
	{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "work", "End": true}}}}}}`

func TestLimitOfTasks(t *testing.T) {
	noLeak(t)
	for limit, want := range map[int]int32{1: 1, 3: 3, 0: 40, -1: 40} {
		m := &meter{sleep: time.Second}
		r := execute(t, machine(t, mapped, virtual(), work(m.task), asl.WithLimits(asl.Limits{Tasks: limit})), numbersTo(40))
		if got := m.most.Load(); got != want {
			t.Errorf("Limits.Tasks %d: %d tasks ran at a time, want %d", limit, got, want)
		}
		if want := time.Duration(40+want-1) / time.Duration(want) * time.Second; r.Ended.Sub(r.Started) != want {
			t.Errorf("Limits.Tasks %d: it took %v, want %v", limit, r.Ended.Sub(r.Started), want)
		}
	}
}

// TestPendingTakesNoRoom checks that tasks that wait for their tokens make room
// for others.
func TestPendingTakesNoRoom(t *testing.T) {
	for name, opt := range map[string]asl.Option{
		"limit": asl.WithLimits(asl.Limits{Tasks: 1}), "slots": asl.WithTaskSlots(asl.NewTaskSlots(1)),
	} {
		t.Run(name, func(t *testing.T) {
			noLeak(t)
			d := newDesk("")
			x := start(t, machine(t, mapped, d.option(), opt), numbersTo(5))
			var tokens []string
			for range 5 {
				tokens = append(tokens, <-d.tokens)
			}
			for _, token := range tokens {
				if err := x.SendTaskSuccess(token, []byte(`1`)); err != nil {
					t.Error(err)
				}
			}
			if r, err := wait(t, x); err != nil || string(r.Output) != "[1,1,1,1,1]" {
				t.Errorf("got %s, %v", r.Output, err)
			}
		})
	}
}

func TestTaskSlots(t *testing.T) {
	noLeak(t)
	slots := asl.NewTaskSlots(3)
	m := &meter{sleep: time.Millisecond}
	a := machine(t, mapped, asl.WithTaskSlots(slots), work(m.task))
	b := machine(t, task(""), asl.WithTaskSlots(slots), work(m.task))
	var group sync.WaitGroup
	for i := range 20 {
		group.Go(func() {
			which, input := a, numbersTo(10)
			if i%2 == 0 {
				which, input = b, "1"
			}
			if r, err := which.Execute(context.Background(), []byte(input)); err != nil || string(r.Output) != input {
				t.Errorf("got %s, %v", r.Output, err)
			}
		})
	}
	group.Wait()
	if most := m.most.Load(); most != 3 {
		t.Errorf("%d tasks ran at a time, want 3", most)
	}
}

// TestTaskSlotsInTime checks that slots are taken in turn on a virtual clock, and
// do not let it go on while somebody has just got one.
func TestTaskSlotsInTime(t *testing.T) {
	noLeak(t)
	for range 100 {
		clock := asl.NewVirtualClock(epoch)
		m := &meter{sleep: time.Minute}
		one := machine(t, task(""), asl.WithTaskSlots(asl.NewTaskSlots(1)), asl.WithClock(clock), work(m.task))
		release := clock.Hold()
		start(t, machine(t, only(`"Type": "Wait", "Seconds": 61`), asl.WithClock(clock)), `{}`) // would see to it that the time moves on
		var all []*asl.Execution
		for range 4 {
			all = append(all, start(t, one, `{}`))
		}
		release()
		var ended []time.Duration
		for _, x := range all {
			r, err := wait(t, x)
			if err != nil {
				t.Fatal(err)
			}
			ended = append(ended, r.Ended.Sub(epoch))
		}
		slices.Sort(ended)
		if want := []time.Duration{time.Minute, 2 * time.Minute, 3 * time.Minute, 4 * time.Minute}; !slices.Equal(ended, want) {
			t.Fatalf("they ended after %v, want %v", ended, want)
		}
	}
}

// TestSlotsSurviveCancelledWaiters checks that no slot is lost when executions
// end while they wait for one, or have just got one.
func TestSlotsSurviveCancelledWaiters(t *testing.T) {
	noLeak(t)
	m := machine(t, mapped, asl.WithTaskSlots(asl.NewTaskSlots(2)))
	var group sync.WaitGroup
	for i := range 60 {
		group.Go(func() {
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			x, err := m.Start(ctx, []byte(numbersTo(10)), work(func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
				if i%3 == 2 {
					return nil, errors.New("fails")
				}
				time.Sleep(50 * time.Microsecond)
				return in, nil
			}))
			if err != nil {
				t.Error(err)
				return
			}
			time.Sleep(time.Duration(i) * 50 * time.Microsecond)
			if i%3 == 0 {
				cancel()
			} else if i%3 == 1 {
				_ = x.Stop("", "")
			}
			<-x.Done()
		})
	}
	group.Wait()
	meter := &meter{sleep: time.Millisecond}
	for range 2 {
		execute(t, m, numbersTo(10), work(meter.task))
	}
	if most := meter.most.Load(); most != 2 {
		t.Errorf("%d tasks ran at a time afterwards, want 2", most)
	}
}

// TestSlotIsKeptByWhoRuns checks that a task that ignores its context keeps its
// slot, but not its room in the execution.
func TestSlotIsKeptByWhoRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for name, opt := range map[string]asl.Option{
			"limit": asl.WithLimits(asl.Limits{Tasks: 1}), "slots": asl.WithTaskSlots(asl.NewTaskSlots(1)),
		} {
			var meter meter
			m := machine(t, task(`, "TimeoutSeconds": 10, "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 5, "MaxAttempts": 9}]`), opt,
				work(func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
					if asl.TaskInfoFrom(ctx).Attempt == 0 {
						ctx = context.WithoutCancel(ctx)
						meter.sleep = time.Minute
					} else {
						meter.sleep = time.Second
					}
					return meter.task(ctx, in)
				}))
			r := execute(t, m, `{}`)
			switch most, took := meter.most.Load(), r.Ended.Sub(r.Started); {
			case name == "limit" && (most != 2 || took != 16*time.Second):
				t.Errorf("limit: %d ran at a time, it took %v; want 2 and 16s", most, took)
			case name == "slots" && (most != 1 || took < time.Minute):
				t.Errorf("slots: %d ran at a time, it took %v; want 1 and more than a minute", most, took)
			}
			time.Sleep(time.Minute)
		}
	})
}

// TestQueueDoesNotCount checks that a state's timeout begins when its task does.
func TestQueueDoesNotCount(t *testing.T) {
	noLeak(t)
	definition := strings.Replace(mapped, `"work"`, `"work", "TimeoutSeconds": 60`, 1)
	for name, opt := range map[string]asl.Option{
		"limit": asl.WithLimits(asl.Limits{Tasks: 1}), "slots": asl.WithTaskSlots(asl.NewTaskSlots(1)),
	} {
		m := &meter{sleep: 40 * time.Second}
		r, err := machine(t, definition, virtual(), work(m.task), opt).Execute(context.Background(), []byte(numbersTo(3)))
		if err != nil || r.Ended.Sub(r.Started) != 2*time.Minute {
			t.Errorf("%s: %v after %v, want success after 2m0s", name, err, r.Ended.Sub(r.Started))
		}
	}
}

func TestNoTaskSlots(t *testing.T) {
	m := machine(t, task(""))
	for name, slots := range map[string]*asl.TaskSlots{"nil": nil, "zero": new(asl.TaskSlots), "too few": asl.NewTaskSlots(-1)} {
		if _, err := m.With(asl.WithTaskSlots(slots)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
