package template

import (
	"strings"
)

// sub is Fn::Sub, with or without values of its own.
func (s *stack) sub(n, argument *node) (*node, error) {
	form, values := argument, (*node)(nil)
	if argument.kind == list {
		all, err := arguments(n, argument, 1, 2)
		if err != nil {
			return nil, err
		}
		if form = all[0]; len(all) == 2 {
			values = all[1]
		}
	}
	if form.kind != text { // a dynamic reference may have a variable in it
		var err error
		if form, err = s.evalText(form, "the text of Fn::Sub"); err != nil {
			return nil, err
		}
	}
	return s.fillIn(form, values)
}

// fillIn puts values in the place of the variables of a text.
func (s *stack) fillIn(form, values *node) (*node, error) {
	var made joined
	var written []int32
	for from := 0; ; {
		begins, ends := variableIn(form.text, from)
		if ends < 0 {
			made.inner(form, from, len(form.text))
			return made.node(s, form)
		}
		made.inner(form, from, begins)
		from = ends + 1
		name := form.text[begins+2 : ends]
		if strings.HasPrefix(name, "!") {
			made.inner(form, begins, begins+2)
			made.inner(form, begins+3, from)
			continue
		}
		if written == nil {
			written = origins{file: form.file}.of(form)
		}
		at := *form
		at.at = int(written[begins])
		if err := s.variable(&made, at, name, values); err != nil {
			return nil, err
		}
	}
}

// variableIn finds the next variable of a text; its end is negative if there is none.
func variableIn(text string, from int) (begins, ends int) {
	i := strings.Index(text[from:], "${")
	if i < 0 {
		return 0, -1
	}
	end := strings.IndexByte(text[from+i:], '}')
	if end < 0 {
		return 0, -1
	}
	return from + i, from + i + end
}

// variable adds the value of ${name}.
func (s *stack) variable(made *joined, at node, name string, values *node) error {
	v, err := s.lookUp(&at, name, values)
	if err != nil {
		return err
	}
	if _, ok := v.str(); !ok {
		return at.problem("${%s} of Fn::Sub has to be a text, not %s", name, v.describe())
	}
	before := made.b.Len()
	made.value(&at, v)
	return s.spend(&at, made.b.Len()-before)
}

func (s *stack) lookUp(at *node, name string, values *node) (*node, error) {
	if err := s.spend(at, len(members(values))); err != nil {
		return nil, err
	}
	if v := values.get(name); v != nil {
		return s.eval(v)
	}
	if strings.ContainsFunc(name, func(r rune) bool {
		return !('a' <= r|0x20 && r|0x20 <= 'z' || '0' <= r && r <= '9' || strings.ContainsRune("_.:", r))
	}) || name == "" {
		return nil, at.problem("the name ${%s} in Fn::Sub has other characters than letters, digits, _, . and :; ${!%s} stays as it is", name, name)
	}
	if strings.Contains(name, ".") {
		return s.attribute(at, name)
	}
	return s.refTo(at, name)
}
