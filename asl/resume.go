package asl

import "github.com/goasl/goasl/state"

// expect makes what is outstanding of a Run of before known, by token at once, as
// answers may come before the execution is driven.
func (d *driver) expect(pending []state.Pending) {
	for _, p := range pending {
		task, _ := taskOf(p.Effect)
		if task == nil { // an effect of a Map Run
			continue
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
// .sync task does so itself, and a child of before is driven no more.
func (c *call) isHandedOn() bool {
	switch c.task.Pattern {
	case state.RequestResponse, state.WaitForTaskToken:
		return c.child == nil || c.f != nil
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
