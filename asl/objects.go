package asl

import (
	"context"
	"errors"
	"runtime/debug"
	"time"

	"github.com/goasl/goasl/internal/mapio"
	"github.com/goasl/goasl/items"
	"github.com/goasl/goasl/state"
)

// WithObjects sets the object store that distributed Maps read their items from and write
// their results to. Without it, a Map with an ItemReader or with a ResultWriter that names
// a place fails; one over its input needs no store. The executions that a Map starts have
// the store, too. A store that panics fails the Map.
func WithObjects(s items.ObjectStore) Option {
	return func(c *config) error {
		if s == nil {
			return errors.New("asl: WithObjects: the ObjectStore is nil")
		}
		c.objects = s
		return nil
	}
}

// objects returns what reads and writes.
func (d *driver) objects() *mapio.IO {
	if d.io == nil {
		d.io = mapio.New(&d.ctx, d.cfg.objects)
	}
	return d.io
}

func (d *driver) readItems(e *state.ReadItems) {
	d.carryOut(e.ID, state.InputItemsRead, func(ctx context.Context, io *mapio.IO) (in state.Input, err error) {
		in.Page, in.Failure, err = io.Read(ctx, e)
		return in, err
	})
}

// writeResults writes results. Those of a Map Run that was stopped get no answer.
func (d *driver) writeResults(e *state.WriteResults) {
	write := func(ctx context.Context, io *mapio.IO) (in state.Input, err error) {
		in.Sizes, in.Failure, err = io.Write(ctx, e)
		return in, err
	}
	if e.Stopped {
		d.writeStopped(e.State, write)
		return
	}
	d.carryOut(e.ID, state.InputResultsWritten, write)
}

// access reads items or writes results.
type access func(context.Context, *mapio.IO) (state.Input, error)

// carryOut reads items or writes results in a goroutine of its own.
func (d *driver) carryOut(id int64, kind state.InputKind, do access) {
	ctx, cancel := context.WithCancel(&d.ctx)
	w := &mapWork{id: id, cancel: cancel}
	d.mapWork.Add(id, w)
	io := d.objects()
	d.clock.hold()
	go func() {
		defer d.clock.release()
		defer cancel()
		d.guard(ctx, io, kind, do, func(in state.Input) {
			in.ID = id
			d.mail.post(message{kind: msgCarriedOut, work: w, input: in})
		})
	}()
}

// guard calls do, and then passes on its answer, even if the object store panics or ends
// its goroutine. If the context has ended the answer is cancellation.
func (d *driver) guard(ctx context.Context, io *mapio.IO, kind state.InputKind, do access, then func(state.Input)) {
	in := state.Input{Failure: storeFailure(kind, "The object store ended its goroutine.", ErrExited)}
	defer func() {
		if problem := recover(); problem != nil {
			d.logPanic("object store panicked", problem)
			in.Failure = storeFailure(kind, "The object store panicked.", &PanicError{Value: problem, Stack: debug.Stack()})
		}
		in.Kind = kind
		then(in)
	}()
	answer, err := do(ctx, io)
	if err != nil {
		answer.Failure = cancellation
	}
	in = answer
}

// storeFailure is the failure of reading or writing because of a store that does not return.
func storeFailure(kind state.InputKind, cause string, err error) *state.Failure {
	name := items.ReaderFailed
	if kind == state.InputResultsWritten {
		name = items.WriterFailed
	}
	why := state.NewFailure(name, cause)
	why.Wrapped = err
	return why
}

// stoppedWriting is how long the results of a Map Run that was stopped may take to be
// written. Meanwhile the execution waits, so that they are there once it has ended.
const stoppedWriting = 10 * time.Second

// writeStopped writes results of a Map Run that was stopped. The contexts of the execution
// have ended by then. Nothing depends on the outcome, which is logged.
func (d *driver) writeStopped(mapState string, write access) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(d.ctx.parent), stoppedWriting)
	defer cancel()
	io, written := d.objects(), make(chan *state.Failure, 1)
	go d.guard(ctx, io, state.InputResultsWritten, write, func(in state.Input) { written <- in.Failure })
	var why *state.Failure
	select {
	case why = <-written:
	case <-ctx.Done():
		why = cancellation
	}
	if why != nil && d.log != nil {
		d.log.Error("results of a stopped Map Run were not written", "map", mapState)
	}
}

// carriedOut handles the end of reading or writing.
func (d *driver) carriedOut(w *mapWork, in state.Input) {
	if d.mapWork.Get(w.id) == nil {
		return
	}
	d.mapWork.Remove(w.id)
	if in.Failure != cancellation {
		d.tell(in)
	}
}

// closeSources closes the sources of Map Runs that have ended before they were read to the
// end. It looks for them while no execution of a Map Run runs, so that it is seldom done.
func (d *driver) closeSources() {
	if d.io == nil || d.itemsRunning > 0 || !d.io.IsOpen() {
		return
	}
	for _, run := range d.run.MapRuns() {
		if run.Status != Running {
			d.io.CloseSource(run.ARN)
		}
	}
}
