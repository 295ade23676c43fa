package template

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/goasl/goasl/internal/yamlnumber"
	"github.com/goasl/goasl/jsonvalue"
)

// writer writes values as JSON, and remembers where they come from.
type writer struct {
	joined
	stack *stack
	style layout
}

// layout is how a value is written.
type layout uint8

const (
	dense   layout = iota
	python         // as SAM writes definitions: sorted, indented, in ASCII
	jackson        // as the provider of machines writes them for CloudFormation: sorted, indented
)

func (w *writer) value(n *node, depth int) error {
	if depth > maxDepth {
		return n.problemOf(CodeTooLarge, "there are more than %d levels", maxDepth)
	}
	if err := w.stack.spend(n, valueWork+len(n.text)); err != nil {
		return err
	}
	w.guessed = w.guessed || n.guessed
	switch n.kind {
	case null, nothing:
		w.literal(n, "null")
	case boolean:
		w.literal(n, n.text)
	case number:
		t, ok := yamlnumber.JSON(n.text)
		if !ok {
			return n.problem("%s is no number of JSON", n.text)
		}
		w.literal(n, t)
	case text:
		w.literal(n, w.quote(n.text))
	case list:
		return w.list(n, depth)
	case object:
		return w.object(n, depth)
	}
	return nil
}

func (w *writer) list(n *node, depth int) error {
	w.literal(n, "[")
	inner := depth + 1
	if w.style == jackson { // lists stay in their line
		inner = depth
	}
	for i, e := range n.elements {
		w.between(i, inner, w.style == jackson)
		if err := w.value(e, inner); err != nil {
			return err
		}
	}
	w.close(len(n.elements), depth, w.style == jackson)
	w.b.WriteByte(']')
	return nil
}

func (w *writer) object(n *node, depth int) error {
	all := n.members
	if w.style != dense {
		all = slices.SortedStableFunc(slices.Values(all), func(a, b member) int { return cmp.Compare(a.name, b.name) })
	}
	w.literal(n, "{")
	for i, m := range all {
		w.between(i, depth+1, false)
		w.literal(&node{place: place{m.file, m.at}}, w.quote(m.name))
		w.b.WriteString([]string{dense: ":", python: ": ", jackson: " : "}[w.style])
		if err := w.value(m.node, depth+1); err != nil {
			return err
		}
	}
	w.close(len(all), depth, false)
	w.b.WriteByte('}')
	return nil
}

// between writes what is before a child.
func (w *writer) between(i, depth int, inLine bool) {
	if i > 0 {
		w.b.WriteByte(',')
	}
	w.space(depth, inLine)
}

// close writes what is before the end.
func (w *writer) close(count, depth int, inLine bool) {
	switch {
	case count > 0:
		w.space(depth, inLine)
	case w.style == jackson:
		w.b.WriteByte(' ')
	}
}

func (w *writer) space(depth int, inLine bool) {
	switch {
	case w.style == dense:
	case inLine:
		w.b.WriteByte(' ')
	default:
		w.b.WriteByte('\n')
		w.b.WriteString(strings.Repeat([]string{python: "    ", jackson: "  "}[w.style], depth))
	}
}

// quote writes a text as JSON. SAM: what is not ASCII is escaped.
func (w *writer) quote(s string) string {
	quoted := jsonvalue.OfString(s).String()
	if w.style != python || strings.IndexFunc(quoted, func(r rune) bool { return r >= utf8.RuneSelf }) < 0 {
		return quoted
	}
	var b strings.Builder
	for _, r := range quoted {
		switch {
		case r < utf8.RuneSelf:
			b.WriteRune(r)
		case r > 0xFFFF:
			high, low := utf16.EncodeRune(r)
			b.WriteString(escape(high) + escape(low))
		default:
			b.WriteString(escape(r))
		}
	}
	return b.String()
}

func escape(r rune) string {
	const digits = "0123456789abcdef"
	return `\u` + string([]byte{digits[r>>12&15], digits[r>>8&15], digits[r>>4&15], digits[r&15]})
}
