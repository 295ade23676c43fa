package jsonata

// Reference is a place where an expression refers to something from outside.
type Reference struct {
	Name string   // of the variable without the $; of the field; "$" and "$$" for the input itself
	Path []string // the names of fields that follow, as far as they are plain
	Pos  int      // where it begins, in bytes
}

// References are the references of an expression to what it does not bind itself.
type References struct {
	Variables []Reference // $name, unless the expression binds it there
	Input     []Reference // bare names, wildcards, $ and $$ at the top level: outside of any context that the expression sets
}

// References returns the references to variables and to the input, in source
// order.
func (x *Expr) References() References { return References{} }
