package page

import (
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/internal/replay"
	"github.com/goasl/goasl/state"
)

// maxReplayed is how many events are replayed to tell ways apart.
const maxReplayed = 5_000

// decisions returns the decisions of an execution up to the moment. A history does not tell
// them, and the picture needs them only if it could mean several ways: then the machine runs
// once more as the history tells. There are none if that goes another way.
func (p *executionPage) decisions() []state.Decision {
	if p.Drawing.machine == nil || !p.Drawing.ambiguous || p.Last > maxReplayed || !p.isRecorded() {
		return nil
	}
	var shown []state.Decision
	for _, d := range p.record.decided(p.Drawing.machine, p.all) {
		if _, v := p.shown.At(d.Event); v != nil && d.Event <= p.at {
			shown = append(shown, d)
		}
	}
	return shown
}

// isRecorded reports whether the history has what a replay needs.
func (p *executionPage) isRecorded() bool { return len(p.all) > 0 && p.unreadable == nil }

// decided returns the decisions of an execution with these events.
func (r *record) decided(m *state.Machine, events []history.Event) []state.Decision {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.replayed != len(events) {
		r.replayed, r.decisions = len(events), nil
		done, err := replay.Run(m, events, replay.Options{ARN: r.arn, Tolerance: replay.Tolerance, Skipped: true})
		if err == nil && done.Difference == nil && len(done.Events) >= len(events) {
			r.decisions = done.Decisions
		}
	}
	return r.decisions
}

// isAmbiguous reports whether a machine has several ways from one state to another.
func isAmbiguous(m *state.Machine) bool {
	for _, s := range m.All() {
		to := map[string]bool{}
		for _, t := range m.Transitions(s) {
			if to[t.To] {
				return true
			}
			to[t.To] = true
		}
	}
	return false
}
