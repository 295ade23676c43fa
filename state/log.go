package state

import (
	"math"
	"slices"
	"sort"
	"sync"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
)

// Log is a history in little space: an event is 16 bytes, and a value that it is
// the first to tell of 8 more, until somebody reads it. The zero Log is empty. It
// is for one [Run], whose [Config] names it; others may read while the Run writes,
// and see what its last [Run.Step] has left.
//
// Measured on a row of Pass states: events made at once, with their details in
// blocks of 64, take eight times the memory of this, all of which the garbage
// collector has to look through, and a transition takes more than twice the time.
// With pointers in the entries it was half as much again.
type Log struct {
	page                 // what is being written
	room room            // for the page at first
	last jsonvalue.Value // of its values
	now  instant
	time int32 // number of the time of the next entry
	left int   // entries that can be written before something has to be prepared

	mu        sync.Mutex
	first     int64 // the ID of the first event
	known     page  // what whole steps have left
	forgotten int   // entries at the front of it
	maker     maker
}

// page is what a Log holds. What is in it stays as it is, so that others can read
// while more is written behind.
type page struct {
	full   []block
	filled block // with entries, the one behind the full ones
	values []jsonvalue.Value
	times  []instant
	rare   []rarity
	far    []int64 // the IDs of events that others follow from, where the way back is too long for an entry
}

// rarity is all there is to say of an event that has no form.
type rarity struct {
	kind    history.Type
	details history.Details
	state   State // that the event belongs to; nil if none is known
}

// block is a row of entries. It does not grow, so that nothing is copied when the
// history does.
type block struct {
	start   int // number of the first entry
	entries []entry
}

// entry is an event as it is kept. Its ID follows from its place.
type entry struct {
	back int32 // how far the event that it follows from is before it; -1 - n for the n-th of far
	form form
	time int32 // number of the time
	what int32 // number of the value, or the index of an iteration; -1 for neither
}

// room is for the events of a few states, so that a short history needs no memory
// of its own.
type room struct {
	entries [12]entry
	values  [4]jsonvalue.Value
	times   [8]instant
	rare    [2]rarity // the first event and the last one
}

// instant is a time without its zone.
type instant struct {
	sec  int64 // since 1970
	nsec int32
}

func instantOf(t time.Time) instant { return instant{t.Unix(), int32(t.Nanosecond())} }

func (i instant) time() time.Time { return time.Unix(i.sec, int64(i.nsec)).UTC() }

// The sizes of the smallest and of the largest blocks. Each of the first ones is
// twice as large as the one before.
const (
	minBlock = 32
	maxBlock = 256
)

// size is the number of entries.
func (p *page) size() int { return p.filled.start + len(p.filled.entries) }

// Len returns the number of events.
func (l *Log) Len() int {
	l.mu.Lock()
	n := l.known.size() - l.forgotten
	l.mu.Unlock()
	return n
}

// Append appends the events with the numbers from ≤ n < to, counted from 0, as far
// as there are any. They are made anew each time.
func (l *Log) Append(events []history.Event, from, to int) []history.Event {
	l.mu.Lock()
	defer l.mu.Unlock()
	known := l.known.size() - l.forgotten
	return l.maker.append(events, &l.known, l.first, l.forgotten+max(from, 0), l.forgotten+min(to, known))
}

// StateOf returns the state that the event with that ID belongs to, nil for those
// of the execution as a whole and for those that are not there.
func (l *Log) StateOf(id int64) State {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := id - l.first
	if n < int64(l.forgotten) || n >= int64(l.known.size()) {
		return nil
	}
	e := l.known.at(int(n))
	if e.form < 0 {
		return l.known.rare[-1-e.form].state
	}
	return e.form.state(l.maker.machine)
}

// at returns the entry with that number.
func (p *page) at(n int) *entry {
	b := &p.filled
	if n < b.start {
		i := sort.Search(len(p.full), func(i int) bool { return p.full[i].start > n })
		b = &p.full[i-1]
	}
	return &b.entries[n-b.start]
}

