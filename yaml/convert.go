package yaml

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/internal/yamlnumber"
	"github.com/goasl/goasl/jsonvalue"

	"go.yaml.in/yaml/v3"
)

// The limits of the text and of the result: with aliases, a short text can stand for a very
// long one.
const (
	maxBytes  = 16 << 20 // of YAML, and of JSON
	maxValues = 1 << 20
	maxDepth  = 1_000
)

// problem is what is wrong with a text. Line and column count from 1.
type problem struct {
	line, column  int
	message, hint string
}

func (p *problem) at(n *yaml.Node) *problem {
	p.line, p.column = n.Line, n.Column
	return p
}

func problemf(n *yaml.Node, format string, args ...any) *problem {
	return (&problem{message: fmt.Sprintf(format, args...)}).at(n)
}

// badTag is the problem of a tag that YAML does not define.
func badTag(n *yaml.Node, tag string) *problem {
	p := problemf(n, "the tag %s is not supported", tag)
	if slices.Contains(templateTags, tag) {
		p.hint = "that is a function of CloudFormation: write a placeholder such as ${Name} in its place, and give its value with asl.WithSubstitutions"
	}
	return p
}

// templateTags are the functions of CloudFormation that stand in the place of a value.
var templateTags = []string{
	"!Base64", "!Cidr", "!FindInMap", "!GetAtt", "!GetAZs", "!If", "!ImportValue", "!Join", "!Ref", "!Select", "!Split", "!Sub", "!Transform",
}

