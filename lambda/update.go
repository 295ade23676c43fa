package lambda

import (
	"errors"
	"reflect"
	"slices"
)

// Update gives the runtime other functions in the place of those that it has. A function that is
// the same, and whose code is that of the Update before, keeps its processes. Of one that has
// changed, the next invocation is in a new process; invocations that are going on end in theirs.
// Update returns the names of the functions that have changed, are new, or are gone, in order.
// The error lists what is wrong with the functions; then the runtime stays as it is.
//
// The code of a function in Python or Node is what its folder has in these languages, outside of
// the folders node_modules and __pycache__ and of hidden ones, up to 10,000 files: a change is
// seen by a file's size or time. That of an executable is its file.
//
// The first Update finds no changed code: what was before is not known.
func (r *Runtime) Update(functions []Function) (changed []string, err error) {
	r.updating.Lock()
	defer r.updating.Unlock()
	now := map[string]*function{}
	var problems []error
	for _, config := range functions {
		problems = append(problems, r.add(now, config))
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	r.keepUnchanged(now)
	r.mu.Lock()
	before := r.functions
	r.functions = now
	r.mu.Unlock()
	for name, f := range before {
		if now[name] != f {
			changed = append(changed, name)
			f.pool.retire()
		}
	}
	for name := range now {
		if before[name] == nil {
			changed = append(changed, name)
		}
	}
	slices.Sort(changed)
	return changed, nil
}

// keepUnchanged puts the functions that the runtime has in the places of those that are the same.
func (r *Runtime) keepUnchanged(now map[string]*function) {
	for name, f := range now {
		f.code = f.codeNow()
		if is := r.function(name); is != nil && is.equal(f) {
			is.code = f.code
			now[name] = is
		}
	}
}

// equal reports whether two functions have the same configuration and, as far as it is known,
// the same code.
func (f *function) equal(other *function) bool {
	return f.kind == other.kind && reflect.DeepEqual(f.Function, other.Function) && (f.code == other.code || f.code == "")
}

// function returns the function that has a name, nil if there is none.
func (r *Runtime) function(name string) *function {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.functions[name]
}
