package graph

import (
	"fmt"

	"github.com/goasl/goasl/state"
)

// The sizes of the picture, in pixels.
const (
	margin = 24 // around the picture

	cardWidth  = 236 // of a state
	cardIcon   = 32
	cardInset  = 14
	cardText   = cardWidth - cardIcon - 3*cardInset // the width for its name
	lineHeight = 17

	pillWidth, pillHeight = 76, 34 // of Start and End

	headHeight = 60   // of a container, above the flows in it
	padding    = 20   // of a container, around them
	gap        = 28   // between the flows
	laneInset  = 10   // of a flow, from the edge of its lane
	longName   = 330  // what a container is widened for
	rowWidth   = 2400 // what flows beside each other may take before a new row begins
	stackDepth = 8    // of the sheets that stand out below a Map

	labelWidth  = 168
	loopWidth   = 30
	labelHeight = 14
)

func cardHeight(lines int) float64 { return 40 + float64(lines)*lineHeight }

// node makes the box of a state, with the flows in it laid out.
func (p *planner) node(s state.State) (*node, error) {
	n := &node{state: s, name: s.Name(), caption: p.caption(s)}
	n.about = n.name + ": " + n.caption
	var inner []*state.Flow
	switch s := s.(type) {
	case *state.Parallel:
		inner = s.Branches
	case *state.Map:
		inner = []*state.Flow{s.Processor}
	default:
		n.lines = nameFont.wrap(n.name, cardText, 3)
		n.caption = captionFont.cut(n.caption, cardText)
		n.w, n.h = cardWidth, cardHeight(len(n.lines))
		return n, nil
	}
	for _, f := range inner {
		laid, err := p.flow(f, s)
		if err != nil {
			return nil, err
		}
		n.flows = append(n.flows, laid)
	}
	n.contain()
	return n, nil
}

// contain places the flows in their container, in rows, and gives it its size.
func (n *node) contain() {
	y, right := float64(headHeight), 0.0
	for rest := n.flows; len(rest) > 0; {
		row := firstRow(rest)
		rest = rest[len(row):]
		x, height := float64(padding), tallest(row)
		for _, f := range row {
			f.move(x-f.x, y-f.y)
			f.lane = box{x - laneInset, y - laneInset, f.w + 2*laneInset, height + 2*laneInset}
			x += f.w + gap
		}
		y += height + gap
		right = max(right, x-gap)
	}
	beside := cardIcon + 3*cardInset + n.room()
	text := max(nameFont.width(visible(n.name)), captionFont.width(visible(n.caption)))
	n.w, n.h = max(right+padding, beside+min(text+1, longName)), y-gap+padding
	if len(n.flows) == 1 {
		n.flows[0].move((n.w-right-padding)/2, 0)
		n.flows[0].lane.x, n.flows[0].lane.w = padding-laneInset, n.w-2*(padding-laneInset)
	}
	n.lines = []string{nameFont.cut(n.name, n.w-beside)}
	n.caption = captionFont.cut(n.caption, n.w-beside)
	if n.isStack() {
		n.h += stackDepth
	}
}

// slotSize is the room that a node takes, with the loops at its side; its middle is that
// of the node.
func (n *node) slotSize() (w, h float64) { return n.w + 2*n.loops, n.h }

// room is what the badge of a container takes, with its chips: most for the items of a
// Map.
func (n *node) room() float64 {
	if n.isStack() {
		return 150
	}
	return 90
}

// firstRow returns the first of some flows: those that have room beside each other.
func firstRow(flows []*flow) []*flow {
	width := 0.0
	for i, f := range flows {
		if width += f.w + gap; i > 0 && width > rowWidth {
			return flows[:i]
		}
	}
	return flows
}

func tallest(flows []*flow) float64 {
	height := 0.0
	for _, f := range flows {
		height = max(height, f.h)
	}
	return height
}

// isStack reports whether a container is drawn as a stack of sheets, since what is in it
// runs several times.
func (n *node) isStack() bool { _, ok := n.state.(*state.Map); return ok }

// moveTo moves a node to a place, with all that is in it.
func (n *node) moveTo(x, y float64) {
	for _, f := range n.flows {
		f.move(x-n.x, y-n.y)
	}
	n.x, n.y = x, y
}

// plural is a number with a noun.
func plural(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}
