package history_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

// told is a Timeline as text, a line each for visits, attempts and threads: by
// which events they began and ended, and what became of them.
func told(t *history.Timeline) string {
	var b strings.Builder
	thread(&b, "", t.Main)
	if t.End != nil {
		fmt.Fprintf(&b, "%s in %s\n", t.Main.Outcome(), t.End)
	}
	return b.String()
}

func thread(b *strings.Builder, indent string, t *history.Thread) {
	for _, v := range t.Visits {
		fmt.Fprintf(b, "%s%s (%s) %d-%d %s\n", indent, v, v.Type, v.Entered.ID, v.Exited.ID, v.Outcome())
		for i, a := range v.Attempts {
			fmt.Fprintf(b, "%s  attempt %d: %d-%d", indent, i, a.Began.ID, a.Ended.ID)
			if input, ok := a.Calls(); ok {
				fmt.Fprintf(b, ", called with %s", input.Preview(40))
			}
			if a.Failure != nil {
				name, _, _ := strings.Cut(a.Failure.String(), ":")
				b.WriteString(", " + name)
			}
			b.WriteByte('\n')
			for _, inner := range a.Threads {
				fmt.Fprintf(b, "%s    thread %d: %d, %s\n", indent, inner.Index, inner.Began.ID, inner.Outcome())
				thread(b, indent+"      ", inner)
			}
		}
	}
}

