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

// Activities is a set of activities. A Task state of an activity calls no function:
// workers ask for its tasks with [Activities.Poll], and answer them by their tokens.
// Machines share an Activities by [WithActivities].
//
// The zero value is ready to use and has no activity. An Activities is safe for
// concurrent use and must not be copied after first use.
type Activities struct {
	// Identity has the account and region of the activities that [Activities.Create]
	// makes from a name. It must not be changed after first use.
	Identity Identity

	mu     sync.Mutex
	queues map[string]*activityQueue // by ARN
	tasks  map[string]*Execution     // the tasks without an answer, by token
}

// Activity is an activity of an [Activities].
type Activity struct {
	Name string
	ARN  string // the Resource of its Task states
}

// ActivityTask is a task for a worker.
type ActivityTask struct {
	Token string          // answers the task; see Activities.SendTaskSuccess
	Input json.RawMessage // the state's effective input; the worker may change it
}

// ErrNoActivity is in the chain of the errors about an activity that does not exist.
var ErrNoActivity = errors.New("there is no such activity")

// WithActivities sets the activities of Task states. They are asked if the resolver has no
// task for the ARN of an activity; middleware is not called for their tasks. If the
// activity does not exist the execution fails before its task is scheduled, as with Step
// Functions.
func WithActivities(a *Activities) Option {
	return func(c *config) error {
		if a == nil {
			return errors.New("asl: WithActivities: the Activities is nil")
		}
		c.activities = a
		return nil
	}
}

// activityQueue has the tasks of an activity that wait for a worker, or the workers that
// wait for a task; one of the lists is always empty.
type activityQueue struct {
	tasks   list.List // of *activityEntry
	workers list.List // of *waitingWorker
}

// activityEntry is a task, from when it is scheduled until its answer has come or its
// state has ended.
type activityEntry struct {
	activities *Activities
	queue      *activityQueue
	call       *call
	element    *list.Element // in the queue; nil if a worker has the task
}

type waitingWorker struct {
	name string
	task chan *ActivityTask // receives once; nil if the activity is deleted
}

