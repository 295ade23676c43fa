package state

// DecisionKind is the field of a state by which an execution goes on.
type DecisionKind string

// The kinds of decisions.
const (
	ByNext      DecisionKind = "Next"
	ByRule      DecisionKind = "Choices"
	ByDefault   DecisionKind = "Default"
	ByRetrier   DecisionKind = "Retry"
	ByCatcher   DecisionKind = "Catch"
	ByBranch    DecisionKind = "Branches"
	ByIteration DecisionKind = "ItemProcessor" // the older Iterator, too
)

// Decision is a way that an execution takes. Config.Trace is told of each.
type Decision struct {
	Kind  DecisionKind
	State State  // that the way leads out of, back into, or further down from
	Index int    // of the rule, retrier, catcher, branch or iteration, from 0
	To    string // the state that comes next; of a retrier it is State

	// Event is the ID of the last event before the execution goes that way:
	// …StateExited, what the retrier is for, ParallelStateStarted or
	// MapIterationStarted.
	Event int64
}

// way is how a frame goes on: what decided it, and the state that comes next, ""
// at the end of a flow.
type way struct {
	kind  DecisionKind
	index int
	next  string
}

// way is the way by the field Next.
func (c *common) way() way { return way{kind: ByNext, next: c.Next} }

// trace tells of a way that the frame takes.
func (r *Run) trace(f *frame, w way, event int64) {
	if r.cfg.Trace != nil && r.inspection == nil {
		r.cfg.Trace(Decision{Kind: w.kind, State: f.state, Index: w.index, To: w.next, Event: event})
	}
}
