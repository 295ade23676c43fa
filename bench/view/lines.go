package view

import (
	"fmt"
	"math"
	"strings"

	"github.com/goasl/goasl/bench/part"
)

// The measures of a picture of lines, which has panels in two columns.
const (
	panelWidth  = 410.0
	panelHeight = 250.0
	plotLeft    = 66.0
	plotWidth   = panelWidth - plotLeft - 20
	plotTop     = 62.0
	plotHeight  = panelHeight - plotTop - 40
)

// Lines returns a picture with a panel for each scale of the reports: what one costs, as the
// number grows. Both axes are logarithmic. Without scales it returns "".
func Lines(name string, reports ...part.Report) string {
	var tables []part.Table
	for _, r := range reports {
		for _, t := range r.Tables {
			if t.Scale != "" && len(t.Rows) > 1 {
				tables = append(tables, t)
			}
		}
	}
	if tables == nil {
		return ""
	}
	rows := float64((len(tables) + 1) / 2)
	return picture(name, 2*panelWidth, 40+rows*panelHeight, func(c *canvas) {
		c.text("title", "start", 16, 24, name)
		for i, t := range tables {
			panelOf(t).draw(c, float64(i%2)*panelWidth, 40+float64(i/2)*panelHeight)
		}
	})
}

// A panel has a line for each peer, and the powers of ten at the ends of its axes.
type panel struct {
	part.Table
	left, right, low, high float64
}

func panelOf(t part.Table) panel {
	p := panel{t, math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)}
	for _, r := range t.Rows {
		n := math.Log10(float64(r.Number))
		p.left, p.right = min(p.left, math.Floor(n)), max(p.right, math.Ceil(n))
		for i := range t.Peers {
			if cost := p.cost(r, i); cost > 0 {
				p.low, p.high = min(p.low, math.Floor(math.Log10(cost))), max(p.high, math.Ceil(math.Log10(cost)))
			}
		}
	}
	if p.low > p.high {
		p.low, p.high = 0, 1
	}
	p.right, p.high = max(p.right, p.left+1), max(p.high, p.low+1)
	return p
}

// cost returns what one costs a peer, 0 if that is not known: of a rate it is the time.
func (p panel) cost(r part.Row, peer int) float64 {
	if len(r.Figures[peer].Values) == 0 {
		return 0
	}
	value := r.Figures[peer].Values[0]
	if p.Measures[0].Unit == part.PerSecond && value > 0 {
		return 1e9 / value
	}
	return value
}

// title says what is shown: of a rate the time of one.
func (p panel) title() string {
	if p.Measures[0].Unit == part.PerSecond {
		return p.Title + ": time of one " + p.Rows[0].Of
	}
	return title(p.Table)
}

func (p panel) unit() part.Unit {
	if p.Measures[0].Unit == part.PerSecond {
		return part.Nanoseconds
	}
	return p.Measures[0].Unit
}

func (p panel) draw(c *canvas, x, y float64) {
	c.text("title", "start", x+16, y+14, p.title())
	c.legend(x+16, y+32, panelWidth-32, p.Peers)
	left, bottom := x+plotLeft, y+plotTop+plotHeight
	for i := p.low; i <= p.high; i++ {
		at := bottom - plotHeight*(i-p.low)/(p.high-p.low)
		c.line("grid", left, at, left+plotWidth, at)
		c.text("number faint", "end", left-6, at+4, tick(math.Pow(10, i), p.unit()))
	}
	for i := p.left; i <= p.right; i++ {
		at := left + plotWidth*(i-p.left)/(p.right-p.left)
		c.line("grid", at, y+plotTop, at, bottom)
		c.text("number faint", "middle", at, bottom+16, power(i))
	}
	c.text("faint", "middle", left+plotWidth/2, bottom+32, p.Scale)
	for i := range p.Peers {
		p.curve(c, i, left, bottom)
	}
}

// curve draws the line of a peer.
func (p panel) curve(c *canvas, peer int, left, bottom float64) {
	var points []string
	for _, r := range p.Rows {
		cost := p.cost(r, peer)
		if cost <= 0 {
			continue
		}
		x := left + plotWidth*(math.Log10(float64(r.Number))-p.left)/(p.right-p.left)
		y := bottom - plotHeight*(math.Log10(cost)-p.low)/(p.high-p.low)
		points = append(points, fmt.Sprintf("%.1f,%.1f", x, y))
		fmt.Fprintf(c, `<circle class="f%d" cx="%.1f" cy="%.1f" r="3"><title>%s</title></circle>`+"\n", peer%series, x, y, amount(cost, p.unit()))
	}
	if len(points) > 1 {
		fmt.Fprintf(c, `<polyline class="s%d" points="%s"/>`+"\n", peer%series, strings.Join(points, " "))
	}
}

// tick returns a power of ten as an amount without digits behind the point.
func tick(x float64, unit part.Unit) string {
	switch unit {
	case part.Nanoseconds:
		return plain(x, 1e3, " ns", " µs", " ms", " s")
	case part.Bytes:
		return plain(x, 1e3, " B", " kB", " MB", " GB")
	}
	return plain(x, 1e3, "", "k", "M")
}
