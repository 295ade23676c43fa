package graph

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync"

	"github.com/goasl/goasl/graph/internal/wasmcache"

	"github.com/goccy/go-graphviz"
)

func init() { wasmcache.Restore() }

// vertex is what the layout library places: a box of a size.
type vertex struct {
	w, h  float64
	aside bool // edges meet it at its left side, not in its middle
}

// edge leads from one vertex down to another, by their indexes. One with more weight is
// shorter and straighter.
type edge struct{ from, to, weight int }

// engine is the library. It is not safe for concurrent use.
var engine struct {
	sync.Mutex
	*graphviz.Graphviz // made by the first layout
}

// arrange places boxes in rows so that edges lead downwards, and cross each other little.
// The boxes that it returns begin at the upper left, at 0.
func arrange(vertices []vertex, edges []edge) ([]box, error) {
	if len(vertices) == 1 { // as many branches are
		return []box{{w: vertices[0].w, h: vertices[0].h}}, nil
	}
	text, err := run(dot(vertices, edges))
	if err != nil {
		return nil, err
	}
	return boxes(text, len(vertices))
}

// run has the library lay out a graph, and returns its answer.
func run(dot []byte) ([]byte, error) {
	engine.Lock()
	defer engine.Unlock()
	ctx := context.Background()
	if engine.Graphviz == nil {
		g, err := graphviz.New(ctx)
		if err != nil {
			return nil, err
		}
		engine.Graphviz = g
	}
	g, err := graphviz.ParseBytes(dot)
	if err != nil {
		return nil, err
	}
	defer g.Close()
	var out bytes.Buffer
	err = engine.Render(ctx, g, "plain", &out)
	return out.Bytes(), err
}

// The distances between boxes, beside and above each other.
const beside, above = 26, 34

// dot writes the graph in the library's language: numbers and sizes, and none of the
// definition's text. Edges are not drawn by the library: that takes it seconds where
// many of them are long.
func dot(vertices []vertex, edges []edge) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "digraph g { graph [splines=false nodesep=%s ranksep=%s]\n", inches(beside), inches(above))
	// A vertex without a label would get one, in memory that is not freed.
	b.WriteString("node [shape=box fixedsize=true label=x] edge [style=invis]\n")
	for i, v := range vertices {
		fmt.Fprintf(&b, "%d [width=%s height=%s]\n", i, inches(v.w), inches(v.h))
	}
	for _, e := range edges {
		from, to := "", ""
		if vertices[e.from].aside {
			from = ":sw"
		}
		if vertices[e.to].aside {
			to = ":nw"
		}
		fmt.Fprintf(&b, "%d%s -> %d%s [weight=%d]\n", e.from, from, e.to, to, e.weight)
	}
	b.WriteString("}\n")
	return b.Bytes()
}

// perInch is how many pixels are one of the library's units.
const perInch = 72

func inches(pixels float64) string { return strconv.FormatFloat(pixels/perInch, 'f', 5, 64) }

var errAnswer = errors.New("the library left something out")

// boxes reads the answer. It has a line for each vertex with its middle and its size,
// from the lower edge upwards. The numbers are rounded to five digits, which is a pixel
// in large pictures.
func boxes(answer []byte, n int) ([]box, error) {
	placed := make([]box, n)
	found := 0
	for line := range strings.Lines(string(answer)) {
		var i int
		var x, y, w, h float64
		if _, err := fmt.Sscanf(line, "node %d %g %g %g %g", &i, &x, &y, &w, &h); err == nil && 0 <= i && i < n {
			placed[i] = box{(x - w/2) * perInch, -(y + h/2) * perInch, w * perInch, h * perInch}
			found++
		}
	}
	if found != n {
		return nil, errAnswer
	}
	left, upper := math.Inf(1), math.Inf(1)
	for _, b := range placed {
		left, upper = min(left, b.x), min(upper, b.y)
	}
	for i := range placed {
		placed[i].x, placed[i].y = placed[i].x-left, placed[i].y-upper
	}
	return placed, nil
}
