package state_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
	"github.com/goasl/goasl/state/statetest"

	gocmp "github.com/google/go-cmp/cmp"
)

// TestTurnsAreRecorded: an answer between two turns gives another history than
// one after both, and the journal tells them apart.
func TestTurnsAreRecorded(t *testing.T) {
	const definition = `{"StartAt": "P", "States": {"P": {"Type": "Parallel", "End": true, "Branches": [
		{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "f", "Next": "B"}, "B": {"Type": "Pass", "End": true}}},
		{"StartAt": "C", "States": {"C": {"Type": "Pass", "Next": "D"}, "D": {"Type": "Pass", "Next": "E"}, "E": {"Type": "Pass", "End": true}}}]}}}`
	seen := map[string]bool{}
	for turns := 2; turns <= 5; turns++ {
		d := begin(t, definition, `{}`, state.Config{Journal: true})
		j := journalOf(t, d.r)
		for range turns {
			j.step(t, 1)
		}
		d.r.Done(epoch, 1, jsonvalue.True, nil)
		if b := j.step(t, 0); len(b.Inputs) != 1 || b.Inputs[0].Turn != int64(turns) {
			t.Errorf("after %d turns the journal has %+v", turns, b.Inputs)
		}
		j.check(t)
		seen[strings.Join(bytesOf(j.events), "\n")] = true
	}
	if len(seen) < 3 {
		t.Errorf("there are %d histories", len(seen))
	}
}

// journaled is a Run whose journal a test keeps.
type journaled struct {
	*statetest.Journal
	run    *state.Run
	events []history.Event
	cutter *statetest.Cutter // nil to cut no turn
}

func journalOf(t testing.TB, r *state.Run) *journaled {
	t.Helper()
	j, err := statetest.NewJournal(r)
	if err != nil {
		t.Fatal(err)
	}
	return &journaled{Journal: j, run: r}
}

// step takes turns.
func (j *journaled) step(t testing.TB, max int) (b state.Batch) {
	t.Helper()
	more, err := true, error(nil)
	if j.cutter == nil {
		_, err = j.run.Step(&b, max)
	}
	for n := 0; j.cutter != nil && more && err == nil && (n < max || max == 0); n++ {
		more, err = j.cutter.Step(j.run, &b)
	}
	if err != nil {
		t.Fatal(err)
	}
	j.Add(j.run, &b)
	j.events = append(j.events, b.Events...)
	return b
}

// check checks that the Run can be rebuilt.
func (j *journaled) check(t testing.TB) {
	t.Helper()
	if err := j.Check(j.run, j.events); err != nil {
		t.Error(err)
	}
}

// TestJournalOfTheTime: the time is told again and again while nothing happens;
// the journal keeps what had an effect.
func TestJournalOfTheTime(t *testing.T) {
	d := begin(t, single(`"Type": "Wait", "Seconds": 10`), `{}`, state.Config{Journal: true})
	d.step()
	for n := range 13 {
		d.r.Advance(epoch.Add(time.Duration(n) * time.Second))
	}
	var b state.Batch
	d.r.Flush(&b)
	var times []time.Duration
	for _, in := range b.Inputs {
		times = append(times, in.Now.Sub(epoch))
	}
	if want := []time.Duration{10 * time.Second, 12 * time.Second}; !slices.Equal(times, want) {
		t.Errorf("the journal has the times %v, want %v", times, want)
	}
	if b.Inputs = nil; !d.r.Tell(state.Input{Kind: state.InputAdvance, Now: epoch.Add(time.Hour)}) {
		t.Error("a later time is no input")
	}
	if d.r.Tell(state.Input{Kind: state.InputAdvance, Now: epoch}) {
		t.Error("the time ran backwards")
	}
}

