package jsonvalue

import (
	"slices"
	"sync/atomic"

	"github.com/tidwall/gjson"
)

// level is one decoded level of a container.
type level struct {
	elems   []Value                          // of an array
	members []Member                         // of an object
	index   atomic.Pointer[map[string]int32] // member positions, made when needed
	size    int                              // length of the text, if it was built: at most maxSize
	compact atomic.Pointer[node]             // of a raw node: the canonical one, made when needed
}

const (
	// indexFrom is the number of members above which names are looked up in a map.
	// Comparing one by one takes 8 ns at 12 members, 12 at 24, 28 at 64; a map
	// always takes 11, but making it takes 400, 650, 1,700 ns.
	indexFrom = 64

	// lazyDepth is the nesting up to which one level is decoded at a time. Each
	// level is found by reading its whole text, so decoding all levels one by one takes
	// length times depth. Deeper texts are decoded as a whole.
	lazyDepth = 64
)

// decoded returns the level of the node, which it decodes the first time. If two goroutines
// decode it at once, their results are equal and the first one is kept.
func (n *node) decoded() *level {
	n = n.compact()
	if l := n.level.Load(); l != nil {
		return l
	}
	var l *level
	if n.depth > lazyDepth {
		l = decodeAll(n.text).n.level.Load()
	} else {
		l = decode(n)
	}
	n.level.CompareAndSwap(nil, l)
	return n.level.Load()
}

// decode reads one level of a canonical text. gjson finds the items, and their first byte
// tells their kind. All nodes of a level are in one block.
//
// Measured: a scanner of our own that only looks for commas takes a third to a half of the
// time, because gjson converts each number. A level is decoded once and read often, so the
// established reader was preferred.
func decode(n *node) *level {
	texts, used := make([]string, 0, 16), 0
	names := make([]string, 0, 16) // of members; elements have none
	gjson.Parse(n.text).ForEach(func(key, value gjson.Result) bool {
		if len(texts) == cap(texts) {
			texts = slices.Grow(texts, more(len(texts), used, len(n.text)))
		}
		texts = append(texts, value.Raw)
		if n.kind == Object {
			names = append(names, key.Str)
		}
		used += len(key.Raw) + len(value.Raw) + len(",")
		return true
	})
	nodes := make([]node, len(texts))
	for i, text := range texts {
		nodes[i].set(text, n.depth-1)
		nodes[i].odd = n.odd && isOdd(&nodes[i])
	}
	if n.kind == Array {
		elems := make([]Value, len(texts))
		for i := range elems {
			elems[i] = Value{&nodes[i]}
		}
		return &level{elems: elems}
	}
	members := make([]Member, len(texts))
	for i := range members {
		members[i] = Member{Name: names[i], Value: Value{&nodes[i]}}
	}
	return &level{members: members}
}

// more returns the number of items to allocate memory for after n of them, which took used
// bytes of a text. It assumes that the others are as long, within a bound, as they may be
// longer. Doubling took a fifth of a Map over a million items.
func more(n, used, length int) int { return 1 + min((length-used)/(used/n), 3*n) }

// stringEnd returns the end of the string that starts at i in a checked text.
func stringEnd(text string, i int) int {
	for i++; text[i] != '"'; i++ {
		if text[i] == '\\' {
			i++
		}
	}
	return i + 1
}

// fold makes l the level of members. It keeps the slice. Of members with the same name, the
// last value takes the place of the first one.
func (l *level) fold(members []Member) {
	var index map[string]int32
	if len(members) > indexFrom {
		index = make(map[string]int32, len(members))
		l.index.Store(&index)
	}
	l.members = members[:0]
	for _, m := range members {
		if i := position(l.members, index, m.Name); i >= 0 {
			l.members[i].Value = m.Value
			continue
		}
		if index != nil {
			index[m.Name] = int32(len(l.members))
		}
		l.members = append(l.members, m)
	}
	clear(members[len(l.members):]) // so that dropped members are not kept alive
}

// find returns the position of the member with that name, or -1.
func (l *level) find(name string) int {
	if len(l.members) <= indexFrom {
		return position(l.members, nil, name)
	}
	return position(l.members, l.indexed(), name)
}

// indexed returns the index of the members, which is made when it is first needed.
func (l *level) indexed() map[string]int32 {
	if index := l.index.Load(); index != nil {
		return *index
	}
	index := make(map[string]int32, len(l.members))
	for i := range l.members {
		index[l.members[i].Name] = int32(i)
	}
	l.index.Store(&index)
	return index
}

// position returns the position of the member with that name, or -1. It uses index unless
// that is nil.
func position(members []Member, index map[string]int32, name string) int {
	if index != nil {
		if i, ok := index[name]; ok {
			return int(i)
		}
		return -1
	}
	for i := range members {
		if members[i].Name == name {
			return i
		}
	}
	return -1
}
