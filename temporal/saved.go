package temporal

import (
	"encoding/json"
	"fmt"
)

// saved returns the execution as it is, as the answer of QuerySaved: what a workflow could start
// with now.
func (d *driver) saved() ([]byte, error) {
	snapshot, err := d.run.Snapshot()
	if err != nil {
		return nil, err
	}
	origin, err := json.Marshal(d.start.Origin)
	if err != nil {
		return nil, err
	}
	text := append([]byte(`{"origin":`), origin...)
	text = append(append(text, `,"definition":`...), d.start.Definition...)
	return append(append(append(text, `,"snapshot":`...), snapshot...), '}'), nil
}

// parseSaved reads an answer of QuerySaved.
func parseSaved(text []byte) (*start, error) {
	var s struct {
		Origin               origin
		Definition, Snapshot json.RawMessage
	}
	if err := json.Unmarshal(text, &s); err != nil {
		return nil, fmt.Errorf("temporal: an execution as it was saved: %w", err)
	}
	return &start{Origin: s.Origin, Definition: s.Definition, Snapshot: s.Snapshot}, nil
}
