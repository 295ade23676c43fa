package engine

import "github.com/goasl/goasl/state"

// MapRun returns a Map Run of an execution, nil if it has none of that ARN.
func MapRun(run *state.Run, arn string) *state.MapRun {
	for _, m := range run.MapRuns() {
		if m.ARN == arn {
			return &m
		}
	}
	return nil
}
