package intrinsic

import (
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

const nameFormat = "States.Format"

// format is States.Format(template, value, …): the template with its {}
// replaced by the values in order.
func format(f *frame) (jsonvalue.Value, error) {
	t := f.call.template
	if t == nil {
		text, err := f.text(0)
		if err != nil {
			return jsonvalue.Value{}, err
		}
		t = parseTemplate(text)
	}
	if t.problem != "" {
		return jsonvalue.Value{}, &Error{Name: runtimeError, Function: nameFormat, Msg: "Invalid template in " + nameFormat, Detail: t.problem}
	}
	holes, values := len(t.pieces)-1, f.args[1:]
	if holes != len(values) {
		return jsonvalue.Value{}, f.invalid("the template has %d occurrence%s of {}, but %d value%s to put there",
			holes, plural(holes), len(values), plural(len(values)))
	}
	p := printer{frame: f}
	for i, piece := range t.pieces {
		p.literal(piece)
		if i < holes {
			p.value(values[i], 0)
		}
	}
	if p.err != nil {
		return jsonvalue.Value{}, p.err
	}
	return jsonvalue.OfString(p.text.String()), nil
}

// template is a template of States.Format: the pieces around the occurrences of {}, or the
// reason why it is wrong. Step Functions accepts a definition with a wrong template, and
// fails the state.
type template struct {
	pieces  []string
	problem string
}

// parseTemplate reads a template, which has the escapes of a string literal. A backslash
// before another character, which only a template from data can have, means itself.
func parseTemplate(text string) *template {
	t := &template{}
	var piece strings.Builder
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\' && i+1 < len(text) && isReserved(text[i+1]):
			i++
			piece.WriteByte(text[i])
		case c == '{' && strings.HasPrefix(text[i+1:], "}"):
			i++
			t.pieces = append(t.pieces, piece.String())
			piece.Reset()
		case c == '{':
			return &template{problem: "matching '}' not found for '{'."}
		case c == '}':
			return &template{problem: "matching '{' not found for '}'."}
		default:
			piece.WriteByte(c)
		}
	}
	t.pieces = append(t.pieces, piece.String())
	return t
}

// isReserved reports whether a backslash may stand before c.
func isReserved(c byte) bool { return c == '\'' || c == '{' || c == '}' || c == '\\' }
