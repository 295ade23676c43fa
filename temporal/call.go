package temporal

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"time"

	"go.temporal.io/sdk/converter"
	sdk "go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/goasl/goasl/internal/mapio"
	"github.com/goasl/goasl/state"
)

// call is an effect of the Run whose answer is awaited.
type call struct {
	id     int64               // of the effect
	task   *state.RunTask      // nil of what Map Runs ask for
	child  *state.StartChild   // nil if the task starts no execution
	item   *state.StartItem    // nil if it is no execution of a Map Run
	read   *state.ReadItems    // nil if it reads no items
	write  *state.WriteResults // nil if it writes no results
	cancel func()              // of what the cluster has; nil if it has nothing
	begun  bool                // the worker of an activity has begun
	sends  *outgoing           // nil until it is its turn to start
}

// outgoing is what the cluster gets for a call, or why it gets nothing.
type outgoing struct {
	size  int    // of it in bytes
	input []byte // of a task
	begin *start // of an execution of a Map Run
	err   error
}

// resume takes up what is outstanding. A run ends only when the cluster has nothing of it, so
// what was not handed on has not begun.
func (d *driver) resume() {
	for _, p := range d.run.Outstanding() {
		c := d.expect(p.Effect)
		if c == nil {
			continue
		}
		if c.begun = p.Begun; !p.Submitted && !(c.begun && c.isActivity()) { // its worker has a token
			d.queue = append(d.queue, c)
		}
	}
}

// expect makes a call known that an effect asks for. It returns nil for other effects.
func (d *driver) expect(e state.Effect) *call {
	var c *call
	switch e := e.(type) {
	case *state.RunTask:
		c = &call{id: e.ID, task: e}
	case *state.StartChild:
		c = &call{id: e.ID, task: &e.RunTask, child: e}
	case *state.StartItem:
		c = &call{id: e.ID, item: e}
	case *state.ReadItems:
		c = &call{id: e.ID, read: e}
	case *state.WriteResults:
		c = &call{id: e.ID, write: e}
	default: // there is no other one
		return nil
	}
	d.calls[c.id] = c
	return c
}

// isActivity reports whether a worker of an activity does the task.
func (c *call) isActivity() bool { return c.task != nil && c.task.Kind == state.Activity }

// perform carries out an effect. A call is started after all effects, as a later one may
// cancel it.
func (d *driver) perform(e state.Effect) {
	switch e := e.(type) {
	case *state.Cancel:
		d.drop(e.ID)
		return
	case *state.WriteResults:
		if e.Stopped {
			d.writeStopped(e)
			return
		}
	}
	if c := d.expect(e); c != nil {
		if c.task != nil { // what a service is called with is checked by the activity that calls it
			d.tell(state.Input{Kind: state.InputScheduled, ID: c.id})
		}
		d.queue = append(d.queue, c)
	}
}

// launch starts calls of the queue, as many as may be pending and fit into the workflow task. It
// reports whether it has told the Run something.
func (d *driver) launch() (told bool) {
	d.full = false
	for d.running < d.pending && d.run.Status() == state.Running {
		i := d.next()
		if i < 0 {
			break
		}
		c := d.queue[i]
		if c.sends == nil {
			c.sends = d.outgoing(c)
		}
		if d.full = !d.fits(c.sends.size); d.full {
			break
		}
		d.queue = slices.Delete(d.queue, i, i+1)
		told = true
		d.begin(c)
	}
	return told
}

// next returns the index of the first call in the queue that may start, -1 if there is none.
// Before the workflow continues as new only results are written, which the snapshot need not have
// then.
func (d *driver) next() int {
	continues := d.continues()
	for i := 0; i < len(d.queue); i++ {
		c := d.queue[i]
		switch {
		case d.calls[c.id] != c: // it was cancelled
			d.queue = slices.Delete(d.queue, i, i+1)
			i--
		case !continues || c.write != nil:
			return i
		}
	}
	return -1
}

// begin starts a call.
func (d *driver) begin(c *call) {
	switch {
	case c.item != nil:
		d.startItem(c)
	case c.read != nil:
		d.startReading(c)
	case c.write != nil:
		d.startWriting(c)
	case c.child != nil:
		d.startChild(c)
	default:
		d.startTask(c)
	}
}

// outgoing returns what the cluster gets for a call.
func (d *driver) outgoing(c *call) *outgoing {
	switch {
	case c.item != nil:
		return d.newItem(c.item)
	case c.read != nil:
		return &outgoing{size: c.read.Source.Arguments.Size() + len(c.read.Cursor)}
	case c.write != nil:
		return &outgoing{} // each file notes its size by itself
	case c.child != nil:
		return &outgoing{size: c.child.ChildInput.Size()} // and its definition, which follows
	}
	o := &outgoing{input: []byte(c.task.Input.String())}
	if o.size = len(o.input) + c.task.Credentials.Size(); o.size > d.payload {
		o.err = tooLarge("the input of the task", o.size, d.payload)
		o.size = 0
	}
	return o
}

// fits reports whether so many bytes fit into the present workflow task, and notes them. The
// first ones always do.
// Temporal: a server takes 4 MiB from a workflow task, and ends a workflow that sends more.
// Answers that come meanwhile may be written together with them, up to 2 MiB.
func (d *driver) fits(size int) bool {
	if now := d.now(); !now.Equal(d.sentAt) { // no two workflow tasks have the same time
		d.sentAt, d.sent = now, 0
	}
	if d.sent > 0 && d.sent+size > d.payload/2 {
		return false
	}
	d.sent += size
	return true
}

