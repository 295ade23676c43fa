package play

import (
	"slices"

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
	i := due(r.calls)
	if i < 0 {
		return nil, state.Input{}, false
	}
	c := r.calls[i]
	of, in = r.tasks[c], c.nextInput(r.script)
	if c.ends() {
		r.calls = slices.Delete(r.calls, i, i+1)
	}
	c.next = c.outcome.after(c.next)
	return of, in, true
}

// due returns the index of the call whose next answer came first in the recording, -1 if none
// has one.
func due(calls []*call) int {
	first := -1
	for i, c := range calls {
		if c.next != nothing && (first < 0 || c.moment() < calls[first].moment()) {
			first = i
		}
	}
	return first
}

// ends reports whether the next answer is the last one of a call.
func (c *call) ends() bool { return c.next == missing || c.next == succeed || c.next == fail }