// Create makes the activity with that name or ARN, unless it exists. The error says what
// is wrong with the name; see [CheckName].
// Step Functions: CreateActivity.
func (a *Activities) Create(name string) (Activity, error) {
	activity := a.named(name)
	if err := CheckName(activity.Name); err != nil {
		return Activity{}, fmt.Errorf("asl: Create(%q): %w", truncate(name, maxName), err)
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

// Delete deletes the activity with that name or ARN, if it exists. A state that is entered
// afterwards fails. Tasks that wait for a worker wait until they time out; tasks that a
// worker has can still be answered.
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

// List returns all activities, sorted by ARN.
func (a *Activities) List() []Activity {
	a.mu.Lock()
	defer a.mu.Unlock()
	var activities []Activity
	for _, arn := range slices.Sorted(maps.Keys(a.queues)) {
		activities = append(activities, a.named(arn))
	}
	return activities
}

// Poll returns a task of the activity with that name or ARN. If several tasks wait, it
// returns the one that was scheduled first; if none waits, it waits for one. The name of
// the worker is for the history, and may be empty. The error wraps [ErrNoActivity] if the
// activity does not exist or is deleted meanwhile, and the error of ctx if ctx ends first;
// no task is lost then.
// Step Functions: GetActivityTask, which waits for at most a minute.
func (a *Activities) Poll(ctx context.Context, name, worker string) (*ActivityTask, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("asl: Poll: %w", err)
	}
	arn := a.named(name).ARN
	task, waiting, err := a.takeOrWait(arn, worker)
	if err != nil {
		return nil, fmt.Errorf("asl: Poll: %w", err)
	}
	if task != nil {
		return task, nil
	}
	select {
	case task = <-waiting.Value.(*waitingWorker).task:
	case <-ctx.Done():
		if a.stopWaiting(arn, waiting) {
			return nil, fmt.Errorf("asl: Poll: %w", ctx.Err())
		}
		task = <-waiting.Value.(*waitingWorker).task // it came at the same moment
	}
	if task == nil {
		return nil, fmt.Errorf("asl: Poll: %w", noActivity(arn))
	}
	return task, nil
}

// takeOrWait returns the first task. If none waits it returns the worker's element in the
// list of workers.
func (a *Activities) takeOrWait(arn, worker string) (*ActivityTask, *list.Element, error) {
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

// stopWaiting removes a worker from the list. It reports false if it is not there any
// more: then the worker's channel receives.
func (a *Activities) stopWaiting(arn string, waiting *list.Element) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if q := a.queues[arn]; q != nil {
		before := q.workers.Len()
		q.workers.Remove(waiting)
		return q.workers.Len() < before
	}
	return false
}

// SendTaskSuccess answers a task with its output, in JSON; see
// [Execution.SendTaskSuccess]. The error is [ErrNoToken] if no task waits for the token.
func (a *Activities) SendTaskSuccess(token string, output []byte) error {
	x, err := a.waitingFor(token)
	if err != nil {
		return err
	}
	return x.SendTaskSuccess(token, output)
}

// SendTaskFailure answers a task with an error; see [Execution.SendTaskFailure]. The
// error is [ErrNoToken] if no task waits for the token, or says that the name or the cause
// is too long.
func (a *Activities) SendTaskFailure(token, name, cause string) error {
	if _, err := failure(name, cause); err != nil {
		return fmt.Errorf("asl: SendTaskFailure: %w", err)
	}
	x, err := a.waitingFor(token)
	if err != nil {
		return err
	}
	return x.SendTaskFailure(token, name, cause)
}

// SendTaskHeartbeat reports that a worker still works on a task, and so begins the state's
// HeartbeatSeconds anew. If the error is [ErrNoToken] no task waits for the token any
// more, and the worker may stop.
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

// find returns the queue of an activity. The error wraps [ErrNoActivity].
func (a *Activities) find(arn string) (*activityQueue, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if q := a.queues[arn]; q != nil {
		return q, nil
	}
	return nil, noActivity(arn)
}

// add gives the task of a call to the first worker that waits, or lets it wait. The
// activity of the queue may have been deleted meanwhile.
func (a *Activities) add(q *activityQueue, c *call) *activityEntry {
	a.mu.Lock()
	defer a.mu.Unlock()
	entry := &activityEntry{activities: a, queue: q, call: c}
	a.tasks[c.task.Token] = c.d.x
	if first := q.workers.Front(); first != nil {
		worker := q.workers.Remove(first).(*waitingWorker)
		worker.task <- entry.take(worker.name)
	} else {
		entry.element = q.tasks.PushBack(entry)
	}
	return entry
}

// take starts the task in its execution. It returns nil if the execution is not driven any
// more. The caller holds the lock of the Activities.
func (e *activityEntry) take(worker string) *ActivityTask {
	e.element = nil
	started := &state.Input{Kind: state.InputStarted, ID: e.call.task.ID, Worker: worker}
	if !e.call.d.mail.post(message{kind: msgTell, input: started}) {
		return nil
	}
	return &ActivityTask{Token: e.call.task.Token, Input: e.call.task.Input.JSON()}
}

// remove forgets the task.
func (e *activityEntry) remove() {
	a := e.activities
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.tasks, e.call.task.Token)
	if e.element != nil {
		e.queue.tasks.Remove(e.element)
		e.element = nil
	}
}

// named returns the activity of a name or an ARN, whether it exists or not.
func (a *Activities) named(name string) Activity {
	parts := strings.SplitN(name, ":", 7)
	if len(parts) == 7 && parts[0] == "arn" && parts[2] == "states" && parts[5] == "activity" {
		return Activity{Name: parts[6], ARN: name}
	}
	return Activity{Name: name, ARN: a.Identity.ActivityARN(name)}
}

func noActivity(arn string) error { return fmt.Errorf("%w: %s", ErrNoActivity, truncate(arn, maxName)) }
