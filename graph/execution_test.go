package graph_test

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/graph"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"

	"github.com/google/go-cmp/cmp"
)

// played is what an execution did.
type played struct {
	machine   *asl.Machine
	events    []history.Event
	decisions []state.Decision
}

// tasks are the resources of the definitions here: Echo succeeds, Twice only when it is
// called again, others fail with an error of their own name.
func tasks() *asl.Mux {
	calls := 0
	mux := &asl.Mux{}
	mux.Handle("Echo", func(_ context.Context, in json.RawMessage) (json.RawMessage, error) { return in, nil })
	mux.Handle("Twice", func(_ context.Context, in json.RawMessage) (json.RawMessage, error) {
		if calls++; calls == 1 {
			return nil, asl.NewError("E", "")
		}
		return in, nil
	})
	for _, name := range []string{"E", "States.Timeout"} {
		mux.Handle(name, func(context.Context, json.RawMessage) (json.RawMessage, error) { return nil, asl.NewError(name, "") })
	}
	return mux
}

func play(t *testing.T, definition, input string) played {
	t.Helper()
	p := played{machine: asl.MustParse(definition)}
	_, err := p.machine.Execute(t.Context(), []byte(input),
		asl.WithResolver(tasks()), asl.WithClock(asl.NewVirtualClock(time.Time{})),
		asl.WithObserver(func(_ *asl.Execution, e history.Event) { p.events = append(p.events, e) }),
		asl.WithDecisions(func(_ *asl.Execution, d state.Decision) { p.decisions = append(p.decisions, d) }))
	if err != nil && !errors.As(err, new(*asl.Error)) {
		t.Fatal(err)
	}
	return p
}

// drawn has, by the ids of elements, the last of their classes and the numbers beside
// their badges, and all text.
type drawn struct {
	ids     []string // in order
	classes map[string]string
	chips   map[string][]string
	texts   []string
}

func draw(t *testing.T, m graph.Machine, opts ...graph.Option) drawn {
	t.Helper()
	g, err := graph.New(m)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := g.WriteSVG(&out, opts...); err != nil {
		t.Fatal(err)
	}
	all := drawn{classes: map[string]string{}, chips: map[string][]string{}}
	decoder := xml.NewDecoder(&out)
	inStyle := false
	last, chip := "", "" // the last id, and the classes of the chip that is read
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.CharData:
			if !inStyle {
				all.texts = append(all.texts, string(token))
			}
			if chip != "" {
				all.chips[last] = append(all.chips[last], strings.TrimPrefix(chip+" "+string(token), "chip  "))
				chip = ""
			}
		case xml.StartElement:
			inStyle = token.Name.Local == "style"
			var id, class string
			for _, a := range token.Attr {
				switch a.Name.Local {
				case "id":
					id = a.Value
				case "class":
					class = a.Value
				}
			}
			if words := strings.Fields(class); id != "" && len(words) > 0 {
				all.classes[id], last = words[len(words)-1], id
				all.ids = append(all.ids, id)
			} else if len(words) > 0 && words[0] == "chip" {
				chip = class
			}
		}
	}
}

