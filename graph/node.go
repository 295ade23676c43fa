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

	headHeight = 60 // of a container, above the flows in it
	padding    = 20 // of a container, around them
	gap        = 28 // between the flows
	laneInset  = 10 // of a flow, from the edge of its lane
	countWidth = 150
	rowWidth   = 2400 // what flows beside each other may take before a new row begins
	stackDepth = 8    // by which the sheets below a Map stand out

	labelWidth  = 168
	labelHeight = 14
)

func cardHeight(lines int) float64 { return 40 + float64(lines)*lineHeight }

// node makes the box of a state, with the flows in it laid out.
func (p *planner) node(s state.State) (*node, error) {
	n := &node{state: s, name: s.Name(), caption: p.caption(s)}
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
	x, y := float64(padding), float64(headHeight)
	right, below := 0.0, y
	for i, f := range n.flows {
		if i > 0 && x+f.w > rowWidth {
			x, y = padding, below+gap
		}
		f.move(x-f.x, y-f.y)
		x += f.w + gap
		right, below = max(right, f.x+f.w), max(below, f.y+f.h)
	}
	n.w, n.h = max(right+padding, cardWidth+countWidth), below+padding
	if len(n.flows) == 1 {
		f := n.flows[0]
		f.move((n.w-f.w)/2-f.x, 0)
	}
	text := n.w - cardIcon - 3*cardInset - countWidth
	n.lines = []string{nameFont.cut(n.name, text)}
	n.caption = captionFont.cut(n.caption, text)
	if n.isStack() {
		n.w, n.h = n.w+stackDepth, n.h+stackDepth
	}
}

// isStack reports whether a container is drawn as a stack of sheets, since what is in it
// runs several times.
func (n *node) isStack() bool { _, ok := n.state.(*state.Map); return ok }

// moveNode moves a node to a place, with all that is in it.
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
