package graph

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
)

// The limits of a flow, which bound the time for its layout to some seconds: for its
// slots, and for those in one row.
const (
	maxSlots = 4000
	maxRow   = 1000
)

// grid has the rows of a flow and the slots in them. Row 2r has the nodes of rank r, and
// what passes them. Row 2r+1 is below it, and has the labels of the ways out of that
// rank; it is only there if there are any.
type grid struct {
	ways  []*way
	used  map[int]bool   // the rows that are there
	slots []slot         // those of nodes first
	lanes map[lane]int   // their slots
	edges map[[2]int]int // weights, by the slots above and below
}

// slot is the place of a node, of a label, or of the ways to one target in a row.
type slot struct {
	box
	row   int
	node  *node
	label *way
}

// lane names the slot for the ways to a target in a row, downwards or upwards. They run
// together, since they have the same end.
type lane struct {
	to  *node
	row int
	up  bool
}

const (
	laneWidth = 12
	lineRoom  = 12 // for the line beside its label
)

// line returns where the line through a slot is.
func (s *slot) line() float64 {
	if s.label != nil {
		return s.x
	}
	return s.x + s.w/2
}

// grid makes the slots, and finds those of each way.
func (f *flow) grid() (*grid, error) {
	g := &grid{used: map[int]bool{}, lanes: map[lane]int{}, edges: map[[2]int]int{}}
	number := map[*node]int{}
	for i, n := range f.nodes {
		w, h := n.slotSize()
		g.slots = append(g.slots, slot{box: box{w: w, h: h}, row: 2 * n.rank, node: n})
		g.used[2*n.rank] = true
		number[n] = i
	}
	for _, w := range f.ways {
		if w.from != w.to && len(w.lines) > 0 {
			g.used[w.labelRow()] = true
		}
	}
	g.ways = f.ways
	for _, w := range f.ways {
		if w.from != w.to {
			g.thread(w, number)
		}
		if len(g.slots) > maxSlots {
			return nil, fmt.Errorf("a flow with %d states and %d ways needs more than %d places: %w", len(f.nodes), len(f.ways), maxSlots, ErrTooLarge)
		}
	}
	if n := g.widest(); n > maxRow {
		return nil, fmt.Errorf("a flow needs %d places beside each other, which is more than %d: %w", n, maxRow, ErrTooLarge)
	}
	return g, nil
}

// widest returns how many slots the row with the most has.
func (g *grid) widest() int {
	most, inRow := 0, map[int]int{}
	for _, s := range g.slots {
		inRow[s.row]++
		most = max(most, inRow[s.row])
	}
	return most
}

// labelRow is the row for the label: the next one to the state that the way leads out
// of.
func (w *way) labelRow() int {
	if w.isUp() {
		return 2*w.from.rank - 1
	}
	return 2*w.from.rank + 1
}

func (w *way) isUp() bool { return w.to.rank <= w.from.rank }

// thread takes a way through the rows, from slot to slot.
func (g *grid) thread(w *way, number map[*node]int) {
	step := 1
	if w.isUp() {
		step = -1
	}
	w.slots = []int{number[w.from]}
	for row := 2*w.from.rank + step; row != 2*w.to.rank; row += step {
		switch {
		case row == w.labelRow() && len(w.lines) > 0:
			w.measure()
			g.slots = append(g.slots, slot{box: box{w: w.labelled.w + lineRoom, h: w.labelled.h}, row: row, label: w})
			w.slots = append(w.slots, len(g.slots)-1)
		case g.used[row]:
			w.slots = append(w.slots, g.lane(lane{w.to, row, w.isUp()}))
		}
	}
	w.slots = append(w.slots, number[w.to])
	for i := 1; i < len(w.slots); i++ {
		from, to := w.slots[i-1], w.slots[i]
		if w.isUp() {
			from, to = to, from
		}
		g.edges[[2]int{from, to}] += w.weight() * g.stiffness(from, to)
	}
}

// stiffness makes long ways straight: the more, the fewer nodes an edge meets.
func (g *grid) stiffness(from, to int) int {
	switch n, m := g.slots[from].node, g.slots[to].node; {
	case n != nil && m != nil:
		return 1
	case n != nil || m != nil:
		return 2
	}
	return 8
}

func (g *grid) lane(l lane) int {
	i, ok := g.lanes[l]
	if !ok {
		i = len(g.slots)
		g.lanes[l] = i
		g.slots = append(g.slots, slot{box: box{w: laneWidth, h: 2}, row: l.row})
	}
	return i
}

// vertices returns the slots as what the library places.
func (g *grid) vertices() []vertex {
	var all []vertex
	for _, s := range g.slots {
		all = append(all, vertex{w: s.w, h: s.h, aside: s.label != nil})
	}
	return all
}

// sorted returns the edges, which are from above downwards.
func (g *grid) sorted() []edge {
	var all []edge
	for between, weight := range g.edges {
		all = append(all, edge{between[0], between[1], min(weight, 1000)})
	}
	slices.SortFunc(all, func(a, b edge) int { return cmp.Or(a.from-b.from, a.to-b.to) })
	return all
}

// place takes over the places of the slots. It is an error if the library has not kept to
// the rows.
func (g *grid) place(placed []box) error {
	r := router{slots: g.slots, edges: g.edges, rows: map[int]band{}}
	for i := range g.slots {
		s := &g.slots[i]
		s.x, s.y = placed[i].x, placed[i].y
		r.rows[s.row] = r.rows[s.row].with(s.box)
		if s.node != nil {
			s.node.moveTo(s.x+(s.w-s.node.w)/2, s.y)
		}
	}
	above := math.Inf(-1)
	for _, row := range slices.Sorted(maps.Keys(r.rows)) {
		if r.rows[row].top <= above {
			return errAnswer
		}
		above = r.rows[row].bottom
	}
	g.straighten()
	r.route(g.ways)
	return nil
}

// crooked is by how much a slot may be out of line so that it is moved into it.
const crooked = 2.5

// straighten moves each slot of a way into the line of the one before it if that is
// nearly so: places are rounded to whole pixels.
func (g *grid) straighten() {
	moved := make([]bool, len(g.slots))
	for _, w := range g.ways {
		for i := 1; i+1 < len(w.slots); i++ {
			s, before := &g.slots[w.slots[i]], g.slots[w.slots[i-1]]
			off := before.line() - s.line()
			if math.Abs(off) < crooked && !moved[w.slots[i]] {
				s.x += off
			}
			moved[w.slots[i]] = true
		}
	}
}
