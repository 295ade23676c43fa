package page

import (
	"slices"
	"time"
)

// wide is the width of a timeline.
const wide = 1000

// draw sets where the bars of a timeline are. With short gaps no time in which nothing begins
// or ends takes more of the timeline than gapShare: else a wait of three days hides the rest.
func (s *steps) draw(shortGaps bool) {
	at := s.scale(shortGaps)
	for i := range s.Rows {
		row := &s.Rows[i]
		row.From = at(row.After)
		row.Width = max(3, at(row.After+row.Lasted)-row.From)
		row.From = min(row.From, wide-row.Width)
	}
}

// gapShare is the share of all times of a timeline that a short gap has at most.
const gapShare = 0.08

// scale returns where a time of the execution is.
func (s *steps) scale(shortGaps bool) func(time.Duration) float64 {
	points := []time.Duration{0, max(s.Total, 1)}
	if shortGaps {
		for _, row := range s.Rows {
			points = append(points, row.After, row.After+row.Lasted)
		}
	}
	slices.Sort(points)
	points = slices.Compact(points)
	longest := time.Duration(gapShare * float64(s.Total))
	ends := make([]float64, len(points)) // of the gaps before the points
	for i := 1; i < len(points); i++ {
		gap := points[i] - points[i-1]
		if shortGaps {
			gap = min(gap, max(longest, 1))
		}
		ends[i] = ends[i-1] + float64(gap)
	}
	all := ends[len(ends)-1]
	return func(t time.Duration) float64 {
		i, exact := slices.BinarySearch(points, t)
		switch {
		case exact:
			return wide * ends[i] / all
		case i == 0 || i == len(points):
			return 0
		}
		share := float64(t-points[i-1]) / float64(points[i]-points[i-1])
		return wide * (ends[i-1] + share*(ends[i]-ends[i-1])) / all
	}
}
