package cases

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/items"
	"github.com/goasl/goasl/state"
)

// Drive plays the case with package asl on a virtual clock. stepped is the result of Step:
// the executions that it has histories of are waited for, too. If the case has redrives, the
// histories of children, and the files that show their times, are those of stepped: an
// execution of package asl has the history of one attempt, and one that was aborted with its
// Map Run begins again. Its machine has opts, too. The error says why the case cannot be played.
func (c *Case) Drive(ctx context.Context, stepped Stepped, opts ...asl.Option) (Record, error) {
	d := &driven{c: c, script: newScript(c), store: c.store(), begun: make(chan *asl.Execution, 1000)}
	m, err := d.machine()
	if err == nil {
		m, err = m.With(opts...)
	}
	if err != nil {
		return Record{}, err
	}
	r, err := d.execute(ctx, m)
	if err != nil {
		return r, err
	}
	for c.Redrives == nil && len(r.Children) < len(stepped.children) {
		if err := d.child(ctx, r.Children, stepped.children); err != nil {
			return r, err
		}
	}
	if r.Written, err = c.written(d.store); err != nil {
		return r, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	r.masked(d.tokens)
	stepped.masks.mask(&r)
	if c.Redrives != nil {
		r.Children, r.Written = stepped.Children, stepped.Written
	}
	return r, d.problem
}

// execute executes the case, and redrives the execution.
func (d *driven) execute(ctx context.Context, m *asl.Machine) (Record, error) {
	r := newRecord()
	var saved asl.Saved
	opts := []asl.Option{asl.WithName(Name)}
	if d.c.Redrives != nil {
		opts = append(opts, asl.WithCheckpoint(func(_ context.Context, c *asl.Checkpoint) (err error) {
			saved.Snapshot, err = c.Snapshot()
			return err
		}))
	}
	x, err := m.Start(ctx, []byte(d.c.Input), opts...)
	result, err := ended(ctx, x, err)
	if err != nil {
		return r, err
	}
	events, now := result.History(), result.Ended
	var refused []string
	for _, after := range d.c.Redrives {
		now = now.Add(after)
		x, err := m.Redrive(ctx, saved, append(opts, asl.WithClock(asl.NewVirtualClock(now)))...)
		var refusal *state.RedriveError
		if errors.As(err, &refusal) {
			refused = append(refused, strings.TrimPrefix(refusal.Error(), "state: "))
			continue
		}
		if result, err = ended(ctx, x, err); err != nil {
			return r, err
		}
		events, now = append(events, result.History()...), result.Ended
	}
	r.End, r.History, r.MapRuns = ending(result), lines(events), mapRunLines(result.MapRuns())
	r.Refused = strings.Join(refused, "\n")
	return r, nil
}

// ended returns the result of an execution that has ended. err is that of its start.
func ended(ctx context.Context, x *asl.Execution, err error) (*asl.Result, error) {
	if err != nil {
		return nil, err
	}
	result, err := x.Wait(ctx)
	if err == nil || result != nil && result.Status != asl.Running {
		return result, nil // it may have failed
	}
	return nil, err
}

// driven is a case that package asl plays.
type driven struct {
	c      *Case
	script *script
	store  *items.Memory
	begun  chan *asl.Execution // children

	mu      sync.Mutex
	tokens  []string
	problem error // why the case cannot be played
}

// machine returns the case's machine, with a resolver for the machines that it may
// start.
func (d *driven) machine() (*asl.Machine, error) {
	var mux asl.Mux
	functions := map[string]bool{}
	for key := range d.c.Tasks {
		if name, ok := strings.CutPrefix(key, functionKey("")); ok {
			name, _, _ = strings.Cut(name, "[")
			functions[name] = true
		}
	}
	for name := range functions {
		mux.Lambda(name, d.task(functionKey(name)))
	}
	for name, definition := range d.c.Machines {
		child, err := d.parse(definition, asl.Standard)
		if err != nil {
			return nil, fmt.Errorf("machine %s: %w", name, err)
		}
		child, err = child.With(asl.WithSeed(seed), asl.WithObserver(d.noteChild))
		if err != nil {
			return nil, err
		}
		mux.HandleMachine(name, child)
	}
	m, err := d.parse(d.c.Definition, d.c.Type)
	if err != nil {
		return nil, err
	}
	l := d.c.Limits
	limits := asl.Limits{
		Payload: l.Payload, Assign: l.Assign, Variables: l.Variables, Events: l.Events, Duration: l.Duration,
	}
	return m.With(asl.WithResolver(&mux), asl.WithSeed(seed), asl.WithClock(asl.NewVirtualClock(Start)),
		asl.WithLimits(limits), asl.WithObjects(d.store), asl.WithObserver(d.stop))
}

// parse returns a machine. Its tasks do what the lines in the section tasks say.
func (d *driven) parse(definition string, typ state.Type) (*asl.Machine, error) {
	m, err := asl.Parse([]byte(definition), asl.WithType(typ))
	if err != nil {
		return nil, err
	}
	var opts []asl.Option
	for key := range d.c.Tasks {
		name, _, _ := strings.Cut(key, "[")
		if m.Definition().State(name) != nil {
			opts = append(opts, asl.WithTask(name, d.task(name)))
		}
	}
	return m.With(opts...)
}

func (d *driven) noteChild(x *asl.Execution, e history.Event) {
	if e.ID == 1 {
		d.begun <- x
	}
}

// stop calls StopExecution when the case says so. The executions of Map Runs have the
// observer of the first execution.
func (d *driven) stop(x *asl.Execution, e history.Event) {
	if x.Name() != Name {
		d.noteChild(x, e)
		return
	}
	if s := d.c.Stop; s != nil && e.ID == s.After {
		_ = x.Stop(s.Name, s.Cause) // fails only after the end, which the history shows
	}
}

// child waits for a child and adds its history, if it has one of the names.
func (d *driven) child(ctx context.Context, histories map[string]string, names []string) error {
	select {
	case x := <-d.begun:
		if !slices.Contains(names, x.Name()) {
			return nil
		}
		result, err := x.Wait(ctx)
		if result == nil {
			return err
		}
		histories[x.Name()] = lines(result.History())
		return nil
	case <-ctx.Done():
		return fmt.Errorf("package asl started fewer executions than the step machine asked for: %w", ctx.Err())
	}
}

// task returns a task that does what its lines say.
func (d *driven) task(key string) asl.TaskFunc {
	return func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
		info := asl.TaskInfoFrom(ctx)
		token := ""
		if info.Pattern == asl.WaitForTaskToken {
			token = info.Token()
		}
		a, err := d.script.next(key, info.Items)
		d.mu.Lock()
		d.tokens = append(d.tokens, token)
		if err != nil {
			d.problem = err
		}
		d.mu.Unlock()
		if err != nil {
			return nil, err
		}
		return a.call(ctx, info, token)
	}
}

