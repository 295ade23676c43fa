package state

import (
	"cmp"
	"slices"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
)

// A Map Run that has failed or was aborted stays with its frame if the execution ends with
// it. It has what a redrive needs: the executions that did not succeed, the items that none
// was started for, and what the others have given.

// failedChild is an execution of a Map Run that has ended without success.
type failedChild struct {
	mapChild
	outcome Outcome
	saved   []byte // its snapshot, nil if there is none
}

const (
	// maxMapRunRedrives is how often a Map Run can be redriven. Step Functions: as
	// documented.
	maxMapRunRedrives = 1_000

	// mapChildBytes is about what an execution takes besides its payloads.
	mapChildBytes = 500
)

func (c *failedChild) size() int {
	size := c.mapChild.size() + len(c.saved)
	if why := c.outcome.Failure; why != nil && why.Cause != nil {
		size += len(*why.Cause)
	}
	return size
}

// remember keeps an execution that has not succeeded, unless those that are kept take more
// than the limit: then it cannot be redriven.
func (m *mapRun) remember(c *mapChild, o *Outcome, saved []byte, limit int) {
	if m.child.Type == Express {
		saved = nil // it starts anew
	}
	failed := failedChild{*c, *o, saved}
	failed.earlier, failed.progress = nil, ItemProgress{}
	kept := m.keptBytes+failed.size() <= limit
	if kept {
		m.unsuccessful = append(m.unsuccessful, failed)
		m.keptBytes += failed.size()
	}
	if !kept || m.child.Type == Standard && o.NoRedrive != "" {
		m.addNotRedrivable(c.items)
	}
}

func (m *mapRun) addNotRedrivable(items int64) {
	m.record.Items.FailuresNotRedrivable += items
	m.record.Executions.FailuresNotRedrivable++
}

// redriveRun takes the turn in which a Map Run goes on after a redrive.
// Step Functions: MapRunRedriven follows from MapStateStarted each time.
func (s *Map) redriveRun(r *Run, f *frame) error {
	m := f.mapRun
	record := m.record
	if record.RedriveCount >= maxMapRunRedrives {
		return f.runtimeFault("The Map Run cannot be redriven more than " + itoa(maxMapRunRedrives) + " times.")
	}
	record.Status, record.Ended = Running, time.Time{}
	record.RedriveCount, record.RedriveDate = record.RedriveCount+1, r.now
	f.prev = r.record(s, m.started, history.TypeMapRunRedriven, &history.MapRun{MapRunArn: record.ARN, RedriveCount: int64(record.RedriveCount)})
	f.phase = mapping
	m.beginAgain(s, r.now)
	r.enqueueMapRun(f)
	return nil
}

// beginAgain prepares a Map Run for another attempt.
// Step Functions: what an ItemReader reads is read again if no execution was started.
func (m *mapRun) beginAgain(s *Map, now time.Time) {
	m.queued, m.short, m.reading, m.writing, m.closed, m.stop, m.failure = false, false, false, 0, false, false, nil
	m.record.Items.ResultsWritten, m.record.Executions.ResultsWritten = 0, 0
	if m.source != nil && m.record.Executions.begun() == 0 {
		m.window = itemWindow{}
	}
	if m.target != nil {
		m.target = s.writer.targetOf(m.target.Arguments, m.record.ARN, m.record.RedriveCount)
		m.written = slices.DeleteFunc(slices.Clone(m.written), func(f WrittenFile) bool { return f.Status != Succeeded })
		m.succeeded, m.failed = resultPart{}, resultPart{}
		m.succeeded.add(0, m.unwritten)
		m.unwritten = nil
	}
	m.outputs = slices.Clone(m.outputs) // the turn may be undone
	all := slices.SortedFunc(slices.Values(m.unsuccessful), func(a, b failedChild) int { return cmp.Compare(a.index, b.index) })
	m.unsuccessful, m.again = nil, nil
	for _, c := range all {
		m.sortOut(c, now)
	}
	m.count()
}

