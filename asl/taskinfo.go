package asl

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/goasl/goasl/state"
)

// TaskInfo tells a task what it is called for. It is safe for concurrent use.
type TaskInfo struct {
	Key       string            // idempotency key: unique over executions, the same when the call is repeated after a crash
	Execution *Execution        // that the task belongs to
	Machine   string            // ARN of the execution's state machine
	State     string            // name of the Task state
	Resource  string            // as written
	Function  string            // the function's name or ARN behind lambda:invoke, else ""
	Pattern   state.Pattern     // whether the state waits for more than the return
	Attempt   int               // 0, or the number of the retry
	Items     []MapIndex        // the Map iterations around the state, outermost first
	Deadline  time.Time         // when the state times out; zero if it does not
	Captures  map[string]string // what the segments of a Mux pattern matched; not to be modified

	// Credentials is the state's Credentials field, nil if it has none.
	Credentials json.RawMessage

	d  *driver
	id int64 // of the effect

	mu       sync.Mutex
	token    string
	stage    stage
	sleepers int // calls of Sleep
}

// stage is how far a call has come.
type stage uint8

const (
	queued  stage = iota
	running       // holds the clock, unless it sleeps
	pending       // waits for its token, and is parked at the clock, unless it sleeps
	closed        // nobody waits for the answer any more
)

// MapIndex is an iteration of a Map state.
type MapIndex = state.MapIndex

type taskInfoKey struct{}

// TaskInfoFrom returns the TaskInfo of the call that ctx belongs to, or nil
// outside a task.
func TaskInfoFrom(ctx context.Context) *TaskInfo {
	info, _ := ctx.Value(taskInfoKey{}).(*TaskInfo)
	return info
}

// inform fills the TaskInfo of a call, and the context in which it is found. It
// does so field by field, since a TaskInfo is large to be made and then copied.
func (d *driver) inform(c *call, captures map[string]string) {
	t, i := c.task, &c.info
	c.ctx.outer, c.ctx.info = &d.ctx, i
	i.d, i.id, i.token = d, t.ID, t.Token
	i.Key, i.Execution, i.Machine, i.State = t.Key, d.x, d.x.machine, t.State
	i.Resource, i.Function, i.Pattern, i.Attempt, i.Items = t.Resource, t.Function, t.Pattern, t.Attempt, t.Items
	i.Captures, i.Credentials = captures, t.Credentials.JSON()
}

// Token returns the task token, by which [Execution.SendTaskSuccess] and its
// kin answer a task that returns [ErrPending]. It is that of $$.Task.Token where
// the state has one.
func (i *TaskInfo) Token() string {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.offerToken()
}

// offerToken makes the token if there is none. i.mu is held.
func (i *TaskInfo) offerToken() string {
	if i.token == "" {
		i.token = rand.Text()
		if i.stage != closed {
			i.d.x.offer(i.token, i.id)
		}
	}
	return i.token
}

// Heartbeat tells that the task is still being worked on.
func (i *TaskInfo) Heartbeat() {
	i.d.mail.post(func() { i.d.run.Heartbeat(i.d.clock.Now(), i.id) })
}

// Now returns the time of the execution's clock.
func (i *TaskInfo) Now() time.Time { return i.d.clock.Now() }

// Sleep waits for d on the execution's clock, during which a [VirtualClock] may
// move on, even if other goroutines of the task are busy. On such a clock tasks
// that sleep until the same time wake one after the other, in the order in which
// their states were entered; a d of 0 does no more than take part in that order.
// It returns ctx's error if ctx ends before.
func (i *TaskInfo) Sleep(ctx context.Context, d time.Duration) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	reached, stop := i.d.clock.sleep(i.d.clock.Now().Add(d), i.id)
	i.change(func() { i.sleepers++ })
	wakeUp := func() { i.sleepers-- }
	select {
	case <-reached: // a hold comes with it
		i.change(wakeUp)
		i.d.clock.release()
		return nil
	case <-ctx.Done():
		i.change(wakeUp)
		stop()
		return ctx.Err()
	}
}

// change changes what the call's hold of the clock depends on.
func (i *TaskInfo) change(f func()) {
	i.mu.Lock()
	defer i.mu.Unlock()
	before := i.hold()
	f()
	clock := i.d.clock
	switch i.hold() {
	case running:
		clock.hold()
	case pending:
		clock.park()
	}
	switch before {
	case running:
		clock.release()
	case pending:
		clock.unpark()
	}
}

// hold is the stage that decides how the call holds the clock.
func (i *TaskInfo) hold() stage {
	if i.sleepers > 0 {
		return queued
	}
	return i.stage
}

// run tells that the work begins at that time.
func (i *TaskInfo) run(now time.Time, timeout time.Duration) {
	if timeout > 0 {
		i.Deadline = now.Add(timeout)
	}
	i.change(func() { i.stage = running })
}

// suspend tells that the call waits for its token.
func (i *TaskInfo) suspend() {
	i.change(func() {
		i.offerToken() // now at the latest
		i.stage = pending
	})
}

// close tells that nobody waits for the answer any more.
func (i *TaskInfo) close() {
	i.change(func() {
		i.stage = closed
		if i.token != "" {
			i.d.x.revoke(i.token)
		}
	})
}

// Submit tells the execution that a .sync task has handed its work on: it
// records TaskSubmitted with this output, and the task goes on. The error says
// that ctx belongs to no task, or that out is not JSON.
func Submit(ctx context.Context, out json.RawMessage) error {
	i := TaskInfoFrom(ctx)
	if i == nil {
		return errors.New("asl: Submit: the context belongs to no task")
	}
	v, err := parseOutput(out)
	if err != nil {
		return fmt.Errorf("asl: Submit: %w", err)
	}
	i.d.mail.post(func() { i.d.run.Submitted(i.d.clock.Now(), i.id, v) })
	return nil
}
