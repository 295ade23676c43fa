package play

import (
	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/state"
)

// Replies answers the tasks of a case as they were recorded, in the same order, for an engine
// that is not that of this package. It is not safe for concurrent use.
type Replies struct {
	script *script
	calls  []*call
	tasks  map[*call]*state.RunTask
}

// RepliesTo returns the answers of a case.
func RepliesTo(c *cases.Case) (*Replies, error) {
	h, err := readHistory(c)
	if err != nil {
		return nil, err
	}
	setup, err := setUp(c, h)
	if err != nil {
		return nil, err
	}
	return &Replies{script: newScript(c, h, setup.input), tasks: map[*call]*state.RunTask{}}, nil
}

// Call tells that a task is called. The error says that no answer was recorded for it.
func (r *Replies) Call(t *state.RunTask) error {
	c := callOf(nil, t)
	if err := r.script.find(c); err != nil {
		return err
	}
	r.calls, r.tasks[c] = append(r.calls, c), t
	return nil
}

// Next returns the answer that came first in the recording, of those that are left for the
// tasks that were called, and its task. ok is false if there is none.
func (r *Replies) Next() (of *state.RunTask, in state.Input, ok bool) {
	c, in := r.script.answer(&r.calls)
	return r.tasks[c], in, c != nil
}
