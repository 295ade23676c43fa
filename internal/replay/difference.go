package replay

import (
	"fmt"

	"github.com/goasl/goasl/history"
)

// Difference is the first difference of two histories, in the order of the recorded one.
type Difference struct {
	State    string         // with the branches and iterations around it, "" outside of states
	Reason   string         // what differs
	Recorded *history.Event // nil if the event is not in the recording
	Own      *history.Event // nil if the execution does not have the event

	at int64 // twice the ID of the recorded event, or one more for an event behind it
}

// String returns the event, the state and the reason, in one line.
func (d *Difference) String() string {
	text := ""
	switch {
	case d.Recorded != nil:
		text = fmt.Sprintf("event %d (%s)", d.Recorded.ID, d.Recorded.Type)
	case d.Own != nil:
		text = fmt.Sprintf("event %d of the replay (%s)", d.Own.ID, d.Own.Type)
	}
	if d.State != "" {
		text += " of state " + d.State
	}
	return text + ": " + d.Reason
}