// TestInputsThatDoNotFit: Apply refuses what is not the next input of the Run's own
// journal, and says why.
func TestInputsThatDoNotFit(t *testing.T) {
	for name, in := range map[string]state.Input{
		"turn is over":      {Kind: state.InputDone, Turn: 0, ID: 1},
		"no turn is left":   {Kind: state.InputDone, Turn: 2, ID: 1},
		"nothing waits":     {Kind: state.InputDone, Turn: 1, ID: 2},
		"nothing waits for": {Kind: "sung", Turn: 1, ID: 1},
	} {
		d := begin(t, task("f", ""), `{}`, state.Config{})
		d.step()
		var diverged *state.DivergedError
		err := d.r.Apply(new(state.Batch), in)
		if !errors.As(err, &diverged) || !strings.Contains(err.Error(), name) || diverged.Turn != 1 || diverged.Input.ID != in.ID {
			t.Errorf("%s: %v", name, err)
		}
		if !d.r.Done(epoch, 1, jsonvalue.True, nil) {
			t.Errorf("%s: the run does not go on", name)
		}
	}
}

var inputs = []state.Input{
	{Kind: state.InputAdvance, Turn: 7, Now: epoch.Add(time.Nanosecond)},
	{Kind: state.InputDone, Now: epoch, ID: 1, Output: jsonvalue.MustParse(`{"b": [1.0], "a": "<ä\u0001>"}`)},
	{Kind: state.InputDone, Now: epoch, ID: 1, Output: jsonvalue.NullValue},
	{Kind: state.InputDone, Now: epoch, ID: 1, Failure: state.NewFailure("E", "line\nbreak")},
	{Kind: state.InputDone, Now: epoch, ID: 1, Failure: &state.Failure{}},
	{Kind: state.InputAbort, Now: epoch, Failure: &state.Failure{Cause: new(string)}},
	{Kind: state.InputPostpone, Turn: 3, Now: epoch},
	{Kind: state.InputStarted, Now: epoch, ID: 1 << 60, Worker: `"w"`},
	{Kind: state.InputChildDone, Now: epoch, ID: 2, Child: &state.ChildOutcome{ARN: "arn", Name: "n", Input: `{"a": 1}`, Outcome: state.Outcome{
		Status: state.Succeeded, Output: jsonvalue.True, Started: epoch, Ended: epoch.Add(time.Hour),
	}}},
	{Kind: state.InputDone, Now: epoch, ID: 3, Output: jsonvalue.MustParse(rawText)},
	{Kind: state.InputChildDone, Now: epoch, ID: 3, Child: &state.ChildOutcome{Input: rawText, Outcome: state.Outcome{
		Status: state.Succeeded, Output: jsonvalue.MustParse(rawText), Started: epoch, Ended: epoch,
	}}},
	{Kind: state.InputChildDone, Now: epoch, ID: 2, Child: &state.ChildOutcome{Outcome: state.Outcome{
		Status: state.Failed, Failure: state.NewFailure("E", ""), Started: epoch, Ended: epoch,
		RedriveCount: 2, RedriveDate: epoch.Add(time.Second), NoRedrive: "it is full",
	}, Snapshot: []byte(`{"a": "\n"}`)}},
	{Kind: state.InputRedrive, Now: epoch, Token: "token"},
	{Kind: state.InputSkipWait, Now: epoch, ID: 2},
	{Kind: state.InputRedriveRefused, Now: epoch, ID: 3, Failure: state.NewFailure("E", "c")},
}

// TestRecord: inputs come out of their JSON as they went in, with the texts of their
// outputs, although a record is one line.
func TestRecord(t *testing.T) {
	record := state.Record{Inputs: inputs, Turn: 7}
	text := state.AppendRecord(nil, record)
	again, err := state.ParseRecord(text)
	sameText := gocmp.Comparer(func(a, b jsonvalue.Value) bool { return a.String() == b.String() })
	if diff := gocmp.Diff(record, again, sameText); diff != "" || err != nil {
		t.Errorf("%v\n%s\n%s", err, diff, text)
	}
	if bytes.ContainsAny(text, "\r\n") {
		t.Errorf("the record has line breaks: %q", text)
	}
}

