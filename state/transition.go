package state

// Transition is a way from one state to another in the definition.
type Transition struct {
	From  State
	To    string       // the name of the other state; it may hold a placeholder
	Kind  DecisionKind // [ByNext], [ByRule], [ByDefault] or [ByCatcher]
	Index int          // of the rule or catcher, from 0

	// Node is the rule or the catcher, or the value of the field Next or Default, for
	// its place in the text.
	Node Node
}

// Transitions returns the transitions from a state of the machine: Next, then the
// rules, Default, and the catchers. Retriers are not among them.
func (m *Machine) Transitions(s State) []Transition {
	n := m.NodeOf(s)
	var all []Transition
	field := func(kind DecisionKind) {
		if to := n.Get(string(kind)); to.Exists() {
			all = append(all, Transition{From: s, To: to.Text(), Kind: kind, Node: to})
		}
	}
	list := func(kind DecisionKind) {
		for i, to := range n.Get(string(kind)).Children() {
			all = append(all, Transition{From: s, To: to.Get("Next").Text(), Kind: kind, Index: i, Node: to})
		}
	}
	field(ByNext)
	list(ByRule)
	field(ByDefault)
	list(ByCatcher)
	return all
}
