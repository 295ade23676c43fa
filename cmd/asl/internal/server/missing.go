package server

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/cmd/asl/internal/folder"
	"github.com/goasl/goasl/items/parquet"
	"github.com/goasl/goasl/lambda"
)

// tellMissing says which tasks of machines nothing runs, and what to do.
func (s *Server) tellMissing(machines ...Machine) {
	found := false
	for _, m := range machines {
		for _, line := range s.missing(m) {
			s.Tell("cannot be run: " + line)
			found = true
		}
	}
	if found {
		s.Tell("These states fail, except in test cases with mocks for them. A function is a file in the folder handlers, or\n" +
			"named with --function NAME=DIR:HANDLER or NAME=URL; others are called at LAMBDA_ENDPOINT.")
	}
}

// missing returns a line for each task of a machine that nothing runs. Activities are left to
// their workers, and machines that tasks start may be created later.
func (s *Server) missing(m Machine) (lines []string) {
	parsed, err := asl.Parse([]byte(m.Definition), asl.WithType(m.Type))
	if err != nil {
		return nil // the service has refused it
	}
	check := []asl.Option{asl.WithResolver(checked{resolver{s.Runtime, s.Services}, parsed}), asl.WithParquet(parquet.Open), asl.WithActivityTasks(anyActivity{})}
	if len(s.buckets) > 0 || s.Objects != nil {
		check = append(check, asl.WithObjects(folder.Objects(s.buckets, s.Objects)))
	}
	for _, d := range parsed.Check(check...) {
		if strings.HasSuffix(d.Message, "asl.WithObjects") {
			d.Message = "there is no bucket to read from or to write to: name its folder, with --bucket NAME=FOLDER"
		}
		lines = append(lines, m.Name+" "+strings.TrimSuffix(d.Location, "/Resource")+": "+strings.TrimPrefix(d.Message, "asl: "))
	}
	return lines
}

// checked is a resolver that has some machine for each ARN, and anyActivity has each activity.
type (
	checked struct {
		resolver
		machine *asl.Machine
	}
	anyActivity struct{ asl.ActivityTasks }
)

// ResolveMachine implements [asl.MachineResolver].
func (c checked) ResolveMachine(string) (*asl.Machine, error) { return c.machine, nil }

// ResolveTask implements [asl.TaskResolver]. It says in the words of the command that there is no
// interpreter.
func (c checked) ResolveTask(resource string) (asl.TaskFunc, error) {
	f, err := c.resolver.ResolveTask(resource)
	var no *lambda.InterpreterError
	if errors.As(err, &no) {
		err = fmt.Errorf("no %s was found that can run the function %s (%s): install it, or say where the function runs with --function %[2]s=URL",
			no.Language, no.Function, strings.Join(no.Tried, "; "))
	}
	return f, err
}