// Reset forgets the events that there are, so that the next one has the number 0.
// Their memory is used again unless answers have left others behind them. It is to
// be called by whoever drives the Run.
func (l *Log) Reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.forgotten = l.known.size()
	if l.forgotten < l.size() {
		return
	}
	l.first += int64(l.forgotten)
	l.forgotten, l.known = 0, page{}
	l.page.clear()
	l.room.values, l.room.rare = [len(l.room.values)]jsonvalue.Value{}, [len(l.room.rare)]rarity{}
	l.last, l.left = jsonvalue.Value{}, 0
}

// clear empties the page and keeps its room.
func (p *page) clear() {
	clear(p.values)
	clear(p.rare)
	*p = page{
		filled: block{entries: p.filled.entries[:0]},
		values: p.values[:0], times: p.times[:0], rare: p.rare[:0], far: p.far[:0],
	}
}

// begin prepares the log for the events from an ID on.
func (l *Log) begin(first int64, m maker) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.first, l.maker = first, m
	l.forgotten, l.known = 0, page{}
	l.page = page{
		filled: block{entries: l.room.entries[:0]},
		values: l.room.values[:0], times: l.room.times[:0], rare: l.room.rare[:0],
	}
	l.last, l.left = jsonvalue.Value{}, 0
}

// write writes the entry of an event that tells of a value, or of none.
func (l *Log) write(id, prev int64, as form, v jsonvalue.Value) {
	what := int32(-1)
	if v.Exists() {
		if v != l.last {
			l.remember(v)
		}
		what = int32(len(l.values) - 1)
	}
	if l.left == 0 { // put would do the same, and a call more takes a twentieth of a transition
		l.prepare()
	}
	l.left--
	l.filled.entries = append(l.filled.entries, entry{back: l.back(id, prev), form: as, time: l.time, what: what})
}

// remember makes v the last of the values. append alone would copy those of a long
// history four times.
func (l *Log) remember(v jsonvalue.Value) {
	l.last = v
	if len(l.values) == cap(l.values) {
		l.values = slices.Grow(l.values, len(l.values))
	}
	l.values = append(l.values, v)
}

// writeRare writes the entry of an event that has no form.
func (l *Log) writeRare(id, prev int64, r rarity) {
	l.rare = append(l.rare, r)
	l.put(id, prev, form(-len(l.rare)), -1)
}

// put writes an entry behind the others.
func (l *Log) put(id, prev int64, as form, what int32) {
	if l.left == 0 {
		l.prepare()
	}
	l.left--
	l.filled.entries = append(l.filled.entries, entry{back: l.back(id, prev), form: as, time: l.time, what: what})
}

// back says that an event follows from another one.
func (l *Log) back(id, prev int64) int32 {
	if back := id - prev; uint64(back) <= math.MaxInt32 { // it may be less than 0 in a snapshot that was tampered with
		return int32(back)
	}
	l.far = append(l.far, prev)
	return int32(-len(l.far))
}

// at says at which time the next events happen.
func (l *Log) at(now instant) { l.now, l.left = now, 0 }

// prepare makes room for entries, and notes their time.
func (l *Log) prepare() {
	if n := len(l.times); n == 0 || l.times[n-1] != l.now {
		l.times = append(l.times, l.now)
	}
	l.time = int32(len(l.times) - 1)
	if len(l.filled.entries) == cap(l.filled.entries) {
		l.turnOver()
	}
	l.left = cap(l.filled.entries) - len(l.filled.entries)
}

// turnOver begins a new block.
func (l *Log) turnOver() {
	full := l.filled
	l.full = append(l.full, full)
	l.filled = block{
		start:   full.start + len(full.entries),
		entries: make([]entry, 0, min(max(2*cap(full.entries), minBlock), maxBlock)),
	}
}

// pending returns the events that were written and are not known yet.
func (l *Log) pending() []history.Event {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.maker.append(nil, &l.page, l.first, l.known.size(), l.page.size())
}

// publish makes known what was written.
func (l *Log) publish() {
	l.mu.Lock()
	l.known = l.page
	l.mu.Unlock()
}
