package page

import (
	"slices"

	"github.com/goasl/goasl/history"
)

// waits reports whether a state waits: a Wait state, or one that has failed and will be retried.
// A history does not tell whether it will: then the state has at least a retrier.
func (p *executionPage) waits(v *history.Visit) bool {
	if !p.IsRunning() || p.IsPast() || v.Outcome() != history.Running {
		return false
	}
	return v.Type == "Wait" || p.hasRetrier(v.Name) && hasFailed(v)
}

func (p *executionPage) hasRetrier(name string) bool {
	m := p.Drawing.machine
	if m == nil {
		return false
	}
	s := m.State(name)
	return s != nil && m.NodeOf(s).Get("Retry").Exists()
}

// hasFailed reports whether the last attempt of a state has failed, also if only a branch or an
// iteration of it says so.
func hasFailed(v *history.Visit) bool {
	if v.Exited.ID != 0 || len(v.Attempts) == 0 {
		return v.Type == "Fail"
	}
	last := v.Attempts[len(v.Attempts)-1]
	return last.Failure != nil || slices.ContainsFunc(last.Threads, func(t *history.Thread) bool {
		return t.Last() != nil && hasFailed(t.Last())
	})
}
