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

// allMetrics are those of all options.
type allMetrics []Metrics

func (all allMetrics) awake(n int) {
	for _, m := range all {
		if m.Awake != nil {
			m.Awake(n)
		}
	}
}

func (all allMetrics) claimed(claims []Claimed, now time.Time) {
	if len(claims) == 0 {
		return
	}
	lag := time.Duration(0)
	for _, c := range claims {
		if due := c.Row.Due; !due.IsZero() {
			lag = max(lag, now.Sub(due))
		}
	}
	for _, m := range all {
		if m.Claimed != nil {
			m.Claimed(len(claims), lag)
		}
	}
}

func (all allMetrics) committed(commits []Commit, took time.Duration) {
	bytes := 0
	for i := range commits {
		bytes += len(commits[i].Record) + len(commits[i].Snapshot) + len(commits[i].Events)
	}
	for _, m := range all {
		if m.Committed != nil {
			m.Committed(len(commits), bytes, took)
		}
	}
}

func (all allMetrics) fenced(arn string) {
	for _, m := range all {
		if m.Fenced != nil {
			m.Fenced(arn)
		}
	}
}

func (all allMetrics) stalled(arn, reason string) {
	for _, m := range all {
		if m.Stalled != nil {
			m.Stalled(arn, reason)
		}
	}
}

func (all allMetrics) failed(err error) {
	for _, m := range all {
		if m.Failed != nil {
			m.Failed(err)
		}
	}
}