// lineOf finds the line number in an error of the YAML library.
var lineOf = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)$`)

// read returns the root of the text's only document.
func read(text []byte) (*yaml.Node, *problem) {
	if len(text) > maxBytes { // the nodes would take many times as much memory
		return nil, &problem{line: 1, column: 1, message: fmt.Sprintf("the text has %d bytes; at most %d are read", len(text), maxBytes)}
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var document, more yaml.Node
	err := decoder.Decode(&document)
	switch {
	case errors.Is(err, io.EOF):
		return nil, &problem{line: 1, column: 1, message: "there is no document"}
	case err != nil:
		return nil, syntax(err)
	}
	if err := decoder.Decode(&more); err == nil {
		return nil, problemf(&more, "there is more than one document")
	} else if !errors.Is(err, io.EOF) {
		return nil, syntax(err)
	}
	return document.Content[0], nil
}

func syntax(err error) *problem {
	p := &problem{line: 1, column: 1, message: err.Error()}
	if found := lineOf.FindStringSubmatch(err.Error()); found != nil {
		p.message = found[2]
		if line, err := strconv.Atoi(found[1]); err == nil {
			p.line = line
		}
	}
	return p
}

// converter writes the JSON and notes which places of the YAML it comes from.
type converter struct {
	source *diag.Source
	out    []byte
	marks  marks
	merges int // the number of members and mappings that were merged so far
}

// value writes a value.
func (c *converter) value(n *yaml.Node, depth int) *problem {
	switch {
	case depth > maxDepth:
		return problemf(n, "there are more than %d levels", maxDepth)
	case len(c.out) > maxBytes:
		return problemf(n, "the definition has more than %d bytes", maxBytes)
	case len(c.marks) > maxValues:
		return problemf(n, "the definition has more than %d values and names", maxValues)
	}
	if n.Kind == yaml.AliasNode {
		return c.value(n.Alias, depth+1)
	}
	c.mark(n)
	switch n.Kind {
	case yaml.MappingNode:
		return c.object(n, depth)
	case yaml.SequenceNode:
		return c.array(n, depth)
	}
	return c.scalar(n)
}

func (c *converter) mark(n *yaml.Node) {
	c.marks = append(c.marks, mark{len(c.out), c.source.Offset(n.Line, n.Column)})
}

func (c *converter) array(n *yaml.Node, depth int) *problem {
	if p := plain(n, "!!seq"); p != nil {
		return p
	}
	c.out = append(c.out, '[')
	for i, element := range n.Content {
		if i > 0 {
			c.out = append(c.out, ',')
		}
		if p := c.value(element, depth+1); p != nil {
			return p
		}
	}
	c.out = append(c.out, ']')
	return nil
}

func (c *converter) object(n *yaml.Node, depth int) *problem {
	if p := plain(n, "!!map"); p != nil {
		return p
	}
	members, p := c.membersOf(n, 0)
	if p != nil {
		return p
	}
	c.out = append(c.out, '{')
	for i, m := range members {
		if i > 0 {
			c.out = append(c.out, ',')
		}
		c.mark(m.name)
		c.out = append(c.out, jsonvalue.OfString(m.name.Value).String()...)
		c.out = append(c.out, ':')
		if p := c.value(m.value, depth+1); p != nil {
			return p
		}
	}
	c.out = append(c.out, '}')
	return nil
}

// member is a member of an object, which may come from a merged mapping.
type member struct{ name, value *yaml.Node }

// membersOf returns the members of a mapping. Its own come before merged ones, and hide
// those with the same name.
func (c *converter) membersOf(n *yaml.Node, depth int) ([]member, *problem) {
	if depth > maxDepth {
		return nil, problemf(n, "there are more than %d levels of merge keys", maxDepth)
	}
	var own, merged []member
	names := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		name, value := target(n.Content[i]), n.Content[i+1]
		switch {
		case name.ShortTag() == "!!merge":
			inherited, p := c.mergedBy(value, depth)
			if p != nil {
				return nil, p
			}
			merged = append(merged, inherited...)
			continue
		case name.Kind != yaml.ScalarNode:
			return nil, problemf(name, "a name must be a scalar")
		case !isPlain(name.ShortTag()):
			return nil, badTag(name, name.ShortTag())
		case names[name.Value]:
			return nil, problemf(name, "the name %q is given twice", name.Value)
		}
		names[name.Value] = true
		own = append(own, member{name, value})
	}
	for _, m := range merged {
		if !names[m.name.Value] {
			names[m.name.Value] = true
			own = append(own, m)
		}
	}
	return own, nil
}

// mergedBy returns the members that a merge key adds: those of a mapping, or of a list
// of mappings, of which the first ones hide the others. It counts both members and
// mappings: to merge many empty mappings adds no members, and takes long all the same.
func (c *converter) mergedBy(value *yaml.Node, depth int) ([]member, *problem) {
	value = target(value)
	sources := []*yaml.Node{value}
	if value.Kind == yaml.SequenceNode {
		sources = value.Content
	}
	var all []member
	for _, s := range sources {
		if s = target(s); s.Kind != yaml.MappingNode {
			return nil, problemf(s, "only mappings can be merged")
		}
		members, p := c.membersOf(s, depth+1)
		if p != nil {
			return nil, p
		}
		if c.merges += 1 + len(members); c.merges > maxValues {
			return nil, problemf(s, "merge keys take more than %d mappings and members", maxValues)
		}
		all = append(all, members...)
	}
	return all, nil
}

// target follows an alias.
func target(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

// plain reports a tag that changes the type of the value.
func plain(n *yaml.Node, tag string) *problem {
	if got := n.ShortTag(); got != tag {
		return badTag(n, got)
	}
	return nil
}

// isPlain reports whether a scalar without a tag may have this one.
func isPlain(tag string) bool {
	switch tag {
	case "!!str", "!!timestamp", "!!null", "!!bool", "!!int", "!!float":
		return true
	}
	return false
}

func (c *converter) scalar(n *yaml.Node) *problem {
	switch tag := n.ShortTag(); tag {
	case "!!str", "!!timestamp":
		if !utf8.ValidString(n.Value) {
			return problemf(n, "the text is not UTF-8")
		}
		c.out = append(c.out, jsonvalue.OfString(n.Value).String()...)
	case "!!null":
		c.out = append(c.out, "null"...)
	case "!!bool":
		text := strings.ToLower(n.Value)
		if text != "true" && text != "false" {
			return problemf(n, "%s is no boolean of JSON", n.Value)
		}
		c.out = append(c.out, text...)
	case "!!int", "!!float":
		text, ok := yamlnumber.JSON(n.Value)
		if !ok {
			return problemf(n, "%s is no number of JSON", n.Value)
		}
		c.out = append(c.out, text...)
	default:
		return badTag(n, tag)
	}
	return nil
}
