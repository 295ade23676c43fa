package asl

import (
	"context"
	"errors"
	"fmt"

	"github.com/goasl/goasl/state"
)

// Saved is an execution as [WithCheckpoint] has saved it. Its texts are opaque.
type Saved struct {
	Snapshot []byte   // of a checkpoint
	Records  [][]byte // of the checkpoints after that one, in their order
}

// Resume goes on with an execution that was saved, in this process or another one, and returns
// at once. The machine must have the definition, the [WithFilters] and the type that the
// execution was started with; its options, and opts, may be others, but name, identity, seed
// and limits stay as they were, except for those that [Machine.Drive] names.
//
// Tasks that had answered do not run again. Those whose answers were not saved are called again,
// with the same [TaskInfo.Key], and their times count anew; see [Machine.Drive]. Times that have
// passed meanwhile have passed for the execution, too. The history begins with the first event
// after those that were saved. An execution that has ended is one that has ended.
//
// The error says that ctx has ended, that a text is damaged or is of another execution or
// definition, or that its name belongs to another execution ([WithExecutions]). It wraps
// [state.ErrRevision] if the records are of another revision of the step machine, and has a
// [state.DivergedError] in its chain if they do not fit the snapshot.
func (m *Machine) Resume(ctx context.Context, s Saved, opts ...Option) (x *Execution, err error) {
	defer caught(&err)
	cfg, err := m.configure(opts)
	if err != nil {
		return nil, err
	}
	run, err := m.restore(ctx, s, cfg)
	if err != nil {
		return nil, fmt.Errorf("asl: Resume: %w", err)
	}
	return m.drive(ctx, run, cfg)
}

// Redrive goes on with an execution that has failed, timed out or was aborted, at the states that
// it was in, as RedriveExecution does: see [state.Run.Redrive]. s is the execution as it was saved
// after its end, and what is said of [Machine.Resume] holds. The error may be a
// [state.RedriveError], which says why the execution cannot be redriven.
func (m *Machine) Redrive(ctx context.Context, s Saved, opts ...Option) (x *Execution, err error) {
	defer caught(&err)
	cfg, err := m.configure(opts)
	if err != nil {
		return nil, err
	}
	run, err := m.restore(ctx, s, cfg)
	if err != nil {
		return nil, fmt.Errorf("asl: Redrive: %w", err)
	}
	run.SetJournal(cfg.save != nil)
	if _, err := run.Redrive(cfg.clock.Now(), cfg.clientToken); err != nil {
		return nil, fmt.Errorf("asl: Redrive: %w", err)
	}
	return m.drive(ctx, run, cfg)
}

// WithClientToken sets the client token of a [Machine.Redrive].
// Step Functions: a second redrive with the same token, within 15 minutes, changes nothing.
func WithClientToken(token string) Option {
	return func(c *config) error {
		c.clientToken = token
		return nil
	}
}

// restore brings a Run to where it was at the last of its checkpoints. It gives up when ctx
// ends.
func (m *Machine) restore(ctx context.Context, s Saved, cfg *config) (*state.Run, error) {
	if s.Snapshot == nil {
		return nil, errors.New("there is no snapshot")
	}
	log := new(state.Log)
	run, err := state.Restore(m.def, s.Snapshot, state.Config{
		Log: log, Mocks: cfg.stateMocks(nil), Interrupt: func() bool { return ctx.Err() != nil },
	})
	if err != nil {
		return nil, err
	}
	var b state.Batch
	for i, text := range s.Records {
		record, err := state.ParseRecord(text)
		if err == nil {
			err = run.Replay(&b, record)
		}
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case err != nil:
			return nil, fmt.Errorf("record %d: %w", i+1, err)
		}
		b.Effects = b.Effects[:0]
		log.Reset()
	}
	return run, nil
}
