package jsonata

// Node is a node of the syntax tree.
type Node interface {
	// Pos returns the offset in bytes of the token that the node is named for: the
	// operator of an operation, the name of a reference.
	Pos() int
	node()
}
