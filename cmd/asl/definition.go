package main

import (
	"bytes"
	"errors"
	"path/filepath"
	"slices"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/template"
	"github.com/goasl/goasl/yaml"
)

// definition is the text of a state machine.
type definition struct {
	file          string // as messages name it
	text          []byte
	kind          asl.Type // "" is that of asl.Parse
	substitutions map[string]string
	options       []asl.ParseOption
	template      *template.Machine // in place of the text, if it comes from one
}

// parse returns the machine. The error is a [diag.List] with the file's name.
func (d definition) parse() (*asl.Machine, error) {
	if d.template != nil {
		return d.parseTemplate()
	}
	opts := []asl.ParseOption{asl.WithFile(d.file), asl.WithSubstitutions(d.substitutions)}
	opts = append(opts, d.options...)
	if d.kind != "" {
		opts = append(opts, asl.WithType(d.kind))
	}
	if !d.isYAML() {
		return asl.Parse(d.text, opts...)
	}
	m, err := yaml.Parse(d.text, opts...)
	return m, named(err, d.file)
}

// title is the file, and the machine if the file has several.
func (d definition) title() string {
	if d.template == nil {
		return d.file
	}
	return d.file + " " + d.template.ID
}

// parseTemplate returns the machine of a template, which has a type and values of its own.
func (d definition) parseTemplate() (*asl.Machine, error) {
	opts := d.options
	if d.kind != "" {
		opts = append(slices.Clone(opts), asl.WithType(d.kind))
	}
	return d.template.Parse(opts...)
}

// named adds the file's name to problems of the YAML itself, which have none.
func named(err error, file string) error {
	var problems diag.List
	if errors.As(err, &problems) {
		for i := range problems {
			problems[i].File = file
		}
	}
	return err
}

// isYAML goes by the name of the file, or else by its first character: JSON is an object.
func (d definition) isYAML() bool {
	switch filepath.Ext(d.file) {
	case ".yaml", ".yml":
		return true
	case ".json":
		return false
	}
	return !bytes.HasPrefix(bytes.TrimSpace(bytes.TrimPrefix(d.text, []byte("\uFEFF"))), []byte("{"))
}
