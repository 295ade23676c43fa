package asl

import (
	"cmp"
	"strings"

	"github.com/goasl/goasl/state"
)

// childCall is what a call for a states:startExecution task has beside others.
type childCall struct {
	start   *state.StartChild
	machine *Machine   // to be started; nil until it is found
	awaited *Execution // that the call waits for; nil if there is none
	joined  bool       // it ran before, under its name
}

// launchChild starts the execution of another machine for a
// states:startExecution task. What the task waits for (.sync, .sync:2) is aborted
// with it; another child goes on by itself. None goes on when the caller's context
// ends.
func (d *driver) launchChild(c *call) {
	x, why := d.startChild(c)
	if why != nil {
		d.answer(c.fails(why))
		return
	}
	d.current = false // lest the child had begun before it was started
	outcome := c.child.outcome(x)
	d.tell(state.Input{Kind: state.InputChildStarted, ID: c.task.ID, Child: &outcome})
	switch c.task.Pattern {
	case state.RequestResponse:
		d.drop(c)
	case state.WaitForTaskToken:
		d.uncount(c)
	default:
		c.child.awaited = x
		x.whenDone(func() { d.mail.post(message{kind: childEnded, call: c}) })
	}
}

// startChild starts a child, or finds the one that was started before. The failure
// says that StartExecution was called and refused, or that the child's machine
// cannot run.
func (d *driver) startChild(c *call) (*Execution, *state.Failure) {
	name := c.child.start.Name
	if name != "" && checkName(name) != nil {
		return nil, d.refused(c, state.InvalidName(cut(name, maxName)))
	}
	child, err := c.child.machine.begin(d.ctx.parent, c.child.start.ChildInput.JSON(), d.childConfig(c))
	if err != nil {
		return nil, failureOf(err)
	}
	if d.family == nil {
		d.family = &Executions{}
	}
	child.rank = d.rank - 1
	if child.family == nil {
		child.family = d.family
	}
	other, err := child.family.add(child, name != "", true)
	switch {
	case err != nil:
		return nil, d.refused(c, state.ExecutionAlreadyExists(child.x.ARN()))
	case other != nil:
		c.child.joined = true
		return other, nil
	}
	return child.start(), nil
}

// refused tells that StartExecution was called, and returns why it was refused.
func (d *driver) refused(c *call, why *state.Failure) *state.Failure {
	d.tell(state.Input{Kind: state.InputStarted, ID: c.task.ID})
	return why
}

// childConfig is what a child starts with: what its machine was given. It has its
// parent's clock in any case, and its parent's resolver, activities, task slots,
// logger and grace if its machine was given none.
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
	if cfg.grace == 0 {
		cfg.grace = d.cfg.grace
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

// childDone takes up the end of the child that a call waits for.
func (d *driver) childDone(c *call) {
	if c.over {
		return
	}
	x := c.child.awaited
	c.child.awaited = nil
	switch {
	case x.result.Status != Running:
		outcome := c.child.outcome(x)
		d.answer(state.Input{Kind: state.InputChildDone, ID: c.task.ID, Child: &outcome})
	case d.ctx.Err() != nil: // it was stopped together with its parent
		d.drop(c)
	default:
		d.answer(c.fails(failureOf(x.err)))
	}
}

// awaitsChild reports whether the call waits for the end of a child.
func (c *call) awaitsChild() bool { return c.child != nil && c.child.awaited != nil }

// drivesChild reports whether it has started that child, too.
func (c *call) drivesChild() bool { return c.awaitsChild() && !c.child.joined }

// outcome is what is known of a child: all of it once it has ended, before that
// only when it began.
func (c *childCall) outcome(x *Execution) state.ChildOutcome {
	o := state.Outcome{Status: Running, Started: x.result.Started}
	if x.isDone() {
		o = x.driver.run.Outcome() // it is driven no further
	}
	return state.ChildOutcome{ARN: x.ARN(), Name: x.Name(), Input: c.start.ChildInput.String(), Outcome: o}
}
