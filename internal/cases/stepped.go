package cases

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/internal/mapio"
	"github.com/goasl/goasl/items"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
	"github.com/goasl/goasl/state/statetest"
)

// Stepped is the result of Step.
type Stepped struct {
	Record
	Events []history.Event // of the execution, without masks

	children []string // the names in Children before they were masked
	masks    masks
}

// Step plays the case on the step machine alone. The error says why the case cannot be
// played, or what differs in a Run that was rebuilt.
func (c *Case) Step(rebuild statetest.Rebuild) (Stepped, error) {
	p := &stepped{c: c, script: newScript(c), store: c.store(), places: map[*statetest.Execution][]state.MapIndex{}}
	p.io = mapio.New(context.Background(), items.Reader{Store: p.store})
	defer p.io.Close()
	p.driver = statetest.Driver{Now: Start, Perform: p.perform, Rebuild: rebuild}
	m, err := definition(c.Definition)
	if err != nil {
		return Stepped{}, err
	}
	if p.root, err = p.driver.Start(m, []byte(c.Input), state.Config{Type: c.Type, Name: Name, Limits: c.Limits, Seed: seed}); err != nil {
		return Stepped{}, err
	}
	if err := p.play(); err != nil {
		return Stepped{}, err
	}
	for _, after := range c.Redrives {
		p.driver.Now = p.driver.Now.Add(after)
		if _, err := p.root.Redrive(""); err != nil {
			p.refused = append(p.refused, strings.TrimPrefix(err.Error(), "state: "))
			continue
		}
		if err := p.play(); err != nil {
			return Stepped{}, err
		}
	}
	return p.record()
}

// stepped is a case that is played on the step machine alone.
type stepped struct {
	c        *Case
	script   *script
	driver   statetest.Driver
	root     *statetest.Execution
	children []*statetest.Execution                    // that tasks have started
	items    []*statetest.Execution                    // of Map Runs
	places   map[*statetest.Execution][]state.MapIndex // of items
	store    *items.Memory
	io       *mapio.IO
	prompt   *call // a call that is to answer at once and has not yet
	tokens   []string
	stopped  bool
	refused  []string // redrives
}

// call is the work of a task.
type call struct {
	x      *statetest.Execution
	task   *state.RunTask
	steps  Attempt
	invoke bool // of a function by lambda:invoke
}

func definition(text string) (*state.Machine, error) {
	m, problems := state.Parse("", []byte(text))
	if err := problems.Err(); err != nil {
		return nil, fmt.Errorf("the definition is refused:\n%w", err)
	}
	return m, nil
}

func (p *stepped) play() error {
	for more := true; more; {
		err := p.driver.Settle()
		if err != nil {
			return err
		}
		if p.stop() {
			continue
		}
		if more, err = p.driver.Advance(); err != nil {
			return err
		}
	}
	if !p.driver.Ended() {
		return errors.New("the execution waits for a task that hangs, and has no timer")
	}
	return p.driver.Check()
}

// record returns the result of the execution.
func (p *stepped) record() (r Stepped, err error) {
	o := p.root.Run.Outcome()
	r.Record, r.Events = newRecord(), p.root.Events
	r.End, r.History, r.MapRuns = string(o.Status), lines(p.root.Events), mapRunLines(p.root.Run.MapRuns())
	r.Refused = strings.Join(p.refused, "\n")
	switch o.Status {
	case state.Succeeded:
		r.End += " " + payload(o.Output.String())
	case state.Failed, state.Aborted:
		r.End += failure(o.Failure.Error, o.Failure.Cause)
	}
	for _, x := range p.children {
		r.Children[x.Name] = lines(x.Events)
	}
	if p.c.Children {
		for _, x := range p.items {
			r.Children[x.Name] = lines(x.Events)
		}
	}
	if r.Written, err = p.c.written(p.store); err != nil {
		return r, err
	}
	r.masked(p.tokens)
	r.children, r.masks = sortedNames(r.Children), masksOf(p.root, p.items)
	r.masks.mask(&r.Record)
	return r, p.script.unused()
}

// stop calls StopExecution when the case says so, and reports whether it did.
func (p *stepped) stop() bool {
	s := p.c.Stop
	if s == nil || p.stopped || int64(len(p.root.Events)) < s.After {
		return false
	}
	p.stopped = true
	p.root.Tell(state.Input{Kind: state.InputAbort, Failure: failed(s.Name, s.Cause)})
	return true
}

