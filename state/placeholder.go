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
	at, length       int // of the value in the new text
	origin, replaced int // place and length of the placeholder in the original text
}

// substitute replaces placeholders by values. Inside a string the value is escaped;
// outside, where Terraform has numbers, it becomes part of the JSON. Placeholders
// without a value stay.
func substitute(text string, values map[string]string) substitution {
	var b strings.Builder
	var splices []splice
	inString := false
	copied := 0
	for copied < len(text) && len(values) > 0 {
		start, end, name, ok := findPlaceholder(text[copied:])
		if !ok {
			break
		}
		before := text[copied : copied+start]
		inString = endsInString(before, inString)
		b.WriteString(before)
		value, known := values[name]
		switch {
		case !known:
			value = text[copied+start : copied+end]
		case inString:
			value = jsonvalue.OfString(value).String()
			value = value[1 : len(value)-1]
		}
		splices = append(splices, splice{at: b.Len(), length: len(value), origin: copied + start, replaced: end - start})
		b.WriteString(value)
		copied += end
	}
	if splices == nil {
		return substitution{text: text}
	}
	b.WriteString(text[copied:])
	return substitution{text: b.String(), splices: splices}
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
	i := sort.Search(len(s.splices), func(i int) bool { return s.splices[i].at > offset }) - 1
	if i < 0 {
		return offset
	}
	switch p := s.splices[i]; {
	case offset < p.at+p.length:
		return p.origin
	default:
		return offset - p.at - p.length + p.origin + p.replaced
	}
}
