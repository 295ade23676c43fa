package graph

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync"

	"github.com/goccy/go-graphviz"

	"github.com/goasl/goasl/state"
)

// engine is the library, which is not safe for concurrent use.
var engine struct {
	sync.Mutex
	*graphviz.Graphviz // made by the first layout
}

// layout places the nodes and ways of a flow, with the node top above all others.
func (f *flow) layout(top *node) error {
	if n := len(f.nodes) + len(f.ways); n > MaxFlow {
		return fmt.Errorf("%d states and transitions in one flow, at most %d are drawn: %w", n, MaxFlow, ErrTooLarge)
	}
	text, err := run(f.dot(top))
	if err != nil {
		return fmt.Errorf("layout: %w", err)
	}
	var a answer
	if err := json.Unmarshal(text, &a); err != nil {
		return fmt.Errorf("layout: %w", err)
	}
	return f.place(a)
}

// run has the library lay out a graph, and returns its answer as JSON.
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
	err = engine.Render(ctx, g, "json", &out)
	return out.Bytes(), err
}

// The library measures lengths of 1/72 inch, which are the pixels of the picture, and
// the text of a label: a character of this font has a known size.
const (
	perInch    = 72
	fillFont   = 10
	fillWidth  = 6.0
	fillHeight = 12.0
)

// dot writes the graph in the library's language: numbers and sizes, and none of the
// definition's text.
func (f *flow) dot(top *node) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "digraph g { graph [nodesep=%s ranksep=%s maxiter=200 nslimit=20 nslimit1=20 mclimit=1]\n", inches(34), inches(40))
	fmt.Fprintf(&b, "node [shape=box fixedsize=true label=\"\"] edge [arrowsize=0.8 fontname=Courier fontsize=%d]\n", fillFont)
	number := map[*node]int{}
	for i, n := range f.nodes {
		number[n] = i
		fmt.Fprintf(&b, "%d [width=%s height=%s]\n", i, inches(n.w), inches(n.h))
		switch {
		case n == top:
			fmt.Fprintf(&b, "{rank=source %d}\n", i)
		case n.kind == endNode:
			fmt.Fprintf(&b, "{rank=sink %d}\n", i)
		}
	}
	for _, w := range f.ways {
		fmt.Fprintf(&b, "%d -> %d [weight=%d%s]\n", number[w.from], number[w.to], w.weight(), w.filler())
	}
	b.WriteString("}\n")
	return b.Bytes()
}

func inches(pixels float64) string { return strconv.FormatFloat(pixels/perInch, 'f', 5, 64) }

// weight says how much a way is to be short and straight.
func (w *way) weight() int {
	switch w.transition.Kind {
	case state.ByNext, byStart:
		return 4
	case state.ByCatcher:
		return 1
	}
	return 2
}

// filler is a label of the size of the way's own.
func (w *way) filler() string {
	if len(w.lines) == 0 {
		return ""
	}
	width := 0.0
	for _, line := range w.lines {
		width = max(width, labelFont.width(line))
	}
	w.labelled.w, w.labelled.h = width+8, float64(len(w.lines))*labelHeight+4
	line := strings.Repeat("x", int(math.Ceil(w.labelled.w/fillWidth)))
	lines := strings.Repeat(line+`\n`, int(math.Ceil(w.labelled.h/fillHeight)))
	return ` label="` + strings.TrimSuffix(lines, `\n`) + `"`
}
