package state

import (
	"errors"
	"slices"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
)

// abortChildrenOf aborts the STANDARD executions of a Map Run that go on.
// Step Functions: those of EXPRESS run to their end.
func (r *Run) abortChildrenOf(f *frame) {
	m := f.mapRun
	if m.child.Type == Express {
		return
	}
	m.outputs = slices.Clone(m.outputs) // the turn may be undone
	for _, q := range r.requests.All() {
		if q.f == f && q.child != nil {
			r.effects = append(r.effects, &Cancel{ID: q.id})
			r.dropRequest(q)
			r.childAborted(q)
			r.writeFull(f)
		}
	}
}

// AbortedCause returns the cause with which an execution of a Map Run is aborted when the
// Map Run ends without it.
func AbortedCause(mapRunARN string) string {
	return "The map run execution [" + mapRunARN + "] which was managing this resource was aborted"
}

// childAborted takes the end of an execution that is aborted with its Map Run.
func (r *Run) childAborted(q *mapRequest) {
	cause := AbortedCause(q.f.mapRun.record.ARN)
	aborted := Outcome{Status: Aborted, Failure: &Failure{Cause: &cause}, Started: q.child.began, Ended: r.now}
	q.f.mapRun.childOver(q, &ChildOutcome{Outcome: aborted}, &r.cfg)
}

// closeMapRun writes what is left to be written, and then ends the Map Run.
func (s *Map) closeMapRun(r *Run, f *frame) error {
	m := f.mapRun
	m.leaveRest()
	switch {
	case m.target == nil || m.closed:
		return s.endMapRun(r, f)
	case m.writing > 0: // the manifest is written when the sizes of all files are known
		return nil
	}
	pending, err := s.pendingInputs(r, f)
	if err != nil {
		return err
	}
	r.write(f, m.lastFiles(m.target.pendingFiles(pending, r.cfg.Bounds.Bytes)), true)
	return nil
}

// pendingInputs returns the records of the inputs that no execution was started for. Their
// items stay in the window, where they are counted. Inputs that cannot be made, and those
// that do not fit into Limits.StateBytes, are left out.
func (s *Map) pendingInputs(r *Run, f *frame) (records []jsonvalue.Value, err error) {
	for taken := 0; ; {
		input, items, err := s.nextInput(r, f, taken)
		if err == nil {
			err = r.scope(f, f.mapRun.input).spend(0, input.Size())
		}
		var why *fault
		if err != nil && !errors.As(err, &why) {
			return nil, err
		}
		if err != nil || items == 0 {
			return records, nil
		}
		taken += items
		records = append(records, pendingRecord(input))
	}
}

// pendingFiles returns files with the records of inputs that no execution was started for, each
// of about that size; 0 or less for one file.
func (t *ResultTarget) pendingFiles(records []jsonvalue.Value, size int) (files []ResultFile) {
	for len(records) > 0 {
		n, bytes := 0, 0
		for n < len(records) && (size <= 0 || bytes < size) {
			bytes += records[n].Size() + 1
			n++
		}
		files = append(files, ResultFile{Status: pendingItem, Key: t.key(pendingItem, len(files)), Records: records[:n]})
		records = records[n:]
	}
	return files
}

// lastFiles returns the files that the last results are in; pending are those of inputs that no
// execution was started for.
func (m *mapRun) lastFiles(pending []ResultFile) (files []ResultFile) {
	if len(m.failed.results) > 0 {
		files = append(files, m.failed.file(m.target, Failed))
	}
	files = append(files, pending...)
	if len(m.succeeded.results) > 0 || m.hadSuccesses() {
		files = append(files, m.succeeded.file(m.target, Succeeded))
	}
	return files
}

// hadSuccesses reports whether executions have succeeded in earlier attempts, and none has
// in this one. Step Functions: then there is an empty file for them.
func (m *mapRun) hadSuccesses() bool {
	return m.record.RedriveCount > 0 && m.succeeded.part == 0 && slices.ContainsFunc(m.written, func(f WrittenFile) bool { return f.Status == Succeeded })
}

