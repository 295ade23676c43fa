package state

import (
	"strings"

	"github.com/goasl/goasl/internal/jsontree"
	"github.com/goasl/goasl/jsonvalue"
)

// A CallChecker knows what AWS services are called with. Package awsshapes has one. It
// must be safe for concurrent use, and return the same for the same arguments.
type CallChecker interface {
	// HasCall reports whether the service may have the action that the Resource of a
	// Task names.
	HasCall(resource string) bool
	// CheckCall returns what is wrong with the Parameters or Arguments of a Task that has
	// this Resource, in the words of Step Functions. parameters is an object, in which
	// members have their names without ".$", and values that are computed in the
	// execution, or that stand in for a placeholder, are null.
	CheckCall(resource string, parameters jsonvalue.Value) []string
}

// checkParameters reports what the Parameters of a service lack, or the Arguments, and
// what they must not have. n is the Resource. If an expression makes them, nothing is
// known before the execution.
func (o *object) checkParameters(n jsontree.Node, r *resource) {
	if r.kind != Service {
		return
	}
	field := o.language.parameters()
	given, ok := o.peek(field)
	switch calls := o.p.opts.Calls; {
	case calls != nil && !calls.HasCall(r.arn):
		o.unknownResource(n)
	case !ok && o.p.opts.Strict:
		o.bad(n, "Resource", "%s field is required for resource ARN: %s", field, n.Text())
	case given.Kind() != jsonvalue.Object || o.hasOpenMember(given):
	case o.p.opts.Strict && !o.checkMembers(given, field, r):
	case calls != nil:
		for _, problem := range calls.CheckCall(r.arn, o.known(given.Value())) {
			o.p.report(given.Pos, codeSchema, o.at(field), "%s", problem)
		}
	}
}

// hasOpenMember reports whether the name of a member holds a placeholder, so that it may
// be any member.
func (o *object) hasOpenMember(given jsontree.Node) bool {
	for _, m := range given.All() {
		if _, open := Placeholder(m.Name); open {
			return true
		}
	}
	return false
}

// known returns a value of the definition with null for what is not known before the
// execution. It recurses as deep as the definition, which the parser limits.
func (o *object) known(v jsonvalue.Value) jsonvalue.Value {
	switch v.Kind() {
	case jsonvalue.Object:
		var members []jsonvalue.Member
		for name, item := range v.Members() {
			m := jsonvalue.Member{Name: o.member(name), Value: jsonvalue.NullValue}
			if m.Name == name {
				m.Value = o.known(item)
			}
			members = append(members, m)
		}
		return jsonvalue.OfObject(members)
	case jsonvalue.Array:
		var items []jsonvalue.Value
		for _, item := range v.Elements() {
			items = append(items, o.known(item))
		}
		return jsonvalue.OfArray(items)
	case jsonvalue.String:
		if _, open := Placeholder(v.Text()); open || o.language == JSONata && isQuery(v) {
			return jsonvalue.NullValue
		}
	}
	return v
}

// checkMembers reports members that an action of an optimised integration needs, or must
// not have. fits is false if there are some.
func (o *object) checkMembers(given jsontree.Node, field string, r *resource) (fits bool) {
	it := actions()[r.service+":"+r.api]
	if it == nil {
		return true
	}
	members := make(map[string]int, given.Len()) // their places
	for _, m := range given.All() {
		members[o.member(m.Name)] = m.NamePos
	}
	fits = true
	for _, name := range it.Required {
		if _, ok := members[name]; !ok {
			fits = false
			o.p.report(given.Pos, codeSchema, o.at(field), "The field '%s' is required but was missing", name)
		}
	}
	if r.pattern != Sync {
		return fits
	}
	for _, name := range it.NotWithSync {
		if pos, ok := members[name]; ok {
			fits = false
			o.p.report(pos, codeSchema, o.at(field), "The field '%s' is not supported by Step Functions", name)
		}
	}
	return fits
}

// member returns the name that a member of a payload template has when it is evaluated.
func (o *object) member(name string) string {
	if o.language == JSONPath {
		return strings.TrimSuffix(name, ".$")
	}
	return name
}
