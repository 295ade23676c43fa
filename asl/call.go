package asl

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// call is an effect that the driver carries out. It waits for room in its
// execution, then for a task slot if there are any, then its function runs; then
// it may wait for its token.
type call struct {
	lateContext // it is the context of its function
	standing

	d        *driver
	task     *state.RunTask
	child    *childCall        // nil if the task is not states:startExecution
	f        TaskFunc          // what is called; nil if a machine is to start, or workers ask for the task
	captures map[string]string // what the segments of a Mux pattern matched

	giveUp func() bool    // gives the wait for a task slot up; nil if it does not wait
	listed *activityEntry // it waits for a worker's answer; nil if it does not

	lambda bool // errors are told as Lambda tells them
	invoke bool // the function is behind a lambda:invoke, whose answer wraps its output
	roomy  bool // it takes room among the active calls
	slot   bool // it has a task slot, but its function does not run yet
	keeps  bool // its function has the task slot until it returns
	over   bool // its answer has come, or is not waited for any longer
}

// answer is what the function of a call came to.
type answer struct {
	out     jsonvalue.Value // none is nothing, if the call is pending
	why     *state.Failure  // nil if it did not fail
	pending bool            // the token answers the call
}

// perform carries out effects. It reports whether the Run has news already.
func (d *driver) perform(effects []state.Effect, more bool) (progress bool) {
	for _, e := range effects {
		switch e := e.(type) {
		case *state.RunTask:
			inline := !more && len(effects) == 1 && d.mayInline(e)
			progress = d.begin(d.call(e, nil), inline) || progress
		case *state.StartChild:
			progress = d.begin(d.call(&e.RunTask, e), false) || progress
		case *state.Cancel:
			if c := d.calls.Get(e.ID); c != nil {
				d.drop(c)
			}
		}
	}
	return progress
}

// call makes the call of an effect, with the context of its function.
func (d *driver) call(task *state.RunTask, child *state.StartChild) *call {
	c := &call{d: d, task: task}
	if child != nil {
		c.child = &childCall{start: child}
	}
	c.token, c.outer = task.Token, &d.ctx
	return c
}

// remote is so far from now that no task is expected to run until then for which
// Execute waits.
const remote = 24 * time.Hour

// hasTime reports whether a task has a time of its own.
func hasTime(t *state.RunTask) bool { return t.Timeout > 0 || t.Heartbeat > 0 }

// timed reports whether something is due, of the task or beside it, that is not
// remote.
func (d *driver) timed(t *state.RunTask) bool {
	next, ok := d.run.Deadline()
	return hasTime(t) || ok && next.Sub(d.run.Now()) < remote
}

// mayInline reports whether a task may run in the goroutine that drives: nothing
// else goes on, and if its time can end before it returns, somebody can take over
// then. A clock that is held could not move meanwhile, and one of somebody's wakes
// nobody; on that, a task may run so only if the caller of Execute waits for it.
func (d *driver) mayInline(t *state.RunTask) bool {
	switch {
	case d.calls.Len() > 0 || d.cfg.slots != nil:
		return false
	case !d.bound && d.clock == freeSystemClock: // see watch
		return true
	}
	waits := d.bound || !d.own && d.ctx.outer.Done() == nil
	return d.free && waits && !d.timed(t)
}

// begin finds what an effect calls and calls it, or puts it into the queue. It
// reports whether the Run has news already.
func (d *driver) begin(c *call, inline bool) (progress bool) {
	queue, err := d.resolve(c)
	if err != nil {
		d.refuse(c.task, err)
		return true
	}
	d.calls.Add(c.task.ID, c)
	if c.task.Token != "" {
		d.x.offer(c.task.Token, c.task.ID)
	}
	scheduled := c.task.Kind == state.Activity && d.run.Scheduled(d.time(), c.task.ID)
	switch {
	case queue != nil:
		c.suspend()
		c.listed = d.cfg.activities.add(queue, d, c)
		return true
	case inline && d.run.Status() == Running: // to be scheduled may have been the end
		d.inline = c
		return true
	}
	d.queue.push(c)
	return scheduled
}