// endMapRun ends a Map Run, and the state.
func (s *Map) endMapRun(r *Run, f *frame) error {
	m := f.mapRun
	f.timers = slices.Clone(f.timers) // the turn may be undone
	f.dropTimers(mapStop)
	for _, counts := range []*MapRunCounts{&m.record.Items, &m.record.Executions} {
		counts.Total = counts.begun() + counts.Pending
		if m.failure == nil || m.failure.Name() != errResultWriter {
			counts.ResultsWritten = counts.Total
		}
	}
	m.record.Ended, m.record.Status = r.now, Succeeded
	if m.failure == nil && m.tooLarge {
		m.failure = r.tooLarge(s.name)
		m.failure.fatal = true
	}
	if m.failure != nil {
		m.record.Status = Failed
		return r.mapRunFailed(f)
	}
	r.setMapRun(f, nil)
	prev := r.record(s, f.prev, history.TypeMapRunSucceeded, nil)
	r.record(s, prev, history.TypeMapStateSucceeded, nil)
	if m.target != nil {
		return r.finish(f, &s.payload, m.target.result())
	}
	return r.finish(f, &s.payload, jsonvalue.OfTexts(slices.Concat(m.outputs...)))
}

// mapRunFailed records that a Map Run has failed, and fails the state.
// Step Functions: a redrive begins a new Map Run if results were too large or if a path
// has led to nothing.
func (r *Run) mapRunFailed(f *frame) error {
	failure := *f.mapRun.failure // a copy: the turn may be undone
	why := &failure
	f.mapRun.failure, f.mapRun.stop = nil, false
	if why.fatal || why.Name() == errDataLimit {
		r.setMapRun(f, nil)
	}
	r.recordEvaluationFailed(f, why)
	r.emit(f, history.TypeMapRunFailed, &history.Failure{Error: why.Failure.Error, Cause: why.Cause})
	return r.recover(f, why)
}

// stopMapRun ends a Map Run whose state, or the execution, ends without it. Results that
// were not written are written still, without an answer. An input that no execution was
// started for is not among them: nothing is evaluated any more. The Map Run stays with the
// frame for a redrive.
func (r *Run) stopMapRun(f *frame) {
	m := f.mapRun
	m.record.Status, m.record.Ended = Aborted, r.now
	m.leaveRest()
	m.outputs = slices.Clone(m.outputs) // the turn may be undone
	var files []ResultFile
	for _, q := range r.requests.All() {
		if q.f != f {
			continue
		}
		r.effects = append(r.effects, &Cancel{ID: q.id})
		r.dropRequest(q)
		if q.child != nil {
			r.childAborted(q)
		}
		if q.write != nil {
			files = append(files, q.write.Files...)
		}
	}
	m.failure, m.stop = nil, false
	if m.target != nil {
		files = append(files, m.lastFiles(nil)...)
		r.lastEffect++
		r.effects = append(r.effects, &WriteResults{
			ID: r.lastEffect, Key: r.idempotencyKey(r.lastEffect), State: f.state.Name(), Target: *m.target,
			Files: files, Last: true, Written: slices.Clone(m.written), Stopped: true,
		})
		m.written = append(m.written, m.target.unconfirmed(files)...)
	}
}

// recordMapRunAborted records that the frame's Map Run is aborted, if it has one. The
// frame is stopped next.
func (r *Run) recordMapRunAborted(f *frame) {
	if f.hasMapRun() {
		r.record(f.state, f.prev, history.TypeMapRunAborted, nil)
	}
}

// recordMapRunsAborted does that for a frame and those below it.
func (r *Run) recordMapRunsAborted(f *frame) {
	r.recordMapRunAborted(f)
	if f.fan == nil {
		return
	}
	for child := f.fan.first; child != nil; child = child.after {
		r.recordMapRunsAborted(child)
	}
}
