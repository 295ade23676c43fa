package graph

import (
	"strings"
)

// icons are white lines on a square of 20 by 20, by the types of states.
var icons = map[string]string{
	"Task":     "M11 2.5 4.5 11.5H10L9 17.5 15.5 8.5H10Z",
	"Pass":     "M3.5 10H16M11 5l5 5-5 5",
	"Choice":   "M10 3l7 7-7 7-7-7Z",
	"Wait":     "M10 3a7 7 0 1 0 .01 0ZM10 6v4l3 2",
	"Succeed":  "M4 10.5l4 4 8-9",
	"Fail":     "M5 5l10 10M15 5L5 15",
	"Parallel": "M10 3v4M4 17v-6h12v6M10 7v10",
	"Map":      "M7 7h10v10H7ZM3.5 13V3.5H13",
}

// node writes a box with its text. What is in a container comes later.
func (d *drawing) node(n *node) {
	switch n.kind {
	case startNode, endNode:
		d.pill(n)
	case otherNode:
		d.f(`<g class="placeholder"><rect class="card" x="%v" y="%v" width="%v" height="%v" rx="8"/>`, n.x, n.y, n.w, n.h)
		d.tooltip(n.name)
		d.words(n, n.x+cardInset, n.y+(n.h-n.block())/2)
		d.WriteString("</g>\n")
	default:
		d.state(n)
	}
}

// pill writes the beginning or the end of the machine.
func (d *drawing) pill(n *node) {
	d.f(`<g id="asl-%s" class="end-point%s"><rect class="pill" x="%v" y="%v" width="%v" height="%v" rx="%v"/>`,
		strings.ToLower(n.name), d.ends[n.kind].class(), n.x, n.y, n.w, n.h, n.h/2)
	d.f(`<text x="%v" y="%v">%s</text></g>`+"\n", n.x+n.w/2, n.y+n.h/2+4.5, n.name)
}

// state writes the card of a state, or the head of a container.
func (d *drawing) state(n *node) {
	m := d.states[n.name]
	class := strings.ToLower(n.state.Type())
	if n.flows != nil {
		class += " container"
	}
	d.f(`<g id="%s" class="state %s%s" data-state="%s">`, StateID(n.name), class, m.class(), escaped(n.name))
	d.tooltip(n.about)
	b := d.sheets(n)
	for _, f := range n.flows {
		d.f(`<rect class="lane" x="%v" y="%v" width="%v" height="%v" rx="8"/>`, f.lane.x, f.lane.y, f.lane.w, f.lane.h)
	}
	y, height := b.y, b.h
	if n.flows != nil {
		height = headHeight - laneInset
	}
	d.f(`<g class="icon" transform="translate(%v %v)"><rect width="32" height="32" rx="7"/><path transform="translate(6 6)" d="%s"/></g>`,
		b.x+cardInset, y+(height-cardIcon)/2, icons[n.state.Type()])
	d.words(n, b.x+cardIcon+2*cardInset, y+(height-n.block())/2)
	d.badge(m, b, n.flows != nil)
	d.WriteString("</g>\n")
}

// sheets writes the rectangle of a state, and what is behind it. It returns the
// rectangle in front.
func (d *drawing) sheets(n *node) box {
	b := n.box
	if n.isStack() {
		b.h -= stackDepth
		for depth := float64(stackDepth); depth > 0; depth -= stackDepth / 2 {
			d.f(`<rect class="sheet" x="%v" y="%v" width="%v" height="%v" rx="9"/>`, b.x+depth, b.y+depth, b.w-2*depth, b.h)
		}
	} else if n.flows == nil {
		d.f(`<rect class="shade" x="%v" y="%v" width="%v" height="%v" rx="9"/>`, b.x, b.y+1.5, b.w, b.h)
	}
	d.f(`<rect class="card" x="%v" y="%v" width="%v" height="%v" rx="9"/>`, b.x, b.y, b.w, b.h)
	return b
}

const captionHeight = 15

// block is the height of a node's text.
func (n *node) block() float64 {
	h := float64(len(n.lines)) * lineHeight
	if n.caption != "" {
		h += captionHeight
	}
	return h
}

// words writes the caption and the name.
func (d *drawing) words(n *node, x, y float64) {
	if n.caption != "" {
		d.f(`<text class="caption" x="%v" y="%v">%s</text>`, x, y+10.5, escaped(n.caption))
		y += captionHeight
	}
	for i, line := range n.lines {
		d.f(`<text class="name" x="%v" y="%v">%s</text>`, x, y+13+float64(i)*lineHeight, escaped(line))
	}
}
