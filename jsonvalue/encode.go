package jsonvalue

import (
	"encoding/json"
	"math"
	"unicode/utf8"
)

// Append appends the JSON text to dst and returns the extended slice: the text that the value
// was read from, or else a compact one with the order of members and the texts of numbers as
// they were given, and no escapes for HTML. None appends nothing.
func (v Value) Append(dst []byte) []byte {
	if v.n == nil {
		return dst
	}
	return v.n.append(dst, math.MaxInt)
}

// String returns the JSON text that [Value.Append] appends, "" for none. It makes no copy if
// the value was read from a text.
func (v Value) String() string {
	if v.n == nil {
		return ""
	}
	if v.n.text != "" {
		return v.n.text
	}
	return string(v.JSON())
}

// IsText reports whether v is known to have the JSON text text. It is false for an array or
// object that a program has built, whose text would have to be made first.
func (v Value) IsText(text []byte) bool {
	return v.n != nil && len(text) > 0 && v.n.text == string(text)
}

// JSON returns the JSON text that [Value.Append] appends, nil for none. The caller owns the
// slice.
func (v Value) JSON() json.RawMessage {
	switch {
	case v.n == nil:
		return nil
	case v.n.text != "":
		return json.RawMessage(v.n.text)
	}
	return v.n.append(make([]byte, 0, v.n.size()), math.MaxInt)
}

// Preview returns the JSON text for a message, of at most max bytes. A longer text
// is cut between two characters and ends with "…"; the result is "" if max has no room for
// that. Preview encodes no more of the value than it needs.
func (v Value) Preview(max int) string {
	const ellipsis = "…"
	if v.Size() <= max {
		return v.String()
	}
	if max < len(ellipsis) {
		return ""
	}
	text := v.n.append(nil, max)
	end := max - len(ellipsis)
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return string(text[:end]) + ellipsis
}

// append appends the text of the node to dst. It may stop when dst is longer than most.
func (n *node) append(dst []byte, most int) []byte {
	if n.text != "" {
		return appendText(dst, n.text, most)
	}
	open := make([]cursor, 1, 32)
	open[0] = cursor{n: n}
	for len(open) > 0 && len(dst) <= most {
		c := &open[len(open)-1]
		var item *node
		dst, item = c.next(dst)
		switch {
		case item == nil:
			open = open[:len(open)-1]
		case item.text != "":
			dst = appendText(dst, item.text, most)
		default:
			open = append(open, cursor{n: item})
		}
	}
	return dst
}

// cursor is a place in an array or object that a program has built.
type cursor struct {
	n  *node
	at int // number of items written
}

// next writes the text before the next item of the container and returns the item, nil after
// the last one.
func (c *cursor) next(dst []byte) ([]byte, *node) {
	l := c.n.level.Load()
	begin, end, items := byte('{'), byte('}'), len(l.members)
	if c.n.kind == Array {
		begin, end, items = '[', ']', len(l.elems)
	}
	if c.at == items {
		return append(dst, end), nil
	}
	if c.at > 0 {
		begin = ','
	}
	dst = append(dst, begin)
	c.at++
	if c.n.kind == Array {
		return dst, l.elems[c.at-1].n
	}
	m := &l.members[c.at-1]
	dst = append(AppendString(dst, m.Name), ':')
	return dst, m.Value.n
}

func appendText(dst []byte, text string, most int) []byte {
	if len(text) > most {
		// Enough of it to tell where its characters begin.
		text = text[:min(len(text), most+utf8.UTFMax)]
	}
	return append(dst, text...)
}
