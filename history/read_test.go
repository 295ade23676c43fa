package history_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/goasl/goasl/history"
)

// The events of a short history, as the AWS CLI prints them.
var printed = []string{
	`{"timestamp": "2026-03-01T13:00:00.250000+01:00", "type": "ExecutionStarted", "id": 1, "previousEventId": 0,
		"executionStartedEventDetails": {"input": "{}", "inputDetails": {"truncated": false}, "roleArn": "arn:aws:iam::000000000000:role/shop"}}`,
	`{"timestamp": 1772366400.25, "type": "PassStateEntered", "id": 2, "previousEventId": 0, "stateEnteredEventDetails": {"name": "Greet", "input": "{}"}}`,
	`{"timestamp": 1772366400.25, "type": "PassStateExited", "id": 3, "previousEventId": 2, "stateExitedEventDetails": {"name": "Greet", "output": "{}"}}`,
	`{"timestamp": 1772366400.25, "type": "ExecutionSucceeded", "id": 4, "previousEventId": 3, "executionSucceededEventDetails": {"output": "{}"}}`,
}

func page(events ...string) string { return `{"events": [` + strings.Join(events, ",\n") + `]}` }

func backwards(events []string) []string {
	events = slices.Clone(events)
	slices.Reverse(events)
	return events
}

