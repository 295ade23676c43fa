package state

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
)

// snapshotFormat is the version of the JSON that Snapshot writes. Change it with each
// change that an older Restore would misread, and with each change of the defaults of
// [Config]: a snapshot leaves out values that are the default.
const snapshotFormat = 3

// snapshot is a Run as JSON, without its values: these are in the member "values", and
// the other members refer to them. The first value is the input. A value whose text is
// not compact is null there, and Texts has its text.
type snapshot struct {
	Format   int `json:"format"`
	Revision int `json:"revision"` // of the step machine that took it
	executionFields
	Turn   int64           `json:"turn,omitempty"` // the number of turns taken
	Output valueRef        `json:"output,omitempty"`
	Frames []frameSnapshot `json:"frames,omitempty"` // parents before their children
	Texts  map[int]string  `json:"texts,omitempty"`  // by the number of the value

	MapRuns []mapRunRecord    `json:"mapRuns,omitempty"`
	Stopped []stoppedSnapshot `json:"stopped,omitempty"`
}

// executionFields are the fields of an execution that are the same in all formats.
type executionFields struct {
	Definition  string            `json:"definition"` // Machine.Hash
	Type        Type              `json:"type,omitempty"`
	Name        string            `json:"name,omitempty"`
	ARN         string            `json:"arn,omitempty"`
	Identity    Identity          `json:"identity,omitzero"`
	Limits      Limits            `json:"limits,omitzero"`
	Bounds      MapBounds         `json:"bounds,omitzero"`
	MapRun      string            `json:"mapRun,omitempty"`
	Root        string            `json:"root,omitempty"`
	Trace       string            `json:"traceHeader,omitempty"`
	WaitScale   *float64          `json:"waitScale,omitempty"`
	ChecksCalls bool              `json:"checksCalls,omitempty"`
	Secret      []byte            `json:"secret"`
	Random      uint64            `json:"random,omitempty"`
	Started     time.Time         `json:"started"`
	Now         time.Time         `json:"now"`
	Last        counters          `json:"last"`
	Queue       []int64           `json:"queue,omitempty"` // ids of frames
	Events      []json.RawMessage `json:"events,omitempty"`
	Cancels     []int64           `json:"cancels,omitempty"`
	Status      Status            `json:"status,omitempty"`
	Failure     *Failure          `json:"failure,omitempty"`
	Ended       time.Time         `json:"ended,omitzero"`
	Deleted     bool              `json:"deleted,omitempty"` // the machine was deleted

	RedriveCount int       `json:"redriveCount,omitempty"`
	RedriveDate  time.Time `json:"redriveDate,omitzero"`
	Redrives     *redrives `json:"redrives,omitempty"`
}

// counters are the last numbers that were given.
type counters struct {
	Frame  int64 `json:"frame,omitempty"`
	Timer  int64 `json:"timer,omitempty"`
	Effect int64 `json:"effect,omitempty"`
	Event  int64 `json:"event,omitempty"`
}

type frameSnapshot struct {
	frameFields
	Phase       phase               `json:"phase"`
	Input       valueRef            `json:"input"`
	Variables   []variableSnapshot  `json:"variables,omitempty"`
	Work        valueRef            `json:"work,omitempty"`
	Credentials valueRef            `json:"credentials,omitempty"`
	Submitted   bool                `json:"submitted,omitempty"`
	Submission  valueRef            `json:"submission,omitempty"`
	Timers      map[timerKind]timer `json:"timers,omitempty"`
	Fan         *fanSnapshot        `json:"fan,omitempty"`
	MapRun      *mapRunSnapshot     `json:"mapRun,omitempty"`
}

// frameFields are the fields of a frame that are the same in all formats.
type frameFields struct {
	ID          int64          `json:"id"`
	Parent      int64          `json:"parent,omitempty"`
	Slot        int            `json:"slot,omitempty"`
	State       string         `json:"state"`
	Prev        int64          `json:"prev,omitempty"`
	CameFrom    int64          `json:"cameFrom,omitempty"` // of older formats, and nothing to this one
	Entered     int64          `json:"entered,omitempty"`
	EnteredAt   time.Time      `json:"enteredAt,omitzero"`
	Attempt     int32          `json:"attempt,omitempty"`
	Retried     []int64        `json:"retried,omitempty"`
	Failed      *faultSnapshot `json:"failed,omitempty"`
	Effect      int64          `json:"effect,omitempty"`
	Begun       bool           `json:"begun,omitempty"`
	Unscheduled bool           `json:"unscheduled,omitempty"`
	Limit       time.Duration  `json:"limit,omitempty"`
	Beat        time.Duration  `json:"beat,omitempty"`
}

type variableSnapshot struct {
	Name  string   `json:"name"`
	Value valueRef `json:"value"`
}

