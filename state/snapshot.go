package state

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
)

// snapshotFormat is the version of the JSON that Snapshot writes. A change that
// an older Restore would misread needs a new number.
const snapshotFormat = 1

// snapshot is a Run as JSON. Values are kept as their text.
type snapshot struct {
	Format     int               `json:"format"`
	Definition string            `json:"definition"` // Machine.Hash
	Type       Type              `json:"type"`
	Name       string            `json:"name"`
	ARN        string            `json:"arn"`
	Identity   Identity          `json:"identity"`
	Limits     Limits            `json:"limits"`
	Secret     []byte            `json:"secret"`
	Random     uint64            `json:"random"`
	Input      json.RawMessage   `json:"input"`
	Sent       string            `json:"sent,omitempty"` // Input as the caller wrote it
	Started    time.Time         `json:"started"`
	Now        time.Time         `json:"now"`
	Last       counters          `json:"last"`
	Turn       int64             `json:"turn,omitempty"`
	Frames     []frameSnapshot   `json:"frames"` // parents before their children
	Queue      []int64           `json:"queue"`  // ids of frames
	Events     []json.RawMessage `json:"events,omitempty"`
	Cancels    []int64           `json:"cancels,omitempty"`
	Status     Status            `json:"status"`
	Output     json.RawMessage   `json:"output,omitempty"`
	Failure    *Failure          `json:"failure,omitempty"`
	Ended      time.Time         `json:"ended,omitzero"`
}

// counters are the numbers given last.
type counters struct {
	Frame, Timer, Effect, Event int64
}

type frameSnapshot struct {
	ID          int64               `json:"id"`
	Parent      int64               `json:"parent,omitempty"`
	Slot        int                 `json:"slot,omitempty"`
	State       string              `json:"state"`
	Phase       phase               `json:"phase"`
	Input       json.RawMessage     `json:"input"`
	Prev        int64               `json:"prev"`
	CameFrom    int64               `json:"cameFrom,omitempty"`
	Entered     int64               `json:"entered,omitempty"`
	EnteredAt   time.Time           `json:"enteredAt,omitzero"`
	Variables   []variableSnapshot  `json:"variables,omitempty"`
	Attempt     int                 `json:"attempt,omitempty"`
	Retried     []int64             `json:"retried,omitempty"`
	Work        json.RawMessage     `json:"work,omitempty"`
	Credentials json.RawMessage     `json:"credentials,omitempty"`
	Failed      *faultSnapshot      `json:"failed,omitempty"`
	Effect      int64               `json:"effect,omitempty"`
	Begun       bool                `json:"begun,omitempty"`
	Submitted   bool                `json:"submitted,omitempty"`
	Unscheduled bool                `json:"unscheduled,omitempty"`
	Timers      map[timerKind]timer `json:"timers,omitempty"`
	Limit       time.Duration       `json:"limit,omitempty"`
	Beat        time.Duration       `json:"beat,omitempty"`
	Fan         *fanSnapshot        `json:"fan,omitempty"`
}

type variableSnapshot struct {
	Name  string          `json:"name"`
	Value json.RawMessage `json:"value"`
}

type faultSnapshot struct {
	Failure
	Fatal     bool `json:"fatal,omitempty"`
	Heartbeat bool `json:"heartbeat,omitempty"`
}

type fanSnapshot struct {
	Input   json.RawMessage   `json:"input"`
	Items   json.RawMessage   `json:"items,omitempty"`
	Keyed   bool              `json:"keyed,omitempty"`
	Results []json.RawMessage `json:"results"` // nil where a child is not done
	Next    int               `json:"next"`
}