// refuse tells the Run of a task that cannot be begun.
func (d *driver) refuse(t *state.RunTask, err error) {
	now := d.time()
	if !errors.Is(err, ErrNoActivity) || !d.run.Missing(now, t.ID) {
		d.run.Done(now, t.ID, jsonvalue.Value{}, refusal(t, err))
	}
}

// refusal is the failure of a task that nobody knows how to do. It is a
// States.Runtime, so that no Retry or Catch hides a mistake in the set-up.
func refusal(t *state.RunTask, err error) *state.Failure {
	if !errors.Is(err, ErrNoTask) {
		return failureOf(err)
	}
	why := state.NewFailure(ErrRuntime.Name, fmt.Sprintf("The state '%s' cannot be run: %v", t.State, err))
	why.Wrapped = err
	return why
}

// admit starts calls while there is room. It reports whether it started any. It
// is called when all effects are carried out: none of these calls is cancelled.
func (d *driver) admit() (progress bool) {
	limit := d.cfg.limits.Tasks
	if limit == 0 {
		limit = defaultTasks
	}
	for d.queue.len() > 0 && (limit < 0 || d.active < limit) {
		c := d.queue.pop()
		if c.over { // given up while it waited
			continue
		}
		d.enter(c)
		d.seat(c)
	}
	return d.launch()
}

// seat gets the call a task slot. A child execution needs none, its tasks do.
func (d *driver) seat(c *call) {
	if d.cfg.slots == nil || c.f == nil {
		d.seated = append(d.seated, c)
		return
	}
	c.slot, c.giveUp = d.cfg.slots.acquire(func() {
		d.mail.post(func() {
			if c.giveUp != nil {
				c.slot, c.giveUp = true, nil
				d.seated = append(d.seated, c)
			}
		})
	})
	if c.slot {
		d.seated = append(d.seated, c)
	}
}

// launch starts the work of the calls that have all that they need, in other
// goroutines. It reports whether there were any. The functions have the task slots
// then: one that ignores that it was given up still runs.
func (d *driver) launch() bool {
	progress := false
	ready := d.seated[:0]
	for _, c := range d.seated {
		switch {
		case c.over || d.run.Status() != Running:
			continue
		case c.f == nil:
			d.launchChild(c)
		default:
			d.open(c, d.time())
			if d.run.Status() == Running { // else the history had no room for it
				c.keeps, c.slot = c.slot, false
				ready = append(ready, c)
			}
		}
		progress = true
	}
	if len(ready) > 0 {
		d.crew.add(ready)
		d.fresh = true
	}
	d.timely = false
	clear(d.seated)
	d.seated = d.seated[:0]
	return progress
}

// open tells the Run and the call's TaskInfo that the work begins now.
func (d *driver) open(c *call, now time.Time) {
	d.run.Started(now, c.task.ID, "")
	c.open(now)
}

// attend runs a call in a worker and posts its answer. A task slot is given back
// after the answer, which may cancel those who wait for it, and before the clock
// can go on.
func (c *call) attend() {
	d, a := c.d, exited
	defer func() {
		if !c.keeps {
			d.mail.reply(c, a)
			return
		}
		d.clock.hold()
		defer d.clock.release()
		d.mail.reply(c, a)
		d.cfg.slots.release()
	}()
	a = c.run()
}

// run calls the task's function and reads what it returns. The input is a copy
// of the function's own, so that one that writes to it spoils nothing.
func (c *call) run() (a answer) {
	defer func() {
		if problem := recover(); problem != nil {
			c.d.logPanic("task panicked", problem, "state", c.task.State)
			a = answer{why: failureOf(newError(&ErrPanicked.Name, &panickedCause, ErrPanicked))}
		}
	}()
	out, err := c.f(c, c.task.Input.JSON())
	return c.read(out, err)
}

