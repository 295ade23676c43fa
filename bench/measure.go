package main

import (
	"cmp"
	"errors"
	"slices"
	"time"
)

// A figure is what a unit of a work takes: the median of the rounds.
type figure struct {
	nanoseconds float64
	allocations float64
	bytes       float64
}

// A result is what came of a work and a peer.
type result struct {
	figure  figure
	absent  bool   // the work is none for the peer
	problem string // why there is no figure
}

// A contender is a peer that a work is prepared for.
type contender struct {
	result *result // what is to come of it
	units  int     // of the work
	runs   timed
	less   *timed // of the order that is taken off
	rounds []figure
}

// A timed runner knows how often to run.
type timed struct {
	run   runner
	count int
}

// A meter measures works.
type meter struct {
	peers  []peer
	rounds int
	round  time.Duration // that one peer runs for, at least
}

// measure measures works with all peers that can do them, and returns the results
// by work and peer. The rounds are interleaved: each peer has its turn with each
// work in each of them, so that what disturbs the machine for a while disturbs all.
func (m meter) measure(works ...work) [][]result {
	var contenders []*contender
	results := make([][]result, len(works))
	for i, w := range works {
		results[i] = make([]result, len(m.peers))
		for j, p := range m.peers {
			r := &results[i][j]
			if w.alone && j > 0 {
				r.absent = true
				continue
			}
			c, err := m.enter(p, w)
			if err != nil {
				*r = failed(err)
				continue
			}
			c.result, c.units = r, w.units
			contenders = append(contenders, c)
		}
	}
	for range m.rounds {
		for _, c := range contenders {
			f, err := c.time()
			if err != nil {
				*c.result = failed(err)
			}
			c.rounds = append(c.rounds, f)
		}
	}
	for _, c := range contenders {
		if c.result.problem == "" {
			c.result.figure = median(c.rounds)
		}
	}
	return results
}

// failed is the result of a peer that could not do a work.
func failed(err error) result {
	if errors.Is(err, errForeign) {
		return result{absent: true}
	}
	return result{problem: err.Error()}
}

// errOtherOutput is the error of a peer whose output is wrong.
var errOtherOutput = errors.New("gives another output")

// enter prepares a work for a peer.
func (m meter) enter(p peer, w work) (*contender, error) {
	run, output, err := p.prepare(w.order)
	if err != nil {
		return nil, err
	}
	if w.want != "" && !sameJSON(output, w.want) {
		return nil, errOtherOutput
	}
	c := &contender{}
	if c.runs, err = m.calibrate(run); err != nil || w.less == nil {
		return c, err
	}
	if run, _, err = p.prepare(*w.less); err != nil {
		return nil, err
	}
	less, err := m.calibrate(run)
	c.less = &less
	return c, err
}

// calibrate finds how often a round has to run. What it runs until then makes
// the program warm.
func (m meter) calibrate(run runner) (timed, error) {
	for count := 1; ; {
		s, err := run(count)
		if err != nil || s.time >= m.round {
			return timed{run, count}, err
		}
		// At most tenfold, since the first runs may be slow for other reasons, and
		// at least twofold, so that it comes to an end.
		wanted := float64(count) * float64(m.round) / float64(max(s.time, 1))
		count = max(2*count, int(min(10*float64(count), 1.2*wanted)))
	}
}

// mostParts is the number of parts of a round, if it has so many runs, in which what
// is taken off has its turn with what it is taken off from: their difference is much
// smaller than either, and would be lost if the machine became slower in between.
const mostParts = 10

// time runs a round.
func (c *contender) time() (figure, error) {
	if c.less == nil {
		f, err := c.runs.once(1)
		return f.of(float64(c.units)), err
	}
	var sum figure
	parts := min(c.runs.count, mostParts)
	for range parts {
		f, err := c.runs.once(parts)
		if err != nil {
			return f, err
		}
		less, err := c.less.once(parts)
		if err != nil {
			return less, err
		}
		sum.nanoseconds += f.nanoseconds - less.nanoseconds
		sum.allocations += f.allocations - less.allocations
		sum.bytes += f.bytes - less.bytes
	}
	return sum.of(float64(c.units * parts)), nil
}

// of is the figure of one of n units.
func (f figure) of(n float64) figure {
	return figure{f.nanoseconds / n, f.allocations / n, f.bytes / n}
}

// once returns what the order takes once, after a part of a round.
func (t timed) once(parts int) (figure, error) {
	count := max(1, t.count/parts)
	s, err := t.run(count)
	return figure{float64(s.time), float64(s.allocations), float64(s.bytes)}.of(float64(count)), err
}

// median returns the round in the middle, by time. Of an even number it is the
// slower one of the two.
func median(rounds []figure) figure {
	sorted := slices.SortedFunc(slices.Values(rounds), func(a, b figure) int { return cmp.Compare(a.nanoseconds, b.nanoseconds) })
	return sorted[len(sorted)/2]
}