// Snapshot returns the Run as JSON: all that [Restore] needs to go on, what is
// pending included. It may be called between any two calls.
func (r *Run) Snapshot() ([]byte, error) {
	if r.inspection != nil {
		return nil, errors.New("state: a state that is run by itself has no snapshot")
	}
	s := snapshot{
		Format: snapshotFormat, Definition: r.m.hash(), Type: r.cfg.Type, Name: r.cfg.Name, ARN: r.arn,
		Identity: r.cfg.Identity, Limits: r.cfg.Limits, Secret: r.secret, Random: uint64(r.random),
		Input: r.input.JSON(), Sent: r.sent, Started: r.outcome.Started, Now: r.now,
		Last:   counters{Frame: r.lastFrame, Timer: r.lastTimer, Effect: r.lastEffect, Event: r.lastEvent},
		Turn:   r.turns,
		Status: r.outcome.Status, Output: r.outcome.Output.JSON(), Failure: r.outcome.Failure, Ended: r.outcome.Ended,
	}
	if !r.ended() {
		s.Frames = appendFrames(nil, r.root)
		for _, f := range r.queue.waiting() {
			if f.phase != dead {
				s.Queue = append(s.Queue, f.id)
			}
		}
	}
	for _, e := range r.log.pending() {
		s.Events = append(s.Events, e.AppendJSON(nil))
	}
	for _, e := range r.effects {
		// Only answers and timers leave effects for the next Step, and those cancel.
		if c, ok := e.(*Cancel); ok {
			s.Cancels = append(s.Cancels, c.ID)
		}
	}
	text, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("state: snapshot: %w", err)
	}
	return text, nil
}

func appendFrames(frames []frameSnapshot, f *frame) []frameSnapshot {
	frames = append(frames, f.snapshot())
	if f.fan != nil {
		for child := f.fan.first; child != nil; child = child.after {
			frames = appendFrames(frames, child)
		}
	}
	return frames
}

func (f *frame) snapshot() frameSnapshot {
	s := frameSnapshot{
		ID: f.id, Slot: f.slot, State: f.state.Name(), Phase: f.phase, Input: f.input.JSON(),
		Prev: f.prev, CameFrom: f.cameFrom, Entered: f.entered, Attempt: f.attempt, Retried: f.retried,
		Work: f.work.JSON(), Credentials: f.credentials.JSON(), Effect: f.effect, Begun: f.begun, Submitted: f.submitted,
		Unscheduled: f.unscheduled, Limit: f.limit, Beat: f.beat,
	}
	if f.entered != 0 {
		s.EnteredAt = f.enteredAt.time()
	}
	if f.parent != nil {
		s.Parent = f.parent.id
	}
	for _, v := range f.variables {
		s.Variables = append(s.Variables, variableSnapshot{Name: v.Name, Value: v.Value.JSON()})
	}
	if f.failed != nil {
		s.Failed = &faultSnapshot{Failure: f.failed.Failure, Fatal: f.failed.fatal, Heartbeat: f.failed.heartbeat}
	}
	for _, t := range f.timers {
		if s.Timers == nil {
			s.Timers = map[timerKind]timer{}
		}
		s.Timers[t.kind] = t
	}
	if f.fan != nil {
		s.Fan = f.fan.snapshot()
	}
	return s
}

func (fan *fanout) snapshot() *fanSnapshot {
	s := &fanSnapshot{
		Input: fan.input.JSON(), Items: fan.items.JSON(), Keyed: fan.keyed, Next: fan.next,
		Results: make([]json.RawMessage, len(fan.results)),
	}
	for i, v := range fan.results {
		if v.Exists() {
			// In an array, so that a result null and none stay different.
			s.Results[i] = append(v.Append([]byte{'['}), ']')
		}
	}
	return s
}

// restoreEvents turns the pending events of a snapshot back.
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
		r.log.at(instantOf(e.Timestamp))
		r.log.writeRare(e.ID, e.PreviousEventID, rarity{kind: e.Type, details: e.Details})
	}
	r.log.at(r.instant)
	return nil
}

// value reads a value of a snapshot; nothing and none are the same.
func value(raw json.RawMessage) (jsonvalue.Value, error) {
	if len(raw) == 0 {
		return jsonvalue.Value{}, nil
	}
	return jsonvalue.Parse(raw)
}
