package graph

import (
	"fmt"
	"slices"

	"github.com/goasl/goasl/state"
)

// marks say how states and ways are marked.
type marks interface {
	// of returns the marks of a picture of a machine.
	of(m *state.Machine) *marked
}

// marked has the marks of a picture. What has none is drawn as without marks.
type marked struct {
	kind    string           // the class of the picture
	states  map[string]*mark // by name
	ends    map[kind]*mark   // of Start and End
	ways    map[string]*mark // by id
	legend  []entry
	summary string // at the end of the legend
}

// mark is how a state or a way is marked.
type mark struct {
	status status
	chips  []chip // beside the badge of a state
}

// chip is a number beside a badge: of what has a status, or, without status, of visits
// or retries.
type chip struct {
	status status
	text   string
}

// status is the class of a marked state or way.
type status string

// The statuses.
const (
	failed    status = "failed"
	timedOut  status = "timedout"
	running   status = "running"
	aborted   status = "aborted"
	caught    status = "caught"
	succeeded status = "succeeded"
	idle      status = "idle" // a state was not entered, a way not taken

	taken status = "taken" // a way was taken
	maybe status = "maybe" // it, or another one

	covered   status = "covered"
	uncovered status = "uncovered"
)

// entry is an explanation in the legend, for what has a status.
type entry struct {
	status status
	isWay  bool
	text   string
}

// explain adds entries for those statuses that the picture has.
func (m *marked) explain(all ...entry) {
	for _, e := range all {
		of := m.states
		if e.isWay {
			of = m.ways
		}
		for _, mark := range of {
			if mark.has(e.status) {
				m.legend = append(m.legend, e)
				break
			}
		}
	}
}

// has reports whether a status is seen in the picture, because of the mark.
func (m *mark) has(s status) bool {
	return m.status == s || slices.ContainsFunc(m.chips, func(c chip) bool { return c.status == s })
}

// class returns what a mark adds to the classes of an element.
func (m *mark) class() string {
	if m == nil {
		return ""
	}
	return " " + string(m.status)
}

// times is the chip for a number of visits; none for one.
func times(n int) []chip {
	if n < 2 {
		return nil
	}
	return []chip{{text: "×" + thousands(n)}}
}

// thousands is a number in few characters.
func thousands(n int) string {
	switch {
	case n >= 10_000_000:
		return fmt.Sprintf("%dM", n/1_000_000)
	case n >= 10_000:
		return fmt.Sprintf("%dk", n/1000)
	}
	return fmt.Sprint(n)
}
