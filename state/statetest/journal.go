package statetest

import (
	"errors"
	"fmt"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

// Journal has a snapshot of a Run, and its inputs since then. The Run's Config.Journal
// must be set.
type Journal struct {
	Snapshot []byte
	Records  [][]byte // one for each step with inputs, by [state.AppendRecord]
}

// NewJournal begins a journal with a snapshot of the Run. The error is that of
// [state.Run.Snapshot].
func NewJournal(r *state.Run) (*Journal, error) {
	snapshot, err := r.Snapshot()
	if err != nil {
		return nil, err
	}
	return &Journal{Snapshot: snapshot}, nil
}

// Add adds the inputs of a batch.
func (j *Journal) Add(b *state.Batch) {
	if len(b.Inputs) > 0 {
		j.Records = append(j.Records, state.AppendRecord(nil, state.Record{Inputs: b.Inputs}))
	}
}

// Check rebuilds the Run up to the turn of r. The result must have the same snapshot as
// r, and events as its history, byte for byte. The error says what differs.
func (j *Journal) Check(r *state.Run, events []history.Event) error {
	rebuilt, again, err := j.rebuild(r)
	if err != nil {
		return fmt.Errorf("statetest: the run cannot be rebuilt from its journal: %w", err)
	}
	for i := range max(len(events), len(again)) {
		if first, second := eventAt(events, i), eventAt(again, i); first != second {
			return fmt.Errorf("statetest: rebuilt from the journal, event %d is\n%s\nand was\n%s", i+1, second, first)
		}
	}
	first, err1 := r.Snapshot()
	second, err2 := rebuilt.Snapshot()
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	if string(first) != string(second) {
		return fmt.Errorf("statetest: rebuilt from the journal, the snapshot is\n%s\nand was\n%s", second, first)
	}
	return nil
}

// rebuild returns the Run at the turn of r, and its history.
func (j *Journal) rebuild(r *state.Run) (*state.Run, []history.Event, error) {
	rebuilt, err := state.Restore(r.Machine(), j.Snapshot, state.Config{})
	if err != nil {
		return nil, nil, err
	}
	var b state.Batch
	for _, text := range j.Records {
		record, err := state.ParseRecord(text)
		if err != nil {
			return nil, nil, err
		}
		if err := rebuilt.Replay(&b, record); err != nil {
			return nil, nil, err
		}
	}
	for more := true; err == nil && more && rebuilt.Turn() < r.Turn(); { // a step may take fewer turns
		more, err = rebuilt.Step(&b, int(r.Turn()-rebuilt.Turn()))
	}
	rebuilt.Flush(&b)
	return rebuilt, b.Events, err
}

// eventAt returns an event as text, "none" after the last one.
func eventAt(events []history.Event, i int) string {
	if i >= len(events) {
		return "none"
	}
	return string(events[i].AppendJSON(nil))
}
