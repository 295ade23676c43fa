package state

import (
	"errors"
	"fmt"
	"time"
)

// ItemStep is what a driver must keep of one step of an execution that a Map Run has started.
type ItemStep struct {
	Started time.Time // Config.Now that it was started with, or the time of its redrive
	Record  []byte    // of the step: see [AppendRecord]
}

// ItemProgress says how far an execution of a Map Run has come. It is zero at the beginning.
type ItemProgress struct {
	Started  time.Time // see [ItemStep]
	Snapshot []byte    // of it; nil if Records has all of its steps
	Records  [][]byte  // of the steps after that
}

// ItemSaved tells one step more of the execution that a [StartItem] asks for. So a Run has
// all that is needed to go on with it: who drives a restored Run gets the same StartItem, with
// the Progress. It reports false for one that has ended, or is EXPRESS, of which nothing is
// kept.
func (r *Run) ItemSaved(now time.Time, id int64, step ItemStep) bool {
	return r.Tell(Input{Kind: InputItemSaved, Now: now, ID: id, Saved: &step})
}

// add adds a step.
func (p *ItemProgress) add(step *ItemStep) {
	if p.Started.IsZero() {
		p.Started = plainTime(step.Started)
	}
	p.Records = append(p.Records[:len(p.Records):len(p.Records)], step.Record)
}

// Begin returns the Run of the execution where it is to go on: a new one, one that is redriven,
// or one with its Progress. cfg gives what Config does not hold: Now, Log, Mocks, Interrupt and
// Ending. The Log has no event of the Progress. If it has failed at a redrive, the error is
// not of the Progress: see [Run.RedriveRefused].
func (e *StartItem) Begin(cfg Config) (*Run, error) {
	settings := e.Config
	settings.Now, settings.Log, settings.Mocks, settings.Interrupt, settings.Ending = cfg.Now, cfg.Log, cfg.Mocks, cfg.Interrupt, cfg.Ending
	p := &e.Progress
	if !p.Started.IsZero() {
		settings.Now = p.Started
	}
	run, err := e.first(settings)
	if err != nil || len(p.Records) == 0 {
		return run, err
	}
	var b Batch
	for i, text := range p.Records {
		if err := run.replayText(&b, text); err != nil {
			return nil, fmt.Errorf("state: the step %d of the execution %s: %w", i+1, e.Config.ARN, err)
		}
		b.Effects = b.Effects[:0]
	}
	if cfg.Log != nil {
		cfg.Log.Reset()
	}
	return run, nil
}

// first returns the Run to which the Records of the Progress are applied.
func (e *StartItem) first(cfg Config) (*Run, error) {
	switch {
	case e.Progress.Snapshot != nil:
		return Restore(e.Machine, e.Progress.Snapshot, cfg)
	case e.Snapshot == nil: // also one that was aborted with its Map Run: it begins again
		return StartWith(e.Machine, e.Input, cfg)
	}
	run, err := Restore(e.Machine, e.Snapshot, cfg)
	if err != nil {
		return nil, err
	}
	if !run.Tell(Input{Kind: InputRedrive, Now: cfg.Now}) {
		return nil, errors.New("state: the execution cannot be redriven")
	}
	return run, nil
}

// replayText is Replay for the text of a record.
func (r *Run) replayText(b *Batch, text []byte) error {
	rec, err := ParseRecord(text)
	if err != nil {
		return err
	}
	return r.Replay(b, rec)
}

// condenseItems gives the progress of each execution of a Map Run the form of a snapshot, which
// a later revision can read, too.
func (r *Run) condenseItems() error {
	for _, q := range r.requests.All() {
		if q.child == nil || len(q.child.progress.Records) == 0 {
			continue
		}
		run, err := q.effect(r).(*StartItem).Begin(Config{})
		if err != nil {
			return err
		}
		text, err := run.Snapshot()
		if err != nil {
			return err
		}
		p := &q.child.progress
		p.Snapshot, p.Records = text, nil
	}
	return nil
}

// progressSnapshot is an ItemProgress in a snapshot. It has no records: see condenseItems.
type progressSnapshot struct {
	Started  time.Time `json:"started"`
	Snapshot string    `json:"snapshot"`
}

func (p *ItemProgress) snapshot() *progressSnapshot {
	if p.Snapshot == nil {
		return nil
	}
	return &progressSnapshot{p.Started, string(p.Snapshot)}
}

func (s *progressSnapshot) restore() ItemProgress {
	if s == nil || s.Snapshot == "" {
		return ItemProgress{}
	}
	return ItemProgress{Started: plainTime(s.Started), Snapshot: []byte(s.Snapshot)}
}

// itemStepText is the JSON of an ItemStep. The record is a string, so that its depth does not add
// to that of the input.
type itemStepText struct {
	Started time.Time `json:"started"`
	Record  string    `json:"record"`
}

func (s *ItemStep) appendJSON(dst []byte) []byte {
	dst = appendTime(append(dst, '{'), "started", s.Started)
	return append(appendText(append(dst, ','), "record", string(s.Record)), '}')
}

func (t *itemStepText) step() *ItemStep {
	if t == nil {
		return nil
	}
	return &ItemStep{t.Started, []byte(t.Record)}
}