// sortOut takes an execution that has not succeeded into another attempt: it is redriven,
// or stays as it is.
func (m *mapRun) sortOut(c failedChild, now time.Time) {
	if m.child.Type == Standard {
		_, reason := Description{Type: Standard, Outcome: c.outcome}.RedriveAt(now)
		if reason != "" && c.outcome.NoRedrive == "" {
			c.outcome.NoRedrive = reason
			m.addNotRedrivable(c.items)
		}
		if reason != "" {
			m.leave(c)
			return
		}
	}
	m.again = append(m.again, c)
	m.moveCounts(&c, -1)
	if c.index < int64(len(m.outputs)) {
		for _, v := range m.outputs[c.index] {
			m.outputBytes -= v.Size() + len(",")
		}
		m.outputs[c.index] = nil
	}
}

// moveCounts moves an execution from those that wait to be redriven back to those that
// have ended, or, with -1, the other way.
func (m *mapRun) moveCounts(c *failedChild, n int64) {
	*m.record.Items.of(c.outcome.Status) += n * c.items
	*m.record.Executions.of(c.outcome.Status) += n
	m.record.Items.PendingRedrive -= n * c.items
	m.record.Executions.PendingRedrive -= n
}

// leave leaves an execution as it is. Its record is among those of this attempt.
func (m *mapRun) leave(c failedChild) {
	m.unsuccessful = append(m.unsuccessful, c)
	if m.target != nil {
		m.failed.add(c.index, []jsonvalue.Value{c.record(m, &c.outcome)})
	}
}

// leaveRest leaves the executions as they are that still wait to be redriven.
func (m *mapRun) leaveRest() {
	for _, c := range m.again {
		m.moveCounts(&c, 1)
		m.leave(c)
	}
	m.again = nil
}

// startAgain asks for an execution to be redriven, or, if it is EXPRESS, to be started
// once more.
func (r *Run) startAgain(f *frame) {
	m := f.mapRun
	c := m.again[0]
	m.again = m.again[1:]
	m.keptBytes -= c.size()
	m.record.Items.PendingRedrive -= c.items
	m.record.Executions.PendingRedrive--
	child := c.mapChild
	child.redrives, child.earlier = c.redrives+1, &c
	if m.child.Type == Express {
		child.began = r.now
	} else {
		child.redriven = r.now
	}
	r.ask(f, &child)
}

// savedBefore returns the snapshot of an execution that is to be redriven.
func (c *mapChild) savedBefore() []byte {
	if c.earlier == nil {
		return nil
	}
	return c.earlier.saved
}

// redriveRefused takes an execution that cannot be redriven back as it was. The Map Run
// fails with the reason.
func (r *Run) redriveRefused(q *mapRequest, why *Failure) {
	m, c := q.f.mapRun, *q.child.earlier
	m.record.Items.Running -= c.items
	m.record.Executions.Running--
	m.runningBytes -= q.child.size()
	*m.record.Items.of(c.outcome.Status) += c.items
	*m.record.Executions.of(c.outcome.Status)++
	m.keptBytes += c.size()
	m.leave(c)
	r.failMapRun(q.f, &fault{Failure: *why})
}

// RedriveRefused tells that the execution that a [StartItem] asks to be redriven cannot be,
// and why. The Map Run fails with that.
func (r *Run) RedriveRefused(now time.Time, id int64, why Failure) bool {
	return r.Tell(Input{Kind: InputRedriveRefused, Now: now, ID: id, Failure: &why})
}

// unconfirmed returns files of which it will not be known whether they were written, with
// the sizes that they have then.
func (t *ResultTarget) unconfirmed(files []ResultFile) (written []WrittenFile) {
	for _, f := range files {
		size := len("[]") + max(0, len(f.Records)-1)*len(",")
		if t.Lines {
			size = len(f.Records) * len("\n")
		}
		for _, v := range f.Records {
			size += v.Compact().Size()
		}
		written = append(written, WrittenFile{Status: f.Status, Key: f.Key, Size: int64(size)})
	}
	return written
}
