package sfnapi

import (
	"strconv"

	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/history"
)

// maxHistoryBytes is the most bytes of data that the events of a page have, unless it has one event
// only. Step Functions: a page may have fewer events than were asked for.
const maxHistoryBytes = 16 << 20

func (s *Service) getExecutionHistory(c *call, in *GetExecutionHistoryInput) (*GetExecutionHistoryOutput, error) {
	a, err := s.executionARN(c, in.ExecutionARN, false)
	if err != nil {
		return nil, err
	}
	data := in.IncludeExecutionData == nil || *in.IncludeExecutionData
	p, err := s.page(c, in.MaxResults, in.NextToken, "GetExecutionHistory", a.text, strconv.FormatBool(in.ReverseOrder), strconv.FormatBool(data))
	if err != nil {
		return nil, err
	}
	want := durable.HistoryPage{Reverse: in.ReverseOrder, Max: p.max}
	if p.after != "" {
		if want.From, err = strconv.ParseInt(p.after, 10, 64); err != nil {
			return nil, invalidToken()
		}
	}
	events, next, err := s.backend.History(c, a.text, want)
	if err != nil {
		return nil, a.missing(err)
	}
	if n := fitting(events); data && n < len(events) {
		events, next = events[:n], events[n].ID
	}
	out := &GetExecutionHistoryOutput{Events: make([]HistoryEvent, len(events))}
	mocked := s.isCase(c, a.text)
	for i, e := range events {
		if mocked {
			e = e.AsLocal()
		}
		out.Events[i] = HistoryEvent{Event: e, withoutData: !data}
	}
	if next > 0 {
		out.NextToken = p.next(strconv.FormatInt(next, 10))
	}
	return out, nil
}

// HistoryEvent is an event in the response of GetExecutionHistory.
type HistoryEvent struct {
	history.Event
	withoutData bool
}

// MarshalJSON returns the event in the form of the service's protocol.
func (e HistoryEvent) MarshalJSON() ([]byte, error) {
	return e.AppendAPI(nil, !e.withoutData), nil
}

// fitting returns how many events, of those at the beginning, one page can have.
func fitting(events []history.Event) int {
	bytes := 0
	for i, e := range events {
		if bytes += e.DataSize(); bytes > maxHistoryBytes && i > 0 {
			return i
		}
	}
	return len(events)
}
