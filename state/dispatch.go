package state

import (
	"errors"
	"time"

	"github.com/goasl/goasl/jsonvalue"
)

// mapRun is a Map Run while it goes on: the plan of a distributed Map, and the items
// and results between the source and the target. It holds those that are under way,
// never all of them.
//
// The frame of the Map takes a turn whenever something has come in. A turn starts at
// most one execution, so that it evaluates at most one input; then it takes the next.
type mapRun struct {
	record    *MapRun
	started   int64           // the event MapStateStarted
	seed      uint64          // of the seeds of its executions
	input     jsonvalue.Value // the effective input of the Map
	atOnce    int64           // executions at a time
	child     *Config         // what those of the executions have in common
	machine   jsonvalue.Value // the ARN of their machine
	tolerated threshold
	batching  *batching     // nil without an ItemBatcher
	source    *ItemSource   // nil if the items come from the state's input
	target    *ResultTarget // nil if nothing is written
	window    itemWindow

	succeeded, failed resultPart          // for the target
	written           []WrittenFile       // for its manifest
	outputs           [][]jsonvalue.Value // by execution, without a target
	outputBytes       int
	runningBytes      int               // what the executions that go on take
	unwritten         []jsonvalue.Value // results of executions that have succeeded, which could not be written

	unsuccessful []failedChild // the executions that have ended so
	again        []failedChild // those that wait to be redriven
	keptBytes    int           // what both take
	tooLarge     bool          // the outputs were more than a state may return, and are dropped

	short   bool   // the items that were read do not fill a batch
	reading bool   // a ReadItems is under way
	writing int    // the number of WriteResults under way
	closed  bool   // all results were written
	stop    bool   // executions that go on are to be aborted
	failure *fault // why the Map Run fails, nil while it does not
	queued  bool   // the frame waits for its turn
}

const (
	// maxMapRunConcurrency is the number of executions at a time without MaxConcurrency,
	// and the highest. Step Functions: as documented.
	maxMapRunConcurrency = 10_000

	// stopDelay is the time in which executions may end by themselves after the Map Run
	// has failed. Step Functions: some seconds pass before they are aborted.
	stopDelay = time.Second

	// maxWriting bounds the results that are held while they are being written.
	maxWriting = 4
)

// enqueueMapRun gives the frame of a Map Run its turn, unless it waits for one.
func (r *Run) enqueueMapRun(f *frame) {
	if !f.mapRun.queued {
		f.mapRun.queued = true
		r.enqueue(f)
	}
}

// advance takes a turn of a Map Run.
func (s *Map) advance(r *Run, f *frame) error {
	r.guard()
	m := f.mapRun
	m.queued = false
	started, err := s.startNext(r, f)
	if err != nil {
		var why *fault
		if !errors.As(err, &why) {
			return err
		}
		r.failMapRun(f, why)
	}
	// Step Functions: the place of an execution that has ended is taken before its
	// failure counts.
	if m.failure == nil && m.exceeded() {
		r.failMapRun(f, &fault{Failure: *NewFailure(errThreshold, "The specified tolerated failure threshold was exceeded")})
	}
	if m.stop {
		r.abortChildrenOf(f)
	}
	m.count()
	switch {
	case started:
		r.enqueueMapRun(f)
	case m.failure == nil:
		r.readMore(f)
	}
	if m.over() {
		return s.closeMapRun(r, f)
	}
	return nil
}

// over reports whether all executions have ended and no other is to start.
func (m *mapRun) over() bool {
	return m.record.Executions.Running == 0 && !m.reading && !m.queued && (m.failure != nil || m.window.exhausted() && len(m.again) == 0)
}

// exceeded reports whether more items have failed than may.
// Step Functions: if one of the two limits is given, the other does not bind. The
// percentage is known when all items are.
func (m *mapRun) exceeded() bool {
	failed := m.record.Items.unsuccessful()
	total := 0
	if m.window.ended {
		total = int(m.record.Items.Total)
	}
	if m.tolerated == (threshold{}) {
		return failed > 0
	}
	return m.tolerated.exceeded(int(failed), total)
}

// startNext starts the next execution. It reports false if there is no room for one, or
// no item.
func (s *Map) startNext(r *Run, f *frame) (bool, error) {
	m := f.mapRun
	running := m.record.Executions.Running
	if m.failure != nil || running >= m.atOnce || running > 0 && r.requests.Len() >= maxMapRunConcurrency || m.writing >= maxWriting || r.cfg.Bounds.full(m.runningBytes) {
		return false, nil
	}
	if len(m.again) > 0 {
		r.startAgain(f)
		return true, nil
	}
	if m.short {
		return false, nil
	}
	input, items, err := s.nextInput(r, f, 0)
	if err != nil {
		return false, err
	}
	if m.short = items == 0 && m.window.left() > 0; items == 0 {
		return false, nil
	}
	if r.cfg.Limits.exceeded(input) {
		return false, r.tooLarge(s.name)
	}
	m.window.take(items)
	r.startChild(f, s, input, int64(items))
	return true, nil
}

