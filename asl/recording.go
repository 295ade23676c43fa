package asl

import (
	"sync"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

// recording is the history of an execution. Events are made of it when somebody
// asks. It is safe for concurrent use.
type recording struct {
	*state.Log
	once   sync.Once
	events []history.Event // of an execution that goes no further
}

// all returns the events of an execution that goes no further.
func (h *recording) all() []history.Event {
	h.once.Do(func() { h.events = h.Append(nil, 0, h.Len()) })
	return h.events[:len(h.events):len(h.events)]
}
