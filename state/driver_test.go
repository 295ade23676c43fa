package state_test

import (
	"cmp"
	"maps"
	"slices"
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

// run plays an execution twice, as it is and with the Run restored from its
// snapshot between every two steps, and checks what holds for every execution.
func run(t testing.TB, definition string, p play) *trace {
	t.Helper()
	m := parse(t, definition)
	plain := p.perform(t, m, false)
	replay(t, m, p.cfg, plain)
	if !p.large {
		restored := p.perform(t, m, true)
		if diff := gocmp.Diff(bytesOf(plain.events), bytesOf(restored.events)); diff != "" {
			t.Errorf("the history differs if the Run is restored between its steps (-plain +restored):\n%s", diff)
		}
		if diff := gocmp.Diff(plain.snapshot(t), restored.snapshot(t)); diff != "" {
			t.Errorf("what is left in the end differs if the Run is restored between its steps (-plain +restored):\n%s", diff)
		}
	}
	plain.check(t)
	return plain
}

// snapshot is that of the end.
func (tr *trace) snapshot(t testing.TB) string {
	t.Helper()
	text, err := tr.run.Snapshot()
	if err != nil {
		t.Fatalf("Snapshot: %v", err)
	}
	return string(text)
}

func parse(t testing.TB, definition string) *state.Machine {
	t.Helper()
	m, problems := state.Parse("", []byte(definition))
	if err := problems.Err(); err != nil {
		t.Fatalf("the definition is refused:\n%v\n%s", err, definition)
	}
	return m
}

// configured starts an execution at epoch, and lets it run as long as it wants to
// unless the test says how long.
func configured(cfg state.Config) state.Config {
	cfg.Now = epoch
	if cfg.Limits.Duration == 0 {
		cfg.Limits.Duration = -1
	}
	return cfg
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
	p.cfg = configured(p.cfg)
	p.cfg.Journal = !restore
	r, err := state.Start(m, []byte(cmp.Or(p.input, "{}")), p.cfg)
	if err != nil {
		t.Fatal(err)
	}
	start, err := r.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	d := &performance{play: p, t: t, m: m, restore: restore, r: r, now: epoch, asked: map[string]int{}, waiting: map[int64]state.Effect{}}
	for _, h := range p.at {
		d.plan(h.after, func() { h.do(d.r, d.now) })
	}
	for d.step() || d.pass() {
	}
	d.flush()
	d.trace.outcome, d.trace.run, d.trace.start = d.r.Outcome(), d.r, start
	return &d.trace
}

// flush takes what the last answers have left.
func (d *performance) flush() {
	var b state.Batch
	d.r.Flush(&b)
	d.trace.add(b)
}

// replay rebuilds an execution from its first snapshot and its journal, and checks
// that it becomes the same again.
func replay(t testing.TB, m *state.Machine, cfg state.Config, want *trace) {
	t.Helper()
	r, err := state.Restore(m, want.start, state.Config{})
	if err != nil {
		t.Fatal(err)
	}
	r.SetInterrupt(cfg.Interrupt)
	var events []history.Event
	for _, in := range want.inputs {
		var b state.Batch
		again, err := state.ParseInput(in.AppendJSON(nil))
		if err == nil {
			err = r.Apply(&b, again)
		}
		if err != nil {
			t.Fatalf("the journal does not fit: %v", err)
		}
		events = append(events, b.Events...)
	}
	var b state.Batch
	if _, err := r.Step(&b, 0); err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(bytesOf(want.events), bytesOf(append(events, b.Events...))); diff != "" {
		t.Errorf("the history differs if it is replayed from the journal (-first +again):\n%s", diff)
	}
	first, err1 := want.run.Snapshot()
	second, err2 := r.Snapshot()
	if string(first) != string(second) || err1 != nil || err2 != nil {
		t.Errorf("the run that was replayed is another one: %v, %v\n%s\n%s", err1, err2, first, second)
	}
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
	d.trace.add(b)
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
	r, err := state.Restore(d.m, text, state.Config{Interrupt: d.cfg.Interrupt})
	if err != nil {
		d.t.Fatalf("%v\n%s", err, text)
	}
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
	var outstanding []state.Effect
	for _, p := range d.r.Outstanding() {
		outstanding = append(outstanding, p.Effect)
	}
	if diff := gocmp.Diff(want, outstanding, gocmp.Comparer(jsonvalue.Equal)); diff != "" {
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
	if task.Kind == state.Activity {
		plan(0, func() { d.r.Scheduled(d.now, id) })
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

// single is a definition with one state, A, that ends it.
func single(fields string) string {
	return `{"StartAt": "A", "States": {"A": {` + fields + `, "End": true}}}`
}

// states is a definition that starts at A.
func states(states string) string { return `{"StartAt": "A", "States": {` + states + `}}` }

// manual is a Run that a test drives by hand.
type manual struct {
	t      testing.TB
	r      *state.Run
	events []history.Event
}

func begin(t testing.TB, definition, input string, cfg state.Config) *manual {
	t.Helper()
	cfg = configured(cfg)
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
