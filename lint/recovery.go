package lint

import (
	"strconv"
	"strings"

	"github.com/goasl/goasl/state"
)

// recovering calls f for each element of Retry and Catch of every state.
func (p *pass) recovering(f func(s state.State, field string, index int, n state.Node)) {
	for _, s := range p.machine.All() {
		for _, field := range []string{"Retry", "Catch"} {
			for i, n := range p.node(s).Get(field).Children() {
				f(s, field, i, n)
			}
		}
	}
}

func errorNames(n state.Node) []string {
	var names []string
	for name := range n.Get("ErrorEquals").All() {
		names = append(names, name.Text())
	}
	return names
}

// below returns the place of an element below the location of its state.
func below(field string, index int) string {
	return "/" + field + "[" + strconv.Itoa(index) + "]"
}

// recoveries reports elements all of whose errors are named by elements before them.
func recoveries(p *pass) {
	named := map[string]bool{} // by the elements of the field so far
	p.recovering(func(s state.State, field string, i int, n state.Node) {
		if i == 0 {
			clear(named)
		}
		never := true
		for _, name := range errorNames(n) {
			never = never && named[name]
			named[name] = true
		}
		if never {
			p.report(s, n.Pos(), below(field, i), "elements before it take all its errors")
		}
	})
}

// backoff reports a retrier for errors of an overloaded service that does not wait
// longer each time.
func backoff(p *pass) {
	p.recovering(func(s state.State, field string, i int, n state.Node) {
		rate := n.Get("BackoffRate")
		if field != "Retry" || !rate.Exists() {
			return
		}
		if r, _ := rate.Value().Float64(); r > 1 {
			return
		}
		for _, name := range errorNames(n) {
			if isThrottle(name) {
				p.report(s, rate.Pos(), below(field, i)+"/BackoffRate", name+" is retried without a growing delay")
				return
			}
		}
	})
}

// isThrottle reports whether an error says that a service gets too many requests.
func isThrottle(name string) bool {
	for _, word := range []string{"Throttl", "TooManyRequests", "RequestLimitExceeded", "ProvisionedThroughputExceeded", "SlowDown", "StatusCode.429"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	return false
}