type faultSnapshot struct {
	Failure
	Fatal      bool    `json:"fatal,omitempty"`
	Heartbeat  bool    `json:"heartbeat,omitempty"`
	Evaluation *string `json:"evaluation,omitempty"` // the location
}

// snapshot returns a fault for a snapshot, nil for nil.
func (f *fault) snapshot() *faultSnapshot {
	if f == nil {
		return nil
	}
	s := &faultSnapshot{Failure: f.Failure, Fatal: f.fatal, Heartbeat: f.heartbeat}
	if f.evaluation != nil {
		s.Evaluation = &f.evaluation.location
	}
	return s
}

func (s *faultSnapshot) restore() *fault {
	if s == nil {
		return nil
	}
	f := &fault{Failure: s.Failure, fatal: s.Fatal, heartbeat: s.Heartbeat}
	if s.Evaluation != nil {
		f.evaluation = &evaluation{location: *s.Evaluation}
	}
	return f
}

type fanSnapshot struct {
	Input   valueRef   `json:"input"`
	Items   valueRef   `json:"items,omitempty"`
	Keyed   bool       `json:"keyed,omitempty"`
	Results []valueRef `json:"results"` // by slot, null where a child is not done
	Next    int        `json:"next,omitempty"`
}

// Snapshot returns the Run as JSON: everything that [Restore] needs to go on, including
// events and effects that no step has handed out yet. It does not change the Run, and
// may be called between any two calls of other methods. Each payload is in it once,
// however many parts of the Run have it. It also has Config.Secret: everyone who can
// read a snapshot can make the execution's task tokens.
//
// The error says that the Run is of [StartInspection].
func (r *Run) Snapshot() ([]byte, error) {
	if r.inspection != nil {
		return nil, errors.New("state: a state that is run by itself has no snapshot")
	}
	if err := r.condenseItems(); err != nil {
		return nil, fmt.Errorf("state: snapshot: %w", err)
	}
	values := newValueTable()
	values.add(r.input)
	s := snapshot{
		Format: snapshotFormat, Revision: Revision, executionFields: r.snapshot(),
		Turn: r.turns, Output: values.add(r.outcome.Output),
	}
	for _, record := range r.mapRuns {
		s.MapRuns = append(s.MapRuns, mapRunRecord(*record))
	}
	for _, e := range r.effects {
		// Between two steps, answers and timers leave no effects but these and Cancel.
		if w, ok := e.(*WriteResults); ok && w.Stopped {
			s.Stopped = append(s.Stopped, w.snapshot(values))
		}
	}
	if r.root.phase != dead {
		s.Frames = r.appendFrames(nil, r.root, values)
	}
	s.Texts = values.raw()
	text, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("state: snapshot: %w", err)
	}
	text = append(text[:len(text)-len("}")], `,"values":`...)
	return append(values.append(text), '}'), nil
}

// snapshot returns the fields of the execution, without those that have the value that
// Restore assumes.
func (r *Run) snapshot() executionFields {
	d := Config{Type: r.cfg.Type}.orDefault()
	s := executionFields{
		Definition: r.m.hash(), Type: nonDefault(r.cfg.Type, Standard), Name: nonDefault(r.cfg.Name, d.Name), ARN: r.cfg.ARN,
		Identity: r.cfg.Identity.withoutDefaults(d.Identity), Limits: r.cfg.Limits.withoutDefaults(d.Limits), Bounds: r.cfg.Bounds, MapRun: r.cfg.MapRun, Root: r.cfg.Root, Trace: r.cfg.TraceHeader, WaitScale: r.cfg.WaitScale, ChecksCalls: r.cfg.ChecksCalls, Secret: r.cfg.Secret, Random: uint64(r.random),
		Started: r.outcome.Started, Now: r.now,
		Last:   counters{Frame: r.lastFrame, Timer: r.lastTimer, Effect: r.lastEffect, Event: r.lastEvent},
		Status: nonDefault(r.outcome.Status, Running), Failure: r.outcome.Failure, Ended: r.outcome.Ended, Deleted: r.deleted,
		RedriveCount: r.outcome.RedriveCount, RedriveDate: r.outcome.RedriveDate, Redrives: r.redrives,
	}
	if r.cfg.Type == Standard { // the ARN of an EXPRESS execution is partly random
		s.ARN = nonDefault(r.cfg.ARN, r.cfg.Identity.ExecutionARN(r.cfg.Name))
	}
	for _, f := range r.queue.waiting() {
		if f.phase != dead {
			s.Queue = append(s.Queue, f.id)
		}
	}
	for _, e := range r.log.unpublished() {
		s.Events = append(s.Events, e.AppendJSON(nil))
	}
	for _, e := range r.effects {
		if c, ok := e.(*Cancel); ok {
			s.Cancels = append(s.Cancels, c.ID)
		}
	}
	return s
}

