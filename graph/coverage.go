package graph

import (
	"fmt"
	"math"

	"github.com/goasl/goasl/state"
)

// Coverage says how often tests exercised the parts of a machine. What it does not name
// is drawn without a mark. [ReadLCOV] reads one from a file.
type Coverage struct {
	States      map[string]int // how often a state was entered, by its name
	Transitions map[string]int // how often a transition was taken, by its [TransitionID]
}

func (c *Coverage) of(m *state.Machine) *marked {
	all := &marked{kind: "coverage", states: map[string]*mark{}, ways: map[string]*mark{}}
	var states, ways share
	for _, s := range m.All() {
		if n, ok := c.States[s.Name()]; ok {
			all.states[s.Name()] = &mark{status: states.add(n), chips: times(n)}
		}
		for _, t := range m.Transitions(s) {
			if n, ok := c.Transitions[TransitionID(t)]; ok {
				all.ways[TransitionID(t)] = &mark{status: ways.add(n)}
			}
		}
	}
	all.explain(
		entry{covered, false, "exercised"}, entry{uncovered, false, "not exercised"},
		entry{covered, true, "taken"}, entry{uncovered, true, "never taken"})
	all.summary = fmt.Sprintf("%s, %s.", states.text("state", "states"), ways.text("way", "ways"))
	return all
}

// share counts parts that were exercised.
type share struct{ covered, all int }

func (s *share) add(count int) status {
	s.all++
	if count == 0 {
		return uncovered
	}
	s.covered++
	return covered
}

// text is the share in words, rounded down so that 100 % is all.
func (s *share) text(one, more string) string {
	if s.all == 0 {
		return "no " + more
	}
	percent := math.Floor(100 * float64(s.covered) / float64(s.all))
	return fmt.Sprintf("%d of %s (%v %%)", s.covered, plural(s.all, one, more), percent)
}
