package compare

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/goasl/goasl/jsonvalue"
)

// A history below has an event a line: the branch or iteration it lies in ("-" for
// none), the previousEventId, the type, the state or index, and what its details
// say. {#N} stands for the JSON text of a cause that names the event N.

// Of three iterations two run at once: the third takes the place of the first that
// ends.
const (
	mapFirst = `
- 0  ExecutionStarted
- 0  MapStateEntered M
- 2  MapStateStarted
0 3  MapIterationStarted 0
1 3  MapIterationStarted 1
0 4  TaskStateEntered T {"n":0}
1 5  TaskStateEntered T {"n":1}
0 6  TaskScheduled
1 7  TaskScheduled
0 8  TaskSucceeded {"n":0}
0 10 TaskStateExited T {"n":0}
0 11 MapIterationSucceeded 0
2 11 MapIterationStarted 2
2 13 TaskStateEntered T {"n":2}
1 9  TaskSucceeded {"n":1}
2 14 TaskScheduled
1 15 TaskStateExited T {"n":1}
1 17 MapIterationSucceeded 1
2 16 TaskSucceeded {"n":2}
2 19 TaskStateExited T {"n":2}
2 20 MapIterationSucceeded 2
- 21 MapStateSucceeded
- 21 MapStateExited M {"n":[0,1,2]}
- 23 ExecutionSucceeded`

	mapSecondEndsFirst = `
- 0  ExecutionStarted
- 0  MapStateEntered M
- 2  MapStateStarted
0 3  MapIterationStarted 0
0 4  TaskStateEntered T {"n":0}
0 5  TaskScheduled
1 3  MapIterationStarted 1
1 7  TaskStateEntered T {"n":1}
1 8  TaskScheduled
1 9  TaskSucceeded {"n":1}
1 10 TaskStateExited T {"n":1}
1 11 MapIterationSucceeded 1
2 11 MapIterationStarted 2
2 13 TaskStateEntered T {"n":2}
2 14 TaskScheduled
2 15 TaskSucceeded {"n":2}
2 16 TaskStateExited T {"n":2}
2 17 MapIterationSucceeded 2
0 6  TaskSucceeded {"n":0}
0 19 TaskStateExited T {"n":0}
0 20 MapIterationSucceeded 0
- 21 MapStateSucceeded
- 21 MapStateExited M {"n":[0,1,2]}
- 23 ExecutionSucceeded`
)

// Two branches, one of them with a Map that runs one iteration after the other.
const (
	branchesFirst = `
- 0  ExecutionStarted
- 0  ParallelStateEntered P
- 2  ParallelStateStarted
a 3  PassStateEntered A
b 3  MapStateEntered B
a 4  PassStateExited A {"a":1}
b 5  MapStateStarted
b 7  MapIterationStarted 0
b 8  PassStateEntered I
b 9  PassStateExited I
b 10 MapIterationSucceeded 0
b 10 MapIterationStarted 1
b 12 PassStateEntered I
b 13 PassStateExited I
b 14 MapIterationSucceeded 1
b 15 MapStateSucceeded
b 15 MapStateExited B
- 17 ParallelStateSucceeded
- 17 ParallelStateExited P
- 19 ExecutionSucceeded`

	branchesOtherEndsLast = `
- 0  ExecutionStarted
- 0  ParallelStateEntered P
- 2  ParallelStateStarted
b 3  MapStateEntered B
b 4  MapStateStarted
b 5  MapIterationStarted 0
b 6  PassStateEntered I
b 7  PassStateExited I
b 8  MapIterationSucceeded 0
a 3  PassStateEntered A
b 8  MapIterationStarted 1
b 11 PassStateEntered I
b 12 PassStateExited I
b 13 MapIterationSucceeded 1
b 14 MapStateSucceeded
b 14 MapStateExited B
a 10 PassStateExited A {"a":1}
- 17 ParallelStateSucceeded
- 17 ParallelStateExited P
- 19 ExecutionSucceeded`
)

