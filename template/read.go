package template

import (
	"errors"
	"path"
	"strings"

	"github.com/goasl/goasl/internal/jsontree"
	"github.com/goasl/goasl/jsonvalue"
)

// The bounds of a template, and of all templates and definitions of a project.
const (
	maxBytes = 4 << 20  // of a file; CloudFormation takes 1 MB
	maxTotal = 32 << 20 // of all files, and of all texts that functions make
	maxNodes = 1 << 20  // of a file with its aliases; times 4 of what functions make
	maxDepth = 500
)

// parse reads a file in YAML or JSON. CloudFormation takes either one in a file of any name.
func parse(f *file) (*node, error) {
	if !strings.HasPrefix(strings.TrimSpace(f.Text()), "{") {
		return parseYAML(f)
	}
	n, err := parseJSON(f)
	if err != nil && path.Ext(f.name) != ".json" {
		if other, wrong := parseYAML(f); wrong == nil {
			return other, nil
		}
	}
	return n, err
}

func parseJSON(f *file) (*node, error) {
	root, err := jsontree.Parse(f.Text(), jsonvalue.Limits{Bytes: maxBytes, Depth: maxDepth})
	var syntax *jsonvalue.SyntaxError
	switch {
	case errors.As(err, &syntax):
		return nil, place{f, syntax.Offset}.problem("this is not JSON: %s", syntax.Msg)
	case err != nil:
		return nil, place{f, 0}.problemOf(CodeTooLarge, "%v", err)
	}
	return fromJSON(f, root), nil
}

func fromJSON(f *file, n jsontree.Node) *node {
	made := &node{place: place{f, n.Pos}, text: n.Raw(), style: double}
	switch n.Kind() {
	case jsonvalue.Null:
		made.kind = null
	case jsonvalue.Bool:
		made.kind = boolean
	case jsonvalue.Number:
		made.kind = number
	case jsonvalue.String:
		made.kind, made.text = text, n.Text()
	case jsonvalue.Array:
		made.kind, made.text = list, ""
		made.elements = make([]*node, 0, n.Len())
		for _, child := range n.All() {
			made.elements = append(made.elements, fromJSON(f, child))
		}
	case jsonvalue.Object:
		made.kind, made.text = object, ""
		made.members = make([]member, 0, n.Len())
		for _, child := range n.All() {
			made.members = append(made.members, member{child.Name, child.NamePos, fromJSON(f, child)})
		}
		made.members = f.unique(made.members)
	}
	return made
}
