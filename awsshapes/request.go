package awsshapes

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goasl/goasl/internal/integration"
	"github.com/goasl/goasl/jsonvalue"
)

// HasCall reports whether Step Functions may know a resource. It is true for each
// service that is not in the table, which may be newer than the table.
func (Checker) HasCall(resource string) bool {
	call, ok := integration.CallOf(resource)
	if !ok || !call.SDK {
		return true
	}
	operations, err := lookUp(call.Service)
	_, known := operations[call.Operation]
	return known || operations == nil || err != nil
}

// CheckCall returns what is wrong with the Parameters or Arguments of a Task that has
// this Resource, in the words of Step Functions. Members whose values are computed in
// the execution are null in them, and have the names that they will have. What is not in
// the table may be called with anything.
//
// Step Functions: all members that the request needs are reported, otherwise all numbers
// that are none, otherwise the first problem inside. Of optimised integrations only the
// names are compared.
func (Checker) CheckCall(resource string, parameters jsonvalue.Value) []string {
	call, ok := integration.CallOf(resource)
	if !ok {
		return nil
	}
	operations, err := lookUp(call.Service)
	if err != nil {
		return []string{err.Error()}
	}
	root := operations[call.Operation].request
	if root == nil {
		root = &shape{kind: object} // a request without members
	}
	if _, known := operations[call.Operation]; !known {
		return nil
	}
	r := request{check{sdk: call.SDK, named: map[*shape]map[string]*shape{}}, call.Service}
	if !call.SDK {
		return r.others(root, parameters, call.Added)
	}
	return r.problems(root, parameters)
}

// request compares the parameters of a task with the shape of a request. It recurses as
// deep as the parameters, which the JSON parser limits, and no deeper than the shape.
type request struct {
	check
	service string
}

// others returns a problem for the first member of an optimised integration that the
// request does not have.
func (r *request) others(root *shape, parameters jsonvalue.Value, added []string) []string {
	fields := r.fields(root)
	for name, v := range parameters.Members() {
		if fields[name] == nil && v.Kind() != jsonvalue.Null && !slices.Contains(added, name) {
			return []string{r.unsupported(name, root)}
		}
	}
	return nil
}

func (r *request) problems(root *shape, parameters jsonvalue.Value) (all []string) {
	if all = r.missing(root, parameters); all != nil {
		return all
	}
	fields := r.fields(root)
	for name, v := range parameters.Members() {
		s := fields[name]
		if s != nil && s.kind == number && v.Kind() != jsonvalue.Number && v.Kind() != jsonvalue.Null {
			all = append(all, "The value for the field '"+name+"' must be "+articles[s.name]+strings.ToUpper(s.name))
		}
	}
	if all != nil {
		return all
	}
	if problem := r.object(root, parameters); problem != "" {
		return []string{problem}
	}
	return nil
}

var articles = map[string]string{"integer": "an ", "long": "a ", "float": "a ", "double": "a ", "number": "a "}

// missing returns a problem for each member that a request needs; a body comes last.
func (r *request) missing(root *shape, parameters jsonvalue.Value) (all []string) {
	var bodies []string
	for _, m := range root.members {
		name := r.name(m.name)
		if !m.required || parameters.Get(name).Exists() {
			continue
		}
		problem := fmt.Sprintf("The field '%s' is required but was missing", name)
		if m.body {
			bodies = append(bodies, problem)
		} else {
			all = append(all, problem)
		}
	}
	return append(all, bodies...)
}

// value returns the first problem of a value, "" for none.
func (r *request) value(s *shape, v jsonvalue.Value) string {
	switch {
	case v.Kind() == jsonvalue.Null || s.kind == anything || s.kind == text: // any JSON becomes a text
		return ""
	case s.kind == number || s.kind == boolean:
		return s.readScalar(v)
	case s.kind == object && v.Kind() == jsonvalue.Object:
		return r.object(s, v)
	case s.kind == list && v.Kind() == jsonvalue.Array:
		for _, item := range v.Elements() {
			if problem := r.value(s.of, item); problem != "" {
				return problem
			}
		}
		return ""
	case s.kind == dictionary && v.Kind() == jsonvalue.Object:
		for _, item := range v.Members() {
			if problem := r.value(s.of, item); problem != "" {
				return problem
			}
		}
		return ""
	}
	return r.misfit(s, v)
}

func (r *request) object(s *shape, v jsonvalue.Value) string {
	fields := r.fields(s)
	for name, item := range v.Members() {
		if item.Kind() == jsonvalue.Null {
			continue
		}
		inner := fields[name]
		if inner == nil {
			return r.unsupported(name, s)
		}
		if problem := r.value(inner, item); problem != "" {
			return problem
		}
	}
	return ""
}

// unsupported returns the problem of a member that a structure does not have.
func (r *request) unsupported(name string, s *shape) string {
	problem := `The field "` + name + `" is not supported by Step Functions`
	for _, m := range s.members {
		if field := r.name(m.name); strings.EqualFold(field, name) {
			return problem + ". Did you mean '" + field + "'?"
		}
	}
	return problem
}
