package template

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/goasl/goasl/internal/awsarn"
)

// parameter is the value of a parameter: the given one, or its default, or a stand-in.
func (s *stack) parameter(n *node, name string, p *node) (*node, error) {
	if v := s.values[name]; v != nil {
		return v, nil
	}
	if s.evaluating[p] {
		return nil, n.problem("the parameter %s depends on itself", name)
	}
	s.evaluating[p] = true
	defer delete(s.evaluating, p)
	v, err := s.newParameter(n, name, p)
	if err == nil {
		s.values[name] = v
	}
	return v, err
}

func (s *stack) newParameter(n *node, name string, p *node) (*node, error) {
	kind, _ := p.get("Type").str()
	initial := p.get("Default")
	_, isGiven := s.given[s.id+name]
	from := s.passed[name]
	switch {
	case from != nil:
		return s.typed(kind, from, from)
	case isGiven:
		v := s.standIn(p.place, name, "", "")
		return s.checked(name, p, kind, v)
	case strings.HasPrefix(kind, "AWS::SSM::Parameter::Value<"):
		path := name
		if t, ok := initial.str(); ok {
			path = t
		}
		return s.typed(strings.TrimSuffix(strings.TrimPrefix(kind, "AWS::SSM::Parameter::Value<"), ">"), n, s.standIn(p.place, name, s.named(n, path), "the value is in Parameter Store; its name stands for it"))
	case initial != nil && initial.kind != null:
		v, err := s.eval(initial)
		if err != nil {
			return nil, err
		}
		return s.typed(kind, initial, v)
	}
	return s.typed(kind, n, s.standIn(p.place, name, s.example(n, name, kind, p), "the parameter has no default"))
}

// typed makes a list of a text, if the parameter is one.
func (s *stack) typed(kind string, at, v *node) (*node, error) {
	isList := kind == "CommaDelimitedList" || strings.HasPrefix(kind, "List<")
	t, isText := v.str()
	switch {
	case !isList && !isText:
		return nil, at.problem("a parameter of type %s is a text, not %s", cmp.Or(kind, "String"), v.describe())
	case !isList:
		made := newText(v.place, t) // CloudFormation: numbers are texts, too
		made.guessed, made.style = v.guessed, v.style
		return made, nil
	case !isText:
		return v, nil
	}
	made := v.split(v.place, ",")
	for _, e := range made.elements {
		e.text = strings.TrimSpace(e.text)
	}
	return made, s.spend(at, valueWork*len(made.elements))
}

// checked refuses a value that CloudFormation would.
func (s *stack) checked(name string, p *node, kind string, v *node) (*node, error) {
	shown := strconv.Quote(v.text)
	if p.get("NoEcho").is("true") {
		shown = "what was given"
	}
	made, err := s.typed(kind, v, v)
	if err != nil {
		return nil, err
	}
	if allowed := p.get("AllowedValues"); allowed != nil && allowed.kind == list {
		if err := s.spend(p, valueWork*len(allowed.elements)*max(1, len(made.elements))); err != nil {
			return nil, err
		}
		if !isAllowed(made, allowed.elements) {
			return nil, p.problem("the parameter %s cannot be %s, only one of %s", name, shown, words(allowed.elements))
		}
	}
	if kind == "Number" {
		if _, err := strconv.ParseFloat(v.text, 64); err != nil {
			return nil, p.problem("the parameter %s is a number, not %s", name, shown)
		}
	}
	return made, nil
}

// isAllowed reports whether a value is one of others. CloudFormation: each element of a list is.
func isAllowed(v *node, allowed []*node) bool {
	if v.kind == list {
		return !slices.ContainsFunc(v.elements, func(e *node) bool { return !isAllowed(e, allowed) })
	}
	return slices.ContainsFunc(allowed, func(a *node) bool { return a.is(v.text) })
}

func words(all []*node) string {
	var words []string
	for _, n := range all {
		word, _ := n.str()
		words = append(words, word)
	}
	return strings.Join(words, ", ")
}

// examples are what ids of AWS look like, by the type of a parameter.
var examples = map[string]string{
	"AWS::EC2::VPC::Id": "vpc-00000000000000000", "AWS::EC2::Subnet::Id": "subnet-00000000000000000",
	"AWS::EC2::SecurityGroup::Id": "sg-00000000000000000", "AWS::EC2::Image::Id": "ami-00000000000000000",
	"AWS::EC2::Instance::Id": "i-00000000000000000", "AWS::EC2::Volume::Id": "vol-00000000000000000",
	"AWS::Route53::HostedZone::Id": "Z00000000000000000000",
}

// example is what stands for a parameter without a default.
func (s *stack) example(n *node, name, kind string, p *node) string {
	if allowed := p.get("AllowedValues"); allowed != nil && len(allowed.elements) > 0 {
		if t, ok := allowed.elements[0].str(); ok {
			return t
		}
	}
	kind = strings.TrimSuffix(strings.TrimPrefix(kind, "List<"), ">")
	switch {
	case kind == "Number":
		if least, ok := p.get("MinValue").str(); ok {
			return least
		}
		return "1"
	case kind == "AWS::EC2::AvailabilityZone::Name":
		return s.region(n) + "a"
	}
	return cmp.Or(examples[kind], s.named(n, name))
}

// named is a stand-in for what only has a name: that, or the ARN of a function if it is one's.
func (s *stack) named(n *node, name string) string {
	if !strings.HasSuffix(strings.ToLower(name), "arn") {
		return name
	}
	short := strings.Map(func(r rune) rune {
		if validName.MatchString(string(r)) {
			return r
		}
		return '-'
	}, name)
	return s.arn(n, "lambda", "function:"+shorten(strings.Trim(short, "-"), maxName))
}

// partition is that of the region.
func (s *stack) partition(n *node) string { return awsarn.PartitionOf(s.region(n)) }

// suffix is the domain of the partition's services.
func (s *stack) suffix(n *node) string {
	if s.partition(n) == "aws-cn" {
		return "amazonaws.com.cn"
	}
	return "amazonaws.com"
}
