package template

import (
	"path"
	"strings"
)

// transformed is Fn::Transform. The macro AWS::Include reads a file; others are programs of an
// account.
func (s *stack) transformed(n, argument *node) (*node, error) {
	name, _ := argument.get("Name").str()
	if name != "AWS::Include" {
		return nil, argument.problem("the macro %q is a program in an account, and is not run here", name)
	}
	included, err := s.include(argument)
	if err != nil {
		return nil, err
	}
	if s.including[included.file.name] {
		return nil, argument.problem("the file %s includes itself", included.file.name)
	}
	s.including[included.file.name] = true
	defer delete(s.including, included.file.name)
	return s.eval(included)
}

// include returns the content of the file that AWS::Include names.
func (s *stack) include(argument *node) (*node, error) {
	location := argument.find("Parameters", "Location")
	if location == nil {
		return nil, argument.problem("AWS::Include has no Location")
	}
	v, err := s.evalText(location, "the Location of AWS::Include")
	if err != nil {
		return nil, err
	}
	where := v.text
	if rest, ok := strings.CutPrefix(where, "s3://"); ok { // a file of that name may be here
		_, key, _ := strings.Cut(rest, "/")
		where = path.Base(key)
		if !s.folder.isFile(path.Join(path.Dir(s.template), where)) {
			return nil, location.problemOf(CodeUnreadable, "%s is not read, and the project has no file %s beside the template", v.text, where)
		}
	}
	name, err := s.local(location, where)
	if err != nil {
		return nil, err
	}
	f, err := s.folder.text(name)
	if err != nil {
		return nil, location.problemOf(CodeUnreadable, "%s cannot be read: %v", s.folder.show(name), err)
	}
	return s.parse(f)
}
