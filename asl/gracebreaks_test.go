package asl_test

import (
	"context"
	"encoding/json"
	"errors"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"

	"github.com/google/go-cmp/cmp"
)

// endsSoon is a context that ends after a second.
func endsSoon(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	t.Cleanup(cancel)
	return ctx
}

// returnsAt is a task that ignores its context and returns its input some seconds
// after the execution's start: one for A, two for B, and so on.
func returnsAt(seconds map[string]int) asl.Option {
	return work(func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
		info := asl.TaskInfoFrom(ctx)
		time.Sleep(time.Duration(seconds[info.State])*time.Second - time.Since(info.Execution.Describe().Started))
		return in, nil
	})
}

// TestGraceOfChildren: a task whose work is another execution has the grace, too, and
// the execution waits for it; the child has its parent's grace or its own.
func TestGraceOfChildren(t *testing.T) {
	for name, test := range map[string]struct {
		own  []asl.Option
		took time.Duration
		last history.Type
	}{
		"the parent's": {nil, 11 * time.Second, history.TypeLambdaFunctionSucceeded},
		"their own":    {[]asl.Option{asl.WithGrace(5 * time.Second)}, 6 * time.Second, history.TypeLambdaFunctionStarted},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var children asl.Executions
				child := machine(t, task(""), append(test.own, slowly(t, 10*time.Second, nil0), asl.WithExecutions(&children))...)
				m := machine(t, parent(".sync", ""), starts(t, child, nil0), asl.WithGrace(time.Minute))
				running := make(chan *asl.Execution, 1)
				time.AfterFunc(500*time.Millisecond, func() { running <- children.List()[0] })
				began := time.Now()
				r, err := m.Execute(endsSoon(t), []byte(`{}`))
				if took := time.Since(began); took != test.took || !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("it took %v, %v", took, err)
				}
				if last := r.History()[len(r.History())-1]; last.Type != history.TypeTaskSubmitted {
					t.Errorf("the parent's last event is %s", last.Type)
				}
				r, err = wait(t, <-running) // it has stopped
				if last := r.History()[len(r.History())-1]; last.Type != test.last || r.Status != asl.Running || !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("the child's last event is %s, %v", last.Type, err)
				}
				time.Sleep(time.Hour)
			})
		})
	}
}

// TestChildThatRanBefore: an execution that a task has not started itself, but found
// running under its name, goes on when the context of the task's execution ends.
func TestChildThatRanBefore(t *testing.T) {
	for _, grace := range []time.Duration{0, time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			var e asl.Executions
			child := machine(t, only(`"Type": "Wait", "Seconds": 60`))
			m := machine(t, parent(".sync", `, "Name": "child"`), starts(t, child, nil0), asl.WithExecutions(&e))
			first := start(t, m, `{}`)
			time.Sleep(time.Millisecond)
			began := time.Now()
			if _, err := m.Execute(endsSoon(t), []byte(`{}`), asl.WithGrace(grace)); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != time.Second {
				t.Errorf("%v after %v", err, time.Since(began))
			}
			if r, err := first.Wait(context.Background()); err != nil {
				t.Errorf("%s, %v", r.Status, err)
			}
		})
	}
}

// TestGraceOfAnObserver: an observer that fails while tasks return is the last one to
// be told anything, and neither shortens nor prolongs the grace.
func TestGraceOfAnObserver(t *testing.T) {
	for name, fail := range map[string]func(){"panics": func() { panic("no") }, "exits": runtime.Goexit} {
		for _, test := range []struct {
			grace, takes time.Duration
			untold       int
		}{
			{time.Minute, 20 * time.Second, 1}, // until B returns
			{10 * time.Second, 11 * time.Second, 0},
		} {
			t.Run(name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					var seen []history.Type
					m := machine(t, beside, returnsAt(map[string]int{"A": 5, "B": 20}), asl.WithGrace(test.grace),
						asl.WithObserver(func(_ *asl.Execution, e history.Event) {
							if seen = append(seen, e.Type); e.Type == history.TypeLambdaFunctionSucceeded {
								fail()
							}
						}))
					began := time.Now()
					x, err := m.Start(endsSoon(t), []byte(`1`))
					if err != nil {
						t.Fatal(err)
					}
					r, err := x.Wait(context.Background())
					var problem *asl.PanicError
					if !errors.Is(err, context.DeadlineExceeded) || errors.As(err, &problem) != (name == "panics") || !strings.Contains(err.Error(), "observer") {
						t.Errorf("%v", err)
					}
					if took := time.Since(began); took != test.takes || r.Status != asl.Running {
						t.Errorf("%s after %v, want RUNNING after %v", r.Status, took, test.takes)
					}
					if n := len(r.History()) - len(seen); n != test.untold {
						t.Errorf("%d events came after the last that was told: %v", n, types(r.History()))
					}
					time.Sleep(time.Hour)
				})
			})
		}
	}
}

