package state

import (
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goasl/goasl/internal/jsontree"
	"github.com/goasl/goasl/jsonvalue"
)

// A placeholder, such as ${LambdaArn}, is a name that CloudFormation, SAM or Terraform
// replaces by a value before the service gets the definition.

// Placeholder returns the name of the first placeholder in a text that nothing was put in
// the place of. ok is false if there is none.
func Placeholder(text string) (name string, ok bool) {
	_, _, name, ok = findPlaceholder(text)
	return name, ok
}

// findPlaceholder returns the place and the name of the first placeholder in a text. A
// name begins with a letter, a digit or one of _ and !, and may be an expression of
// Terraform. With braces, single quotes or line breaks between them, ${ and } are part of
// something else, as in JSONata.
func findPlaceholder(text string) (start, end int, name string, ok bool) {
	for from := 0; ; {
		i := strings.Index(text[from:], "${")
		if i < 0 {
			return 0, 0, "", false
		}
		start = from + i
		from = start + len("${")
		n := strings.IndexAny(text[from:], "{}'\n\r")
		if n > 0 && text[from+n] == '}' && beginsName(strings.TrimLeft(text[from:from+n], " ")) {
			return start, from + n + 1, text[from : from+n], true
		}
	}
}

func beginsName(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return r != utf8.RuneError && (r == '_' || r == '!' || unicode.IsLetter(r) || unicode.IsDigit(r))
}

// holdsPlaceholder reports whether a value is a string with a placeholder in it. For the
// service, to which nothing is to be added, that is a text like any other.
func (p *parser) holdsPlaceholder(n jsontree.Node) bool {
	if n.Kind() != jsonvalue.String || p.opts.Strict {
		return false
	}
	_, ok := Placeholder(n.Text())
	return ok
}

// substitution is a definition with values in place of placeholders. origin maps its
// places to those of the original text.
type substitution struct {
	text    string
	splices []splice
}

// splice is a value that has replaced a placeholder.
type splice struct {
	at, length       int32 // of the value in the new text
	origin, replaced int32 // place and length of the placeholder in the original text
}

// substitute replaces placeholders by values, those whose whole name is a key of values.
// Inside a string the value is escaped; outside, where Terraform has numbers, it becomes
// part of the JSON. Placeholders without a value stay. used has the keys that were found. ok
// is false if the text becomes too long, which is not built then.
func substitute(text string, values map[string]string) (s substitution, used map[string]bool, ok bool) {
	var b strings.Builder
	used = map[string]bool{}
	names := substitutionNames(values)
	inString := false
	copied := 0 // in b, or going to be
	for from := 0; len(values) > 0; {
		i := strings.Index(text[from:], "${")
		if i < 0 {
			break
		}
		start := from + i
		from = start + len("${")
		name, end, known := names.at(text, from)
		if !known {
			continue
		}
		used[name] = true
		from = end
		value, before := values[name], text[copied:start]
		inString = endsInString(before, inString)
		if b.Len()+len(before)+len(value) > maxDefinitionBytes {
			return substitution{}, nil, false
		}
		if inString {
			value = jsonvalue.OfString(value).String()
			value = value[1 : len(value)-1]
		}
		b.WriteString(before)
		s.splices = append(s.splices, splice{int32(b.Len()), int32(len(value)), int32(start), int32(end - start)})
		b.WriteString(value)
		copied = end
	}
	if s.splices == nil {
		return substitution{text: text}, used, true
	}
	if b.Len()+len(text)-copied > maxDefinitionBytes {
		return substitution{}, nil, false
	}
	b.WriteString(text[copied:])
	s.text = b.String()
	return s, used, true
}

// placeholderNames finds the names of placeholders that have a value.
type placeholderNames struct {
	of      map[string]string // the name by how it is written: in a string of JSON, too
	longest int
}

func substitutionNames(values map[string]string) placeholderNames {
	names := placeholderNames{of: make(map[string]string, len(values))}
	for name := range values {
		escaped := jsonvalue.OfString(name).String()
		escaped = escaped[1 : len(escaped)-1]
		names.of[escaped] = name
		names.longest = max(names.longest, len(escaped))
	}
	for name := range values { // which counts more than another one that is escaped to the same
		names.of[name] = name
	}
	return names
}

// at returns the name that a text goes on with at an offset, before a closing brace, and the
// offset behind the brace.
func (p placeholderNames) at(text string, offset int) (name string, end int, ok bool) {
	rest, _, _ := strings.Cut(text[offset:min(len(text), offset+p.longest+len("}"))], "${")
	for i := 0; i < len(rest); i++ {
		if rest[i] != '}' {
			continue
		}
		if name, ok := p.of[rest[:i]]; ok {
			return name, offset + i + 1, true
		}
	}
	return "", 0, false
}

// endsInString reports whether a piece of JSON ends inside a string. began says whether
// it begins inside one.
func endsInString(piece string, began bool) bool {
	for i := 0; i < len(piece); i++ {
		switch {
		case piece[i] == '"':
			began = !began
		case piece[i] == '\\' && began:
			i++
		}
	}
	return began
}

// replaced reports whether a value has replaced the placeholder at a place in the original
// text.
func (s *substitution) replaced(origin int) bool {
	_, found := slices.BinarySearchFunc(s.splices, origin, func(p splice, origin int) int { return int(p.origin) - origin })
	return found
}

// origin returns the place in the original text for a place in the new one. For a place
// inside a value it returns the beginning of the placeholder.
func (s *substitution) origin(offset int) int {
	i := sort.Search(len(s.splices), func(i int) bool { return int(s.splices[i].at) > offset }) - 1
	if i < 0 {
		return offset
	}
	p := s.splices[i]
	if offset < int(p.at+p.length) {
		return int(p.origin)
	}
	return offset - int(p.at+p.length) + int(p.origin+p.replaced)
}
