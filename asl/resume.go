package asl

import (
	"context"
	"errors"
	"fmt"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// Drive begins to drive a Run of the machine's definition to its end, and returns at once.
// The Run comes from [state.Start], [state.StartInspection] or [state.Restore], with a Log
// in its Config: that of [Machine.Config] has one, and Restore is given one. ctx takes the
// place of its Interrupt and Ending. Options do not change its name, identity, seed and
// limits, but Limits.Tasks counts. A Run that has ended is an execution that has ended.
//
// When ctx ends the execution stops, as in [Machine.Execute]. The Run must not be used
// elsewhere before [Execution.Done] is closed. Then its Snapshot may be taken, from which
// another process goes on; a turn that ctx has cut, as while an expression was evaluated, is
// taken again there. Without [WithGrace] a task may still run when it is called again.
// The history of a restored Run begins with the first event after the snapshot.
//
// Outstanding tasks are called again, with the same [TaskInfo.Key], and their times count
// anew; the history does not show it. A task that was submitted, and is answered by its
// token, is only waited for. One for .sync is called again even then, as only its function
// knows how far the work is (see [TaskInfo.Submitted]), and child executions are started
// again.
//
// The error says that ctx has ended, that the Run is nil, is of another machine or has no
// Log, or that its name belongs to another execution ([WithExecutions]); while an execution of
// that name runs with the same input, that is returned.
func (m *Machine) Drive(ctx context.Context, run *state.Run, opts ...Option) (x *Execution, err error) {
	defer caught(&err)
	cfg, err := m.configure(opts)
	if err != nil {
		return nil, err
	}
	switch {
	case run == nil:
		return nil, errors.New("asl: Drive: the Run is nil")
	case run.Machine() != m.def:
		return nil, errors.New("asl: Drive: the Run has the definition of another machine")
	case run.Log() == nil:
		return nil, errors.New("asl: Drive: the Run has no Log in its Config")
	}
	return m.drive(ctx, run, cfg)
}

// drive is Drive for a Run that fits the machine.
func (m *Machine) drive(ctx context.Context, run *state.Run, cfg *config) (*Execution, error) {
	if ctx.Err() != nil {
		return nil, fmt.Errorf("asl: %w", ctx.Err())
	}
	d := newDriver(m, cfg)
	d.x.events.Log = run.Log()
	d.keepCheckpoints()
	d.setRun(ctx, run)
	d.goOn()
	for _, in := range cfg.inputs {
		d.post(in)
	}
	if other, err := d.register(d.x.outcome.RedriveCount == 0); err != nil || other != nil {
		return other, err
	}
	return d.start(), nil
}

// goOn prepares the driving of a Run of before.
func (d *driver) goOn() {
	var b state.Batch // what its effects ask for is outstanding
	d.run.Flush(&b)
	d.batch.Inputs = b.Inputs
	d.expect(d.run.Outstanding())
}

// submissions are what tasks have submitted, by effect.
type submissions map[int64]jsonvalue.Value

// expect makes what is outstanding of a Run of before known, by token at once, as
// answers may come before the execution is driven.
func (d *driver) expect(pending []state.Pending) {
	for _, p := range pending {
		task, _ := taskOf(p.Effect)
		if task == nil { // an effect of a Map Run
			continue
		}
		if p.Submission.Exists() {
			if d.submissions == nil {
				d.submissions = submissions{}
			}
			d.submissions[task.ID] = p.Submission
		}
		task.Token = d.run.Token(task.ID)
		d.x.offer(task.Token, task.ID)
	}
	d.pending = pending
}

// restart takes up what is outstanding.
func (d *driver) restart() {
	for _, p := range d.pending {
		d.resume(p)
	}
	d.pending = nil
}

// resume begins a task again. If it had begun its times count anew, before they
// could be over. But a task that was handed on is only waited for.
func (d *driver) resume(p state.Pending) {
	task, child := taskOf(p.Effect)
	if task == nil {
		d.perform([]state.Effect{p.Effect}, true)
		return
	}
	if child != nil && d.cfg.children != nil {
		child.elsewhere = p.Begun && task.Pattern != state.WaitForTaskToken
	}
	if p.Submitted {
		c := &call{d: d, task: task, child: child}
		if _, _ = d.resolve(c); c.isHandedOn() {
			d.open(c)
			c.submit()
			return
		}
	}
	if p.Begun {
		d.tell(state.Input{Kind: state.InputAgain, ID: task.ID})
	}
	d.call(task, child, false)
}

// isHandedOn reports whether somebody else answers a call that was submitted. A
// .sync task does so itself, and a child of before is driven no more, unless it is
// elsewhere.
func (c *call) isHandedOn() bool {
	if c.child != nil && c.f == nil {
		return c.d.cfg.children != nil
	}
	switch c.task.Pattern {
	case state.RequestResponse, state.WaitForTaskToken:
		return true
	}
	return false
}

// taskOf returns the task of an effect that is outstanding, nil if it has none, with a
// childCall if that may be an execution of another machine.
func taskOf(e state.Effect) (*state.RunTask, *childCall) {
	switch e := e.(type) {
	case *state.RunTask:
		return e, nil
	case *state.StartChild:
		return &e.RunTask, &childCall{start: e}
	}
	return nil, nil
}
