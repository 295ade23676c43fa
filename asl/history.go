package asl

import (
	"errors"
	"sync"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

// History says whether an execution keeps its events; see [WithHistory]. The zero value
// is that of [KeepHistory].
type History struct {
	mode historyMode
	sink func(history.Event)
}

type historyMode uint8

const (
	keepEvents historyMode = iota
	dropEvents
	sinkEvents
)

// KeepHistory keeps all events in memory. It is the default.
func KeepHistory() History { return History{mode: keepEvents} }

// DropHistory keeps no event: [Result.History] and [Result.Path] are empty, and
// [Execution.Events] yields an error.
func DropHistory() History { return History{mode: dropEvents} }

// HistorySink passes each event to f, in order, and keeps none, as [DropHistory] does. f
// is called as an [Observer] is: by several goroutines at once if several executions run.
func HistorySink(f func(history.Event)) History { return History{mode: sinkEvents, sink: f} }

// WithHistory says whether an execution keeps its events. h is the result of
// [KeepHistory], [DropHistory] or [HistorySink].
func WithHistory(h History) Option {
	return func(c *config) error {
		if h.mode == sinkEvents && h.sink == nil {
			return errors.New("asl: WithHistory: the sink's function is nil")
		}
		c.keeping = h
		return nil
	}
}

// An Observer is told of each event of an execution, in order, by the goroutine
// that drives the execution: it should return soon. In [Machine.Execute] that is the
// caller's goroutine or one that the caller waits for. An observer that calls
// runtime.Goexit stops the execution, and ends the caller's goroutine in either case.
type Observer func(x *Execution, e history.Event)

// WithObserver adds an observer of events.
func WithObserver(o Observer) Option {
	return func(c *config) error {
		if o == nil {
			return errors.New("asl: WithObserver: the observer is nil")
		}
		c.observers = append(c.observers[:len(c.observers):len(c.observers)], o)
		return nil
	}
}

// WithDecisions adds an observer of decisions: which rule of a Choice held, which retrier
// or catcher took an error, which state, branch or iteration is next. o is called for each
// decision of an execution, in order, as an [Observer] is for each event. The event that a
// decision names may be told after it.
func WithDecisions(o func(x *Execution, d state.Decision)) Option {
	return func(c *config) error {
		if o == nil {
			return errors.New("asl: WithDecisions: the observer is nil")
		}
		c.decisions = append(c.decisions[:len(c.decisions):len(c.decisions)], o)
		return nil
	}
}

// decided tells the observers of a decision.
func (d *driver) decided(decision state.Decision) {
	for _, o := range d.cfg.decisions {
		o(d.x, decision)
	}
}

// recording is the history of an execution. Events are made of it when somebody
// asks. It is safe for concurrent use.
type recording struct {
	*state.Log
	once   sync.Once
	events []history.Event // of an execution that goes no further
}

// all returns the events of an execution that goes no further.
func (h *recording) all() []history.Event {
	h.once.Do(func() { h.events = h.Append(nil, 0, h.Len()) })
	return h.events[:len(h.events):len(h.events)]
}

// fewEvents are made at a time, so that they still are in the processor's cache
// when they are told.
const fewEvents = 32

// publish tells the events that are new, and forgets them if they are not kept.
func (d *driver) publish() {
	if d.listened && !d.muted {
		d.tellNew()
	}
	d.x.publish(d.run)
	if d.cfg.keeping.mode != keepEvents {
		d.x.events.Reset()
		d.published = 0
	}
}

// tellNew tells the sink, the observers and the logger the events that are new.
func (d *driver) tellNew() {
	log := d.x.events.Log
	to := log.Len()
	for from := d.published; from < to; from += fewEvents {
		d.events = log.Append(d.events[:0], from, min(from+fewEvents, to))
		for i, e := range d.events {
			if from+i == to-1 { // which may be the end of the execution
				d.x.publish(d.run)
			}
			d.tellEvent(e)
		}
		clear(d.events)
	}
	d.published = to
}

func (d *driver) tellEvent(e history.Event) {
	if d.cfg.keeping.mode == sinkEvents {
		d.cfg.keeping.sink(e)
	}
	for _, o := range d.cfg.observers {
		o(d.x, e)
	}
	if d.log != nil {
		d.logEvent(e)
	}
}
