package jsonata

import (
	"math"
	"strings"

	"github.com/goasl/goasl/jsonata/internal/picture"
	"github.com/goasl/goasl/jsonvalue"
)

// writer writes values as JavaScript's JSON.stringify does.
type writer struct {
	dst    []byte
	most   int         // it stops when it has written more bytes
	indent bool        // one line for each item
	ev     *evaluation // set for $string: numbers have 15 digits, infinities are errors
	err    error
}

// stringify returns v as $string does.
func (ev *evaluation) stringify(v value, indent bool) (string, error) {
	switch v.kind {
	case kindString:
		return v.text(), nil
	case kindFunction:
		return "", nil
	case kindNumber:
		if text := ev.exact(v); text != "" {
			return text, nil
		}
		f := v.float()
		if math.IsInf(f, 0) || f != f {
			return "", newError("D3001", v)
		}
		var room [32]byte
		return string(appendNumber(room[:0], f)), nil
	}
	if a := v.array(); a != nil && a.is(wrapper) {
		v = a.item(0)
	}
	w := writer{most: ev.limits.String, indent: indent, ev: ev}
	w.value(v, 0)
	if w.err != nil {
		return "", w.err
	}
	if len(w.dst) > w.most {
		return "", limitError("bytes of a string", w.most, 0)
	}
	return string(w.dst), ev.allocate(len(w.dst))
}

// full reports whether the writer has to stop.
func (w *writer) full() bool {
	if w.ev != nil && w.err == nil {
		w.err = w.ev.spendOne()
	}
	return w.err != nil || len(w.dst) > w.most
}

// value writes a value that is inside depth other values.
func (w *writer) value(v value, depth int) {
	if w.full() {
		return
	}
	if j, ok := v.ref.(jsonvalue.Value); ok && !w.indent {
		w.json(j)
		return
	}
	switch v.kind {
	case kindBool:
		if v.isTrue() {
			w.dst = append(w.dst, "true"...)
		} else {
			w.dst = append(w.dst, "false"...)
		}
	case kindNumber:
		w.number(v)
	case kindString:
		w.string(v.text())
	case kindFunction:
		w.dst = append(w.dst, `""`...)
	case kindArray:
		w.array(v, depth)
	case kindObject:
		w.object(v, depth)
	default:
		w.dst = append(w.dst, "null"...)
	}
}

// json writes a value from outside. Most texts can be copied.
func (w *writer) json(j jsonvalue.Value) {
	switch j.Kind() {
	case jsonvalue.Array:
		w.dst = append(w.dst, '[')
		for i, e := range j.Elements() {
			if w.full() {
				return
			}
			if i > 0 {
				w.dst = append(w.dst, ',')
			}
			w.json(e)
		}
		w.dst = append(w.dst, ']')
	case jsonvalue.Object:
		if v := fromJSON(j); v.order() != nil {
			w.object(v, 0)
			return
		}
		w.members(j)
	case jsonvalue.Number:
		if text := j.Number(); isShortest(text) {
			w.dst = append(w.dst, text...)
			return
		}
		w.number(fromJSON(j))
	case jsonvalue.String:
		w.text(j)
	default:
		w.dst = append(w.dst, j.String()...)
	}
}

// members writes an object whose members are in JavaScript's order already.
func (w *writer) members(j jsonvalue.Value) {
	w.dst = append(w.dst, '{')
	first := true
	for name, m := range j.Members() {
		if w.full() {
			return
		}
		if !first {
			w.dst = append(w.dst, ',')
		}
		first = false
		w.string(name)
		w.dst = append(w.dst, ':')
		w.json(m)
	}
	w.dst = append(w.dst, '}')
}

// text writes a string from outside. JavaScript has the same escapes, except for those
// with hexadecimal digits.
func (w *writer) text(j jsonvalue.Value) {
	if text := j.String(); strings.IndexByte(text, '\\') < 0 {
		w.dst = append(w.dst, text...)
		return
	}
	w.string(j.Text())
}

func (w *writer) number(v value) {
	if w.ev != nil {
		if text := w.ev.exact(v); text != "" {
			w.dst = append(w.dst, text...)
			return
		}
	}
	f := v.float()
	switch {
	case f != f || w.ev == nil && math.IsInf(f, 0):
		w.dst = append(w.dst, "null"...)
	case math.IsInf(f, 0):
		w.err = newError("D1001", v)
	case w.ev != nil:
		w.dst = appendNumber(w.dst, f)
	default:
		w.dst = picture.AppendFloat(w.dst, f)
	}
}

func (w *writer) array(v value, depth int) {
	n := v.length()
	if n == 0 {
		w.dst = append(w.dst, "[]"...)
		return
	}
	w.dst = append(w.dst, '[')
	for i := 0; i < n && !w.full(); i++ {
		if i > 0 {
			w.dst = append(w.dst, ',')
		}
		w.line(depth + 1)
		w.value(v.item(i), depth+1)
	}
	w.line(depth)
	w.dst = append(w.dst, ']')
}

func (w *writer) object(v value, depth int) {
	order := v.order()
	w.dst = append(w.dst, '{')
	empty := true
	for i := 0; i < v.members() && !w.full(); i++ {
		at := i
		if order != nil {
			at = order[i]
		}
		name, m := v.member(at)
		if !m.exists() {
			continue
		}
		if !empty {
			w.dst = append(w.dst, ',')
		}
		empty = false
		w.line(depth + 1)
		w.string(name)
		w.dst = append(w.dst, ':')
		if w.indent {
			w.dst = append(w.dst, ' ')
		}
		w.value(m, depth+1)
	}
	if !empty {
		w.line(depth)
	}
	w.dst = append(w.dst, '}')
}

// line begins a new line if the writer indents.
func (w *writer) line(depth int) {
	if !w.indent {
		return
	}
	w.dst = append(w.dst, '\n')
	for range depth {
		w.dst = append(w.dst, "  "...)
	}
}

const hexDigits = "0123456789abcdef"

// string writes a string with the escapes that JavaScript writes.
func (w *writer) string(s string) {
	w.dst = append(w.dst, '"')
	start := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' && c != 0xED {
			continue
		}
		unit, isHalf := half(s[i:])
		if c == 0xED && !isHalf {
			continue
		}
		w.dst = append(w.dst, s[start:i]...)
		if isHalf {
			w.dst = append(w.dst, '\\', 'u',
				hexDigits[unit>>12], hexDigits[unit>>8&15], hexDigits[unit>>4&15], hexDigits[unit&15])
			i += 2
		} else {
			w.dst = appendEscape(w.dst, c)
		}
		start = i + 1
	}
	w.dst = append(append(w.dst, s[start:]...), '"')
}

func appendEscape(dst []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(dst, '\\', c)
	case '\b':
		return append(dst, `\b`...)
	case '\f':
		return append(dst, `\f`...)
	case '\n':
		return append(dst, `\n`...)
	case '\r':
		return append(dst, `\r`...)
	case '\t':
		return append(dst, `\t`...)
	}
	return append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
}
