package replay

import (
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

// place is a state in the iterations around it. What happens at a place happens one
// after the other, so that its n-th visit in one execution is that in another one.
type place struct {
	within int // see places
	name   string
}

// places numbers the iterations of Map states, nested ones by those around them. That of
// the execution is 0.
type places struct {
	numbers map[iteration]int
	threads map[*history.Thread]int
}

// iteration is one of a Map state that is in another iteration.
type iteration struct {
	within int
	state  string
	index  int
}

func newPlaces() *places {
	return &places{numbers: map[iteration]int{}, threads: map[*history.Thread]int{}}
}

func (p *places) number(of iteration) int {
	n, ok := p.numbers[of]
	if !ok {
		n = len(p.numbers) + 1
		p.numbers[of] = n
	}
	return n
}

// of returns the place of a visit.
func (p *places) of(v *history.Visit) place { return place{p.thread(v.Thread), v.Name} }

func (p *places) thread(t *history.Thread) int {
	n, ok := p.threads[t]
	if ok || t.Outer == nil {
		return n
	}
	n = p.thread(t.Outer.Thread)
	if t.Outer.Type == "Map" {
		n = p.number(iteration{n, t.Outer.Name, t.Index})
	}
	p.threads[t] = n
	return n
}

// in returns the place of a state in iterations, the outermost first.
func (p *places) in(items []state.MapIndex, name string) place {
	n := 0
	for _, item := range items {
		n = p.number(iteration{n, item.State, item.Index})
	}
	return place{n, name}
}
