package asl

import "sync"

// workers are the goroutines in which the calls of an execution run beside each
// other. A worker takes calls until the queue is empty. Whenever it is not, there
// is a worker that has been started and has taken none yet, so that no call waits
// for another one to return, however many are in the queue. The zero workers are
// ready for use, and safe for concurrent use.
//
// So calls that return at once are run by a few goroutines, and each one that
// blocks has one to itself. To start a goroutine for each call took a third of
// the time of a Map whose tasks do nothing.
type workers struct {
	mu       sync.Mutex
	queue    callQueue
	starting bool   // a worker has been started that has taken no call
	worker   func() // work, made once: each go statement would make it
}

// add has calls run.
func (w *workers) add(calls []*call) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.queue.push(calls...)
	w.start()
}

// start sees to it that a worker comes if one is needed. w.mu is held.
func (w *workers) start() {
	if w.queue.len() == 0 || w.starting {
		return
	}
	if w.worker == nil {
		w.worker = w.work
	}
	w.starting = true
	go w.worker()
}

// work runs calls. If one ends the goroutine, there is another one already for
// those behind it.
func (w *workers) work() {
	for c := w.take(true); c != nil; c = w.take(false) {
		c.attend()
	}
}

// take returns the next call, nil if there is none. It is a worker's first one
// or not.
func (w *workers) take(first bool) *call {
	w.mu.Lock()
	if first {
		w.starting = false
	}
	var c *call
	if w.queue.len() > 0 {
		c = w.queue.pop()
		w.start()
	}
	w.mu.Unlock()
	return c
}
