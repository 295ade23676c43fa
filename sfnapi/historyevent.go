package sfnapi

import "github.com/goasl/goasl/history"

// HistoryEvent is an event in the response of GetExecutionHistory.
type HistoryEvent struct {
	history.Event
	withoutData bool
}

// MarshalJSON returns the event in the form of the service's protocol.
func (e HistoryEvent) MarshalJSON() ([]byte, error) {
	return e.AppendAPI(nil, !e.withoutData), nil
}
