package jsonata

import "strconv"

// The operators that make a path of what stands to their left, or change a step
// of it.

// asPath returns n, if it is a path, or the path of that step.
func asPath(n Node) *Path {
	if path, ok := n.(*Path); ok {
		return path
	}
	path := &Path{node: node{pos: n.Pos()}, Steps: []Node{n}}
	path.cover(n)
	return path
}

func (n *Path) last() Node { return n.Steps[len(n.Steps)-1] }

// step makes a path of left.right.
func (p *parser) step(left, right Node) Node {
	path := asPath(left)
	if parent, ok := left.(*Parent); ok {
		path.seeking = []*ancestor{parent.slot}
	}
	before := len(path.Steps)
	if rest, ok := right.(*Path); ok {
		path.Steps = append(path.Steps, rest.Steps...)
	} else {
		if m := right.Modifiers(); m != nil && m.Predicates != nil {
			m.Stages, m.Predicates = m.Predicates, nil
		}
		path.Steps = append(path.Steps, right)
	}
	path.cover(right)
	path.Steps[0] = p.asStep(path, path.Steps[0])
	for i := before; i < len(path.Steps); i++ {
		path.Steps[i] = p.asStep(path, path.Steps[i])
	}
	for _, end := range []Node{path.Steps[0], path.last()} {
		if a, ok := end.(*Array); ok {
			a.modify().cons = true
		}
	}
	p.resolve(path)
	return path
}

// asStep returns n as it works as a step: a string is the name of a field.
func (p *parser) asStep(path *Path, n Node) Node {
	if keepsArray(n) {
		path.KeepSingleton = true
	}
	lit, ok := n.(*Literal)
	if !ok {
		return n
	}
	if lit.value.kind == kindString {
		return &Name{node: lit.node, Name: lit.value.text()}
	}
	p.fail(&Error{Code: "S0213", Offset: n.Pos(), value: lit.value})
	return n
}

// predicate parses left[…].
func (p *parser) predicate(left Node, t token) Node {
	if p.accept("]") {
		keepArray(left)
		return left
	}
	filter := p.expression(0)
	p.expect("]", true)

	step := left
	path, isPath := left.(*Path)
	if isPath {
		step = path.last()
	}
	if m := step.Modifiers(); m != nil && m.Group != nil {
		p.fail(&Error{Code: "S0209", Offset: t.pos})
	}
	for _, slot := range filter.at().seeking {
		if slot.level == 1 {
			p.seek(step, slot)
		} else {
			slot.level--
		}
	}
	if len(filter.at().seeking) > 0 {
		step.at().inherit(filter)
	}
	step.at().cover(filter)
	left.at().cover(step, filter)
	stage, m := &Stage{Filter: filter, Pos: t.pos}, step.at().modify()
	if isPath {
		m.Stages = append(m.Stages, stage)
	} else {
		m.Predicates = append(m.Predicates, stage)
	}
	return left
}

// keepArray marks x in x[].
func keepArray(n Node) {
	n.at().modify().KeepArray = true
	path, ok := n.(*Path)
	if !ok {
		return
	}
	step := path.last()
	m := step.Modifiers()
	_, isName := step.(*Name)
	bare := isName && len(path.Steps) == 1 && (m == nil || m.Index == "") && path.mods.Group == nil
	if bare {
		path.KeepSingleton = path.KeepSingleton || m == nil || m.Focus == ""
		step.at().modify().KeepArray = true
	}
}

// group parses left{…}.
func (p *parser) group(left Node, t token) Node {
	pairs := p.pairs()
	m := left.at().modify()
	if m.Group != nil {
		p.fail(&Error{Code: "S0210", Offset: t.pos})
	}
	m.Group = &Group{Pairs: pairs, Pos: t.pos}
	for _, pair := range pairs {
		left.at().cover(pair.Key, pair.Value)
	}
	return left
}

