package jsonpath

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/goasl/goasl/internal/hashmap"
	"github.com/goasl/goasl/jsonvalue"
)

// suffix marks a template's member whose value is an expression.
const suffix = ".$"

const (
	maxNesting = 1000    // levels of a template
	maxPointer = 1 << 13 // bytes of the pointer to a part of it
)

// Template is a compiled payload template: a JSON value in which the value of each member
// named "name.$" is an expression. E is the type of a compiled expression, such as a
// *[Path] or a call of an intrinsic function, which the caller chooses. A Template is
// immutable, and safe for concurrent use if its expressions are.
//
// Step Functions: an object that a template produces has its plain members first, in the
// template's order. The computed members follow, in the order in which a
// java.util.HashMap iterates over their names.
type Template[E any] struct{ root part[E] }

// part is a value of a template: one without expressions, or an object or array with an
// expression somewhere inside.
type part[E any] struct {
	static  jsonvalue.Value // the value, unless it is computed
	members []member[E]     // of a computed object, in the order of the result
	elems   []part[E]       // of a computed array
}

func (p *part[E]) computed() bool { return p.members != nil || p.elems != nil }

// member is a member of an object that a template produces. Its value is an expression if
// field is set, and otherwise a part.
type member[E any] struct {
	name  string
	field string // the name with the suffix
	expr  E
	part  part[E]
}

// FieldError says that a field of a template cannot hold an expression: its value is not a
// string, or the object has the same name without ".$", too.
type FieldError struct {
	Field string         // the name in the template, with ".$"
	Kind  jsonvalue.Kind // the kind of a value that is not a string; None if the name is given twice
}

// Error returns a message with the name of the field.
func (e *FieldError) Error() string {
	if e.Kind == jsonvalue.None {
		return fmt.Sprintf("the field %q is given twice, as %q too", e.Field, strings.TrimSuffix(e.Field, suffix))
	}
	return fmt.Sprintf("the value of the field %q must be a string that holds a path or an intrinsic function, not a value of type %s", e.Field, e.Kind)
}

// CompileTemplate compiles the payload template v. It calls compile with the text of each
// expression, and report for each problem: an error that compile has returned, a
// *[FieldError], or an error about the limits of a template, which are 1,000 levels and
// pointers of 8 KiB. The calls come in the order of the template. The Template must not be
// evaluated if a problem was reported.
//
// field is the name of the member in the template, with ".$", and pointer its JSON Pointer
// (RFC 6901).
func CompileTemplate[E any](v jsonvalue.Value, compile func(field, text string) (E, error), report func(pointer string, err error)) *Template[E] {
	c := templateCompiler[E]{compile: compile, report: report}
	return &Template[E]{root: c.part(&partPlace{}, v.Compact(), 0)}
}

// partPlace is the place of a part in a template. Its pointer is only made for those who ask for
// it: under a long name the pointers of all parts would take many times what the template does.
type partPlace struct {
	up     *partPlace
	name   string // escaped, or the number of an element
	length int    // of the pointer
}

func (p *partPlace) below(name string) *partPlace {
	return &partPlace{up: p, name: name, length: p.length + len("/") + len(name)}
}

func (p *partPlace) pointer() string {
	text := make([]byte, p.length)
	for end := p.length; p.up != nil; p = p.up {
		end -= copy(text[end-len(p.name):], p.name) + 1
		text[end] = '/'
	}
	return string(text)
}

// Eval returns the value that the template produces. It calls eval for each expression, in
// the order of the members of the result, and stops at the first error, which it returns
// unchanged. field is the name of the member with ".$". The value of a template without
// expressions is the one that it was compiled from, compact.
func (t *Template[E]) Eval(eval func(field string, e E) (jsonvalue.Value, error)) (jsonvalue.Value, error) {
	return t.root.eval(eval)
}

