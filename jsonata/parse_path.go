package jsonata

import "strconv"

// The operators whose left side becomes a path, or that change the last step of one.

// asPath returns n if it is a path, and otherwise the path whose only step is n.
func asPath(n node) *pathNode {
	if path, ok := n.(*pathNode); ok {
		return path
	}
	path := &pathNode{header: header{pos: n.head().pos}, steps: []node{n}}
	path.cover(n)
	return path
}

// last returns the last step.
func (n *pathNode) last() node { return n.steps[len(n.steps)-1] }

// step returns the path left.right.
func (p *parser) step(left, right node) node {
	path := asPath(left)
	if parent, ok := left.(*parentNode); ok {
		path.seeking = []*ancestor{parent.slot}
	}
	before := len(path.steps)
	if rest, ok := right.(*pathNode); ok {
		path.steps = append(path.steps, rest.steps...)
	} else {
		if m := right.head().mods; m != nil && m.predicates != nil {
			m.stages, m.predicates = m.predicates, nil
		}
		path.steps = append(path.steps, right)
	}
	path.cover(right)
	path.steps[0] = p.asStep(path, path.steps[0])
	for i := before; i < len(path.steps); i++ {
		path.steps[i] = p.asStep(path, path.steps[i])
	}
	for _, end := range []node{path.steps[0], path.last()} {
		if a, ok := end.(*arrayNode); ok {
			a.modify().cons = true
		}
	}
	p.resolve(path)
	return path
}

// asStep returns n as a step of a path. A string literal becomes the name of a field.
func (p *parser) asStep(path *pathNode, n node) node {
	if keepsArray(n) {
		path.keepSingleton = true
	}
	lit, ok := n.(*literalNode)
	if !ok {
		return n
	}
	if lit.value.kind == kindString {
		return &nameNode{header: lit.header, name: lit.value.text()}
	}
	p.fail(&Error{Code: "S0213", Offset: n.head().pos, value: lit.value})
	return n
}

// predicate parses left[…].
func (p *parser) predicate(left node, t token) node {
	if p.accept("]") {
		keepArray(left)
		return left
	}
	filter := p.expression(0)
	p.expect("]", true)

	step := left
	path, isPath := left.(*pathNode)
	if isPath {
		step = path.last()
	}
	if m := step.head().mods; m != nil && m.group != nil {
		p.fail(&Error{Code: "S0209", Offset: t.pos})
	}
	for _, slot := range filter.head().seeking {
		if slot.level == 1 {
			p.seek(step, slot)
		} else {
			slot.level--
		}
	}
	if len(filter.head().seeking) > 0 {
		step.head().inherit(filter)
	}
	step.head().cover(filter)
	left.head().cover(step, filter)
	stage, m := &stage{filter: filter}, step.head().modify()
	if isPath {
		m.stages = append(m.stages, stage)
	} else {
		m.predicates = append(m.predicates, stage)
	}
	return left
}

// keepArray marks x in x[].
func keepArray(n node) {
	n.head().modify().keepArray = true
	path, ok := n.(*pathNode)
	if !ok {
		return
	}
	step := path.last()
	m := step.head().mods
	_, isName := step.(*nameNode)
	bare := isName && len(path.steps) == 1 && (m == nil || m.index == "") && path.mods.group == nil
	if bare {
		path.keepSingleton = path.keepSingleton || m == nil || m.focus == ""
		step.head().modify().keepArray = true
	}
}

// group parses left{…}.
func (p *parser) group(left node, t token) node {
	pairs := p.pairs()
	m := left.head().modify()
	if m.group != nil {
		p.fail(&Error{Code: "S0210", Offset: t.pos})
	}
	m.group = &grouping{pairs: pairs, pos: t.pos}
	for _, pair := range pairs {
		left.head().cover(pair.key, pair.value)
	}
	return left
}

