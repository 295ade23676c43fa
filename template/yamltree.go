package template

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// yamlTree makes nodes of those of the YAML library.
type yamlTree struct {
	*file
	made   map[*yaml.Node]*node // anchors, so that an alias takes no time; nil for one that is being made
	merged int
}

// lineOf finds the line number in an error of the YAML library.
var lineOf = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)$`)

func parseYAML(f *file) (*node, error) {
	t := &yamlTree{file: f, made: map[*yaml.Node]*node{}}
	var document, more yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader([]byte(f.Text())))
	err := decoder.Decode(&document)
	switch {
	case errors.Is(err, io.EOF) || err == nil && len(document.Content) == 0:
		return nil, place{f, 0}.problem("the file is empty")
	case err != nil:
		return nil, t.syntax(err)
	}
	if err := decoder.Decode(&more); err == nil {
		return nil, t.place(&more).problem("there is more than one document; CloudFormation and SAM take only one")
	} else if !errors.Is(err, io.EOF) {
		return nil, t.syntax(err)
	}
	return t.node(document.Content[0], 0)
}

func (t *yamlTree) syntax(err error) error {
	found := lineOf.FindStringSubmatch(err.Error())
	if found == nil {
		return place{t.file, 0}.problem("this is not YAML: %v", err)
	}
	line, _ := strconv.Atoi(found[1])
	return place{t.file, t.Offset(max(line, 1), 1)}.problem("this is not YAML: %s", found[2])
}

func (t *yamlTree) place(n *yaml.Node) place { return place{t.file, t.Offset(n.Line, n.Column)} }

// node makes a node. An alias is the node of its anchor.
func (t *yamlTree) node(n *yaml.Node, depth int) (*node, error) {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	made, known := t.made[n]
	switch {
	case known && made == nil:
		return nil, t.place(n).problem("the anchor %s contains itself", n.Anchor)
	case known:
		return made, nil
	case depth > maxDepth:
		return nil, t.place(n).problemOf(CodeTooLarge, "there are more than %d levels", maxDepth)
	}
	if n.Anchor != "" {
		t.made[n] = nil
	}
	made, err := t.value(n, depth)
	if n.Anchor != "" {
		t.made[n] = made
	}
	return made, err
}

// value makes a node. A short tag is an intrinsic function around it.
func (t *yamlTree) value(n *yaml.Node, depth int) (*node, error) {
	made, err := t.untagged(n, depth)
	name, isShort := strings.CutPrefix(n.Tag, "!")
	if err != nil || !isShort || strings.HasPrefix(name, "!") {
		return made, err
	}
	switch {
	case name == "Ref" || name == "Condition":
	case name == "" || strings.ContainsFunc(name, func(r rune) bool { return ((r|0x20) < 'a' || (r|0x20) > 'z') && (r < '0' || r > '9') }):
		return nil, t.place(n).problem("the tag %s is not supported", n.Tag)
	default:
		name = "Fn::" + name
	}
	return call(made.place, name, made), nil
}

func (t *yamlTree) untagged(n *yaml.Node, depth int) (*node, error) {
	made := &node{place: t.place(n)}
	switch n.Kind {
	case yaml.SequenceNode:
		made.kind = list
		for _, element := range n.Content {
			e, err := t.node(element, depth+1)
			if err != nil {
				return nil, err
			}
			made.elements = append(made.elements, e)
		}
		return made, nil
	case yaml.MappingNode:
		made.kind = object
		var err error
		made.members, err = t.members(n, depth)
		return made, err
	}
	return made, t.scalar(made, n)
}

// members makes the members of a mapping. Its own hide those that it merges.
func (t *yamlTree) members(n *yaml.Node, depth int) (own []member, err error) {
	var merged []member
	for i := 0; i+1 < len(n.Content); i += 2 {
		name := n.Content[i]
		if name.Kind == yaml.AliasNode {
			name = name.Alias
		}
		value, err := t.node(n.Content[i+1], depth+1)
		switch {
		case err != nil:
			return nil, err
		case name.ShortTag() == "!!merge":
			inherited, err := t.inherited(value)
			if err != nil {
				return nil, err
			}
			merged = append(merged, inherited...)
			continue
		case name.Kind != yaml.ScalarNode:
			return nil, t.place(name).problem("a name must be a scalar")
		}
		own = append(own, member{name.Value, t.place(name).at, value})
	}
	own = t.unique(own)
	if merged == nil {
		return own, nil
	}
	return overlay(own, merged, func(own, _ *node) *node { return own }), nil
}

// inherited returns the members that a merge key adds.
func (t *yamlTree) inherited(n *node) (all []member, err error) {
	from := []*node{n}
	if n.kind == list {
		from = n.elements
	}
	for _, f := range from {
		if f.kind != object {
			return nil, f.problem("only mappings can be merged")
		}
		if t.merged += 1 + len(f.members); t.merged > maxNodes {
			return nil, f.problemOf(CodeTooLarge, "merge keys take more than %d members", maxNodes)
		}
		all = append(all, f.members...)
	}
	return all, nil
}

// booleans are those of YAML 1.1, which CloudFormation and SAM read.
var booleans = map[string]string{
	"true": "true", "yes": "true", "on": "true", "false": "false", "no": "false", "off": "false",
}

// scalar sets the kind and the text of a scalar.
func (t *yamlTree) scalar(made *node, n *yaml.Node) error {
	made.text, made.style = n.Value, styleOf(n)
	if !utf8.ValidString(n.Value) {
		return made.problem("the text is not UTF-8")
	}
	made.kind = text
	if made.style != plain || strings.HasPrefix(n.Tag, "!") && !strings.HasPrefix(n.Tag, "!!") {
		return nil // what a function has is a text
	}
	switch n.ShortTag() {
	case "!!null":
		made.kind, made.text = null, ""
	case "!!bool":
		made.kind, made.text = boolean, strings.ToLower(n.Value)
	case "!!int", "!!float":
		made.kind = number
	case "!!str":
		short := strings.ToLower(n.Value)
		value, ok := booleans[short]
		if spelt := []string{short, strings.ToUpper(short), strings.Title(short)}; ok && slices.Contains(spelt, n.Value) { //nolint:staticcheck // letters of ASCII
			made.kind, made.text = boolean, value
		}
	}
	return nil
}

func styleOf(n *yaml.Node) style {
	switch {
	case n.Style&yaml.DoubleQuotedStyle != 0:
		return double
	case n.Style&yaml.SingleQuotedStyle != 0:
		return single
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		return block
	}
	return plain
}
