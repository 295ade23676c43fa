package template

import (
	"path"
	"strings"
)

// readNested reads the templates of nested stacks, which have machines, too.
func (s *stack) readNested() error {
	for _, r := range s.kinds["AWS::CloudFormation::Stack"] {
		there, err := r.exists()
		if err == nil && there {
			_, err = s.child(r)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// child returns the stack that a resource is, nil if its template is not in the project.
func (s *stack) child(r *resource) (*stack, error) {
	if made, known := s.children[r.id]; known {
		if made == nil && s.evaluating[r.node] {
			return nil, r.problem("the stack %s depends on itself", r.id)
		}
		return made, nil
	}
	s.children[r.id] = nil
	s.evaluating[r.node] = true
	defer delete(s.evaluating, r.node)
	name, at, err := s.templateOf(r)
	if err != nil || name == "" {
		return nil, err
	}
	for p := s; p != nil; p = p.parent {
		if p.template == name {
			return nil, at.problem("the template %s is in itself", name)
		}
	}
	passed, err := r.value("Parameters")
	if err != nil {
		return nil, err
	}
	values := map[string]*node{}
	for _, m := range members(passed) {
		values[m.name] = m.node
	}
	made, err := s.readStack(at, name, s.id+r.id+"/", values)
	s.children[r.id] = made
	return made, err
}

// readStack reads the template of a nested stack.
func (s *stack) readStack(at *node, name, id string, passed map[string]*node) (*stack, error) {
	f, err := s.folder.text(name)
	if err != nil {
		return nil, at.problemOf(CodeUnreadable, "the template %s cannot be read: %v", s.folder.show(name), err)
	}
	root, err := s.parse(f)
	if err != nil {
		return nil, err
	}
	made, err := s.newStack(origin{id: id, template: name, parent: s}, root, passed)
	if err != nil {
		return nil, err
	}
	return made, made.readNested()
}

// templateOf returns the file with the template of a nested stack, "" if it is elsewhere.
func (s *stack) templateOf(r *resource) (name string, at *node, err error) {
	if asset, ok := r.find("Metadata", "aws:asset:path").str(); ok {
		return path.Join(path.Dir(s.template), asset), r.node, nil
	}
	at = r.property("TemplateURL")
	if at == nil {
		return "", nil, r.problem("the stack %s has no TemplateURL", r.id)
	}
	v, err := s.eval(at)
	if err != nil {
		return "", nil, err
	}
	url, ok := v.str()
	if !ok || strings.Contains(url, "://") || strings.HasPrefix(url, "arn:") {
		if !ok {
			url = "an application of a repository"
		}
		s.note(at.place, StandIn{Name: s.id + r.id, Why: "the template is not in the project: " + url + "; machines in it are left out"})
		return "", at, nil
	}
	if name, err = s.local(at, url); err == nil {
		return name, at, nil
	}
	if inside, wrong := s.inside(url); wrong == nil && !s.folder.isFile(inside) {
		s.refused(at.place, r.id, "", "there is no file "+s.folder.show(inside)+" for the stack; machines in it are left out")
		return "", at, nil
	}
	return "", at, err
}

// inside returns the path of what a template names by its path from there, which may have been written
// on Windows. It says why that is not in the project.
func (s *stack) inside(written string) (string, error) {
	return s.folder.local(path.Dir(s.template), strings.ReplaceAll(written, `\`, "/"))
}

// local returns the file of the project that a template names, and refuses others.
func (s *stack) local(at *node, written string) (string, error) {
	name, err := s.inside(written)
	if err != nil {
		return "", at.problemOf(CodeUnreadable, "%q cannot be read: %v", written, err)
	}
	if s.folder.isFile(name) {
		return name, nil
	}
	if like := s.folder.resembling(name); like != "" && s.folder.isFile(like) {
		s.note(at.place, StandIn{Name: written, Value: s.folder.show(like), Why: "there is no file of this name; on a system that tells capital from small letters this is an error"})
		return like, nil
	}
	return "", at.problemOf(CodeUnreadable, "there is no file %s", s.folder.show(name))
}

// outputOf is an output of a nested stack.
func (r *resource) outputOf(at *node, name string) (*node, error) {
	if r.kind != "AWS::CloudFormation::Stack" {
		return nil, at.problem("%s is no stack, and has no outputs", r.id)
	}
	child, err := r.stack.child(r)
	if err != nil {
		return nil, err
	}
	if child != nil {
		return child.output(at, name)
	}
	return r.stack.standIn(at.place, r.id+".Outputs."+name, r.made()+"."+name, "the template of the stack is not in the project"), nil
}
