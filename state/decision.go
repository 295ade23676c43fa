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

// decision is a Decision of a frame that is still in its state.
type decision struct {
	kind  DecisionKind
	index int
	next  string // "" at the end of a flow
}

// byNext returns the decision of a state that has the field Next, or End.
func (b *stateBase) byNext() decision { return decision{kind: ByNext, next: b.Next} }

// trace notes a decision of the frame for Config.Trace.
func (r *Run) trace(f *frame, d decision, event int64) {
	if r.cfg.Trace != nil && r.inspection == nil {
		r.decisions = append(r.decisions, Decision{Kind: d.kind, State: f.state, Index: d.index, To: d.next, Event: event})
	}
}

// reportDecisions reports the decisions of a turn, which cannot be undone any more.
func (r *Run) reportDecisions() {
	for i := range r.decisions {
		r.cfg.Trace(r.decisions[i])
	}
	r.decisions = r.decisions[:0]
}
