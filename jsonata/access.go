package jsonata

import (
	"context"

	"github.com/goasl/goasl/jsonvalue"
)

// access is an expression that only leads from a variable to a member: $v.a.b. It
// is what most fields of a workflow hold, and needs no evaluation of its own as
// long as it meets objects from outside.
//
// Measured one after the other on a busy machine: 139 ns for $states.input.a.b, and
// 175 ns with an evaluation.
type access struct {
	variable string
	names    []string
}

// newAccess returns the access that an expression is, nil if there is more to it.
func newAccess(root Node) *access {
	path, ok := root.(*Path)
	if !ok || !path.plain || path.tuple || path.KeepSingleton || path.mods != nil {
		return nil
	}
	first, ok := path.Steps[0].(*Variable)
	if !ok || first.mods != nil || first.Name == "" || first.Name == "$" || first.builtin.exists() {
		return nil
	}
	a := &access{variable: first.Name}
	for _, step := range path.Steps[1:] {
		a.names = append(a.names, step.(*Name).Name)
	}
	return a
}

// find looks the member up. ok is false if only an evaluation can tell.
func (a *access) find(env *Env, ctx context.Context, vars map[string]jsonvalue.Value) (v jsonvalue.Value, ok bool) {
	if interrupted(env, ctx) {
		return v, false
	}
	v, _ = outer(env, vars, a.variable)
	for _, name := range a.names {
		if v.Kind() == jsonvalue.Array {
			return v, false
		}
		v = v.Get(name)
	}
	return v, v.Kind() != jsonvalue.Array
}
