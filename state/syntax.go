package state

import (
	"strings"

	"github.com/goasl/goasl/jsonvalue"

	"github.com/tidwall/gjson"
)

// node is a value of the definition's text with its place in it. Its members
// are read one level at a time, when somebody asks.
type node struct {
	name    string // the member's name, "" in an array
	namePos int    // offset of that name
	pos     int    // offset of the value
	result  gjson.Result
}

// root reads the outermost value of a text that has been checked.
func root(text string) node {
	r := gjson.Parse(text)
	return node{pos: r.Index, result: r}
}

func (n node) kind() jsonvalue.Kind {
	switch {
	case n.result.IsObject():
		return jsonvalue.Object
	case n.result.IsArray():
		return jsonvalue.Array
	}
	switch n.result.Type {
	case gjson.String:
		return jsonvalue.String
	case gjson.Number:
		return jsonvalue.Number
	case gjson.True, gjson.False:
		return jsonvalue.Bool
	}
	return jsonvalue.Null
}

// text is the content of a string.
func (n node) text() string { return n.result.Str }

// children are the members of an object or the elements of an array in order.
func (n node) children() []node {
	var kids []node
	object := n.result.IsObject()
	n.result.ForEach(func(key, value gjson.Result) bool {
		kid := node{pos: value.Index, namePos: value.Index, result: value}
		if object {
			kid.name, kid.namePos = key.Str, key.Index
		}
		kids = append(kids, kid)
		return true
	})
	return kids
}

func (n node) isEmptyArray() bool { return n.kind() == jsonvalue.Array && len(n.children()) == 0 }

// value is the node as a value of its own.
func (n node) value() jsonvalue.Value {
	v, err := jsonvalue.ParseString(n.result.Raw)
	if err != nil { // cannot be: the text was checked as a whole
		return jsonvalue.NullValue
	}
	return v
}

// at finds the node that a JSON Pointer (RFC 6901) leads to, or the nearest one
// above it.
func (n node) at(pointer string) node {
	unescape := strings.NewReplacer("~1", "/", "~0", "~")
	for _, step := range strings.Split(pointer, "/")[1:] {
		step = unescape.Replace(step)
		found := false
		for i, kid := range n.children() {
			if kid.name == step || (kid.name == "" && step == itoa(i)) {
				n, found = kid, true
				break
			}
		}
		if !found {
			return n
		}
	}
	return n
}
