package graph

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/goasl/goasl/state"
)

// WriteSVG writes the picture as an SVG document, which can also be a part of an HTML
// page. The error is that of the writer.
func (g *Graph) WriteSVG(w io.Writer, opts ...Option) error {
	p := &picture{}
	for _, o := range opts {
		o(p)
	}
	d := &drawing{machine: g.machine}
	if p.marks != nil {
		d.marked = *p.marks.of(g.machine)
	}
	d.document(g.main, p)
	_, err := w.Write(d.Bytes())
	return err
}

// drawing is an SVG document that is being written.
type drawing struct {
	bytes.Buffer
	machine *state.Machine
	marked
}

// f writes formatted text: floats as short numbers, strings as they are. Text of the
// definition is to be escaped before.
func (d *drawing) f(format string, args ...any) {
	for i, a := range args {
		if x, ok := a.(float64); ok {
			args[i] = number(x)
		}
	}
	fmt.Fprintf(d, format, args...)
}

func number(x float64) string {
	text := strconv.FormatFloat(x, 'f', 1, 64)
	if text == "-0.0" {
		return "0"
	}
	return strings.TrimSuffix(text, ".0")
}

// escaped returns a text for the content of an element, or for an attribute's value
// between quotes. What cannot be in XML becomes U+FFFD.
func escaped(text string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(text)) // a Builder takes everything
	return b.String()
}

const (
	titleHeight   = 56
	titleWidth    = 900
	legendHeight  = 40
	tooltipLength = 600
)

// document writes the whole picture.
func (d *drawing) document(main *flow, p *picture) {
	b := d.page(main, p.title)
	label := cmp.Or(visible(p.title), "State machine")
	d.f(`<svg xmlns="http://www.w3.org/2000/svg" class="%s" width="%v" height="%v" viewBox="%v %v %v %v" role="img" aria-label="%s">`+"\n",
		strings.TrimSpace("asl-graph "+d.kind), b.w, b.h, b.x, b.y, b.w, b.h, escaped(label))
	if !p.plain {
		d.f("<style>%s</style>\n", Style)
	}
	d.f(`<rect class="back" x="%v" y="%v" width="%v" height="%v" rx="12"/>`+"\n", b.x, b.y, b.w, b.h)
	if p.title != "" {
		d.title(p.title, b.x+margin, b.y)
	}
	d.flow(main)
	d.drawLegend(b.x+margin, b.y+b.h-margin/2-legendHeight/2)
	d.WriteString("</svg>\n")
}

// page returns the area of the picture: the flow, with the title above and the legend
// below it.
func (d *drawing) page(main *flow, title string) box {
	b := box{0, 0, main.w, main.h}
	if title != "" {
		b.y, b.h = -titleHeight, b.h+titleHeight
		b.w = max(b.w, titleFont.width(titleFont.cut(title, titleWidth)))
	}
	if len(d.legend) > 0 {
		b.h += legendHeight
		b.w = max(b.w, legendWidth(d.legend, d.summary))
	}
	b.x = (main.w - b.w) / 2
	b.w, b.h = b.w+2*margin, b.h+2*margin
	return b
}

// title writes the title, and the definition's comment below it.
func (d *drawing) title(title string, x, y float64) {
	d.f(`<text class="title" x="%v" y="%v">%s</text>`+"\n", x, y+36, escaped(titleFont.cut(title, titleWidth)))
	if comment := d.machine.Comment; comment != "" {
		d.f(`<text class="caption" x="%v" y="%v">%s</text>`+"\n", x, y+54, escaped(captionFont.cut(comment, titleWidth)))
	}
}

// flow writes a flow, with the flows in it after it, so that elements are not nested.
func (d *drawing) flow(f *flow) {
	for _, w := range d.byEmphasis(f.ways) {
		d.way(w)
	}
	for _, n := range f.nodes {
		d.node(n)
	}
	for _, n := range f.nodes {
		for _, inner := range n.flows {
			d.flow(inner)
		}
	}
}

// byEmphasis returns ways in an order in which those that were taken cover others on the
// same line.
func (d *drawing) byEmphasis(all []*way) []*way {
	emphasis := func(w *way) int {
		if m := d.ways[w.id]; m != nil {
			return slices.Index([]status{maybe, taken, covered}, m.status)
		}
		return -1
	}
	return slices.SortedStableFunc(slices.Values(all), func(a, b *way) int { return emphasis(a) - emphasis(b) })
}

// tooltip writes what a viewer shows while the mouse is over the element.
func (d *drawing) tooltip(text string) {
	if short := []rune(visible(text)); len(short) > tooltipLength {
		text = string(short[:tooltipLength]) + ellipsis
	}
	if text != "" {
		d.f("<title>%s</title>", escaped(visible(text)))
	}
}

// wayClasses are the classes of ways, by their kinds.
var wayClasses = map[state.DecisionKind]string{
	state.ByNext: "next", state.ByRule: "rule", state.ByDefault: "default", state.ByCatcher: "catch", byStart: "start", byEnd: "end",
}

// way writes a way between two states.
func (d *drawing) way(w *way) {
	t := w.transition
	m := d.ways[w.id]
	d.f(`<g id="%s" class="transition %s%s"`, w.id, wayClasses[t.Kind], m.class())
	if w.from.kind == stateNode {
		d.f(` data-from="%s" data-kind="%s" data-index="%d"`, escaped(w.from.name), t.Kind, t.Index)
	}
	if w.to.kind != endNode {
		d.f(` data-to="%s"`, escaped(w.to.name))
	}
	d.WriteString(">")
	d.tooltip(w.about)
	d.WriteString(`<path class="line" d="`)
	d.curve(w.curve)
	h := w.head
	d.f(`"/><path class="head" d="M%v %vL%v %vL%v %vZ"/>`, h[0].x, h[0].y, h[1].x, h[1].y, h[2].x, h[2].y)
	for i, line := range w.lines {
		y := w.labelled.y + w.labelled.h/2 + float64(2*i-len(w.lines)+1)*labelHeight/2 + 4
		d.f(`<text x="%v" y="%v">%s</text>`, w.labelled.x, y, escaped(line))
	}
	d.WriteString("</g>\n")
}

// curve writes the commands of a path.
func (d *drawing) curve(points []point) {
	d.f("M%v %v", points[0].x, points[0].y)
	for i := 1; i+2 < len(points); i += 3 {
		a, b, c := points[i], points[i+1], points[i+2]
		if isUpright(points[i-1:]) {
			d.f("V%v", c.y)
		} else {
			d.f("C%v %v %v %v %v %v", a.x, a.y, b.x, b.y, c.x, c.y)
		}
	}
}
