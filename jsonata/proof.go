package jsonata

// proof has the uses of variables that lead to a value whenever a test comes out true, or
// false.
type proof struct{ ifTrue, ifFalse []Reference }

// maxProof bounds what a test is known to prove, and how many tests around a reference
// are looked at: an expression may have very many.
const maxProof = 100

// joined returns both lists, as far as there is room.
func joined(a, b []Reference) []Reference {
	if len(a)+len(b) > maxProof {
		return a
	}
	return append(a, b...)
}

// test collects the references of a node, and returns what its outcome proves.
func (r *referrer) test(n node) (p proof) {
	if n.head().mods == nil {
		switch n := n.(type) {
		case *binaryNode:
			return r.binary(n)
		case *callNode:
			return r.call(n)
		case *blockNode:
			if len(n.expressions) == 1 {
				r.scoped(false, func() { p = r.test(n.expressions[0]) }, n.expressions...)
				return p
			}
		}
	}
	before := len(r.found.Variables)
	r.node(n)
	if isReference(n) && len(r.found.Variables) == before+1 {
		p.ifTrue = []Reference{r.found.Variables[before]}
	}
	return p
}

// knowing calls look while references are known to lead to a value.
func (r *referrer) knowing(refs []Reference, look func()) {
	for _, ref := range refs {
		r.known[ref.Name] = append(r.known[ref.Name], ref.Path)
	}
	look()
	for _, ref := range refs {
		paths := r.known[ref.Name]
		r.known[ref.Name] = paths[:len(paths)-1]
	}
}

// knownOf returns [Reference.Known] of a variable with a path.
func (r *referrer) knownOf(name string, path []string) int {
	known := 0
	all := r.known[name]
	for _, proven := range all[max(0, len(all)-maxProof):] {
		n := 0
		for n < min(len(path), len(proven)) && path[n] == proven[n] {
			n++
		}
		known = max(known, n+1)
	}
	return known
}
