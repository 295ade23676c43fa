package main

import (
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"strings"

	"github.com/goasl/goasl/lambda"
)

// The files that are found by their names in a folder without asl.yaml.
const (
	sampleInput  = "input.json"
	mockFileName = "MockConfigFile.json"
	handlers     = "handlers"
)

// findProject goes by convention: each definition is a machine, input.json is its sample
// input, MockConfigFile.json has its test cases, and handlers has the functions.
func (f folder) findProject(p *project) error {
	for _, ending := range definitionEndings {
		names, err := fs.Glob(f.FS(), "*"+ending)
		if err != nil {
			return err
		}
		for _, name := range names {
			m, err := f.foundMachine(name)
			if err != nil {
				return err
			}
			p.machines = append(p.machines, m)
		}
	}
	if len(p.machines) == 0 {
		return fmt.Errorf("%s has neither a file %s nor a template with machines, nor a definition that ends in %s",
			f.path, projectFileName, strings.Join(definitionEndings, ", "))
	}
	var err error
	p.functions, err = f.findFunctions()
	return err
}

func (f folder) foundMachine(name string) (m machine, err error) {
	m = machine{name: stem(name), definition: definition{file: filepath.Join(f.path, name)}}
	if m.text, err = f.read(name); err != nil {
		return m, err
	}
	if m.input, err = f.readIf(sampleInput); err != nil {
		return m, err
	}
	m.mocks.file = filepath.Join(f.path, mockFileName)
	m.mocks.text, err = f.readIf(mockFileName)
	return m, err
}

// entry is how a file is a handler by its name.
type entry struct{ ending, handler string }

// single are the files of the folder handlers that are a function each: orders.py is the
// function orders.
var single = []entry{
	{".py", ".lambda_handler"}, {".js", ".handler"}, {".mjs", ".handler"}, {".cjs", ".handler"},
}

// whole are the files by which a folder in handlers is a function, in the names that Lambda
// gives them.
var whole = []entry{
	{"bootstrap", "bootstrap"}, {"lambda_function.py", "lambda_function.lambda_handler"},
	{"index.js", "index.handler"}, {"index.mjs", "index.handler"}, {"index.cjs", "index.handler"},
}

// findFunctions finds the functions in the folder handlers, sorted by name.
func (f folder) findFunctions() (all []lambda.Function, err error) {
	if !f.has(handlers) {
		return nil, nil
	}
	files, err := fs.ReadDir(f.FS(), handlers)
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		if strings.HasPrefix(file.Name(), ".") || strings.HasPrefix(file.Name(), "_") {
			continue
		}
		find := f.singleFunction
		if file.IsDir() {
			find = f.wholeFunction
		}
		if function := find(file.Name()); function.Handler != "" {
			all = append(all, function)
		}
	}
	return all, nil
}

// singleFunction is the function of a file, the zero Function if it is none.
func (f folder) singleFunction(file string) lambda.Function {
	for _, e := range single {
		if name, ok := strings.CutSuffix(file, e.ending); ok {
			return lambda.Function{Name: name, Dir: filepath.Join(f.path, handlers), Handler: name + e.handler}
		}
	}
	return lambda.Function{}
}

// wholeFunction is the function of a folder, the zero Function if it is none.
func (f folder) wholeFunction(name string) lambda.Function {
	for _, e := range whole {
		if f.has(path.Join(handlers, name, e.ending)) {
			return lambda.Function{Name: name, Dir: filepath.Join(f.path, handlers, name), Handler: e.handler}
		}
	}
	return lambda.Function{}
}