// A tool that formats a journal anew changes no output.
func TestRecordFormattedAnew(t *testing.T) {
	in, err := state.ParseInput([]byte(`{"kind": "done", "turn": 0, "now": "2026-01-02T03:04:05Z", "output": [ 1, "\u0041" ]}`))
	if err != nil || in.Output.String() != `[1,"A"]` {
		t.Errorf("got %s, %v", in.Output, err)
	}
}

func TestRefusedRecords(t *testing.T) {
	for text, want := range map[string]string{
		`{"revision":1,"steps":[]}`: "revision 1",
		`{"inputs":[]}`:             "revision 0",
		`{"revision":4,"steps":[]}`: "steps",
		`{"revision":4,"inputs":[{"kind":"done","output":1,"outputText":" 1"}]}`:  "twice",
		`{"revision":4,"inputs":[{"kind":"done","outputText":"[1"}]}`:             "invalid JSON",
		`{"revision":4,"inputs":[{"kind":"done","outputText":1}]}`:                "outputText",
		`{"revision":4,"inputs":[{"kind":"sung"}]}`:                               `no kind "sung"`,
		`{"revision":4,"inputs":[{"kind":"done","turn":-1}]}`:                     "turn -1",
		`{"revision":4,"turn":-2,"inputs":[]}`:                                    "turn -2",
		`{"revision":4,"inputs":[{"kind":"done","now":"today"}]}`:                 "today",
		`{"revision":4,"inputs":[]} {}`:                                           "",
		`[`:                                                                       "",
		`{"revision":4,"inputs":` + strings.Repeat("[", 1<<16):                    "",
		`{"revision":4,"inputs":[{"kind":"done","id":9223372036854775808}]}`:      "9223372036854775808",
		`{"revision":4,"inputs":[{"kind":"done","failure":{"error":1}}]}`:         "error",
		`{"revision":4,"inputs":[{"kind":"childDone","child":{"status":false}}]}`: "status",
	} {
		if _, err := state.ParseRecord([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60s: %v, want it to name %q", text, err, want)
		}
	}
	if _, err := state.ParseRecord([]byte(`{"revision":1}`)); !errors.Is(err, state.ErrRevision) {
		t.Errorf("another revision: %v", err)
	}
}

// FuzzParseInput: what is read can be written and read again.
func FuzzParseInput(f *testing.F) {
	for _, in := range inputs {
		f.Add(in.AppendJSON(nil))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		in, err := state.ParseInput(text)
		if err != nil {
			return
		}
		written := in.AppendJSON(nil)
		again, err := state.ParseInput(written)
		if err != nil || string(again.AppendJSON(nil)) != string(written) {
			t.Errorf("%v\n%s\n%s", err, text, written)
		}
	})
}

