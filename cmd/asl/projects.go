package main

import (
	"errors"
	"slices"
	"strings"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/cmd/asl/internal/server"
	"github.com/goasl/goasl/lambda"
)

// openProjects reads several files and folders as one project. None of them makes one without
// machines.
func openProjects(paths []string, f templateFlags) (*project, error) {
	all := &project{}
	for _, path := range paths {
		if path == "-" {
			return nil, usage("serve reads no standard input: name a file or a folder")
		}
		p, err := openProject(path, nil, f)
		if err != nil {
			return nil, err
		}
		for _, m := range p.machines {
			if slices.ContainsFunc(all.machines, func(other machine) bool { return other.name == m.name }) {
				return nil, usage("%s: there is another machine %q: give one of them another name, in %s", path, m.name, p.names())
			}
		}
		known := all.functionNames()
		for _, name := range p.functionNames() {
			if slices.Contains(known, name) {
				return nil, usage("%s: there is another function %q: give one of them another name, in %s", path, name, p.names())
			}
		}
		if err := all.addEvents(path, p); err != nil {
			return nil, err
		}
		all.machines, all.functions = append(all.machines, p.machines...), append(all.functions, p.functions...)
		all.addTemplate(p)
	}
	slices.SortFunc(all.machines, func(a, b machine) int { return strings.Compare(a.name, b.name) })
	return all, nil
}

// names says where the machines and functions of a project get their names.
func (p *project) names() string {
	if slices.ContainsFunc(p.machines, func(m machine) bool { return m.template != nil }) {
		return "its template"
	}
	return "the file " + projectFileName + " of its folder"
}

// addTemplate adds what the template of another project has besides machines and functions.
func (p *project) addTemplate(other *project) {
	p.standIns, p.functionStandIns = append(p.standIns, other.standIns...), append(p.functionStandIns, other.functionStandIns...)
	p.inline, p.notes = append(p.inline, other.inline...), append(p.notes, other.notes...)
}

// machinesOf returns the machines of projects as they are now.
func machinesOf(paths []string, f templateFlags) (all []server.Machine, err error) {
	p, err := openProjects(paths, f)
	if err != nil {
		return nil, err
	}
	_, wrong := p.parseAll()
	for i := range p.machines {
		p.machines[i].options = append(p.machines[i].options, asl.Strict()) // as the service is
	}
	parsed, err := p.parseAll()
	var end *exit
	if errors.As(err, &end) && wrong == nil {
		end.advice = "Step Functions refuses this, and so does its API here; asl run and asl test take it. A Resource has to be\n" +
			"an ARN, such as arn:aws:lambda:us-east-1:123456789012:function:NAME."
	}
	if err != nil {
		return nil, err
	}
	for _, m := range p.machines {
		d := parsed[m.name].Definition()
		all = append(all, server.Machine{Name: m.name, File: m.file, Type: d.Type, Definition: string(d.Text()), Input: m.input})
	}
	return all, nil
}

// functionsOf returns the functions of projects as they are now.
func functionsOf(paths, flags []string, f templateFlags) ([]lambda.Function, error) {
	p, err := openProjects(paths, f)
	if err != nil {
		return nil, err
	}
	return p.withFunctions(flags)
}
