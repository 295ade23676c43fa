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
	for n := 0; r.turns < in.Turn && r.waiting(); n++ {
		if err := r.next(n); err != nil {
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

// Record is one line of a journal: what a driver must keep of a step, so that the Run can be
// brought to where it was after it.
type Record struct {
	Inputs []Input
	Turn   int64 // the number of turns that the Run had taken in the end, 0 if it does not matter
}

// Replay brings a Run to where it was after a step: it applies the inputs of the step's record,
// and takes the turns after them. It appends to b what [Run.Step] would append. The error is
// that of [Run.Apply].
func (r *Run) Replay(b *Batch, rec Record) error {
	for _, in := range rec.Inputs {
		if err := r.Apply(b, in); err != nil {
			return err
		}
	}
	for more := r.turns < rec.Turn; more && r.turns < rec.Turn; { // a step may take fewer turns
		var err error
		if more, err = r.Step(b, int(rec.Turn-r.turns)); err != nil {
			return err
		}
	}
	if r.turns < rec.Turn {
		return &DivergedError{Input{Turn: rec.Turn}, r.turns, "no turn is left before its end"}
	}
	return nil
}

// recordText is the JSON of a Record.
type recordText struct {
	Revision int         `json:"revision"`
	Turn     int64       `json:"turn"`
	Inputs   []inputText `json:"inputs"`
}

// AppendRecord appends a record to dst as a JSON object, which has the [Revision], too. It adds
// no line feed, and there is none in it.
func AppendRecord(dst []byte, rec Record) []byte {
	dst = strconv.AppendInt(append(dst, `{"revision":`...), Revision, 10)
	if rec.Turn != 0 {
		dst = strconv.AppendInt(append(dst, `,"turn":`...), rec.Turn, 10)
	}
	dst = append(dst, `,"inputs":[`...)
	for i, in := range rec.Inputs {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = in.AppendJSON(dst)
	}
	return append(dst, "]}"...)
}

// ParseRecord reads what [AppendRecord] has written. The error wraps [ErrRevision] if it has
// another Revision.
func ParseRecord(text []byte) (Record, error) {
	rec, err := parseRecord(text)
	if err != nil {
		return Record{}, fmt.Errorf("state: record: %w", err)
	}
	return rec, nil
}

func parseRecord(text []byte) (rec Record, err error) {
	if err := jsonvalue.Check(string(text), jsonvalue.Limits{}); err != nil {
		return rec, err
	}
	var written struct{ Revision int } // alone: another revision may have other fields
	if err := json.Unmarshal(text, &written); err != nil {
		return rec, err
	}
	if written.Revision != Revision {
		return rec, fmt.Errorf("it is of revision %d, this is %d: %w", written.Revision, Revision, ErrRevision)
	}
	var r recordText
	if err := strictly(text, &r); err != nil {
		return rec, err
	}
	if r.Turn < 0 {
		return rec, fmt.Errorf("there is no turn %d", r.Turn)
	}
	rec = Record{Turn: r.Turn, Inputs: make([]Input, 0, len(r.Inputs))}
	for i := range r.Inputs {
		in, err := r.Inputs[i].input()
		if err != nil {
			return rec, fmt.Errorf("input %d: %w", i, err)
		}
		rec.Inputs = append(rec.Inputs, in)
	}
	return rec, nil
}
