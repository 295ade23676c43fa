package lint

import (
	"slices"
	"strconv"
	"strings"

	"github.com/goasl/goasl/state"
)

const allErrors = "States.ALL"

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
	for _, name := range n.Get("ErrorEquals").Children() {
		names = append(names, name.Text())
	}
	return names
}

func location(s state.State, field string, index int) string {
	return s.Location() + "/" + field + "[" + strconv.Itoa(index) + "]"
}

// recoveries reports elements that come after one for all errors.
func recoveries(p *pass) {
	var all struct { // the last element for all errors
		state state.State
		field string
	}
	p.recovering(func(s state.State, field string, i int, n state.Node) {
		if all.state == s && all.field == field {
			p.report(n.Pos(), location(s, field, i), "an element before it takes all errors")
		} else if slices.Contains(errorNames(n), allErrors) {
			all.state, all.field = s, field
		}
	})
}

// catchers reports a catcher whose output is only the error.
func catchers(p *pass) {
	p.recovering(func(s state.State, field string, i int, n state.Node) {
		if field != "Catch" || n.Get("ResultPath").Exists() || n.Get("Output").Exists() || n.Get("Assign").Exists() {
			return
		}
		if _, ends := p.machine.State(n.Get("Next").Text()).(*state.Fail); ends {
			return
		}
		keeps := "ResultPath"
		if s.Language() == state.JSONata {
			keeps = "Output"
		}
		p.report(n.Pos(), location(s, field, i), "the error replaces the input; "+keeps+" would keep it")
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
				p.report(rate.Pos(), location(s, field, i)+"/BackoffRate", name+" is retried without a growing delay")
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
