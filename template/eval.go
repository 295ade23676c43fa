package template

import (
	"strings"
)

// eval returns the value of a node: without functions, and without what is AWS::NoValue.
func (s *stack) eval(n *node) (*node, error) {
	if s.depth++; s.depth > maxDepth {
		return nil, n.problemOf(CodeTooLarge, "functions are called in one another more than %d times", maxDepth)
	}
	defer func() { s.depth-- }()
	if err := s.spend(n, valueWork); err != nil {
		return nil, err
	}
	switch n.kind {
	case text:
		return s.dynamic(n)
	case list:
		return s.evalList(n)
	case object:
		if name, argument := n.function(); name != "" {
			return s.called(n, name, argument)
		}
		return s.evalObject(n)
	}
	return n, nil
}

// spend counts work.
func (a *app) spend(at *node, work int) error {
	if a.spent += work; a.spent > maxWork {
		return at.problemOf(CodeTooLarge, "the functions of the template make more than %d bytes", maxWork)
	}
	return nil
}

func (s *stack) evalList(n *node) (*node, error) {
	made := &node{place: n.place, kind: list}
	for _, e := range n.elements {
		v, err := s.eval(e)
		if err != nil {
			return nil, err
		}
		if v.kind != nothing {
			made.elements = append(made.elements, v)
		}
		made.guessed = made.guessed || v.guessed
	}
	return made, nil
}

func (s *stack) evalObject(n *node) (*node, error) {
	if n.get("Fn::Transform") != nil {
		merged, err := s.merged(n)
		if err != nil {
			return nil, err
		}
		if merged != n {
			return s.eval(merged)
		}
	}
	made := &node{place: n.place, kind: object}
	for _, m := range n.members {
		v, err := s.eval(m.node)
		if err != nil {
			return nil, err
		}
		if v.kind != nothing {
			made.members = append(made.members, member{m.name, m.at, v})
		}
		made.guessed = made.guessed || v.guessed
	}
	return made, nil
}

// function is an intrinsic function: what calls it, and its argument.
type function func(s *stack, call, argument *node) (*node, error)

var functions map[string]function

func init() { // as they call each other
	functions = map[string]function{
		"Ref": (*stack).ref, "Fn::GetAtt": (*stack).getAtt, "Fn::Sub": (*stack).sub, "Fn::Join": (*stack).join,
		"Fn::Select": (*stack).selectOne, "Fn::Split": (*stack).split, "Fn::FindInMap": (*stack).findInMap,
		"Fn::If": (*stack).chooseIf, "Fn::ImportValue": (*stack).importValue, "Fn::Base64": (*stack).base64,
		"Fn::GetAZs": (*stack).getAZs, "Fn::Cidr": (*stack).cidr, "Fn::Length": (*stack).length,
		"Fn::ToJsonString": (*stack).toJSONString, "Fn::Transform": (*stack).transformed,
		"Fn::Equals": (*stack).asCondition, "Fn::And": (*stack).asCondition, "Fn::Or": (*stack).asCondition, "Fn::Not": (*stack).asCondition,
	}
}

// called is the value of a function. Its text may be, or have, a dynamic reference.
func (s *stack) called(n *node, name string, argument *node) (*node, error) {
	v, err := s.call(n, name, argument)
	if err != nil || v.kind != text {
		return v, err
	}
	return s.dynamic(v)
}

func (s *stack) call(n *node, name string, argument *node) (*node, error) {
	f := functions[name]
	if f == nil {
		return nil, n.problem("the function %s is not known", name)
	}
	if s.evaluating[n] {
		return nil, n.problem("%s depends on itself", name)
	}
	s.evaluating[n] = true
	defer delete(s.evaluating, n)
	return f(s, n, argument)
}

// evalText evaluates what has to be a text.
func (s *stack) evalText(n *node, what string) (*node, error) {
	v, err := s.eval(n)
	if err != nil {
		return nil, err
	}
	if _, ok := v.str(); !ok {
		return nil, n.problem("%s has to be a text, not %s", what, v.describe())
	}
	return v, nil
}

// arguments returns the elements of a list of so many arguments.
func arguments(call, n *node, least, most int) ([]*node, error) {
	name, _ := call.function()
	if n.kind != list || len(n.elements) < least || len(n.elements) > most {
		return nil, n.problem("%s takes a list of %d to %d elements", name, least, most)
	}
	return n.elements, nil
}

// dynamic puts values in the place of dynamic references, as {{resolve:ssm:/name}}.
func (s *stack) dynamic(n *node) (*node, error) {
	const begins = "{{resolve:"
	if !strings.Contains(n.text, begins) {
		return n, nil
	}
	made := joined{guessed: n.guessed}
	for from := 0; ; {
		i := strings.Index(n.text[from:], begins)
		if i < 0 {
			made.inner(n, from, len(n.text))
			return made.node(s, n)
		}
		end := strings.Index(n.text[from+i:], "}}")
		if end < 0 { // what it is joined with may have the end
			made.inner(n, from, len(n.text))
			return made.node(s, n)
		}
		made.inner(n, from, from+i)
		reference := n.text[from+i+len("{{") : from+i+end]
		if reference == "resolve:" {
			return nil, n.problem("the dynamic reference {{%s}} says neither where its value is nor its name", reference)
		}
		made.value(n, s.resolved(n, reference))
		from += i + end + len("}}")
	}
}

// resolved is the stand-in for a dynamic reference: the name of the parameter or of the secret.
func (s *stack) resolved(n *node, reference string) *node {
	_, of, _ := strings.Cut(reference, ":")
	service, name, _ := strings.Cut(of, ":")
	if service == "secretsmanager" {
		name, _, _ = strings.Cut(strings.TrimPrefix(name, "arn:"), ":SecretString")
	}
	if name == "" {
		name = of
	}
	return s.standIn(n.place, reference, s.named(n, name), "the value is in "+service+"; its name stands for it")
}
