package state_test

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"

	gocmp "github.com/google/go-cmp/cmp"
)

// epoch is when every execution of the tests starts.
var epoch = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// play is an execution on virtual time: its input, how its tasks answer, and
// what else happens to it.
type play struct {
	input string             // default {}
	cfg   state.Config       // Now is epoch
	tasks map[string][]reply // by state, one for each attempt, the last one again and again; a task without any returns its input
	at    []happening
	large bool // too long to be restored between every two steps

	observe func(snapshot []byte) // sees each snapshot, if not nil
}

// happening is something that the driver does at a time since the start.
type happening struct {
	after time.Duration
	do    func(r *state.Run, now time.Time)
}

// reply is what a task does. Times count from when the task is asked for.
type reply struct {
	starts    time.Duration
	ends      time.Duration
	unstarted bool
	silent    bool // it never ends
	worker    string
	submitted string // JSON; "" submits nothing
	beats     []time.Duration
	out       string // JSON; "" returns the input
	why       *state.Failure
}

func gives(out string) reply                         { return reply{out: out} }
func fails(name, cause string) reply                 { return reply{why: state.NewFailure(name, cause)} }
func failsWith(why state.Failure) reply              { return reply{why: &why} }
func silent() reply                                  { return reply{silent: true} }
func (p reply) after(d time.Duration) reply          { p.ends = p.starts + d; return p }
func (p reply) startedAfter(d time.Duration) reply   { p.starts, p.ends = d, p.ends+d; return p }
func (p reply) beating(times ...time.Duration) reply { p.beats = times; return p }

// trace is what came of a play.
type trace struct {
	events  []history.Event
	effects []state.Effect
	outcome state.Outcome
	run     *state.Run
}

// run plays an execution twice, as it is and with the Run restored from its
// snapshot between every two steps, and checks what holds for every execution.
func run(t testing.TB, definition string, p play) *trace {
	t.Helper()
	m := parse(t, definition)
	plain := p.perform(t, m, false)
	if !p.large {
		restored := p.perform(t, m, true)
		if diff := gocmp.Diff(bytesOf(plain.events), bytesOf(restored.events)); diff != "" {
			t.Errorf("the history differs if the Run is restored between its steps (-plain +restored):\n%s", diff)
		}
	}
	plain.check(t)
	return plain
}

func parse(t testing.TB, definition string) *state.Machine {
	t.Helper()
	m, problems := state.Parse("", []byte(definition))
	if err := problems.Err(); err != nil {
		t.Fatalf("the definition is refused:\n%v\n%s", err, definition)
	}
	return m
}

// performance is the state of the driver.
type performance struct {
	play
	t       testing.TB
	m       *state.Machine
	restore bool

	r       *state.Run
	now     time.Time
	agenda  []entry
	entries int
	asked   map[string]int         // effects so far, by state
	waiting map[int64]state.Effect // effects without an answer
	trace   trace
}

// entry is something that the driver has to do.
type entry struct {
	at  time.Time
	seq int
	do  func()
}

func (p play) perform(t testing.TB, m *state.Machine, restore bool) *trace {
	t.Helper()
	p.cfg.Now = epoch
	r, err := state.Start(m, []byte(cmp.Or(p.input, "{}")), p.cfg)
	if err != nil {
		t.Fatal(err)
	}
	d := &performance{play: p, t: t, m: m, restore: restore, r: r, now: epoch, asked: map[string]int{}, waiting: map[int64]state.Effect{}}
	for _, h := range p.at {
		d.plan(h.after, func() { h.do(d.r, d.now) })
	}
	for d.step() || d.pass() {
	}
	d.trace.outcome, d.trace.run = d.r.Outcome(), d.r
	return &d.trace
}

func (d *performance) plan(after time.Duration, do func()) {
	d.entries++
	d.agenda = append(d.agenda, entry{at: d.now.Add(after), seq: d.entries, do: do})
}

// step takes the turns that can be taken; with restore one at a time.
func (d *performance) step() (more bool) {
	d.snapshot()
	turns := 0
	if d.restore {
		turns = 1
	}
	var b state.Batch
	more, err := d.r.Step(&b, turns)
	if err != nil {
		d.t.Fatalf("Step: %v", err)
	}
	d.trace.events = append(d.trace.events, b.Events...)
	d.trace.effects = append(d.trace.effects, b.Effects...)
	for _, e := range b.Effects {
		d.perform(e)
	}
	if d.restore {
		d.outstanding()
	}
	return more
}

