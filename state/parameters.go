package state

import (
	"strings"

	"github.com/goasl/goasl/internal/jsontree"
	"github.com/goasl/goasl/jsonvalue"
)

// checkParameters reports what the Parameters of a service lack, or the Arguments, and
// what they must not have. n is the Resource. If an expression makes them, nothing is
// known before the execution.
func (o *object) checkParameters(n jsontree.Node, r *resource) {
	if r.kind != Service || !o.p.opts.Strict {
		return
	}
	field := o.language.parameters()
	given, ok := o.peek(field)
	switch it := actions()[r.service+":"+r.api]; {
	case !ok:
		o.bad(n, "Resource", "%s field is required for resource ARN: %s", field, n.Text())
	case given.Kind() == jsonvalue.Object && it != nil:
		o.checkMembers(given, field, it, r.pattern)
	}
}

// checkMembers reports members that an action needs, or must not have.
func (o *object) checkMembers(given jsontree.Node, field string, it *Integration, by Pattern) {
	members := make(map[string]int, given.Len()) // their places
	for _, m := range given.All() {
		if _, _, _, open := findPlaceholder(m.Name); open {
			return // it may be any member
		}
		members[o.member(m.Name)] = m.NamePos
	}
	for _, name := range it.Required {
		if _, ok := members[name]; !ok {
			o.p.report(given.Pos, codeSchema, o.at(field), "The field '%s' is required but was missing", name)
		}
	}
	if by != Sync {
		return
	}
	for _, name := range it.NotWithSync {
		if pos, ok := members[name]; ok {
			o.p.report(pos, codeSchema, o.at(field), "The field '%s' is not supported by Step Functions", name)
		}
	}
}

// member returns the name that a member of a payload template has when it is evaluated.
func (o *object) member(name string) string {
	if o.language == JSONPath {
		return strings.TrimSuffix(name, ".$")
	}
	return name
}
