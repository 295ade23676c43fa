package graph

// ranking gives the nodes of a flow their ranks, from above: each is below those that
// lead to it, but for the ways that go back in loops.
type ranking struct {
	out, in map[*node][]*way // without the ways back
	seen    map[*node]visit
	order   []*node // each after all that it leads to
}

// visit is how far the search has come with a node.
type visit int

const (
	_ visit = iota
	entered
	left
)

// rank gives each node its rank, those of top the first one.
func (f *flow) rank(top *node) {
	r := ranking{out: map[*node][]*way{}, in: map[*node][]*way{}, seen: map[*node]visit{}}
	ways := map[*node][]*way{}
	for _, w := range f.ways {
		ways[w.from] = append(ways[w.from], w)
	}
	if top != nil {
		r.search(top, ways)
	}
	for _, n := range f.nodes {
		r.search(n, ways)
	}
	r.descend()
	r.sink()
}

// search notes the ways from a node on. One to a node that it has entered and not left
// goes back.
func (r *ranking) search(n *node, ways map[*node][]*way) {
	if r.seen[n] != 0 {
		return
	}
	r.seen[n] = entered
	for _, w := range ways[n] {
		r.search(w.to, ways)
		if r.seen[w.to] == left {
			r.out[n] = append(r.out[n], w)
			r.in[w.to] = append(r.in[w.to], w)
		}
	}
	r.seen[n] = left
	r.order = append(r.order, n)
}

// descend puts each node right below the lowest that leads to it.
func (r *ranking) descend() {
	for i := len(r.order) - 1; i >= 0; i-- {
		n := r.order[i]
		for _, w := range r.out[n] {
			w.to.rank = max(w.to.rank, n.rank+1)
		}
	}
}

// sink moves nodes down to what they lead to if that makes ways shorter on the whole.
func (r *ranking) sink() {
	for _, n := range r.order {
		pull := 0
		for _, w := range r.in[n] {
			pull -= w.weight()
		}
		lowest := -1
		for _, w := range r.out[n] {
			pull += w.weight()
			if lowest < 0 || w.to.rank-1 < lowest {
				lowest = w.to.rank - 1
			}
		}
		if pull > 0 && len(r.in[n]) > 0 {
			n.rank = max(n.rank, lowest)
		}
	}
}
