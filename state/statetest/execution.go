package statetest

import (
	"fmt"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// Execution is an execution that a [Driver] drives.
type Execution struct {
	Name   string          // as in its Config
	Run    *state.Run      // FromSnapshots replaces it after each turn: do not keep it
	Events []history.Event // the history so far

	driver  *Driver
	cfg     state.Config
	waiting map[int64]state.Effect // effects that were neither answered nor cancelled
	began   map[int64]time.Time    // when the work of tasks began
	journal *Journal               // nil unless the Run is rebuilt from it
	cutter  *Cutter                // nil unless turns are cut

	parent  *Execution // nil unless it is a child
	effect  int64      // of the parent, which asked for it
	awaited bool       // the parent waits for its end
	input   jsonvalue.Value
}

// Start begins an execution now. The driver sets Now and Journal of its Config, and,
// FromJournal, also Interrupt and Ending, unless it has an Interrupt; Log must be nil.
// The error is that of [state.Start].
func (d *Driver) Start(m *state.Machine, input []byte, cfg state.Config) (*Execution, error) {
	cfg.Now, cfg.Journal = d.Now, d.Rebuild.way >= fromJournal
	var cutter *Cutter
	if d.Rebuild == FromJournal && cfg.Interrupt == nil {
		cutter = NewCutter(cfg.Seed)
		cfg.Interrupt, cfg.Ending = cutter.Interrupt, cutter.Ending
	}
	run, err := state.Start(m, input, cfg)
	if err != nil {
		return nil, err
	}
	x := &Execution{Name: cfg.Name, Run: run, driver: d, cfg: cfg, cutter: cutter, waiting: map[int64]state.Effect{}, began: map[int64]time.Time{}}
	if cfg.Journal {
		if x.journal, err = NewJournal(run); err != nil {
			return nil, err
		}
	}
	d.executions = append(d.executions, x)
	return x, nil
}

func (x *Execution) running() bool { return x.Run.Status() == state.Running }

// Tell tells the execution an input, with the driver's time. It reports false if
// the input comes too late, as [state.Run.Tell] does.
func (x *Execution) Tell(in state.Input) bool {
	in.Now = x.driver.Now
	told := x.Run.Tell(in)
	if told && x.answers(&in) {
		delete(x.waiting, in.ID)
	}
	if told && in.Kind == state.InputStarted {
		x.began[in.ID] = in.Now
	}
	return told
}

// Redrive redrives the execution now, with a client token, "" for none. [Driver.Run] can
// go on then. It returns what [state.Run.Redrive] returns.
func (x *Execution) Redrive(token string) (time.Time, error) {
	return x.Run.Redrive(x.driver.Now, token)
}

// answers reports whether an input ends an effect. A timeout does not: the Run
// cancels the effect then.
func (x *Execution) answers(in *state.Input) bool {
	switch in.Kind {
	case state.InputDone, state.InputMissing, state.InputUnusable, state.InputChildDone, state.InputItemsRead, state.InputResultsWritten, state.InputRedriveRefused:
		return true
	case state.InputChildStarted:
		task := TaskOf(x.waiting[in.ID])
		return task != nil && task.Pattern == state.RequestResponse
	}
	return false
}

// Plan plans to tell the execution an input after some time, unless it is about an
// effect that is over by then.
func (x *Execution) Plan(after time.Duration, in state.Input) {
	x.driver.plan(after, func() error {
		if in.ID != 0 && x.waiting[in.ID] == nil {
			return nil
		}
		if !x.Tell(in) && x.answers(&in) {
			return fmt.Errorf("statetest: effect %d is over, and was not cancelled", in.ID)
		}
		return nil
	})
}

// TaskOf returns the task of a RunTask or a StartChild, and nil for other effects.
func TaskOf(e state.Effect) *state.RunTask {
	switch e := e.(type) {
	case *state.RunTask:
		return e
	case *state.StartChild:
		return &e.RunTask
	}
	return nil
}

// answered returns the ID of an effect that is to be answered, 0 for others.
func answered(e state.Effect) int64 {
	switch e := e.(type) {
	case *state.StartItem:
		return e.ID
	case *state.ReadItems:
		return e.ID
	case *state.WriteResults:
		if e.Stopped {
			return 0
		}
		return e.ID
	}
	if task := TaskOf(e); task != nil {
		return task.ID
	}
	return 0
}

// settle takes turns until none are left without an input.
func (x *Execution) settle() error {
	for {
		effects, err := x.takeTurns()
		if err != nil || len(effects) == 0 {
			return err
		}
		for _, e := range effects {
			if err := x.perform(e); err != nil {
				return err
			}
		}
	}
}

// maxTurns ends executions that never end.
const maxTurns = 100_000

// takeTurns takes the turns that are left, and returns their effects.
func (x *Execution) takeTurns() (effects []state.Effect, err error) {
	if x.driver.Rebuild == FromSnapshots {
		if err := x.restore(); err != nil {
			return nil, err
		}
	}
	for more := true; more; {
		var b state.Batch
		if more, err = x.step(&b); err != nil {
			return nil, err
		}
		effects = append(effects, b.Effects...)
		if effects, err = x.stepped(effects); err != nil {
			return nil, err
		}
	}
	return effects, nil
}

// step takes one turn if the Run may be rebuilt after it, or if turns are cut, otherwise all
// that are left.
func (x *Execution) step(b *state.Batch) (more bool, err error) {
	switch {
	case x.cutter != nil:
		more, err = x.cutter.Step(x.Run, b)
	case x.driver.Rebuild == FromSnapshots, x.driver.Rebuild.steps != nil:
		more, err = x.Run.Step(b, 1)
	default:
		more, err = x.Run.Step(b, maxTurns)
	}
	if err != nil {
		return false, err
	}
	if x.Run.Turn() > maxTurns {
		return false, fmt.Errorf("statetest: the execution has not ended after %d turns", maxTurns)
	}
	return more, x.take(b)
}

// take keeps the contents of a batch.
func (x *Execution) take(b *state.Batch) error {
	x.Events = append(x.Events, b.Events...)
	if x.journal != nil {
		x.journal.Add(x.Run, b)
	}
	for _, e := range b.Effects {
		if id := answered(e); id != 0 {
			x.waiting[id] = e
		}
		if c, ok := e.(*state.Cancel); ok {
			if x.waiting[c.ID] == nil {
				return fmt.Errorf("statetest: effect %d is cancelled, which is not waited for", c.ID)
			}
			delete(x.waiting, c.ID)
		}
	}
	return nil
}

// perform calls Perform for an effect.
func (x *Execution) perform(e state.Effect) error {
	if c, ok := e.(*state.Cancel); ok {
		x.cancelChild(c.ID)
	}
	if x.driver.Perform == nil {
		return nil
	}
	return x.driver.Perform(x, e)
}
