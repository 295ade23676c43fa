package state

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/goasl/goasl/jsonvalue"
)

// Format 1 had each value in its place, as often as the Run had it, and numbers in
// place of names. It is only read, not written.

type snapshotFormat1 struct {
	Format int `json:"format"`
	executionFields
	Sent   string          `json:"sent"` // the input as the caller wrote it, if it is not the compact one
	Input  json.RawMessage `json:"input"`
	Output json.RawMessage `json:"output"`
	Frames []frameFormat1  `json:"frames"`
}

type frameFormat1 struct {
	frameFields
	Phase     uint8           `json:"phase"`
	Input     json.RawMessage `json:"input"`
	Variables []struct {
		Name  string          `json:"name"`
		Value json.RawMessage `json:"value"`
	} `json:"variables"`
	Work        json.RawMessage `json:"work"`
	Credentials json.RawMessage `json:"credentials"`
	Timers      map[uint8]timer `json:"timers"`
	Fan         *struct {
		Input   json.RawMessage   `json:"input"`
		Items   json.RawMessage   `json:"items"`
		Keyed   bool              `json:"keyed"`
		Results []json.RawMessage `json:"results"` // each in an array, null for a child that is not done
		Next    int               `json:"next"`
	} `json:"fan"`
}

func parseFormat1(whole jsonvalue.Value) (*snapshot, []jsonvalue.Value, error) {
	var old snapshotFormat1
	if err := decode(whole, &old); err != nil {
		return nil, nil, err
	}
	v := &format1Values{table: newValueTable()}
	if v.add(old.Input) == nil {
		return nil, nil, errors.New("there is no input")
	}
	if old.Sent != "" {
		sent, err := jsonvalue.ParseString(old.Sent)
		if err != nil || sent.Compact().String() != v.table.values[0].String() {
			return nil, nil, errors.New("what was sent is not the input")
		}
		v.table.values[0] = sent // whatever has the same compact text is the input, too
	}
	s := &snapshot{executionFields: old.executionFields, Output: v.add(old.Output)}
	for i := range old.Frames {
		f, err := old.Frames[i].converted(v)
		if err != nil {
			return nil, nil, fmt.Errorf("frame %d: %w", f.ID, err)
		}
		s.Frames = append(s.Frames, f)
	}
	return s, v.table.values, v.err
}

// converted returns the frame in the present format.
func (old *frameFormat1) converted(v *format1Values) (frameSnapshot, error) {
	f := frameSnapshot{
		frameFields: old.frameFields, Phase: phase(old.Phase),
		Input: v.add(old.Input), Work: v.add(old.Work), Credentials: v.add(old.Credentials),
	}
	if f.Phase > joined {
		return f, fmt.Errorf("there is no phase %d", old.Phase)
	}
	if f.Phase != pending { // these are of an earlier task
		f.Begun, f.Limit, f.Beat = false, 0, 0
	}
	for _, variable := range old.Variables {
		f.Variables = append(f.Variables, variableSnapshot{Name: variable.Name, Value: v.add(variable.Value)})
	}
	for kind, t := range old.Timers {
		if int(kind) >= len(timerKinds) {
			return f, fmt.Errorf("there is no timer %d", kind)
		}
		if f.Timers == nil {
			f.Timers = map[timerKind]timer{}
		}
		f.Timers[timerKind(kind)] = t
	}
	if fan := old.Fan; fan != nil {
		f.Fan = &fanSnapshot{Input: v.add(fan.Input), Items: v.add(fan.Items), Keyed: fan.Keyed, Next: fan.Next}
		for _, result := range fan.Results {
			f.Fan.Results = append(f.Fan.Results, v.table.add(v.read(result).Index(0)))
		}
	}
	return f, nil
}

// format1Values adds values to a table, and keeps the first error.
type format1Values struct {
	table *valueTable
	err   error
}

func (v *format1Values) add(raw json.RawMessage) valueRef { return v.table.add(v.read(raw)) }

// read reads a value. An empty text is none.
func (v *format1Values) read(raw json.RawMessage) jsonvalue.Value {
	if len(raw) == 0 {
		return jsonvalue.Value{}
	}
	value, err := jsonvalue.Parse(raw)
	if err != nil && v.err == nil {
		v.err = err
	}
	return value.Compact()
}
