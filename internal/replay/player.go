package replay

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

// player drives an execution of the machine. Its time follows that of the recording.
type player struct {
	rec        *recording
	run        *state.Run
	now        time.Time
	tolerance  time.Duration
	skips      bool // waits that ended too soon were skipped
	events     []history.Event
	line       *history.Timeline
	entered    map[place]int64 // the event by which a state was entered last
	visits     map[place]*ownVisit
	mapRuns    map[string]*ownMapRun     // by ARN
	runsAt     map[place]int             // the number of Map Runs
	tokens     map[string]bool           // that the execution has made
	waiting    map[int64]*pending        // by effect
	agenda     []entry                   // by time, and then in the order of the recording
	jitters    map[string]map[int64]bool // failures after which a state waits for a random time
	unanswered []Unanswered
	decisions  []state.Decision
	redrives   int
	beats      int
	more       bool // a turn may be left
	apart      bool // what happens now does not happen in the recording, or at another time
}

// ownVisit is the present visit to a Task state.
type ownVisit struct {
	of     *history.Visit
	number int // of visits at the place before it
	calls  int // so far
}

// entry is something that is planned.
type entry struct {
	at time.Time
	id int64 // of the recorded event that it makes
	do func()
}

func newPlayer(m *state.Machine, rec *recording, o Options) (*player, error) {
	p := &player{
		rec: rec, tolerance: max(o.Tolerance, 0), skips: o.Skipped, line: history.NewTimeline(),
		entered: map[place]int64{}, visits: map[place]*ownVisit{}, mapRuns: map[string]*ownMapRun{}, runsAt: map[place]int{},
		tokens: map[string]bool{}, waiting: map[int64]*pending{},
		jitters: map[string]map[int64]bool{},
	}
	cfg, err := rec.config(o.ARN)
	if err != nil {
		return nil, err
	}
	cfg.Trace = p.decided
	p.now = cfg.Now
	started := rec.events[0].Details.(*history.ExecutionStarted)
	p.run, err = state.StartWith(m, started.Input.Value, cfg)
	for _, e := range rec.events {
		if e.Type == history.TypeExecutionAborted {
			p.planAbort(e)
		}
	}
	return p, err
}

// planAbort plans the end of an execution that was stopped.
func (p *player) planAbort(e history.Event) {
	why := cmp.Or(e.Failure(), &history.Failure{})
	p.plan(e.Timestamp, e.ID, func() {
		p.tell(state.Input{Kind: state.InputAbort, Failure: &state.Failure{Error: why.Error, Cause: why.Cause}})
	})
}

// decided notes a decision, and retries at random times.
func (p *player) decided(d state.Decision) {
	p.decisions = append(p.decisions, d)
	if d.Kind != state.ByRetrier {
		return
	}
	var retriers []*state.Retrier
	switch s := d.State.(type) {
	case *state.Task:
		retriers = s.Retry
	case *state.Parallel:
		retriers = s.Retry
	case *state.Map:
		retriers = s.Retry
	}
	name := d.State.Name()
	if d.Index < len(retriers) && retriers[d.Index].FullJitter {
		if p.jitters[name] == nil {
			p.jitters[name] = map[int64]bool{}
		}
		p.jitters[name][d.Event] = true
	}
}

// plan plans to do something, at once if the time has passed.
func (p *player) plan(at time.Time, id int64, do func()) {
	i, _ := slices.BinarySearchFunc(p.agenda, entry{at: at, id: id}, func(a, b entry) int {
		if c := a.at.Compare(b.at); c != 0 {
			return c
		}
		if a.id <= b.id {
			return -1
		}
		return 1
	})
	p.agenda = slices.Insert(p.agenda, i, entry{at, id, do})
}

// tell tells the execution an input.
func (p *player) tell(in state.Input) bool {
	in.Now, p.more = p.now, true
	return p.run.Tell(in)
}

// maxSteps ends a replay that never ends. An execution has at most 25,000 events.
const maxSteps = 2_000_000

// play runs the execution to its end, or as far as the recording leads.
func (p *player) play() error {
	p.more = true
	for range maxSteps {
		switch {
		case p.run.Status() != state.Running:
			if err := p.step(); err != nil || !p.redrive() {
				return err
			}
		case p.more && p.isDue():
			p.doNext()
		case p.more:
			p.follow()
			if err := p.step(); err != nil {
				return err
			}
		case !p.advance():
			return nil
		}
	}
	return errors.New("the replay has not ended after two million steps")
}

