package cases

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// Step plays the case on the bare step machine, which is replaced by what its
// snapshot restores between any two steps. The error says why the case cannot be
// played.
func (c *Case) Step() (Record, error) {
	p := &stepped{c: c, script: newScript(c), now: Start}
	root, err := p.begin(c.Definition, c.Input, state.Config{Type: c.Type, Name: Name, Limits: c.Limits})
	if err != nil {
		return Record{}, err
	}
	if err := p.play(); err != nil {
		return Record{}, err
	}
	o := root.run.Outcome()
	r := Record{End: string(o.Status), History: lines(root.events), Children: map[string]string{}}
	switch o.Status {
	case state.Succeeded:
		r.End += " " + o.Output.String()
	case state.Failed, state.Aborted:
		r.End += failure(o.Failure.Error, o.Failure.Cause)
	}
	for _, x := range p.executions[1:] {
		r.Children[x.name] = lines(x.events)
	}
	r.masked(p.tokens)
	return r, p.script.unused()
}

// stepped is a case that is played on the bare step machine.
type stepped struct {
	c          *Case
	script     *script
	now        time.Time
	executions []*execution // a child after its parent
	calls      []*call      // that are not answered, in the order in which they were made
	tokens     []string
	stopped    bool
}

// execution is one Run, the case's own or a child.
type execution struct {
	name   string
	run    *state.Run
	events []history.Event

	parent *execution
	effect *state.StartChild // that asked for it
	told   bool              // the parent knows that it has ended
}

// call is a task that is not answered.
type call struct {
	x      *execution
	task   *state.RunTask
	steps  Attempt
	due    time.Time // of the next step
	waited bool
	invoke bool // it is the function behind a lambda:invoke
}

// maxSteps is far beyond what any case takes.
const maxSteps = 100_000

func (p *stepped) begin(definition, input string, cfg state.Config) (*execution, error) {
	m, problems := state.Parse("", []byte(definition))
	if err := problems.Err(); err != nil {
		return nil, fmt.Errorf("the definition is refused:\n%w", err)
	}
	cfg.Now, cfg.Seed = p.now, seed
	run, err := state.Start(m, []byte(input), cfg)
	if err != nil {
		return nil, err
	}
	x := &execution{name: cfg.Name, run: run}
	p.executions = append(p.executions, x)
	return x, nil
}

func (p *stepped) play() error {
	for range maxSteps {
		if err := p.settle(); err != nil {
			return err
		}
		if p.stop() {
			continue
		}
		if p.ended() {
			return nil
		}
		if err := p.proceed(); err != nil {
			return err
		}
	}
	return fmt.Errorf("the execution has not ended after %d steps", maxSteps)
}

func (p *stepped) ended() bool {
	return !slices.ContainsFunc(p.executions, func(x *execution) bool { return x.running() })
}

func (x *execution) running() bool { return x.run.Outcome().Status == state.Running }

// stop calls StopExecution where the case says so, and reports whether it did.
func (p *stepped) stop() bool {
	s, root := p.c.Stop, p.executions[0]
	if s == nil || p.stopped || int64(len(root.events)) < s.After {
		return false
	}
	p.stopped = true
	root.run.Abort(p.now, state.Failure{Error: present(s.Name), Cause: present(s.Cause)})
	return true
}

