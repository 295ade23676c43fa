package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/lambda"
	"github.com/goasl/goasl/yaml"
)

// projectFileName is the name of the file that says what is in a folder.
const projectFileName = "asl.yaml"

// projectFile is a file asl.yaml. Its paths are inside its folder. Entries are decoded one by one, so
// that their problems are told with their names.
type projectFile struct {
	Machines  map[string]json.RawMessage // machineEntry
	Functions map[string]json.RawMessage // functionEntry
	Buckets   map[string]string          // names and folders
	Rules     map[string]json.RawMessage // ruleEntry
}

type machineEntry struct {
	Definition    string
	Type          asl.Type
	Input         json.RawMessage
	Substitutions map[string]string
	Mocks         string // a MockConfigFile.json
	Cases         map[string]caseEntry
}

// caseEntry is what a test case of a MockConfigFile.json begins with and has to end with.
type caseEntry struct {
	Input  json.RawMessage
	Output json.RawMessage
	Error  string
}

type functionEntry struct {
	Folder      string
	Handler     string
	Runtime     string
	Timeout     int32 // in seconds
	Memory      int32 // in MB
	Environment map[string]string
	URL         string
}

// readProjectFile adds what the file says.
func (f folder) readProjectFile(p *project) error {
	text, err := f.read(projectFileName)
	if err != nil {
		return err
	}
	path := filepath.Join(f.path, projectFileName)
	file, err := parseProjectFile(text)
	if err != nil {
		return fmt.Errorf("%s: %w", path, named(err, path))
	}
	for _, name := range sortedKeys(file.Machines) {
		m, err := f.machine(name, file.Machines[name])
		if err != nil {
			return fmt.Errorf("%s: machine %s: %w", path, diag.Printable(name), err)
		}
		p.machines = append(p.machines, m)
	}
	for _, name := range sortedKeys(file.Functions) {
		function, err := f.function(name, file.Functions[name])
		if err != nil {
			return fmt.Errorf("%s: function %s: %w", path, diag.Printable(name), err)
		}
		p.functions = append(p.functions, function)
	}
	if len(p.machines) == 0 {
		return fmt.Errorf("%s names no machine", path)
	}
	return f.readEvents(p, path, file)
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func parseProjectFile(text []byte) (*projectFile, error) {
	text, err := yaml.ToJSON(text)
	if err != nil {
		return nil, err
	}
	file := &projectFile{}
	if err := decodeFields(text, file); err != nil {
		return nil, err
	}
	return file, nil
}

// decodeFields decodes an object, whose fields have to be known. The error says what is wrong with a
// field, without the words of package json.
func decodeFields(text []byte, to any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	err := d.Decode(to)
	if err == nil {
		return nil
	}
	var wrong *json.UnmarshalTypeError
	if !errors.As(err, &wrong) {
		text := strings.TrimPrefix(err.Error(), "json: ")
		if unknown, ok := strings.CutPrefix(text, "unknown field "); ok {
			text += suggestField(strings.Trim(unknown, `"`))
		}
		return errors.New(text)
	}
	if wrong.Field == "" {
		return fmt.Errorf("want %s, not %s", strings.Join(fieldsOf(to), ", "), wrong.Value)
	}
	return fmt.Errorf("%s cannot be %s", strings.ToLower(wrong.Field), wrong.Value)
}

// suggestField is a hint at the field that is meant by one that is unknown where it stands.
func suggestField(unknown string) string {
	var known []string
	for _, entry := range []any{&projectFile{}, &machineEntry{}, &caseEntry{}, &functionEntry{}, &ruleEntry{}} {
		known = append(known, fieldsOf(entry)...)
	}
	known = slices.DeleteFunc(known, func(name string) bool { return name == unknown })
	if meant := diag.Suggest(unknown, known); meant != "" {
		return fmt.Sprintf("; did you mean %q?", meant)
	}
	return ""
}

// fieldsOf returns the names of the fields of what a struct is decoded from.
func fieldsOf(to any) (names []string) {
	for _, f := range reflect.VisibleFields(reflect.TypeOf(to).Elem()) {
		name := strings.ToLower(f.Name[:1]) + f.Name[1:]
		if f.Name == strings.ToUpper(f.Name) { // as URL
			name = strings.ToLower(f.Name)
		}
		names = append(names, name)
	}
	return names
}

// machine reads an entry, and its files.
func (f folder) machine(name string, entry json.RawMessage) (m machine, err error) {
	var e machineEntry
	if err := errors.Join(asl.CheckName(name), decodeFields(entry, &e)); err != nil {
		return m, err
	}
	switch {
	case e.Definition == "":
		return m, errors.New("it has no definition")
	case e.Type != "" && e.Type != asl.Standard && e.Type != asl.Express:
		return m, fmt.Errorf("the type is %q: want STANDARD or EXPRESS", e.Type)
	}
	m = machine{name: name, input: e.Input, expected: e.Cases, definition: definition{
		file: filepath.Join(f.path, filepath.FromSlash(e.Definition)), kind: e.Type, substitutions: e.Substitutions,
	}}
	if m.text, err = f.read(e.Definition); err != nil {
		return m, err
	}
	if m.input == nil {
		if m.input, err = f.readIf(sampleInput); err != nil {
			return m, err
		}
	}
	switch {
	case e.Mocks == "" && e.Cases != nil:
		return m, errors.New("there are cases, and no file mocks that has them")
	case e.Mocks == "":
		return m, nil
	}
	m.mocks.file = filepath.Join(f.path, filepath.FromSlash(e.Mocks))
	m.mocks.text, err = f.read(e.Mocks)
	return m, err
}

// function makes a function of an entry.
func (f folder) function(name string, entry json.RawMessage) (lambda.Function, error) {
	var e functionEntry
	if err := decodeFields(entry, &e); err != nil {
		return lambda.Function{}, err
	}
	dir := filepath.FromSlash(e.Folder)
	if dir == "" {
		dir = "."
	}
	if !filepath.IsLocal(dir) {
		return lambda.Function{}, fmt.Errorf("the folder %q is outside of %s; name it with --function", e.Folder, f.path)
	}
	if e.Handler != "" && !filepath.IsLocal(filepath.FromSlash(e.Handler)) {
		return lambda.Function{}, fmt.Errorf("the handler %q is in no file of its folder", e.Handler)
	}
	if _, err := f.Stat(dir); err != nil {
		return lambda.Function{}, fmt.Errorf("the folder with the code: %w", err)
	}
	return lambda.Function{
		Name: name, Dir: filepath.Join(f.path, dir), Handler: e.Handler, Runtime: e.Runtime,
		Timeout: time.Duration(e.Timeout) * time.Second, Memory: int(e.Memory), Env: e.Environment, URL: e.URL,
	}, nil
}
