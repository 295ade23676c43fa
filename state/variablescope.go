package state

import (
	"maps"
	"strings"
)

// A branch or an iteration reads the variables of the scopes around it, and has variables
// of its own.
// Step Functions: it may not assign a name that may have a value in a scope around it. A
// name that is only assigned later there is free.

// variableDepths are the depths of the flows in which names are assigned: of each name the
// first one. Few definitions assign a name at two depths, and only those are searched.
type variableDepths struct {
	first map[string]int
	mixed bool // a name is assigned at two depths
}

// assigned notes that a name is assigned in a flow of some depth.
func (v *variableDepths) assigned(name string, depth int) {
	if v.first == nil {
		v.first = map[string]int{}
	}
	if first, known := v.first[name]; !known {
		v.first[name] = depth
	} else if first != depth {
		v.mixed = true
	}
}

// variableScopes is the search for such names.
type variableScopes struct {
	p    *parser
	work int // the number of transitions that were followed
}

// maxScopeWork bounds the search, whose work may be the square of the number of states.
// The search reports nothing after that.
const maxScopeWork = 10_000_000

// assignment is a name that a state assigns on some of the ways out of it.
type assignment struct {
	name     string
	node     Node
	location string
}

// checkVariables reports names that are assigned both in an inner scope and in one
// around it.
func (p *parser) checkVariables() {
	if !p.variables.mixed {
		return
	}
	v := &variableScopes{p: p}
	v.flow(&p.machine.Flow, nil)
}

// flow checks the states of a flow, and those inside them. above are the names that may
// have a value around the flow.
func (v *variableScopes) flow(f *Flow, above map[string]bool) {
	into := v.ways(f)
	for _, s := range f.States {
		for _, a := range assignments(v.p.machine.NodeOf(s), s.Location()) {
			if above[a.name] {
				v.p.report(a.node.n.NamePos, codeDuplicateVariable, a.location, "The variable name '%s' was already defined in a parent scope.", a.name)
			}
		}
		inner := s.flows()
		if len(inner) == 0 {
			continue
		}
		known := v.before(s, into, above)
		if m, isMap := s.(*Map); isMap && m.Distributed { // its items see no outer variables
			known = nil
		}
		for _, in := range inner {
			v.flow(in, known)
		}
	}
}

// variableWay is a way into a state.
type variableWay struct {
	from  string
	names []string // assigned on it
}

// ways returns the ways into each state of a flow, nil if no variable is assigned on
// any.
func (v *variableScopes) ways(f *Flow) map[string][]variableWay {
	into, assigns := map[string][]variableWay{}, false
	for _, s := range f.States {
		for _, t := range v.p.machine.Transitions(s) {
			holder := t.Node
			if t.Kind == ByNext || t.Kind == ByDefault {
				holder = v.p.machine.NodeOf(s)
			}
			way := variableWay{from: s.Name()}
			for _, kid := range holder.Get("Assign").Children() {
				way.names = append(way.names, variableName(kid))
			}
			assigns = assigns || way.names != nil
			into[t.To] = append(into[t.To], way)
		}
	}
	if !assigns {
		return nil
	}
	return into
}

// before returns the names that may have a value when a state is entered.
func (v *variableScopes) before(s State, into map[string][]variableWay, above map[string]bool) map[string]bool {
	known := maps.Clone(above)
	if known == nil {
		known = map[string]bool{}
	}
	v.work += len(above)
	seen := map[string]bool{s.Name(): true}
	for left := []string{s.Name()}; len(left) > 0 && v.work < maxScopeWork; {
		ways := into[left[len(left)-1]]
		left = left[:len(left)-1]
		v.work += len(ways) + 1
		for _, way := range ways {
			for _, name := range way.names {
				known[name] = true
			}
			if !seen[way.from] {
				seen[way.from] = true
				left = append(left, way.from)
			}
		}
	}
	return known
}

// assignments returns the assignments of a state, of its rules and of its catchers.
func assignments(s Node, location string) []assignment {
	all := assigned(nil, s, location)
	for _, field := range []string{"Choices", "Catch"} {
		for i, n := range s.Get(field).Children() {
			all = assigned(all, n, location+"/"+field+"["+itoa(i)+"]")
		}
	}
	return all
}

func assigned(to []assignment, holder Node, location string) []assignment {
	for _, n := range holder.Get("Assign").Children() {
		to = append(to, assignment{name: variableName(n), node: n, location: location + "/Assign/" + n.Name()})
	}
	return to
}

// variableName returns the name of the variable that a member of Assign assigns.
func variableName(n Node) string { return strings.TrimSuffix(n.Name(), ".$") }
