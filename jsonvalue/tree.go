package jsonvalue

// decodeAll decodes all levels of a compact text in one pass, without recursion. It folds
// members with the same name. Values without such members keep their text.
func decodeAll(text string) Value {
	var open []container
	for i := 0; ; {
		if c := text[i]; (c == '{' || c == '[') && text[i+1] != c+2 {
			open = append(open, container{kind: kindOf(c), start: i})
			i = open[len(open)-1].begin(text, i+1)
			continue
		}
		end := valueEnd(text, i)
		v := Value{newNode(text[i:end], 0)}
		v.n.odd = isOdd(v.n)
		for i = end; ; i++ {
			if len(open) == 0 {
				return v
			}
			top := &open[len(open)-1]
			top.add(v)
			if text[i] == ',' {
				i = top.begin(text, i+1)
				break
			}
			v = top.close(text[top.start : i+1])
			open = open[:len(open)-1]
		}
	}
}

// container is an array or object that decodeAll has not read to its end.
type container struct {
	kind    Kind
	start   int
	elems   []Value
	members []Member
	name    string // of the member that comes next
	depth   int32  // of the deepest item
	folded  bool   // whether members were folded in one of its items
	odd     bool   // whether one of its items is odd
}

// begin skips the text before the value of an item, and returns its end.
func (c *container) begin(text string, i int) int {
	if c.kind == Array {
		return i
	}
	end := stringEnd(text, i)
	c.name = unquote(text[i:end])
	return end + 1
}

func (c *container) add(v Value) {
	c.depth = max(c.depth, v.n.depth)
	c.folded = c.folded || v.n.text == ""
	c.odd = c.odd || v.n.odd
	if c.kind == Array {
		c.elems = append(c.elems, v)
	} else {
		c.members = append(c.members, Member{Name: c.name, Value: v})
	}
}

// close returns the container's value. text is its text.
func (c *container) close(text string) Value {
	b := &built{level: level{elems: c.elems}}
	if c.kind == Object {
		b.level.fold(c.members)
	}
	if c.folded || len(b.level.members) < len(c.members) {
		return b.container(c.kind)
	}
	b.node.set(text, c.depth+1)
	b.node.odd = c.odd
	b.node.level.Store(&b.level)
	return Value{&b.node}
}

// valueEnd returns the end of the scalar or empty container that starts at i in
// a compact text.
func valueEnd(text string, i int) int {
	switch text[i] {
	case '"':
		return stringEnd(text, i)
	case '{', '[':
		return i + 2
	}
	for i < len(text) && text[i] != ',' && text[i] != ']' && text[i] != '}' {
		i++
	}
	return i
}
