package state_test

import (
	"cmp"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
	"github.com/goasl/goasl/state/statetest"

	gocmp "github.com/google/go-cmp/cmp"
)

// epoch is when every execution of the tests starts.
var epoch = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// play is an execution on virtual time: its input, the answers of its tasks, and what
// else the driver does.
type play struct {
	input    string             // default {}
	cfg      state.Config       // Now is epoch
	tasks    map[string][]reply // by state, one for each attempt or item, the last one again and again; a state without any returns its input
	at       []happening
	redrives int  // how often the execution is redriven, each time a minute after its end
	large    bool // too long to be restored between every two steps

	observe func(snapshot []byte) // sees each snapshot, if not nil
}

// happening is something that the driver does at a time since the start.
type happening struct {
	after time.Duration
	do    func(r *state.Run, now time.Time)
}

// reply is the answer of a task. Its times count from the effect on.
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

// run plays an execution, rebuilt from its journal, from its snapshots and from each of its
// checkpoints, and checks what holds for every execution.
func run(t testing.TB, definition string, p play) *trace {
	t.Helper()
	m := parse(t, definition)
	plain := p.perform(t, m, statetest.FromJournal)
	if !p.large {
		restored := p.perform(t, m, statetest.FromSnapshots)
		if diff := gocmp.Diff(plain.snapshot(t), restored.snapshot(t)); diff != "" {
			t.Errorf("the last snapshot differs if the Run is restored between its steps (-plain +restored):\n%s", diff)
		}
		if diff := gocmp.Diff(bytesOf(plain.events), bytesOf(restored.events)); diff != "" {
			t.Errorf("the history differs if the Run is restored between its steps (-plain +restored):\n%s", diff)
		}
		p.resume(t, m, plain)
	}
	plain.check(t)
	return plain
}

// resume resumes an execution from each of its checkpoints, unless its history is long.
func (p play) resume(t testing.TB, m *state.Machine, plain *trace) {
	t.Helper()
	want, n := bytesOf(plain.events), 0
	if len(strings.Join(want, "")) > 64<<10 {
		return
	}
	for rebuild := range statetest.Checkpoints() {
		if diff := cmpLines(want, bytesOf(p.perform(t, m, rebuild).events)); diff != "" {
			t.Fatalf("resumed from checkpoint %d, the history differs: %s", n, diff)
		}
		n++
	}
}

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

// performance is a play in progress.
type performance struct {
	play
	statetest.Driver
	asked map[string]int // effects so far, by state
	trace trace
}

func (p play) perform(t testing.TB, m *state.Machine, rebuild statetest.Rebuild) *trace {
	t.Helper()
	d := &performance{play: p, asked: map[string]int{}}
	d.Driver = statetest.Driver{Now: epoch, Perform: d.answer, Rebuild: rebuild, Observe: p.observe}
	x, err := d.Start(m, []byte(cmp.Or(p.input, "{}")), configured(p.cfg))
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range p.at {
		d.After(h.after, func() { h.do(x.Run, d.Now) })
	}
	if err := d.Run(); err != nil {
		t.Error(err)
	}
	for range p.redrives {
		d.Now = d.Now.Add(time.Minute)
		if _, err := x.Redrive(""); err != nil {
			break // it has succeeded, or its history is full
		}
		if err := d.Run(); err != nil {
			t.Error(err)
		}
	}
	d.trace.events, d.trace.outcome, d.trace.run = x.Events, x.Run.Outcome(), x.Run
	return &d.trace
}

// answer plans the answers to an effect.
func (d *performance) answer(x *statetest.Execution, e state.Effect) error {
	d.trace.effects = append(d.trace.effects, e)
	task := statetest.TaskOf(e)
	if task == nil {
		d.answerMapRun(x, e)
		return nil
	}
	p := d.reply(task.State)
	plan := func(after time.Duration, in state.Input) {
		in.ID = task.ID
		x.Plan(after, in)
	}
	if task.Kind == state.Activity {
		plan(0, state.Input{Kind: state.InputScheduled})
	}
	if !p.unstarted {
		plan(p.starts, state.Input{Kind: state.InputStarted, Worker: p.worker})
	}
	if p.submitted != "" {
		plan(p.starts, state.Input{Kind: state.InputSubmitted, Output: jsonvalue.MustParse(p.submitted)})
	}
	for _, beat := range p.beats {
		plan(p.starts+beat, state.Input{Kind: state.InputHeartbeat})
	}
	if !p.silent {
		plan(p.ends, state.Input{Kind: state.InputDone, Output: p.outputOf(task.Input), Failure: p.why})
	}
	return nil
}

// answerMapRun plans the answer to an effect of a Map Run. An execution ends as the reply
// for the Map says. A source has seven items, in pages of three.
func (d *performance) answerMapRun(x *statetest.Execution, e state.Effect) {
	switch e := e.(type) {
	case *state.StartItem:
		p := d.reply(e.State)
		o := state.Outcome{Status: state.Succeeded, Output: p.outputOf(e.Input), Started: epoch, Ended: epoch.Add(p.ends)}
		if p.why != nil {
			o = state.Outcome{Status: state.Failed, Failure: p.why, Started: epoch, Ended: epoch.Add(p.ends)}
		}
		if !p.silent {
			x.Plan(p.ends, state.Input{Kind: state.InputChildDone, ID: e.ID, Child: &state.ChildOutcome{Outcome: o}})
		}
	case *state.ReadItems:
		to := min(len(e.Cursor)+min(e.Max, 3), 7)
		page := &state.Page{Items: numbers(7)[len(e.Cursor):to], Cursor: make([]byte, to), Last: to == 7}
		x.Plan(time.Second, state.Input{Kind: state.InputItemsRead, ID: e.ID, Page: page})
	case *state.WriteResults:
		if !e.Stopped {
			x.Plan(time.Second, state.Input{Kind: state.InputResultsWritten, ID: e.ID, Sizes: make([]int64, len(e.Files))})
		}
	}
}

func (d *performance) reply(state string) reply {
	n := d.asked[state]
	d.asked[state]++
	replies := d.tasks[state]
	if len(replies) == 0 {
		return reply{}
	}
	return replies[min(n, len(replies)-1)]
}

func (p reply) outputOf(input jsonvalue.Value) jsonvalue.Value {
	if p.out == "" {
		return input
	}
	return jsonvalue.MustParse(p.out)
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
