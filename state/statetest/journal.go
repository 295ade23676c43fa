package statetest

import (
	"errors"
	"fmt"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

// Journal has a snapshot of a Run, and records of what has happened since then. The Run's
// Config.Journal must be set.
type Journal struct {
	Snapshot []byte
	Records  [][]byte // one for each step in which the Run went on, by [state.AppendRecord]

	turn     int64      // at the end of the last record
	follower *state.Run // of follow, after as many records as followed says
	followed int
}

// NewJournal begins a journal with a snapshot of the Run. The error is that of
// [state.Run.Snapshot].
func NewJournal(r *state.Run) (*Journal, error) {
	snapshot, err := r.Snapshot()
	if err != nil {
		return nil, err
	}
	return &Journal{Snapshot: snapshot, turn: r.Turn()}, nil
}

// Add adds a step of the Run, with the batch that it has given.
func (j *Journal) Add(r *state.Run, b *state.Batch) {
	if len(b.Inputs) == 0 && r.Turn() == j.turn {
		return
	}
	j.turn = r.Turn()
	j.Records = append(j.Records, state.AppendRecord(nil, state.Record{Inputs: b.Inputs, Turn: j.turn}))
}

// Rebuild returns the Run as it was after the last step, and its history. m and cfg are for
// [state.Restore]. The error is that of Restore, [state.ParseRecord] or [state.Run.Replay].
func (j *Journal) Rebuild(m *state.Machine, cfg state.Config) (*state.Run, []history.Event, error) {
	run, err := state.Restore(m, j.Snapshot, cfg)
	if err != nil {
		return nil, nil, err
	}
	var b state.Batch
	err = replay(run, &b, j.Records)
	run.Flush(&b)
	return run, b.Events, err
}

// replay brings a Run to the end of records.
func replay(run *state.Run, b *state.Batch, records [][]byte) error {
	for _, text := range records {
		record, err := state.ParseRecord(text)
		if err != nil {
			return err
		}
		if err := run.Replay(b, record); err != nil {
			return err
		}
	}
	return nil
}

// follow brings the Run that follows to the end of the records. It must have the same
// snapshot as r then.
func (j *Journal) follow(r *state.Run) (err error) {
	if j.follower == nil {
		if j.follower, err = state.Restore(r.Machine(), j.Snapshot, state.Config{}); err != nil {
			return err
		}
	}
	if err := replay(j.follower, new(state.Batch), j.Records[j.followed:]); err != nil {
		return fmt.Errorf("statetest: the records do not fit: %w", err)
	}
	j.followed = len(j.Records)
	return sameSnapshot(r, j.follower)
}

// sameSnapshot compares the snapshots of a Run and of one that was rebuilt.
func sameSnapshot(r, rebuilt *state.Run) error {
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

// Check rebuilds the Run. The result must have the same snapshot as r, and events as its
// history, byte for byte. The error says what differs.
func (j *Journal) Check(r *state.Run, events []history.Event) error {
	_, err := j.checked(r, events, state.Config{})
	return err
}

// checked returns the Run that is rebuilt for Check.
func (j *Journal) checked(r *state.Run, events []history.Event, cfg state.Config) (*state.Run, error) {
	run, again, err := j.Rebuild(r.Machine(), cfg)
	if err != nil {
		return nil, fmt.Errorf("statetest: the run cannot be rebuilt from its journal: %w", err)
	}
	for i := range max(len(events), len(again)) {
		if first, second := eventAt(events, i), eventAt(again, i); first != second {
			return nil, fmt.Errorf("statetest: rebuilt from the journal, event %d is\n%s\nand was\n%s", i+1, second, first)
		}
	}
	return run, sameSnapshot(r, run)
}

// eventAt returns an event as text, "none" after the last one.
func eventAt(events []history.Event, i int) string {
	if i >= len(events) {
		return "none"
	}
	return string(events[i].AppendJSON(nil))
}
