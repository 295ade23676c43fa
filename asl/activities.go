package asl

import (
	"container/list"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/goasl/goasl/state"
)

// Activities holds activities, whose tasks are not called: workers ask for them
// with [Activities.Poll], whenever and wherever they run, and answer by the
// task's token. Executions of all machines that are given the same Activities by
// [WithActivities] put their tasks there.
//
// The zero value is ready to use and holds no activity. An Activities is safe for
// concurrent use and must not be copied after first use.
type Activities struct {
	// Identity says where activities are that are created by their name.
	Identity Identity

	mu     sync.Mutex
	queues map[string]*activityQueue // by ARN
	tasks  map[string]*Execution     // by the tokens of all tasks without an answer
}

// Activity is an activity that exists.
type Activity struct {
	Name string
	ARN  string // the Resource of Task states
}

// ActivityTask is a task that a worker has taken on.
type ActivityTask struct {
	Token string          // for the answer
	Input json.RawMessage // the state's effective input, the worker's own copy
}

// ErrNoActivity is wrapped by the errors about an activity that does not exist.
var ErrNoActivity = errors.New("there is no such activity")

// WithActivities sets the activities that Task states may name. An activity is
// looked for there if the resolver has no task for its ARN; middleware does not
// see it. A state whose activity does not exist fails the execution, as with Step
// Functions, before its task is scheduled.
func WithActivities(a *Activities) Option {
	return func(c *config) error {
		if a == nil {
			return errors.New("asl: WithActivities: the Activities is nil")
		}
		c.activities = a
		return nil
	}
}

// activityQueue holds the tasks of an activity that wait for a worker, or the
// workers that wait for a task; never both.
type activityQueue struct {
	tasks   list.List // of *activityEntry
	workers list.List // of *waitingWorker
}

// activityEntry is a task from when it is scheduled until nobody waits for its
// answer any more.
type activityEntry struct {
	of    *Activities
	queue *activityQueue
	call  *call
	d     *driver
	place *list.Element // in the queue; nil if a worker has it
}

type waitingWorker struct {
	name string
	task chan *ActivityTask // receives once; nil if the activity is deleted
}

// Create makes an activity of a name or an ARN; one that exists already is left
// as it is. A name has 1 to 80 characters. The error says what is wrong with it.
// Step Functions: CreateActivity.
func (a *Activities) Create(name string) (Activity, error) {
	activity := a.named(name)
	if err := CheckName(activity.Name); err != nil {
		return Activity{}, fmt.Errorf("asl: Create(%q): %w", cut(name, maxName), err)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.queues == nil {
		a.queues, a.tasks = map[string]*activityQueue{}, map[string]*Execution{}
	}
	if a.queues[activity.ARN] == nil {
		a.queues[activity.ARN] = &activityQueue{}
	}
	return activity, nil
}

// Delete deletes the activity with that name or ARN; it does nothing if there is
// none. States that come to it afterwards fail. The tasks that wait for a worker
// wait until they time out, those that a worker has can still be answered.
// Step Functions: DeleteActivity.
func (a *Activities) Delete(name string) {
	arn := a.named(name).ARN
	a.mu.Lock()
	defer a.mu.Unlock()
	q := a.queues[arn]
	if q == nil {
		return
	}
	delete(a.queues, arn)
	for e := q.workers.Front(); e != nil; e = q.workers.Front() {
		q.workers.Remove(e).(*waitingWorker).task <- nil
	}
}

// List returns the activities, in the order of their ARNs.
func (a *Activities) List() []Activity {
	a.mu.Lock()
	defer a.mu.Unlock()
	var activities []Activity
	for _, arn := range slices.Sorted(maps.Keys(a.queues)) {
		activities = append(activities, a.named(arn))
	}
	return activities
}

// Poll waits for a task of the activity with that name or ARN and takes it on:
// of the tasks that wait the one that was scheduled first. The history shows the
// worker's name, which may be empty. The error wraps [ErrNoActivity] if the
// activity does not exist or is deleted meanwhile, or that of ctx if ctx ends
// before a task has come; no task is lost then.
// Step Functions: GetActivityTask, which waits for a minute at most.
func (a *Activities) Poll(ctx context.Context, name, worker string) (*ActivityTask, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("asl: Poll: %w", err)
	}
	arn := a.named(name).ARN
	task, waiting, err := a.ask(arn, worker)
	if err != nil {
		return nil, fmt.Errorf("asl: Poll: %w", err)
	}
	if task != nil {
		return task, nil
	}
	select {
	case task = <-waiting.Value.(*waitingWorker).task:
	case <-ctx.Done():
		if a.leave(arn, waiting) {
			return nil, fmt.Errorf("asl: Poll: %w", ctx.Err())
		}
		task = <-waiting.Value.(*waitingWorker).task // it came in the very moment
	}
	if task == nil {
		return nil, fmt.Errorf("asl: Poll: %w", noActivity(arn))
	}
	return task, nil
}

