package state

import (
	"slices"
	"time"

	"github.com/goasl/goasl/jsonvalue"
)

// mapChild is an execution that a Map Run has started.
type mapChild struct {
	index int64 // of the execution in the Map Run
	items int64
	name  string
	arn   string
	input jsonvalue.Value
	began time.Time

	redrives int          // how often it was redriven, or started again
	redriven time.Time    // when, if it was redriven
	earlier  *failedChild // what it was before it was asked for again, nil for one that is new

	progress ItemProgress
}

// size returns about how many bytes the execution takes in a snapshot.
func (c *mapChild) size() int {
	size := mapChildBytes + c.input.Size()
	if c.earlier != nil {
		size += len(c.earlier.saved)
	}
	return size
}

// mapRequest is an effect of a Map Run whose answer it waits for: a [StartItem] if
// child is not nil, a [WriteResults] if write is not nil, or else a [ReadItems].
type mapRequest struct {
	id    int64
	f     *frame
	child *mapChild
	write *WriteResults
	most  int // the number of items to read
}

// newRequest returns a request of a Map Run with a new number.
func (r *Run) newRequest(f *frame) *mapRequest {
	r.lastEffect++
	q := &mapRequest{id: r.lastEffect, f: f}
	r.requests.Add(q.id, q)
	return q
}

// effect returns the effect of a request.
func (q *mapRequest) effect(r *Run) Effect {
	m := q.f.mapRun
	key := r.idempotencyKey(q.id)
	switch {
	case q.write != nil:
		return q.write
	case q.child != nil:
		return &StartItem{
			ID: q.id, Key: key, State: q.f.state.Name(), MapRun: m.record.ARN, Index: q.child.index, Items: q.child.items,
			Machine: q.f.state.(*Map).machineOfItems(), Config: q.child.config(m), Input: q.child.input,
			Redrive: q.child.redrives > 0 && m.child.Type == Standard, Snapshot: q.child.savedBefore(), Progress: q.child.progress,
		}
	}
	return &ReadItems{ID: q.id, Key: key, MapRun: m.record.ARN, Source: *m.source, Cursor: m.window.cursor, Max: q.most}
}

// accepts reports whether an input is an answer to the request.
func (q *mapRequest) accepts(in *Input) bool {
	switch {
	case in.Kind == InputItemSaved:
		return q.child != nil && in.Saved != nil && q.f.mapRun.child.Type == Standard
	case in.Kind == InputRedriveRefused:
		return q.child != nil && q.child.earlier != nil && in.Failure != nil
	case q.child != nil:
		return in.Kind == InputChildDone && in.Child != nil && slices.Contains(ends, in.Child.Status)
	case q.write != nil:
		return in.Kind == InputResultsWritten && (in.Failure != nil || len(in.Sizes) == len(q.write.Files) && !slices.ContainsFunc(in.Sizes, negative))
	}
	return in.Kind == InputItemsRead && (in.Failure != nil || in.Page != nil)
}

// ends are the statuses of executions that have ended.
var ends = []Status{Succeeded, Failed, TimedOut, Aborted}

func negative(n int64) bool { return n < 0 }

// answerMapRun does what the answer to a request says.
func (r *Run) answerMapRun(q *mapRequest, in *Input) {
	r.dropRequest(q)
	m := q.f.mapRun
	switch {
	case in.Kind == InputRedriveRefused:
		r.redriveRefused(q, in.Failure)
	case q.child != nil:
		m.childOver(q, in.Child, &r.cfg)
		r.writeFull(q.f)
	case q.write != nil:
		m.writing--
		r.partWritten(q, in)
	default:
		m.reading = false
		r.itemsRead(q.f, in)
	}
	m.count()
	r.enqueueMapRun(q.f)
}

func (r *Run) itemsRead(f *frame, in *Input) {
	m := f.mapRun
	if in.Failure != nil {
		r.failMapRun(f, &fault{Failure: *in.Failure})
		return
	}
	m.window.add(in.Page, m.source.MaxItems)
	m.short = false
}

// childOver takes the outcome of an execution.
func (m *mapRun) childOver(q *mapRequest, child *ChildOutcome, cfg *Config) {
	c, o := q.child, child.Outcome
	if o.Status == Succeeded && !o.Output.Exists() {
		o.Output = jsonvalue.NullValue
	}
	m.record.Items.Running -= c.items
	m.record.Executions.Running--
	m.runningBytes -= c.size()
	*m.record.Items.of(o.Status) += c.items
	*m.record.Executions.of(o.Status)++
	if o.Status != Succeeded {
		m.remember(c, &o, child.Snapshot, cfg.Bounds.keptBytes(cfg.Limits.StateBytes))
	}
	s := q.f.state.(*Map)
	records := s.writer.outcomes(func() jsonvalue.Value { return c.record(m, &o) }, &o)
	if m.target == nil {
		m.keep(c.index, records, cfg.Limits.Payload)
		return
	}
	part := &m.succeeded
	if o.Status != Succeeded {
		part = &m.failed
	}
	part.add(c.index, records)
}

// writeFull asks for the parts to be written that are large enough.
func (r *Run) writeFull(f *frame) {
	m := f.mapRun
	size := r.cfg.Bounds.partBytes()
	if m.succeeded.bytes >= size {
		r.write(f, []ResultFile{m.succeeded.file(m.target, Succeeded)}, false)
	}
	if m.failed.bytes >= size {
		r.write(f, []ResultFile{m.failed.file(m.target, Failed)}, false)
	}
}

// keep keeps what an execution adds to the result of the state.
func (m *mapRun) keep(index int64, records []jsonvalue.Value, limit int) {
	for _, v := range records {
		m.outputBytes += v.Size() + len(",")
	}
	if m.tooLarge = m.tooLarge || limit > 0 && m.outputBytes > limit+1; m.tooLarge {
		m.outputs = nil
		return
	}
	if need := int(index) + 1 - len(m.outputs); need > 0 {
		m.outputs = append(m.outputs, make([][]jsonvalue.Value, need)...)
	}
	m.outputs[index] = records
}

// write asks for results to be written.
func (r *Run) write(f *frame, files []ResultFile, last bool) {
	m := f.mapRun
	q := r.newRequest(f)
	q.write = &WriteResults{ID: q.id, Key: r.idempotencyKey(q.id), State: f.state.Name(), Target: *m.target, Files: files, Last: last}
	if last {
		q.write.Written = slices.Clone(m.written)
	}
	m.writing++
	r.effects = append(r.effects, q.write)
}

func (r *Run) partWritten(q *mapRequest, in *Input) {
	m := q.f.mapRun
	m.closed = m.closed || q.write.Last
	if in.Failure != nil {
		m.failure = &fault{Failure: *in.Failure} // also of a Map Run that has failed before
		m.stop = true
		for _, f := range q.write.Files {
			if f.Status == Succeeded {
				m.unwritten = append(m.unwritten, f.Records...)
			}
		}
		return
	}
	for i, f := range q.write.Files {
		m.written = append(m.written, WrittenFile{Status: f.Status, Key: f.Key, Size: in.Sizes[i]})
	}
}
