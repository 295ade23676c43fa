package state

import (
	"fmt"
	"strings"

	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/internal/jsontree"
	"github.com/goasl/goasl/intrinsic"
	"github.com/goasl/goasl/jsonpath"
	"github.com/goasl/goasl/jsonvalue"
)

// warn adds a warning about a value.
func (o *object) warn(n jsontree.Node, field, code, message string) {
	if o.p.problems.room(diag.Warning) {
		o.p.add(diag.Warning, n.Pos, code, o.at(field), message)
	}
}

// looksLikePath reports whether a string was probably meant to be evaluated: it begins
// like a path into the input or the context object, or is a call.
func (p *parser) looksLikePath(text string) bool {
	rest, ok := strings.CutPrefix(text, "$")
	if !ok {
		if !intrinsic.Is(text) {
			return false
		}
		_, err := intrinsic.Parse(text)
		return err == nil
	}
	rest = strings.TrimPrefix(rest, "$")
	if rest != "" && rest[0] != '.' && rest[0] != '[' {
		return false
	}
	_, err := jsonpath.Compiler{Space: &p.space}.Compile(text)
	return err == nil
}

// kindOfPath names what a text looks like, in the service's words. Those about functions
// follow from those about paths.
func kindOfPath(text string) string {
	if strings.HasPrefix(text, "$") {
		return "a JSONPath"
	}
	return "an Intrinsic Function"
}

// warnStatic warns of members of a payload template that look like paths and are not
// evaluated.
func (o *object) warnStatic(n jsontree.Node, field string) {
	if isWritten(n.Raw(), false) {
		o.eachString(n, func(name string, value jsontree.Node) {
			if !strings.HasSuffix(name, ".$") && o.p.looksLikePath(value.Text()) {
				what := kindOfPath(value.Text())
				o.warn(value, field, "NO_DOLLAR", fmt.Sprintf("The value of '%[1]s' looks like %[2]s. Instead of '%[1]s', use '%[1]s.$' to evaluate it as %[2]s at runtime.", name, what))
			}
		})
	}
}

// warnResult warns of a Result that is written like a template.
func (o *object) warnResult(n jsontree.Node) {
	if !isWritten(n.Raw(), true) {
		return
	}
	o.eachString(n, func(name string, value jsontree.Node) {
		if strings.HasSuffix(name, ".$") && o.p.looksLikePath(value.Text()) {
			o.warn(value, "Result", "PASS_RESULT_IS_STATIC", "The value of '"+name+"' will not evaluate as a JSONPath or Intrinsic Function at runtime. "+
				"Instead of 'Result', use 'Parameters' to evaluate it as a JSONPath or Intrinsic Function at runtime.")
		}
	})
}

// warnPath warns of a value that looks like a path, in a field that takes none, if
// another field does.
func (o *object) warnPath(name string) {
	n, ok := o.peek(name)
	if ok && o.language == JSONPath && n.Kind() == jsonvalue.String && o.p.looksLikePath(n.Text()) {
		what := kindOfPath(n.Text())
		o.warn(n, name, "NO_PATH", fmt.Sprintf("The value of '%[1]s' looks like %[2]s. Instead of '%[1]s', use '%[1]sPath' to evaluate it as %[2]s at runtime.", name, what))
	}
}

// isWritten reports whether a string that begins like a path or a call is the value of
// a member whose name ends in ".$" (dynamic), or does not. It is a quick test, after
// which most templates need no closer look.
func isWritten(raw string, dynamic bool) bool {
	for _, begin := range []string{`"$`, `"States.`} {
		for at := 0; ; {
			i := strings.Index(raw[at:], begin)
			if i < 0 {
				break
			}
			before := strings.TrimRight(raw[:at+i], " \t\r\n")
			if name, ok := strings.CutSuffix(before, ":"); ok && strings.HasSuffix(strings.TrimRight(name, " \t\r\n"), `.$"`) == dynamic {
				return true
			}
			at += i + len(begin)
		}
	}
	return false
}

// eachString calls f for each string that is a member of an object, at any depth.
func (o *object) eachString(n jsontree.Node, f func(name string, value jsontree.Node)) {
	for _, kid := range n.All() {
		switch kid.Kind() {
		case jsonvalue.String:
			if n.Kind() == jsonvalue.Object {
				f(kid.Name, kid)
			}
		case jsonvalue.Array, jsonvalue.Object:
			o.eachString(kid, f)
		}
	}
}