// redrive redrives an execution that has ended as it was recorded. It reports false if
// there was no redrive, or if there cannot be one.
func (p *player) redrive() bool {
	if p.redrives == len(p.rec.redrives) {
		return false
	}
	p.now = laterOf(p.now, p.rec.redrives[p.redrives].Timestamp)
	p.redrives++
	clear(p.waiting)
	return p.tell(state.Input{Kind: state.InputRedrive})
}

// step takes a turn, if there is one.
func (p *player) step() (err error) {
	var b state.Batch
	p.more, err = p.run.Step(&b, 1)
	for _, e := range b.Events {
		p.note(e)
	}
	for _, e := range b.Effects {
		p.perform(e)
	}
	return err
}

// note notes an event of the execution.
func (p *player) note(e history.Event) {
	p.events = append(p.events, e)
	p.line.Add(e)
	_, v := p.line.At(e.ID)
	if v == nil {
		return
	}
	p.entered[p.rec.places.of(v)] = v.Entered.ID
	switch e.Type {
	case history.TypeTaskStateEntered:
		at, number := p.rec.places.of(v), 0
		if before := p.visits[at]; before != nil {
			number = before.number + 1
		}
		p.visits[at] = &ownVisit{of: v, number: number}
	case history.TypeMapRunStarted, history.TypeMapRunRedriven:
		p.noteMapRun(v, e)
	}
}

func (p *player) perform(effect state.Effect) {
	switch e := effect.(type) {
	case *state.RunTask:
		p.begin(e)
	case *state.StartChild:
		p.begin(&e.RunTask)
	case *state.StartItem:
		p.startItem(e)
	case *state.ReadItems:
		p.readItems(e)
	case *state.WriteResults:
		p.writeResults(e)
	case *state.Cancel:
		delete(p.waiting, e.ID)
	}
}

// isDue reports whether something is planned for now that comes before the next event.
func (p *player) isDue() bool {
	return len(p.agenda) > 0 && !p.agenda[0].at.After(p.now) && p.agenda[0].id <= int64(len(p.events)+1)
}

func (p *player) doNext() {
	next := p.agenda[0]
	p.agenda = p.agenda[1:]
	p.now = laterOf(p.now, next.at)
	next.do()
}

// following returns the recorded time of the event that comes next. It is the zero time
// if the recording is over.
func (p *player) following() time.Time {
	if n := len(p.events); n < len(p.rec.events) {
		return p.rec.events[n].Timestamp
	}
	return time.Time{}
}

// follow moves the time to that of the next recorded event, unless something else
// happens before.
func (p *player) follow() {
	if p.apart {
		return
	}
	at := p.following()
	if len(p.agenda) > 0 && p.agenda[0].at.Before(at) {
		at = p.agenda[0].at
	}
	if deadline, ok := p.run.Deadline(); !ok || at.Before(deadline) {
		p.advanceTo(at)
	}
}

func (p *player) advanceTo(at time.Time) {
	p.now = laterOf(p.now, at)
	p.tell(state.Input{Kind: state.InputAdvance})
}

func laterOf(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// advance lets happen what comes next in time. It reports false if nothing does, or if
// the recording does not lead there.
func (p *player) advance() bool {
	deadline, timed := p.run.Deadline()
	if len(p.agenda) > 0 && (!timed || !p.agenda[0].at.After(deadline)) {
		p.apart = false
		p.doNext()
		return true
	}
	if !timed || p.isOver(deadline) {
		return false
	}
	late := p.following()
	if p.skips && deadline.Sub(late) > p.tolerance && p.skip() {
		return true
	}
	inTime := late.After(deadline) && late.Sub(deadline) <= p.tolerance
	p.apart = !inTime
	if inTime && (len(p.agenda) == 0 || !late.After(p.agenda[0].at)) {
		deadline = late
	}
	p.advanceTo(deadline)
	return true
}

// skip ends a wait if it ended here in the recording. It reports whether there is one.
func (p *player) skip() bool {
	if len(p.events) >= len(p.rec.events) {
		return false
	}
	next := p.rec.events[len(p.events)]
	_, v := p.rec.line.At(next.ID)
	if v == nil || !p.run.Waits(p.entered[p.rec.places.of(v)]) {
		return false
	}
	p.now = laterOf(p.now, next.Timestamp)
	return p.tell(state.Input{Kind: state.InputSkipWait, ID: p.entered[p.rec.places.of(v)]})
}

// isOver reports whether what comes at a time is no part of the replay: it is after the
// last event of a recording without an end, or tasks wait for answers that never come.
func (p *player) isOver(at time.Time) bool {
	if len(p.agenda) > 0 || !at.After(p.rec.last().Timestamp.Add(p.tolerance)) {
		return false
	}
	return !p.rec.ended() && len(p.events) >= len(p.rec.events) || len(p.unanswered) > 0
}
