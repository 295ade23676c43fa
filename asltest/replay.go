package asltest

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/internal/replay"
	"github.com/goasl/goasl/jsonvalue"
)

// ReplayOption says what a history does not, or how it is compared.
type ReplayOption func(*replay.Options)

// ExecutionARN is the ARN of the recorded execution, which a history does not have. The
// context object has its parts. Without it, a machine that uses the name of its execution
// or its own name has others, which count as equal to the recorded ones.
func ExecutionARN(arn string) ReplayOption {
	return func(o *replay.Options) { o.ARN = arn }
}

// Tolerance is how much earlier or later than in the recording a Wait state, a retry or a
// timeout may come; the default is 2 seconds. If it is negative, times are not compared.
func Tolerance(d time.Duration) ReplayOption {
	return func(o *replay.Options) { o.Tolerance = d }
}

// SkippedWaits says that a Wait state, or the delay before a retry, that is over sooner than the
// machine says was skipped, as [asl.Execution.SkipWait] and the page of asl serve do. Otherwise that
// is a difference, as nothing else in a history tells of it.
func SkippedWaits() ReplayOption {
	return func(o *replay.Options) { o.Skipped = true }
}

// History reads the history of an execution from files, as "aws stepfunctions
// get-execution-history" prints it: see [history.Read]. It fails the test if they cannot be
// read.
func History(t testing.TB, files ...string) []history.Event {
	t.Helper()
	var pages [][]byte
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatalf("asltest: %v", err)
		}
		pages = append(pages, text)
	}
	events, err := history.Read(pages...)
	if err != nil {
		t.Fatalf("asltest: %s: %v", strings.Join(files, ", "), err)
	}
	return events
}

// Replay runs a machine as a recorded execution ran, and fails the test if it does
// anything else: so a changed definition is tried against what has happened, before it is
// deployed. It shows the first event that differs, and calls that the recording has no
// answer to. [ReplayHistory] does the same without a test, and says what is compared.
func Replay(t testing.TB, m *asl.Machine, events []history.Event, opts ...ReplayOption) {
	t.Helper()
	r, err := ReplayHistory(m, events, opts...)
	switch {
	case err != nil:
		t.Fatalf("asltest: Replay: %v", err)
	case !r.Same():
		t.Errorf("asltest: Replay: %s", r)
	case len(r.Missing) > 0:
		t.Logf("asltest: Replay: %s", r)
	}
}

// Replayed is what came of the replay of a history.
type Replayed struct {
	Events     []history.Event // of the machine under test
	Recorded   int             // the number of events that were to be replayed
	Compared   int             // the number of them up to the first difference
	Difference *Difference     // nil if there is none
	Unanswered []Unanswered    // calls that the recording has no answer to, in order
	Missing    []int64         // IDs of recorded events that were compared without a payload: the export lacks it
}

// Difference is an event that differs: the first one in the order of the recording.
type Difference struct {
	State    string         // with the numbers of the branches and iterations around it, as in [Run.Path]; "" outside of states
	Reason   string         // what differs
	Recorded *history.Event // nil if only the machine under test has it
	Own      *history.Event // of the machine under test; nil if only the recording has it

	text string
}

// Unanswered is a call of a task, or a Map Run, that the recording has no answer to.
type Unanswered struct {
	State  string // as in a [Difference]
	Call   string // the resource and the input
	Reason string // why there is no answer
}