// failed returns the failure with this error and cause, which are absent if empty.
func failed(name, cause string) *state.Failure {
	return &state.Failure{Error: present(name), Cause: present(cause)}
}

// present returns a pointer to s, nil for "".
func present(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// perform starts the work of an effect.
func (p *stepped) perform(x *statetest.Execution, e state.Effect) error {
	if done, err := p.performMap(x, e); done {
		return err
	}
	task := statetest.TaskOf(e)
	if task == nil || !x.Run.Awaits(task.ID) { // a Cancel, or a cancelled task
		return nil
	}
	if task.Token != "" {
		p.tokens = append(p.tokens, task.Token)
	}
	if child, ok := e.(*state.StartChild); ok && p.c.Tasks[task.State] == nil {
		return p.startChild(x, child)
	}
	c := &call{x: x, task: task}
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
	if c.steps, err = p.script.next(key, slices.Concat(p.places[x], task.Items)); err != nil {
		return err
	}
	if last := c.steps[len(c.steps)-1]; last.Do == Fail && last.Cause == "" && task.Kind == state.Function {
		return fmt.Errorf("%s fails without a cause, which Lambda always gives", task.State)
	}
	x.Tell(state.Input{Kind: state.InputStarted, ID: task.ID})
	return p.plan(c)
}

// performMap carries out an effect of a Map Run. It reports false for other effects.
func (p *stepped) performMap(x *statetest.Execution, effect state.Effect) (done bool, err error) {
	if e, ok := effect.(*state.StartItem); ok {
		if !x.Run.Awaits(e.ID) {
			return true, nil
		}
		child, err := x.StartItem(e)
		if i := slices.IndexFunc(p.items, func(x *statetest.Execution) bool { return x.Name == e.Config.Name }); i >= 0 {
			p.items[i] = child // it was redriven, or started again
		} else {
			p.items = append(p.items, child)
		}
		p.places[child] = append(slices.Clone(p.places[x]), state.MapIndex{State: e.State, Index: int(e.Index)})
		return true, err
	}
	in, done, err := p.io.Answer(context.Background(), effect)
	if done && err == nil {
		x.Tell(in)
	}
	return done, err
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

func (p *stepped) startChild(x *statetest.Execution, e *state.StartChild) error {
	arn := strings.Split(e.ARN, ":")
	if len(arn) != 7 || p.c.Machines[arn[6]] == "" {
		return fmt.Errorf("%s starts %q, for which there is no section", e.State, e.ARN)
	}
	if e.Name == "" {
		return fmt.Errorf("%s starts an execution without a name, which makes its name random", e.State)
	}
	m, err := definition(p.c.Machines[arn[6]])
	if err != nil {
		return err
	}
	child, err := x.StartChild(e, m, state.Config{
		Identity: state.Identity{Partition: arn[1], Region: arn[3], Account: arn[4], Machine: arn[6]}, Seed: seed,
	})
	p.children = append(p.children, child)
	return err
}

// plan plans the steps of a call.
func (p *stepped) plan(c *call) error {
	if first := c.steps[0].Do; first != Wait && first != Hang {
		if err := p.answersAtOnce(c); err != nil {
			return err
		}
	}
	var after time.Duration
	for _, s := range c.steps {
		in := state.Input{ID: c.task.ID}
		switch s.Do {
		case Wait:
			after += s.For
			continue
		case Hang:
			continue
		case Submit:
			in.Kind, in.Output = state.InputSubmitted, jsonvalue.MustParse(string(s.Output))
		case Heartbeat:
			in.Kind = state.InputHeartbeat
		case Succeed:
			in.Kind, in.Output = state.InputDone, c.result(s)
		case Fail:
			in.Kind, in.Failure = state.InputDone, failed(s.Name, s.Cause)
		}
		c.x.Plan(after, in)
	}
	return nil
}

// answersAtOnce notes that a call is to answer at once. There may be no other such
// call.
func (p *stepped) answersAtOnce(c *call) error {
	if other := p.prompt; other != nil && other.x.Run.Awaits(other.task.ID) {
		return fmt.Errorf("it is not certain which of %s and %s answers first: let them wait", other.task.State, c.task.State)
	}
	p.prompt = c
	p.driver.After(0, func() { p.prompt = nil })
	return nil
}

// result returns the output of a call that succeeds.
func (c *call) result(s Step) jsonvalue.Value {
	out := jsonvalue.MustParse(string(s.Output))
	if c.invoke && c.task.Pattern == state.RequestResponse {
		out = state.InvokeAnswer(out)
	}
	return out
}
