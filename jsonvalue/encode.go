package jsonvalue

import (
	"encoding/json"
	"math"
	"unicode/utf8"
)

// Append appends the compact JSON text to dst: order and number text kept, no
// HTML escaping. None appends nothing.
func (v Value) Append(dst []byte) []byte {
	if v.n == nil {
		return dst
	}
	return v.n.append(dst, math.MaxInt)
}

// String returns the compact JSON text, "" for none. It copies nothing if the
// value is held as text.
func (v Value) String() string {
	if v.n == nil {
		return ""
	}
	if v.n.text != "" {
		return v.n.text
	}
	return string(v.JSON())
}

// IsText reports whether text is the compact JSON text of v, as far as that is
// known: v is held as text.
func (v Value) IsText(text []byte) bool {
	return v.n != nil && len(text) > 0 && v.n.text == string(text)
}

// JSON returns the compact JSON text in memory of its own, nil for none.
func (v Value) JSON() json.RawMessage {
	switch {
	case v.n == nil:
		return nil
	case v.n.text != "":
		return json.RawMessage(v.n.text)
	}
	return v.n.append(make([]byte, 0, v.n.size()), math.MaxInt)
}

// Preview returns the beginning of the value's JSON text for a message: at most
// max bytes, cut between characters, with "…" in place of what is left out,
// which is "" if there is no room for that. It stops encoding once it has enough.
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

// append appends the node's text to dst, or what it begins with: once dst is
// longer than most, it may stop.
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

// cursor is a place in a container that was built.
type cursor struct {
	n  *node
	at int // number of items written
}

// next writes what stands before the next item of the container, and returns
// the item, nil after the last one.
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