// sort parses left^(…).
func (p *parser) sort(left Node, t token) Node {
	p.expect("(", false)
	n := &Sort{node: node{pos: t.pos}}
	for more := true; more; more = p.accept(",") {
		term := Term{Descending: p.tok.is(">")}
		if !p.accept(">") {
			p.accept("<")
		}
		term.Expr = p.expression(0)
		n.inherit(term.Expr)
		n.Terms = append(n.Terms, term)
	}
	p.expect(")", false)
	path := asPath(left)
	path.Steps = append(path.Steps, n)
	path.cover(n)
	p.resolve(path)
	return path
}

// boundName parses the variable after @ or #.
func (p *parser) boundName(t token) string {
	right := p.expression(80)
	v, ok := right.(*Variable)
	if !ok {
		panic(&Error{Code: "S0214", Offset: right.Pos(), Token: t.text, token: ofString(t.text)})
	}
	return v.Name
}

// focus parses left@$v.
func (p *parser) focus(left Node, t token) Node {
	name := p.boundName(t)
	step := left
	if path, ok := left.(*Path); ok {
		step = path.last()
	}
	m := step.at().modify()
	if m.Stages != nil || m.Predicates != nil {
		p.fail(&Error{Code: "S0215", Offset: t.pos})
	}
	if _, isSort := step.(*Sort); isSort {
		p.fail(&Error{Code: "S0216", Offset: t.pos})
	}
	m.Focus, m.tuple = name, true
	return left
}

// index parses left#$i.
func (p *parser) index(left Node, t token) Node {
	name := p.boundName(t)
	path := asPath(left)
	m := path.last().at().modify()
	if path != left && m.Predicates != nil {
		m.Stages, m.Predicates = m.Predicates, nil
	}
	if m.Stages == nil {
		m.Index = name
	} else {
		m.Stages = append(m.Stages, &Stage{Index: name, Pos: t.pos})
	}
	m.tuple = true
	return path
}

// parentLabel is the name of the variable that a parent is bound to. No source can
// spell it.
func parentLabel(n int) string { return "!" + strconv.Itoa(n) }

// resolve finds the steps whose input the parents in the last step are.
func (p *parser) resolve(path *Path) {
	last := path.last()
	slots := last.at().seeking
	if parent, ok := last.(*Parent); ok {
		slots = append(slots[:len(slots):len(slots)], parent.slot)
	}
	for _, slot := range slots {
		for i := len(path.Steps) - 2; slot.level > 0; {
			if i < 0 {
				path.seeking = append(path.seeking, slot)
				break
			}
			step := path.Steps[i]
			i--
			// Of steps in a row that bind their focus, all have the input of the first.
			for i >= 0 && hasFocus(step) && hasFocus(path.Steps[i]) {
				step = path.Steps[i]
				i--
			}
			p.seek(step, slot)
		}
	}
}

func hasFocus(n Node) bool { return n.Modifiers() != nil && n.Modifiers().Focus != "" }

// seek goes back from the result of a node to its input, for as many steps as the
// slot says.
func (p *parser) seek(n Node, slot *ancestor) {
	switch n := n.(type) {
	case *Name, *Wildcard:
		if slot.level--; slot.level > 0 {
			return
		}
		m := n.at().modify()
		if m.ancestor != nil {
			slot.label = m.ancestor.label
		}
		m.ancestor, m.tuple = slot, true
	case *Parent:
		slot.level++
	case *Block:
		if len(n.Expressions) > 0 {
			n.modify().tuple = true
			p.seek(n.Expressions[len(n.Expressions)-1], slot)
		}
	case *Path:
		n.tuple = true
		n.modify().tuple = true
		i := len(n.Steps) - 1
		p.seek(n.Steps[i], slot)
		for i--; slot.level > 0 && i >= 0; i-- {
			p.seek(n.Steps[i], slot)
		}
	default:
		p.fail(&Error{Code: "S0217", Offset: n.Pos()})
		slot.level = 0 // to end the search
	}
}
