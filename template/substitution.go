package template

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// substitute puts the DefinitionSubstitutions into a definition. Step Functions: they are put into the
// text, before it is read as JSON or YAML, and again as long as there are any; a value may have
// placeholders, too.
func (r *resource) substitute(m *Machine, at *node, values []member) error {
	names := map[string]string{}
	for _, v := range values {
		names[v.name] = v.text
	}
	used := map[string]bool{}
	for range len(values) + 1 {
		changed, fits := m.source.replace(names, used)
		if !fits {
			return at.problemOf(CodeTooLarge, "with its substitutions the definition of %s has more than %d bytes", r.id, maxBytes)
		}
		if err := r.stack.spend(at, len(m.source.text)); err != nil || !changed {
			r.noteSubstitutions(m, at, values, used)
			return err
		}
	}
	return at.problem("the values of DefinitionSubstitutions of %s are in one another without end", r.id)
}

// replace replaces placeholders once, and reports whether there were any, and whether the text is short
// enough.
func (s *source) replace(values map[string]string, used map[string]bool) (found, fits bool) {
	var b strings.Builder
	var written []int32
	from := 0
	for at := 0; ; {
		i := strings.Index(s.text[at:], "${")
		if i < 0 {
			break
		}
		begins := at + i
		at = begins + len("${")
		name, rest, closed := strings.Cut(s.text[at:], "}")
		value, known := values[name]
		if !closed || !known {
			continue
		}
		found, used[name] = true, true
		if b.Len()+begins-from+len(value) > maxBytes {
			return true, false
		}
		b.WriteString(s.text[from:begins])
		b.WriteString(value)
		written = append(written, s.where(from, begins)...)
		written = fill(written, len(value), s.where(begins, begins+1)[0])
		from = len(s.text) - len(rest)
		at = from
	}
	if !found {
		return false, true
	}
	b.WriteString(s.text[from:])
	written = append(written, s.where(from, len(s.text)+1)...)
	s.text, s.origins = b.String(), written
	return true, len(s.text) <= maxBytes
}

// where returns where a part of the text is written.
func (s *source) where(from, to int) []int32 {
	if s.origins != nil {
		return s.origins[from:to]
	}
	all := make([]int32, 0, to-from)
	for i := from; i < to; i++ {
		all = append(all, int32(i))
	}
	return all
}

// placeholder matches a placeholder of DefinitionSubstitutions.
var placeholder = regexp.MustCompile(`\$\{([A-Za-z0-9_.-]+)\}`)

// noteSubstitutions notes values that nothing uses, and placeholders that have none.
func (r *resource) noteSubstitutions(m *Machine, at *node, values []member, used map[string]bool) {
	for _, v := range values {
		if !used[v.name] {
			r.stack.note(v.place, StandIn{Name: m.ID + ".DefinitionSubstitutions." + v.name, Why: "no placeholder of the definition uses it"})
		}
	}
	var names []string
	for _, found := range placeholder.FindAllStringSubmatch(m.source.text, -1) {
		if !slices.Contains(names, found[1]) && len(names) < 100 {
			names = append(names, found[1])
		}
	}
	for _, name := range names {
		r.stack.note(at.place, StandIn{Name: fmt.Sprintf("%s.${%s}", m.ID, name), Why: "the placeholder has no value in DefinitionSubstitutions, and stays"})
	}
}
