package state

import (
	"errors"

	"github.com/goasl/goasl/jsonvalue"
)

// check reports a Map Run that is not one of the Map.
func (m *mapRun) check(f *frame) error {
	s := f.state.(*Map)
	switch {
	case f.phase != mapping && (m.failure != nil || m.writing > 0 || m.reading || m.record.Executions.Running > 0 || len(m.again) > 0):
		return errors.New("the Map Run has ended and goes on")
	case (m.record.Status == Running) != (f.phase == mapping) || m.record.State != s.name || !m.input.Exists():
		return errors.New("the Map Run is another one, or has ended")
	case (m.source != nil) != (s.Reader != nil):
		return errors.New("the Map Run has no source, or another one")
	case (m.target != nil) != (s.writer != nil && s.writer.resource != ""), m.target == nil && m.writing > 0:
		return errors.New("the Map Run has no target, or another one")
	case (m.batching != nil) != (s.batcher != nil), m.batching != nil && (m.batching.items < 0 || m.batching.bytes < 0):
		return errors.New("the Map Run has other batches")
	case m.stop && m.failure == nil:
		return errors.New("the Map Run is stopped without a failure")
	}
	return nil
}

// checkWindow reports items of a Map Run that contradict its source.
func (m *mapRun) checkWindow() error {
	w := &m.window
	switch {
	case m.source == nil && (w.data.Kind() != jsonvalue.Array || !w.ended || m.reading || len(w.items) > 0):
		return errors.New("the Map Run has no source")
	case m.source == nil && w.keyed && !arePairs(w.data):
		return errors.New("the Map Run has other items")
	case m.source != nil && w.data.Exists():
		return errors.New("the Map Run has two sources")
	case m.short && (m.batching == nil || w.ended):
		return errors.New("the Map Run waits for more items than there are")
	case w.read < int64(len(w.items)) || w.left() < 0:
		return errors.New("the Map Run has read other items")
	case m.source != nil && m.source.MaxItems > 0 && (w.read > m.source.MaxItems || w.read == m.source.MaxItems && !w.ended):
		return errors.New("the Map Run has read more items than it wants")
	}
	return nil
}

// checkCounts reports counts that no Map Run can have reached.
func (m *mapRun) checkCounts() error {
	const most = 1 << 60
	for _, c := range []MapRunCounts{m.record.Items, m.record.Executions} {
		if min(c.Running, c.Succeeded, c.Failed, c.TimedOut, c.Aborted, c.PendingRedrive) < 0 || max(c.Running, c.Succeeded, c.Failed, c.TimedOut, c.Aborted, c.PendingRedrive) > most {
			return errors.New("the Map Run has counts that it cannot have")
		}
	}
	if m.succeeded.part < 0 || m.failed.part < 0 {
		return errors.New("the Map Run writes parts before the first one")
	}
	return nil
}

// checkExecutions reports executions that contradict the counts or the outputs. requests
// are all of the Map Run.
func (m *mapRun) checkExecutions(requests []*mapRequest) error {
	running := map[int64]bool{}
	begun, items := m.record.Executions.begun(), int64(0)
	for _, q := range requests {
		c := q.child
		if c == nil {
			continue
		}
		if c.index < 0 || c.index >= begun || running[c.index] || c.items <= 0 || c.items > m.record.Items.Running {
			return errors.New("the Map Run has executions that it cannot have started")
		}
		if c.index < int64(len(m.outputs)) && len(m.outputs[c.index]) > 0 {
			return errors.New("the Map Run has the output of an execution that goes on")
		}
		running[c.index] = true
		items += c.items
	}
	if m.record.Executions.Running != int64(len(running)) || m.record.Items.Running != items {
		return errors.New("the Map Run counts other executions than those that go on")
	}
	// So the memory for outputs is no more than the snapshot had.
	if m.target == nil && !m.tooLarge && begun > int64(len(m.outputs)+len(running)) || int64(len(m.outputs)) > begun {
		return errors.New("the Map Run lacks outputs")
	}
	return nil
}

// checkMapRuns reports a Map Run that two frames have, and one that goes on in none.
func (r *Run) checkMapRuns(frames map[int64]*frame) error {
	held := map[*MapRun]bool{}
	for _, f := range frames {
		if f.mapRun == nil {
			continue
		}
		if held[f.mapRun.record] {
			return errors.New("two frames have the same Map Run")
		}
		held[f.mapRun.record] = true
	}
	for _, record := range r.mapRuns {
		if record.Status == Running && !held[record] {
			return errors.New("a Map Run goes on in no frame")
		}
	}
	return nil
}
