package graph

const titleWidth = 900

func (m *mark) class() string {
	if m == nil {
		return ""
	}
	return " " + string(m.status)
}

// entry is one explanation in the legend.
type entry struct {
	status status
	text   string
	isWay  bool
}

func (d *drawing) legend() []entry { return nil }

func legendWidth(all []entry) float64 { return 0 }

func (d *drawing) drawLegend(all []entry, x, y float64) {}

func (d *drawing) badge(m *mark, b box) {}
