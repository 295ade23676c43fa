package state

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/goasl/goasl/internal/jsontree"
	"github.com/goasl/goasl/jsonpath"
	"github.com/goasl/goasl/jsonvalue"
)

// assignment reads Assign, nil if it is absent.
func (o *object) assignment() template {
	n, ok := o.take("Assign")
	if !ok {
		return nil
	}
	if !o.p.isObject(n, o.at("Assign")) {
		return nil
	}
	for _, kid := range n.All() {
		name := kid.Name
		if o.language == JSONPath {
			name = strings.TrimSuffix(name, ".$")
		}
		o.checkVariableName(kid, name)
		o.p.variables.assigned(name, o.p.depth)
	}
	return o.compileTemplate(n, "Assign")
}

// checkVariableName reports a name that no variable can have. AWS takes a Unicode
// identifier of at most 80 characters, other than the reserved "states".
func (o *object) checkVariableName(n jsontree.Node, name string) {
	at := o.at("Assign/" + n.Name)
	switch {
	case name == "states":
		o.p.report(n.NamePos, "RESERVED_VARIABLE_NAME", at, "Cannot assign to reserved variable '$states'.")
	case !jsonpath.IsVariableName(name):
		o.p.report(n.NamePos, codeInvalidVariable, at, "Invalid variable name '%s': the variable name contains invalid characters.", name)
	case utf8.RuneCountInString(name) > maxNameLength:
		o.p.report(n.NamePos, codeInvalidVariable, at, "Invalid variable name '%s': the variable name exceeds the %d-character limit allowed by the service.", name, maxNameLength)
	}
}

const codeInvalidVariable = "INVALID_VARIABLE_NAME"

// assign evaluates Assign over the scope's input. The variables get their values when
// the state is left, so that Output sees the values from before.
func (s *scope) assign(t template) ([]jsonvalue.Member, error) {
	if t == nil {
		return nil, nil
	}
	values, err := t.eval(s)
	if err != nil {
		return nil, err
	}
	assigned := make([]jsonvalue.Member, 0, values.Len())
	for name, value := range values.Members() {
		assigned = append(assigned, jsonvalue.Member{Name: name, Value: value})
	}
	if err := s.f.fits(assigned, s.r.cfg.Limits.Assign); err != nil {
		return nil, err
	}
	return assigned, s.own(assigned)
}

// own gives values memory of their own: a variable outlives the payload that its value
// may be a part of.
func (s *scope) own(assigned []jsonvalue.Member) error {
	for i := range assigned {
		v := &assigned[i].Value
		if err := s.spend(1, v.Size()); err != nil {
			return err
		}
		*v = v.Clone()
	}
	return nil
}

// fits returns a failure if the variables of one Assign are larger than AWS takes.
func (f *frame) fits(assigned []jsonvalue.Member, limit int) error {
	size := 0
	for _, a := range assigned {
		size += a.Value.Size()
		if limit > 0 && size > limit {
			return f.variablesTooLarge(fmt.Sprintf("State total variable size limit exceeded. Variable '%s' in state '%s' was assigned %d bytes, "+
				"which caused the size of variables assigned in the state to exceed its limit by %d bytes.", a.Name, f.state.Name(), a.Value.Size(), size-limit))
		}
	}
	return nil
}

// assign gives the frame's variables their values. It fails if all variables together
// are larger than the limit.
func (r *Run) assign(f *frame, assigned []jsonvalue.Member) error {
	stored := r.variableBytes + sizeOf(assigned)
	for _, a := range assigned {
		if a.Value.Depth() > maxDepth {
			return f.runtimeFault(fmt.Sprintf("The variable '%s' is nested deeper than %d levels.", a.Name, maxDepth))
		}
		stored -= f.own(a.Name).Size()
	}
	if limit := r.cfg.Limits.Variables; limit > 0 && stored > limit {
		return f.variablesTooLarge(fmt.Sprintf("Execution total variable size limit exceeded. State '%s' assigned variables that "+
			"exceed the total execution limit by %d bytes.", f.state.Name(), stored-limit))
	}
	r.variableBytes = stored
	r.undo.keepVariables(f.variables)
	f.set(assigned)
	return nil
}

// variablesTooLarge is the failure of an Assign beyond the limits.
// Step Functions: in JSONata it is an expression that fails.
func (f *frame) variablesTooLarge(cause string) *fault {
	why := &fault{Failure: *NewFailure(errDataLimit, cause)}
	if f.state.Language() == JSONata {
		why.evaluation = &evaluation{location: "Assign"}
	}
	return why
}

// dropVariables drops the variables of a branch or an iteration that is over.
func (r *Run) dropVariables(f *frame) {
	if f.parent == nil {
		return
	}
	r.variableBytes -= sizeOf(f.variables)
	f.variables = nil
}

// sizeOf returns the size of variables in bytes, as limits count it.
func sizeOf(variables []jsonvalue.Member) int {
	size := 0
	for i := range variables {
		size += variables[i].Value.Size()
	}
	return size
}

// position returns where a variable of this frame is, -1 if the frame has none of that
// name. Of many variables it keeps an index, which is made anew if it is of another number.
func (f *frame) position(name string) int {
	if len(f.variables) <= fewVariables {
		for i := range f.variables {
			if f.variables[i].Name == name {
				return i
			}
		}
		return -1
	}
	if len(f.positions) != len(f.variables) {
		f.positions = make(map[string]int, len(f.variables))
		for i := range f.variables {
			f.positions[f.variables[i].Name] = i
		}
	}
	if i, ok := f.positions[name]; ok {
		return i
	}
	return -1
}

// fewVariables is the number of variables up to which names are compared one by one.
const fewVariables = 32

// own returns the value of a variable of this frame, none if the frame has no such
// variable.
func (f *frame) own(name string) jsonvalue.Value {
	if i := f.position(name); i >= 0 {
		return f.variables[i].Value
	}
	return jsonvalue.Value{}
}

// variable returns the value of a variable that the frame sees: its own, or that of the
// nearest frame above it. It returns none if there is no such variable.
func (f *frame) variable(name string) jsonvalue.Value {
	for ; f != nil; f = f.parent {
		if v := f.own(name); v.Exists() {
			return v
		}
	}
	return jsonvalue.Value{}
}

// set gives variables of this frame their values.
func (f *frame) set(assigned []jsonvalue.Member) {
	for _, a := range assigned {
		if i := f.position(a.Name); i >= 0 {
			f.variables[i].Value = a.Value
			continue
		}
		if len(f.positions) == len(f.variables) && f.positions != nil {
			f.positions[a.Name] = len(f.variables)
		}
		f.variables = append(f.variables, a)
	}
}
