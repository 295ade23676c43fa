package template

import (
	"slices"
	"strings"

	"github.com/goasl/goasl/diag"
)

// kind is the kind of a node.
type kind uint8

const (
	null kind = iota
	boolean
	number
	text
	list
	object
	nothing // Ref AWS::NoValue: what has it is left out
)

// node is a value of a template with its place. Nodes are never changed: an intrinsic function is
// an object with one member, and its value is another node.
type node struct {
	place
	kind     kind
	text     string // of a scalar; a number as it is written
	style    style  // of a text
	elements []*node
	members  []member
	parts    []part // of a text that was joined
	guessed  bool   // a stand-in is in it
}

// member is a member of an object.
type member struct {
	name string
	at   int // where the name is written
	*node
}

// place is where a value is written.
type place struct {
	file *file
	at   int // in bytes
}

// file is a file that was read.
type file struct {
	*diag.Source
	name     string   // inside the project, with slashes
	repeated []member // that were given before in the same object; the later ones count
}

// unique leaves out members whose name comes again.
func (f *file) unique(all []member) []member {
	at := make(map[string]int, len(all))
	kept := all[:0]
	for _, m := range all {
		if i, known := at[m.name]; known {
			f.repeated = append(f.repeated, m)
			kept[i] = m
			continue
		}
		at[m.name] = len(kept)
		kept = append(kept, m)
	}
	return kept
}

// style is how a text is written.
type style uint8

const (
	plain  style = iota
	single       // in single quotes
	double       // in double quotes, with escapes
	block        // below the line with | or >
)

// part is a piece of a text that comes from another one.
type part struct {
	from  int   // where it begins
	of    *node // where it is written
	inner int   // where it begins in that one's text; -1 if it is a value, and all of it is at one place
}

func newText(at place, s string) *node { return &node{place: at, kind: text, text: s} }

func newList(at place, elements ...*node) *node {
	return &node{place: at, kind: list, elements: elements}
}

func newObject(at place, members ...member) *node {
	return &node{place: at, kind: object, members: members}
}

// with is a member that stands where its value does.
func with(name string, n *node) member { return member{name, n.at, n} }

// call is an intrinsic function.
func call(at place, function string, argument *node) *node {
	return newObject(at, with(function, argument))
}

// get returns the last member of that name, nil if there is none, or n is no object.
func (n *node) get(name string) *node {
	if n == nil || n.kind != object {
		return nil
	}
	for _, m := range slices.Backward(n.members) {
		if m.name == name {
			return m.node
		}
	}
	return nil
}

// find follows several names.
func (n *node) find(names ...string) *node {
	for _, name := range names {
		n = n.get(name)
	}
	return n
}

// has reports whether there is such a member that is not null.
func (n *node) has(name string) bool {
	m := n.get(name)
	return m != nil && m.kind != null && m.kind != nothing
}

// set returns an object in which a member has another value, or which has one more.
func (n *node) set(name string, value *node) *node {
	changed := *n
	changed.members = slices.Clone(n.members)
	for i := range changed.members {
		if changed.members[i].name == name {
			changed.members[i].node = value
			return &changed
		}
	}
	changed.members = append(changed.members, with(name, value))
	return &changed
}

// without returns an object without some members.
func (n *node) without(names ...string) *node {
	changed := *n
	changed.members = slices.DeleteFunc(slices.Clone(n.members), func(m member) bool { return slices.Contains(names, m.name) })
	return &changed
}

// str returns the text of a text, or of another scalar. CloudFormation: numbers and booleans stand
// for their texts wherever one is wanted.
func (n *node) str() (string, bool) {
	if n == nil || n.kind != text && n.kind != number && n.kind != boolean {
		return "", false
	}
	return n.text, true
}

// is reports whether it is this text.
func (n *node) is(s string) bool {
	t, ok := n.str()
	return ok && t == s
}

// function returns the name of an intrinsic function and its argument, or "".
func (n *node) function() (name string, argument *node) {
	if n == nil || n.kind != object || len(n.members) != 1 || !isFunction(n.members[0].name) {
		return "", nil
	}
	return n.members[0].name, n.members[0].node
}

func isFunction(name string) bool { return name == "Ref" || strings.HasPrefix(name, "Fn::") }

// describe names a value in messages.
func (n *node) describe() string {
	if n == nil {
		return "nothing"
	}
	if name, _ := n.function(); name != "" {
		return name
	}
	return [...]string{"null", "a boolean", "a number", "a text", "a list", "an object", "nothing"}[n.kind]
}