func TestRead(t *testing.T) {
	for name, pages := range map[string][]string{
		"a page":               {page(printed...)},
		"in reverse order":     {page(backwards(printed)...)},
		"pages":                {`{"events": [` + printed[0] + `], "nextToken": "t"}`, page(printed[1:]...)},
		"pages in one text":    {page(printed[:2]...) + "\n" + page(printed[2:3]...) + page(printed[3:]...) + "\r\n"},
		"pages in any order":   {page(backwards(printed[2:])...), page(backwards(printed[:2])...), page()},
		"one event a line":     {strings.Join(printed, "\n")},
		"nothing, and a space": {page(printed...), " "},
	} {
		texts := make([][]byte, len(pages))
		for i, text := range pages {
			texts[i] = []byte(text)
		}
		events, err := history.Read(texts...)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var types []string
		for _, e := range events {
			types = append(types, fmt.Sprint(e.ID, " ", e.Type))
		}
		if diff := cmp.Diff([]string{"1 ExecutionStarted", "2 PassStateEntered", "3 PassStateExited", "4 ExecutionSucceeded"}, types); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if events, err := history.Read([]byte(page(printed[1:3]...))); err != nil || len(events) != 2 || events[0].ID != 2 {
		t.Errorf("the middle of a history: %d events, error %v", len(events), err)
	}
	if events, err := history.Read(); err != nil || len(events) != 0 {
		t.Errorf("no text: %d events, error %v", len(events), err)
	}
}

func TestReadRefuses(t *testing.T) {
	for text, want := range map[string]string{
		page(printed[0], printed[2]):        "event 2 is missing before event 3: is there another page?",
		page(printed...) + page(printed[1]): "event 2 is there twice",
		`{"events": 7}`:                     "text 1: events: want array, not number",
		`{"events": [{"id": 7}]}`:           "text 1: event 7: timestamp: missing",
		`[` + printed[0] + `]`:              "text 1: it is neither a page with events, as the AWS CLI prints it, nor an event",
		page(printed...) + "]":              `text 1: want a page of events, not "]"`,
		page(printed...)[:40]:               "text 1: it is not JSON: unexpected EOF",
		`{"Parameters": {}}`:                "text 1: it is neither a page with events, as the AWS CLI prints it, nor an event",
		`{"type": "TaskStarted"}`:           "text 1: event 0: id: missing",
		strings.Repeat("[", 100_000):        "exceeded max depth",
		page(printed[0] + "x"):              "text 1: it is not JSON: invalid character",
	} {
		if _, err := history.Read([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60s: error %v, want %q", text, err, want)
		}
	}
	if _, err := history.Read([]byte(page(printed[0])), []byte(`{`)); err == nil || !strings.Contains(err.Error(), "text 2:") {
		t.Errorf("error %v of the second text", err)
	}
}

func ExampleRead() {
	// aws stepfunctions get-execution-history --reverse-order --execution-arn …
	events, err := history.Read([]byte(`{"events": [
		{"timestamp": 1772366400.25, "type": "PassStateExited", "id": 3, "previousEventId": 2, "stateExitedEventDetails": {"name": "Greet", "output": "{}"}},
		{"timestamp": 1772366400.25, "type": "PassStateEntered", "id": 2, "previousEventId": 0, "stateEnteredEventDetails": {"name": "Greet", "input": "{}"}}
	], "nextToken": "AAAA"}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, e := range events {
		fmt.Println(e.ID, e.Type)
	}
	// Output:
	// 2 PassStateEntered
	// 3 PassStateExited
}

// Whatever the text: what is read is written as it can be read again, and has a
// timeline in which each visit is found once.
func FuzzRead(f *testing.F) {
	f.Add([]byte(page(printed...)))
	f.Add([]byte(strings.Join(backwards(printed), "\n")))
	for _, test := range timelines[:3] {
		var text []byte
		for _, e := range historyOf(f, test.definition, test.input) {
			text = append(e.AppendJSON(text), '\n')
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		events, err := history.Read(text)
		if err != nil {
			return
		}
		var written []byte
		for _, e := range events {
			written = append(e.AppendJSON(written), '\n')
		}
		again, err := history.Read(written)
		if err != nil || len(again) != len(events) {
			t.Fatalf("%d of %d events are read again, error %v", len(again), len(events), err)
		}
		checkTimeline(t, events)
	})
}

// FuzzTimeline makes up events: four bytes are a type, the name or index that it
// tells, how far back it links, and how far on its ID is.
func FuzzTimeline(f *testing.F) {
	f.Add([]byte("\x00\x00\x00\x01\x05\x01\x01\x01\x10\x02\x01\x01"))
	types := []history.Type{
		history.TypeExecutionStarted, history.TypeExecutionFailed, history.TypeExecutionRedriven, history.TypeExecutionAborted,
		history.TypeMapStateEntered, history.TypeMapStateStarted, history.TypeMapIterationStarted, history.TypeMapIterationSucceeded,
		history.TypeMapIterationFailed, history.TypeMapIterationAborted, history.TypeMapStateSucceeded, history.TypeMapStateFailed,
		history.TypeMapStateExited, history.TypeMapStateAborted, history.TypeParallelStateEntered, history.TypeParallelStateStarted,
		history.TypeParallelStateSucceeded, history.TypeParallelStateFailed, history.TypeParallelStateExited,
		history.TypeTaskStateEntered, history.TypeTaskScheduled, history.TypeTaskFailed, history.TypeTaskSucceeded,
		history.TypeTaskStateExited, history.TypeTaskStateAborted, history.TypeEvaluationFailed, history.TypeMapRunStarted,
		history.TypeMapRunFailed, history.TypeMapRunRedriven,
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var events []history.Event
		id := int64(0)
		for ; len(text) >= 4; text = text[4:] {
			id += int64(text[3] % 3)
			events = append(events, madeUp(types[int(text[0])%len(types)], text[1]%8, id, id-int64(text[2])))
		}
		checkTimeline(t, events)
	})
}

func madeUp(typ history.Type, what byte, id, prev int64) history.Event {
	e := history.Event{ID: id, PreviousEventID: prev, Type: typ}
	name := string('a' + rune(what))
	switch {
	case strings.HasSuffix(string(typ), "StateEntered"):
		e.Details = &history.StateEntered{Name: name}
	case strings.HasSuffix(string(typ), "StateExited"):
		e.Details = &history.StateExited{Name: name}
	case typ == history.TypeMapIterationStarted:
		e.Details = &history.MapIteration{Name: name, Index: int(what)}
	case typ == history.TypeMapIterationSucceeded:
		e.Details = &history.MapIteration{Name: name, Index: int(what)}
	case typ == history.TypeEvaluationFailed:
		e.Details = &history.EvaluationFailed{State: name}
	case typ == history.TypeTaskFailed:
		e.Details = &history.TaskFailure{Error: &name}
	}
	return e
}

// checkTimeline checks what holds for the timeline of any events.
func checkTimeline(t *testing.T, events []history.Event) {
	t.Helper()
	line := history.NewTimeline(events...)
	entered := 0
	for _, e := range events {
		if _, is := e.Details.(*history.StateEntered); is {
			entered++
		}
		if thread, _ := line.At(e.ID); thread == nil {
			t.Errorf("event %d is nowhere", e.ID)
		}
	}
	seen := map[*history.Visit]bool{}
	for v := range line.Main.All() {
		if seen[v] || v.Thread == nil || !slices.Contains(v.Thread.Visits, v) {
			t.Errorf("the visit of %s is there twice, or in no thread", v)
		}
		seen[v] = true
	}
	if len(seen) != entered || len(line.Visits) != entered {
		t.Errorf("%d visits in all threads, %d in order, %d states were entered", len(seen), len(line.Visits), entered)
	}
}
