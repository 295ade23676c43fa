package main

import (
	"log/slog"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/aws"
	"github.com/goasl/goasl/items/parquet"
	"github.com/goasl/goasl/lambda"
)

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
func newTasks(p *project, machines map[string]*asl.Machine, flags []string, logs *slog.Logger) (*tasks, error) {
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