// TestNothingToWaitFor: a task that was begun and never ran, as an observer failed
// before, is not waited for.
func TestNothingToWaitFor(t *testing.T) {
	for name, definition := range map[string]string{"alone": task(""), "beside another": beside} {
		for _, when := range []history.Type{history.TypeLambdaFunctionScheduled, history.TypeLambdaFunctionStarted} {
			t.Run(name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					began := time.Now()
					m := machine(t, definition, asl.WithGrace(time.Minute), returnsAt(map[string]int{"A": 5, "B": 5}),
						asl.WithObserver(func(_ *asl.Execution, e history.Event) {
							if e.Type == when {
								panic("no")
							}
						}))
					_, err := m.Execute(context.Background(), []byte(`1`))
					want := time.Duration(0)
					if name == "beside another" && when == history.TypeLambdaFunctionStarted {
						want = 5 * time.Second // they run already
					}
					if took := time.Since(began); took != want || err == nil {
						t.Errorf("%v: %v after %v", when, err, took)
					}
				})
			})
		}
	}
}

// TestStopIsNotAffectedByAGrace: an execution that is stopped ends at once, also while
// its tasks have their grace.
func TestStopIsNotAffectedByAGrace(t *testing.T) {
	for name, ctx := range map[string]func(*testing.T) context.Context{
		"before": func(*testing.T) context.Context { return context.Background() }, "meanwhile": endsSoon,
	} {
		for _, definition := range []string{task(""), beside} {
			t.Run(name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					began := time.Now()
					m := machine(t, definition, asl.WithGrace(time.Minute), returnsAt(map[string]int{"A": 20, "B": 20}))
					x, err := m.Start(ctx(t), []byte(`1`))
					if err != nil {
						t.Fatal(err)
					}
					time.Sleep(2 * time.Second)
					if err := x.Stop("Own", ""); err != nil {
						t.Error(err)
					}
					r, err := x.Wait(context.Background())
					if took := time.Since(began); took != 2*time.Second || r.Status != asl.Aborted || !errors.Is(err, &asl.Error{Name: "Own"}) || r.Error == nil {
						t.Errorf("%s after %v, %v", r.Status, took, err)
					}
					if last := r.History()[len(r.History())-1]; last.Type != history.TypeExecutionAborted || x.Describe().Status != asl.Aborted {
						t.Errorf("the last event is %s, Describe says %s", last.Type, x.Describe().Status)
					}
					time.Sleep(time.Hour)
				})
			})
		}
	}
}

// TestHistoryIsFullMeanwhile: an answer for which the history has no room is the end,
// also while tasks have their grace.
func TestHistoryIsFullMeanwhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := machine(t, task(""), asl.WithGrace(time.Minute), slowly(t, time.Second, nil0),
			asl.WithLimits(asl.Limits{Events: 5}))
		r, err := m.Execute(endsSoon(t), []byte(`{}`))
		want := []history.Type{"ExecutionStarted", "TaskStateEntered", "LambdaFunctionScheduled", "LambdaFunctionStarted", "ExecutionFailed"}
		if diff := cmp.Diff(want, types(r.History())); diff != "" || r.Status != asl.Failed || !errors.Is(err, asl.ErrRuntime) {
			t.Errorf("%s, %v, history (-want +got):\n%s", r.Status, err, diff)
		}
	})
}

