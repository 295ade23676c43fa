package history_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/goasl/goasl/history"
)

// written reads a history of one event a line: the event that it follows from, its
// type, and the name of the state or the index of the iteration.
func written(t *testing.T, text string) []history.Event {
	t.Helper()
	var b strings.Builder
	for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
		fields := append(strings.Fields(line), "")
		typ, name := fields[1], fields[2]
		fmt.Fprintf(&b, `{"timestamp": %d, "id": %d, "previousEventId": %s, "type": %q`, i, i+1, fields[0], typ)
		switch {
		case strings.HasSuffix(typ, "StateEntered"):
			fmt.Fprintf(&b, `, "stateEnteredEventDetails": {"name": %q, "input": "{}"}`, name)
		case strings.HasSuffix(typ, "StateExited"):
			fmt.Fprintf(&b, `, "stateExitedEventDetails": {"name": %q, "output": "{}"}`, name)
		case strings.HasPrefix(typ, "MapIteration"):
			fmt.Fprintf(&b, `, "m%sEventDetails": {"name": "Each", "index": %s}`, typ[1:], name)
		}
		b.WriteString("}\n")
	}
	events, err := history.Read([]byte(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	return events
}

// What is redriven goes on where it was: no state is entered again.
// Step Functions: as recorded, with the links as they are here.
func TestTimelineOfARedrive(t *testing.T) {
	tests := []struct{ name, events, before, want string }{
		{"inline Map", `
0  ExecutionStarted
0  MapStateEntered Each
2  MapStateStarted
3  MapIterationStarted 0
4  TaskStateEntered Call
5  ActivityScheduled
6  ActivityFailed
7  MapIterationFailed 0
7  TaskStateAborted
7  MapStateFailed
10 ExecutionFailed
11 ExecutionRedriven
5  ActivityScheduled
13 ActivitySucceeded
14 TaskStateExited Call
15 MapIterationSucceeded 0
15 MapIterationStarted 1
17 TaskStateEntered Call
18 ActivityScheduled
19 ActivitySucceeded
20 TaskStateExited Call
21 MapIterationSucceeded 1
22 MapStateSucceeded
22 MapStateExited Each
24 ExecutionSucceeded`, `
Each (Map) 2-0 RUNNING
  attempt 0: 3-0
    thread 0: 4, RUNNING
      [0] Call (Task) 5-0 RUNNING
        attempt 0: 6-7, called with , an error without name and cause
        attempt 1: 13-0, called with 
`, `
Each (Map) 2-24 SUCCEEDED
  attempt 0: 3-23
    thread 0: 4, SUCCEEDED
      [0] Call (Task) 5-15 SUCCEEDED
        attempt 0: 6-7, called with , an error without name and cause
        attempt 1: 13-14, called with 
    thread 1: 17, SUCCEEDED
      [1] Call (Task) 18-21 SUCCEEDED
        attempt 0: 19-20, called with 
SUCCEEDED in Each
`},
		{"Parallel", `
0  ExecutionStarted
0  ParallelStateEntered Both
2  ParallelStateStarted
3  TaskStateEntered A
3  WaitStateEntered B
4  ActivityScheduled
6  ActivityFailed
7  WaitStateAborted
7  TaskStateAborted
7  ParallelStateFailed
10 ExecutionFailed
11 ExecutionRedriven
4  ActivityScheduled
13 ActivitySucceeded
14 TaskStateExited A
5  WaitStateExited B
16 ParallelStateSucceeded
16 ParallelStateExited Both
18 ExecutionSucceeded`, `
Both (Parallel) 2-0 RUNNING
  attempt 0: 3-0
    thread 0: 4, RUNNING
      [0] A (Task) 4-0 RUNNING
        attempt 0: 6-7, called with , an error without name and cause
        attempt 1: 13-0, called with 
    thread 1: 5, RUNNING
      [1] B (Wait) 5-0 RUNNING
`, `
Both (Parallel) 2-18 SUCCEEDED
  attempt 0: 3-17
    thread 0: 4, SUCCEEDED
      [0] A (Task) 4-15 SUCCEEDED
        attempt 0: 6-7, called with , an error without name and cause
        attempt 1: 13-14, called with 
    thread 1: 5, SUCCEEDED
      [1] B (Wait) 5-16 SUCCEEDED
SUCCEEDED in Both
`},
		{"Map Run", `
0  ExecutionStarted
0  MapStateEntered Each
2  MapStateStarted
3  MapRunStarted
4  MapRunFailed
5  MapStateFailed
6  ExecutionFailed
7  ExecutionRedriven
3  MapRunRedriven
9  MapRunSucceeded
10 MapStateSucceeded
9  MapStateExited Each
12 ExecutionSucceeded`, `
Each (Map) 2-12 SUCCEEDED
  attempt 0: 3-10
SUCCEEDED in Each
`, `
Each (Map) 2-12 SUCCEEDED
  attempt 0: 3-10
SUCCEEDED in Each
`},
		{"time out", `
0  ExecutionStarted
0  TaskStateEntered Call
2  ActivityScheduled
0  ExecutionTimedOut
4  ExecutionRedriven
2  ActivityScheduled
6  ActivitySucceeded
7  TaskStateExited Call
8  ExecutionSucceeded`, ``, `
Call (Task) 2-8 SUCCEEDED
  attempt 0: 3-0, called with 
  attempt 1: 6-7, called with 
SUCCEEDED in Call
`},
	}
	for _, test := range tests {
		events := written(t, test.events)
		grown := history.NewTimeline(events[:min(13, len(events))]...)
		if diff := cmp.Diff(strings.TrimPrefix(test.before, "\n"), told(grown)); test.before != "" && diff != "" {
			t.Errorf("%s, as it goes on (-want +got):\n%s", test.name, diff)
		}
		if diff := cmp.Diff(strings.TrimPrefix(test.want, "\n"), told(history.NewTimeline(events...))); diff != "" {
			t.Errorf("%s, at the end (-want +got):\n%s", test.name, diff)
		}
	}
}

// What an execution leaves open is timed out or aborted with it.
func TestTimelineOfAnEnd(t *testing.T) {
	const open = `
0 ExecutionStarted
0 ParallelStateEntered Both
2 ParallelStateStarted
3 PassStateEntered A
3 WaitStateEntered B
4 PassStateExited A
0 `
	for typ, want := range map[history.Type]string{
		history.TypeExecutionTimedOut: "TIMED_OUT in Both\n", history.TypeExecutionAborted: "ABORTED in Both\n",
	} {
		want := `Both (Parallel) 2-0 ABORTED
  attempt 0: 3-0
    thread 0: 4, SUCCEEDED
      [0] A (Pass) 4-6 SUCCEEDED
    thread 1: 5, ABORTED
      [1] B (Wait) 5-0 ABORTED
` + want
		if diff := cmp.Diff(want, told(history.NewTimeline(written(t, open+string(typ))...))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", typ, diff)
		}
	}
}
