package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/cmd/asl/internal/server"
	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/lambda"
	"github.com/goasl/goasl/template"
)

// project is what a command works on: a file, or a folder.
type project struct {
	folder    string // "" for a file
	machines  []machine
	functions []lambda.Function
	buckets   []server.Bucket
	rules     []server.Rule
	hasGo     bool // the folder has a program in Go, too

	// Of a template.
	standIns         []template.StandIn
	functionStandIns []template.StandIn
	inline           []inlineFunction
	notes            []note // what of it cannot be used here
}

// note is why something of a template cannot be used.
type note struct{ what, name, why string }

// machine is a state machine of a project.
type machine struct {
	definition
	name  string
	id    string // in a template, "" elsewhere
	input []byte // the sample input, nil if there is none
	mocks mocks

	expected map[string]caseEntry // how the test cases end
}

// openProject reads the file or the folder that a command is given, but does not parse the
// definitions; "-" is standard input.
func openProject(path string, stdin io.Reader, f templateFlags) (*project, error) {
	if path == "-" {
		text, err := readText(path, stdin)
		if err != nil {
			return nil, err
		}
		return newFileProject("stdin", text), nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, usage("%w", err)
	}
	switch {
	case info.IsDir():
		return openFolder(path, f)
	case filepath.Base(path) == projectFileName: // which is about its folder
		return openFolder(filepath.Dir(path), f)
	}
	text, err := readText(path, stdin)
	if err != nil {
		return nil, err
	}
	if template.Detect(path, text) {
		return f.openTemplate(path)
	}
	return newFileProject(path, text), f.unused(path)
}

// unused refuses parameters for what is no template.
func (f templateFlags) unused(path string) error {
	if len(f.parameters) > 0 {
		return usage("--parameter is for templates, and %s is none", path)
	}
	return nil
}

func newFileProject(path string, text []byte) *project {
	name := stem(path)
	if asl.CheckName(name) != nil { // a file may have any name
		name = "StateMachine"
	}
	return &project{machines: []machine{{name: name, definition: definition{file: path, text: text}}}}
}

// definitionEndings are those of the files that are definitions by convention.
var definitionEndings = []string{".asl.json", ".asl.yaml", ".asl.yml"}

// stem is the name of a machine by that of its file.
func stem(path string) string {
	name := filepath.Base(path)
	for _, ending := range append(definitionEndings, ".json", ".yaml", ".yml") {
		if short, ok := strings.CutSuffix(name, ending); ok {
			return short
		}
	}
	return name
}

// openFolder reads a folder with a file asl.yaml, or with a template, or goes by convention. What
// the folder names is read inside it only, whatever its links say.
func openFolder(path string, flags templateFlags) (*project, error) {
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, usage("%w", err)
	}
	defer root.Close()
	f := folder{root, path}
	if p, err := f.openTemplate(flags); p != nil || err != nil {
		return p, err
	}
	if err := flags.unused(path); err != nil {
		return nil, err
	}
	p := &project{folder: path, hasGo: f.has("main.go")}
	if f.has(projectFileName) {
		err = f.readProjectFile(p)
	} else {
		err = f.findProject(p)
	}
	if err != nil {
		return nil, &exit{code: exitUsage, err: err}
	}
	slices.SortFunc(p.machines, func(a, b machine) int { return strings.Compare(a.name, b.name) })
	return p, nil
}

// openTemplate reads the template of a folder, nil if it has none. A file asl.yaml counts more, and
// so do definitions, unless the template has one of the usual names.
func (f folder) openTemplate(flags templateFlags) (*project, error) {
	usual := f.has("template.yaml") || f.has("template.yml") || f.has("template.json")
	if f.has(projectFileName) || !usual && f.hasDefinitions() {
		return nil, nil
	}
	name, err := template.Find(f.path)
	if err != nil {
		return nil, &exit{code: exitUsage, err: err}
	}
	if name == "" {
		return nil, nil
	}
	p, err := flags.openTemplate(name)
	if err != nil {
		return nil, err
	}
	p.folder, p.hasGo = f.path, f.has("main.go")
	if err := f.addConventions(p); err != nil {
		return nil, &exit{code: exitUsage, err: err}
	}
	return p, nil
}

// hasDefinitions reports whether there are definitions by convention.
func (f folder) hasDefinitions() bool {
	for _, ending := range definitionEndings {
		if names, err := fs.Glob(f.FS(), "*"+ending); err == nil && len(names) > 0 {
			return true
		}
	}
	return false
}

// folder is an open folder of a project.
type folder struct {
	*os.Root
	path string
}

func (f folder) has(name string) bool {
	_, err := f.Stat(name)
	return err == nil
}

// read reads a file of the folder.
func (f folder) read(name string) ([]byte, error) {
	file, err := f.Open(filepath.FromSlash(name))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.path, err)
	}
	defer file.Close()
	return readAll(file, filepath.Join(f.path, name))
}

// readIf is read for a file that need not be there.
func (f folder) readIf(name string) ([]byte, error) {
	if !f.has(name) {
		return nil, nil
	}
	return f.read(name)
}

// machine finds the machine that a command works on; name is "" unless the command line
// says which.
func (p *project) machine(name string) (*machine, error) {
	var names []string
	for i := range p.machines {
		m := &p.machines[i]
		if m.name == name || m.id == name && name != "" || name == "" && len(p.machines) == 1 {
			return m, nil
		}
		names = append(names, m.name)
	}
	if name == "" {
		return nil, usage("%s has several machines: say which one with --machine: %s", p.folder, diag.Printable(strings.Join(names, ", ")))
	}
	return nil, usage("there is no machine %s", noneOf(name, names))
}

// openMachine finds and parses one machine of a project.
func openMachine(s streams, f templateFlags, path, name string) (p *project, target *machine, m *asl.Machine, err error) {
	if p, err = openProject(path, s.in, f); err != nil {
		return nil, nil, nil, err
	}
	p.tellStandIns(func(line string) { newScreen(s.err).line(line) }, false)
	if target, err = p.machine(name); err != nil {
		return nil, nil, nil, err
	}
	if m, err = target.parse(); err != nil {
		return nil, nil, nil, &exit{code: exitDefinition, err: err}
	}
	return p, target, m, nil
}

// parseAll parses all machines. The error has the problems of all of them.
func (p *project) parseAll() (map[string]*asl.Machine, error) {
	parsed := map[string]*asl.Machine{}
	var problems diag.List
	for _, m := range p.machines {
		machine, err := m.parse()
		var list diag.List
		switch {
		case errors.As(err, &list):
			problems = append(problems, list...)
		case err != nil:
			return nil, &exit{code: exitUsage, err: err}
		}
		parsed[m.name] = machine
	}
	if len(problems) > 0 {
		return nil, &exit{code: exitDefinition, err: problems.Err()}
	}
	return parsed, nil
}
