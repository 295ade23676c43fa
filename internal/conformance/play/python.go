package play

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/goasl/goasl/jsonvalue"
)

// Sent returns a value as the recorder sent it, in the form of Python's json.dumps.
func Sent(v jsonvalue.Value) string {
	var b strings.Builder
	writePython(&b, v, writeASCII)
	return b.String()
}

// python returns a value in the form of Python's str. A string at the top has no
// quotes.
func python(v jsonvalue.Value) string {
	if v.Kind() == jsonvalue.String {
		return v.Text()
	}
	var b strings.Builder
	writePython(&b, v, writeRepr)
	return b.String()
}

// writePython writes a value with Python's spaces. scalar writes names, and values that
// are neither arrays nor objects.
func writePython(b *strings.Builder, v jsonvalue.Value, scalar func(*strings.Builder, jsonvalue.Value)) {
	separator := ""
	switch v.Kind() {
	case jsonvalue.Object:
		b.WriteByte('{')
		for name, member := range v.Members() {
			b.WriteString(separator)
			scalar(b, jsonvalue.OfString(name))
			b.WriteString(": ")
			writePython(b, member, scalar)
			separator = ", "
		}
		b.WriteByte('}')
	case jsonvalue.Array:
		b.WriteByte('[')
		for _, elem := range v.Elements() {
			b.WriteString(separator)
			writePython(b, elem, scalar)
			separator = ", "
		}
		b.WriteByte(']')
	default:
		scalar(b, v)
	}
}

// writeASCII writes a scalar as JSON, with escapes for all characters outside ASCII.
func writeASCII(b *strings.Builder, v jsonvalue.Value) {
	for _, r := range v.String() {
		switch {
		case r < 0x80:
			b.WriteRune(r)
		case r > 0xFFFF:
			hi, lo := utf16.EncodeRune(r)
			fmt.Fprintf(b, `\u%04x\u%04x`, hi, lo)
		default:
			fmt.Fprintf(b, `\u%04x`, r)
		}
	}
}

// writeRepr writes a scalar as Python's repr does.
func writeRepr(b *strings.Builder, v jsonvalue.Value) {
	switch v.Kind() {
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

// writeQuoted writes a text in single quotes, or in double quotes if it has single
// quotes and no double ones.
func writeQuoted(b *strings.Builder, s string) {
	text := strconv.Quote(s)
	if !strings.Contains(s, "'") || strings.Contains(s, `"`) {
		inner := strings.ReplaceAll(text[1:len(text)-1], `\"`, `"`)
		text = "'" + strings.ReplaceAll(inner, "'", `\'`) + "'"
	}
	b.WriteString(text)
}
