package asltest

import (
	"github.com/goasl/goasl/jsonvalue"
)

// hit counts one use of a part. What the definition does not have is no part.
func (c *Coverage) hit(k key) {
	if p := c.byKey[k]; p != nil {
		p.count++
	}
}

// count goes over the entries of a line and of the lines inside it.
func (c *Coverage) count(l *line) {
	for i, e := range l.entries {
		c.hit(key{kind: aState, state: e.place.name})
		c.retries(e)
		if i+1 < len(l.entries) {
			c.way(e, l.entries[i+1].place.name)
		}
		for _, attempt := range e.forks {
			for _, inner := range attempt {
				c.count(inner)
			}
		}
	}
}

// way counts how the execution came from a state to the next one.
func (c *Coverage) way(e *entry, next string) {
	p := e.place
	c.hit(key{kind: aTransition, state: p.name, to: next})
	switch {
	case p.kind == "Choice":
		if n := pick(p.rules, next, func() int { return c.asker.rule(c.outline, e) }); n >= 0 {
			c.hit(key{kind: aRule, state: p.name, n: n})
		}
	case e.wasCaught(next):
		if n := pick(p.catchers, next, func() int { return c.asker.taker(p.name, "Catch", p.catchers, e.lastError()) }); n >= 0 {
			c.hit(key{kind: aCatcher, state: p.name, n: n})
		}
	}
}

// pick finds which of the ways led to a state; ask is asked if several do. The
// first one stands for those that cannot be told apart.
func pick(ways []way, to string, ask func() int) int {
	found, first := 0, -1
	for i, w := range ways {
		if w.to == to {
			if found++; found == 1 {
				first = i
			}
		}
	}
	if found > 1 {
		if n := ask(); n >= 0 && n < len(ways) && ways[n].to == to {
			return n
		}
	}
	return first
}

// wasCaught reports whether a catcher led from the entry to the next state.
func (e *entry) wasCaught(next string) bool {
	switch {
	case !leadsTo(e.place.catchers, next):
		return false
	case e.place.next != next || e.failed:
		return true
	case e.place.kind == "Task": // the last call failed, or there was none
		return len(e.failures) >= len(e.calls)
	}
	return false
}

// lastError is the error that ended the entry, nil if that is unknown.
func (e *entry) lastError() *failure {
	if e.place.kind == "Task" && len(e.failures) > 0 && len(e.failures) >= len(e.calls) {
		return &e.failures[len(e.failures)-1]
	}
	if why := caughtIn(e.output); why != nil {
		return why
	}
	if len(e.forks) > 0 {
		return innerError(e.forks[len(e.forks)-1])
	}
	return nil
}

// innerError is the error of the child that made an attempt of a Map or Parallel
// state fail.
func innerError(attempt []*line) *failure {
	for _, l := range attempt {
		last := l.last()
		if last == nil || last.output.Exists() {
			continue
		}
		if last.place.kind == "Fail" {
			name := member(last.place.text, "Error").Str
			return &failure{name: &name}
		}
		if len(last.failures) > 0 {
			return &last.failures[len(last.failures)-1]
		}
		if len(last.forks) > 0 {
			if why := innerError(last.forks[len(last.forks)-1]); why != nil {
				return why
			}
		}
	}
	return nil
}

// caughtIn finds what a catcher put into an output: an object of Error and Cause.
func caughtIn(v jsonvalue.Value) *failure {
	if v.Kind() != jsonvalue.Object {
		return nil
	}
	if name := v.Get("Error"); v.Len() == 2 && v.Get("Cause").Exists() && name.Kind() == jsonvalue.String {
		text := name.Text()
		return &failure{name: &text}
	}
	for _, member := range v.Members() {
		if why := caughtIn(member); why != nil {
			return why
		}
	}
	return nil
}

// retries counts the retriers that had the state tried again.
func (c *Coverage) retries(e *entry) {
	hit := func(why *failure) {
		if n := c.asker.taker(e.place.name, "Retry", e.place.retriers, why); n >= 0 {
			c.hit(key{kind: aRetrier, state: e.place.name, n: n})
		}
	}
	for i := range len(e.calls) - 1 {
		if i < len(e.failures) {
			hit(&e.failures[i])
		}
	}
	for i := range len(e.forks) - 1 {
		hit(innerError(e.forks[i]))
	}
}
