package asl

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/jsonvalue"
)

// byteOrderMark is what some editors write at the start of a file.
const byteOrderMark = "\uFEFF"

// withHint says with the first error what to do with a text that is no definition, but
// something that people take for one.
func (p *parsing) withHint(list diag.List, text string) diag.List {
	i := slices.IndexFunc(list, func(d diag.Diagnostic) bool { return d.Severity != diag.Warning })
	if i < 0 || list[i].Hint != "" || len(list[i].Location) > 1 && list[i].Location[0] == '/' { // inside a definition
		return list
	}
	switch {
	case strings.HasPrefix(text, byteOrderMark):
		list[i].Hint = "remove the byte order mark at the start"
	case strings.HasPrefix(strings.TrimSpace(text), "{"):
		if v, err := jsonvalue.ParseString(text); err == nil {
			list[i].Hint = hintFor(v)
		}
	case p.opts.Source == nil && isYAML(p.file, text):
		list[i].Hint = "package asl reads JSON; for YAML use package github.com/goasl/goasl/yaml"
	}
	return list
}

// isYAML reports whether a text that is not JSON is probably YAML.
func isYAML(file, text string) bool {
	switch filepath.Ext(file) {
	case ".yaml", ".yml":
		return true
	}
	for _, name := range []string{"Comment:", "StartAt:", "States:", "QueryLanguage:", "AWSTemplateFormatVersion:"} {
		if strings.HasPrefix(text, name) || strings.Contains(text, "\n"+name) {
			return true
		}
	}
	return false
}

// hintFor says where the definition is in a JSON value that has none of the fields of a
// definition, "" if that is not known.
func hintFor(v jsonvalue.Value) string {
	if v.Kind() != jsonvalue.Object || v.Get("States").Exists() || v.Get("StartAt").Exists() {
		return ""
	}
	for name := range v.Members() {
		if name == "Ref" || strings.HasPrefix(name, "Fn::") {
			return "this is a function of CloudFormation: join its texts, with placeholders such as ${Name} for what it refers to, and give their values with WithSubstitutions"
		}
	}
	switch {
	case v.Get("Resources").Kind() == jsonvalue.Object:
		return "this is a template of CloudFormation: the definition is in the property DefinitionString or Definition of its state machine, or in a file that DefinitionUri or DefinitionS3Location names"
	case v.Get("resource").Kind() == jsonvalue.Object:
		return "this is a configuration of Terraform: the definition is in the argument definition of its aws_sfn_state_machine"
	case v.Get("definition").Kind() == jsonvalue.String:
		return "this is a description of a state machine: the definition is the text in its member definition"
	}
	return ""
}