// One of two branches fails; the cause and the output name an event in it. The
// first attempt of the Parallel fails as a whole.
const (
	failureFirst = `
- 0  ExecutionStarted
- 0  ParallelStateEntered P
- 2  ParallelStateStarted
a 3  WaitStateEntered A
b 3  PassStateEntered B
b 5  PassStateExited B
b 6  TaskStateEntered B2
- 7  ParallelStateStarted
c 8  WaitStateEntered A
d 8  PassStateEntered B
d 10 PassStateExited B
d 11 TaskStateEntered B2
d 12 TaskFailed {#12}
- 13 WaitStateAborted
- 13 TaskStateAborted
- 13 ParallelStateFailed
- 16 ParallelStateExited P {#12}
- 17 ExecutionSucceeded`

	failureOtherFirst = `
- 0  ExecutionStarted
- 0  ParallelStateEntered P
- 2  ParallelStateStarted
b 3  PassStateEntered B
b 4  PassStateExited B
a 3  WaitStateEntered A
b 5  TaskStateEntered B2
- 7  ParallelStateStarted
d 8  PassStateEntered B
d 9  PassStateExited B
d 10 TaskStateEntered B2
c 8  WaitStateEntered A
d 11 TaskFailed {#11}
- 13 WaitStateAborted
- 13 TaskStateAborted
- 13 ParallelStateFailed
- 16 ParallelStateExited P {#11}
- 17 ExecutionSucceeded`
)

// A Map inside the iterations of a Map, all at once; the first state of a branch
// fails in its evaluation, which links past the state's beginning.
const (
	nestedFirst = `
- 0    ExecutionStarted
- 0    MapStateEntered M
- 2    MapStateStarted
0 3    MapIterationStarted 0
1 3    MapIterationStarted 1
0 4    MapStateEntered N
1 5    MapStateEntered N
0 6    MapStateStarted
0/0 8  MapIterationStarted 0
0/1 8  MapIterationStarted 1
1 7    MapStateStarted
0/0 9  PassStateEntered O {"n":1}
0/1 10 PassStateEntered O {"n":2}
0/0 12 PassStateExited O
0/0 14 MapIterationSucceeded 0
0/1 13 PassStateExited O
0/1 16 MapIterationSucceeded 1
0 17   MapStateSucceeded
0 17   MapStateExited N
0 19   MapIterationSucceeded 0
1 11   MapIterationStarted 0
1 21   PassStateEntered O {"n":3}
1 21   EvaluationFailed O {#22}
1 23   MapIterationFailed 0
1 23   MapStateFailed
- 25   MapIterationFailed 1
- 25   MapStateFailed
- 27   ExecutionFailed {#22}`

	nestedOther = `
- 0    ExecutionStarted
- 0    MapStateEntered M
- 2    MapStateStarted
0 3    MapIterationStarted 0
0 4    MapStateEntered N
0 5    MapStateStarted
0/0 6  MapIterationStarted 0
0/1 6  MapIterationStarted 1
0/1 8  PassStateEntered O {"n":2}
1 3    MapIterationStarted 1
1 10   MapStateEntered N
0/1 9  PassStateExited O
0/1 12 MapIterationSucceeded 1
1 11   MapStateStarted
1 14   MapIterationStarted 0
0/0 7  PassStateEntered O {"n":1}
0/0 16 PassStateExited O
0/0 17 MapIterationSucceeded 0
0 18   MapStateSucceeded
0 18   MapStateExited N
0 20   MapIterationSucceeded 0
1 15   PassStateEntered O {"n":3}
1 15   EvaluationFailed O {#22}
1 23   MapIterationFailed 0
1 23   MapStateFailed
- 25   MapIterationFailed 1
- 25   MapStateFailed
- 27   ExecutionFailed {#22}`
)

var interleavings = []struct{ name, first, other string }{
	{"map", mapFirst, mapSecondEndsFirst},
	{"branches", branchesFirst, branchesOtherEndsLast},
	{"failure", failureFirst, failureOtherFirst},
	{"nested", nestedFirst, nestedOther},
}

