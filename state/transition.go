package state

import "github.com/goasl/goasl/jsonvalue"

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

// Ends reports whether a flow ends with a state of the machine, unless a catcher leads elsewhere.
func (m *Machine) Ends(s State) bool {
	switch s.(type) {
	case *Succeed, *Fail:
		return true
	}
	return m.NodeOf(s).Get("End").Value().IsTrue()
}

// Transitions returns the transitions from a state of the machine: Next, then the
// rules, Default, and the catchers. Retriers are not among them.
func (m *Machine) Transitions(s State) []Transition {
	n := m.NodeOf(s)
	var all []Transition
	for _, kind := range []DecisionKind{ByNext, ByRule, ByDefault, ByCatcher} {
		field := n.Get(string(kind))
		if field.Kind() == jsonvalue.String {
			all = append(all, Transition{From: s, To: field.Text(), Kind: kind, Node: field})
		}
		for i, element := range field.Children() {
			all = append(all, Transition{From: s, To: element.Get("Next").Text(), Kind: kind, Index: i, Node: element})
		}
	}
	return all
}
