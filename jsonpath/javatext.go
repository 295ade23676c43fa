package jsonpath

import "github.com/goasl/goasl/jsonvalue"

// appendJava appends a value as Java's toString prints its maps and lists,
// {a=1, b=[x, null]}, and stops soon after dst has max bytes. Jayway prints values in
// messages in this way, and matches regular expressions against this text.
func appendJava(dst []byte, v jsonvalue.Value, max int) []byte {
	var stack []open
	for {
		switch v.Kind() {
		case jsonvalue.Object:
			dst = append(dst, '{')
			stack = append(stack, open{value: v})
		case jsonvalue.Array:
			dst = append(dst, '[')
			stack = append(stack, open{value: v})
		case jsonvalue.String:
			dst = append(dst, v.Text()...)
		default:
			dst = v.Append(dst)
		}
		for len(stack) > 0 && stack[len(stack)-1].done() {
			top := stack[len(stack)-1]
			dst = append(dst, closer(top.value))
			stack = stack[:len(stack)-1]
		}
		if len(stack) == 0 || len(dst) > max {
			return dst
		}
		top := &stack[len(stack)-1]
		if top.next > 0 {
			dst = append(dst, ", "...)
		}
		place, child := top.child()
		if !place.IsIndex {
			dst = append(append(dst, place.Name...), '=')
		}
		v = child
	}
}

func closer(container jsonvalue.Value) byte {
	if container.Kind() == jsonvalue.Array {
		return ']'
	}
	return '}'
}
