package play

import (
	"strconv"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// python spells a value as Python's str does; a string at the top stands bare.
func python(v jsonvalue.Value) string {
	if v.Kind() == jsonvalue.String {
		return v.Text()
	}
	var b strings.Builder
	writePython(&b, v)
	return b.String()
}

// writePython spells a value as Python's repr does.
func writePython(b *strings.Builder, v jsonvalue.Value) {
	separator := ""
	switch v.Kind() {
	case jsonvalue.Object:
		b.WriteByte('{')
		for name, member := range v.Members() {
			b.WriteString(separator)
			writeQuoted(b, name)
			b.WriteString(": ")
			writePython(b, member)
			separator = ", "
		}
		b.WriteByte('}')
	case jsonvalue.Array:
		b.WriteByte('[')
		for _, elem := range v.Elements() {
			b.WriteString(separator)
			writePython(b, elem)
			separator = ", "
		}
		b.WriteByte(']')
	case jsonvalue.String:
		writeQuoted(b, v.Text())
	case jsonvalue.Null:
		b.WriteString("None")
	case jsonvalue.Bool:
		text := v.String()
		b.WriteString(strings.ToUpper(text[:1]) + text[1:])
	default:
		b.WriteString(v.String())
	}
}

// writeQuoted spells a text with single quotes, unless it has some and no double
// ones.
func writeQuoted(b *strings.Builder, s string) {
	text := strconv.Quote(s)
	if !strings.Contains(s, "'") || strings.Contains(s, `"`) {
		inner := strings.ReplaceAll(text[1:len(text)-1], `\"`, `"`)
		text = "'" + strings.ReplaceAll(inner, "'", `\'`) + "'"
	}
	b.WriteString(text)
}
