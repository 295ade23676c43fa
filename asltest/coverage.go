package asltest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// Coverage counts what executions exercise of one or several definitions: their
// states, the ways between them, retriers and catchers. A way is counted once: as
// the rule or Default of a Choice state, as a catcher, or else as a transition.
// What counts is what the step machine decides, as it decides it: executions that
// are stopped count as far as they went.
//
// It is safe for concurrent use, so that parallel tests may share one.
type Coverage struct {
	machines    []*asl.Machine
	definitions map[string]*state.Machine // by the hashes of the machines, and of item processors in them

	mu    sync.Mutex
	parts []*part // those of a row together
	byKey map[key]*part
}

// part is what is covered or not.
type part struct {
	key
	row      int    // in reports
	file     string // or what stands for it
	line     int    // of the definition, from 1
	label    string
	name     string // the label, with the file if there are several machines
	to       string // the state that it leads to, "" if it leads nowhere else
	count    int
	excluded string // why it need not be exercised; "" if it has to be
}

// key names a part: the n-th rule of a Choice, for instance; a state has no kind.
type key struct {
	def   *state.Machine
	kind  state.DecisionKind
	state string
	n     int
}

// rows are the rows of a report. Branches and iterations are in none.
var rows = []struct {
	name  string
	kinds []state.DecisionKind
}{
	{"states", []state.DecisionKind{""}},
	{"transitions", []state.DecisionKind{state.ByNext}},
	{"choice rules", []state.DecisionKind{state.ByRule, state.ByDefault}},
	{"retriers", []state.DecisionKind{state.ByRetrier}},
	{"catchers", []state.DecisionKind{state.ByCatcher}},
}

// firstBranch is the first row of what lcov calls branches.
const firstBranch = 2

// NewCoverage returns a Coverage of machines in which nothing is exercised. It
// panics if there is none, or one is nil.
func NewCoverage(machines ...*asl.Machine) *Coverage {
	if len(machines) == 0 || slices.Contains(machines, nil) {
		panic("asltest: NewCoverage needs a machine, got nil")
	}
	c := &Coverage{machines: machines, byKey: map[key]*part{}, definitions: map[string]*state.Machine{}}
	for i, m := range machines {
		file := m.File()
		if file == "" && len(machines) > 1 {
			file = fmt.Sprintf("machine %d", i+1)
		}
		c.define(m.Definition(), m.Definition())
		for _, s := range m.Definition().All() {
			if processor := m.Definition().Processor(s.Name()); processor != nil {
				c.define(processor, m.Definition())
			}
			c.state(m.Definition(), s, cmp.Or(file, "line"))
		}
	}
	slices.SortStableFunc(c.parts, func(a, b *part) int { return a.row - b.row })
	return c
}

// define makes a definition count as that of a machine. Of equal machines the first counts.
func (c *Coverage) define(def, of *state.Machine) {
	if c.definitions[def.Hash()] == nil {
		c.definitions[def.Hash()] = of
	}
}

// state adds the parts of a state.
func (c *Coverage) state(def *state.Machine, s state.State, file string) {
	add := func(kind state.DecisionKind, n int, to string, at state.Node, label string) {
		p := &part{key: key{def, kind, s.Name(), n}, file: file, line: at.Pos().Line, to: to, label: label, name: label}
		for p.row = 0; !slices.Contains(rows[p.row].kinds, kind); {
			p.row++
		}
		if len(c.machines) > 1 {
			p.name = file + ": " + label
		}
		c.byKey[p.key] = p
		c.parts = append(c.parts, p)
	}
	node := def.NodeOf(s)
	add("", 0, "", node, "state "+s.Name())
	for _, w := range def.Transitions(s) {
		label := fmt.Sprintf("state %s: ", s.Name())
		switch w.Kind {
		case state.ByNext:
			label = fmt.Sprintf("transition from %s to %s", s.Name(), w.To)
		case state.ByRule:
			label += fmt.Sprintf("choice rule %d, to %s", w.Index, w.To)
		case state.ByDefault:
			label += "Default, to " + w.To
		case state.ByCatcher:
			label += fmt.Sprintf("catcher %d, of %s, to %s", w.Index, errorNames(w.Node), w.To)
		}
		add(w.Kind, w.Index, w.To, w.Node, label)
	}
	for i, r := range node.Get("Retry").Children() {
		add(state.ByRetrier, i, "", r, fmt.Sprintf("state %s: retrier %d, of %s", s.Name(), i, errorNames(r)))
	}
}

