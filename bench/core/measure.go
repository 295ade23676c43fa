package main

import (
	"cmp"
	"errors"
	"slices"
	"time"
)

// A figure is what one unit of a work takes: the median of the rounds.
type figure struct {
	nanoseconds float64
	allocations float64
	bytes       float64
}

// A result is the figure of a work and a peer, or the reason why there is none.
type result struct {
	figure  figure
	absent  bool   // the peer does not do such work
	problem string // why there is no figure
}

// A contender is a peer that is prepared for a work.
type contender struct {
	result *result // to be filled in
	units  int     // of the work
	runs   timed
	less   *timed // the order whose time is subtracted
	rounds []figure
}

// A timed runner has the number of runs of a round.
type timed struct {
	run   runner
	count int
}

// A meter measures works.
type meter struct {
	peers  []peer
	rounds int
	round  time.Duration // the least time of a round of a peer
}

// measure measures works with all peers that can do them, and returns the results by
// work and peer. The rounds are interleaved: in each, every peer does every work once,
// so that a disturbance of the machine affects all of them.
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

// failed returns the result of a peer that could not do a work.
func failed(err error) result {
	if errors.Is(err, errForeign) {
		return result{absent: true}
	}
	return result{problem: err.Error()}
}

// errOtherOutput is the error of a peer whose output is wrong.
var errOtherOutput = errors.New("gives another output")

// enter prepares a peer for a work.
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

// calibrate finds the number of runs of a round. Its own runs warm the program up.
func (m meter) calibrate(run runner) (timed, error) {
	for count := 1; ; {
		s, err := run(count)
		if err != nil || s.time >= m.round {
			return timed{run, count}, err
		}
		// At most ten times as many, as the first runs may be slow for other reasons, and
		// at least twice as many, so that the loop ends.
		wanted := float64(count) * float64(m.round) / float64(max(s.time, 1))
		count = max(2*count, int(min(10*float64(count), 1.2*wanted)))
	}
}

// mostParts is the largest number of parts that a round is divided into. In each part,
// the order and the one that is subtracted are run one after the other: their
// difference is much smaller than either of them, and would be lost if the machine
// became slower in between.
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

// of returns the figure of one of n units.
func (f figure) of(n float64) figure {
	return figure{f.nanoseconds / n, f.allocations / n, f.bytes / n}
}

// once returns the figure of one run of the order, after a part of a round.
func (t timed) once(parts int) (figure, error) {
	count := max(1, t.count/parts)
	s, err := t.run(count)
	return figure{float64(s.time), float64(s.allocations), float64(s.bytes)}.of(float64(count)), err
}

// median returns the round in the middle, by time. Of an even number it returns the
// slower one of two.
func median(rounds []figure) figure {
	sorted := slices.SortedFunc(slices.Values(rounds), func(a, b figure) int { return cmp.Compare(a.nanoseconds, b.nanoseconds) })
	return sorted[len(sorted)/2]
}
