package template

import (
	"slices"
	"strings"
)

// joined is a text that is made of others. It remembers where they are written, so that a problem of
// a definition shows there.
type joined struct {
	b       strings.Builder
	parts   []part
	guessed bool
}

// inner adds a part of a text as it is written.
func (j *joined) inner(n *node, from, to int) {
	if from < to {
		j.parts = append(j.parts, part{j.b.Len(), n, from})
		j.b.WriteString(n.text[from:to])
	}
}

// literal adds characters that stand at one place.
func (j *joined) literal(at *node, s string) {
	j.parts = append(j.parts, part{j.b.Len(), at, -1})
	j.b.WriteString(s)
}

// value adds the value of a function that stands at a place.
func (j *joined) value(at, v *node) {
	j.guessed = j.guessed || v.guessed
	s, _ := v.str()
	j.literal(at, s)
}

// whole adds a text of a list as it is written, and what a function has made as it was made.
func (j *joined) whole(written, v *node) {
	if v.kind == text && v.file == written.file && written.kind == text || v.parts != nil {
		j.guessed = j.guessed || v.guessed
		j.inner(v, 0, len(v.text))
		return
	}
	j.value(written, v)
}

// node returns the text.
func (j *joined) node(s *stack, at *node) (*node, error) {
	made := newText(at.place, j.b.String())
	made.parts, made.guessed = j.parts, j.guessed
	return made, s.spend(at, len(made.text))
}

// origins finds where texts are written in a file.
type origins struct {
	file  *file
	known map[*node][]int32
}

// of returns where each byte of a text is written, and its end. What comes from another file counts
// as the place before it.
func (o origins) of(n *node) []int32 {
	if o.known == nil {
		o.known = map[*node][]int32{}
	}
	all, ok := o.known[n]
	if !ok {
		all = o.find(n)
		o.known[n] = all
	}
	return all
}

func (o origins) find(n *node) []int32 {
	all := make([]int32, 0, len(n.text)+1)
	switch {
	case n.parts == nil && n.file == o.file:
		return n.align(all)
	case n.parts == nil:
		return fill(all, len(n.text)+1, 0)
	}
	last := int32(n.at)
	for i, p := range n.parts {
		end := len(n.text)
		if i+1 < len(n.parts) {
			end = n.parts[i+1].from
		}
		switch {
		case p.of.file != o.file:
			all = fill(all, end-p.from, last)
		case p.inner < 0:
			all = fill(all, end-p.from, int32(p.of.at))
		default:
			all = append(all, o.of(p.of)[p.inner:p.inner+end-p.from]...)
		}
		if len(all) > 0 {
			last = all[len(all)-1]
		}
	}
	return append(all, last)
}

func fill(all []int32, count int, at int32) []int32 {
	all = slices.Grow(all, count)
	for range count {
		all = append(all, at)
	}
	return all
}
