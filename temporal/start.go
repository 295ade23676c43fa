package temporal

import (
	"go.temporal.io/sdk/converter"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/state"
)

// origin says what an execution is of. Each run of its workflow gets it.
type origin struct {
	Machine    string     `json:"machine"` // ARN by which workers have it
	Hash       string     `json:"hash"`    // of the definition
	Type       state.Type `json:"type"`
	Generation int        `json:"generation,omitempty"` // how many executions have started one another down to this one
	Runs       int        `json:"runs,omitempty"`       // how many runs of the workflow came before

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
}

// newStart returns the start of an execution whose Run has taken no turn.
func newStart(arn string, m *asl.Machine, run *state.Run, generation int) (*start, error) {
	snapshot, err := run.Snapshot()
	if err != nil {
		return nil, err
	}
	def := m.Definition()
	return &start{
		Origin:     origin{Machine: arn, Hash: def.Hash(), Type: def.Type, Generation: generation},
		Definition: []byte(def.Text()), Snapshot: snapshot,
	}, nil
}

// arguments are those of the workflow, none of nil.
func (s *start) arguments() []any {
	if s == nil {
		return nil
	}
	return []any{s.Origin, payloadOf(s.Definition), payloadOf(s.Snapshot)}
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