// ReplayHistory runs a machine as a recorded execution ran: with its input, from its
// start on, with tasks that answer as and when the history says, and stops and redrives it
// as it was. It then compares the events. The history is that of a STANDARD execution, from
// its first event on; a part of it, events[:n], is replayed as far as it goes.
//
// Compared are the types of the events, their order in each branch and iteration, and
// their details, texts exactly. IDs are not: what runs side by side may be mingled
// in another way. What an execution makes up or takes from the clock (task tokens, UUIDs,
// times) stands for what is recorded in its place. Of the times, those of Wait states,
// timeouts and retries without jitter are compared, with a [Tolerance]; others come from
// the recording.
//
// What an export lacks is not guessed: a task whose result it has not gets no answer, and
// other payloads are not compared. It has no executions of Map Runs; one is replayed if its
// result follows from the output of the state, or if a ResultWriter writes it, and has no
// answer otherwise.
//
// The error says that the events are not the history of an execution, or have no input, or
// what is wrong with an option.
func ReplayHistory(m *asl.Machine, events []history.Event, opts ...ReplayOption) (*Replayed, error) {
	if m == nil {
		return nil, errors.New("the machine is nil")
	}
	o := replay.Options{Tolerance: replay.Tolerance}
	for _, opt := range opts {
		if opt == nil {
			return nil, errors.New("a ReplayOption is nil")
		}
		opt(&o)
	}
	result, err := replay.Run(m.Definition(), events, o)
	if err != nil {
		return nil, err
	}
	r := &Replayed{
		Events: result.Events, Recorded: len(events), Compared: result.Compared,
		Missing: result.Missing,
	}
	if d := result.Difference; d != nil {
		r.Difference = &Difference{State: d.State, Reason: d.Reason, Recorded: d.Recorded, Own: d.Own, text: d.String()}
	}
	for _, u := range result.Unanswered {
		r.Unanswered = append(r.Unanswered, Unanswered{State: u.State, Call: u.Call, Reason: u.Reason})
	}
	return r, nil
}

// Same reports whether the machine did what was recorded, all of it.
func (r *Replayed) Same() bool {
	return r.Difference == nil && len(r.Unanswered) == 0
}

// String describes the first difference, with both events, and all that was not replayed,
// in several lines.
func (r *Replayed) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d of %d events are as recorded", r.Compared, r.Recorded)
	if d := r.Difference; d != nil {
		fmt.Fprintf(&b, "\n%s\n%s", cut(d.String()), d.Diff())
	}
	if len(r.Unanswered) > 0 {
		b.WriteString("\ncalls without a recorded answer:\n")
	}
	for i, u := range r.Unanswered {
		if i == longest {
			fmt.Fprintf(&b, "    … %d more\n", len(r.Unanswered)-i)
			break
		}
		fmt.Fprintf(&b, "    state %s calls %s: %s\n", u.State, cut(u.Call), cut(u.Reason))
	}
	if len(r.Missing) > 0 {
		fmt.Fprintf(&b, "\nnot compared, as the export does not have them: payloads of the events %s\n", list(r.Missing))
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// list lists the first IDs of events.
func list(ids []int64) string {
	ids = slices.Compact(slices.Clone(ids))
	const most = 20
	text := strings.Trim(fmt.Sprint(ids[:min(len(ids), most)]), "[]")
	if len(ids) > most {
		text += fmt.Sprintf(" and %d more", len(ids)-most)
	}
	return strings.ReplaceAll(text, " ", ", ")
}

// String returns the event, the state and the reason, in one line.
func (d *Difference) String() string { return d.text }

// Diff returns both events side by side, line by line: "-" is before what is only in the
// recording, "+" before what the machine under test has instead.
func (d *Difference) Diff() string {
	switch {
	case d.Recorded == nil && d.Own == nil:
		return ""
	case d.Recorded == nil:
		return "+ " + strings.Join(lines(spread(*d.Own)), "\n+ ") + "\n"
	case d.Own == nil:
		return "- " + strings.Join(lines(spread(*d.Recorded)), "\n- ") + "\n"
	}
	recorded, own := spread(*d.Recorded), spread(*d.Own)
	if recorded == own { // texts of the same values
		recorded, own = pretty(parsed(d.Recorded.AppendDetails(nil))), pretty(parsed(d.Own.AppendDetails(nil)))
	}
	return differText(recorded, own)
}

// spread shows an event over several lines, with payloads as values.
func spread(e history.Event) string {
	text := string(e.Type) + ", at " + e.Timestamp.UTC().Format(time.RFC3339Nano) + "\n"
	details := parsed(e.AppendDetails(nil))
	if details.Len() == 0 {
		return text
	}
	var members []jsonvalue.Member
	for name, v := range details.Members() {
		if inner, err := jsonvalue.ParseString(v.Text()); err == nil && v.Kind() == jsonvalue.String && !strings.HasSuffix(name, "Details") {
			v = inner
		}
		members = append(members, jsonvalue.Member{Name: name, Value: v})
	}
	return text + pretty(jsonvalue.OfObject(members))
}
