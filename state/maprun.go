package state

import (
	"time"

	"github.com/goasl/goasl/jsonvalue"
)

// MapRun is what the service's API returns for a Map Run: one run of a distributed Map,
// with the executions that it starts. It is plain data.
//
// In its JSON, as in that of a [Description], dates are RFC 3339 text.
type MapRun struct {
	ARN          string
	ExecutionARN string // of the execution that the Map is in
	MachineARN   string // of the executions that it starts
	State        string // the name of the Map
	Status       Status // Running, Succeeded, Failed or Aborted
	Started      time.Time
	Ended        time.Time // zero while it is running

	MaxConcurrency             int64
	ToleratedFailureCount      int64
	ToleratedFailurePercentage float64

	RedriveCount int       `json:",omitempty"` // how often it was redriven
	RedriveDate  time.Time `json:",omitzero"`  // of the last redrive

	Items      MapRunCounts // without an ItemBatcher as many as Executions
	Executions MapRunCounts
}

// MapRunCounts are numbers of items, or of executions, by what has become of them.
type MapRunCounts struct {
	Pending   int64 // read, and not started
	Running   int64
	Succeeded int64
	Failed    int64
	TimedOut  int64
	Aborted   int64
	Total     int64 // 0 until it is known

	// Step Functions: 0 until the end, also without a ResultWriter. Then it is the
	// Total, which includes what is Pending.
	ResultsWritten int64

	FailuresNotRedrivable int64 `json:",omitempty"` // of those that have not succeeded
	PendingRedrive        int64 `json:",omitempty"` // that wait to be redriven
}

// MapRuns returns the Map Runs of the execution so far, oldest first. Those of the
// executions that they have started are not among them.
func (r *Run) MapRuns() []MapRun {
	all := make([]MapRun, 0, len(r.mapRuns))
	for _, record := range r.mapRuns {
		all = append(all, *record)
	}
	return all
}

// unsuccessful counts what counts against the tolerated failures.
func (c *MapRunCounts) unsuccessful() int64 { return c.Failed + c.TimedOut }

// of returns the count for a status.
func (c *MapRunCounts) of(s Status) *int64 {
	switch s {
	case Succeeded:
		return &c.Succeeded
	case TimedOut:
		return &c.TimedOut
	case Aborted:
		return &c.Aborted
	}
	return &c.Failed
}

// AppendJSON appends the response of DescribeMapRun to dst, as a JSON object.
func (m MapRun) AppendJSON(dst []byte) []byte {
	members := []jsonvalue.Member{
		member("mapRunArn", text(m.ARN)),
		member("executionArn", text(m.ExecutionARN)),
		member("status", text(string(m.Status))),
	}
	members = append(append(members, m.dates()...),
		member("maxConcurrency", jsonvalue.OfInt(m.MaxConcurrency)),
		member("toleratedFailurePercentage", jsonvalue.OfNumber(formatFloat(m.ToleratedFailurePercentage))),
		member("toleratedFailureCount", jsonvalue.OfInt(m.ToleratedFailureCount)),
		member("itemCounts", m.Items.value()),
		member("executionCounts", m.Executions.value()),
		member("redriveCount", jsonvalue.OfInt(int64(m.RedriveCount))),
	)
	if !m.RedriveDate.IsZero() {
		members = append(members, member("redriveDate", timestamp(m.RedriveDate)))
	}
	return jsonvalue.OfObject(members).Append(dst)
}

// AppendListItem appends what ListMapRuns has of the Map Run to dst, as a JSON object.
func (m MapRun) AppendListItem(dst []byte) []byte {
	return jsonvalue.OfObject(append([]jsonvalue.Member{
		member("executionArn", text(m.ExecutionARN)),
		member("mapRunArn", text(m.ARN)),
		member("stateMachineArn", text(m.MachineARN)),
	}, m.dates()...)).Append(dst)
}

func (m *MapRun) dates() []jsonvalue.Member {
	dates := []jsonvalue.Member{member("startDate", timestamp(m.Started))}
	if m.Status != Running {
		dates = append(dates, member("stopDate", timestamp(m.Ended)))
	}
	return dates
}

// MarshalJSON returns what [MapRun.AppendJSON] appends. The error is always nil.
func (m MapRun) MarshalJSON() ([]byte, error) { return m.AppendJSON(nil), nil }

func (c *MapRunCounts) value() jsonvalue.Value {
	count := func(name string, n int64) jsonvalue.Member { return member(name, jsonvalue.OfInt(n)) }
	return jsonvalue.OfObject([]jsonvalue.Member{
		count("pending", c.Pending), count("running", c.Running), count("succeeded", c.Succeeded),
		count("failed", c.Failed), count("timedOut", c.TimedOut), count("aborted", c.Aborted),
		count("total", c.Total), count("resultsWritten", c.ResultsWritten),
		count("failuresNotRedrivable", c.FailuresNotRedrivable), count("pendingRedrive", c.PendingRedrive),
	})
}