// snapshot replaces the Run by one that is restored from its snapshot.
func (d *performance) snapshot() {
	if !d.restore {
		return
	}
	text, err := d.r.Snapshot()
	if err != nil {
		d.t.Fatalf("Snapshot: %v", err)
	}
	r, err := state.Restore(d.m, text)
	if err != nil {
		d.t.Fatalf("%v\n%s", err, text)
	}
	r.SetInterrupt(d.cfg.Interrupt)
	if again, _ := r.Snapshot(); string(again) != string(text) {
		d.t.Fatalf("the snapshot of what was restored from a snapshot is another one:\n%s\n%s", text, again)
	}
	d.r = r
	if d.observe != nil {
		d.observe(text)
	}
}

// outstanding checks that the effects that wait for an answer are those that
// were given and not cancelled.
func (d *performance) outstanding() {
	if d.r.Outcome().Status != state.Running {
		return
	}
	var want []state.Effect
	for _, id := range slices.Sorted(maps.Keys(d.waiting)) {
		want = append(want, d.waiting[id])
	}
	if diff := gocmp.Diff(want, d.r.Outstanding(), gocmp.Comparer(jsonvalue.Equal)); diff != "" {
		d.t.Errorf("after %d events other effects are outstanding than were given (-given +outstanding):\n%s", len(d.trace.events), diff)
	}
}

// pass lets time pass until something is to be done. It reports false if
// nothing will ever be.
func (d *performance) pass() bool {
	if d.r.Outcome().Status != state.Running {
		return false
	}
	slices.SortFunc(d.agenda, func(a, b entry) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.seq, b.seq)) })
	deadline, timed := d.r.Deadline()
	if len(d.agenda) > 0 && (!timed || !d.agenda[0].at.After(deadline)) {
		next := d.agenda[0]
		d.agenda = d.agenda[1:]
		d.now = next.at
		next.do()
		return true
	}
	if timed {
		d.now = deadline
		d.r.Advance(deadline)
	}
	return timed
}

// perform plans the answers to an effect.
func (d *performance) perform(e state.Effect) {
	var task *state.RunTask
	switch e := e.(type) {
	case *state.RunTask:
		task = e
	case *state.StartChild:
		task = &e.RunTask
	case *state.Cancel:
		if d.waiting[e.ID] == nil {
			d.t.Errorf("the effect %d is cancelled, which nobody waits for", e.ID)
		}
		delete(d.waiting, e.ID)
		return
	}
	d.waiting[task.ID] = e
	d.answer(task, d.reply(task))
}

func (d *performance) reply(task *state.RunTask) reply {
	n := d.asked[task.State]
	d.asked[task.State]++
	replies := d.tasks[task.State]
	if len(replies) == 0 {
		return reply{}
	}
	return replies[min(n, len(replies)-1)]
}

func (d *performance) answer(task *state.RunTask, p reply) {
	id := task.ID
	plan := func(after time.Duration, do func()) {
		d.plan(after, func() {
			if d.waiting[id] != nil {
				do()
			}
		})
	}
	if !p.unstarted {
		plan(p.starts, func() { d.r.Started(d.now, id, p.worker) })
	}
	if p.submitted != "" {
		plan(p.starts, func() { d.r.Submitted(d.now, id, jsonvalue.MustParse(p.submitted)) })
	}
	for _, beat := range p.beats {
		plan(p.starts+beat, func() { d.r.Heartbeat(d.now, id) })
	}
	if p.silent {
		return
	}
	out := task.Input
	if p.out != "" {
		out = jsonvalue.MustParse(p.out)
	}
	plan(p.ends, func() {
		if !d.r.Done(d.now, id, out, p.why) {
			d.t.Errorf("the answer to the effect %d came too late, and nobody has said so", id)
		}
		delete(d.waiting, id)
	})
}

// check checks what holds for the history of every execution.
func (tr *trace) check(t testing.TB) {
	t.Helper()
	now, scheduled, asked := epoch, 0, 0
	for i, e := range tr.events {
		if e.ID != int64(i+1) || e.PreviousEventID < 0 || e.PreviousEventID >= e.ID {
			t.Errorf("event number %d has id %d and follows from %d", i+1, e.ID, e.PreviousEventID)
		}
		if e.Timestamp.Before(now) { // a pending event in a snapshot has milliseconds
			t.Errorf("event %d is older than the one before", e.ID)
		}
		now = e.Timestamp.Truncate(time.Millisecond)
		last := i == len(tr.events)-1
		switch e.Type {
		case history.TypeTaskScheduled, history.TypeLambdaFunctionScheduled, history.TypeActivityScheduled:
			scheduled++
		case history.TypeExecutionSucceeded, history.TypeExecutionFailed, history.TypeExecutionTimedOut, history.TypeExecutionAborted:
			if !last {
				t.Errorf("event %d, %s, is not the last one", e.ID, e.Type)
			}
		default:
			if last && tr.outcome.Status != state.Running {
				t.Errorf("the last event of an execution that is %s is %s", tr.outcome.Status, e.Type)
			}
		}
	}
	for _, e := range tr.effects {
		if _, cancel := e.(*state.Cancel); !cancel {
			asked++
		}
	}
	if asked != scheduled {
		t.Errorf("%d tasks are asked for, and %d are scheduled", asked, scheduled)
	}
	if tr.outcome.Status != state.Running && len(tr.run.Outstanding()) > 0 {
		t.Errorf("effects are outstanding after the end: %v", tr.run.Outstanding())
	}
}

