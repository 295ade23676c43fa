package asltest

import (
	"fmt"
	"slices"
	"sync"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
)

// Coverage counts what executions exercise of a definition: its states, the
// transitions between them, the rules of Choice states, retriers and catchers.
// It is safe for concurrent use, so that parallel tests may share one.
//
// What was exercised follows from the histories. A retrier counts when the
// history shows a retry that it asked for.
type Coverage struct {
	outline *outline
	asker   asker

	mu    sync.Mutex
	parts []*part
	byKey map[key]*part
	open  map[*asl.Execution][]history.Event
}

// part is what is covered or not.
type part struct {
	key
	label string
	line  int // of the definition, from 1
	count int
}

// key names a part: the n-th rule of a Choice, or the transition to a state.
type key struct {
	kind  kind
	state string
	n     int
	to    string
}

// kind orders the parts in reports.
type kind int

const (
	aState kind = iota
	aTransition
	aRule
	aRetrier
	aCatcher
	kinds
)

func (k kind) String() string {
	return [kinds]string{"states", "transitions", "choice rules", "retriers", "catchers"}[k]
}

// NewCoverage returns a Coverage of the machine in which nothing is exercised. It
// panics if m is nil.
func NewCoverage(m *asl.Machine) *Coverage {
	if m == nil {
		panic("asltest: NewCoverage needs a machine, got nil")
	}
	c := &Coverage{outline: outlineOf(m), byKey: map[key]*part{}, open: map[*asl.Execution][]history.Event{}}
	for _, p := range c.outline.states {
		c.state(p)
	}
	return c
}

// state adds the parts of a state.
func (c *Coverage) state(p *place) {
	c.add(key{kind: aState, state: p.name}, "state "+p.name, c.outline.line(p.text))
	if p.next != "" {
		c.transition(p, p.next, c.outline.line(member(p.text, "Next")))
	}
	for i, w := range p.rules {
		label := fmt.Sprintf("state %s: choice rule %d, to %s", p.name, i, w.to)
		if w.isDefault() {
			label = fmt.Sprintf("state %s: Default, to %s", p.name, w.to)
		}
		c.add(key{kind: aRule, state: p.name, n: i}, label, c.outline.line(w.text))
		c.transition(p, w.to, c.outline.line(w.text))
	}
	for i, w := range p.retriers {
		c.add(key{kind: aRetrier, state: p.name, n: i}, fmt.Sprintf("state %s: retrier %d, of %s", p.name, i, w.names()), c.outline.line(w.text))
	}
	for i, w := range p.catchers {
		c.add(key{kind: aCatcher, state: p.name, n: i}, fmt.Sprintf("state %s: catcher %d, of %s, to %s", p.name, i, w.names(), w.to), c.outline.line(w.text))
		c.transition(p, w.to, c.outline.line(w.text))
	}
}

func (c *Coverage) transition(p *place, to string, line int) {
	c.add(key{kind: aTransition, state: p.name, to: to}, fmt.Sprintf("transition from %s to %s", p.name, to), line)
}

func (c *Coverage) add(k key, label string, line int) {
	if c.byKey[k] != nil {
		return // a second way between the same two states
	}
	p := &part{key: k, label: label, line: line}
	c.byKey[k] = p
	c.parts = append(c.parts, p)
}

// isDefault tells the Default of a Choice state from its rules.
func (w way) isDefault() bool { return w.text.Str != "" }

// names is the ErrorEquals of a retrier or catcher.
func (w way) names() string { return member(w.text, "ErrorEquals").Raw }

// Option makes the executions that are given it count.
func (c *Coverage) Option() asl.Option {
	return asl.WithObserver(func(x *asl.Execution, e history.Event) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.open[x] = append(c.open[x], e)
		switch e.Type {
		case history.TypeExecutionSucceeded, history.TypeExecutionFailed, history.TypeExecutionTimedOut, history.TypeExecutionAborted:
			c.close(x)
		}
	})
}

// close counts what an execution has exercised. c.mu is held.
func (c *Coverage) close(x *asl.Execution) {
	t := trailOf(c.outline, c.open[x])
	delete(c.open, x)
	c.count(t.root)
}

// settled returns the parts, with the executions that have not ended counted as
// far as they went and those of one kind together.
func (c *Coverage) settled() []part {
	c.mu.Lock()
	defer c.mu.Unlock()
	for x := range c.open {
		select {
		case <-x.Done():
			c.close(x)
		default:
		}
	}
	all := make([]part, len(c.parts))
	for i, p := range c.parts {
		all[i] = *p
	}
	slices.SortStableFunc(all, func(a, b part) int { return int(a.kind - b.kind) })
	return all
}

// Percent is the share of parts that were exercised, from 0 to 100.
func (c *Coverage) Percent() float64 {
	parts := c.settled()
	return percent(covered(parts), len(parts))
}

// Missing lists what was not exercised, a text each.
func (c *Coverage) Missing() []string {
	var missing []string
	for _, p := range c.settled() {
		if p.count == 0 {
			missing = append(missing, p.label)
		}
	}
	return missing
}

func covered(parts []part) (n int) {
	for _, p := range parts {
		if p.count > 0 {
			n++
		}
	}
	return n
}

func percent(n, of int) float64 {
	if of == 0 {
		return 100
	}
	return 100 * float64(n) / float64(of)
}
