package lint

import (
	"strings"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// choices finds what choice rules read. A rule is tested only if those before it do not
// hold. choices returns what is proven if none does.
func (r *reader) choices(rules []state.Node) []source {
	var earlier []source
	for _, rule := range rules {
		ifTrue, ifFalse := r.test(rule)
		r.found.rules = append(r.found.rules, proof{earlier, ifTrue})
		r.knowing(ifTrue, func() {
			for _, name := range []string{"Assign", "Output"} {
				if n := rule.Get(name); n.Exists() {
					r.value(n, true)
				}
			}
		})
		known := len(earlier)
		earlier = joined(earlier, ifFalse)
		r.know(earlier[known:])
	}
	r.forget(earlier)
	r.found.none = earlier
	return earlier
}

// test finds what the test of a rule reads, and returns what its outcome proves.
func (r *reader) test(rule state.Node) (ifTrue, ifFalse []source) {
	if n := rule.Get("And"); n.Exists() {
		return r.tests(n.Children(), true), nil
	}
	if n := rule.Get("Or"); n.Exists() {
		return nil, r.tests(n.Children(), false)
	}
	if n := rule.Get("Not"); n.Exists() {
		ifFalse, ifTrue = r.test(n)
		return ifTrue, ifFalse
	}
	if n := rule.Get("Condition"); n.Exists() {
		return r.query(n.Text())
	}
	return r.comparison(rule)
}

// tests finds what the parts of And or Or read. Each is tested only if those before it
// came out as the outcome says. It returns what is proven if all do.
func (r *reader) tests(parts []state.Node, outcome bool) (all []source) {
	for _, part := range parts {
		proven, ifFalse := r.test(part)
		if !outcome {
			proven = ifFalse
		}
		known := len(all)
		all = joined(all, proven)
		r.know(all[known:])
	}
	r.forget(all)
	return all
}

// comparison finds what a comparison reads. Step Functions: IsPresent takes a path that
// leads to nothing; with any other operator the execution fails.
func (r *reader) comparison(rule state.Node) (ifTrue, ifFalse []source) {
	variable, ok := r.sourceOf(rule.Get("Variable").Text())
	present := rule.Get("IsPresent")
	if ok {
		r.add(variable, rule.Get("Variable").Text(), present.Exists())
	}
	switch {
	case !ok:
	case present.Kind() != jsonvalue.Bool:
		ifTrue, ifFalse = []source{variable}, []source{variable}
	case present.Value().IsTrue():
		ifTrue = []source{variable}
	default:
		ifFalse = []source{variable}
	}
	for n := range rule.All() {
		if strings.HasSuffix(n.Name(), "Path") {
			r.path(n.Text())
		}
	}
	return ifTrue, ifFalse
}
