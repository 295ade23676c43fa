package state

import (
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/goasl/goasl/jsonvalue"
)

// Apply replays an input of a journal: it takes turns until the Run has taken in.Turn
// of them, tells the Run the input, and appends to b what [Run.Step] would append. The
// error is a [*DivergedError] if the input does not fit the Run, or [ErrInterrupted]:
// then Apply can be called again with the same input.
func (r *Run) Apply(b *Batch, in Input) error {
	defer r.undoPanic()
	for r.turns < in.Turn && r.waiting() {
		if err := r.next(); err != nil {
			return err
		}
	}
	switch {
	case r.turns < in.Turn:
		return &DivergedError{in, r.turns, "no turn is left before it"}
	case r.turns > in.Turn:
		return &DivergedError{in, r.turns, "that turn is over"}
	case !r.Tell(in):
		return &DivergedError{in, r.turns, "nothing waits for it"}
	}
	r.Flush(b)
	return nil
}

// DivergedError says that [Run.Apply] cannot apply an input: the input is not from a
// journal of this Run, or not the next one in it.
type DivergedError struct {
	Input  Input
	Turn   int64 // the number of turns that the Run has taken
	Reason string
}

// Error says which input does not fit, and why.
func (e *DivergedError) Error() string {
	return fmt.Sprintf("state: the input %s of effect %d at turn %d does not fit the run at turn %d: %s",
		e.Input.Kind, e.Input.ID, e.Input.Turn, e.Turn, e.Reason)
}

// journal holds the inputs since the last step.
type journal struct {
	inputs []Input
	idle   bool // the last one only moved the time
}

// add adds an input. If the input before only moved the time, at the same turn, and
// this one moves it further, that one is dropped: no timer was due until then.
func (j *journal) add(in Input, idle bool) {
	last := len(j.inputs) - 1
	if j.idle && last >= 0 && j.inputs[last].Turn == in.Turn && !in.Now.Before(j.inputs[last].Now) {
		j.inputs = j.inputs[:last]
	}
	j.inputs, j.idle = append(j.inputs, in), idle
}

// handOut moves the inputs to a batch.
func (j *journal) handOut(b *Batch) {
	b.Inputs = append(b.Inputs, j.inputs...)
	clear(j.inputs)
	j.inputs, j.idle = j.inputs[:0], false
}

// journalRecord is one line of a journal.
type journalRecord struct {
	Revision int         `json:"revision"`
	Inputs   []inputText `json:"inputs"`
}

// AppendRecord appends inputs to dst as one line of a journal: a JSON object with the
// inputs, for instance those of one step, and the [Revision]. It adds no line feed.
func AppendRecord(dst []byte, inputs []Input) []byte {
	dst = strconv.AppendInt(append(dst, `{"revision":`...), Revision, 10)
	dst = append(dst, `,"inputs":[`...)
	for i, in := range inputs {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = in.AppendJSON(dst)
	}
	return append(dst, "]}"...)
}

// ParseRecord reads a line that [AppendRecord] has written. The error wraps
// [ErrRevision] if the line has another Revision.
func ParseRecord(text []byte) ([]Input, error) {
	if err := jsonvalue.Check(string(text), jsonvalue.Limits{}); err != nil {
		return nil, fmt.Errorf("state: record: %w", err)
	}
	var written struct{ Revision int } // alone: another revision may have other fields
	if err := json.Unmarshal(text, &written); err != nil {
		return nil, fmt.Errorf("state: record: %w", err)
	}
	if written.Revision != Revision {
		return nil, fmt.Errorf("state: record: it is of revision %d, this is %d: %w", written.Revision, Revision, ErrRevision)
	}
	var r journalRecord
	if err := strictly(text, &r); err != nil {
		return nil, fmt.Errorf("state: record: %w", err)
	}
	inputs := make([]Input, 0, len(r.Inputs))
	for i := range r.Inputs {
		in, err := r.Inputs[i].input()
		if err != nil {
			return nil, fmt.Errorf("state: record: input %d: %w", i, err)
		}
		inputs = append(inputs, in)
	}
	return inputs, nil
}
