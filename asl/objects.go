package asl

import (
	"context"
	"errors"
	"fmt"
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

// WithParquet sets what reads Parquet files for the ItemReaders of distributed Maps:
// [github.com/goasl/goasl/items/parquet.Open]. Without it such a Map fails.
func WithParquet(open items.OpenTable) Option {
	return func(c *config) error {
		if open == nil {
			return errors.New("asl: WithParquet: the function is nil")
		}
		c.parquet = open
		return nil
	}
}

// CarryOut reads the items, or writes the results, that a distributed Map asks for by a
// [state.ReadItems] or a [state.WriteResults], and returns the input that answers the effect.
// As [Machine.Perform], it is for engines that drive a [state.Run] themselves. The object store
// is that of m, or of opts: see [WithObjects]. Nothing stays open between two calls.
//
// A failure of the Map is part of the answer. The error says that ctx has ended, that an option
// is wrong, or that the effect is another one.
func (m *Machine) CarryOut(ctx context.Context, e state.Effect, opts ...Option) (answer state.Input, err error) {
	defer caught(&err)
	switch e.(type) {
	case *state.ReadItems, *state.WriteResults:
	default:
		return state.Input{}, fmt.Errorf("asl: CarryOut: a %T neither reads items nor writes results", e)
	}
	cfg, err := m.configure(opts)
	if err != nil {
		return state.Input{}, err
	}
	d, err := m.performer(ctx, cfg, state.Config{})
	if err != nil {
		return state.Input{}, err
	}
	defer d.objects().Close()
	answered := make(chan struct{})
	go d.useStore(ctx, d.objects(), e, func(in state.Input) { // the store may end its goroutine
		answer = in
		close(answered)
	})
	<-answered
	if answer.Failure == cancellation {
		return state.Input{}, fmt.Errorf("asl: CarryOut: %w", context.Cause(ctx))
	}
	return answer, nil
}

// objects returns what reads and writes.
func (d *driver) objects() *mapio.IO {
	if d.io == nil {
		d.io = mapio.New(&d.ctx, items.Reader{Store: d.cfg.objects, Parquet: d.cfg.parquet})
	}
	return d.io
}

// carryOut reads items or writes results, in a goroutine of its own.
func (d *driver) carryOut(id int64, e state.Effect) {
	ctx, cancel := context.WithCancel(&d.ctx)
	w := &mapWork{id: id, cancel: cancel}
	d.mapWork.Add(id, w)
	io := d.objects()
	d.clock.hold()
	go func() {
		defer d.clock.release()
		defer cancel()
		d.useStore(ctx, io, e, func(in state.Input) {
			d.mail.post(message{kind: msgCarriedOut, work: w, input: &in})
		})
	}()
}

// useStore carries out an effect, and then passes on its answer, even if the object store
// panics or ends its goroutine. If the context has ended the failure is cancellation.
func (d *driver) useStore(ctx context.Context, io *mapio.IO, e state.Effect, then func(state.Input)) {
	in := mapio.Broken(e, "The object store ended its goroutine.", ErrExited)
	defer func() {
		if problem := recover(); problem != nil {
			d.logPanic("object store panicked", problem)
			in = mapio.Broken(e, "The object store panicked.", &PanicError{Value: problem, Stack: debug.Stack()})
		}
		then(in)
	}()
	answer, _, err := io.Answer(ctx, e)
	if err != nil {
		answer.Failure = cancellation
	}
	in = answer
}

// stoppedWriting is how long the results of a Map Run that was stopped may take to be
// written. Meanwhile the execution waits, so that they are there once it has ended.
const stoppedWriting = 10 * time.Second

// writeAllStopped writes what effects say of Map Runs that were stopped. That comes before the
// checkpoint: nothing would ask for it again after that. If it is not saved, the same is
// written again.
func (d *driver) writeAllStopped(effects []state.Effect) {
	for _, e := range effects {
		if w, ok := e.(*state.WriteResults); ok && w.Stopped {
			d.writeStopped(w)
		}
	}
}

// writeStopped writes results of a Map Run that was stopped. The contexts of the execution
// have ended by then. Nothing depends on the outcome, which is logged.
func (d *driver) writeStopped(e *state.WriteResults) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(d.ctx.parent), stoppedWriting)
	defer cancel()
	io, written := d.objects(), make(chan *state.Failure, 1)
	go d.useStore(ctx, io, e, func(in state.Input) { written <- in.Failure })
	var why *state.Failure
	select {
	case why = <-written:
	case <-ctx.Done():
		why = cancellation
	}
	if why != nil && d.log != nil {
		d.log.Error("results of a stopped Map Run were not written", "map", e.State)
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
