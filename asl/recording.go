package asl

import (
	"errors"
	"sync"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

// recording is the history of an execution. The latest events are in the Log, and made when
// they are read. Once they take much memory, they move to an archive. It is safe for
// concurrent use.
type recording struct {
	*state.Log

	mu       sync.Mutex
	archived *archive // the events before those of the Log; nil until it is needed
	dropped  int      // events that are not kept
	cut      bool     // the events of the Log after the first shown ones do not count
	shown    int

	once   sync.Once
	events []history.Event // all of them, once the execution has ended or stopped
}

// ErrHistoryFull is in the chain of the error with which [Execution.Events] ends when the
// history has reached [Limits].History. The execution goes on.
var ErrHistoryFull = errors.New("asl: the history has reached Limits.History: later events are not kept, but observers get them")

const (
	defaultHistory = 64 << 20

	// liveHistory is how many bytes the events of the Log may take, as it counts them.
	liveHistory = 4 << 20
)

// settle drops the events that are not to be kept, and moves others to the archive if they
// take much memory. It reports whether the Log was emptied. below is the family of an execution
// below another one, whose history has to leave room for those of others; nil at the top. Only
// the goroutine that drives may call it.
func (r *recording) settle(cfg *config, below *family) (emptied bool) {
	limit := historyLimit(&cfg.limits)
	keeps := cfg.history.mode == keepEvents && !r.archived.isFull()
	if keeps && below != nil {
		limit = r.share(limit, below)
	}
	if keeps && (limit < 0 || r.Size() < min(liveHistory, limit-r.archived.size())) {
		return false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if keeps {
		r.archive(limit)
	} else {
		r.dropped += r.Len()
	}
	r.Reset()
	return true
}

// historyLimit returns how many bytes a history may take, below 0 for no limit.
func historyLimit(l *Limits) int {
	if l.History == 0 {
		return defaultHistory
	}
	return l.History
}

// shortHistory is how many bytes the events of the Log may take before they count for a family.
const shortHistory = 64 << 10

// share counts the history for its family, and returns how many bytes it may take besides the
// others of that. A limit below 0 is none.
func (r *recording) share(limit int, below *family) int {
	all := historyLimit(&below.limits)
	if all < 0 || r.archived == nil && r.Size() < shortHistory {
		return limit
	}
	if r.archived == nil {
		r.mu.Lock()
		r.archived = new(archive)
		r.mu.Unlock()
	}
	r.count(below, r.archived.size()+r.Size())
	room := max(0, all-int(below.history.Load())+r.archived.counted)
	if limit < 0 {
		return room
	}
	return min(limit, room)
}

// count counts that many bytes of the history for its family.
func (r *recording) count(below *family, bytes int) {
	if a := r.archived; a != nil {
		below.history.Add(int64(bytes - a.counted))
		a.counted = bytes
	}
}

// archive moves the events of the Log to the archive. r.mu must be held.
func (r *recording) archive(limit int) {
	if r.archived == nil {
		r.archived = new(archive)
	}
	var events []history.Event
	defer r.archived.release()
	for n := 0; n < r.Len(); n += len(events) {
		events = r.Append(events[:0], n, n+eventsAtOnce)
		for _, e := range events {
			if !r.archived.add(e, r.Log.StateOf(e.ID), limit) {
				r.dropped++
			}
		}
	}
}

// between returns the events with the numbers from ≤ n < to, as far as they are kept. full
// says that there are none after them.
func (r *recording) between(from, to int) (events []history.Event, full bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := r.archived.len()
	events = r.archived.append(nil, from, to)
	if r.archived.isFull() {
		return events, to >= n
	}
	if r.cut {
		to = min(to, n+r.shown)
	}
	return r.Append(events, max(from-n, 0), to-n), false
}

// showFirst hides all events of the Log but the first n, and those to come, from readers.
func (r *recording) showFirst(n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.cut, r.shown = true, n
}

// all returns the events that are kept of an execution that has ended or stopped.
func (r *recording) all() []history.Event {
	r.once.Do(func() { r.events, _ = r.between(0, r.archived.len()+r.Len()) })
	return r.events[:len(r.events):len(r.events)]
}

// StateOf returns the state that an event belongs to; see [Execution.StateOf].
func (r *recording) StateOf(id int64) state.State {
	r.mu.Lock()
	defer r.mu.Unlock()
	if s := r.archived.stateOf(id); s != nil {
		return s
	}
	return r.Log.StateOf(id)
}

// lost returns how many events are not kept.
func (r *recording) lost() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.dropped
}
