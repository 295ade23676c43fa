package view

import (
	"fmt"
	"math"

	"github.com/goasl/goasl/bench/part"
)

// The measures of a picture of bars.
const (
	nameWidth = 330.0 // of the column with the names of works
	barWidth  = 420.0 // of the column with bars
	barHeight = 11.0
	barsWidth = nameWidth + barWidth + 70
)

// Bars returns a picture of the ratios of a report: how many times as much each peer takes as the
// first one, on a logarithmic scale. Without ratios it returns "".
func Bars(title string, r part.Report) string {
	groups := groupsOf(r)
	if groups == nil {
		return ""
	}
	s := scaleOf(groups)
	peers := peersOf(groups)
	const top = 48
	height := top + 30.0
	for _, g := range groups {
		height += g.height()
	}
	legend := new(canvas).legend(16, 0, barsWidth-32, peers) - 18
	return picture(title, barsWidth, height+legend, func(c *canvas) {
		c.text("title", "start", 16, 22, title)
		c.legend(16, 42, barsWidth-32, peers)
		y := top + legend + 16
		s.grid(c, y, height+legend-16)
		for _, g := range groups {
			c.text("", "end", nameWidth-8, y+g.height()/2+2, shortened(g.name, 48))
			for i, bar := range g.bars {
				s.bar(c, bar.peer, y+4+float64(i)*(barHeight+2), bar.ratio)
			}
			y += g.height()
		}
	})
}

// A group has the ratios of a work.
type group struct {
	name string
	bars []bar
}

// A bar is the ratio of a peer, which has a number in the list of peers.
type bar struct {
	name  string
	peer  int
	ratio float64
}

func (g group) height() float64 { return float64(len(g.bars))*(barHeight+2) + 8 }

// groupsOf returns the works that have ratios. Of a scale it is the last one that all peers have
// done; but where there are other works, scales have pictures of their own.
func groupsOf(r part.Report) (all []group) {
	for _, t := range r.Tables {
		if t.Scale != "" {
			continue
		}
		for _, row := range t.Rows {
			all = appendGroup(all, t, row, row.Name)
		}
	}
	if all != nil {
		return all
	}
	for _, t := range r.Tables {
		if row := lastOfAll(t); row != nil {
			all = appendGroup(all, t, *row, fmt.Sprintf("%s, %s %s", t.Title, part.Grouped(row.Number), t.Scale))
		}
	}
	return all
}

func appendGroup(all []group, t part.Table, row part.Row, name string) []group {
	g := group{name: name}
	for p := 1; p < len(t.Peers); p++ {
		if ratio := t.Ratio(row, p); ratio > 0 {
			g.bars = append(g.bars, bar{t.Peers[p], p, ratio})
		}
	}
	if g.bars == nil {
		return all
	}
	return append(all, g)
}

// lastOfAll returns the last row that has the most figures.
func lastOfAll(t part.Table) (last *part.Row) {
	most := 0
	for i, row := range t.Rows {
		n := 0
		for _, f := range row.Figures {
			if len(f.Values) > 0 {
				n++
			}
		}
		if n >= most {
			most, last = n, &t.Rows[i]
		}
	}
	return last
}

// peersOf returns the names of the peers, by their numbers. The first one is what others are
// compared with.
func peersOf(groups []group) (names []string) {
	names = []string{""}
	for _, g := range groups {
		for _, b := range g.bars {
			for len(names) <= b.peer {
				names = append(names, "")
			}
			names[b.peer] = b.name
		}
	}
	return names
}

// A scale places ratios on a logarithmic axis of whole decades.
type scale struct{ low, high float64 } // powers of ten

func scaleOf(groups []group) scale {
	s := scale{0, 1}
	for _, g := range groups {
		for _, b := range g.bars {
			s.low = min(s.low, math.Floor(math.Log10(b.ratio)))
			s.high = max(s.high, math.Ceil(math.Log10(b.ratio)))
		}
	}
	return s
}

func (s scale) x(ratio float64) float64 {
	return nameWidth + barWidth*(math.Log10(ratio)-s.low)/(s.high-s.low)
}

// grid draws a line for each power of ten. That of 1 is where this library is.
func (s scale) grid(c *canvas, top, bottom float64) {
	for p := s.low; p <= s.high; p++ {
		class, x := "grid", s.x(math.Pow(10, p))
		if p == 0 {
			class = "axis"
		}
		c.line(class, x, top, x, bottom)
		c.text("faint", "middle", x, bottom+14, power(p)+"×")
	}
}

// power returns a power of ten as a number.
func power(p float64) string {
	if p < 0 {
		return fmt.Sprintf("%.*f", int(-p), math.Pow(10, p))
	}
	return plain(math.Pow(10, p), 1e3, "", "k", "M", "G")
}

// bar draws a bar from 1 to a ratio, with the ratio at its end.
func (s scale) bar(c *canvas, peer int, y, value float64) {
	from, to := s.x(1), s.x(value)
	c.rect(fmt.Sprint("f", peer%series), min(from, to), y, max(1, math.Abs(to-from)), barHeight)
	c.text("number faint", "start", max(from, to)+4, y+barHeight-1.5, ratio(value))
}
