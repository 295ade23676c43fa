package asl

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
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

	call *call
}

// MapIndex is an iteration of a Map state.
type MapIndex = state.MapIndex

type taskInfoKey struct{}

// TaskInfoFrom returns the TaskInfo of the call that ctx belongs to, or nil
// outside a task.
func TaskInfoFrom(ctx context.Context) *TaskInfo {
	info, _ := ctx.Value(taskInfoKey{}).(*TaskInfo)
	return info
}

// taskInfo returns the TaskInfo of the call, which is made when somebody asks for
// it, as most tasks never do: it is larger than the call.
func (c *call) taskInfo() *TaskInfo {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.info == nil {
		t := c.task
		c.info = &TaskInfo{
			Key: t.Key, Execution: c.d.x, Machine: c.d.x.Describe().Identity.MachineARN(), State: t.State, Resource: t.Resource, Function: t.Function,
			Pattern: t.Pattern, Attempt: t.Attempt, Items: t.Items, Captures: c.captures, Credentials: t.Credentials.JSON(),
			call: c,
		}
		if t.Timeout > 0 {
			c.info.Deadline = c.began.Add(t.Timeout)
		}
	}
	return c.info
}

// Token returns the task token, by which [Execution.SendTaskSuccess] and
// [Executions.SendTaskSuccess] and their kin answer the task, also after its return if
// that was a submission; see [TaskFunc] and [ErrPending]. It is that of $$.Task.Token
// where the state has one.
func (i *TaskInfo) Token() string {
	c := i.call
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.offerToken()
}

// Heartbeat tells that the task is still being worked on.
func (i *TaskInfo) Heartbeat() {
	i.call.tell(state.Input{Kind: state.InputHeartbeat})
}

// Now returns the time of the execution's clock.
func (i *TaskInfo) Now() time.Time { return i.call.d.clock.Now() }

// Sleep waits for d on the execution's clock, during which a [VirtualClock] may
// move on, even if other goroutines of the task are busy. On such a clock tasks
// that sleep until the same time wake one after the other, in the order in which
// their states were entered; a d of 0 does no more than take part in that order.
// It returns ctx's error if ctx ends before.
func (i *TaskInfo) Sleep(ctx context.Context, d time.Duration) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	c, clock := i.call, i.call.d.clock
	reached, stop := clock.sleep(clock.Now().Add(d), c.task.ID)
	c.sleep(1)
	select {
	case <-reached: // a hold comes with it
		c.sleep(-1)
		clock.release()
		return nil
	case <-ctx.Done():
		c.sleep(-1)
		stop()
		return ctx.Err()
	}
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
	i.call.tell(state.Input{Kind: state.InputSubmitted, Output: v})
	return nil
}

// tell has the Run told something of the call.
func (c *call) tell(in state.Input) {
	in.ID = c.task.ID
	c.d.mail.post(message{kind: tell, input: in})
}
