package view

import (
	"fmt"
	"html"
	"strings"
)

// A canvas is an SVG picture that is being drawn. Lengths are in pixels.
type canvas struct{ strings.Builder }

// series is the number of colours for peers.
const series = 8

// style has the colours of the elements. Those of peers are readable on both backgrounds, which
// the reader's settings choose.
const style = `<style>
text{font:12px system-ui,sans-serif;fill:#1f2328}
.title{font-weight:600}.faint{fill:#59636e}.number{font-variant-numeric:tabular-nums}
.paper{fill:#fff}.grid{stroke:#d1d9e0}.axis{stroke:#59636e}
polyline{fill:none;stroke-width:2}
.f0{fill:#0969da}.f1{fill:#d9730d}.f2{fill:#2a8f5c}.f3{fill:#a04fc4}.f4{fill:#c4314b}.f5{fill:#7d7416}.f6{fill:#0f8b8d}.f7{fill:#8a6d5a}
.s0{stroke:#0969da}.s1{stroke:#d9730d}.s2{stroke:#2a8f5c}.s3{stroke:#a04fc4}.s4{stroke:#c4314b}.s5{stroke:#7d7416}.s6{stroke:#0f8b8d}.s7{stroke:#8a6d5a}
@media (prefers-color-scheme:dark){
text{fill:#e6edf3}.faint{fill:#9aa4af}.paper{fill:#0d1117}.grid{stroke:#30363d}.axis{stroke:#9aa4af}
.f0{fill:#4493f8}.s0{stroke:#4493f8}.f2{fill:#3fb27a}.s2{stroke:#3fb27a}.f3{fill:#bc7fe0}.s3{stroke:#bc7fe0}.f4{fill:#f0667d}.s4{stroke:#f0667d}.f5{fill:#b5aa3a}.s5{stroke:#b5aa3a}.f6{fill:#35c0c2}.s6{stroke:#35c0c2}.f7{fill:#c2a08a}.s7{stroke:#c2a08a}
}
</style>
`

// picture returns a picture of a size, with what draw draws on it. The title is for those who
// cannot see it.
func picture(title string, w, h float64, draw func(c *canvas)) string {
	c := new(canvas)
	fmt.Fprintf(c, `<svg xmlns="http://www.w3.org/2000/svg" width="%g" height="%g" viewBox="0 0 %[1]g %[2]g" role="img">`+"\n", w, h)
	fmt.Fprintf(c, "<title>%s</title>\n%s", html.EscapeString(title), style)
	c.rect("paper", 0, 0, w, h)
	draw(c)
	c.WriteString("</svg>\n")
	return c.String()
}

func (c *canvas) rect(class string, x, y, w, h float64) {
	fmt.Fprintf(c, `<rect class="%s" x="%.1f" y="%.1f" width="%.1f" height="%.1f"/>`+"\n", class, x, y, w, h)
}

func (c *canvas) line(class string, x1, y1, x2, y2 float64) {
	fmt.Fprintf(c, `<line class="%s" x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f"/>`+"\n", class, x1, y1, x2, y2)
}

// text writes a text whose anchor, which is start, middle or end, is at x.
func (c *canvas) text(class, anchor string, x, y float64, text string) {
	fmt.Fprintf(c, `<text class="%s" text-anchor="%s" x="%.1f" y="%.1f">%s</text>`+"\n", class, anchor, x, y, html.EscapeString(text))
}

// legend names the peers beside their colours, from x on, and returns the height that it takes.
// It leaves out those without a name.
func (c *canvas) legend(x, y, w float64, peers []string) float64 {
	at, row := x, 0.0
	for i, peer := range peers {
		if peer == "" {
			continue
		}
		width := 30 + textWidth(peer)
		if at > x && at+width > x+w {
			at, row = x, row+18
		}
		c.rect(fmt.Sprint("f", i%series), at, y+row-9, 10, 10)
		c.text("", "start", at+15, y+row, peer)
		at += width
	}
	return row + 18
}

// textWidth returns about how wide a text is.
func textWidth(text string) float64 { return 6.6 * float64(len([]rune(text))) }

// shortened returns a text of at most so many characters.
func shortened(text string, most int) string {
	if r := []rune(text); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return text
}