// errorNames is the ErrorEquals of a retrier or catcher.
func errorNames(n state.Node) string {
	var names []string
	for _, name := range n.Get("ErrorEquals").Children() {
		names = append(names, jsonvalue.OfString(name.Text()).String())
	}
	return "[" + strings.Join(names, ", ") + "]"
}

// Exclude takes parts out that no execution can reach, for a reason that the
// reports show. text is what [Coverage.Missing] says of a part; what it says of a
// state stands for the ways to it and for all parts of that state and of those
// inside it, too. A part that is exercised in spite of that fails [Coverage.Main].
// It returns c, and panics if there is no such part or no reason.
func (c *Coverage) Exclude(text, reason string) *Coverage {
	c.mu.Lock()
	defer c.mu.Unlock()
	var known []string
	for _, p := range c.parts {
		known = append(known, p.name)
	}
	at := slices.Index(known, text)
	switch {
	case at < 0:
		panic(fmt.Sprintf("asltest: Exclude(%q): there is no such part%s", text, orMeant(text, known)))
	case reason == "":
		panic(fmt.Sprintf("asltest: Exclude(%q): say why nothing can reach it", text))
	}
	p := c.parts[at]
	for _, q := range c.parts {
		if p == q || p.kind == "" && q.def == p.def && (q.to == p.state || q.isIn(p.state)) {
			q.excluded = reason
		}
	}
	return c
}

// orMeant is the hint for a text that is none of the known ones.
func orMeant(text string, known []string) string {
	if hint := didYouMean(text, known); hint != "" {
		return hint
	}
	for _, k := range known {
		if strings.HasSuffix(k, ": "+text) {
			return fmt.Sprintf("; did you mean %q?", k)
		}
	}
	return "; Missing lists the parts that are not exercised"
}

// isIn reports whether a part is one of a state, or of one inside it.
func (p *part) isIn(name string) bool {
	for s := p.def.State(p.state); s != nil; s = p.def.Outer(s) {
		if s.Name() == name {
			return true
		}
	}
	return false
}

// Option makes the executions that are given it count. Those of other machines
// count nothing.
func (c *Coverage) Option() asl.Option {
	return asl.WithOptions(
		asl.WithObserver(func(x *asl.Execution, e history.Event) {
			if entered, ok := e.Details.(*history.StateEntered); ok {
				c.hit(x, "", entered.Name, 0)
			}
		}),
		asl.WithDecisions(func(x *asl.Execution, d state.Decision) { c.hit(x, d.Kind, d.State.Name(), d.Index) }))
}

// hit counts one use of a part.
func (c *Coverage) hit(x *asl.Execution, kind state.DecisionKind, name string, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if p := c.byKey[key{c.of(x.Machine().Definition()), kind, name, n}]; p != nil {
		p.count++
	}
}

// of returns the definition of the machine that has def, or an item processor that is def,
// nil if there is none. Executions of a distributed Map have such a definition.
func (c *Coverage) of(def *state.Machine) *state.Machine { return c.definitions[def.Hash()] }

// taken returns the parts as they are now: those that have to be exercised, and
// the others.
func (c *Coverage) taken() (parts, excluded []part) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, p := range c.parts {
		if p.excluded == "" {
			parts = append(parts, *p)
		} else {
			excluded = append(excluded, *p)
		}
	}
	return parts, excluded
}

// Percent is the share of parts that were exercised, from 0 to 100.
func (c *Coverage) Percent() float64 {
	parts, _ := c.taken()
	return percent(covered(parts), len(parts))
}

// Missing lists what was not exercised, a text each: "state Ship", or
// "state Pay: Default, to Ship". With several machines each text begins with the file of
// its machine, or with "machine 2" if it has none: "order.asl.json: state Ship".
func (c *Coverage) Missing() []string {
	var missing []string
	parts, _ := c.taken()
	for _, p := range only(parts, func(p part) bool { return p.count == 0 }) {
		missing = append(missing, p.name)
	}
	return missing
}

// only returns the parts that f keeps.
func only(parts []part, f func(part) bool) []part {
	return slices.DeleteFunc(slices.Clone(parts), func(p part) bool { return !f(p) })
}

func covered(parts []part) int { return len(only(parts, func(p part) bool { return p.count > 0 })) }

func percent(n, of int) float64 {
	if of == 0 {
		return 100
	}
	return 100 * float64(n) / float64(of)
}
