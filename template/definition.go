package template

import (
	"fmt"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// definition reads the definition of a machine.
func (r *resource) definition(m *Machine) error {
	var found []string
	for _, name := range []string{"Definition", "DefinitionString", "DefinitionS3Location"} {
		if p := r.property(name); p != nil && p.kind != null {
			found = append(found, name)
		}
	}
	switch len(found) {
	case 0:
		return r.none(m)
	case 1:
	default:
		return r.property(found[1]).problem("the machine %s has %s", r.id, strings.Join(found, " and "))
	}
	written := r.property(found[0])
	if err := r.read(m, found[0], written); err != nil {
		return err
	}
	if m.notRead {
		return nil
	}
	v, err := r.value("DefinitionSubstitutions")
	if err != nil {
		return err
	}
	for _, s := range members(v) {
		if _, ok := s.str(); !ok {
			return s.problem("the value of %s in DefinitionSubstitutions has to be a text, a number or a boolean, not %s", s.name, s.describe())
		}
	}
	return r.substitute(m, written, members(v))
}

// read reads the text of a definition.
func (r *resource) read(m *Machine, property string, written *node) error {
	switch property {
	case "DefinitionS3Location":
		return r.location(m, written)
	case "Definition":
		return r.object(m, written)
	}
	v, err := r.value(property)
	if err != nil {
		return err
	}
	if v == nil || v.kind != text {
		return written.problem("DefinitionString of %s has to be a text, not %s", r.id, v.describe())
	}
	return r.text(m, written, v)
}

// text takes a definition that is a text.
func (r *resource) text(m *Machine, written, v *node) error {
	m.source.file, m.source.text, m.source.whole = written.file.File(), v.text, written.file.Text()
	m.source.origins = origins{file: written.file}.of(v)
	return nil
}

// object takes a definition that is an object. CloudFormation: functions in it give texts.
func (r *resource) object(m *Machine, written *node) error {
	v, err := r.value("Definition")
	if err != nil {
		return err
	}
	if v == nil || v.kind != object {
		return written.problem("Definition of %s has to be an object, not %s", r.id, v.describe())
	}
	w := writer{stack: r.stack, style: jackson}
	if err := w.value(v, 0); err != nil {
		return err
	}
	made, err := w.joined.node(r.stack, v)
	if err != nil {
		return err
	}
	return r.text(m, v, made)
}

// location takes a definition in a file: in one of the project, or in an asset of CDK. Another one in
// S3 has a stand-in.
func (r *resource) location(m *Machine, written *node) error {
	v, err := r.value("DefinitionS3Location")
	if err != nil {
		return err
	}
	if name, ok := v.str(); ok && !strings.HasPrefix(name, "s3://") {
		found, err := r.stack.local(written, name)
		if err != nil {
			return err
		}
		return r.file(m, written, found)
	}
	bucket, key := orText(v.get("Bucket"), ""), orText(v.get("Key"), "")
	if name, ok := v.str(); ok {
		bucket, key, _ = strings.Cut(strings.TrimPrefix(name, "s3://"), "/")
	}
	if bucket == "" || key == "" {
		return written.problem("the location of the definition of %s has no Bucket or no Key", r.id)
	}
	if asset := r.stack.assets[key]; asset != "" {
		return r.file(m, written, asset)
	}
	m.Definition = "s3://" + bucket + "/" + key
	if given, ok := r.stack.given[m.Definition]; ok {
		r.stack.used[m.Definition] = true
		found, err := r.stack.local(written, given)
		if err != nil {
			return err
		}
		return r.file(m, written, found)
	}
	return r.elsewhere(m, written)
}

// file takes a definition of a file.
func (r *resource) file(m *Machine, written *node, name string) error {
	f, err := r.stack.folder.text(name)
	if err != nil {
		return written.problemOf(CodeUnreadable, "the definition %s cannot be read: %v", r.stack.folder.show(name), err)
	}
	m.Definition, m.source.file, m.source.text, m.source.whole = f.File(), f.File(), f.Text(), f.Text()
	m.source.isFile = true
	return nil
}

// aStateThatFails stands for a definition.
const aStateThatFails = "a state that fails"

// elsewhere takes a stand-in for a definition that is elsewhere.
func (r *resource) elsewhere(m *Machine, written *node) error {
	r.stack.note(written.place, StandIn{Name: m.Definition, Value: aStateThatFails, Why: "the definition of " + r.id + " is not in the project; give the name of a file for it"})
	return r.failing(m, written, "The definition is "+m.Definition+", which was not read.")
}

// none takes a stand-in for a definition that there is not.
func (r *resource) none(m *Machine) error {
	r.stack.refused(r.place, r.id+".Definition", aStateThatFails, "the machine has no Definition, DefinitionString or DefinitionS3Location")
	return r.failing(m, r.node, "The template has no definition.")
}

// failing takes a definition that fails.
func (r *resource) failing(m *Machine, written *node, why string) error {
	standIn := fmt.Sprintf(`{"StartAt": "NotRead", "States": {"NotRead": {"Type": "Fail", "Error": "DefinitionNotRead", "Cause": %s}}}`, jsonvalue.OfString(why))
	m.notRead = true
	return r.text(m, written, &node{place: written.place, kind: text, text: standIn, parts: []part{{0, written, -1}}})
}