// nextInput returns the input of the next execution and the number of items in it. The
// number is 0 if none can start yet. from is the number of items to skip.
func (s *Map) nextInput(r *Run, f *frame, from int) (jsonvalue.Value, int, error) {
	m := f.mapRun
	if m.batching != nil {
		return s.nextBatch(r, f, from)
	}
	item, index, ok := m.window.at(from)
	if !ok {
		return jsonvalue.Value{}, 0, nil
	}
	input, err := s.selected(r, f, &item, index)
	return input, 1, err
}

// nextBatch is nextInput with an ItemBatcher. A batch that has room for more items waits
// for them, unless no more come.
func (s *Map) nextBatch(r *Run, f *frame, from int) (jsonvalue.Value, int, error) {
	m := f.mapRun
	var open batch
	for {
		item, index, ok := m.window.at(from + len(open.items))
		if !ok {
			break
		}
		input, err := s.selected(r, f, &item, index)
		if err != nil {
			return input, 0, err
		}
		if !open.add(input, m.batching) {
			return m.batching.input(open.items), len(open.items), nil
		}
	}
	if len(open.items) == 0 || !open.full(m.batching) && !m.window.ended && m.failure == nil {
		return jsonvalue.Value{}, 0, nil
	}
	return m.batching.input(open.items), len(open.items), nil
}

// selected returns what ItemSelector makes of an item.
func (s *Map) selected(r *Run, f *frame, item *Item, index int64) (jsonvalue.Value, error) {
	if s.itemSelector == nil {
		return item.value(), nil
	}
	scope := &scope{r: r, f: f, input: f.mapRun.input, ctx: r.contextOf(f, item.context(index))}
	return scope.apart(s.itemSelector)
}

// startChild asks for the next execution.
func (r *Run) startChild(f *frame, s *Map, input jsonvalue.Value, items int64) {
	m := f.mapRun
	child := &mapChild{index: m.record.Executions.begun(), items: items, input: input, began: r.now}
	child.name = ItemName(m.record.ARN, child.index)
	id := &m.child.Identity
	child.arn = id.ExecutionARN(child.name)
	if m.child.Type == Express {
		child.arn = id.states("express:" + id.labelled() + ":" + child.name + ":" + nameUUID(child.name))
	}
	r.ask(f, child)
}

// ask asks for an execution.
func (r *Run) ask(f *frame, child *mapChild) {
	f.mapRun.record.Items.Running += child.items
	f.mapRun.record.Executions.Running++
	f.mapRun.runningBytes += child.size()
	q := r.newRequest(f)
	q.child = child
	r.effects = append(r.effects, q.effect(r))
}

// begun returns the number of executions that were started.
func (c *MapRunCounts) begun() int64 {
	return c.Running + c.Succeeded + c.Failed + c.TimedOut + c.Aborted + c.PendingRedrive
}

// readMore asks for items if few are left, or too few for the next batch.
func (r *Run) readMore(f *frame) {
	m := f.mapRun
	most := windowSize - len(m.window.items)
	if m.short { // as many again: a batch is put together anew when they have come
		most = max(most, len(m.window.items))
	}
	if m.window.ended || m.reading || most < windowSize/2 || m.writing >= maxWriting || !m.short && r.cfg.Bounds.full(m.window.bytes()) {
		return
	}
	if m.source.MaxItems < 0 {
		r.failMapRun(f, &fault{Failure: *NewFailure(errItemReader, "field MaxItems must be positive")})
		return
	}
	if m.source.MaxItems > 0 {
		most = int(min(int64(most), m.source.MaxItems-m.window.read))
	}
	m.reading = true
	q := r.newRequest(f)
	q.most = most
	r.effects = append(r.effects, q.effect(r))
}

// failMapRun makes a Map Run fail. Executions that go on have some time to end.
func (r *Run) failMapRun(f *frame, why *fault) {
	m := f.mapRun
	if m.failure != nil {
		return
	}
	m.failure = why
	if m.record.Executions.Running > 0 {
		r.setTimer(f, r.now.Add(stopDelay), mapStop)
	}
}

// count counts what waits to be started.
// Step Functions: the totals are known when all items were read, and 0 before.
func (m *mapRun) count() {
	m.record.Items.Pending = m.window.left()
	m.record.Executions.Pending = m.executionsOf(m.window.left())
	if m.window.ended {
		for _, counts := range []*MapRunCounts{&m.record.Items, &m.record.Executions} {
			counts.Total = counts.begun() + counts.Pending
		}
	}
}
