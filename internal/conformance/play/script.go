package play

import (
	"fmt"
	"math"
	"slices"

	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/internal/conformance/compare"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// script has the answers of a case's tasks.
type script struct {
	entries   *cases.Entries
	functions []cases.Lambda // for calls that were not recorded
	history   *recorded
	bound     compare.Bindings
}

// newScript reads the tasks of a case that is played with this input.
func newScript(c *cases.Case, h *recorded, input jsonvalue.Value) *script {
	s := &script{entries: cases.EntriesOf(c.Tasks), functions: c.Lambdas, history: h}
	if h.started != nil {
		s.learn(h.started.details.Get("input"), input)
	}
	return s
}

// action is an answer to a call.
type action int

const (
	nothing  action = iota
	schedule        // of an activity
	missing         // the activity does not exist
	start
	submit
	succeed
	fail
)

// outcome is the outcome of one attempt.
type outcome struct {
	actions   []action
	moments   map[action]int64 // ids of the recorded events, as far as known
	worker    string
	submitted jsonvalue.Value
	output    jsonvalue.Value
	error     *string
	cause     *string
}

// after returns the action after a, nothing after the last one.
func (o *outcome) after(a action) action {
	if i := slices.Index(o.actions, a) + 1; i < len(o.actions) {
		return o.actions[i]
	}
	return nothing
}

// moment orders the answers that are due: by the ids of the events that they made in
// the recording, or, if these are not known, by the order of the calls.
func (c *call) moment() int64 {
	if id, ok := c.outcome.moments[c.next]; ok {
		return id
	}
	return math.MaxInt64
}

// answer returns the call whose next answer came first in the recording, nil if none has one,
// and that answer. A call that has all of its answers is taken out of the calls.
func (s *script) answer(calls *[]*call) (c *call, in state.Input) {
	first := -1
	for i, c := range *calls {
		if c.next != nothing && (first < 0 || c.moment() < (*calls)[first].moment()) {
			first = i
		}
	}
	if first < 0 {
		return nil, in
	}
	c = (*calls)[first]
	in = c.nextInput(s)
	if c.next == missing || c.next == succeed || c.next == fail {
		*calls = slices.Delete(*calls, first, first+1)
	}
	c.next = c.outcome.after(c.next)
	return c, in
}

// find sets the outcome of a call. The case has it by the entry into the state, which
// its iterations and its order identify, and by the number of the attempt. If the case
// has none, the source of the function may show it, or that the activity was never
// scheduled.
func (s *script) find(c *call) error {
	task, entry := s.entries.Task(c.state, c.items, c.attempt)
	if task != nil {
		return s.attempt(c, task)
	}
	switch o := functionOutcome(s.functions, c); {
	case o != nil:
		c.outcome = o
	case c.activity != "" && !s.history.schedules(c.activity):
		c.outcome = &outcome{actions: []action{missing}}
	default:
		return fmt.Errorf("no answer was recorded for entry %d into %s %v", entry, c.state, c.items)
	}
	c.next = c.outcome.after(nothing)
	return nil
}

func (s *script) attempt(c *call, t *cases.Task) error {
	if c.attempt >= len(t.Outcomes) {
		return fmt.Errorf("no answer was recorded for attempt %d of %s", c.attempt+1, c.state)
	}
	recorded := t.Outcomes[c.attempt]
	if recorded.FailedAt != nil {
		return fmt.Errorf("%s: a task that failed at %s is not played yet", c.state, recorded.FailedAt)
	}
	if e := s.history.byID[recorded.ScheduledEventID]; e != nil {
		s.learn(e.details.Get("parameters"), c.input)
		s.learn(e.details.Get("input"), c.input)
	}
	o, err := s.outcome(&recorded)
	if c.activity != "" {
		o.actions = append([]action{schedule}, o.actions...)
	}
	c.outcome, c.next = o, o.after(nothing)
	return err
}

func (s *script) outcome(r *cases.Outcome) (*outcome, error) {
	o := &outcome{moments: s.history.moments(r.ScheduledEventID), error: r.Error, cause: r.Cause}
	if r.WorkerName != nil {
		o.worker = *r.WorkerName
	}
	if _, begins := o.moments[start]; begins || o.moments == nil {
		o.actions = append(o.actions, start)
	}
	var err error
	if r.Submitted != nil {
		o.actions = append(o.actions, submit)
		if o.submitted, err = jsonvalue.Parse(r.Submitted); err != nil {
			return o, err
		}
	}
	switch {
	case r.Timeout:
	case r.Output != nil:
		o.actions = append(o.actions, succeed)
		o.output, err = jsonvalue.Parse(r.Output)
	default: // also Pending: a failure without error and cause
		o.actions = append(o.actions, fail)
	}
	return o, err
}

// learn binds the placeholders in a recorded value to the texts of this run. The value
// may be in the form of JSON text.
func (s *script) learn(recorded, actual jsonvalue.Value) {
	if recorded.Kind() == jsonvalue.String && actual.Kind() != jsonvalue.String {
		recorded, _ = jsonvalue.ParseString(recorded.Text()) // none has no placeholders
	}
	switch recorded.Kind() {
	case jsonvalue.Object:
		for name, member := range recorded.Members() {
			s.learn(member, actual.Get(name))
		}
	case jsonvalue.Array:
		for i, elem := range recorded.Elements() {
			s.learn(elem, actual.Index(i))
		}
	case jsonvalue.String:
		if actual.Kind() == jsonvalue.String {
			s.bound.Match(recorded.Text(), actual.Text())
		}
	}
}

// expand replaces placeholders by the texts of this run. A value without placeholders
// keeps its text.
func (s *script) expand(v jsonvalue.Value) jsonvalue.Value {
	if text := v.String(); s.bound.Expand(text) == text {
		return v
	}
	switch v.Kind() {
	case jsonvalue.Object:
		var members []jsonvalue.Member
		for name, member := range v.Members() {
			members = append(members, jsonvalue.Member{Name: name, Value: s.expand(member)})
		}
		return jsonvalue.OfObject(members)
	case jsonvalue.Array:
		var elems []jsonvalue.Value
		for _, elem := range v.Elements() {
			elems = append(elems, s.expand(elem))
		}
		return jsonvalue.OfArray(elems)
	case jsonvalue.String:
		return jsonvalue.OfString(s.bound.Expand(v.Text()))
	}
	return v
}

func (s *script) expandText(text *string) *string {
	if text == nil {
		return nil
	}
	expanded := s.bound.Expand(*text)
	return &expanded
}