// withoutDefaults returns the identity without the fields that are as in d.
func (id Identity) withoutDefaults(d Identity) Identity {
	d.Role = Identity{Partition: id.Partition, Account: id.Account}.OrDefault().Role
	return Identity{
		Partition: nonDefault(id.Partition, d.Partition), Region: nonDefault(id.Region, d.Region), Account: nonDefault(id.Account, d.Account),
		Machine: nonDefault(id.Machine, d.Machine), Role: nonDefault(id.Role, d.Role), Version: id.Version, Alias: id.Alias, Label: id.Label,
	}
}

// withoutDefaults returns the limits without those that are as in d.
func (l Limits) withoutDefaults(d Limits) Limits {
	return Limits{
		Payload: nonDefault(l.Payload, d.Payload), Assign: nonDefault(l.Assign, d.Assign), Variables: nonDefault(l.Variables, d.Variables),
		Events: nonDefault(l.Events, d.Events), MapConcurrency: nonDefault(l.MapConcurrency, d.MapConcurrency),
		PathNodes: nonDefault(l.PathNodes, d.PathNodes), StateSteps: nonDefault(l.StateSteps, d.StateSteps),
		StateBytes: nonDefault(l.StateBytes, d.StateBytes), Duration: nonDefault(l.Duration, d.Duration),
	}
}

// nonDefault returns v, or the zero value if v is the default.
func nonDefault[T comparable](v, standard T) (differing T) {
	if v != standard {
		differing = v
	}
	return differing
}

func (r *Run) appendFrames(frames []frameSnapshot, f *frame, values *valueTable) []frameSnapshot {
	s := f.snapshot(values)
	s.MapRun = r.mapRunSnapshot(f, values)
	frames = append(frames, s)
	if f.fan != nil {
		for child := f.fan.first; child != nil; child = child.after {
			frames = r.appendFrames(frames, child, values)
		}
	}
	return frames
}

func (f *frame) snapshot(values *valueTable) frameSnapshot {
	s := frameSnapshot{
		frameFields: frameFields{
			ID: f.id, Slot: f.slot, State: f.state.Name(), Prev: f.prev,
			Attempt: f.attempt, Retried: f.retried, Effect: f.effect, Unscheduled: f.unscheduled,
		},
		Phase: f.phase, Input: values.add(f.input), Work: values.addPart(f.work, f.input), Credentials: values.add(f.credentials()), Submission: values.add(f.submission()),
	}
	if f.phase == pending { // otherwise they are of an earlier task
		s.Begun, s.Submitted, s.Limit, s.Beat = f.begun, f.submitted, f.timeout, f.heartbeat
	}
	if f.phase != ready { // otherwise they are of an earlier state
		s.Entered, s.EnteredAt = f.entered, f.enteredAt.time()
	}
	if f.parent != nil {
		s.Parent = f.parent.id
	}
	for _, v := range f.variables {
		s.Variables = append(s.Variables, variableSnapshot{Name: v.Name, Value: values.add(v.Value)})
	}
	s.Failed = f.failed.snapshot()
	for _, t := range f.timers {
		if s.Timers == nil {
			s.Timers = map[timerKind]timer{}
		}
		s.Timers[t.kind] = t
	}
	if f.fan != nil {
		s.Fan = f.fan.snapshot(values, f.input)
	}
	return s
}

// snapshot returns the fanout of a state with that raw input. Iterations often get an
// item unchanged, and may return it unchanged.
func (fan *fanout) snapshot(values *valueTable, input jsonvalue.Value) *fanSnapshot {
	s := &fanSnapshot{
		Input: values.addPart(fan.input, input), Items: values.addPart(fan.items, fan.input), Keyed: fan.keyed, Next: fan.next,
		Results: make([]valueRef, len(fan.results)),
	}
	for i := range fan.next {
		values.note(fan.items.Index(i), fan.items, i)
	}
	for i, v := range fan.results {
		s.Results[i] = values.add(v)
	}
	return s
}

// restoreEvents writes the events of a snapshot that no step has handed out.
func (r *Run) restoreEvents(s *snapshot) error {
	r.openLog(r.lastEvent - int64(len(s.Events)) + 1)
	for i, text := range s.Events {
		e, err := history.Parse(text)
		if err != nil {
			return err
		}
		if id := r.lastEvent - int64(len(s.Events)-1-i); e.ID != id {
			return fmt.Errorf("the pending event %d should be %d", e.ID, id)
		}
		r.log.setTime(instantOf(e.Timestamp))
		r.log.writeDetailed(e.ID, e.PreviousEventID, detailedEvent{kind: e.Type, details: e.Details})
	}
	r.log.setTime(instantOf(r.now))
	return nil
}
