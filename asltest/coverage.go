package asltest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/diag"
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
	machines []*asl.Machine

	mu    sync.Mutex
	parts []*part
	byKey map[key]*part
}

// part is what is covered or not.
type part struct {
	key
	file     string // "" if the definition has none
	line     int    // of the definition, from 1
	label    string
	to       string // the state that it leads to, "" if it leads nowhere else
	count    int
	excluded string // why it need not be exercised; "" if it has to be
}

// key names a part: the n-th rule of a Choice, for instance.
type key struct {
	def   *state.Machine
	kind  kind
	state string
	n     int
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

// kindOf are the parts that decisions are for; branches and iterations are none.
var kindOf = map[state.DecisionKind]kind{
	state.ByNext: aTransition, state.ByRule: aRule, state.ByDefault: aRule, state.ByRetrier: aRetrier, state.ByCatcher: aCatcher,
}

// NewCoverage returns a Coverage of machines in which nothing is exercised. It
// panics if there is none, or one is nil.
func NewCoverage(machines ...*asl.Machine) *Coverage {
	if len(machines) == 0 || slices.Contains(machines, nil) {
		panic("asltest: NewCoverage needs a machine, got nil")
	}
	c := &Coverage{machines: machines, byKey: map[key]*part{}}
	for _, m := range machines {
		for _, s := range m.Definition().All() {
			c.state(m, s)
		}
	}
	slices.SortStableFunc(c.parts, func(a, b *part) int { return int(a.kind - b.kind) })
	return c
}

// state adds the parts of a state.
func (c *Coverage) state(m *asl.Machine, s state.State) {
	def := m.Definition()
	n := def.NodeOf(s)
	c.add(m, s, aState, 0, n, "state "+s.Name())
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
		c.add(m, s, kindOf[w.Kind], number(s, w.Kind, w.Index), w.Node, label).to = w.To
	}
	for i, r := range n.Get("Retry").Children() {
		c.add(m, s, aRetrier, i, r, fmt.Sprintf("state %s: retrier %d, of %s", s.Name(), i, errorNames(r)))
	}
}

// number counts the ways of a kind: the Default of a Choice comes after its rules.
func number(s state.State, k state.DecisionKind, index int) int {
	if choice, ok := s.(*state.Choice); ok && k == state.ByDefault {
		return len(choice.Choices)
	}
	return index
}

func (c *Coverage) add(m *asl.Machine, s state.State, k kind, n int, at state.Node, label string) *part {
	_, file := m.Source()
	p := &part{key: key{m.Definition(), k, s.Name(), n}, file: file, line: at.Pos().Line, label: label}
	c.byKey[p.key] = p
	c.parts = append(c.parts, p)
	return p
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
	found := false
	for _, p := range c.parts {
		known = append(known, c.name(p))
		if c.name(p) != text {
			continue
		}
		found = true
		for _, q := range c.parts {
			if p == q || p.kind == aState && q.def == p.def && (q.to == p.state || q.isIn(p.state)) {
				q.excluded = reason
			}
		}
	}
	switch {
	case reason == "":
		panic(fmt.Sprintf("asltest: Exclude(%q): say why nothing can reach it", text))
	case !found:
		panic(fmt.Sprintf("asltest: Exclude(%q): there is no such part; did you mean %q?", text, diag.Suggest(text, known)))
	}
	return c
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

// name is what a part is called where there are others: of several machines, with
// the file that it is in.
func (c *Coverage) name(p *part) string {
	if len(c.machines) == 1 {
		return p.label
	}
	return c.file(p) + ": " + p.label
}

// file names the definition of a part.
func (c *Coverage) file(p *part) string {
	if p.file != "" || len(c.machines) == 1 {
		return cmp.Or(p.file, "line")
	}
	return fmt.Sprintf("machine %d", 1+slices.IndexFunc(c.machines, func(m *asl.Machine) bool { return m.Definition() == p.def }))
}

// Option makes the executions that are given it count. Those of other machines
// count nothing.
func (c *Coverage) Option() asl.Option {
	return asl.WithOptions(
		asl.WithObserver(func(x *asl.Execution, e history.Event) {
			if entered, ok := e.Details.(*history.StateEntered); ok {
				c.hit(x, aState, entered.Name, 0)
			}
		}),
		asl.WithDecisions(func(x *asl.Execution, d asl.Decision) {
			if k, counts := kindOf[d.Kind]; counts {
				c.hit(x, k, d.State.Name(), number(d.State, d.Kind, d.Index))
			}
		}))
}

// hit counts one use of a part.
func (c *Coverage) hit(x *asl.Execution, k kind, name string, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if p := c.byKey[key{c.of(x.Machine().Definition()), k, name, n}]; p != nil {
		p.count++
	}
}

// of returns the definition of one of the machines that is def, or has the same
// text; nil if there is none.
func (c *Coverage) of(def *state.Machine) *state.Machine {
	for _, m := range c.machines {
		if m.Definition() == def {
			return def
		}
	}
	for _, m := range c.machines {
		if m.Definition().Hash() == def.Hash() {
			return m.Definition()
		}
	}
	return nil
}

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

// Missing lists what was not exercised, a text each.
func (c *Coverage) Missing() []string {
	var missing []string
	parts, _ := c.taken()
	for _, p := range parts {
		if p.count == 0 {
			missing = append(missing, c.name(&p))
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
