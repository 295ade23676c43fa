package state

// DecisionKind is the field of a state that decides how an execution goes on.
type DecisionKind string

// The kinds of decisions.
const (
	ByNext      DecisionKind = "Next"
	ByRule      DecisionKind = "Choices"
	ByDefault   DecisionKind = "Default"
	ByRetrier   DecisionKind = "Retry"
	ByCatcher   DecisionKind = "Catch"
	ByBranch    DecisionKind = "Branches"
	ByIteration DecisionKind = "ItemProcessor" // and the older Iterator
)

// Decision says how an execution goes on: by which field of a state, and with which
// state. [Config].Trace is called with each.
type Decision struct {
	Kind  DecisionKind
	State State  // that has the field
	Index int    // of the rule, retrier, catcher, branch or iteration, from 0
	To    string // the name of the state that comes next; of a retrier, the name of State

	// Event is the ID of the last event before the decision: …StateExited, the event
	// of the failure that is retried, ParallelStateStarted or MapIterationStarted.
	Event int64
}

// way is a way out of a state: by which field, and where it leads.
type way struct {
	kind  DecisionKind
	index int
	next  string // "" at the end of a flow
	to    State  // that next names; nil if there is none
}

// way returns a way out of a state other than by Next, which stateBase has.
func (r *Run) way(kind DecisionKind, index int, next string) *way {
	return &way{kind: kind, index: index, next: next, to: r.m.states[next]}
}

// trace notes a decision of the frame, which is still in its state, for Config.Trace.
func (r *Run) trace(f *frame, kind DecisionKind, index int, to string, event int64) {
	if r.cfg.Trace != nil && r.inspection == nil {
		r.decisions = append(r.decisions, Decision{Kind: kind, State: f.state, Index: index, To: to, Event: event})
	}
}

// reportDecisions reports the decisions of a turn, which cannot be undone any more.
func (r *Run) reportDecisions() {
	for i := range r.decisions {
		r.cfg.Trace(r.decisions[i])
	}
	r.decisions = r.decisions[:0]
}
