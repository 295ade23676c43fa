package state

import (
	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/jsonvalue"
)

// Node is a value of the definition with its place in the text, for tools that
// look at more than what the types of states tell. It is immutable and safe for
// concurrent use. The zero Node is a value that is absent.
type Node struct {
	m *Machine
	n node
}

// Node returns the whole definition.
func (m *Machine) Node() Node { return Node{m, m.root} }

// NodeOf returns the object of a state of the machine.
func (m *Machine) NodeOf(s State) Node { return Node{m, s.base().node} }

// Exists reports whether there is a value.
func (n Node) Exists() bool { return n.m != nil }

// Name is the name of a member, "" of what is none.
func (n Node) Name() string { return n.n.name }

// Kind is the kind of the value.
func (n Node) Kind() jsonvalue.Kind {
	if !n.Exists() {
		return jsonvalue.None
	}
	return n.n.kind()
}

// Text is the content of a string, "" of what is none.
func (n Node) Text() string {
	if n.Kind() != jsonvalue.String {
		return ""
	}
	return n.n.text()
}

// Value is the value, none if it is absent.
func (n Node) Value() jsonvalue.Value {
	if !n.Exists() {
		return jsonvalue.Value{}
	}
	return n.n.value()
}

// Children are the members of an object or the elements of an array, in order.
func (n Node) Children() []Node {
	if kind := n.Kind(); kind != jsonvalue.Object && kind != jsonvalue.Array {
		return nil
	}
	kids := n.n.children()
	nodes := make([]Node, len(kids))
	for i, kid := range kids {
		nodes[i] = Node{n.m, kid}
	}
	return nodes
}

// Get returns the member of an object with that name, the last one if there are
// several, and an absent value if there is none.
func (n Node) Get(name string) Node {
	var found Node
	if n.Kind() == jsonvalue.Object {
		for _, kid := range n.n.children() {
			if kid.name == name {
				found = Node{n.m, kid}
			}
		}
	}
	return found
}

// Pos is where the value begins.
func (n Node) Pos() diag.Pos { return n.pos(n.n.pos) }

// NamePos is where the name of a member begins.
func (n Node) NamePos() diag.Pos { return n.pos(n.n.namePos) }

func (n Node) pos(offset int) diag.Pos {
	if !n.Exists() {
		return diag.Pos{}
	}
	return n.m.src.Pos(n.m.origin(offset))
}
