package temporal

import (
	"go.temporal.io/sdk/converter"
	sdk "go.temporal.io/sdk/temporal"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/state"
)

// origin says what an execution is of. Each run of its workflow gets it.
type origin struct {
	Machine    string     `json:"machine"` // ARN by which workers have it
	Hash       string     `json:"hash"`    // of the definition
	Type       state.Type `json:"type"`
	Generation int        `json:"generation,omitempty"` // how many executions have started one another down to this one
	Runs       int        `json:"runs,omitempty"`       // how many runs of the workflow have continued as new before
	Before     string     `json:"before,omitempty"`     // ID of the run that had ended before the last redrive
	Attributes bool       `json:"attributes,omitempty"` // whether the workflow has search attributes

	// Of an execution of a Map Run: the names of the Maps that lead from the definition to its
	// own, and which of their executions it is in, outermost first.
	Maps  []string         `json:"maps,omitempty"`
	Items []state.MapIndex `json:"items,omitempty"`
}

// start is what a run of the workflow starts with: an execution as it is. A new one has taken
// no turn.
type start struct {
	Origin     origin
	Definition []byte
	Snapshot   []byte

	attributes sdk.SearchAttributes // of a new workflow
	memo       map[string]any       // the same
	items      int64                // that the execution has got from a Map Run
}

// newStart returns the start of an execution of a machine, whose Run has taken no turn; o says the
// rest of its origin.
func newStart(o origin, m *asl.Machine, run *state.Run) (*start, error) {
	def := m.Definition()
	o.Hash, o.Type = def.Hash(), def.Type
	s := &start{Origin: o, Definition: []byte(def.Text())}
	leaveOutStart(run)
	return s, s.begin(run)
}

// leaveOutStart keeps the first event of an execution out of its snapshot, which has the input once
// already: see driver.history.
func leaveOutStart(run *state.Run) { run.Flush(new(state.Batch)) }

// begin sets what follows from a Run that takes its first turn in the workflow.
func (s *start) begin(run *state.Run) (err error) {
	is := run.Describe()
	if s.Origin.Attributes {
		s.attributes = attributesOf(is)
	}
	s.memo = newMemo(&is, s.items)
	s.Snapshot, err = run.Snapshot()
	return err
}

// arguments are those of the workflow, none of nil.
func (s *start) arguments() []any {
	if s == nil {
		return nil
	}
	return []any{s.Origin, payloadOf(s.Definition), payloadOf(s.Snapshot)}
}

// searchAttributes are those of the workflow, none of nil.
func (s *start) searchAttributes() sdk.SearchAttributes {
	if s == nil {
		return sdk.SearchAttributes{}
	}
	return s.attributes
}

// workflowMemo is the memo of the workflow, none of nil.
func (s *start) workflowMemo() map[string]any {
	if s == nil {
		return nil
	}
	return s.memo
}

// size is how many bytes the arguments have.
func (s *start) size() int { return len(s.Definition) + len(s.Snapshot) }

// check returns an error if the server would not take the start.
func (s *start) check(most int) error {
	if size := s.size(); size > most {
		return tooLarge("the execution, with its definition and its values,", size, most)
	}
	return nil
}

// startOf returns the start that arguments say.
func startOf(o origin, definition, snapshot converter.RawValue) *start {
	return &start{Origin: o, Definition: textOf(definition), Snapshot: textOf(snapshot)}
}
