package main

import (
	"fmt"
	"slices"
	"strings"

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