func (p *part[E]) eval(eval func(string, E) (jsonvalue.Value, error)) (jsonvalue.Value, error) {
	var err error
	switch {
	case !p.computed():
		return p.static, nil
	case p.elems != nil:
		elems := make([]jsonvalue.Value, len(p.elems))
		for i := range p.elems {
			if elems[i], err = p.elems[i].eval(eval); err != nil {
				return jsonvalue.Value{}, err
			}
		}
		return jsonvalue.OfArray(elems), nil
	}
	members := make([]jsonvalue.Member, len(p.members))
	for i := range p.members {
		m := &p.members[i]
		members[i].Name = m.name
		if m.field == "" {
			members[i].Value, err = m.part.eval(eval)
		} else {
			members[i].Value, err = eval(m.field, m.expr)
		}
		if err != nil {
			return jsonvalue.Value{}, err
		}
	}
	return jsonvalue.OfObject(members), nil
}

// Len returns the number of members and elements that Eval makes: those of the objects and
// arrays with an expression somewhere inside.
func (t *Template[E]) Len() int { return t.root.len() }

func (p *part[E]) len() int {
	n := len(p.members) + len(p.elems)
	for i := range p.members {
		n += p.members[i].part.len()
	}
	for i := range p.elems {
		n += p.elems[i].len()
	}
	return n
}

type templateCompiler[E any] struct {
	compile func(field, text string) (E, error)
	report  func(pointer string, err error)
}

func (c *templateCompiler[E]) part(at *partPlace, v jsonvalue.Value, depth int) part[E] {
	if depth > maxNesting || at.length > maxPointer {
		c.report(at.pointer(), fmt.Errorf("a template is limited to %d levels and to pointers of %d bytes", maxNesting, maxPointer))
		return part[E]{static: v}
	}
	switch kind := v.Kind(); {
	case kind != jsonvalue.Array && kind != jsonvalue.Object, !strings.Contains(v.String(), suffix+`"`):
		return part[E]{static: v} // no name ends in the suffix
	case kind == jsonvalue.Array:
		return c.array(at, v, depth)
	}
	return c.object(at, v, depth)
}

func (c *templateCompiler[E]) array(at *partPlace, v jsonvalue.Value, depth int) part[E] {
	elems := make([]part[E], v.Len())
	static := true
	for i, element := range v.Elements() {
		elems[i] = c.part(at.below(strconv.Itoa(i)), element, depth+1)
		static = static && !elems[i].computed()
	}
	if static {
		return part[E]{static: v}
	}
	return part[E]{elems: elems}
}

func (c *templateCompiler[E]) object(at *partPlace, v jsonvalue.Value, depth int) part[E] {
	names := computedNames(v)
	members := make([]member[E], v.Len())
	plain, computed := members[:0], members[len(members)-len(names):]
	places := hashmap.Order(names)
	rank := make([]int, len(places))
	for i, at := range places {
		rank[at] = i
	}
	static, next := len(names) == 0, 0
	for name, value := range v.Members() {
		at := at.below(escapePointer(name))
		if !strings.HasSuffix(name, suffix) {
			m := member[E]{name: name, part: c.part(at, value, depth+1)}
			static = static && !m.part.computed()
			plain = append(plain, m)
			continue
		}
		m := &computed[rank[next]]
		m.name, m.field = names[next], name
		m.expr = c.expression(at, name, value, v.Get(m.name).Exists())
		next++
	}
	if static {
		return part[E]{static: v}
	}
	return part[E]{members: members}
}

// computedNames returns the names of an object's members that are computed, without the
// suffix.
func computedNames(v jsonvalue.Value) []string {
	var names []string
	for name := range v.Members() {
		if name, isComputed := strings.CutSuffix(name, suffix); isComputed {
			names = append(names, name)
		}
	}
	return names
}

// expression compiles the value of a field and reports its problems.
func (c *templateCompiler[E]) expression(at *partPlace, field string, value jsonvalue.Value, twice bool) (expr E) {
	if twice {
		c.report(at.pointer(), &FieldError{Field: field})
	}
	if value.Kind() != jsonvalue.String {
		c.report(at.pointer(), &FieldError{Field: field, Kind: value.Kind()})
		return expr
	}
	expr, err := c.compile(field, value.Text())
	if err != nil {
		c.report(at.pointer(), err)
	}
	return expr
}

// escapePointer escapes a name for a JSON Pointer.
func escapePointer(name string) string {
	if !strings.ContainsAny(name, "~/") {
		return name
	}
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}
