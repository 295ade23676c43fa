package asl

import (
	"github.com/goasl/goasl/history"
)

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
