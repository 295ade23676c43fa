package asl

import (
	"fmt"

	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/state"
)

// Check returns a diagnostic for each Task state whose resource has no task, with its place
// in the definition. Such a state would fail with States.Runtime. It also returns one for
// each ItemReader and ResultWriter of a distributed Map that needs an object store, if there
// is none ([WithObjects]). A resource that is only
// known during an execution, such as a FunctionName that a path gives, is not checked. If
// an option is wrong the list says so.
func (m *Machine) Check(opts ...Option) diag.List {
	cfg, err := m.configure(opts)
	if err != nil {
		return diag.List{{Severity: diag.Error, Message: err.Error()}}
	}
	var list diag.List
	for _, s := range m.def.All() {
		switch s := s.(type) {
		case *state.Task:
			list = append(list, m.checkTask(cfg, s)...)
		case *state.Map:
			list = append(list, m.checkObjects(cfg, s)...)
		}
	}
	return list
}

func (m *Machine) checkTask(cfg *config, t *state.Task) diag.List {
	err := cfg.check(t)
	if err == nil {
		return nil
	}
	return diag.List{m.def.Diagnose(t.ResourcePos(), diag.Diagnostic{
		Severity: diag.Error, Code: "INVALID_RESOURCE", Message: err.Error(), Location: t.Location() + "/Resource",
	})}
}

// checkObjects returns a diagnostic for each field of a distributed Map that needs an object
// store, if there is none.
func (m *Machine) checkObjects(cfg *config, s *state.Map) (list diag.List) {
	if cfg.objects != nil || !s.Distributed {
		return nil
	}
	for _, field := range []string{"ItemReader", "ResultWriter"} {
		if resource := m.def.NodeOf(s).Get(field).Get("Resource"); resource.Exists() {
			list = append(list, m.def.Diagnose(resource.Pos(), diag.Diagnostic{
				Severity: diag.Error, Code: "INVALID_RESOURCE", Location: s.Location() + "/" + field + "/Resource",
				Message: fmt.Sprintf("The %s of the state %q has no object store: give the machine one, with asl.WithObjects", field, s.Name()),
			}))
		}
	}
	return list
}
