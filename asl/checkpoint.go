package asl

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

// WithCheckpoint lets save keep what an execution needs to be resumed ([Machine.Resume]). save
// is called each time that the execution has gone on, before any task starts that follows from
// it, and once more when it stops; nothing goes on until it returns. It is called in the
// goroutine that drives, like an [Observer], and must not wait for the execution. Observers are
// told an event after it was saved; only that a task or a child was started they may be told
// before.
//
// The context of save does not end with that of the execution, so that what running tasks have
// done is saved, too (see [WithGrace]): set a limit to its time.
//
// If save returns an error, or panics, the execution stops where it was saved last: its status
// stays RUNNING, its history ends there, the error has that of save in its chain, and save is
// not called again. Executions of distributed Maps have no checkpoints of their own: what they
// have done is saved with the execution that has started them, and they go on with it; those of
// type EXPRESS that had not ended start again.
func WithCheckpoint(save func(ctx context.Context, c *Checkpoint) error) Option {
	return func(c *config) error {
		if save == nil {
			return errors.New("asl: WithCheckpoint: the function is nil")
		}
		c.save = save
		return nil
	}
}

// WithSuspension lets an execution stop when it only waits, for an answer to what was handed on
// or for a time, and that is not over within d. Its status stays RUNNING, and the error wraps
// [ErrSuspended]. With [WithCheckpoint] and [Machine.Resume] it need not be in memory meanwhile.
func WithSuspension(d time.Duration) Option {
	return func(c *config) error {
		if d < 0 {
			return fmt.Errorf("asl: WithSuspension(%v): want no negative duration", d)
		}
		c.suspends, c.suspendsFrom = true, d
		return nil
	}
}

// ErrSuspended is in the chain of the error of an execution that [WithSuspension] has stopped.
var ErrSuspended = errors.New("asl: the execution is suspended: it waits for a time or an answer")

// Checkpoint is what is to be kept of an execution since the checkpoint before. It, and what its
// methods need, is valid only while the function of [WithCheckpoint] runs. It is not safe for
// concurrent use.
type Checkpoint struct {
	Execution string // the ARN
	Seq       int64  // 1 for the first since the start or since it was resumed

	Inputs []state.Input   // what the execution was told
	Events []history.Event // what the history has now in addition
	Status Status

	// Due is when the execution has something to do by itself: now if it can go on, or when the
	// next time comes that it waits for. It is zero if it only waits for answers, or has ended.
	Due time.Time

	// Told has the Number of each input that came from outside and is among Inputs, or among
	// those of an execution of a Map Run ([state.Input].Item).
	Told []int64

	// MapRuns are the ARNs of the Map Runs that have begun or were redriven, also in executions
	// of Map Runs.
	MapRuns []string

	// Aborts are the executions that [Children] has started, and that this one, or one of its Map
	// Runs, does not wait for any more. After the checkpoint Children.Abort is called for each; who
	// aborts them together with it does so also if the process is killed in between.
	Aborts []*state.StartChild

	d *driver
}

// Suspends reports whether [WithSuspension] stops the execution right after this checkpoint,
// unless something comes for it before. So whoever lets others go on with it can do so with the
// checkpoint, and refuse the next one.
func (c *Checkpoint) Suspends() bool {
	halts := c.d.haltErr != nil // something that the execution waits for may not have begun
	return c.Status == Running && !halts && len(c.d.batch.Effects)+len(c.d.saves.beats) == 0 && !c.d.run.Ready() && c.d.suspend()
}

// AppendRecord appends to dst what is to be kept as one of [Saved.Records]: a JSON object
// without line feeds. Its length depends on the inputs alone.
func (c *Checkpoint) AppendRecord(dst []byte) []byte {
	return state.AppendRecord(dst, state.Record{Inputs: c.Inputs, Turn: c.d.run.Turn()})
}

// Snapshot returns the whole execution, for [Saved.Snapshot]: with it no record is needed, of
// this checkpoint or of one before. The first checkpoint of an execution needs it; later it is
// worth its size when the records since the last one have become as long. It has the secret of
// the execution's task tokens.
func (c *Checkpoint) Snapshot() ([]byte, error) { return c.d.run.Snapshot() }

// checkpoints are those of an execution.
type checkpoints struct {
	save   func(context.Context, *Checkpoint) error
	next   Checkpoint    // what has happened since the last one
	events int           // of the Log that are in next, or were saved
	err    error         // of save, which is not called again
	beats  []state.Input // the last heartbeat of each task, which the Run was not told yet

	waiting []chan error // for the checkpoint to be saved: executions of Map Runs
}

