package state

import (
	"strings"
	"unicode"

	"github.com/goasl/goasl/jsonvalue"
)

// assignment is the field Assign.
type assignment struct {
	values *template
}

// assignment reads Assign; nil if it is absent.
func (o *object) assignment() *assignment {
	n, ok := o.take("Assign")
	if !ok {
		return nil
	}
	if !o.p.isObject(n, o.at("Assign")) {
		return nil
	}
	for _, kid := range n.children() {
		if name := strings.TrimSuffix(kid.name, ".$"); !isVariableName(name) {
			o.p.report(kid.namePos, codeSchema, o.at("Assign"), "'%s' is not a valid variable name", name)
		}
	}
	return &assignment{values: o.compileTemplate(n, "Assign")}
}

// isVariableName reports whether AWS takes the name: a Unicode identifier of at
// most 80 characters, and not the reserved "states".
func isVariableName(name string) bool {
	if name == "" || name == "states" || len([]rune(name)) > maxNameLength {
		return false
	}
	for i, r := range name {
		if r != '_' && !unicode.IsLetter(r) && (i == 0 || !unicode.IsDigit(r)) {
			return false
		}
	}
	return true
}

// assign evaluates Assign over the scope's input; nothing is assigned before
// the state is left.
func (s *scope) assign(a *assignment) ([]jsonvalue.Member, error) {
	if a == nil {
		return nil, nil
	}
	values, err := s.apply(a.values)
	if err != nil {
		return nil, err
	}
	assigned := make([]jsonvalue.Member, 0, values.Len())
	for name, value := range values.Members() {
		assigned = append(assigned, jsonvalue.Member{Name: name, Value: value.Clone()})
	}
	return assigned, nil
}

// variable returns the value of a variable, of the innermost frame that has it,
// or none.
func (f *frame) variable(name string) jsonvalue.Value {
	for ; f != nil; f = f.parent {
		for i := range f.variables {
			if f.variables[i].Name == name {
				return f.variables[i].Value
			}
		}
	}
	return jsonvalue.Value{}
}

// set gives variables of this frame their values.
func (f *frame) set(assigned []jsonvalue.Member) {
next:
	for _, a := range assigned {
		for i := range f.variables {
			if f.variables[i].Name == a.Name {
				f.variables[i].Value = a.Value
				continue next
			}
		}
		f.variables = append(f.variables, a)
	}
}