// ask returns the first task, or the worker's place among those that wait.
func (a *Activities) ask(arn, worker string) (*ActivityTask, *list.Element, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	q := a.queues[arn]
	if q == nil {
		return nil, nil, noActivity(arn)
	}
	for e := q.tasks.Front(); e != nil; e = q.tasks.Front() {
		if task := q.tasks.Remove(e).(*activityEntry).take(worker); task != nil {
			return task, nil, nil
		}
	}
	return nil, q.workers.PushBack(&waitingWorker{worker, make(chan *ActivityTask, 1)}), nil
}

// leave gives a worker's place up. It reports false if the worker was called.
func (a *Activities) leave(arn string, waiting *list.Element) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if q := a.queues[arn]; q != nil {
		before := q.workers.Len()
		q.workers.Remove(waiting)
		return q.workers.Len() < before
	}
	return false
}

// SendTaskSuccess answers a task with its output; see
// [Execution.SendTaskSuccess]. The error is [ErrNoToken] if nobody waits for it.
func (a *Activities) SendTaskSuccess(token string, output []byte) error {
	x, err := a.waitingFor(token)
	if err != nil {
		return err
	}
	return x.SendTaskSuccess(token, output)
}

// SendTaskFailure answers a task with an error; see
// [Execution.SendTaskFailure]. The error is [ErrNoToken] if nobody waits for it.
func (a *Activities) SendTaskFailure(token, name, cause string) error {
	x, err := a.waitingFor(token)
	if err != nil {
		return err
	}
	return x.SendTaskFailure(token, name, cause)
}

// SendTaskHeartbeat tells that a task is still worked on. The error is
// [ErrNoToken] if nobody waits for its answer: the worker may stop.
func (a *Activities) SendTaskHeartbeat(token string) error {
	x, err := a.waitingFor(token)
	if err != nil {
		return err
	}
	return x.SendTaskHeartbeat(token)
}

func (a *Activities) waitingFor(token string) (*Execution, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if x := a.tasks[token]; x != nil {
		return x, nil
	}
	return nil, ErrNoToken
}

// find returns the queue of an activity.
func (a *Activities) find(arn string) (*activityQueue, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if q := a.queues[arn]; q != nil {
		return q, nil
	}
	return nil, noActivity(arn)
}

// add gives a call's task to the first worker that waits, or lets it wait. The
// queue may be that of an activity that has just been deleted.
func (a *Activities) add(q *activityQueue, d *driver, c *call) *activityEntry {
	a.mu.Lock()
	defer a.mu.Unlock()
	entry := &activityEntry{of: a, queue: q, call: c, d: d}
	a.tasks[c.task.Token] = d.x
	if first := q.workers.Front(); first != nil {
		worker := q.workers.Remove(first).(*waitingWorker)
		worker.task <- entry.take(worker.name)
	} else {
		entry.place = q.tasks.PushBack(entry)
	}
	return entry
}

// take starts the task in its execution, and returns nil if that is over. a.mu is
// held.
func (e *activityEntry) take(worker string) *ActivityTask {
	e.place = nil
	started := state.Input{Kind: state.InputStarted, ID: e.call.task.ID, Worker: worker}
	if !e.d.mail.post(message{kind: msgTell, input: started}) {
		return nil
	}
	return &ActivityTask{Token: e.call.task.Token, Input: e.call.task.Input.JSON()}
}

// remove forgets a task that nobody waits for.
func (e *activityEntry) remove() {
	e.of.mu.Lock()
	defer e.of.mu.Unlock()
	delete(e.of.tasks, e.call.task.Token)
	if e.place != nil {
		e.queue.tasks.Remove(e.place)
		e.place = nil
	}
}

// named reads a name or an ARN.
func (a *Activities) named(name string) Activity {
	if parts := strings.SplitN(name, ":", 7); len(parts) == 7 && parts[0] == "arn" && parts[2] == "states" && parts[5] == "activity" {
		return Activity{Name: parts[6], ARN: name}
	}
	return Activity{Name: name, ARN: a.Identity.ActivityARN(name)}
}

func noActivity(arn string) error { return fmt.Errorf("%w: %s", ErrNoActivity, cut(arn, maxName)) }
