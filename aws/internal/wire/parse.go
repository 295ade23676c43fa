package wire

import (
	"slices"
	"strconv"
	"strings"
	"sync"
)

// parse reads the file of a service.
func parse(name, file string) *Service {
	head, body, _ := strings.Cut(file, "\n\n")
	lines := strings.Split(strings.TrimSuffix(body, "\n"), "\n")
	all := make([]shape, len(lines))
	for i, line := range lines {
		all[i].read(line, all)
	}
	s := &Service{Name: name, errors: map[string]string{}, hosts: map[string]host{}, operations: map[string]*Operation{}}
	for line := range strings.SplitSeq(head, "\n") {
		word, rest, _ := strings.Cut(line, "\t")
		parts := strings.Split(rest, "\t")
		switch word {
		case "service":
			s.read(parts)
		case "errors":
			for _, part := range parts {
				name, code, differs := strings.Cut(part, "=")
				s.errors[name] = name
				if differs {
					s.errors[code] = name
				}
			}
		case "host":
			s.hosts[parts[0]] = hostOf(parts[1:])
		default:
			s.operations[word] = readOperation(s, word, parts, all)
		}
	}
	return s
}

func (s *Service) read(parts []string) {
	for _, part := range parts {
		name, value, _ := strings.Cut(part, "=")
		switch name {
		case "id":
			s.ID = value
		case "protocol":
			s.protocol = value
		case "json":
			s.jsonVersion = value
		case "target":
			s.target = value
		case "version":
			s.version = value
		case "prefix":
			s.prefix = value
		case "signing":
			s.signing = value
		case "querymode":
			s.queryMode = true
		}
	}
}

func readOperation(s *Service, name string, parts []string, all []shape) *Operation {
	o := &Operation{Service: s, Name: name}
	for i, part := range parts {
		name, value, _ := strings.Cut(part, "=")
		switch {
		case i == 0:
			o.method, o.uri, _ = strings.Cut(part, " ")
		case i == 1:
			o.input = orNone(all, part)
		case i == 2:
			o.output = orNone(all, part)
		case name == "root":
			o.root = value
		case name == "xmlns":
			o.xmlns = value
		case name == "wrapper":
			o.wrapper = value
		case name == "host":
			o.host = value
		case name == "auth":
			o.unsigned = true
		case name == "checksum":
			o.checksum = true
		case name == "algorithm":
			o.algorithm = value
		}
	}
	return o
}

func orNone(all []shape, number string) *shape {
	if number == "-" {
		return nil
	}
	return at(all, number)
}

func at(all []shape, number string) *shape {
	n, err := strconv.Atoi(number)
	if err != nil || n < 0 || n >= len(all) {
		return &shape{kind: anything}
	}
	return &all[n]
}

// read reads the line of one shape.
func (s *shape) read(line string, all []shape) {
	parts := strings.Split(line, "\t")
	s.kind = kind(parts[0])
	switch {
	case s.kind == structure:
		for _, part := range parts[1:] {
			name, mention, _ := strings.Cut(part, " ")
			s.members = append(s.members, readMention(name, mention, all))
		}
	case s.kind == list && len(parts) == 2:
		s.of = readMention("", parts[1], all)
	case s.kind == dict && len(parts) == 3:
		s.key, s.of = readMention("", parts[1], all), readMention("", parts[2], all)
	}
}

func readMention(name, mention string, all []shape) *member {
	m := &member{name: name}
	for i, part := range strings.Split(mention, " ") {
		word, value, _ := strings.Cut(part, "=")
		switch {
		case i == 0:
			m.shape = at(all, part)
		case word == "as":
			m.as = value
		case word == "query":
			m.query = value
		case word == "in":
			m.in = value
		case word == "time":
			m.time = value
		case word == "xmlns":
			m.xmlns = value
		case word == "xmlnsprefix":
			m.xmlnsAs = value
		default:
			if flag := m.flag(word); flag != nil {
				*flag = true
			}
		}
	}
	return m
}

func (m *member) flag(word string) *bool {
	switch word {
	case "flat":
		return &m.flat
	case "stream":
		return &m.stream
	case "attribute":
		return &m.attribute
	case "json":
		return &m.json
	case "label":
		return &m.label
	case "token":
		return &m.token
	case "payload":
		return &m.payload
	}
	return nil
}

// names are the members of a structure by the names that a style gives them. They are
// listed when they are first needed.
type names struct {
	once   sync.Once
	sorted []named
	index  map[string]*member
}

type named struct {
	field string
	*member
}

// fields returns the members of a structure: sorted by their names, as Step Functions
// writes them, but a body that is a stream comes last.
func (s *shape) fields(style Style) []named {
	n := &s.names[style]
	n.once.Do(func() {
		n.index = make(map[string]*member, len(s.members))
		for _, m := range s.members {
			field := style.field(m.name)
			n.sorted = append(n.sorted, named{field, m})
			n.index[field] = m
		}
		last := func(m named) bool { return m.payload && m.stream }
		slices.SortFunc(n.sorted, func(a, b named) int {
			switch {
			case last(a) != last(b) && last(a):
				return 1
			case last(a) != last(b):
				return -1
			}
			return strings.Compare(a.field, b.field)
		})
	})
	return n.sorted
}

// field returns the member with that name, nil if there is none.
func (s *shape) field(style Style, name string) *member {
	s.fields(style)
	return s.names[style].index[name]
}
