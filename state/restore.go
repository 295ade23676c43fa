package state

import (
	"cmp"
	"container/heap"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// Restore returns the Run that a snapshot was taken of. m must be the machine of the
// execution, read with the same [Options]. Restore checks the snapshot, also for
// contradictions that a hostile one may have, and returns an error that says what is
// wrong: m is nil, another format, another definition, or damage.
//
// cfg gives what a snapshot does not hold: Log, which gets the events from here on,
// Journal, Trace, Mocks, Interrupt and Ending. Its other fields are ignored; they are as in
// the Config that the execution was started with.
//
// Restore also reads snapshots of older formats and of other [Revision]s. The memory
// that it takes is proportional to the length of the snapshot.
func Restore(m *Machine, snapshot []byte, cfg Config) (*Run, error) {
	r, err := restore(m, snapshot, cfg)
	if err != nil {
		return nil, fmt.Errorf("state: restore: %w", err)
	}
	return r, nil
}

// SetInterrupt changes Config.Interrupt. It must not be called during a step.
func (r *Run) SetInterrupt(interrupt func() bool) { r.cfg.Interrupt = interrupt }

// SetJournal changes Config.Journal.
func (r *Run) SetJournal(on bool) { r.cfg.Journal = on }

// SetEnding changes Config.Ending. It must not be called during a step.
func (r *Run) SetEnding(ending func() bool) { r.cfg.Ending = ending }

// SetTrace changes Config.Trace.
func (r *Run) SetTrace(trace func(Decision)) { r.cfg.Trace = trace }

func restore(m *Machine, text []byte, cfg Config) (*Run, error) {
	if m == nil {
		return nil, errNoMachine
	}
	s, values, err := parseSnapshot(text)
	if err != nil {
		return nil, err
	}
	s.Status = cmp.Or(s.Status, Running)
	switch {
	case s.Definition != m.hash():
		return nil, errors.New("the snapshot is of another definition")
	case !slices.Contains([]Status{Running, Succeeded, Failed, TimedOut, Aborted}, s.Status):
		return nil, fmt.Errorf("there is no status %q", s.Status)
	}
	own := Config{
		Now: s.Started, Type: s.Type, Name: s.Name, ARN: s.ARN, Identity: s.Identity, Limits: s.Limits, Bounds: s.Bounds, MapRun: s.MapRun, Root: s.Root, TraceHeader: s.Trace, WaitScale: s.WaitScale, ChecksCalls: s.ChecksCalls, Secret: s.Secret,
		Log: cfg.Log, Journal: cfg.Journal, Trace: cfg.Trace, Mocks: cfg.Mocks, Interrupt: cfg.Interrupt, Ending: cfg.Ending,
	}.orDefault()
	r := newRun(m, &own)
	r.setTime(s.Now)
	r.random = random(s.Random)
	r.lastFrame, r.lastTimer, r.lastEffect, r.lastEvent = s.Last.Frame, s.Last.Timer, s.Last.Effect, s.Last.Event
	r.turns = s.Turn
	if err := s.check(); err != nil {
		return nil, err
	}
	v := &valueReader{values: values}
	r.input = v.at(valueRef{0})
	r.outcome = Outcome{Status: s.Status, Output: v.at(s.Output), Failure: s.Failure, Started: s.Started, Ended: s.Ended}
	r.deleted = s.Deleted
	if err := cmp.Or(v.err, r.restoreRedrives(&s.executionFields)); err != nil {
		return nil, err
	}
	if err := r.restoreEvents(s); err != nil {
		return nil, err
	}
	for _, id := range s.Cancels {
		r.effects = append(r.effects, &Cancel{ID: id})
	}
	for i := range s.Stopped {
		if err := r.restoreStopped(&s.Stopped[i], v); err != nil {
			return nil, err
		}
	}
	for i := range s.MapRuns {
		r.mapRuns = append(r.mapRuns, (*MapRun)(&s.MapRuns[i]))
	}
	return r, r.restoreFrames(s, v)
}

// parseSnapshot reads a snapshot of any format. It returns it in the present format,
// and its values.
func parseSnapshot(text []byte) (*snapshot, []jsonvalue.Value, error) {
	whole, err := jsonvalue.Parse(text)
	if err != nil {
		return nil, nil, err
	}
	switch format, _ := whole.Get("format").Int64(); format {
	case 1:
		return parseFormat1(whole)
	case 2:
		return parseFormat2(whole)
	case snapshotFormat:
		return parsePresent(whole)
	default:
		return nil, nil, fmt.Errorf("the snapshot has format %d, this version reads up to %d", format, snapshotFormat)
	}
}

func parsePresent(whole jsonvalue.Value) (*snapshot, []jsonvalue.Value, error) {
	s := &snapshot{}
	values, err := splitValues(whole, s)
	if err == nil {
		err = restoreTexts(values, s.Texts)
	}
	return s, values, err
}

// splitValues returns the values of a snapshot, and the snapshot without them.
func splitValues(whole jsonvalue.Value, into any) ([]jsonvalue.Value, error) {
	var rest []jsonvalue.Member
	for name, v := range whole.Members() {
		if name != "values" {
			rest = append(rest, jsonvalue.Member{Name: name, Value: v})
		}
	}
	if err := decode(jsonvalue.OfObject(rest), into); err != nil {
		return nil, err
	}
	listed := whole.Get("values").Clone() // so that the values do not keep the whole text
	values := make([]jsonvalue.Value, listed.Len())
	for i := range values {
		values[i] = listed.Index(i)
	}
	return values, nil
}

// decode decodes an object that may have no unknown members. The object was parsed
// before, because encoding/json recurses into hostile texts.
func decode(object jsonvalue.Value, into any) error {
	d := json.NewDecoder(strings.NewReader(object.String()))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

// restoreFrames rebuilds the frames, the queue and the timers.
func (r *Run) restoreFrames(s *snapshot, values *valueReader) error {
	if r.outcome.Status == Succeeded && len(s.Frames) > 0 {
		return errors.New("it has frames although it has succeeded")
	}
	frames := map[int64]*frame{}
	var requests []*mapRequest
	for i := range s.Frames {
		f, asked, err := r.restoreFrame(&s.Frames[i], values, frames)
		if err != nil {
			return fmt.Errorf("frame %d: %w", s.Frames[i].ID, err)
		}
		if frames[f.id] != nil || f.id <= 0 {
			return fmt.Errorf("frame %d: the id is not unique", f.id)
		}
		frames[f.id] = f
		requests = append(requests, asked...)
		if i == 0 {
			r.root = f
		}
	}
	if r.root == nil {
		if !r.ended() {
			return errors.New("there is no frame")
		}
		r.root = &frame{phase: dead}
		if r.outcome.Status != Succeeded {
			r.outcome.NoRedrive = beforeRedrives
		}
	}
	heap.Init(&r.timers)
	if err := cmp.Or(r.addRequests(requests), r.restoreTasks(frames), r.checkMapRuns(frames)); err != nil {
		return err
	}
	queued, err := r.restoreQueue(s.Queue, frames)
	if err != nil {
		return err
	}
	for i := range s.Frames {
		f := frames[s.Frames[i].ID]
		if err := cmp.Or(r.checkNumbers(f), r.checkProgress(f, queued[f.id])); err != nil {
			return fmt.Errorf("frame %d: %w", f.id, err)
		}
	}
	return nil
}

// restoreTasks finds the frames that wait for a task's answer, and adds them in the
// order of their effects.
func (r *Run) restoreTasks(frames map[int64]*frame) error {
	var tasks []*frame
	for _, f := range frames {
		if f.phase == pending {
			tasks = append(tasks, f)
		}
	}
	slices.SortFunc(tasks, func(f, g *frame) int { return cmp.Compare(f.effect, g.effect) })
	for _, f := range tasks {
		if r.tasks.Get(f.effect) != nil || r.requests.Get(f.effect) != nil {
			return fmt.Errorf("the effect %d is not unique", f.effect)
		}
		r.tasks.Add(f.effect, f)
	}
	return nil
}

func (r *Run) restoreQueue(ids []int64, frames map[int64]*frame) (queued map[int64]bool, err error) {
	queued = map[int64]bool{}
	for _, id := range ids {
		f := frames[id]
		switch {
		case f == nil || queued[id]:
			return nil, fmt.Errorf("the queue has frame %d twice, or it does not exist", id)
		case f.phase == pending || f.phase == fanned || r.ended():
			return nil, fmt.Errorf("frame %d is in the queue and waits", id)
		}
		queued[id] = true
		if f.mapRun != nil {
			f.mapRun.queued = true
		}
		r.enqueue(f)
	}
	return queued, nil
}

// restoreFrame returns a frame, and the requests of its Map Run.
func (r *Run) restoreFrame(s *frameSnapshot, v *valueReader, frames map[int64]*frame) (f *frame, requests []*mapRequest, err error) {
	f = r.frames.next()
	*f = frame{
		id: s.ID, slot: s.Slot, phase: s.Phase, prev: s.Prev, entered: s.Entered, enteredAt: instantOf(s.EnteredAt),
		attempt: s.Attempt, retried: s.Retried, effect: s.Effect, begun: s.Begun, submitted: s.Submitted, unscheduled: s.Unscheduled, timeout: s.Limit, heartbeat: s.Beat,
	}
	f.state = r.m.states[s.State]
	if f.state == nil {
		return nil, nil, fmt.Errorf("there is no state %q", s.State)
	}
	f.input = v.at(s.Input)
	f.setMore(v.at(s.Credentials), v.at(s.Submission))
	f.work = v.at(s.Work)
	for _, variable := range s.Variables {
		f.variables = append(f.variables, jsonvalue.Member{Name: variable.Name, Value: v.at(variable.Value)})
	}
	r.variableBytes += sizeOf(f.variables)
	f.failed = s.Failed.restore()
	if s.Fan != nil {
		f.fan = s.Fan.restore(v)
		r.resultBytes += f.fan.bytes
	}
	if s.MapRun != nil {
		if requests, err = r.restoreMapRun(f, s.MapRun, v); err != nil {
			return nil, nil, err
		}
	}
	if v.err != nil {
		return nil, nil, v.err
	}
	if err := f.attach(s.Parent, frames, &r.m.Flow); err != nil {
		return nil, nil, err
	}
	r.weigh(f)
	if err := f.check(); err != nil {
		return nil, nil, err
	}
	for _, kind := range slices.Sorted(maps.Keys(s.Timers)) {
		t := s.Timers[kind]
		if !f.mayHave(kind) {
			return nil, nil, fmt.Errorf("it has a timer %q, which is out of place", timerKinds[kind])
		}
		t.kind = kind
		f.timers = append(f.timers, t)
		r.timers = append(r.timers, heapEntry{timer: t, f: f})
	}
	return f, requests, nil
}

func (s *fanSnapshot) restore(v *valueReader) *fanout {
	fan := &fanout{input: v.at(s.Input), items: v.at(s.Items), keyed: s.Keyed, next: s.Next, results: make([]jsonvalue.Value, len(s.Results))}
	for i, result := range s.Results {
		fan.results[i] = v.at(result)
		fan.bytes += fan.results[i].Size()
		if !fan.results[i].Exists() {
			fan.left++
		}
	}
	return fan
}

// attach makes a frame the child of its parent.
func (f *frame) attach(parent int64, frames map[int64]*frame, root *Flow) error {
	if len(frames) == 0 { // the root
		if f.state.base().flow != root {
			return fmt.Errorf("the state %q is not in the machine's own flow", f.state.Name())
		}
		return nil
	}
	f.parent = frames[parent]
	if f.parent == nil || f.parent.fan == nil {
		return fmt.Errorf("frame %d is not there, or has no children", parent)
	}
	if fan := f.parent.fan; f.slot < 0 || f.slot >= fan.next || fan.results[f.slot].Exists() {
		return fmt.Errorf("frame %d has no child %d, or not any more", parent, f.slot)
	}
	if last := f.parent.fan.last; last != nil && last.slot >= f.slot {
		return fmt.Errorf("the children of frame %d are not in order", parent)
	}
	flows := f.parent.state.flows()
	if _, isMap := f.parent.state.(*Map); !isMap {
		flows = flows[f.slot : f.slot+1]
	}
	if f.state.base().flow != flows[0] {
		return fmt.Errorf("the state %q is not in child %d of frame %d", f.state.Name(), f.slot, parent)
	}
	f.parent.fan.link(f)
	return nil
}
