package template

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
)

// join is Fn::Join.
func (s *stack) join(n, argument *node) (*node, error) {
	all, err := arguments(n, argument, 2, 2)
	if err != nil {
		return nil, err
	}
	separator, err := s.evalText(all[0], "the separator of Fn::Join")
	if err != nil {
		return nil, err
	}
	values, err := s.evalElements(all[1], "what Fn::Join joins")
	if err != nil {
		return nil, err
	}
	var made joined
	for i, v := range values {
		if i > 0 && separator.text != "" {
			made.literal(v.written, separator.text)
		}
		if _, ok := v.str(); !ok {
			return nil, v.written.problem("Fn::Join joins texts, and this is %s", v.describe())
		}
		made.whole(v.written, v.node)
	}
	return made.node(s, n)
}

// element is an element of a list, and where it is written.
type element struct {
	*node
	written *node
}

// evalElements evaluates what has to be a list.
func (s *stack) evalElements(n *node, what string) (all []element, err error) {
	if n.kind == list {
		for _, e := range n.elements {
			v, err := s.eval(e)
			if err != nil {
				return nil, err
			}
			if v.kind != nothing {
				all = append(all, element{v, e})
			}
		}
		return all, nil
	}
	v, err := s.eval(n)
	if err != nil {
		return nil, err
	}
	if v.kind != list {
		return nil, n.problem("%s has to be a list, not %s", what, v.describe())
	}
	for _, e := range v.elements {
		all = append(all, element{e, n})
	}
	return all, nil
}

// selectOne is Fn::Select.
func (s *stack) selectOne(n, argument *node) (*node, error) {
	all, err := arguments(n, argument, 2, 2)
	if err != nil {
		return nil, err
	}
	index, err := s.evalText(all[0], "the index of Fn::Select")
	if err != nil {
		return nil, err
	}
	i, err := strconv.Atoi(index.text)
	if err != nil || i < 0 {
		return nil, all[0].problem("the index of Fn::Select is %q, which is no number", index.text)
	}
	values, err := s.evalElements(all[1], "what Fn::Select selects from")
	if err != nil {
		return nil, err
	}
	if i < len(values) {
		return values[i].node, nil
	}
	for _, v := range values {
		if v.guessed {
			last := values[len(values)-1].text
			return s.standIn(n.place, fmt.Sprintf("%s[%d]", v.text, i), last, "the list is a stand-in, and is too short; its last element is taken"), nil
		}
	}
	return nil, n.problem("Fn::Select has the index %d, and the list %d elements", i, len(values))
}

// split is Fn::Split.
func (s *stack) split(n, argument *node) (*node, error) {
	all, err := arguments(n, argument, 2, 2)
	if err != nil {
		return nil, err
	}
	separator, err := s.evalText(all[0], "the separator of Fn::Split")
	if err != nil {
		return nil, err
	}
	v, err := s.evalText(all[1], "what Fn::Split splits")
	if err != nil {
		return nil, err
	}
	if separator.text == "" {
		return nil, all[0].problem("the separator of Fn::Split is empty")
	}
	made := v.split(n.place, separator.text)
	return made, s.spend(n, len(v.text)+valueWork*len(made.elements))
}

// split makes a list of the pieces of a text.
func (n *node) split(at place, separator string) *node {
	made := newList(at)
	made.guessed = n.guessed
	for piece := range strings.SplitSeq(n.text, separator) {
		e := newText(at, piece)
		e.guessed = n.guessed
		made.elements = append(made.elements, e)
	}
	return made
}

// findInMap is Fn::FindInMap, with a DefaultValue as AWS::LanguageExtensions has it.
func (s *stack) findInMap(n, argument *node) (*node, error) {
	all, err := arguments(n, argument, 3, 4)
	if err != nil {
		return nil, err
	}
	at, path, guessed := s.root.get("Mappings"), "", false
	for i, name := range all[:3] {
		key, err := s.evalText(name, "what Fn::FindInMap has")
		if err != nil {
			return nil, err
		}
		path += "/" + key.text
		if err := s.spend(n, len(members(at))); err != nil {
			return nil, err
		}
		next := at.get(key.text)
		guessed = guessed || key.guessed
		switch {
		case next != nil:
		case len(all) == 4 && all[3].get("DefaultValue") != nil:
			return s.eval(all[3].get("DefaultValue"))
		case i > 0 && guessed && len(members(at)) > 0:
			next = s.firstOf(n, at, path)
		default:
			return nil, name.problem("the template has no %s in its Mappings", path[1:])
		}
		at = next
	}
	return s.eval(at)
}

// firstOf is a stand-in for a name in a mapping that is not there, as it is a stand-in itself.
func (s *stack) firstOf(n, at *node, path string) *node {
	first := at.members[0]
	v := s.standIn(n.place, "mapping:"+path[1:], first.name, "the mapping has no such name, which is a stand-in; the first one is taken")
	if chosen := at.get(v.text); chosen != nil {
		return chosen
	}
	return first.node
}

// length is Fn::Length, of AWS::LanguageExtensions.
func (s *stack) length(n, argument *node) (*node, error) {
	values, err := s.evalElements(argument, "what Fn::Length counts")
	if err != nil {
		return nil, err
	}
	return &node{place: n.place, kind: number, text: strconv.Itoa(len(values))}, nil
}

// toJSONString is Fn::ToJsonString, of AWS::LanguageExtensions.
func (s *stack) toJSONString(n, argument *node) (*node, error) {
	v, err := s.eval(argument)
	if err != nil {
		return nil, err
	}
	w := writer{stack: s}
	if err := w.value(v, 0); err != nil {
		return nil, err
	}
	return w.joined.node(s, n)
}

// base64 is Fn::Base64.
func (s *stack) base64(n, argument *node) (*node, error) {
	v, err := s.evalText(argument, "what Fn::Base64 encodes")
	if err != nil {
		return nil, err
	}
	made := newText(n.place, base64.StdEncoding.EncodeToString([]byte(v.text)))
	made.guessed = v.guessed
	return made, s.spend(n, len(made.text))
}

// getAZs is Fn::GetAZs: three zones, whatever the region has.
func (s *stack) getAZs(n, argument *node) (*node, error) {
	region, err := s.evalText(argument, "the region of Fn::GetAZs")
	if err != nil {
		return nil, err
	}
	if region.text == "" {
		region = newText(n.place, s.region(n))
	}
	zones := s.standIn(n.place, "zones:"+region.text, region.text+"a,"+region.text+"b,"+region.text+"c", "an account has zones of its own")
	made := newList(n.place)
	for zone := range strings.SplitSeq(zones.text, ",") {
		made.elements = append(made.elements, newText(n.place, strings.TrimSpace(zone)))
	}
	return made, nil
}