// historyOf runs a machine. Its tasks answer at once, in the order in which they
// are asked: a call with {"fails": ["A"]} fails with A, the second one for the same
// state and iteration with the next one of these, or returns its input.
func historyOf(t testing.TB, definition, input string) []history.Event {
	t.Helper()
	m, problems := state.Parse("", []byte(definition))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	run, err := state.Start(m, []byte(input), state.Config{Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	var b state.Batch
	for run.Status() == state.Running {
		b.Effects = nil
		if _, err := run.Step(&b, 0); err != nil {
			t.Fatal(err)
		}
		at, timed := run.Deadline()
		if len(b.Effects) == 0 && timed {
			run.Advance(at)
		}
		for _, e := range b.Effects {
			if task, ok := e.(*state.RunTask); ok {
				run.Started(run.Now(), task.ID, "")
				run.Done(run.Now(), task.ID, task.Input, failureOf(task))
			}
		}
	}
	if _, err := run.Step(&b, 0); err != nil {
		t.Fatal(err)
	}
	return b.Events
}

func failureOf(task *state.RunTask) *state.Failure {
	if name := task.Input.Get("fails").Index(task.Attempt); name.Exists() {
		return state.NewFailure(name.Text(), "why")
	}
	return nil
}

// Retries and catchers of a task inside a Map inside a Parallel, a Map that is
// tried again as a whole, and what is aborted beside it.
const nested = `{"StartAt": "Both", "States": {
	"Both": {"Type": "Parallel", "Next": "Done", "Catch": [{"ErrorEquals": ["Lost"], "Next": "Done"}], "Branches": [
		{"StartAt": "Each", "States": {
			"Each": {"Type": "Map", "ItemsPath": "$.items", "MaxConcurrency": 2, "End": true, "Retry": [{"ErrorEquals": ["Torn"], "MaxAttempts": 1}], "ItemProcessor": {
				"StartAt": "Call", "States": {
					"Call": {"Type": "Task", "Resource": "task", "Next": "Pause", "Retry": [{"ErrorEquals": ["Busy"]}], "Catch": [{"ErrorEquals": ["Odd"], "Next": "Pause"}]},
					"Pause": {"Type": "Wait", "Seconds": 1, "End": true}}}}}},
		{"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 100, "End": true}}}]},
	"Done": {"Type": "Succeed"}}}`

// Expressions that fail: in the first states of branches, in a rule, and after a
// task has succeeded.
const computed = `{"StartAt": "Both", "QueryLanguage": "JSONata", "States": {
	"Both": {"Type": "Parallel", "Next": "Route", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Route"}], "Branches": [
		{"StartAt": "Fine", "States": {"Fine": {"Type": "Wait", "Seconds": 5, "End": true}}},
		{"StartAt": "Ask", "States": {"Ask": {"Type": "Task", "Resource": "task", "Arguments": "{% $states.input.none %}", "End": true,
			"Retry": [{"ErrorEquals": ["States.QueryEvaluationError"], "MaxAttempts": 1}]}}}]},
	"Route": {"Type": "Task", "Resource": "task", "Output": "{% $states.result.none %}", "End": true}}}`

var timelines = []struct {
	name, definition, input string
	want                    string
}{
	{"a task's retrier and catcher", nested, `{"items": [1, {"fails": ["Busy", "Odd"]}, 3]}`, `
Both (Parallel) 2-41 SUCCEEDED
  attempt 0: 3-40
    thread 0: 4, SUCCEEDED
      [0] Each (Map) 4-38 SUCCEEDED
        attempt 0: 5-37
          thread 0: 6, SUCCEEDED
            [0][0] Call (Task) 9-17 SUCCEEDED
              attempt 0: 10-14, called with 1
            [0][0] Pause (Wait) 18-20 SUCCEEDED
          thread 1: 7, SUCCEEDED
            [0][1] Call (Task) 11-29 SUCCEEDED
              attempt 0: 12-16, called with {"fails":["Busy","Odd"]}, Busy
              attempt 1: 19-26, called with {"fails":["Busy","Odd"]}, Odd
            [0][1] Pause (Wait) 31-33 SUCCEEDED
          thread 2: 22, SUCCEEDED
            [0][2] Call (Task) 23-30 SUCCEEDED
              attempt 0: 24-28, called with 3
            [0][2] Pause (Wait) 32-35 SUCCEEDED
    thread 1: 8, SUCCEEDED
      [1] Wait (Wait) 8-39 SUCCEEDED
Done (Succeed) 42-43 SUCCEEDED
SUCCEEDED in Done
`},
	{"a Map's retrier", nested, `{"items": [{"fails": ["Torn"]}, 2]}`, `
Both (Parallel) 2-0 FAILED
  attempt 0: 3-38, Torn
    thread 0: 4, FAILED
      [0] Each (Map) 4-0 FAILED
        attempt 0: 5-21, Torn
          thread 0: 6, FAILED
            [0][0] Call (Task) 9-0 FAILED
              attempt 0: 10-14, called with {"fails":["Torn"]}, Torn
          thread 1: 7, ABORTED
            [0][1] Call (Task) 11-0 ABORTED
              attempt 0: 12-16, called with 2
        attempt 1: 21-36, Torn
          thread 0: 22, FAILED
            [0][0] Call (Task) 24-0 FAILED
              attempt 0: 25-29, called with {"fails":["Torn"]}, Torn
          thread 1: 23, ABORTED
            [0][1] Call (Task) 26-0 ABORTED
              attempt 0: 27-31, called with 2
    thread 1: 8, ABORTED
      [1] Wait (Wait) 8-0 ABORTED
FAILED in [0][0] Call
`},
	{"a branch fails", nested, `{"items": [1, {"fails": ["Lost"]}]}`, `
Both (Parallel) 2-24 SUCCEEDED
  attempt 0: 3-23, Lost
    thread 0: 4, FAILED
      [0] Each (Map) 4-0 FAILED
        attempt 0: 5-21, Lost
          thread 0: 6, ABORTED
            [0][0] Call (Task) 9-17 SUCCEEDED
              attempt 0: 10-14, called with 1
          thread 1: 7, FAILED
            [0][1] Call (Task) 11-0 FAILED
              attempt 0: 12-16, called with {"fails":["Lost"]}, Lost
    thread 1: 8, ABORTED
      [1] Wait (Wait) 8-0 ABORTED
Done (Succeed) 25-26 SUCCEEDED
SUCCEEDED in Done
`},
	{"the execution fails", nested, `{"items": [1, {"fails": ["Else"]}]}`, `
Both (Parallel) 2-0 FAILED
  attempt 0: 3-23, Else
    thread 0: 4, FAILED
      [0] Each (Map) 4-0 FAILED
        attempt 0: 5-21, Else
          thread 0: 6, ABORTED
            [0][0] Call (Task) 9-17 SUCCEEDED
              attempt 0: 10-14, called with 1
          thread 1: 7, FAILED
            [0][1] Call (Task) 11-0 FAILED
              attempt 0: 12-16, called with {"fails":["Else"]}, Else
    thread 1: 8, ABORTED
      [1] Wait (Wait) 8-0 ABORTED
FAILED in [0][1] Call
`},
	{"the execution fails at once", nested, `{}`, `
Both (Parallel) 2-0 FAILED
  attempt 0: 3-5, States.Runtime
    thread 0: 4, FAILED
      [0] Each (Map) 4-0 FAILED
FAILED in [0] Each
`},
	{"no items", nested, `{"items": []}`, `
Both (Parallel) 2-11 SUCCEEDED
  attempt 0: 3-10
    thread 0: 4, SUCCEEDED
      [0] Each (Map) 4-8 SUCCEEDED
        attempt 0: 5-7
    thread 1: 6, SUCCEEDED
      [1] Wait (Wait) 6-9 SUCCEEDED
Done (Succeed) 12-13 SUCCEEDED
SUCCEEDED in Done
`},
	{"expressions", computed, `{}`, `
Both (Parallel) 2-11 SUCCEEDED
  attempt 0: 3-10, States.QueryEvaluationError
    thread 0: 4, ABORTED
      [0] Fine (Wait) 4-0 ABORTED
    thread 1: 5, FAILED
      [1] Ask (Task) 5-0 FAILED
        attempt 0: 6-6, States.QueryEvaluationError
        attempt 1: 7-7, States.QueryEvaluationError
Route (Task) 12-0 FAILED
  attempt 0: 13-16, called with {"Error":"States.QueryEvaluationError…, States.QueryEvaluationError
FAILED in Route
`},
}

func TestTimeline(t *testing.T) {
	for _, test := range timelines {
		got := told(history.NewTimeline(historyOf(t, test.definition, test.input)...))
		if diff := cmp.Diff(strings.TrimPrefix(test.want, "\n"), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
}

// A history may come bit by bit. What was entered and not left goes on, unless
// something has failed.
func TestTimelineOfARunningExecution(t *testing.T) {
	for _, test := range timelines {
		events := historyOf(t, test.definition, test.input)
		growing, failed := history.NewTimeline(), false
		for i, e := range events {
			growing.Add(e)
			if diff := cmp.Diff(told(history.NewTimeline(events[:i+1]...)), told(growing)); diff != "" {
				t.Fatalf("%s: after event %d (-at once +bit by bit):\n%s", test.name, e.ID, diff)
			}
			failed = failed || e.Failure() != nil
			for v := range growing.Main.All() {
				if open := v.Exited.ID == 0; !failed && open != (v.Outcome() == history.Running) {
					t.Errorf("%s: after event %d, %s is %s", test.name, e.ID, v, v.Outcome())
				}
			}
		}
	}
}

func ExampleTimeline() {
	events, err := history.Read([]byte(`
		{"timestamp": 1772366400, "id": 1, "previousEventId": 0, "type": "MapStateEntered", "stateEnteredEventDetails": {"name": "Each order", "input": "[7, 8]"}}
		{"timestamp": 1772366400, "id": 2, "previousEventId": 1, "type": "MapStateStarted", "mapStateStartedEventDetails": {"length": 2}}
		{"timestamp": 1772366400, "id": 3, "previousEventId": 2, "type": "MapIterationStarted", "mapIterationStartedEventDetails": {"name": "Each order", "index": 0}}
		{"timestamp": 1772366400, "id": 4, "previousEventId": 2, "type": "MapIterationStarted", "mapIterationStartedEventDetails": {"name": "Each order", "index": 1}}
		{"timestamp": 1772366400, "id": 5, "previousEventId": 4, "type": "TaskStateEntered", "stateEnteredEventDetails": {"name": "Ship", "input": "8"}}
		{"timestamp": 1772366400, "id": 6, "previousEventId": 3, "type": "TaskStateEntered", "stateEnteredEventDetails": {"name": "Ship", "input": "7"}}
		{"timestamp": 1772366400, "id": 7, "previousEventId": 5, "type": "LambdaFunctionScheduled", "lambdaFunctionScheduledEventDetails": {"resource": "ship", "input": "8"}}
		{"timestamp": 1772366401, "id": 8, "previousEventId": 7, "type": "LambdaFunctionFailed", "lambdaFunctionFailedEventDetails": {"error": "Van.Full"}}
		{"timestamp": 1772366402, "id": 9, "previousEventId": 8, "type": "LambdaFunctionScheduled", "lambdaFunctionScheduledEventDetails": {"resource": "ship", "input": "8"}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	timeline := history.NewTimeline(events...)
	for visit := range timeline.Main.All() {
		fmt.Println(visit, visit.Outcome(), visit.Input())
		for i, attempt := range visit.Attempts {
			if attempt.Failure != nil {
				fmt.Printf("    attempt %d: %s\n", i, attempt.Failure)
			}
		}
	}
	// Output:
	// Each order RUNNING [7, 8]
	// [0] Ship RUNNING 7
	// [1] Ship RUNNING 8
	//     attempt 0: Van.Full
}

// What cannot be told from the events is left out.
func TestTimelineOfParts(t *testing.T) {
	line := history.NewTimeline()
	if line.Main.Outcome() != history.Running || line.Main.Last() != nil || line.End != nil {
		t.Errorf("without events: %+v", line)
	}
	if thread, visit := line.At(1); thread != nil || visit != nil {
		t.Errorf("an event that is not known belongs to %v and %v", thread, visit)
	}
	events := historyOf(t, nested, `{"items": [1]}`)
	line = history.NewTimeline(events[3:]...) // a page in the middle
	if first := line.Visits[0]; first.Name != "Each" || first.Thread != line.Main {
		t.Errorf("the first visit is %+v", first)
	}
	if thread, visit := history.NewTimeline(events...).At(10); visit.String() != "[0][0] Call" || thread != visit.Thread || thread.Attempt == nil {
		t.Errorf("event 10 belongs to %v and %v", thread, visit)
	}
	for range history.NewTimeline(events...).Main.All() {
		break // who stops is not called again
	}
}

func TestFailureOfAnEvent(t *testing.T) {
	for want, e := range map[string]history.Event{
		"A: why":                            {Type: history.TypeTaskFailed, Details: &history.TaskFailure{Error: text("A"), Cause: text("why")}},
		"A":                                 {Type: history.TypeEvaluationFailed, Details: &history.EvaluationFailed{Error: text("A"), State: "S"}},
		"why":                               {Type: history.TypeExecutionAborted, Details: &history.Failure{Cause: text("why")}},
		"an error without name and cause":   {Type: history.TypeActivityTimedOut, Details: &history.Failure{}},
		"none, of an event without details": {Type: history.TypeMapStateFailed},
		"none, of an iteration":             {Type: history.TypeMapIterationFailed, Details: &history.MapIteration{Name: "M"}},
		"none, of what succeeded":           {Type: history.TypeTaskSucceeded, Details: &history.TaskProgress{}},
	} {
		why := e.Failure()
		if none := strings.HasPrefix(want, "none"); none != (why == nil) || !none && why.String() != want {
			t.Errorf("%s: %v, want %s", e.Type, why, want)
		}
	}
}

// What a Parallel or Map state makes of its results fails in that state, although the event
// before is of a branch or an iteration.
func TestTimelineOfResults(t *testing.T) {
	branches := `"Branches": [{"StartAt": "B", "States": {"B": {"Type": "Pass", "End": true}}}]`
	processor := `"ItemProcessor": {"StartAt": "B", "States": {"B": {"Type": "Pass", "End": true}}}`
	for _, definition := range []string{
		`{"StartAt": "A", "States": {"A": {"Type": "Parallel", "ResultSelector": {"x.$": "$[0].none"}, "End": true, ` + branches + `}}}`,
		`{"StartAt": "A", "QueryLanguage": "JSONata", "States": {"A": {"Type": "Parallel", "Output": "{% $none %}", "End": true, ` + branches + `}}}`,
		`{"StartAt": "A", "States": {"A": {"Type": "Map", "ItemsPath": "$.items", "OutputPath": "$.none", "End": true, ` + processor + `}}}`,
	} {
		line := history.NewTimeline(historyOf(t, definition, `{"items": [1]}`)...)
		if line.End == nil || line.End.Name != "A" || line.End.Outcome() != history.Failed {
			t.Errorf("%s: it ended in %v", definition, line.End)
		}
	}
}
