package state

import (
	"iter"
	"slices"

	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/internal/jsontree"
	"github.com/goasl/goasl/jsonvalue"
)

// Node is a value of the definition with its place in the text, for tools that read
// fields which the types of states do not have. It is immutable and safe for
// concurrent use. The zero Node is a value that is absent: its kind is
// [jsonvalue.None], its Pos is not valid, and it has no children.
type Node struct {
	m *Machine
	n jsontree.Node
}

// Node returns the whole definition.
func (m *Machine) Node() Node { return Node{m, m.root} }

// NodeOf returns the object that defines a state of the machine.
func (m *Machine) NodeOf(s State) Node { return Node{m, s.base().node} }

// Exists reports whether there is a value.
func (n Node) Exists() bool { return n.m != nil }

// Name returns the name of a member of an object, "" for another value.
func (n Node) Name() string { return n.n.Name }

// Kind returns the kind of the value.
func (n Node) Kind() jsonvalue.Kind { return n.n.Kind() }

// Text returns the content of a string, "" for another value.
func (n Node) Text() string { return n.n.Text() }

// Value returns the value without its place.
func (n Node) Value() jsonvalue.Value { return n.n.Value() }

// All returns an iterator over what [Node.Children] returns.
func (n Node) All() iter.Seq[Node] {
	return func(yield func(Node) bool) {
		for _, child := range n.n.All() {
			if !yield(Node{n.m, child}) {
				return
			}
		}
	}
}

// Children returns the members of an object or the elements of an array, in order,
// members with the same name included. Other values have none.
func (n Node) Children() []Node {
	if n.n.Len() == 0 {
		return nil
	}
	return slices.AppendSeq(make([]Node, 0, n.n.Len()), n.All())
}

// Get returns the member of an object with that name, the last one if there are
// several, and the zero Node if there is none.
func (n Node) Get(name string) Node {
	found := n.n.Get(name)
	if found.Kind() == jsonvalue.None {
		return Node{}
	}
	return Node{n.m, found}
}

// Pos returns where the value begins. With a [Source], places are places there.
func (n Node) Pos() diag.Pos { return n.pos(n.n.Pos) }

// NamePos returns where the name of a member begins; of another value, where the
// value begins.
func (n Node) NamePos() diag.Pos { return n.pos(n.n.NamePos) }

func (n Node) pos(offset int) diag.Pos {
	if !n.Exists() {
		return diag.Pos{}
	}
	return n.m.src.Pos(n.m.origin(offset))
}
