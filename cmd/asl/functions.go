package main

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/aws"
	"github.com/goasl/goasl/items/parquet"
	"github.com/goasl/goasl/lambda"
)

// parseFunction reads the value of a flag: NAME=DIR:HANDLER or NAME=URL.
func parseFunction(value string) (lambda.Function, error) {
	name, where, _ := strings.Cut(value, "=")
	if strings.HasPrefix(where, "http://") || strings.HasPrefix(where, "https://") {
		return lambda.Function{Name: name, URL: where}, nil
	}
	i := strings.LastIndexByte(where, ':')
	if name == "" || i < 0 || i == len(where)-1 {
		return lambda.Function{}, usage("--function %s: want NAME=DIR:HANDLER, such as "+
			"orders=./orders:app.lambda_handler, or NAME=URL", value)
	}
	dir := where[:i]
	if dir == "" {
		dir = "."
	}
	return lambda.Function{Name: name, Dir: dir, Handler: where[i+1:]}, nil
}

// functionNames returns the names of the functions, also of those whose code is in a template.
func (p *project) functionNames() (names []string) {
	for _, f := range p.functions {
		names = append(names, f.Name)
	}
	for _, f := range p.inline {
		names = append(names, f.Name)
	}
	return names
}

// withFunctions returns the functions of a project, or in their places those of the command
// line, of which there are no notes any more.
func (p *project) withFunctions(flags []string) ([]lambda.Function, error) {
	all := slices.Clone(p.functions)
	for _, f := range p.inline {
		function, err := f.written()
		if err != nil {
			return nil, &exit{code: exitUsage, err: fmt.Errorf("the code of the function %s: %w", f.Name, err)}
		}
		all = append(all, function)
	}
	for _, value := range flags {
		f, err := parseFunction(value)
		if err != nil {
			return nil, err
		}
		all = slices.DeleteFunc(all, func(other lambda.Function) bool { return other.Name == f.Name })
		all = append(all, f)
		p.notes = slices.DeleteFunc(p.notes, func(n note) bool { return n.what == functionNote && n.name == f.Name })
	}
	return all, nil
}

// tasks are what the states of a project's machines call: functions, and other machines of
// the project.
type tasks struct {
	mux       asl.Mux
	functions *lambda.Runtime
	names     []string  // of the functions
	services  *services // nil if none are called
}

// newTasks makes the tasks of a project. Functions of the command line take the place of
// those of the folder. No process is started yet.
func newTasks(
	p *project, machines map[string]*asl.Machine, flags []string, logs *slog.Logger,
) (*tasks, error) {
	all, err := p.withFunctions(flags)
	if err != nil {
		return nil, err
	}
	functions, err := lambda.New(all, lambda.WithLogger(logs))
	if err != nil {
		return nil, &exit{code: exitUsage, err: err}
	}
	t := &tasks{functions: functions}
	for _, f := range all {
		t.names = append(t.names, f.Name)
	}
	t.mux.HandleResolver("*", functions)
	for name, machine := range machines {
		if asl.CheckName(name) == nil {
			t.mux.HandleMachine(name, machine)
		}
	}
	return t, nil
}

// call makes tasks call the services of AWS, and HTTP Tasks the endpoints, that flags name.
func (t *tasks) call(f *callFlags) (err error) {
	if t.services, err = newServices(f.aws, nil, "", len(t.names) > 0); err != nil {
		return err
	}
	if t.services != nil {
		t.services.add(&t.mux)
	}
	caller, err := f.http.caller()
	if caller != nil {
		t.mux.HandleResolver("arn:*:states:::http:invoke", caller)
	}
	return err
}

// calls returns the states of a machine that call services of AWS.
func (t *tasks) calls(m *asl.Machine) []aws.Call {
	if t.services == nil {
		return nil
	}
	return t.services.calls(m)
}

// option makes executions call the tasks.
func (t *tasks) option() asl.Option { return asl.WithResolver(&t.mux) }

// options are option, and what distributed Maps read in S3 if that is called.
func (t *tasks) options() []asl.Option {
	opts := []asl.Option{t.option(), asl.WithParquet(parquet.Open)}
	if t.services != nil {
		opts = append(opts, asl.WithObjects(t.services.Objects()))
	}
	return opts
}

// close waits until the jobs of tasks that were given up are stopped, and ends the processes of the
// functions.
func (t *tasks) close() error {
	if t.services != nil {
		t.services.settle()
	}
	return t.functions.Close()
}
