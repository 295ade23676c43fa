package jsonata

// node is a node of the syntax tree. A tree is immutable once it is compiled.
type node interface {
	// head returns what all kinds of nodes have.
	head() *header

	// eval evaluates the node without its modifiers.
	eval(ev *evaluation, input value, f *frame) (value, error)
}

// header is what all kinds of nodes have.
type header struct {
	// pos is the offset in bytes of the token that the node is named for: the
	// operator of an operation, the parenthesis of a call, the name of a field.
	pos  int
	mods *modifiers // nil if nothing follows the node

	height  int         // levels below
	seeking []*ancestor // parents that lie outside of the node
}

func (h *header) head() *header { return h }

// cover makes h higher than the children are.
func (h *header) cover(children ...node) {
	for _, c := range children {
		if c != nil {
			h.height = max(h.height, c.head().height+1)
		}
	}
}

// inherit is cover, and takes over the parents that the children look for.
func (h *header) inherit(children ...node) {
	h.cover(children...)
	for _, c := range children {
		if c == nil {
			continue
		}
		if h.seeking == nil {
			h.seeking = c.head().seeking // the child does not append to it any more
		} else {
			h.seeking = append(h.seeking, c.head().seeking...)
		}
		if parent, ok := c.(*parentNode); ok {
			h.seeking = append(h.seeking, parent.slot)
		}
	}
}

// modify returns the node's modifiers for the parser to change.
func (h *header) modify() *modifiers {
	if h.mods == nil {
		h.mods = new(modifiers)
	}
	return h.mods
}

// modifiers are what follows a node: predicates, a grouping, bindings.
type modifiers struct {
	predicates []*stage  // x[…] where x is no step of a path
	stages     []*stage  // x[…] and x#$i after a predicate, where x is a step
	group      *grouping // x{…}
	focus      string    // $v in x@$v
	index      string    // $i in x#$i
	keepArray  bool      // x[]

	tuple    bool      // the step works on tuples
	cons     bool      // an array constructor whose array is one item of a path's result
	ancestor *ancestor // what binds the step's input
}

// stage is a predicate of a step, or a binding of positions that follows one.
type stage struct {
	filter node   // nil for a binding
	index  string // the variable that is bound
}

// grouping is the object constructor behind a node.
type grouping struct {
	pairs []pair
	pos   int
}

// pair is a key and its value.
type pair struct{ key, value node }

// ancestor is what a parent operator refers to.
type ancestor struct {
	label string // the variable that it is bound to
	level int    // steps to go back
}

// The nodes.
type (
	// pathNode is a location path. A bare name is a path of one step.
	pathNode struct {
		header
		steps         []node
		keepSingleton bool // an array of one item stays one

		tuple bool // its result is a stream of tuples
		plain bool // the steps after the first one are names without modifiers
	}

	// nameNode is a step to a field.
	nameNode struct {
		header
		name string
	}

	// wildcardNode is the step *.
	wildcardNode struct{ header }

	// descendantNode is the step **.
	descendantNode struct{ header }

	// parentNode is the step %.
	parentNode struct {
		header
		slot *ancestor
	}

	// sortNode is the step ^(…).
	sortNode struct {
		header
		terms []sortTerm
	}

	// variableNode is a reference to a variable: $name, $ (named ""), $$ (named "$").
	variableNode struct {
		header
		name    string // without the $
		builtin value  // the function of that name, undefined if there is none
	}

	// literalNode is a string, a number, true, false or null.
	literalNode struct {
		header
		value value
	}

	// regexNode is a regular expression.
	regexNode struct {
		header
		pattern *pattern
	}

	// binaryNode is an operation of two operands: + - * / % = != < <= > >= & ..
	// in and or.
	binaryNode struct {
		header
		symbol      string // as in the source
		op          operator
		left, right node
	}

	// defaultNode is an operation that has its right operand where the left one is
	// undefined (??), or counts as false (?:).
	defaultNode struct {
		header
		ifFalse     bool // ?:
		left, right node
	}

	// negationNode is unary minus.
	negationNode struct {
		header
		operand node
	}

	// arrayNode is an array constructor.
	arrayNode struct {
		header
		items []node
	}

	// objectNode is an object constructor.
	objectNode struct {
		header
		pairs   []pair
		literal bool // the keys are string literals, no two the same
	}

	// blockNode is a parenthesis.
	blockNode struct {
		header
		expressions []node
		binds       bool // it has variables of its own
	}

	// conditionNode is a ternary operation. otherwise is nil if it is left out.
	conditionNode struct {
		header
		condition, then, otherwise node
	}

	// bindNode is an assignment to a variable.
	bindNode struct {
		header
		name  string // without the $
		value node
	}

	// callNode is a call of a function.
	callNode struct {
		header
		callee node
		args   []node
		tail   bool // the caller of the lambda performs it
	}

	// partialNode is a partial application. An argument that is left open is nil.
	partialNode struct {
		header
		callee node
		args   []node
	}

	// lambdaNode is a function of the expression's own.
	lambdaNode struct {
		header
		params    []*variableNode
		signature *signature // nil if there is none
		body      node
		captures  bool // its frame may live on after a call
	}

	// applyNode is a function application, ~>.
	applyNode struct {
		header
		left, right node
	}

	// transformNode is an object transformation. delete is nil if it is left out.
	transformNode struct {
		header
		pattern, update, delete node
	}
)

// sortTerm is one of the keys that a [sortNode] sorts by.
type sortTerm struct {
	expr       node
	descending bool
}
