package state

import (
	"testing"

	"github.com/goasl/goasl/jsonvalue"
)

// TestLogGoesFarBack follows events from others that are further away than an entry
// can say, or that cannot be.
func TestLogGoesFarBack(t *testing.T) {
	const id = 1 << 40
	l := new(Log)
	s := &Pass{stateBase: stateBase{name: "A", boundary: boundaryTypesOf["Pass"]}}
	l.begin(id, eventBuilder{machine: &Machine{numbered: []State{s}}})
	prevs := []int64{id - 1, 0, 5, id - 1<<31, id + 9}
	for i, prev := range prevs {
		l.write(id+int64(i), prev, s.eventCode(entered), l.index(jsonvalue.NullValue))
	}
	l.publish()
	for i, e := range l.Append(nil, 0, l.Len()) {
		if e.ID != id+int64(i) || e.PreviousEventID != prevs[i] {
			t.Errorf("event %d follows from %d, want event %d from %d", e.ID, e.PreviousEventID, id+int64(i), prevs[i])
		}
	}
}
