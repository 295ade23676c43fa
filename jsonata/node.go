package jsonata

import "github.com/goasl/goasl/jsonvalue"

// Node is a node of the syntax tree: one of the types of this package that have
// these methods. A tree is immutable once [Compile] has returned it.
type Node interface {
	// Pos returns the offset in bytes of the token that the node is named for: the
	// operator of an operation, the parenthesis of a call, the name of a field.
	Pos() int

	// Modifiers returns what follows the node, nil if that is nothing.
	Modifiers() *Modifiers

	// eval evaluates the node without its modifiers.
	eval(ev *evaluation, input value, f *frame) (value, error)

	at() *node
}

// node is what all nodes have.
type node struct {
	pos  int
	mods *Modifiers

	height  int         // levels below
	seeking []*ancestor // parents that lie outside of the node
}

func (n *node) Pos() int              { return n.pos }
func (n *node) Modifiers() *Modifiers { return n.mods }
func (n *node) at() *node             { return n }

// cover makes n higher than the children are.
func (n *node) cover(children ...Node) {
	for _, c := range children {
		if c != nil {
			n.height = max(n.height, c.at().height+1)
		}
	}
}

// inherit is cover, and hands on the parents that the children look for.
func (n *node) inherit(children ...Node) {
	n.cover(children...)
	for _, c := range children {
		if c == nil {
			continue
		}
		if n.seeking == nil {
			n.seeking = c.at().seeking // nobody else goes on with it
		} else {
			n.seeking = append(n.seeking, c.at().seeking...)
		}
		if parent, ok := c.(*Parent); ok {
			n.seeking = append(n.seeking, parent.slot)
		}
	}
}

// modify returns the node's modifiers, to be changed by the parser.
func (n *node) modify() *Modifiers {
	if n.mods == nil {
		n.mods = new(Modifiers)
	}
	return n.mods
}

// Modifiers are what follows a node: predicates, a grouping, bindings.
type Modifiers struct {
	Predicates []*Stage // x[…] where x is no step of a path
	Stages     []*Stage // x[…] and x#$i after a predicate, where x is a step
	Group      *Group   // x{…}
	Focus      string   // $v in x@$v
	Index      string   // $i in x#$i
	KeepArray  bool     // x[]

	tuple    bool      // the step works on tuples
	cons     bool      // an array constructor whose array is one item of a path's result
	ancestor *ancestor // what binds the step's input
}

// Stage is a predicate of a step, or a binding of positions that follows one.
type Stage struct {
	Filter Node   // nil for a binding
	Index  string // the variable that is bound
	Pos    int
}

// Group is a grouping.
type Group struct {
	Pairs []Pair
	Pos   int
}

// Pair is a key and its value.
type Pair struct{ Key, Value Node }

// ancestor is what a parent operator refers to.
type ancestor struct {
	label string // the variable that it is bound to
	level int    // steps to go back
}

// The nodes.
type (
	// Path is a location path. A bare name is a path of one step.
	Path struct {
		node
		Steps         []Node
		KeepSingleton bool // an array of one item stays one

		tuple bool // its result is a stream of tuples
		plain bool // the steps after the first one are names without modifiers
	}

	// Name is a step to a field.
	Name struct {
		node
		Name string
	}

	// Wildcard is the step *.
	Wildcard struct{ node }

	// Descendant is the step **.
	Descendant struct{ node }

	// Parent is the step %.
	Parent struct {
		node
		slot *ancestor
	}

	// Sort is the step ^(…).
	Sort struct {
		node
		Terms []Term
	}

	// Variable is a reference to a variable: $name, $ (named ""), $$ (named "$").
	Variable struct {
		node
		Name string // without the $

		builtin value // the function of that name, undefined if there is none
	}

	// Literal is a string, a number, true, false or null.
	Literal struct {
		node
		Value jsonvalue.Value

		value value
	}

	// Regex is a regular expression.
	Regex struct {
		node
		Pattern string
		Flags   string

		compiled *pattern
	}

	// Binary is an operation of two operands: + - * / % = != < <= > >= & .. in and or.
	Binary struct {
		node
		Op          string
		Left, Right Node

		op operator
	}

	// Default is an operation that has its right operand where the left one is false
	// (?:) or undefined (??).
	Default struct {
		node
		Op          string
		Left, Right Node
	}

	// Negation is unary minus.
	Negation struct {
		node
		Operand Node
	}

	// Array is an array constructor.
	Array struct {
		node
		Items []Node
	}

	// Object is an object constructor.
	Object struct {
		node
		Pairs []Pair

		literal bool // the keys are literals, each its own
	}

	// Block is a parenthesis.
	Block struct {
		node
		Expressions []Node

		binds bool // it has variables of its own
	}

	// Condition is a ternary operation. Else is nil if it is left out.
	Condition struct {
		node
		If, Then, Else Node
	}

	// Bind is an assignment to a variable.
	Bind struct {
		node
		Name  string // without the $
		Value Node
	}

	// Call is a call of a function.
	Call struct {
		node
		Func Node
		Args []Node

		tail bool // the caller of the lambda performs it
	}

	// Partial is a partial application. An argument that is left open is nil.
	Partial struct {
		node
		Func Node
		Args []Node
	}

	// Lambda is a function of the expression's own.
	Lambda struct {
		node
		Params    []*Variable
		Signature string // with its angle brackets, "" if there is none
		Body      Node

		signature *signature
		captures  bool // its frame may live on after a call
	}

	// Apply is a function application, ~>.
	Apply struct {
		node
		Left, Right Node
	}

	// Transform is an object transformation. Delete is nil if it is left out.
	Transform struct {
		node
		Pattern, Update, Delete Node
	}
)

// Term is an order of a [Sort].
type Term struct {
	Expr       Node
	Descending bool
}
