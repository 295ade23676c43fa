package events

import (
	"fmt"
	"strings"
	"time"

	"github.com/goasl/goasl/jsonvalue"
)

// template is the InputTemplate of a target.
type template []templatePart

// templatePart is a text, or a variable in angle brackets.
type templatePart struct {
	text   string // of a variable the name
	isName bool
	quoted bool // the variable is inside of a string
}

// parseTemplate finds the variables of a template.
func parseTemplate(text string) (t template) {
	inString, from := false, 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"':
			inString = !inString
		case '\\':
			if inString {
				i++
			}
		case '<':
			name := variable(text[i:])
			if name == "" {
				continue
			}
			t = append(t, templatePart{text: text[from:i]}, templatePart{name, true, inString})
			i += len(name) + 1
			from = i + 1
		}
	}
	return append(t, templatePart{text: text[from:]})
}

// variable returns the name of the variable that a text begins with, "" if it begins with none.
func variable(text string) string {
	name, _, closed := strings.Cut(text[1:], ">")
	if !closed || strings.ContainsFunc(name, func(r rune) bool { return !isNameRune(r) && r != '.' }) {
		return ""
	}
	return name
}

// isNameRune reports whether the name of a variable may have a character.
func isNameRune(r rune) bool {
	return r == '-' || r == '_' || '0' <= r && r <= '9' || 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z'
}

// occasion is what an input is made of: an event, the rule that matched it, and the time at
// which the event was put.
type occasion struct {
	event    Event
	rule     Rule
	ingested time.Time
}

// reserved variables, which each template has.
var reservedVariables = map[string]func(o occasion) jsonvalue.Value{
	"aws.events.rule-arn":  func(o occasion) jsonvalue.Value { return jsonvalue.OfString(o.rule.ARN) },
	"aws.events.rule-name": func(o occasion) jsonvalue.Value { return jsonvalue.OfString(o.rule.Name) },
	"aws.events.event.ingestion-time": func(o occasion) jsonvalue.Value {
		return jsonvalue.OfString(o.ingested.UTC().Format(time.RFC3339))
	},
	// EventBridge: here the type has another name.
	"aws.events.event":      func(o occasion) jsonvalue.Value { return jsonvalue.OfObject(o.event.envelope("detailType")) },
	"aws.events.event.json": func(o occasion) jsonvalue.Value { return o.event.value() },
}

// render puts values in the place of variables. A value stands as JSON outside of strings, as
// its text inside of them.
func (t template) render(values map[string]jsonvalue.Value) ([]byte, error) {
	var out []byte
	for _, p := range t {
		v := values[p.text]
		switch {
		case !p.isName:
			out = append(out, p.text...)
		case p.quoted:
			out = appendInside(out, v)
		case !v.Exists():
			out = append(out, `""`...)
		default:
			out = v.Append(out)
		}
		if len(out) > maxInput {
			return nil, fmt.Errorf("the input is longer than %d bytes", maxInput)
		}
	}
	return out, nil
}

// appendInside appends a value inside of a string. EventBridge does not escape what is no string.
func appendInside(dst []byte, v jsonvalue.Value) []byte {
	if v.Kind() != jsonvalue.String {
		return v.Append(dst)
	}
	quoted := jsonvalue.AppendString(nil, v.Text())
	return append(dst, quoted[1:len(quoted)-1]...)
}
