package state

import (
	"time"

	"github.com/goasl/goasl/jsonvalue"
)

// member returns a member of the context object.
func member(name string, v jsonvalue.Value) jsonvalue.Member {
	return jsonvalue.Member{Name: name, Value: v}
}

func text(s string) jsonvalue.Value { return jsonvalue.OfString(s) }

// timestamp returns a time as the context object shows it.
func timestamp(t time.Time) jsonvalue.Value {
	return text(t.UTC().Format("2006-01-02T15:04:05.000Z"))
}

// contextObject returns the value of $$ for the state that the frame is in.
func (r *Run) contextObject(f *frame) jsonvalue.Value {
	it := f.iteration()
	if it == nil {
		return r.contextOf(f, jsonvalue.Value{})
	}
	return r.itemContext(f, it.parent.fan, it.slot)
}

// itemContext returns the context object with an item of a Map. f is the Map's frame,
// or one inside it.
func (r *Run) itemContext(f *frame, fan *fanout, index int) jsonvalue.Value {
	item := itemOf(fan.items.Index(index), fan.keyed)
	return r.contextOf(f, item.context(int64(index)))
}

func (r *Run) contextOf(f *frame, item jsonvalue.Value) jsonvalue.Value {
	if given := r.inspection.givenContext(item); given.Exists() {
		return given
	}
	id := r.cfg.Identity
	members := []jsonvalue.Member{
		member("Execution", r.executionContext()),
		member("StateMachine", jsonvalue.OfObject([]jsonvalue.Member{
			member("Id", text(id.MachineARN())),
			member("Name", text(id.Machine)),
		})),
		member("State", r.stateContext(f)),
	}
	if item.Exists() {
		members = append(members, member("Map", item))
	}
	if t, isTask := f.state.(*Task); isTask && t.resource.hasToken() && f.effect != 0 {
		members = append(members, member("Task", jsonvalue.OfObject([]jsonvalue.Member{
			member("Token", text(r.Token(f.effect))),
		})))
	}
	return jsonvalue.OfObject(members)
}

// executionContext returns $$.Execution.
// Step Functions: the order of the members differs by type.
func (r *Run) executionContext() jsonvalue.Value {
	id := member("Id", text(r.cfg.ARN))
	input := member("Input", r.input)
	start := member("StartTime", timestamp(r.outcome.Started))
	name := member("Name", text(r.cfg.Name))
	role := member("RoleArn", r.roleARN())
	redrives := member("RedriveCount", jsonvalue.OfInt(int64(r.outcome.RedriveCount)))
	switch {
	case r.inspection != nil: // it has no RedriveCount
		return jsonvalue.OfObject([]jsonvalue.Member{id, input, name, role, start})
	case r.cfg.Type == Express:
		return jsonvalue.OfObject([]jsonvalue.Member{id, input, name, role, start, redrives})
	}
	members := []jsonvalue.Member{id, input, start, name, role, redrives}
	if !r.outcome.RedriveDate.IsZero() {
		members = append(members, member("RedriveTime", timestamp(r.outcome.RedriveDate)))
	}
	return jsonvalue.OfObject(members)
}

// roleARN returns $$.Execution.RoleArn. A test may have no role.
func (r *Run) roleARN() jsonvalue.Value {
	if r.cfg.Identity.Role == "" {
		return jsonvalue.NullValue
	}
	return text(r.cfg.Identity.Role)
}

// stateContext returns $$.State.
// Step Functions: states that can have retriers have a RetryCount; recorded of Task and
// Map states, and absent in Pass states.
func (r *Run) stateContext(f *frame) jsonvalue.Value {
	name := f.state.Name()
	if r.inspection != nil { // Step Functions: also if the state has a name
		name = LoneState
	}
	members := []jsonvalue.Member{
		member("Name", text(name)),
		member("EnteredTime", timestamp(f.enteredAt.time())),
	}
	if f.state.recovery() != nil {
		members = append(members, member("RetryCount", jsonvalue.OfInt(int64(f.attempt))))
	}
	return jsonvalue.OfObject(members)
}
