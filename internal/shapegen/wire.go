package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// generateWire writes the table of package aws/internal/wire: how requests and responses
// look on the wire, and where services are. Its lines are described there.
func generateWire(dir, origin string, w io.Writer) error {
	parts, err := readPartitions(dir)
	if err != nil {
		return err
	}
	return writeArchive(dir, origin, w, map[string]string{"partitions": parts.condense()}, func(folder string, m *model) (string, error) {
		rules, err := readRules(folder)
		if err != nil {
			return "", fmt.Errorf("%s: %w", folder, err)
		}
		hosts, err := parts.hosts(rules, m.Metadata.EndpointPrefix)
		if err != nil {
			return "", fmt.Errorf("%s: %w", folder, err)
		}
		return m.wire(hosts), nil
	})
}

// wireTable numbers the shapes of requests and responses.
type wireTable struct {
	model *model
	lines []string
	named map[string]int // structures, lists and maps, which may contain themselves
	plain map[string]int // all others, by their line
}

// wire returns the file of a service. hosts are its lines about where it is.
func (m *model) wire(hosts []string) string {
	m.correctWire()
	t := &wireTable{model: m, named: map[string]int{}, plain: map[string]int{}}
	head := []string{m.service(), "errors" + m.errorCodes()}
	head = append(head, hosts...)
	for _, name := range slices.Sorted(maps.Keys(m.Operations)) {
		head = append(head, t.operation(name, m.Operations[name]))
	}
	return strings.Join(head, "\n") + "\n\n" + strings.Join(t.lines, "\n") + "\n"
}

// service returns the line about the service as a whole.
func (m *model) service() string {
	d := m.Metadata
	line := fields{"service"}
	line.add("id", d.ServiceID)
	line.add("protocol", m.protocol())
	line.add("json", d.JSONVersion)
	line.add("target", d.TargetPrefix)
	line.add("version", d.APIVersion)
	line.add("prefix", d.EndpointPrefix)
	line.add("signing", d.SigningName)
	if d.AWSQueryCompatible != nil {
		line.add("querymode", "true")
	}
	return line.String()
}

// protocols are those that the table can have, the preferred ones first, as botocore
// prefers them.
var protocols = []string{"json", "rest-json", "rest-xml", "query", "ec2"}

func (m *model) protocol() string {
	for _, p := range protocols {
		if p == m.Metadata.Protocol && len(m.Metadata.Protocols) == 0 || slices.Contains(m.Metadata.Protocols, p) {
			return p
		}
	}
	return m.Metadata.Protocol
}

// errorCodes returns the names of the service's exceptions, and their codes where those
// differ.
func (m *model) errorCodes() string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(m.Shapes)) {
		s := m.Shapes[name]
		if !s.Exception {
			continue
		}
		b.WriteString("\t" + name)
		if s.Error.Code != "" && s.Error.Code != name {
			b.WriteString("=" + s.Error.Code)
		}
	}
	return b.String()
}

func (t *wireTable) operation(name string, op modelOperation) string {
	line := fields{name, op.HTTP.Method + " " + op.HTTP.RequestURI, t.numberOrNone(op.Input.Shape), t.numberOrNone(op.Output.Shape)}
	line.add("root", op.Input.LocationName)
	line.add("xmlns", op.Input.XMLNamespace.URI)
	line.add("wrapper", op.Output.ResultWrapper)
	line.add("host", op.Endpoint.HostPrefix)
	if op.AuthType == "none" {
		line.add("auth", "none")
	}
	if op.HTTPChecksumRequired || op.HTTPChecksum.RequestChecksumRequired {
		line.add("checksum", "required")
	}
	line.add("algorithm", op.HTTPChecksum.RequestAlgorithmMember)
	return line.String()
}

func (t *wireTable) numberOrNone(name string) string {
	if name == "" {
		return "-"
	}
	return strconv.Itoa(t.number(name))
}

// number returns the number of a shape, and writes its line first.
func (t *wireTable) number(name string) int {
	if n, ok := t.named[name]; ok {
		return n
	}
	s := t.model.Shapes[name]
	if line := s.wireKind(); line != "" {
		n, ok := t.plain[line]
		if !ok {
			n = len(t.lines)
			t.lines = append(t.lines, line)
			t.plain[line] = n
		}
		return n
	}
	n := len(t.lines)
	t.lines = append(t.lines, "")
	t.named[name] = n
	switch s.Type {
	case "list":
		t.lines[n] = "list\t" + t.mention("", s.Member)
	case "map":
		t.lines[n] = "map\t" + t.mention("", s.Key) + "\t" + t.mention("", s.Value)
	default:
		var b strings.Builder
		b.WriteString("structure")
		for _, m := range s.Members {
			b.WriteString("\t" + t.mention(m.name, m.reference))
			if m.name == s.Payload {
				b.WriteString(" payload")
			}
		}
		t.lines[n] = b.String()
	}
	return n
}

// wireKind returns the line of a shape without other shapes in it, "" for one that has
// some.
func (s *shape) wireKind() string {
	switch s.Type {
	case "structure":
		switch {
		case s.Document:
			return "any"
		case s.EventStream:
			return "events"
		}
		return ""
	case "list", "map":
		return ""
	case "bigdecimal":
		return "double"
	case "biginteger":
		return "long"
	case "character":
		return "string"
	}
	return s.Type
}

// mention returns the name of a member, "" for an element, with the number of its shape
// and with what is to be known of it on the wire.
func (t *wireTable) mention(name string, r reference) string {
	s := t.model.Shapes[r.Shape]
	b := fields{strings.TrimLeft(name+" "+strconv.Itoa(t.number(r.Shape)), " ")}
	if own := cmp.Or(r.LocationName, s.LocationName); own != name {
		b.add("as", own)
	}
	b.add("query", r.QueryName)
	b.add("in", r.Location)
	b.add("time", cmp.Or(r.TimestampFormat, s.TimestampFormat))
	ns := r.XMLNamespace
	if ns.URI == "" {
		ns = s.XMLNamespace
	}
	b.add("xmlns", ns.URI)
	b.add("xmlnsprefix", ns.Prefix)
	for _, flag := range []struct {
		name string
		set  bool
	}{
		{"flat", r.Flattened || s.Flattened}, {"stream", r.Streaming || s.Streaming}, {"attribute", r.XMLAttribute},
		{"json", r.JSONValue}, {"label", r.HostLabel}, {"token", r.IdempotencyToken},
	} {
		if flag.set {
			b = append(b, flag.name)
		}
	}
	return strings.Join(b, " ")
}

// fields are the parts of a line.
type fields []string

// add adds a part unless the value is empty.
func (f *fields) add(name, value string) {
	if value != "" {
		*f = append(*f, name+"="+value)
	}
}

func (f fields) String() string { return strings.Join(f, "\t") }