// want compares the classes of elements, by the ends of their ids.
func (d drawn) want(t *testing.T, name string, want map[string]string) {
	t.Helper()
	got := map[string]string{}
	for id := range want {
		class, ok := d.classes[id]
		if !ok {
			t.Errorf("%s: there is no %s", name, id)
		}
		got[id] = class
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

const twoWays = `{"StartAt": "C", "States": {
	"C": {"Type": "Choice", "Default": "T", "Choices": [
		{"Variable": "$.n", "NumericEquals": 1, "Next": "T"}, {"Variable": "$.n", "NumericEquals": 2, "Next": "T"}, {"Variable": "$.n", "NumericEquals": 3, "Next": "S"}]},
	"T": {"Type": "Task", "Resource": "E", "Next": "S", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "S"}]},
	"S": {"Type": "Task", "Resource": "Echo", "Next": "End", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "End"}]},
	"End": {"Type": "Succeed"}}}`

// With decisions the ways are known; without, those are dashed that cannot be told from
// each other. A failure tells a catcher from Next.
func TestWays(t *testing.T) {
	p := play(t, twoWays, `{"n": 2}`)
	exact := draw(t, p.machine, graph.WithExecution(history.NewTimeline(p.events...), p.decisions...))
	exact.want(t, "with decisions", map[string]string{
		"transition-Choices-0-C": "idle", "transition-Choices-1-C": "taken", "transition-Choices-2-C": "idle", "transition-Default-0-C": "idle",
		"transition-Next-0-T": "idle", "transition-Catch-0-T": "taken", "transition-Next-0-S": "taken", "transition-Catch-0-S": "idle",
		"transition-Start": "taken", "transition-End-0-End": "taken",
		"state-C": "succeeded", "state-T": "caught", "state-S": "succeeded", "state-End": "succeeded", "asl-start": "taken", "asl-end": "succeeded",
	})
	if at := slices.Index(exact.ids, "transition-Choices-1-C"); at < slices.Index(exact.ids, "transition-Default-0-C") {
		t.Errorf("a way that was not taken is upon one that was: %q", exact.ids)
	}
	guessed := draw(t, p.machine, graph.WithExecution(history.NewTimeline(p.events...)))
	guessed.want(t, "without decisions", map[string]string{
		"transition-Choices-0-C": "maybe", "transition-Choices-1-C": "maybe", "transition-Choices-2-C": "idle", "transition-Default-0-C": "maybe",
		"transition-Next-0-T": "idle", "transition-Catch-0-T": "taken", "transition-Next-0-S": "maybe", "transition-Catch-0-S": "maybe",
		"state-T": "caught",
	})
	for d, want := range map[*drawn]bool{&exact: false, &guessed: true} {
		if got := strings.Contains(strings.Join(d.texts, "\n"), "one of these was taken"); got != want {
			t.Errorf("the legend speaks of ways that are not known: %v, want %v", got, want)
		}
	}
}

func TestStatuses(t *testing.T) {
	for name, c := range map[string]struct {
		definition string
		until      int // events; 0 for all
		want       map[string]string
		chips      []string // of the state M
	}{
		"a failure": {definition: `{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "E", "Next": "B"}, "B": {"Type": "Succeed"}}}`,
			want: map[string]string{"state-A": "failed", "state-B": "idle", "transition-Next-0-A": "idle", "asl-end": "idle", "transition-Start": "taken"}},
		"a Fail state": {definition: `{"StartAt": "A", "States": {"A": {"Type": "Fail", "Error": "E"}}}`,
			want: map[string]string{"state-A": "failed", "transition-End-0-A": "taken", "asl-end": "failed"}},
		"a failure in a branch": {definition: `{"StartAt": "P", "States": {"P": {"Type": "Parallel", "Next": "S", "Catch": [{"ErrorEquals": ["E"], "Next": "S"}], "Branches": [
				{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "E", "End": true}}},
				{"StartAt": "B", "States": {"B": {"Type": "Wait", "Seconds": 60, "Next": "C"}, "C": {"Type": "Succeed"}}}]}, "S": {"Type": "Succeed"}}}`,
			want: map[string]string{"state-P": "caught", "state-A": "failed", "state-B": "aborted", "state-C": "idle", "state-S": "succeeded", "transition-Catch-0-P": "taken", "transition-Next-0-P": "idle"}},
		"a timeout": {definition: `{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "States.Timeout", "End": true}}}`,
			want: map[string]string{"state-A": "timedout"}},
		"the execution's timeout": {definition: `{"TimeoutSeconds": 5, "StartAt": "M", "States": {"M": {"Type": "Map", "Next": "S", "ItemProcessor": {"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 60, "End": true}}}}, "S": {"Type": "Succeed"}}}`,
			want:  map[string]string{"state-M": "timedout", "state-A": "timedout", "state-S": "idle", "asl-end": "idle"},
			chips: []string{"chip timedout 2"}},
		"while it runs": {definition: `{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Wait", "Seconds": 1, "End": true}}}`, until: 4,
			want: map[string]string{"state-A": "succeeded", "state-B": "running", "transition-Next-0-A": "taken", "transition-End-0-B": "idle"}},
		"nothing yet": {definition: `{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}`, until: 1,
			want: map[string]string{"state-A": "idle", "asl-start": "idle", "transition-Start": "idle"}},
		"a loop": {definition: `{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "Twice", "Catch": [{"ErrorEquals": ["E"], "Next": "A"}], "End": true}}}`,
			want: map[string]string{"state-A": "succeeded", "transition-Catch-0-A": "taken"}},
	} {
		p := play(t, c.definition, `[1, 2]`)
		if c.until > 0 {
			p.events = p.events[:c.until]
		}
		d := draw(t, p.machine, graph.WithExecution(history.NewTimeline(p.events...)))
		d.want(t, name, c.want)
		if diff := cmp.Diff(c.chips, d.chips["state-M"]); diff != "" {
			t.Errorf("%s: numbers of M (-want +got):\n%s", name, diff)
		}
	}
}

// Numbers say how many items of a Map have which outcome, how often a state was entered
// and how often it was tried again.
func TestCounts(t *testing.T) {
	p := play(t, `{"StartAt": "M", "States": {"M": {"Type": "Map", "MaxConcurrency": 1, "End": true, "ItemProcessor": {"StartAt": "C", "States": {
		"C": {"Type": "Choice", "Choices": [{"Variable": "$", "NumericEquals": 4, "Next": "F"}], "Default": "T"},
		"T": {"Type": "Task", "Resource": "Twice", "Retry": [{"ErrorEquals": ["E"]}], "Catch": [{"ErrorEquals": ["X"], "Next": "F"}], "End": true},
		"F": {"Type": "Fail"}}}}}}`, `[1, 2, 3, 4, 5, 6]`)
	d := draw(t, p.machine, graph.WithExecution(history.NewTimeline(p.events...), p.decisions...))
	want := map[string][]string{
		"state-M": {"chip failed 1", "chip succeeded 3", "2 left"},
		"state-C": {"×4"},
		"state-T": {"×3", "↻ 1"},
	}
	if diff := cmp.Diff(want, d.chips); diff != "" {
		t.Errorf("numbers (-want +got):\n%s", diff)
	}
	if text := "The execution failed."; !slices.Contains(d.texts, text) {
		t.Errorf("there is no %q", text)
	}
}

// Histories and decisions of another machine mark nothing, and break nothing.
func TestOtherMachine(t *testing.T) {
	p := play(t, twoWays, `{"n": 2}`)
	m := asl.MustParse(`{"StartAt": "X", "States": {"X": {"Type": "Succeed"}}}`)
	d := draw(t, m, graph.WithExecution(history.NewTimeline(p.events...), append(p.decisions, state.Decision{})...))
	d.want(t, "another machine", map[string]string{"state-X": "idle", "transition-End-0-X": "idle"})
}
