package graph

import (
	"fmt"
	"strconv"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

// visits are the visits of an execution to its states.
type visits struct {
	timeline *history.Timeline
	caught   map[int64]bool           // the events that end visits whose failure was caught
	last     map[place]*history.Visit // the last visit in each place
	places   map[string][]place       // of each state, in the order of their first visits
	count    map[string]int           // of the visits to each state
}

// place is a state in one branch or iteration, or in one inside another. What a retry of
// the state around it does is in the same place.
type place struct{ state, path string }

// collect finds the last visit in each place: what came before it, in a loop or before a
// retry, is history.
func (v *visits) collect() {
	v.last, v.places, v.count = map[place]*history.Visit{}, map[string][]place{}, map[string]int{}
	paths := map[*history.Thread]string{}
	for _, visit := range v.timeline.Visits {
		path, ok := paths[visit.Thread]
		if !ok {
			path = pathOf(visit.Thread, paths)
		}
		p := place{visit.Name, path}
		if v.last[p] == nil {
			v.places[visit.Name] = append(v.places[visit.Name], p)
		}
		v.last[p] = visit
		v.count[visit.Name]++
	}
}

// pathOf returns the indexes of the branches and iterations around a thread's visits,
// and notes it.
func pathOf(t *history.Thread, known map[*history.Thread]string) string {
	path := ""
	if t.Outer != nil {
		around, ok := known[t.Outer.Thread]
		if !ok {
			around = pathOf(t.Outer.Thread, known)
		}
		path = around + "/" + strconv.Itoa(t.Index)
	}
	known[t] = path
	return path
}

// worst has the statuses of visits. A state that has several shows the first of them.
var worst = []status{failed, timedOut, running, aborted, caught, succeeded}

// mark returns the mark of a state.
func (v *visits) mark(s state.State) *mark {
	counts := map[status]int{}
	retries := 0
	var all []*history.Visit
	for _, p := range v.places[s.Name()] {
		visit := v.last[p]
		counts[v.status(visit)]++
		retries += max(0, len(visit.Attempts)-1)
		all = append(all, visit)
	}
	m := &mark{status: idle}
	for _, status := range worst {
		if counts[status] > 0 {
			m.status = status
			break
		}
	}
	switch {
	case s.Type() == "Map" && len(all) > 0:
		m.chips = v.items(all)
	case len(counts) > 1:
		m.chips = counted(counts)
	default:
		m.chips = times(v.count[s.Name()])
	}
	if retries > 0 {
		m.chips = append(m.chips, chip{text: "↻ " + thousands(retries)})
	}
	return m
}

// items returns the chips for the items of a Map: how many have which outcome, and how
// many are left.
func (v *visits) items(all []*history.Visit) []chip {
	counts := map[status]int{}
	left := 0
	for _, visit := range all {
		if len(visit.Attempts) == 0 {
			continue
		}
		a := visit.Attempts[len(visit.Attempts)-1]
		for _, t := range a.Threads {
			counts[v.ofThread(t)]++
		}
		if d, ok := a.Began.Details.(*history.MapStateStarted); ok {
			left += max(0, d.Length-len(a.Threads))
		}
	}
	chips := counted(counts)
	if left > 0 {
		chips = append(chips, chip{text: fmt.Sprintf("%s left", thousands(left))})
	}
	return chips
}

// counted returns a chip for each status. They are drawn from the right to the left.
func counted(counts map[status]int) []chip {
	var chips []chip
	for _, s := range worst {
		if n := counts[s]; n > 0 {
			chips = append(chips, chip{s, thousands(n)})
		}
	}
	return chips
}

// status returns how a visit ended.
func (v *visits) status(visit *history.Visit) status {
	switch visit.Outcome() {
	case history.Succeeded:
		if v.isCaught(visit) {
			return caught
		}
		return succeeded
	case history.Running:
		return running
	case history.Failed:
		if isTimeout(failure(visit)) {
			return timedOut
		}
		return failed
	}
	if v.timeline.Main.Outcome() == history.TimedOut && isOpen(visit) {
		return timedOut
	}
	return aborted
}

// isCaught reports whether a catcher took the failure of a visit.
func (v *visits) isCaught(visit *history.Visit) bool {
	return v.caught[visit.Exited.ID] || visit.Exited.ID != 0 && failure(visit) != nil
}

// failure returns the failure of the last attempt, nil if it did not fail.
func failure(v *history.Visit) *history.Failure {
	if len(v.Attempts) == 0 {
		return nil
	}
	return v.Attempts[len(v.Attempts)-1].Failure
}

func isTimeout(f *history.Failure) bool {
	return f != nil && f.Error != nil && (*f.Error == "States.Timeout" || *f.Error == "States.HeartbeatTimeout")
}

// isOpen reports whether neither a visit had ended when the execution did, nor anything
// around it.
func isOpen(v *history.Visit) bool {
	for t := v.Thread; t != nil; t = t.Outer.Thread {
		if v != t.Last() {
			return false
		}
		if t.Outer == nil {
			return true
		}
		if t.Attempt.Ended.ID != 0 {
			return false
		}
		v = t.Outer
	}
	return true
}

// ofThread returns the status of a branch or an iteration: if it did not succeed, that of
// its last state.
func (v *visits) ofThread(t *history.Thread) status {
	switch t.Outcome() {
	case history.Running:
		return running
	case history.Succeeded:
		return succeeded
	}
	if last := t.Last(); last != nil {
		if s := v.status(last); s == failed || s == timedOut {
			return s
		}
	}
	return aborted
}
