package asl

import (
	"errors"

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

// KeepHistory keeps the events in memory, as many as [Limits].History allows. It is the
// default. If there are more the execution goes on, and the later ones are not kept:
// [Result.Dropped] says how many, and [Execution.Events] ends with [ErrHistoryFull].
func KeepHistory() History { return History{mode: keepEvents} }

// DropHistory keeps no event: [Result.History] and [Result.Path] are empty, and
// [Execution.Events] yields an error.
func DropHistory() History { return History{mode: dropEvents} }

// HistorySink passes each event to f, in order, and keeps none, as [DropHistory] does. f
// is called as an [Observer] is.
func HistorySink(f func(history.Event)) History { return History{mode: sinkEvents, sink: f} }

// WithHistory says whether an execution keeps its events. h is the result of
// [KeepHistory], [DropHistory] or [HistorySink].
func WithHistory(h History) Option {
	return func(c *config) error {
		if h.mode == sinkEvents && h.sink == nil {
			return errors.New("asl: WithHistory: the sink's function is nil")
		}
		c.history = h
		return nil
	}
}

// An Observer is called for each event of an execution, in order, whether or not the history
// keeps it. It should return soon, as the execution waits for it, and must not wait for the
// execution: calls that would do so return [ErrWaitsForItself]. In [Machine.Execute] it runs
// in the caller's goroutine, or in one that the caller waits for.
//
// If it panics it gets no further event, and the execution stops: the status stays RUNNING,
// and the error has a [PanicError] in its chain. But events are told after the turns that they
// belong to. If the execution has ended by then, it has the result and the error of that end,
// and only [Result.ObserverError] tells of the panic. It is the same with a sink, a logger or
// a clock, but when the result is known, a panic of the logger is dropped. If it calls
// [runtime.Goexit], the execution stops in the same way, and the caller's goroutine ends.
//
// An Observer is called by several goroutines at once if several executions run. It is also
// called for the executions that distributed Maps start, which run side by side, as are sinks,
// loggers and observers of decisions.
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

// decided passes a decision to its observers.
func (d *driver) decided(decision state.Decision) {
	for _, o := range d.cfg.decisions {
		o(d.x, decision)
	}
}

// publish passes the new events on, and forgets them if the history does not keep them.
func (d *driver) publish() {
	if d.saves != nil {
		d.saves.collect(d.x.events.Log)
		if d.saves.err != nil {
			return
		}
	}
	if d.hasListeners && !d.muted {
		d.passOn()
	}
	d.x.publish(d.run)
	if d.x.events.settle(d.cfg, d.below()) {
		d.published = 0
		if d.saves != nil {
			d.saves.events = 0
		}
	}
}

// eventsAtOnce is how many events are made before they are passed on. They are few, so that
// they are still in the processor's cache.
const eventsAtOnce = 32

// passOn passes the new events to the sink, the observers and the logger.
func (d *driver) passOn() {
	log := d.x.events.Log
	to := log.Len()
	for from := d.published; from < to; from += eventsAtOnce {
		d.events = log.Append(d.events[:0], from, min(from+eventsAtOnce, to))
		for i, e := range d.events {
			if from+i == to-1 { // it may be the end of the execution, which an observer may ask for
				d.x.publish(d.run)
			}
			d.passOnEvent(e)
		}
		clear(d.events)
	}
	d.published = to
}

func (d *driver) passOnEvent(e history.Event) {
	if d.cfg.history.mode == sinkEvents {
		d.cfg.history.sink(e)
	}
	for _, o := range d.cfg.observers {
		o(d.x, e)
	}
	for _, t := range d.telemetry {
		if t.Event != nil {
			t.Event(e)
		}
	}
	if d.log != nil {
		d.logEvent(e)
	}
}
