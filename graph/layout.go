package graph

import (
	"fmt"

	"github.com/goasl/goasl/state"
)

// layout places the nodes and the ways of a flow, with the node top above all others.
//
// Nodes are in rows, and each way has a place of its own in each row that it passes. The
// library places both in their rows. So ways go through rows only where nothing else is,
// and between rows as they like.
func (f *flow) layout(top *node) error {
	f.rank(top)
	g, err := f.grid()
	if err != nil {
		return err
	}
	placed, err := arrange(g.vertices(), g.sorted())
	if err == nil {
		f.w, f.h = size(placed)
		err = g.place(placed)
	}
	if err != nil {
		return fmt.Errorf("layout: %w", err)
	}
	return nil
}

// size returns how far boxes reach.
func size(all []box) (w, h float64) {
	for _, b := range all {
		w, h = max(w, b.x+b.w), max(h, b.y+b.h)
	}
	return w, h
}

// weight says how much a way is to be short and straight.
func (w *way) weight() int {
	switch w.transition.Kind {
	case state.ByNext, byStart:
		return 8
	case state.ByCatcher:
		return 1
	}
	return 2
}
