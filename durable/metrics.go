package durable

import "time"

// Metrics are functions that an [Executor] calls, each unless it is nil. They must return soon
// and are called by several goroutines at once.
type Metrics struct {
	// Awake tells how many executions move in this process, when it has changed.
	Awake func(n int)
	// Claimed tells that n executions were due or posted to and now move here, and for how
	// long one of them was due.
	Claimed func(n int, lag time.Duration)
	// Committed tells that n executions were committed at once, with how many bytes, and how
	// long that took.
	Committed func(n, bytes int, took time.Duration)
	// Fenced tells that a commit was refused: another process has taken the execution over.
	Fenced func(arn string)
	// Stalled tells that an execution cannot go on, and why.
	Stalled func(arn, reason string)
	// Failed tells that the store has failed.
	Failed func(err error)
}

func (m *Metrics) awake(n int) {
	if m.Awake != nil {
		m.Awake(n)
	}
}

func (m *Metrics) claimed(all []Claimed, now time.Time) {
	if m.Claimed == nil || len(all) == 0 {
		return
	}
	lag := time.Duration(0)
	for _, c := range all {
		if due := c.Row.Due; !due.IsZero() {
			lag = max(lag, now.Sub(due))
		}
	}
	m.Claimed(len(all), lag)
}

func (m *Metrics) committed(all []Commit, took time.Duration) {
	if m.Committed == nil {
		return
	}
	bytes := 0
	for i := range all {
		bytes += len(all[i].Record) + len(all[i].Snapshot) + len(all[i].Events)
	}
	m.Committed(len(all), bytes, took)
}

func (m *Metrics) fenced(arn string) {
	if m.Fenced != nil {
		m.Fenced(arn)
	}
}

func (m *Metrics) stalled(arn, reason string) {
	if m.Stalled != nil {
		m.Stalled(arn, reason)
	}
}

func (m *Metrics) failed(err error) {
	if m.Failed != nil {
		m.Failed(err)
	}
}
