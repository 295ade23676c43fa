package graph

const entryGap = 18

// width is how much room an entry takes.
func (e entry) width() float64 {
	sample := float64(badgeSize)
	if e.isWay {
		sample = 34
	}
	return sample + 8 + captionFont.width(e.text) + entryGap
}

func legendWidth(all []entry, summary string) float64 {
	w := captionFont.width(summary)
	for _, e := range all {
		w += e.width()
	}
	return w
}

// drawLegend writes the explanations in a row, around a height.
func (d *drawing) drawLegend(x, y float64) {
	if len(d.legend) == 0 {
		return
	}
	d.WriteString(`<g class="legend">`)
	for _, e := range d.legend {
		text := x + badgeSize + 8
		if e.isWay {
			text = x + 34 + 8
			d.f(`<g class="transition %s"><path class="line" d="M%v %vH%v"/><path class="head" d="M%v %vl-8-3v6Z"/></g>`, e.status, x, y, x+26, x+34, y)
		} else {
			d.sign(e.status, x+badgeSize/2, y, 0.8)
		}
		d.f(`<text class="caption" x="%v" y="%v">%s</text>`, text, y+4, escaped(e.text))
		x += e.width()
	}
	d.f(`<text class="caption" x="%v" y="%v">%s</text></g>`+"\n", x, y+4, escaped(d.summary))
}