// TestGraceOnAVirtualClock: the grace is of the system's time, and a task that sleeps
// by its clock all the same does not hold that for others.
func TestGraceOnAVirtualClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		clock := asl.NewVirtualClock(epoch)
		m := machine(t, task(""), asl.WithClock(clock), asl.WithGrace(time.Minute),
			work(func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
				<-ctx.Done()
				return nil, asl.TaskInfoFrom(ctx).Sleep(context.WithoutCancel(ctx), 24*time.Hour)
			}))
		began := time.Now()
		r, _ := m.Execute(endsSoon(t), []byte(`{}`))
		last := r.History()[len(r.History())-1]
		if took := time.Since(began); took != time.Second || last.Type != history.TypeLambdaFunctionSucceeded || last.Timestamp.Sub(epoch) != 24*time.Hour {
			t.Errorf("it took %v; %s at %v", took, last.Type, last.Timestamp)
		}
		if r := execute(t, machine(t, only(`"Type": "Wait", "Seconds": 1`), asl.WithClock(clock)), `{}`); r.Ended.Sub(r.Started) != time.Second {
			t.Errorf("another execution took %v", r.Ended.Sub(r.Started))
		}
	})
}

// TestSlotsDuringAGrace: an execution that waits for its tasks to return takes no more
// task slots from others.
func TestSlotsDuringAGrace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shared := asl.WithTaskSlots(asl.NewTaskSlots(2))
		three := strings.Replace(beside, `]}}}`, `, {"StartAt": "C", "States": {"C": {"Type": "Task", "Resource": "work", "End": true}}}]}}}`, 1)
		m := machine(t, three, shared, asl.WithGrace(time.Minute), returnsAt(map[string]int{"A": 5, "B": 20}))
		other := machine(t, task(""), shared, work(nil0))
		_, err := m.Start(endsSoon(t), []byte(`1`))
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Second)
		began := time.Now()
		execute(t, other, `{}`)
		if took := time.Since(began); took != 3*time.Second {
			t.Errorf("another execution took %v, want 3s: until A returns", took)
		}
		time.Sleep(time.Hour)
	})
}

// talkative is a clock that has a task show a sign of life whenever it is asked for
// the time.
type talkative struct {
	asl.Clock
	task atomic.Pointer[asl.TaskInfo]
}

func (c *talkative) Now() time.Time {
	if info := c.task.Load(); info != nil {
		info.Heartbeat()
	}
	return c.Clock.Now()
}

// TestGraceIsOverDespiteMessages: messages that do not end do not prolong the grace.
func TestGraceIsOverDespiteMessages(t *testing.T) {
	noLeak(t)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	release := make(chan struct{})
	clock := &talkative{Clock: asl.SystemClock()}
	m := machine(t, task(""), asl.WithGrace(time.Millisecond), asl.WithClock(clock), work(func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
		info := asl.TaskInfoFrom(ctx)
		clock.task.Store(info) // the driver asks next when it is told of a heartbeat
		info.Heartbeat()
		cancel()
		<-release
		return nil, nil
	}))
	x, err := m.Start(ctx, []byte(`{}`))
	if err != nil {
		t.Fatal(err)
	}
	if r, err := wait(t, x); !errors.Is(err, context.Canceled) || r.Status != asl.Running {
		t.Errorf("%s, %v", r.Status, err)
	}
	close(release)
}

// TestAnswersBeforeTheEnd: what was answered before the context's end is in the
// history, whatever the execution is told at the same time.
func TestAnswersBeforeTheEnd(t *testing.T) {
	noLeak(t)
	for range 100 {
		ctx, cancel := context.WithCancel(context.Background())
		d := newDesk("")
		x, err := machine(t, only(waitForToken), d.option()).Start(ctx, []byte(`{}`))
		if err != nil {
			t.Fatal(err)
		}
		token := <-d.tokens
		answered := x.SendTaskSuccess(token, []byte(`1`))
		cancel()
		r, _ := wait(t, x)
		last := r.History()[len(r.History())-1].Type
		if answered != nil || last != history.TypeTaskSucceeded && r.Status != asl.Succeeded {
			t.Fatalf("%s with the last event %s, %v", r.Status, last, answered)
		}
	}
}
