package state

import (
	"sort"
	"strings"

	"github.com/goasl/goasl/internal/jsontree"
	"github.com/goasl/goasl/jsonvalue"
)

// A placeholder, such as ${LambdaArn}, is a name that CloudFormation, SAM or Terraform
// replaces by a value before the service gets the definition.

// findPlaceholder returns the place and the name of the first placeholder in a text. A
// name has letters, digits and the signs in names of parameters, resources and
// variables. With other characters between them, ${ and } are part of an expression.
func findPlaceholder(text string) (start, end int, name string, ok bool) {
	for from := 0; ; {
		i := strings.Index(text[from:], "${")
		if i < 0 {
			return 0, 0, "", false
		}
		start = from + i
		end = start + len("${")
		for end < len(text) && inPlaceholder(text[end]) {
			end++
		}
		if end < len(text) && text[end] == '}' && end > start+len("${") {
			return start, end + 1, text[start+len("${") : end], true
		}
		from = start + len("${")
	}
}

func inPlaceholder(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("_.:-!", c) >= 0
}

// holdsPlaceholder reports whether a value is a string with a placeholder in it.
func holdsPlaceholder(n jsontree.Node) bool {
	if n.Kind() != jsonvalue.String {
		return false
	}
	_, _, _, ok := findPlaceholder(n.Text())
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

// substitute replaces placeholders by values. Inside a string the value is escaped;
// outside, where Terraform has numbers, it becomes part of the JSON. Placeholders
// without a value stay. ok is false if the text becomes too long, which is not built then.
func substitute(text string, values map[string]string) (s substitution, ok bool) {
	var b strings.Builder
	inString := false
	copied := 0 // in b, or going to be
	for from := 0; len(values) > 0; {
		start, end, name, found := findPlaceholder(text[from:])
		if !found {
			break
		}
		start, end, from = from+start, from+end, from+end
		value, known := values[name]
		if !known {
			continue
		}
		before := text[copied:start]
		inString = endsInString(before, inString)
		if b.Len()+len(before)+len(value) > maxDefinitionBytes {
			return substitution{}, false
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
		return substitution{text: text}, true
	}
	if b.Len()+len(text)-copied > maxDefinitionBytes {
		return substitution{}, false
	}
	b.WriteString(text[copied:])
	s.text = b.String()
	return s, true
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