// history returns the events, one a line: "5<-4 MapStateStarted length=3 @2s".
func (tr *trace) history() []string { return lines(tr.events) }

func lines(events []history.Event) []string {
	var out []string
	for _, e := range events {
		out = append(out, line(e))
	}
	return out
}

func line(e history.Event) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d<-%d %s", e.ID, e.PreviousEventID, e.Type)
	if e.Details != nil {
		for name, v := range jsonvalue.MustParse(string(e.Details.AppendJSON(nil))).Members() {
			if strings.HasSuffix(name, "Details") || e.Type == history.TypeExecutionStarted && name == "roleArn" {
				continue
			}
			fmt.Fprintf(&b, " %s=%s", name, cmp.Or(v.Text(), v.String()))
		}
	}
	if after := e.Timestamp.Sub(epoch); after > 0 {
		fmt.Fprintf(&b, " @%s", after)
	}
	return b.String()
}

func bytesOf(events []history.Event) []string {
	var out []string
	for _, e := range events {
		out = append(out, string(e.AppendJSON(nil)))
	}
	return out
}

// wantHistory compares a history with one that is written line by line.
func wantHistory(t testing.TB, tr *trace, want string) {
	t.Helper()
	if diff := gocmp.Diff(unindent(want), tr.history()); diff != "" {
		t.Errorf("the history differs (-want +got):\n%s", diff)
	}
}

func unindent(text string) []string {
	var out []string
	for _, l := range strings.Split(strings.TrimSpace(text), "\n") {
		out = append(out, strings.TrimSpace(l))
	}
	return out
}

// wantOutput checks that the execution has succeeded with this output, byte for
// byte.
func wantOutput(t testing.TB, tr *trace, want string) {
	t.Helper()
	if got := tr.outcome; got.Status != state.Succeeded || got.Output.String() != want {
		t.Errorf("the execution is %s with %s%s, want SUCCEEDED with %s", got.Status, got.Output, shown(got.Failure), want)
	}
}

// wantFailure checks that the execution has failed; cause is without the prefix
// that names the state.
func wantFailure(t testing.TB, tr *trace, name, cause string) {
	t.Helper()
	got := tr.outcome
	if got.Status != state.Failed {
		t.Errorf("the execution is %s with %s, want FAILED with %s", got.Status, got.Output, name)
		return
	}
	if g, w := shown(got.Failure), shown(state.NewFailure(name, cause)); g != w {
		t.Errorf("the execution has failed with\n%s, want\n%s", g, w)
	}
}

// shown is a failure as text, without the place that its cause may begin with.
func shown(f *state.Failure) string {
	if f == nil {
		return ""
	}
	text := func(s *string) string {
		if s == nil {
			return "(none)"
		}
		if _, detail, ok := strings.Cut(*s, "). "); ok && strings.HasPrefix(*s, "An error occurred while executing the state '") {
			return detail
		}
		return *s
	}
	return text(f.Error) + ": " + text(f.Cause)
}

// single is a definition with one state, A, that ends it.
func single(fields string) string {
	return `{"StartAt": "A", "States": {"A": {` + fields + `, "End": true}}}`
}

// states is a definition that starts at A.
func states(states string) string { return `{"StartAt": "A", "States": {` + states + `}}` }

func compact(text string) string { return jsonvalue.MustParse(text).String() }

// manual is a Run that a test drives by hand.
type manual struct {
	t      testing.TB
	r      *state.Run
	events []history.Event
}

func begin(t testing.TB, definition, input string, cfg state.Config) *manual {
	t.Helper()
	cfg.Now = epoch
	r, err := state.Start(parse(t, definition), []byte(input), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return &manual{t: t, r: r}
}

// step goes on as far as it goes and returns what is to be done.
func (d *manual) step() []state.Effect {
	d.t.Helper()
	var b state.Batch
	if more, err := d.r.Step(&b, 0); more || err != nil {
		d.t.Fatalf("Step: %v, %v", more, err)
	}
	d.events = append(d.events, b.Events...)
	return b.Effects
}

// turns goes on for so many turns and reports whether there are more.
func (d *manual) turns(n int) bool {
	d.t.Helper()
	var b state.Batch
	more, err := d.r.Step(&b, n)
	if err != nil {
		d.t.Fatal(err)
	}
	d.events = append(d.events, b.Events...)
	return more
}

// want compares the history so far with one that is written line by line.
func (d *manual) want(history string) {
	d.t.Helper()
	wantHistory(d.t, &trace{events: d.events}, history)
}
