package parquet

import (
	"errors"
	"fmt"
	"strings"

	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/format"

	"github.com/goasl/goasl/jsonvalue"
)

// The bounds of a schema.
const (
	maxNodes = 5000
	maxDepth = 100
)

// shape is which JSON value an element of the schema becomes.
type shape int

const (
	scalar shape = iota
	object
	list    // its child is repeated, and holds the elements
	mapping // its child is repeated, and holds a key and a value
)

// node is an element of the schema.
type node struct {
	shape    shape
	repeated bool
	optional bool
	def, rep int    // the levels of a value that is there
	name     []byte // the JSON text of its name and a colon
	children []*node
	leaf     *leaf // nil for a group
	column   int   // the first one in it
	columns  int   // how many are in it
}

// leaf is a column.
type leaf struct {
	names    []string // of the elements around it, and its own
	def, rep int      // the highest levels
	element  *format.SchemaElement
	json     func(dst []byte, v *value) ([]byte, error)
}

// path returns the names for an error. Together the paths of all columns may be far longer than
// the schema.
func (l *leaf) path() string { return strings.Join(l.names, ".") }

// newSchema makes a tree of the elements of a schema, which are in the order of a walk.
func newSchema(elements []format.SchemaElement) (*node, []*leaf, error) {
	if len(elements) > maxNodes {
		return nil, nil, fmt.Errorf("its schema has %d elements, more than %d", len(elements), maxNodes)
	}
	s := &schema{elements: elements}
	root, err := s.node(nil, &node{}, 0)
	switch {
	case err != nil:
		return nil, nil, err
	case s.at != len(elements):
		return nil, nil, errors.New("its schema has elements outside of the root")
	case root.leaf != nil || len(s.leaves) == 0:
		return nil, nil, errors.New("its schema has no columns")
	}
	root.shape = object
	return root, s.leaves, nil
}

// schema walks through elements.
type schema struct {
	elements []format.SchemaElement
	at       int
	leaves   []*leaf
}

var errSchema = errors.New("its schema is damaged")

// node makes the node of the next element, and of those in it.
func (s *schema) node(path []string, parent *node, depth int) (*node, error) {
	switch {
	case s.at >= len(s.elements):
		return nil, errSchema
	case depth > maxDepth:
		return nil, fmt.Errorf("its schema has more than %d levels", maxDepth)
	}
	e := &s.elements[s.at]
	s.at++
	n := &node{def: parent.def, rep: parent.rep, column: len(s.leaves)}
	n.name = append(jsonvalue.AppendString(nil, e.Name), ':')
	if depth > 0 {
		path = append(path[:len(path):len(path)], e.Name)
		n.repeats(e)
	}
	if e.NumChildren.V == 0 && e.Type.Valid {
		return n, s.leaf(n, path, e)
	}
	if int(e.NumChildren.V) < 0 || int(e.NumChildren.V) > len(s.elements) || e.NumChildren.V == 0 && depth > 0 {
		return nil, errSchema
	}
	for range e.NumChildren.V {
		child, err := s.node(path, n, depth+1)
		if err != nil {
			return nil, err
		}
		n.children = append(n.children, child)
	}
	n.columns = len(s.leaves) - n.column
	n.shape = groupShape(e, n)
	return n, nil
}

// repeats sets what the repetition of an element means for the levels.
func (n *node) repeats(e *format.SchemaElement) {
	switch e.RepetitionType.V {
	case format.Optional:
		n.optional = true
		n.def++
	case format.Repeated:
		n.repeated = true
		n.def++
		n.rep++
	}
}

// leaf makes a node a column.
func (s *schema) leaf(n *node, path []string, e *format.SchemaElement) error {
	l := &leaf{names: path, def: n.def, rep: n.rep, element: e}
	if e.Type.V == format.FixedLenByteArray && (e.TypeLength.V <= 0 || e.TypeLength.V > maxOpen) {
		return fmt.Errorf("the column %s has values of %d bytes", l.path(), e.TypeLength.V)
	}
	l.json = textOf(e)
	n.shape, n.leaf, n.columns = scalar, l, 1
	s.leaves = append(s.leaves, l)
	return nil
}

// groupShape returns what a group becomes. Parquet: the rules for lists and maps, also of older
// writers, are in LogicalTypes.md.
func groupShape(e *format.SchemaElement, n *node) shape {
	if len(n.children) != 1 || !n.children[0].repeated {
		return object
	}
	inner := n.children[0]
	is := func(converted ...deprecated.ConvertedType) bool {
		for _, c := range converted {
			if e.ConvertedType.Valid && e.ConvertedType.V == c {
				return true
			}
		}
		return false
	}
	switch e.LogicalType.Value.(type) {
	case *format.ListType:
		return list
	case *format.MapType:
		if len(inner.children) == 1 || len(inner.children) == 2 {
			return mapping
		}
		return object
	}
	if is(deprecated.List) {
		return list
	}
	if is(deprecated.Map, deprecated.MapKeyValue) && len(inner.children) == 2 {
		return mapping
	}
	return object
}

// element returns what an element of a list is: the only child of the repeated group in it,
// or that group itself. Parquet: older writers have no group around elements.
func (n *node) element() (of *node, wrapped bool) {
	inner := n.children[0]
	name := string(inner.name)
	if inner.leaf != nil || len(inner.children) != 1 || inner.shape != object || inner.children[0].repeated ||
		name == `"array":` || strings.HasSuffix(name, `_tuple":`) {
		return inner, false
	}
	return inner.children[0], true
}
