package asl

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/goasl/goasl/state"
)

// TaskInfo describes one call of a task: one attempt of a Task state. It is safe for
// concurrent use.
type TaskInfo struct {
	// Key is an idempotency key. No other call has it, not even a retry of the state,
	// except for the same call if [Machine.Drive] repeats it. It holds the execution's
	// ARN: executions of one name have the same keys.
	Key string

	Execution  *Execution // that the state belongs to
	MachineARN string     // of the execution's state machine
	State      string     // name of the Task state
	Resource   string     // of the state, as it is written
	Function   string     // the FunctionName of lambda:invoke, "" for other resources
	Pattern    Pattern    // the suffix of Resource
	Attempt    int        // 0 for the first one, else the number of the retry

	// Items has the iterations of Map states that the state is in, outermost first. If the
	// execution is one of a Map Run, it begins with [Execution.Items].
	Items []MapIndex

	Deadline time.Time // when the state times out, on the execution's clock; zero for never

	// Captures are the segments of Resource that a pattern of a [Mux] captures, by name.
	// They must not be modified.
	Captures map[string]string

	// Credentials is the value of the state's Credentials field, nil if it has none.
	Credentials json.RawMessage

	call *call
}

// Pattern is the integration pattern of a Task state: it says when the work is done.
type Pattern = state.Pattern

// The integration patterns.
const (
	RequestResponse  = state.RequestResponse  // when the task returns
	Sync             = state.Sync             // .sync: when the job that the task started is done
	SyncOutput       = state.SyncOutput       // .sync:2, as Sync, with the job's output as JSON
	WaitForTaskToken = state.WaitForTaskToken // .waitForTaskToken: when the task's token is answered
)

// MapIndex is an iteration of a Map state.
type MapIndex = state.MapIndex

type taskInfoKey struct{}

// TaskInfoFrom returns the TaskInfo of the call whose context ctx is, or is derived from. It
// returns nil for other contexts.
func TaskInfoFrom(ctx context.Context) *TaskInfo {
	info, _ := ctx.Value(taskInfoKey{}).(*TaskInfo)
	return info
}

// taskInfo returns the TaskInfo of the call, which is made if needed: it is larger than the
// call, and few tasks ask for it.
func (c *call) taskInfo() *TaskInfo {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.info == nil {
		t := c.task
		c.info = &TaskInfo{
			Key: t.Key, Execution: c.d.x, MachineARN: c.d.x.Describe().Identity.MachineARN(),
			State: t.State, Resource: t.Resource, Function: t.Function, Pattern: t.Pattern,
			Attempt: t.Attempt, Items: slices.Concat(c.d.items, t.Items), Captures: c.captures, Credentials: t.Credentials.JSON(),
			call: c,
		}
		if t.Timeout > 0 {
			c.info.Deadline = c.began.Add(t.Timeout)
		}
	}
	return c.info
}

// Token returns the task token. It answers the task from now on, by
// [Execution.SendTaskSuccess] and similar methods, even if the task does not return
// [ErrPending]. If the state has a $$.Task.Token, it is that.
func (i *TaskInfo) Token() string {
	c := i.call
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.offerToken()
}

// Heartbeat reports that the task is still worked on, and so begins the state's
// HeartbeatSeconds anew.
func (i *TaskInfo) Heartbeat() {
	i.call.tell(state.Input{Kind: state.InputHeartbeat})
}

// Now returns the time on the execution's clock.
func (i *TaskInfo) Now() time.Time { return i.call.d.clock.Now() }

// Sleep waits for d on the execution's clock. A [VirtualClock] may jump meanwhile, even if
// other goroutines of the task are busy. On such a clock tasks that sleep until the same
// time wake one after the other, in the order in which their states were entered; a d of 0
// waits for its turn in that order. If ctx ends before, Sleep returns its error.
func (i *TaskInfo) Sleep(ctx context.Context, d time.Duration) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	c, clock := i.call, i.call.d.clock
	reached, stop := clock.sleep(clock.Now().Add(d), rank{c.task.ID, c.d.rank.item})
	c.sleep(1)
	select {
	case <-reached: // now the clock is held
		err := ctx.Err() // a virtual clock may jump before the end of ctx is seen here
		c.sleep(-1)
		clock.release()
		return err
	case <-ctx.Done():
		c.sleep(-1)
		stop()
		return ctx.Err()
	}
}

// Submitted returns what an earlier call of the task has submitted ([Submit]), before the
// execution was restored: a .sync task finds there the job that it has started, and does not
// start it again. It returns nil if nothing was submitted, or more than 16 KiB. The text must
// not be modified.
func (i *TaskInfo) Submitted() json.RawMessage { return i.call.d.submissions[i.call.task.ID].JSON() }

// Resumes reports whether the execution has stopped, as its own context has ended, and goes
// on elsewhere: it has checkpoints ([WithCheckpoint]), and the task is called again there,
// with the same Key. A task whose context has ended leaves the work that it has begun in
// another system then, and otherwise ends it.
func (i *TaskInfo) Resumes() bool {
	d := i.call.d
	return d.saves != nil && d.ctx.parent.Err() != nil && d.x.Status() == Running
}

// Submit reports that a .sync task has submitted its job, before the task returns: the
// history gets a TaskSubmitted event with this output, in JSON. The error says that ctx is
// not that of a task, or that out is not JSON.
func Submit(ctx context.Context, out json.RawMessage) error {
	i := TaskInfoFrom(ctx)
	if i == nil {
		return errors.New("asl: Submit: the context belongs to no task")
	}
	v, err := parseOutput(out)
	if err != nil {
		return fmt.Errorf("asl: Submit: %w", err)
	}
	i.call.tell(state.Input{Kind: state.InputSubmitted, Output: v})
	return nil
}

// tell tells the Run an input for the call.
func (c *call) tell(in state.Input) {
	in.ID = c.task.ID
	if tell := c.d.tellOutside; tell != nil {
		tell(in)
		return
	}
	c.d.mail.post(message{kind: msgTell, input: &in})
}