// FuzzJournal: whatever a Run is told, and whenever, its journal gives the same
// history again, byte for byte, and the same Run. Turns that were cut leave no trace.
func FuzzJournal(f *testing.F) {
	f.Add(uint64(1), []byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
	for seed := range uint64(300) { // the answers of Map Runs
		f.Add(seed, []byte("\x0c\x0a\x1a\x0c\x2a\x3a\x0c\x5a\x0c\x0a\x1a\x2a\x3a\x0c\x1a\x2a\x4a\x0c\x0d\x0e"))
	}
	for seed := range uint64(200) { // redrives
		f.Add(seed, []byte("\x0c\x0a\x1a\x0c\x2a\x3a\x0c\x5a\xff\x0c\x0f\x1c\x0c\x0a\x15\x0c\x25\x1a\x0c\x1a\x15\x0c\x0f\x0c\x0a\x0c\xff\x0f\xff\x0f\x0c\x0a\x0c\x0a\x0c\x05\x0c"))
	}
	for seed := range uint64(100) { // waits that are skipped
		f.Add(seed, []byte("\x0c\x05\xaf\x0c\xbf\x15\x0c\xaf\x25\xcf\x0c\xaf\x0e\xbf\x0c\xaf\x0c"))
	}
	f.Add(uint64(7), []byte("\x05\x15\x01\x11\x02\x22\x07\x07\x07\x0c"))
	f.Fuzz(func(t *testing.T, seed uint64, script []byte) {
		m := parse(t, newGenerator(seed).machine())
		cutter := statetest.NewCutter(seed)
		cfg := configured(state.Config{
			Journal: true, Seed: seed, Limits: state.Limits{Events: 400}, Interrupt: cutter.Interrupt, Ending: cutter.Ending,
		})
		r, err := state.Start(m, []byte(`{"n": 1, "l": [1, "b", null]}`), cfg)
		if err != nil {
			t.Fatal(err)
		}
		j, now := journalOf(t, r), epoch
		j.cutter = cutter
		for _, b := range script[:min(len(script), 400)] {
			now = now.Add(j.follow(t, now, b))
		}
		j.step(t, 0)
		j.check(t)
	})
}

// follow does what a byte of a script says, and returns how much time passes.
func (j *journaled) follow(t *testing.T, now time.Time, b byte) time.Duration {
	r, turns := j.run, int(b>>4)
	kinds := []state.InputKind{
		state.InputScheduled, state.InputMissing, state.InputStarted, state.InputSubmitted, state.InputHeartbeat, state.InputDone,
		state.InputTimedOut, state.InputMissedHeartbeat, state.InputAgain, state.InputChildStarted, state.InputChildDone, state.InputUnusable, "sung",
	}
	switch op := int(b & 15); {
	case op < len(kinds):
		in := state.Input{Kind: kinds[op], Now: now, ID: int64(turns), Worker: "w\xff", Output: jsonvalue.OfInt(int64(b))}
		if pending := r.Outstanding(); len(pending) > 0 {
			e := pending[turns%len(pending)].Effect
			in.ID = effectID(e)
			switch e := e.(type) {
			case *state.ReadItems:
				in.Kind, in.Page = state.InputItemsRead, &state.Page{Items: numbers(turns % 4), Last: turns%5 == 0}
			case *state.StartItem:
				if e.Redrive && turns%4 == 2 {
					in.Kind, in.Failure = state.InputRedriveRefused, state.NewFailure("E", "c")
				}
			case *state.WriteResults:
				in.Kind, in.Sizes = state.InputResultsWritten, make([]int64, len(e.Files))
			}
		}
		if turns%3 == 1 {
			in.Failure = state.NewFailure("E\xff\xfe", "c")
		}
		if runs := r.MapRuns(); len(runs) > 0 && in.Kind == "sung" {
			n := int64(turns - 1)
			in.Kind, in.MapRun = state.InputUpdateMapRun, &state.MapRunUpdate{ARN: runs[len(runs)-1].ARN, MaxConcurrency: &n, ToleratedFailureCount: &n}
		}
		in.Child = &state.ChildOutcome{ARN: "arn", Outcome: state.Outcome{Status: state.Succeeded, Output: jsonvalue.True, Started: epoch, Ended: now}}
		r.Tell(in)
	case op == len(kinds):
		j.step(t, turns)
	case op == len(kinds)+1:
		r.Advance(now.Add(-time.Duration(turns) * time.Millisecond))
		return time.Duration(turns) * 700 * time.Millisecond
	case op == len(kinds)+2:
		if at, timed := r.Deadline(); timed {
			r.Advance(at)
			return max(0, at.Sub(now))
		}
	case turns == 15:
		r.Abort(now, state.Failure{})
	case turns >= 10:
		r.SkipWait(now, anyWait(r, j.events, turns))
	case r.Status() != state.Running:
		r.Tell(state.Input{Kind: state.InputRedrive, Now: now, Token: "t\xff"})
	default:
		r.Postpone(now)
	}
	return 0
}
