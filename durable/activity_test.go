package durable_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/history"
)

// TestActivities: a worker in another process takes a task, and answers it. Each task is given
// once, in the order in which they were offered.
func TestActivities(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := durable.Memory()
		const arn = "arn:aws:states:us-east-1:000000000000:activity:pack"
		m := machine(t, `{"StartAt": "T", "States": {"T": {"Type": "Task", "End": true, "TimeoutSeconds": 3600, "Resource": "`+arn+`"}}}`)
		s := serve(t, store, map[string]*asl.Machine{"m": m})
		worker, err := durable.New(store)
		if err != nil {
			t.Fatal(err)
		}
		missing := s.begin("m", "missing", `0`)
		if d := s.after(time.Second, missing); d.Status != asl.Failed {
			t.Errorf("without the activity it is %s", d.Status)
		}
		if _, err := worker.Poll(t.Context(), arn, "w"); !errors.Is(err, durable.ErrActivityDoesNotExist) {
			t.Errorf("Poll without the activity: %v", err)
		}
		if a, err := worker.CreateActivity(t.Context(), arn); err != nil || a.ARN != arn {
			t.Fatalf("%+v, %v", a, err)
		}
		short, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if task, err := worker.Poll(short, arn, "w"); task != nil || err != nil {
			t.Errorf("Poll without a task: %+v, %v", task, err)
		}
		first := s.begin("m", "first", `1`)
		time.Sleep(time.Second)
		second := s.begin("m", "second", `2`)
		var tasks []*durable.ActivityTask
		for range 2 {
			task, err := worker.Poll(t.Context(), arn, "w1")
			if err != nil {
				t.Fatal(err)
			}
			tasks = append(tasks, task)
		}
		if string(tasks[0].Input)+string(tasks[1].Input) != "12" {
			t.Errorf("the tasks are %s and %s", tasks[0].Input, tasks[1].Input)
		}
		if err := worker.SendTaskSuccess(t.Context(), tasks[0].Token, []byte(`"done"`)); err != nil {
			t.Error(err)
		}
		s.ends(time.Second, first, asl.Succeeded, `"done"`)
		events, _, err := s.History(t.Context(), first, durable.HistoryPage{})
		if err != nil || len(events) != 7 {
			t.Fatalf("%d events, %v", len(events), err)
		}
		if started, ok := events[3].Details.(*history.ActivityStarted); !ok || started.WorkerName != "w1" {
			t.Errorf("event 4 is %+v", events[3])
		}
		if d := s.after(59*time.Minute, second); d.Status != asl.Running {
			t.Errorf("the second one is %s", d.Status)
		}
		if d := s.after(2*time.Minute, second); d.Status != asl.Failed {
			t.Errorf("after its timeout the second one is %s", d.Status)
		}
		if list, err := worker.ListActivities(t.Context(), "", 10); err != nil || len(list) != 1 || list[0].Name != "pack" {
			t.Errorf("the activities are %+v, %v", list, err)
		}
		missed := s.begin("m", "missed", `3`)
		if d := s.after(10*time.Minute, missed); d.Status != asl.Running {
			t.Errorf("the third one is %s", d.Status)
		}
		if left, err := store.Objects(t.Context(), "activity task", "", 10); len(left) != 1 || err != nil {
			t.Errorf("%d tasks wait, %v", len(left), err)
		}
		if err := worker.Stop(t.Context(), missed, nil); err != nil {
			t.Error(err)
		}
		time.Sleep(2 * time.Minute)
		if left, err := store.Objects(t.Context(), "activity task", "", 10); len(left) > 0 || err != nil {
			t.Errorf("%d tasks are left, %v", len(left), err)
		}
		if err := worker.DeleteActivity(t.Context(), arn); err != nil {
			t.Error(err)
		}
	})
}

// TestTasksAreGivenOnce: of many workers one gets a task, and none is lost.
func TestTasksAreGivenOnce(t *testing.T) {
	const workers, each = 20, 10
	const arn = "arn:aws:states:us-east-1:000000000000:activity:pack"
	s := serve(t, durable.Memory(), map[string]*asl.Machine{
		"m": machine(t, `{"StartAt": "T", "States": {"T": {"Type": "Task", "End": true, "Resource": "`+arn+`"}}}`),
	})
	if _, err := s.CreateActivity(t.Context(), arn); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var all sync.WaitGroup
	var given sync.Map
	for range workers {
		all.Go(func() {
			for range each {
				if _, err := s.Start(ctx, durable.Start{Machine: arnOf + "m"}); err != nil {
					t.Error(err)
				}
			}
		})
		all.Go(func() {
			for range each {
				task, err := s.Poll(ctx, arn, "w")
				if task == nil || err != nil {
					t.Errorf("%v, %v", task, err)
					return
				}
				if _, twice := given.LoadOrStore(task.Token, true); twice {
					t.Error("a task was given twice")
				}
				if err := s.SendTaskSuccess(ctx, task.Token, []byte(`1`)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
}

// withoutObjects is a Store that has no objects while fails is set.
type withoutObjects struct {
	durable.Store
	fails atomic.Bool
}

func (w *withoutObjects) Object(ctx context.Context, kind, name string) (durable.Object, error) {
	if w.fails.Load() {
		return durable.Object{}, errFull
	}
	return w.Store.Object(ctx, kind, name)
}

// TestOfferFails: a task that could not be offered, as the store had failed, is offered when it works
// again, however often the execution has begun anew meanwhile.
func TestOfferFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const activity = "arn:aws:states:us-east-1:123456789012:activity:pack"
		store := &withoutObjects{Store: durable.Memory()}
		s := serve(t, store, map[string]*asl.Machine{"m": machine(t, `{"StartAt": "T", "States": {"T": {"Type": "Task", "End": true, "Resource": "`+activity+`"}}}`)})
		if _, err := s.CreateActivity(t.Context(), activity); err != nil {
			t.Fatal(err)
		}
		store.fails.Store(true)
		arn := s.begin("m", "one", `1`)
		time.Sleep(time.Minute)
		store.fails.Store(false)
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
		defer cancel()
		task, err := s.Poll(ctx, activity, "")
		if err != nil || task == nil {
			t.Fatalf("a worker gets %v, %v", task, err)
		}
		if err := s.SendTaskSuccess(t.Context(), task.Token, []byte(`2`)); err != nil {
			t.Error(err)
		}
		s.ends(time.Minute, arn, asl.Succeeded, `2`)
	})
}