// present returns nil for the text that stands for none.
func present(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// settle goes on until nothing is left to do without an answer or a timer.
func (p *stepped) settle() error {
	for i := 0; i < len(p.executions); i++ { // more are added meanwhile
		x := p.executions[i]
		for more := true; more; {
			var err error
			if more, err = p.step(x); err != nil {
				return err
			}
		}
		if x.parent != nil && !x.told && !x.running() {
			x.told = true
			x.parent.run.ChildDone(p.now, x.effect.ID, x.outcome())
			i = -1 // the parent goes on
		}
	}
	return nil
}

// step goes on until the execution needs an answer. It reports whether there is
// more to do.
func (p *stepped) step(x *execution) (more bool, err error) {
	var asked []state.Effect
	for again := true; again; {
		if err := x.restore(); err != nil {
			return false, err
		}
		var b state.Batch
		if again, err = x.run.Step(&b, 1); err != nil {
			return false, err
		}
		x.events = append(x.events, b.Events...)
		asked = append(asked, b.Effects...)
	}
	var begun []state.Effect
	for _, e := range asked {
		if cancel, ok := e.(*state.Cancel); ok {
			p.cancel(x, cancel.ID)
			begun = slices.DeleteFunc(begun, func(e state.Effect) bool { return taskOf(e).ID == cancel.ID })
			continue
		}
		begun = append(begun, e)
	}
	for _, e := range begun {
		if err := p.perform(x, e); err != nil {
			return false, err
		}
	}
	return len(begun) > 0, x.restore()
}

// restore replaces the Run by one made of its snapshot.
func (x *execution) restore() error {
	snapshot, err := x.run.Snapshot()
	if err != nil {
		return err
	}
	x.run, err = state.Restore(x.run.Machine(), snapshot, state.Config{})
	return err
}

func taskOf(e state.Effect) *state.RunTask {
	switch e := e.(type) {
	case *state.RunTask:
		return e
	case *state.StartChild:
		return &e.RunTask
	}
	return &state.RunTask{}
}

// cancel forgets a call, and aborts the child that it waits for.
func (p *stepped) cancel(x *execution, id int64) {
	p.calls = slices.DeleteFunc(p.calls, func(c *call) bool { return c.x == x && c.task.ID == id })
	for _, child := range p.executions {
		if child.parent == x && child.effect.ID == id && child.effect.Pattern != state.RequestResponse {
			child.run.Abort(p.now, state.Failure{})
		}
	}
}

// perform begins what an effect asks for.
func (p *stepped) perform(x *execution, e state.Effect) error {
	task := taskOf(e)
	if task.Token != "" {
		p.tokens = append(p.tokens, task.Token)
	}
	if child, ok := e.(*state.StartChild); ok && p.c.Tasks[task.State] == nil {
		return p.startChild(x, child)
	}
	c := &call{x: x, task: task, due: p.now}
	key := task.State
	if !p.scripted(key) {
		function := task.Function
		c.invoke = function != ""
		if task.Kind == state.Function {
			function = task.Resource
		}
		key = functionKey(function[strings.LastIndex(function, ":")+1:])
	}
	var err error
	if c.steps, err = p.script.next(key, task.Items); err != nil {
		return err
	}
	if last := c.steps[len(c.steps)-1]; last.Do == Fail && last.Cause == "" && task.Kind == state.Function {
		return fmt.Errorf("%s fails without a cause, which Lambda always gives", task.State)
	}
	x.run.Started(p.now, task.ID, "")
	p.calls = append(p.calls, c)
	c.wait()
	return nil
}

// scripted reports whether the section tasks has a line for a state.
func (p *stepped) scripted(name string) bool {
	for key := range p.c.Tasks {
		if state, _, _ := strings.Cut(key, "["); state == name {
			return true
		}
	}
	return false
}

func (p *stepped) startChild(x *execution, e *state.StartChild) error {
	arn := strings.Split(e.ARN, ":")
	if len(arn) != 7 || p.c.Machines[arn[6]] == "" {
		return fmt.Errorf("%s starts %q, for which there is no section", e.State, e.ARN)
	}
	if e.Name == "" {
		return fmt.Errorf("%s starts an execution without a name, which makes its name random", e.State)
	}
	child, err := p.begin(p.c.Machines[arn[6]], e.ChildInput.String(), state.Config{
		Name:     e.Name,
		Identity: state.Identity{Partition: arn[1], Region: arn[3], Account: arn[4], Machine: arn[6]},
	})
	if err != nil {
		return err
	}
	child.parent, child.effect = x, e
	x.run.ChildStarted(p.now, e.ID, child.outcome())
	return nil
}

func (x *execution) outcome() state.ChildOutcome {
	return state.ChildOutcome{Outcome: x.run.Outcome(), ARN: x.run.ARN(), Name: x.name, Input: x.effect.ChildInput.String()}
}

// wait takes the steps that only take time.
func (c *call) wait() {
	for len(c.steps) > 0 && c.steps[0].Do == Wait {
		c.due, c.waited = c.due.Add(c.steps[0].For), true
		c.steps = c.steps[1:]
	}
}

// proceed does what is next: a step of a task, or letting the time pass until a
// timer. A task that answers at the last moment answers in time; a child's timer
// comes before its parent's.
func (p *stepped) proceed() error {
	next, err := p.nextCall()
	if err != nil {
		return err
	}
	var timed *execution
	var deadline time.Time
	for _, x := range p.executions {
		if at, ok := x.run.Deadline(); ok && x.running() && (timed == nil || !at.After(deadline)) {
			timed, deadline = x, at
		}
	}
	switch {
	case next != nil && (timed == nil || !next.due.After(deadline)):
		p.now = next.due
		p.act(next)
	case timed != nil:
		p.now = deadline
		timed.run.Advance(p.now)
	default:
		return errors.New("the execution waits for a task that hangs, and has no timer")
	}
	return nil
}

// nextCall returns the call whose step is due first, nil if none is.
func (p *stepped) nextCall() (next *call, err error) {
	for _, c := range p.calls {
		switch {
		case c.steps[0].Do == Hang:
		case next == nil || c.due.Before(next.due):
			next = c
		case c.due.Equal(next.due) && !c.waited && !next.waited:
			return nil, fmt.Errorf("it is not certain which of %s and %s answers first: let them wait", next.task.State, c.task.State)
		}
	}
	return next, nil
}

// act does the steps of a call up to the next one that takes time.
func (p *stepped) act(c *call) {
	run, id := c.x.run, c.task.ID
	for len(c.steps) > 0 && c.steps[0].Do != Wait && c.steps[0].Do != Hang {
		s := c.steps[0]
		c.steps = c.steps[1:]
		switch s.Do {
		case Submit:
			run.Submitted(p.now, id, jsonvalue.MustParse(string(s.Output)))
		case Heartbeat:
			run.Heartbeat(p.now, id)
		case Succeed:
			out := jsonvalue.MustParse(string(s.Output))
			if c.invoke && c.task.Pattern == state.RequestResponse {
				out = state.InvokeAnswer(out)
			}
			run.Done(p.now, id, out, nil)
		case Fail:
			run.Done(p.now, id, jsonvalue.Value{}, &state.Failure{Error: present(s.Name), Cause: present(s.Cause)})
		}
	}
	if len(c.steps) == 0 {
		p.calls = slices.DeleteFunc(p.calls, func(other *call) bool { return other == c })
		return
	}
	c.wait()
}