// forever is longer than any case takes.
const forever = 100 * 365 * 24 * time.Hour

// call does the steps. A task with a token answers with the token.
func (a Attempt) call(ctx context.Context, info *asl.TaskInfo, token string) (json.RawMessage, error) {
	for _, s := range a {
		var err error
		switch s.Do {
		case Wait:
			err = info.Sleep(ctx, s.For)
		case Hang:
			err = info.Sleep(ctx, forever)
		case Submit:
			err = asl.Submit(ctx, s.Output)
		case Heartbeat:
			info.Heartbeat()
		case Succeed:
			if token == "" {
				return s.Output, nil
			}
			err = info.Execution.SendTaskSuccess(token, s.Output)
		case Fail:
			if token == "" {
				return nil, &asl.Error{Name: s.Name, Cause: s.Cause}
			}
			err = info.Execution.SendTaskFailure(token, s.Name, s.Cause)
		}
		if err != nil {
			return nil, err
		}
	}
	return nil, asl.ErrPending
}

// ending returns the end of an execution as text.
func ending(r *asl.Result) string {
	switch {
	case r.Status == asl.Succeeded:
		return string(r.Status) + " " + payload(string(r.Output))
	case r.Status == asl.TimedOut: // DescribeExecution gives no error and no cause
		return string(r.Status)
	}
	var name, cause *string
	if e := r.Error; e != nil {
		if e.HasName() {
			name = &e.Name
		}
		if e.HasCause() {
			cause = &e.Cause
		}
	}
	return string(r.Status) + failure(name, cause)
}
