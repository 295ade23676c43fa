package graph

import (
	"errors"
	"strconv"
	"strings"
)

// answer is what the layout library answers, as far as it is needed.
type answer struct {
	Objects []struct { // nodes, and the groups of those with a rank
		Name string
		Draw []operation `json:"_draw_"`
	}
	Edges []struct { // in the order in which they were given
		Draw  []operation `json:"_draw_"`
		Head  []operation `json:"_hdraw_"`
		Label []operation `json:"_ldraw_"`
	}
	Draw []operation `json:"_draw_"`
}

// operation draws a polygon (P, p), a Bézier curve (B, b) or a line of text (T). Its
// places are from the lower edge upwards.
type operation struct {
	Op     string
	Points [][2]float64
	Pt     [2]float64
}

var errAnswer = errors.New("the library left something out")

// place takes the places of an answer over.
func (f *flow) place(a answer) error {
	whole := around(points(a.Draw, "Pp", 0))
	if len(a.Edges) != len(f.ways) {
		return errAnswer
	}
	f.w, f.h = whole.w, whole.h
	placed := 0
	for _, o := range a.Objects {
		i, err := strconv.Atoi(o.Name)
		if err != nil || i < 0 || i >= len(f.nodes) {
			continue
		}
		at := around(points(o.Draw, "Pp", f.h))
		f.nodes[i].moveTo(at.x, at.y)
		placed++
	}
	if placed != len(f.nodes) {
		return errAnswer
	}
	for i, e := range a.Edges {
		w := f.ways[i]
		w.curve = points(e.Draw, "Bb", f.h)
		head := points(e.Head, "Pp", f.h)
		if len(w.curve) < 4 || len(head) < 3 {
			return errAnswer
		}
		copy(w.head[:], head)
		w.labelAt(e.Label, f.h)
	}
	return nil
}

// labelAt places the label where the filler is. The library tells the baseline of each
// of its lines, which is a part of the font's size below the middle.
func (w *way) labelAt(filler []operation, height float64) {
	x, y, n := 0.0, 0.0, 0.0
	for _, o := range filler {
		if o.Op == "T" {
			x, y, n = x+o.Pt[0], y+o.Pt[1], n+1
		}
	}
	if n > 0 {
		const below = 0.3 * fillFont
		w.labelled.x = x/n - w.labelled.w/2
		w.labelled.y = height - y/n - below - w.labelled.h/2
	}
}

// points returns the points of the first operation that is one of those.
func points(all []operation, which string, height float64) []point {
	for _, o := range all {
		if len(o.Points) > 0 && strings.Contains(which, o.Op) {
			list := make([]point, len(o.Points))
			for i, p := range o.Points {
				list[i] = point{p[0], height - p[1]}
			}
			return list
		}
	}
	return nil
}

// around returns the smallest box around points.
func around(list []point) box {
	if len(list) == 0 {
		return box{}
	}
	low, high := list[0], list[0]
	for _, p := range list {
		low = point{min(low.x, p.x), min(low.y, p.y)}
		high = point{max(high.x, p.x), max(high.y, p.y)}
	}
	return box{low.x, low.y, high.x - low.x, high.y - low.y}
}
