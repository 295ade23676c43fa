package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// model is the part of a service model that the tables need.
type model struct {
	Metadata   metadata
	Operations map[string]modelOperation
	Shapes     map[string]*shape
}

type metadata struct {
	ServiceID          string `json:"serviceId"`
	Protocol           string
	Protocols          []string
	JSONVersion        string
	TargetPrefix       string
	APIVersion         string
	EndpointPrefix     string
	SigningName        string
	AWSQueryCompatible *struct{}
}

type modelOperation struct {
	HTTP                 struct{ Method, RequestURI string }
	Input, Output        reference
	Errors               []struct{ Shape string }
	Endpoint             struct{ HostPrefix string }
	AuthType             string
	HTTPChecksumRequired bool
	HTTPChecksum         struct {
		RequestAlgorithmMember  string
		RequestChecksumRequired bool
	}
}

// errors returns the names of the operation's exceptions, in order.
func (o modelOperation) errors() (names []string) {
	for _, e := range o.Errors {
		names = append(names, e.Shape)
	}
	slices.Sort(names)
	return names
}

type shape struct {
	Type      string
	Members   members
	Required  []string
	Member    reference // of a list
	Key       reference // of a map
	Value     reference // of a map
	Enum      []string
	Min, Max  json.Number
	Pattern   string
	Sensitive bool
	Document  bool   // any JSON
	Payload   string // the member that is the whole body
	Exception bool
	Error     struct{ Code string }
	traits
}

// traits say how a shape is written on the wire. Those of a reference to a shape count
// before its own.
type traits struct {
	Location        string
	LocationName    string
	QueryName       string
	TimestampFormat string
	Flattened       bool
	Streaming       bool // a body that is sent as it is produced
	EventStream     bool
	XMLAttribute    bool
	JSONValue       bool
	HostLabel       bool
	XMLNamespace    namespace
}

type namespace struct{ URI, Prefix string }

// UnmarshalJSON reads an object, or the text that is the URI.
func (n *namespace) UnmarshalJSON(text []byte) error {
	if json.Unmarshal(text, &n.URI) == nil {
		return nil
	}
	type plain namespace
	return json.Unmarshal(text, (*plain)(n))
}

// reference is the mention of a shape.
type reference struct {
	Shape            string
	IdempotencyToken bool // filled in by whoever calls the operation
	ResultWrapper    string
	traits
}

// members are the members of a structure, in order.
type members []member

type member struct {
	name string
	reference
}

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
		to := member{name: fmt.Sprint(name)}
		if err := d.Decode(&to.reference); err != nil {
			return err
		}
		*m = append(*m, to)
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

// table numbers the shapes of requests and responses.
type table struct {
	model *model
	lines []string
	named map[string]int // structures, lists and maps, which may contain themselves
	plain map[string]int // all others, by their line

	requests map[string]bool // the structures of requests
	within   map[string]bool // the shapes inside them
}

// condense returns the file of a service: a line for each operation, with the numbers of
// the shapes of its request and its response, an empty line, and a line for each shape in
// the order of their numbers. See package awsshapes for the lines.
func (m *model) condense() string {
	m.correct()
	t := &table{
		model: m, named: map[string]int{}, plain: map[string]int{},
		requests: map[string]bool{}, within: map[string]bool{},
	}
	for _, op := range m.Operations {
		if op.Input.Shape != "" {
			t.requests[op.Input.Shape] = true
			t.enter(m.Shapes[op.Input.Shape])
		}
	}
	var head []string
	for _, operation := range slices.Sorted(maps.Keys(m.Operations)) {
		op := m.Operations[operation]
		head = append(head, operation+" "+t.numberOrNone(op.Input.Shape)+" "+t.numberOrNone(op.Output.Shape))
	}
	return strings.Join(head, "\n") + "\n\n" + strings.Join(t.lines, "\n") + "\n"
}

// enter notes the shapes inside one that belongs to a request.
func (t *table) enter(s *shape) {
	inner := []string{s.Member.Shape, s.Value.Shape}
	for _, m := range s.Members {
		inner = append(inner, m.Shape)
	}
	for _, name := range inner {
		if name != "" && !t.within[name] {
			t.within[name] = true
			t.enter(t.model.Shapes[name])
		}
	}
}

func (t *table) numberOrNone(name string) string {
	if name == "" {
		return "-"
	}
	return strconv.Itoa(t.number(name))
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
		word := "object"
		if t.within[name] {
			word += " " + name
		}
		t.lines[n] = word + t.members(s, t.requests[name])
	}
	return n
}

func (t *table) add(line string) int {
	t.lines = append(t.lines, line)
	return len(t.lines) - 1
}

func (t *table) members(s *shape, ofRequest bool) string {
	var b strings.Builder
	for _, m := range s.Members {
		mark := ""
		switch {
		case ofRequest && t.streams(m):
			mark = "+"
		case slices.Contains(s.Required, m.name) && !(ofRequest && m.IdempotencyToken):
			mark = "!"
		}
		fmt.Fprintf(&b, "\t%s%s %d", m.name, mark, t.number(m.Shape))
	}
	return b.String()
}

// streams reports whether a member is a body that is sent as it is produced. The SDK for
// Java calls no operation without it. Of other members of a request, those with a token
// are filled in.
func (t *table) streams(m member) bool { return m.Streaming || t.model.Shapes[m.Shape].Streaming }

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
	case "integer", "long", "float", "double":
		return s.Type + s.bounds()
	case "bigdecimal", "biginteger":
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
