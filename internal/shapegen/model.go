package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// model is the part of a service model that the table needs.
type model struct {
	Metadata struct {
		ServiceID string `json:"serviceId"`
	}
	Operations map[string]struct {
		Output struct{ Shape string }
	}
	Shapes map[string]*shape
}

type shape struct {
	Type     string
	Members  members
	Required []string
	Member   struct{ Shape string } // of a list
	Value    struct{ Shape string } // of a map
	Enum     []string
	Min, Max json.Number
	Document bool // any JSON
}

// members are the members of a structure, in order.
type members []member

type member struct{ name, shape string }

// UnmarshalJSON reads an object.
func (m *members) UnmarshalJSON(text []byte) error {
	d := json.NewDecoder(strings.NewReader(string(text)))
	if _, err := d.Token(); err != nil {
		return err
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return err
		}
		var to struct{ Shape string }
		if err := d.Decode(&to); err != nil {
			return err
		}
		*m = append(*m, member{name: fmt.Sprint(name), shape: to.Shape})
	}
	return nil
}

// name returns the service's name in the resources of aws-sdk integrations, which is
// that of its package in the SDK for Java.
func (m *model) name() string {
	name := strings.ToLower(strings.NewReplacer(" ", "", "-", "").Replace(m.Metadata.ServiceID))
	for _, prefix := range []string{"amazon", "aws"} {
		name = strings.TrimPrefix(name, prefix)
	}
	return strings.TrimSuffix(name, "service")
}

// table numbers the shapes of responses.
type table struct {
	model *model
	lines []string
	named map[string]int // structures, lists and maps, which may contain themselves
	plain map[string]int // all others, by their line
}

// condense returns the file of a service: a line for each operation, with the number of
// its shape, an empty line, and a line for each shape in the order of their numbers.
// See package awsshapes for the lines.
func (m *model) condense() string {
	m.correct()
	t := &table{model: m, named: map[string]int{}, plain: map[string]int{}}
	var head []string
	for _, operation := range slices.Sorted(maps.Keys(m.Operations)) {
		if output := m.Operations[operation].Output.Shape; output != "" {
			head = append(head, fmt.Sprintf("%s %d", operation, t.number(output)))
		}
	}
	return strings.Join(head, "\n") + "\n\n" + strings.Join(t.lines, "\n") + "\n"
}

// number returns the number of a shape, and writes its line first.
func (t *table) number(name string) int {
	if n, ok := t.named[name]; ok {
		return n
	}
	s := t.model.Shapes[name]
	line := s.line()
	if line != "" {
		n, ok := t.plain[line]
		if !ok {
			n = t.add(line)
			t.plain[line] = n
		}
		return n
	}
	n := t.add("")
	t.named[name] = n
	switch s.Type {
	case "list":
		t.lines[n] = fmt.Sprintf("list %d", t.number(s.Member.Shape))
	case "map":
		t.lines[n] = fmt.Sprintf("map %d", t.number(s.Value.Shape))
	default:
		t.lines[n] = "object" + t.members(s)
	}
	return n
}

func (t *table) add(line string) int {
	t.lines = append(t.lines, line)
	return len(t.lines) - 1
}

func (t *table) members(s *shape) string {
	var b strings.Builder
	for _, m := range s.Members {
		required := ""
		if slices.Contains(s.Required, m.name) {
			required = "!"
		}
		fmt.Fprintf(&b, "\t%s%s %d", m.name, required, t.number(m.shape))
	}
	return b.String()
}

// line returns the line of a shape without other shapes in it, "" for one that has
// some.
func (s *shape) line() string {
	switch s.Type {
	case "structure":
		if s.Document {
			return "any"
		}
		return ""
	case "list", "map":
		return ""
	case "boolean":
		return "boolean"
	case "integer", "long", "float", "double", "bigdecimal", "biginteger":
		return "number" + s.bounds()
	}
	if len(s.Enum) > 0 {
		return "enum\t" + strings.Join(s.Enum, "\t")
	}
	return "string" + s.bounds() // a blob and a time are strings, too
}

func (s *shape) bounds() string {
	if s.Min == "" && s.Max == "" {
		return ""
	}
	or := func(n json.Number) string {
		if n == "" {
			return "-"
		}
		return n.String()
	}
	return "\t" + or(s.Min) + "\t" + or(s.Max)
}
