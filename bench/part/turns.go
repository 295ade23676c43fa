package part

import (
	"fmt"
	"slices"
)

// Turns measures peers in several rounds, in each of which every one has its turn, and returns
// the medians of their values. A peer that fails has no further turn. The error is that of the
// first peer.
func Turns(rounds int, peers []string, measure func(peer string) ([]float64, error)) ([]Figure, error) {
	figures := make([]Figure, len(peers))
	taken := make([][][]float64, len(peers)) // by peer and round
	for range rounds {
		for i, peer := range peers {
			if figures[i].Problem != "" {
				continue
			}
			values, err := measure(peer)
			switch {
			case err == nil:
				taken[i] = append(taken[i], values)
			case i == 0:
				return nil, fmt.Errorf("%s: %w", peer, err)
			default:
				figures[i].Problem = err.Error()
			}
		}
	}
	for i := range peers {
		if figures[i].Problem == "" {
			figures[i].Values = medians(taken[i])
		}
	}
	return figures, nil
}

// medians returns the median of each value.
func medians(rounds [][]float64) []float64 {
	all := slices.Clone(rounds[0])
	for i := range all {
		var list []float64
		for _, values := range rounds {
			list = append(list, values[i])
		}
		all[i] = Median(list)
	}
	return all
}
