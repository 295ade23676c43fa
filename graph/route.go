package graph

import (
	"cmp"
	"math"
	"slices"
)

// band is how far a row reaches.
type band struct {
	top, bottom float64
	isUsed      bool
}

func (b band) with(of box) band {
	if !b.isUsed {
		return band{of.y, of.y + of.h, true}
	}
	return band{min(b.top, of.y), max(b.bottom, of.y+of.h), true}
}

// router draws the ways through their slots: straight through each row, and in a curve
// from one row to the next.
type router struct {
	slots []slot
	edges map[[2]int]int
	rows  map[int]band
	doors map[door]float64
}

// door is where the ways between a node and a slot next to it meet the node.
type door struct{ node, slot int }

// doorStep is the distance between the doors of a side.
const doorStep = 26

func (r *router) route(all []*way) {
	r.open(all)
	for _, w := range all {
		if w.from == w.to {
			w.loop()
		} else {
			r.draw(w)
		}
	}
}

// open finds the doors of all nodes: those of a side in the order of the slots that they
// lead to, around the way with the most weight.
func (r *router) open(all []*way) {
	sides := map[[2]int][]int{} // the slots at the lower (1) and upper (0) side of a node
	note := func(n, s int) {
		side := [2]int{n, 0}
		if r.slots[s].row > r.slots[n].row {
			side[1] = 1
		}
		if !slices.Contains(sides[side], s) {
			sides[side] = append(sides[side], s)
		}
	}
	for _, w := range all {
		if last := len(w.slots) - 1; last > 0 {
			note(w.slots[0], w.slots[1])
			note(w.slots[last], w.slots[last-1])
		}
	}
	r.doors = map[door]float64{}
	for side, slots := range sides {
		r.spread(side[0], slots)
	}
}

// spread places the doors of one side of a node.
func (r *router) spread(n int, slots []int) {
	middle := r.slots[n].line()
	slices.SortFunc(slots, func(a, b int) int { return cmp.Or(cmp.Compare(r.slots[a].line(), r.slots[b].line()), a-b) })
	main := 0
	for i, s := range slots {
		if r.isBefore(n, s, slots[main]) {
			main = i
		}
	}
	room := r.slots[n].node.w/2 - 16
	step := min(doorStep, room/float64(max(main, len(slots)-1-main, 1)))
	for i, s := range slots {
		r.doors[door{n, s}] = middle + float64(i-main)*step
	}
}

// isBefore reports whether the way to a slot is rather in the middle of a node's side
// than the way to another: it has more weight, or is nearer.
func (r *router) isBefore(n, s, other int) bool {
	weight := func(s int) int { return r.edges[[2]int{n, s}] + r.edges[[2]int{s, n}] }
	off := func(s int) float64 { return math.Abs(r.slots[s].line() - r.slots[n].line()) }
	return cmp.Or(cmp.Compare(weight(other), weight(s)), cmp.Compare(off(s), off(other))) < 0
}

const headLength = 9

// draw makes the curve of a way, and its head.
func (r *router) draw(w *way) {
	last := len(w.slots) - 1
	first, end := r.slots[w.slots[0]], r.slots[w.slots[last]]
	down := 1.0
	if first.row > end.row {
		down = -1
	}
	x := r.doors[door{w.slots[0], w.slots[1]}]
	c := curve{{x, edgeOf(first.node.box, down)}}
	for i, at := range w.slots {
		s := r.slots[at]
		switch i {
		case 0:
		case last:
			x = r.doors[door{at, w.slots[i-1]}]
			c.bend(x, edgeOf(r.rows[s.row].box(), -down))
			c.straight(edgeOf(s.node.box, -down) - down*headLength*0.8)
		default:
			x = s.line()
			c.bend(x, edgeOf(r.rows[s.row].box(), -down))
		}
		if i < last {
			c.straight(edgeOf(r.rows[s.row].box(), down))
		}
		if s.label != nil {
			w.labelled.x, w.labelled.y = s.x+lineRoom, s.y
		}
	}
	w.curve = c
	w.point(x, edgeOf(end.node.box, -down), down)
}

// point makes the head, with its tip at a place.
func (w *way) point(x, y, down float64) {
	const half = 3.8
	w.head = [3]point{{x, y}, {x - half, y - down*headLength}, {x + half, y - down*headLength}}
}

func (b band) box() box { return box{y: b.top, h: b.bottom - b.top} }

// edgeOf returns the lower edge of a box, or, with -1, the upper one.
func edgeOf(b box, down float64) float64 {
	if down > 0 {
		return b.y + b.h
	}
	return b.y
}

// curve is a Bézier curve: its start, then three points for each part.
type curve []point

// straight goes on to a height.
func (c *curve) straight(y float64) {
	n := len(*c)
	at := (*c)[n-1]
	switch {
	case at.y == y:
	case n > 3 && isUpright((*c)[n-4:]):
		(*c)[n-2], (*c)[n-1] = point{at.x, y}, point{at.x, y}
	default:
		*c = append(*c, at, point{at.x, y}, point{at.x, y})
	}
}

// isUpright reports whether a part of a curve is an upright line.
func isUpright(part []point) bool {
	return part[0].x == part[3].x && part[1] == part[0] && part[2] == part[3]
}

// bend goes on to a place; it begins and ends upright, and does not leave the height
// between.
func (c *curve) bend(x, y float64) {
	at := (*c)[len(*c)-1]
	if number(at.x) == number(x) {
		c.straight(y)
		return
	}
	half := (at.y + y) / 2
	*c = append(*c, point{at.x, half}, point{x, half}, point{x, y})
}

// measure sets the size of the label.
func (w *way) measure() {
	for _, line := range w.lines {
		w.labelled.w = max(w.labelled.w, labelFont.width(line))
	}
	w.labelled.h = float64(len(w.lines))*labelHeight + 4
}

// loop draws a way from a state to itself at its right side.
func (w *way) loop() {
	w.measure()
	right, upper, lower := w.from.x+w.from.w, w.from.y+14, w.from.y+w.from.h-14
	out := right + loopWidth
	w.curve = curve{{right, lower}, {out, lower}, {out, upper}, {right + headLength*0.8, upper}}
	w.head = [3]point{{right, upper}, {right + headLength, upper - 3.8}, {right + headLength, upper + 3.8}}
	w.labelled.x, w.labelled.y = out-4, (upper+lower)/2-w.labelled.h/2
}
