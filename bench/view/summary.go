package view

import (
	"fmt"
	"slices"

	"github.com/goasl/goasl/bench/part"
)

// A Summary has a line for each peer of each part: how many works it did, and the ratios.
type Summary struct{ lines [][]string }

// Add adds the peers of a part. Of a scale the largest number counts that all of them have done.
func (s *Summary) Add(name string, r part.Report) {
	if s.lines == nil {
		s.lines = [][]string{{"part", "peer", "works", "ratio, median", "smallest", "largest"}}
	}
	groups := groupsOf(r)
	for i, peer := range peersOf(groups) {
		var ratios []float64
		for _, g := range groups {
			for _, b := range g.bars {
				if b.peer == i {
					ratios = append(ratios, b.ratio)
				}
			}
		}
		if ratios == nil {
			continue
		}
		s.lines = append(s.lines, []string{
			name, peer, fmt.Sprint(len(ratios)), ratio(part.Median(ratios)), ratio(slices.Min(ratios)), ratio(slices.Max(ratios)),
		})
	}
}

// Text returns the lines as a table.
func (s *Summary) Text() string { return aligned(s.lines) }
