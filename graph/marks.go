package graph

import "github.com/goasl/goasl/state"

// marks say how states and ways are marked.
type marks interface {
	// of returns the marks for a machine, made once for a picture.
	of(m *state.Machine) *marked
}

// marked has the marks of a picture. What has none is not marked.
type marked struct {
	kind    string           // the class of the picture
	states  map[string]*mark // by name
	ways    map[string]*mark // by id
	summary string           // for the legend
}

// mark is how a state or a way is marked.
type mark struct {
	status status
	count  int    // how often; shown if it is not what one expects
	chips  []chip // of a state, below its badge
}

// chip is a number with the status that it counts.
type chip struct {
	status status
	text   string
}

// status is the class of a marked state or way.
type status string

// The statuses. Of several statuses of one state the first one of worst is shown.
const (
	running   status = "running"
	failed    status = "failed"
	timedOut  status = "timedout"
	aborted   status = "aborted"
	caught    status = "caught"
	succeeded status = "succeeded"
	idle      status = "idle" // not entered, not taken

	taken status = "taken" // of ways
	maybe status = "maybe"

	covered   status = "covered"
	uncovered status = "uncovered"
)