// keepCheckpoints lets d save checkpoints if its options say so.
func (d *driver) keepCheckpoints() {
	if d.cfg.save != nil {
		d.saves = &checkpoints{save: d.cfg.save}
	}
}

// collect takes the new events of the Log to the next checkpoint.
func (s *checkpoints) collect(log *state.Log) {
	before := len(s.next.Events)
	s.next.Events = log.Append(s.next.Events, s.events, log.Len())
	s.events = log.Len()
	for _, e := range s.next.Events[before:] {
		if run, ok := e.Details.(*history.MapRun); ok && run.MapRunArn != "" {
			s.next.MapRuns = append(s.next.MapRuns, run.MapRunArn)
		}
	}
}

// release lets those go on that wait for a checkpoint.
func (s *checkpoints) release() {
	for _, c := range s.waiting {
		c <- s.err
	}
	clear(s.waiting)
	s.waiting = s.waiting[:0]
}

// checkpoint saves what has happened since the last checkpoint, if anything has. It reports
// false if that cannot be saved, or could not before.
func (d *driver) checkpoint() bool {
	s := d.saves
	if s == nil {
		return true
	}
	defer s.release()
	if s.err != nil {
		return false
	}
	s.collect(d.x.events.Log)
	c := &s.next
	c.Inputs = d.batch.Inputs
	if len(c.Inputs)+len(c.Events) == 0 && c.Seq > 0 {
		return true
	}
	for i := range c.Inputs {
		if n := c.Inputs[i].Number; n != 0 {
			c.Told = append(c.Told, n)
		}
	}
	c.Aborts = append(c.Aborts, d.aborts()...)
	c.Execution, c.Status, c.d = d.x.ARN(), d.run.Status(), d
	c.Due, _ = d.run.Deadline()
	if d.run.Ready() {
		c.Due = d.run.Now()
	}
	c.Seq++
	if s.err = d.save(c); s.err != nil {
		d.x.events.showFirst(s.events - len(c.Events))
		return false
	}
	d.nowValid = false
	clear(c.Events)
	clear(d.batch.Inputs)
	c.Events, d.batch.Inputs = c.Events[:0], d.batch.Inputs[:0]
	c.Told, c.MapRuns, c.Aborts = nil, nil, nil
	return true
}

// save calls the function of WithCheckpoint.
func (d *driver) save(c *Checkpoint) (err error) {
	defer func() {
		if problem := recover(); problem != nil {
			err = &PanicError{Value: problem, Stack: debug.Stack()}
		}
		if err != nil {
			err = fmt.Errorf("asl: the execution was stopped: its checkpoint %d was not saved: %w", c.Seq, err)
		}
	}()
	return d.saves.save(context.WithoutCancel(d.ctx.parent), c)
}

// unsaved returns the error of a checkpoint that could not be saved, or nil.
func (d *driver) unsaved() error {
	if d.saves == nil {
		return nil
	}
	return d.saves.err
}

// suspend reports whether the execution is to stop as it only waits. One that another execution
// drives, and waits for, does not.
func (d *driver) suspend() bool {
	if !d.cfg.suspends || d.counted != nil || d.mapWork.Len()+len(d.itemsWaiting)+len(d.ready)+d.queue.len() > 0 || d.mail.hasMessages() {
		return false
	}
	for _, c := range d.calls.All() {
		if c.runs || c.drivesChild() || c.activity != nil {
			return false
		}
	}
	next, timed := d.run.Deadline()
	return !timed || next.Sub(d.time()) > d.cfg.suspendsFrom
}

// beat handles a heartbeat of a task. To save each would take a checkpoint for each. So the Run
// is told the last one of a task before it is told anything else, and when it would miss it.
func (d *driver) beat(in state.Input) {
	if d.saves == nil {
		d.tell(in)
		return
	}
	in.Now = d.time()
	s := d.saves
	s.beats = slices.DeleteFunc(s.beats, func(b state.Input) bool { return b.ID == in.ID })
	s.beats = append(s.beats, in)
}

// tellBeats tells the Run the last heartbeats. It reports whether there were any.
func (d *driver) tellBeats() bool {
	if d.saves == nil || len(d.saves.beats) == 0 {
		return false
	}
	for _, in := range d.saves.beats {
		d.run.Tell(in)
	}
	d.saves.beats = d.saves.beats[:0]
	return true
}
