package durable_test

import (
	"context"
	"errors"
	"strconv"
	"sync"
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
		if a, err := worker.CreateActivity(t.Context(), "pack"); err != nil || a.ARN != arn {
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
		if err := worker.Stop(t.Context(), missed, "", ""); err != nil {
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

// TestActivityTasksAreGivenOnce: many workers poll at once, in two processes.
func TestActivityTasksAreGivenOnce(t *testing.T) {
	const tasks = 300
	store := durable.Memory()
	var all []*durable.Executor
	for range 2 {
		x, err := durable.New(store, durable.WithPoll(time.Millisecond))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, x)
	}
	activity, err := all[0].CreateActivity(t.Context(), "pack")
	if err != nil {
		t.Fatal(err)
	}
	m := machine(t, `{"StartAt": "T", "States": {"T": {"Type": "Task", "End": true, "Resource": "`+activity.ARN+`"}}}`)
	const arn = "arn:aws:states:us-east-1:000000000000:stateMachine:m"
	if err := all[0].Register(arn, m); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go all[0].Run(ctx)
	for i := range tasks {
		if _, err := all[0].Start(ctx, durable.Start{Machine: arn, Input: []byte(strconv.Itoa(i))}); err != nil {
			t.Fatal(err)
		}
	}
	given := make(chan string, 2*tasks)
	var wg sync.WaitGroup
	for worker := range 20 {
		wg.Go(func() {
			for range tasks / 20 {
				task, err := all[worker%2].Poll(ctx, activity.ARN, "w")
				if err != nil || task == nil {
					t.Errorf("Poll: %+v, %v", task, err)
					return
				}
				given <- string(task.Input)
				if err := all[worker%2].SendTaskSuccess(ctx, task.Token, task.Input); err != nil {
					t.Errorf("task %s: %v", task.Input, err)
				}
			}
		})
	}
	wg.Wait()
	close(given)
	times := map[string]int{}
	for task := range given {
		times[task]++
	}
	if len(times) != tasks {
		t.Errorf("%d of %d tasks were given", len(times), tasks)
	}
}
