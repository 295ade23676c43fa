package asl

import (
	"cmp"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// childCall is what a call for a states:startExecution task has beside others.
type childCall struct {
	start   *state.StartChild
	machine *Machine   // to be started; nil until it is found
	awaited *Execution // that the call waits for; nil if there is none
}

// launchChild starts the execution of another machine for a
// states:startExecution task. What the task waits for (.sync, .sync:2) is aborted
// with it; another child goes on by itself. None goes on when the caller's context
// ends.
func (d *driver) launchChild(c *call) {
	if name := c.child.start.Name; name != "" && checkName(name) != nil {
		d.childFailed(c, state.InvalidName(cut(name, maxName)))
		return
	}
	child, err := newDriver(d.ctx.outer, c.child.machine.def, c.child.start.ChildInput.JSON(), d.childConfig(c))
	if err != nil {
		d.answer(c.task.ID, jsonvalue.Value{}, failureOf(err))
		return
	}
	child.rank = d.rank - 1
	x, why := d.startChild(child, c)
	if why != nil {
		d.childFailed(c, why)
		return
	}
	d.timely = false // lest the child had begun before it was started
	d.run.ChildStarted(d.time(), c.task.ID, childOutcome(c, x))
	switch c.task.Pattern {
	case state.RequestResponse:
		d.drop(c)
	case state.WaitForTaskToken:
		d.leave(c)
	default:
		c.child.awaited = x
		x.whenDone(func() { d.mail.post(func() { d.childDone(c) }) })
	}
}

// childFailed tells that StartExecution was called and refused.
func (d *driver) childFailed(c *call, why *state.Failure) {
	d.run.Started(d.time(), c.task.ID, "")
	d.answer(c.task.ID, jsonvalue.Value{}, why)
}

// startChild starts a child, or finds the one that was started before.
func (d *driver) startChild(child *driver, c *call) (*Execution, *state.Failure) {
	if d.names == nil {
		d.names = &childNames{}
	}
	child.names = d.names
	if c.child.start.Name == "" || child.cfg.typ == Express {
		return child.start(), nil
	}
	return d.names.start(child, c.child.start.ChildInput.String())
}

// childConfig is what a child starts with: what its machine was given. It has its
// parent's clock in any case, and its parent's resolver, activities, task slots
// and logger if its machine was given none.
func (d *driver) childConfig(c *call) *config {
	cfg := c.child.machine.cfg
	cfg.clock, cfg.name = d.cfg.clock, c.child.start.Name
	if cfg.resolver == nil {
		cfg.resolver = d.cfg.resolver
	}
	if cfg.activities == nil {
		cfg.activities = d.cfg.activities
	}
	if cfg.slots == nil {
		cfg.slots = d.cfg.slots
	}
	if cfg.logger == nil {
		cfg.logger = d.cfg.logger
	}
	cfg.site = newSite(identified(cfg.site.given, c.child.start.ARN))
	return &cfg
}

// identified fills what an identity leaves open from the ARN by which the machine
// is called.
func identified(id Identity, arn string) Identity {
	parts := strings.Split(arn, ":")
	if len(parts) < 7 {
		return id
	}
	id.Partition = cmp.Or(id.Partition, parts[1])
	id.Region = cmp.Or(id.Region, parts[3])
	id.Account = cmp.Or(id.Account, parts[4])
	id.Machine = cmp.Or(id.Machine, parts[6])
	return id
}

// childDone takes up the end of the child that a call waits for, or did when it
// was dropped.
func (d *driver) childDone(c *call) {
	x := c.child.awaited
	if x.result.Status == Running {
		d.answer(c.task.ID, jsonvalue.Value{}, failureOf(x.err))
		return
	}
	d.drop(c)
	d.run.ChildDone(d.time(), c.task.ID, childOutcome(c, x))
}

// childOutcome is what is known of a child: all of it once it has ended, before
// that only when it began.
func childOutcome(c *call, x *Execution) state.ChildOutcome {
	o := state.Outcome{Status: Running, Started: x.result.Started}
	if x.isDone() {
		o = x.driver.run.Outcome() // it is driven no further
	}
	return state.ChildOutcome{ARN: x.ARN(), Name: x.Name(), Input: c.child.start.ChildInput.String(), Outcome: o}
}
