package graph

import (
	"fmt"
	"math"
	"testing"
)

// faults returns what is wrong with the places in a picture: boxes or labels that
// overlap, something that leaves its flow, and ways through what is not theirs.
func faults(g *Graph) []string {
	var all []string
	g.main.all(func(f *flow) {
		all = append(all, f.faults()...)
	})
	return all
}

func (f *flow) faults() (all []string) {
	report := func(format string, args ...any) { all = append(all, fmt.Sprintf(format, args...)) }
	for i, n := range f.nodes {
		if !f.box.holds(n.box) {
			report("%q leaves its flow", n.name)
		}
		for _, m := range f.nodes[i+1:] {
			if n.box.overlaps(m.box) {
				report("%q overlaps %q", n.name, m.name)
			}
		}
		for j, inner := range n.flows {
			if !inner.lane.holds(inner.box) || !n.box.holds(inner.lane) {
				report("a flow leaves %q", n.name)
			}
			for _, other := range n.flows[j+1:] {
				if inner.lane.overlaps(other.lane) {
					report("flows in %q overlap", n.name)
				}
			}
		}
	}
	for i, w := range f.ways {
		all = append(all, f.crossed(w)...)
		if len(w.lines) == 0 {
			continue
		}
		for _, other := range f.ways[i+1:] {
			if len(other.lines) > 0 && w.labelled.overlaps(other.labelled) {
				report("the labels of %s and %s overlap", w.id, other.id)
			}
		}
		for _, n := range f.nodes {
			if w.labelled.overlaps(n.box) {
				report("the label of %s overlaps %q", w.id, n.name)
			}
		}
	}
	return all
}

// crossed returns what a way crosses, and where it does not begin or end at its states.
func (f *flow) crossed(w *way) (all []string) {
	report := func(format string, args ...any) { all = append(all, w.id+fmt.Sprintf(format, args...)) }
	if first := w.curve[0]; !w.from.box.touches(first) {
		report(" begins at %v, not at %v", first, w.from.box)
	}
	if tip := w.head[0]; !w.to.box.touches(tip) {
		report(" ends at %v, not at %v", tip, w.to.box)
	}
	for _, p := range w.curve.samples() {
		if !f.box.grown(0.5).contains(p) {
			report(" leaves its flow at %v", p)
		}
		for _, n := range f.nodes {
			if n.box.grown(-0.5).contains(p) {
				report(" crosses %q at %v", n.name, p)
			}
		}
		for _, other := range f.ways {
			if len(other.lines) > 0 && other.labelled.contains(p) {
				report(" crosses the label of %s", other.id)
			}
		}
	}
	return all
}

// samples returns points of a curve.
func (c curve) samples() (all []point) {
	const n = 24
	for i := 0; i+3 < len(c); i += 3 {
		for k := 0; k <= n; k++ {
			t := float64(k) / n
			u := 1 - t
			at := func(a, b, c, d float64) float64 { return u*u*u*a + 3*u*u*t*b + 3*u*t*t*c + t*t*t*d }
			all = append(all, point{at(c[i].x, c[i+1].x, c[i+2].x, c[i+3].x), at(c[i].y, c[i+1].y, c[i+2].y, c[i+3].y)})
		}
	}
	return all
}

func (b box) overlaps(o box) bool {
	return b.x < o.x+o.w && o.x < b.x+b.w && b.y < o.y+o.h && o.y < b.y+b.h
}

func (b box) contains(p point) bool {
	return b.x < p.x && p.x < b.x+b.w && b.y < p.y && p.y < b.y+b.h
}

// holds allows for a pixel, to which the library rounds.
func (b box) holds(o box) bool {
	b = b.grown(1)
	return b.x <= o.x && b.y <= o.y && o.x+o.w <= b.x+b.w && o.y+o.h <= b.y+b.h
}

func (b box) grown(by float64) box { return box{b.x - by, b.y - by, b.w + 2*by, b.h + 2*by} }

// touches reports whether a point is on the border.
func (b box) touches(p point) bool {
	return b.grown(1).contains(p) && !b.grown(-1).contains(p)
}

func TestFaults(t *testing.T) {
	a := &node{box: box{0, 0, 100, 40}, name: "A"}
	b := &node{box: box{0, 100, 100, 40}, name: "B"}
	c := &node{box: box{0, 60, 100, 20}, name: "C"}
	through := &way{id: "w", from: a, to: b, curve: curve{{50, 40}, {50, 60}, {50, 80}, {50, 100}}, head: [3]point{{50, 100}}}
	f := &flow{box: box{0, 0, 100, 140}, nodes: []*node{a, b, c}, ways: []*way{through}}
	if got := f.faults(); len(got) == 0 || got[0][:9] != `w crosses` {
		t.Errorf("a way through a box: %q", got)
	}
	c.box = box{50, 20, 100, 40}
	if got := f.faults(); len(got) < 2 || got[0] != `"A" overlaps "C"` {
		t.Errorf("a box over another: %q", got)
	}
	f.nodes = f.nodes[:2]
	if got := f.faults(); got != nil {
		t.Errorf("nothing is wrong: %q", got)
	}
	if n := len(through.curve.samples()); n != 25 || math.IsNaN(through.curve.samples()[3].y) {
		t.Errorf("%d samples", n)
	}
}
