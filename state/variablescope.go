package state

// variableScope is a part of the definition whose states share their variables:
// the machine's own states, those of a branch, or of an item processor.
type variableScope struct {
	outer    *variableScope
	inner    []*variableScope
	assigned []assignedName
	// apart says that the variables around it cannot be seen, as in a distributed
	// Map, so that their names are free.
	apart bool
}

// assignedName is a name in an Assign.
type assignedName struct {
	name     string
	pos      int
	location string
}

// enterScope begins a scope inside the one that is being read.
func (p *parser) enterScope() {
	s := &variableScope{outer: p.scope}
	p.scope.inner = append(p.scope.inner, s)
	p.scope = s
}

// leaveScope goes back to the scope around.
func (p *parser) leaveScope() { p.scope = p.scope.outer }

// checkScope reports the names that a scope, or one in it, assigns although one
// around it does. above counts the latter. The specification: an inner scope may read the
// variables of an outer one, and must not assign them.
func (p *parser) checkScope(s *variableScope, above map[string]int) {
	if s.apart {
		above = map[string]int{}
	}
	for _, a := range s.assigned {
		if above[a.name] > 0 {
			p.report(a.pos, codeSchema, a.location, "The variable '%s' belongs to an outer scope and cannot be assigned in an inner one", a.name)
		}
	}
	for _, a := range s.assigned {
		above[a.name]++
	}
	for _, inner := range s.inner {
		p.checkScope(inner, above)
	}
	for _, a := range s.assigned {
		above[a.name]--
	}
}
