package graph

// badges are the shapes of the statuses and what is drawn in them, around their middle.
// They can be told from each other without colours.
var badges = map[status]struct{ shape, sign string }{
	succeeded: {disc, "M-4.5 .5l3 3 6-6.5"},
	failed:    {"M-4.2-10h8.4l5.8 5.8v8.4l-5.8 5.8h-8.4l-5.8-5.8v-8.4Z", "M-3.5-3.5l7 7M3.5-3.5l-7 7"},
	timedOut:  {disc, "M0-5.5V.5l4 2.5"},
	running:   {disc, "M-4.5 0h.01M0 0h.01M4.5 0h.01"},
	aborted:   {square, "M-4-4h8v8h-8Z"},
	caught:    {"M0-10.5 11.5 9.5h-23Z", "M0-3.5v6M0 6.2v.01"},
	covered:   {disc, "M-4.5 .5l3 3 6-6.5"},
	uncovered: {square, "M-4.5 0h9"},
}

const (
	disc   = "M-10 0a10 10 0 1 0 20 0a10 10 0 1 0-20 0Z"
	square = "M-7-9.5h14l2.5 2.5v14l-2.5 2.5h-14l-2.5-2.5v-14Z"
)

const (
	badgeSize  = 22
	chipHeight = 18
)

// badge writes the badge of a state at the upper right corner of its box, or in the
// head of a container, with its chips to the left.
func (d *drawing) badge(m *mark, b box, isContainer bool) {
	if m == nil {
		return
	}
	x, y := b.x+b.w-8, b.y
	if isContainer {
		x, y = b.x+b.w-badgeSize, b.y+(headHeight-laneInset)/2
	}
	if _, ok := badges[m.status]; ok {
		d.sign(m.status, x, y, 1)
		x -= badgeSize/2 + 4
	}
	for _, c := range m.chips {
		x = d.chip(c, x, y) - 4
	}
}

// sign writes the shape and the sign of a status, as large as scale says.
func (d *drawing) sign(s status, x, y, scale float64) {
	b := badges[s]
	d.f(`<g class="badge %s" transform="translate(%v %v)`, s, x, y)
	if scale != 1 {
		d.f(" scale(%s)", number(scale))
	}
	d.f(`"><path class="shape" d="%s"/><path class="sign" d="%s"/></g>`, b.shape, b.sign)
}

// chip writes a chip that ends at x, and returns where it begins.
func (d *drawing) chip(c chip, x, y float64) float64 {
	inset := 7.0
	if c.status != "" {
		inset = 19
	}
	w := chipFont.width(c.text) + inset + 7
	d.f(`<g class="chip %s"><rect x="%v" y="%v" width="%v" height="%v" rx="9"/>`, c.status, x-w, y-chipHeight/2, w, float64(chipHeight))
	if c.status != "" {
		d.sign(c.status, x-w+11, y, 0.6)
	}
	d.f(`<text x="%v" y="%v">%s</text></g>`, x-w+inset, y+4, escaped(c.text))
	return x - w
}
