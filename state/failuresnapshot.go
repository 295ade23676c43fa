package state

import (
	"errors"
	"slices"
	"time"
)

// childSnapshot is a mapChild in a snapshot.
type childSnapshot struct {
	Index    int64     `json:"index,omitempty"`
	Items    int64     `json:"items,omitempty"`
	Name     string    `json:"name,omitempty"`
	ARN      string    `json:"arn,omitempty"`
	Input    valueRef  `json:"input,omitempty"`
	Began    time.Time `json:"began,omitzero"`
	Redrives int       `json:"redrives,omitempty"`
	Redriven time.Time `json:"redriven,omitzero"`

	Progress *progressSnapshot `json:"progress,omitempty"`
}

func (c *mapChild) snapshot(values *valueTable) childSnapshot {
	return childSnapshot{c.index, c.items, c.name, c.arn, values.add(c.input), c.began, c.redrives, c.redriven, c.progress.snapshot()}
}

func (s *childSnapshot) child(v *valueReader) *mapChild {
	return &mapChild{
		index: s.Index, items: s.Items, name: s.Name, arn: s.ARN, input: v.required(s.Input), began: plainTime(s.Began),
		redrives: s.Redrives, redriven: plainTime(s.Redriven), progress: s.Progress.restore(),
	}
}

// failureSnapshot is a failedChild in a snapshot.
type failureSnapshot struct {
	childSnapshot
	Status    Status    `json:"status"`
	Failure   *Failure  `json:"failure,omitempty"`
	Start     time.Time `json:"start,omitzero"`
	End       time.Time `json:"end,omitzero"`
	NoRedrive string    `json:"noRedrive,omitempty"`
	Saved     string    `json:"saved,omitempty"`
}

func failuresSnapshot(failures []failedChild, values *valueTable) (list []failureSnapshot) {
	for i := range failures {
		list = append(list, failures[i].snapshot(values))
	}
	return list
}

func (c *failedChild) snapshot(values *valueTable) failureSnapshot {
	o := &c.outcome
	return failureSnapshot{c.mapChild.snapshot(values), o.Status, o.Failure, o.Started, o.Ended, o.NoRedrive, string(c.saved)}
}

func restoreFailures(list []failureSnapshot, v *valueReader) (failures []failedChild) {
	for i := range list {
		failures = append(failures, list[i].restore(v))
	}
	return failures
}

func (s *failureSnapshot) restore(v *valueReader) failedChild {
	c := failedChild{mapChild: *s.child(v), outcome: Outcome{Status: s.Status, Failure: s.Failure, Started: plainTime(s.Start), Ended: plainTime(s.End), NoRedrive: s.NoRedrive}}
	if s.Saved != "" {
		c.saved = []byte(s.Saved)
	}
	return c
}

// checkFailures reports executions without success that contradict the counts.
func (m *mapRun) checkFailures(requests []*mapRequest) error {
	var items, executions MapRunCounts
	seen := map[int64]bool{}
	for i, c := range slices.Concat(m.unsuccessful, m.again) {
		status := c.outcome.Status
		switch {
		case c.items <= 0 || c.items > m.record.Items.begun() || c.index < 0 || c.index >= m.record.Executions.begun() || seen[c.index] || c.redrives < 0:
			return errors.New("the Map Run has executions that it cannot have started")
		case status != Failed && status != TimedOut && status != Aborted:
			return errors.New("the Map Run would redrive an execution that goes on or has succeeded")
		}
		seen[c.index] = true
		ofItems, ofExecutions := items.of(status), executions.of(status)
		if i >= len(m.unsuccessful) {
			ofItems, ofExecutions = &items.PendingRedrive, &executions.PendingRedrive
		}
		*ofItems, *ofExecutions = *ofItems+c.items, *ofExecutions+1
	}
	for _, q := range requests {
		if c := q.child; c != nil && (seen[c.index] || c.earlier != nil && (c.earlier.index != c.index || c.earlier.items != c.items)) {
			return errors.New("the Map Run has an execution twice")
		}
	}
	if !executions.within(&m.record.Executions) || !items.within(&m.record.Items) {
		return errors.New("the Map Run counts other executions than those that have failed")
	}
	return nil
}

// within reports whether counts of executions that have not succeeded may be part of those
// of the Map Run.
func (c *MapRunCounts) within(all *MapRunCounts) bool {
	return c.Failed <= all.Failed && c.TimedOut <= all.TimedOut && c.Aborted <= all.Aborted && c.PendingRedrive == all.PendingRedrive
}
