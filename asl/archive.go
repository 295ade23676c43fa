package asl

import (
	"slices"
	"strings"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// archive keeps the first events of a long history in a known amount of memory, as JSON
// text. A payload is a text of its own, and so is the rest of an event without its ID and
// time; equal texts are kept once. The zero archive is empty, and so is nil. It is not safe for
// concurrent use.
type archive struct {
	first int64 // the ID of the first event
	rows  [][]archivedEvent
	texts []string
	known map[string]int32 // the numbers of the texts
	bytes int
	full  bool // an event did not fit

	counted int // bytes that the family of the execution counts

	buffer []byte
	newest map[jsonvalue.Value]int32 // numbers of the texts of some payloads
}

// archivedEvent is what an event does not share, and the numbers of its texts.
type archivedEvent struct {
	at            time.Time
	prev          int64
	rest, payload int32       // payload is -1 if it has none
	state         state.State // that it belongs to, or nil
}

const (
	archivedRow   = 1024 // events of a row
	archivedBytes = 64   // of an archivedEvent
	textBytes     = 64   // of a text, beside its bytes
)

// add keeps an event, unless the archive would take more bytes than limit; after the first
// event that does not fit, none does. It reports whether it keeps the event.
func (a *archive) add(e history.Event, s state.State, limit int) bool {
	if a.full {
		return false
	}
	texts, bytes := len(a.texts), a.bytes
	payload := a.payload(e.Payload())
	a.buffer = history.Event{Type: e.Type, Details: e.WithPayload(jsonvalue.Value{}).Details}.AppendJSON(a.buffer[:0])
	rest, isKnown := a.known[string(a.buffer)]
	if !isKnown {
		rest = a.keep(string(a.buffer))
	}
	if a.bytes += archivedBytes; a.bytes > limit {
		a.full, a.buffer, a.known, a.newest = true, nil, nil, nil
		a.texts, a.bytes = slices.Delete(a.texts, texts, len(a.texts)), bytes
		return false
	}
	a.put(archivedEvent{e.Timestamp, e.PreviousEventID, rest, payload, s}, e.ID)
	return true
}

// payload keeps the text of a payload, and returns its number, -1 for none. The text is
// copied, as it may be a part of a longer one.
func (a *archive) payload(v jsonvalue.Value) int32 {
	if !v.Exists() {
		return -1
	}
	number, isKnown := a.newest[v]
	if isKnown {
		return number
	}
	text := v.String()
	if number, isKnown = a.known[text]; !isKnown {
		number = a.keep(strings.Clone(text))
	}
	if a.newest == nil {
		a.newest = map[jsonvalue.Value]int32{}
	}
	a.newest[v] = number
	return number
}

// keep keeps a text that is not known and returns its number.
func (a *archive) keep(text string) int32 {
	if a.known == nil {
		a.known = map[string]int32{}
	}
	number := int32(len(a.texts))
	a.texts, a.known[text] = append(a.texts, text), number
	a.bytes += len(text) + textBytes
	return number
}

// put adds the event with that ID.
func (a *archive) put(e archivedEvent, id int64) {
	if a.len() == 0 {
		a.first = id
	}
	if a.len()%archivedRow == 0 {
		a.rows = append(a.rows, make([]archivedEvent, 0, archivedRow))
	}
	row := &a.rows[len(a.rows)-1]
	*row = append(*row, e)
}

// release forgets the values of the payloads that were added last, which are known as long
// as they are in use elsewhere.
func (a *archive) release() { a.newest = nil }

// isFull reports whether an event did not fit.
func (a *archive) isFull() bool { return a != nil && a.full }

// size returns how many bytes it takes.
func (a *archive) size() int {
	if a == nil {
		return 0
	}
	return a.bytes
}

// len returns the number of events.
func (a *archive) len() int {
	if a == nil || len(a.rows) == 0 {
		return 0
	}
	return (len(a.rows)-1)*archivedRow + len(a.rows[len(a.rows)-1])
}

// append appends the events with the numbers from ≤ n < to, as far as there are such, to
// events. Those that are equal but for their IDs and times share their details.
func (a *archive) append(events []history.Event, from, to int) []history.Event {
	type texts struct{ rest, payload int32 }
	read := map[texts]history.Event{}
	for n := from; n < min(to, a.len()); n++ {
		kept := &a.rows[n/archivedRow][n%archivedRow]
		of := texts{kept.rest, kept.payload}
		e, isRead := read[of]
		if !isRead {
			e = a.read(kept)
			read[of] = e
		}
		e.ID, e.PreviousEventID, e.Timestamp = a.first+int64(n), kept.prev, kept.at
		events = append(events, e)
	}
	return events
}

// read returns type and details of an event. The texts are what AppendJSON and String have
// written.
func (a *archive) read(kept *archivedEvent) history.Event {
	e, _ := history.Parse([]byte(a.texts[kept.rest]))
	if kept.payload >= 0 {
		payload, _ := jsonvalue.ParseString(a.texts[kept.payload])
		e = e.WithPayload(payload)
	}
	return e
}

// stateOf returns the state of the event with that ID, nil if it is not here.
func (a *archive) stateOf(id int64) state.State {
	if a == nil {
		return nil
	}
	if n := id - a.first; n >= 0 && n < int64(a.len()) {
		return a.rows[n/archivedRow][n%archivedRow].state
	}
	return nil
}