// startTask starts the activity for a task.
// Temporal: a workflow does not learn when an activity begins. So the time of the task counts
// from here, except for that of an activity, whose worker tells it.
func (d *driver) startTask(c *call) {
	t := c.task
	if err := c.sends.err; err != nil {
		d.finish(state.Input{Kind: state.InputDone, ID: t.ID, Failure: dataLimit(err)})
		return
	}
	if t.Kind != state.Activity {
		d.tell(state.Input{Kind: state.InputStarted, ID: t.ID})
	}
	d.execute(c, d.activityOptions(t), ActivityName, d.workOf(t), payloadOf(c.sends.input))
	c.sends.input = nil
}

// execute starts an activity that answers a call with an input.
func (d *driver) execute(c *call, options workflow.ActivityOptions, activity string, args ...any) {
	ctx, cancel := workflow.WithCancel(workflow.WithActivityOptions(d.ctx, options))
	c.cancel = cancel
	d.running++
	answer := workflow.ExecuteActivity(ctx, activity, args...)
	workflow.Go(ctx, func(ctx workflow.Context) {
		l := letter{call: c}
		l.input, l.err = inputOf(ctx, answer)
		d.inbox = append(d.inbox, l)
	})
}

// inputOf waits for the input that an activity returns.
func inputOf(ctx workflow.Context, answer workflow.Future) (state.Input, error) {
	var v converter.RawValue
	if err := answer.Get(ctx, &v); err != nil {
		return state.Input{}, err
	}
	return state.ParseInput(textOf(v))
}

// longest is the longest time that an activity may take; the step machine has the timeouts.
const longest = 10 * 365 * 24 * time.Hour

func (d *driver) activityOptions(t *state.RunTask) workflow.ActivityOptions {
	resource := t.Resource
	if t.Function != "" {
		resource = t.Function
	}
	queue := d.config.queue(resource)
	if t.Kind == state.Activity {
		queue = d.activityQueue(resource)
	}
	return d.optionsOf(queue, strconv.FormatInt(t.ID, 10), t.State)
}

// optionsOf returns the options of an activity on a task queue, "" for that of the workflow.
func (d *driver) optionsOf(queue, id, summary string) workflow.ActivityOptions {
	return workflow.ActivityOptions{
		TaskQueue: queue, ActivityID: id, Summary: summary,
		StartToCloseTimeout: longest, HeartbeatTimeout: d.heartbeat,
		// Of lost workers alone: what the work itself comes to is no error of the activity.
		RetryPolicy: &sdk.RetryPolicy{InitialInterval: time.Second, BackoffCoefficient: 2, MaximumInterval: time.Minute},
	}
}

// answered handles the answer of the cluster to a call.
func (d *driver) answered(l *letter) {
	c := l.call
	d.running--
	c.cancel = nil
	d.answers++
	id := c.id
	if d.calls[id] != c { // it was answered by its token, or cancelled
		return
	}
	switch {
	case l.err != nil:
		in := c.failed(l.err)
		in.ID = id
		d.finish(in)
	case c.write != nil:
		d.forgetFiles(c.write)
		l.input.ID = id
		d.finish(l.input)
	case l.input.Kind == state.InputStarted: // a worker has the token, and answers with it
		d.workerBegins(c, l.input)
	case l.input.Kind == state.InputSubmitted, l.input.Kind == state.InputChildStarted && c.task.Pattern == state.WaitForTaskToken:
		l.input.ID = id
		d.tell(l.input)
	default:
		l.input.ID = id
		d.finish(l.input)
	}
}

// workerBegins tells the Run that a worker of an activity begins.
func (d *driver) workerBegins(c *call, in state.Input) {
	c.begun = true
	if in.ID = c.id; !d.tell(in) { // its worker was lost, and another one begins
		in.Kind = state.InputAgain
		d.tell(in)
	}
}

// workerBegan sees to it that the Run knows the worker of an activity before its answer, which
// comes by a signal and is read before what it has answered to the cluster.
func (d *driver) workerBegan(c *call) {
	i := slices.IndexFunc(d.inbox, func(l letter) bool { return l.call == c })
	if c.isActivity() && !c.begun && i >= 0 {
		l := d.inbox[i]
		d.inbox = slices.Delete(d.inbox, i, i+1)
		d.answered(&l)
	}
}

// failed returns the answer to a call that the cluster did not carry out.
func (c *call) failed(err error) state.Input {
	var timeout *sdk.TimeoutError
	switch {
	case c.read != nil:
		return mapio.Broken(c.read, err.Error(), err)
	case errors.As(err, &timeout):
		return state.Input{Kind: state.InputTimedOut}
	}
	return state.Input{Kind: state.InputDone, Failure: state.NewFailure("States.TaskFailed", err.Error())}
}

// finish tells the Run the end of a call.
func (d *driver) finish(in state.Input) {
	d.drop(in.ID)
	d.tell(in)
}

// drop forgets a call, and cancels what the cluster has of it.
func (d *driver) drop(id int64) {
	c := d.calls[id]
	delete(d.calls, id)
	if c != nil && c.cancel != nil {
		c.cancel()
	}
}

// cancelAll cancels all that the cluster has.
func (d *driver) cancelAll() {
	for _, id := range slices.Sorted(maps.Keys(d.calls)) {
		d.drop(id)
	}
}
