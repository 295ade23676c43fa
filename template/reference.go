package template

import (
	"slices"
	"strings"
)

// ref is Ref: of a pseudo parameter, a parameter or a resource.
func (s *stack) ref(n, argument *node) (*node, error) {
	name, ok := argument.str()
	if !ok {
		v, err := s.evalText(argument, "the name that Ref has")
		if err != nil {
			return nil, err
		}
		name = v.text
	}
	return s.refTo(n, name)
}

func (s *stack) refTo(n *node, name string) (*node, error) {
	if name == "" {
		return nil, n.problem("Ref has no name")
	}
	if strings.HasPrefix(name, "AWS::") {
		return s.pseudo(n, name)
	}
	if p := s.parameters[name]; p != nil {
		return s.parameter(n, name, p)
	}
	if made := s.aliases[name]; made != "" {
		name = made
	}
	if s.resources[name] == nil {
		if s.isModule(name) {
			return s.standIn(n.place, name, name, "it is in a module, which is not read"), nil
		}
		return s.undefined(n, name, name), nil
	}
	r, err := s.resource(n, name)
	if err != nil {
		return nil, err
	}
	return r.ref(n)
}

// isModule reports whether a name is that of something in a module.
func (s *stack) isModule(name string) bool {
	id, _, inside := strings.Cut(name, ".")
	return inside && s.resources[id] != nil && strings.HasSuffix(s.resources[id].kind, "::MODULE")
}

// undefined is the stand-in for what the template does not have.
func (s *stack) undefined(n *node, name, value string) *node {
	id, _, _ := strings.Cut(name, ".")
	return s.refused(n.place, name, value, "the template has no parameter or resource "+id+s.suggest(id))
}

// resource finds a resource that is there.
func (s *stack) resource(n *node, name string) (*resource, error) {
	r := s.resources[name]
	there, err := r.exists()
	if err == nil && !there {
		err = n.problem("the resource %s is not there, as its condition %s is false", name, r.get("Condition").text)
	}
	return r, err
}

// pseudo is a pseudo parameter. Region and account are stand-ins, which the partition follows from.
func (s *stack) pseudo(n *node, name string) (*node, error) {
	switch name {
	case "AWS::NoValue":
		return &node{place: n.place, kind: nothing}, nil
	case "AWS::Region":
		return s.global(n, name, s.identity.Region, "a stack knows it when it is deployed"), nil
	case "AWS::AccountId":
		return s.global(n, name, s.identity.Account, "a stack knows it when it is deployed"), nil
	case "AWS::Partition":
		return newText(n.place, s.partition(n)), nil
	case "AWS::URLSuffix":
		return newText(n.place, s.suffix(n)), nil
	case "AWS::StackName":
		if s.name != "" {
			return newText(n.place, s.name), nil
		}
		return s.standIn(n.place, name, "stack", "a stack gets its name when it is deployed"), nil
	case "AWS::StackId":
		return s.standIn(n.place, name, s.arn(n, "cloudformation", "stack/"+s.stackName(n)+"/00000000-0000-0000-0000-000000000000"), "a stack knows it when it is deployed"), nil
	case "AWS::NotificationARNs":
		return newList(n.place), nil
	}
	return nil, n.problem("there is no pseudo parameter %s", name)
}

// global is a stand-in that all stacks have in common.
func (s *stack) global(n *node, name, value, why string) *node {
	top := *s
	top.id = ""
	return top.standIn(n.place, name, value, why)
}

func (s *stack) region(n *node) string {
	v, _ := s.pseudo(n, "AWS::Region")
	return v.text
}

func (s *stack) account(n *node) string {
	v, _ := s.pseudo(n, "AWS::AccountId")
	return v.text
}

func (s *stack) stackName(n *node) string {
	v, _ := s.pseudo(n, "AWS::StackName")
	return v.text
}

// getAtt is Fn::GetAtt.
func (s *stack) getAtt(n, argument *node) (*node, error) {
	if argument.kind != list {
		v, err := s.evalText(argument, "what Fn::GetAtt has")
		if err != nil {
			return nil, err
		}
		return s.attribute(n, v.text)
	}
	var parts []string
	for _, e := range argument.elements {
		v, err := s.evalText(e, "what Fn::GetAtt has")
		if err != nil {
			return nil, err
		}
		parts = append(parts, v.text)
	}
	return s.attribute(n, strings.Join(parts, "."))
}

// attribute is the attribute "Resource.Attribute".
func (s *stack) attribute(n *node, path string) (*node, error) {
	if before, last, _ := cutLast(path); s.aliases[before] != "" { // Function.Alias.Arn
		path = s.aliases[before] + "." + last
	} else if s.aliases[path] != "" { // in Fn::Sub this is Ref of what SAM has made
		return s.refTo(n, path)
	}
	id, attribute, ok := strings.Cut(path, ".")
	if !ok || id == "" || attribute == "" {
		return nil, n.problem("Fn::GetAtt has %q; it needs a resource and its attribute", path)
	}
	if s.resources[id] == nil {
		value := id + "." + attribute
		if strings.HasSuffix(strings.ToLower(attribute), "arn") { // most are functions
			value = s.arn(n, "lambda", "function:"+id)
		}
		return s.undefined(n, path, value), nil
	}
	r, err := s.resource(n, id)
	if err != nil {
		return nil, err
	}
	return r.attribute(n, attribute)
}

// importValue is Fn::ImportValue: what another stack of the project exports, or the export's name.
func (s *stack) importValue(n, argument *node) (*node, error) {
	v, err := s.evalText(argument, "the name that is imported")
	if err != nil {
		return nil, err
	}
	exported, err := s.exported(v.text)
	if err != nil || exported != nil {
		return exported, err
	}
	if v.text == "" {
		return nil, n.problem("Fn::ImportValue has no name")
	}
	return s.standIn(n.place, "import:"+v.text, s.named(n, v.text), "another stack exports it; its name stands for it"), nil
}

// export is an output of a stack that others may import.
type export struct {
	stack *stack
	value *node
}

// exported returns the value of an export, nil if no stack of the project has it.
func (s *stack) exported(name string) (*node, error) {
	if s.exports == nil {
		s.exports = map[string]export{} // what the names themselves import is not found
		for _, other := range slices.Clone(s.stacks) {
			other.addExports()
		}
	}
	if e, ok := s.exports[name]; ok {
		return e.stack.eval(e.value)
	}
	return nil, nil
}

func (s *stack) addExports() {
	for _, output := range members(s.root.get("Outputs")) {
		as, value := output.find("Export", "Name"), output.get("Value")
		if as == nil || value == nil {
			continue
		}
		if name, err := s.eval(as); err == nil && name.kind == text { // what is wrong with an output is told where it is needed
			s.exports[name.text] = export{s, value}
		}
	}
}

// output returns the value of an output of a nested stack.
func (s *stack) output(n *node, name string) (*node, error) {
	v := s.root.find("Outputs", name, "Value")
	if v == nil {
		return nil, n.problem("the nested stack has no output %s", name)
	}
	return s.eval(v)
}

func cutLast(path string) (before, last string, ok bool) {
	i := strings.LastIndexByte(path, '.')
	if i < 0 {
		return path, "", false
	}
	return path[:i], path[i+1:], true
}