// sort parses left^(…).
func (p *parser) sort(left node, t token) node {
	p.expect("(", false)
	n := &sortNode{header: header{pos: t.pos}}
	for more := true; more; more = p.accept(",") {
		term := sortTerm{descending: p.tok.is(">")}
		if !p.accept(">") {
			p.accept("<")
		}
		term.expr = p.expression(0)
		n.inherit(term.expr)
		n.terms = append(n.terms, term)
	}
	p.expect(")", false)
	path := asPath(left)
	path.steps = append(path.steps, n)
	path.cover(n)
	p.resolve(path)
	return path
}

// boundName parses the variable after @ or #.
func (p *parser) boundName(t token) string {
	right := p.expression(80)
	v, ok := right.(*variableNode)
	if !ok {
		panic(&Error{Code: "S0214", Offset: right.head().pos, Token: t.text, token: ofString(t.text)})
	}
	return v.name
}

// focus parses left@$v.
func (p *parser) focus(left node, t token) node {
	name := p.boundName(t)
	step := left
	if path, ok := left.(*pathNode); ok {
		step = path.last()
	}
	m := step.head().modify()
	if m.stages != nil || m.predicates != nil {
		p.fail(&Error{Code: "S0215", Offset: t.pos})
	}
	if _, isSort := step.(*sortNode); isSort {
		p.fail(&Error{Code: "S0216", Offset: t.pos})
	}
	m.focus, m.tuple = name, true
	return left
}

// index parses left#$i.
func (p *parser) index(left node, t token) node {
	name := p.boundName(t)
	path := asPath(left)
	m := path.last().head().modify()
	if path != left && m.predicates != nil {
		m.stages, m.predicates = m.predicates, nil
	}
	if m.stages == nil {
		m.index = name
	} else {
		m.stages = append(m.stages, &stage{index: name})
	}
	m.tuple = true
	return path
}

// parentLabel is the name of the variable that holds a parent. A source cannot contain
// such a name.
func parentLabel(n int) string { return "!" + strconv.Itoa(n) }

// resolve finds, for each parent operator in the last step, the step whose input it
// refers to.
func (p *parser) resolve(path *pathNode) {
	last := path.last()
	slots := last.head().seeking
	if parent, ok := last.(*parentNode); ok {
		slots = append(slots[:len(slots):len(slots)], parent.slot)
	}
	for _, slot := range slots {
		for i := len(path.steps) - 2; slot.level > 0; {
			if i < 0 {
				path.seeking = append(path.seeking, slot)
				break
			}
			step := path.steps[i]
			i--
			// Steps in a row that bind their focus all have the input of the first one.
			for i >= 0 && hasFocus(step) && hasFocus(path.steps[i]) {
				step = path.steps[i]
				i--
			}
			p.seek(step, slot)
		}
	}
}

func hasFocus(n node) bool { return n.head().mods != nil && n.head().mods.focus != "" }

// seek goes back from the result of a node to its input, by as many steps as slot.level
// says.
func (p *parser) seek(n node, slot *ancestor) {
	switch n := n.(type) {
	case *nameNode, *wildcardNode:
		if slot.level--; slot.level > 0 {
			return
		}
		m := n.head().modify()
		if m.ancestor != nil {
			slot.label = m.ancestor.label
		}
		m.ancestor, m.tuple = slot, true
	case *parentNode:
		slot.level++
	case *blockNode:
		if len(n.expressions) > 0 {
			n.modify().tuple = true
			p.seek(n.expressions[len(n.expressions)-1], slot)
		}
	case *pathNode:
		n.tuple = true
		n.modify().tuple = true
		i := len(n.steps) - 1
		p.seek(n.steps[i], slot)
		for i--; slot.level > 0 && i >= 0; i-- {
			p.seek(n.steps[i], slot)
		}
	default:
		p.fail(&Error{Code: "S0217", Offset: n.head().pos})
		slot.level = 0 // to end the search
	}
}