// read makes an answer of what the call's function returned.
func (c *call) read(out json.RawMessage, err error) answer {
	pending := errors.Is(err, ErrPending)
	switch {
	case pending && len(out) == 0:
		return answer{pending: true}
	case err != nil && !pending:
		name, cause := taskError(err, c.lambda)
		return answer{why: &state.Failure{Error: name, Cause: cause, Wrapped: err}}
	}
	if c.task.Input.IsText(out) { // it hands its input on, which the history holds already
		return answer{out: c.task.Input, pending: pending}
	}
	v, err := parseOutput(out)
	if err != nil {
		return answer{why: failureOf(err)}
	}
	return answer{out: v, pending: pending}
}

// parseOutput reads what a task returned; nothing is null.
func parseOutput(out json.RawMessage) (jsonvalue.Value, error) {
	if len(out) == 0 {
		return jsonvalue.NullValue, nil
	}
	v, err := jsonvalue.Parse(out)
	if err != nil {
		return v, Errorf(ErrInvalidOutput.Name, "The task's output is not JSON: %w", err)
	}
	return v, nil
}

// failureOf is an error as the failure of what is no Lambda function.
func failureOf(err error) *state.Failure {
	name, cause := taskError(err, false)
	return &state.Failure{Error: name, Cause: cause, Wrapped: err}
}

// returned takes up what came of a call's function.
func (d *driver) returned(c *call, a answer) {
	d.leave(c)
	switch {
	case c.over: // answered or given up before
	case !a.pending:
		d.drop(c)
		d.run.Done(d.time(), c.task.ID, a.out, a.why)
	default:
		c.suspend()
		if a.out.Exists() {
			d.run.Submitted(d.time(), c.task.ID, a.out)
		}
	}
}

// redeem answers a call by its token. What answers a function behind
// lambda:invoke that need not wait for a token stands for its output.
func (d *driver) redeem(id int64, v jsonvalue.Value, why *state.Failure) {
	if c := d.calls.Get(id); c != nil && c.invoke && why == nil && c.task.Pattern == state.RequestResponse {
		v = state.InvokeAnswer(v)
	}
	d.answer(id, v, why)
}

// answer tells the Run the result of a call.
func (d *driver) answer(id int64, v jsonvalue.Value, why *state.Failure) {
	if c := d.calls.Get(id); c != nil {
		d.drop(c)
	}
	d.run.Done(d.time(), id, v, why)
}

// drop forgets a call: its answer has come, or is not waited for any longer. A
// function that still runs is left to itself, its context cancelled.
func (d *driver) drop(c *call) {
	c.over = true
	d.calls.Remove(c.task.ID)
	c.close()
	c.cancel()
	if c.listed != nil {
		c.listed.remove()
	}
	if c.child != nil && c.child.awaited != nil {
		_ = c.child.awaited.Stop("", "") // it may have ended
	}
	if c.slot || (c.giveUp != nil && !c.giveUp()) {
		d.cfg.slots.release()
	}
	c.slot, c.giveUp = false, nil
	d.leave(c)
}

// enter gives the call room.
func (d *driver) enter(c *call) {
	c.roomy = true
	d.active++
}

// leave gives the call's room back.
func (d *driver) leave(c *call) {
	if c.roomy {
		c.roomy = false
		d.active--
	}
}

// ErrPanicked and ErrExited are the errors of tasks that panic or call
// runtime.Goexit. The stack of a panic goes to the logger only.
var (
	ErrPanicked = &Error{Name: "Task.Panicked"}
	ErrExited   = &Error{Name: "Task.Exited"}
)

var (
	panickedCause = "The task panicked."
	exitedCause   = "The task ended its goroutine."

	exited = answer{why: failureOf(newError(&ErrExited.Name, &exitedCause, ErrExited))}
)
