package asl

import (
	"cmp"

	"github.com/goasl/goasl/internal/awsarn"
	"github.com/goasl/goasl/state"
)

// childCall has the fields of a call for a states:startExecution task.
type childCall struct {
	start   *state.StartChild
	machine *Machine   // that is started; nil until it is found
	awaited *Execution // the child that the call waits for, or nil
	joined  bool       // it ran before, under its name

	elsewhere bool // the call waits for a child that WithChildren has started
}

// launchChild starts the child of a states:startExecution task. A child that the task waits
// for (.sync, .sync:2) is aborted with it; others go on without it. All of them stop when
// the caller's context ends.
func (d *driver) launchChild(c *call) {
	x, why := d.startChild(c)
	if why != nil {
		d.answer(c.fails(why))
		return
	}
	d.nowValid = false // so that ChildStarted is not before the start of the child
	outcome := c.child.outcome(x)
	d.tell(state.Input{Kind: state.InputChildStarted, ID: c.task.ID, Child: &outcome})
	switch c.task.Pattern {
	case state.RequestResponse:
		d.drop(c)
	case state.WaitForTaskToken:
		d.uncount(c)
	default:
		c.child.awaited = x
		x.whenDone(func() { d.mail.post(message{kind: msgChildEnded, call: c}) })
	}
}

// startChild starts a child, or returns the running execution with its name and its input.
// The failure says that StartExecution was called and refused, or that the machine cannot be
// executed.
func (d *driver) startChild(c *call) (*Execution, *state.Failure) {
	name := c.child.start.Name
	if name != "" && CheckName(name) != nil {
		return nil, d.refused(c, state.InvalidName(truncate(name, maxName)))
	}
	if why := d.admitChild(); why != nil {
		return nil, d.refused(c, why)
	}
	runs := false
	defer func() { // even if the logger panics
		if !runs {
			d.family.running.Add(-1)
		}
	}()
	x, why := d.beginChild(c)
	runs = why == nil && !c.child.joined
	return x, why
}

// beginChild is startChild for a child that the limits allow.
func (d *driver) beginChild(c *call) (*Execution, *state.Failure) {
	m := c.child.machine
	child, err := m.begin(d.ctx.parent, d.childConfig(c), func(cfg state.Config) (*state.Run, error) {
		return state.StartWith(m.def, c.child.start.ChildInput, cfg)
	})
	if err != nil {
		return nil, failureOf(err)
	}
	if d.registry == nil {
		d.registry = &Executions{}
	}
	child.family, child.generation, child.counted = d.family, d.generation+1, &d.family.running
	child.rank = rank{d.rank.order - 1, d.rank.item}
	if len(child.cfg.telemetry) > 0 {
		child.origin = c.context()
	}
	if child.registry == nil {
		child.registry = d.registry
	}
	other, err := child.registry.add(child, c.child.start.Name != "", true)
	switch {
	case err != nil:
		return nil, d.refused(c, state.ExecutionAlreadyExists(child.x.ARN()))
	case other != nil:
		c.child.joined = true
		return other, nil
	}
	return child.start(), nil
}

// refused tells the Run that StartExecution was called, and returns why it was refused.
func (d *driver) refused(c *call, why *state.Failure) *state.Failure {
	d.tell(state.Input{Kind: state.InputStarted, ID: c.task.ID})
	return why
}

// childConfig returns the config of a child: that of its machine, with the clock of its
// parent, and with the parent's resolver, activities, task slots, logger, telemetry, trace and
// grace if the machine has none.
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
		cfg.logger, cfg.logsData = d.cfg.logger, d.cfg.logsData
	}
	if cfg.telemetry == nil {
		cfg.telemetry = d.cfg.telemetry
	}
	if cfg.trace == "" {
		cfg.trace = TraceHeader(c.context())
	}
	if cfg.grace == 0 {
		cfg.grace = d.cfg.grace
	}
	cfg.identity = newIdentity(filledFrom(cfg.identity.given, c.child.start.ARN), cfg.defaultName)
	return &cfg
}

// filledFrom returns an identity whose empty fields are filled from the ARN of its machine.
func filledFrom(id Identity, arn string) Identity {
	a, ok := awsarn.Parse(arn)
	if !ok || len(a.Resource) < 2 {
		return id
	}
	id.Partition = cmp.Or(id.Partition, a.Partition)
	id.Region = cmp.Or(id.Region, a.Region)
	id.Account = cmp.Or(id.Account, a.Account)
	id.Machine = cmp.Or(id.Machine, a.Resource[1])
	return id
}

// childEnded handles the end of the child that a call waits for. If the child has stopped
// without an end, the task fails; but not if the contexts of tasks have ended, as this
// execution stops then, too.
func (d *driver) childEnded(c *call) {
	x := c.child.awaited
	if c.dropped || x == nil {
		return
	}
	c.child.awaited = nil
	switch {
	case x.result.Status != Running:
		outcome := c.child.outcome(x)
		d.answer(state.Input{Kind: state.InputChildDone, ID: c.task.ID, Child: &outcome})
	case d.ctx.Err() == nil:
		d.answer(c.fails(failureOf(x.err)))
	default:
		d.drop(c)
	}
}

// awaitsChild reports whether the call waits for the end of a child.
func (c *call) awaitsChild() bool { return c.child != nil && c.child.awaited != nil }

// drivesChild reports whether the call has started the child that it waits for, too.
func (c *call) drivesChild() bool { return c.awaitsChild() && !c.child.joined }

// outcome describes a child: when it was started, and, if it has ended, how.
func (c *childCall) outcome(x *Execution) state.ChildOutcome {
	o := state.Outcome{Status: Running, Started: x.result.Started}
	if x.isDone() {
		o = x.driver.run.Outcome() // nothing drives the Run any more
	}
	return state.ChildOutcome{ARN: x.ARN(), Name: x.Name(), Input: c.start.ChildInput.String(), Outcome: o}
}
