package asl

import (
	"fmt"

	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/state"
)

// Check returns a diagnostic for each Task state whose resource has no task, with its place
// in the definition. Such a state would fail with States.Runtime. It also returns one for
// each ItemReader and ResultWriter of a distributed Map that needs an object store, if there
// is none ([WithObjects]), and for an ItemReader of Parquet files without [WithParquet]. A
// resource that is only known during an execution, such as a FunctionName that a path gives,
// is not checked. If an option is wrong the list says so.
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
// store, if there is none, or a reader of Parquet files.
func (m *Machine) checkObjects(cfg *config, s *state.Map) (list diag.List) {
	if !s.Distributed {
		return nil
	}
	if cfg.objects == nil {
		for _, field := range []string{"ItemReader", "ResultWriter"} {
			list = append(list, m.lacks(s, field, "object store", "WithObjects")...)
		}
	}
	if s.Reader != nil && s.Reader.InputType == "PARQUET" && cfg.parquet == nil {
		list = append(list, m.lacks(s, "ItemReader", "reader of Parquet files", "WithParquet")...)
	}
	return list
}

// lacks returns a diagnostic for a field of a distributed Map, if it is there and names a
// resource, which needs an option.
func (m *Machine) lacks(s *state.Map, field, what, option string) diag.List {
	resource := m.def.NodeOf(s).Get(field).Get("Resource")
	if !resource.Exists() {
		return nil
	}
	return diag.List{m.def.Diagnose(resource.Pos(), diag.Diagnostic{
		Severity: diag.Error, Code: "INVALID_RESOURCE", Location: s.Location() + "/" + field + "/Resource",
		Message: fmt.Sprintf("The %s of the state %q has no %s: give the machine one, with asl.%s", field, s.Name(), what, option),
	})}
}