func TestInterleavingsAreEqual(t *testing.T) {
	for _, pair := range interleavings {
		first, other := written(t, pair.first), written(t, pair.other)
		for _, x := range []struct {
			name         string
			recorded, of specimen
		}{{"itself", first, first}, {"the other", first, other}, {"the first", other, first}, {"itself", other, other}} {
			if d := x.recorded.check(t, x.of.actual(x.of.events)); d != nil {
				t.Errorf("%s with %s: %v\n%s", pair.name, x.name, d, d.Diff())
			}
		}
	}
}

func TestMutationsOfInterleavedAreRejected(t *testing.T) {
	for _, pair := range interleavings {
		for name, text := range map[string]string{"first": pair.first, "other": pair.other} {
			s := written(t, text)
			if n := rejects(t, pair.name+", "+name, s); n == 0 {
				t.Error("no mutation was tried")
			}
			for i := range len(s.events) - 1 {
				if s.events[i+1].prev != s.events[i].id && s.interleaved(i) {
					accepts(t, fmt.Sprintf("%s, %s: event %d after event %d", pair.name, name, i+1, i+2), s, i)
				}
			}
		}
	}
}

// accepts checks that event i+1 may happen before event i, unless something links
// to whichever ended last.
func accepts(t *testing.T, what string, s specimen, i int) {
	t.Helper()
	for _, e := range s.events {
		if last := s.events[i+1].id; e.prev == last && s.thread(int(e.id)-1) != s.thread(i+1) {
			return
		}
	}
	a := s.actual(reordered(renamed(s.events, i), i))
	if d := s.check(t, a); d != nil {
		t.Errorf("%s: %v\n%s", what, d, d.Diff())
	}
}

// renamed exchanges the ids of events i and i+1 in the causes that name them.
func renamed(events []event, i int) []event {
	x, y := fmt.Sprintf("id #%d)", events[i].id), fmt.Sprintf("id #%d)", events[i+1].id)
	out := make([]event, len(events))
	for j, e := range events {
		if e.key != "" {
			text := strings.NewReplacer(x, y, y, x).Replace(e.details.String())
			e.details = jsonvalue.MustParse(text)
		}
		out[j] = e
	}
	return out
}

// written reads a history in the form above.
func written(t *testing.T, text string) specimen {
	t.Helper()
	var list []jsonvalue.Value
	var threads []string
	status := ""
	for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
		fields := append(strings.Fields(line), "", "")
		prev, err := strconv.Atoi(fields[1])
		if err != nil {
			t.Fatalf("line %d: %v", i+1, err)
		}
		status = fields[2]
		event := fmt.Sprintf(`{"id":%d,"previousEventId":%d,"type":%q`, i+1, prev, fields[2])
		if details := detailsOf(fields[2], fields[3], fields[4]); details != "" {
			event += fmt.Sprintf(`,"%s%sEventDetails":%s`, strings.ToLower(fields[2][:1]), fields[2][1:], details)
		}
		list = append(list, jsonvalue.MustParse(event+"}"))
		threads = append(threads, strings.TrimPrefix(fields[0], "-"))
	}
	status = strings.ToUpper(strings.TrimPrefix(status, "Execution"))
	s := specimenOf(t, Recording{Recorded: "2025-01-01", Status: status, Events: list})
	s.threads = threads
	return s
}

func detailsOf(kind, subject, data string) string {
	if strings.HasPrefix(subject, "{") {
		subject, data = "", subject
	}
	if n, ok := strings.CutPrefix(data, "{#"); ok {
		data = fmt.Sprintf(`{"cause":"failed (entered at the event id #%s)."}`, strings.TrimSuffix(n, "}"))
	}
	var members []string
	switch {
	case subject == "":
	case strings.HasPrefix(kind, "MapIteration"):
		members = append(members, fmt.Sprintf(`"index":%s,"name":"M"`, subject))
	case kind == "EvaluationFailed":
		members = append(members, fmt.Sprintf(`"state":%q`, subject))
	default:
		members = append(members, fmt.Sprintf(`"name":%q`, subject))
	}
	if data != "" {
		members = append(members, `"output":`+data)
	}
	if members == nil {
		return ""
	}
	return "{" + strings.Join(members, ",") + "}"
}
