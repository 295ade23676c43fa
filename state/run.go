package state

import (
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/internal/outstanding"
	"github.com/goasl/goasl/jsonpath"
	"github.com/goasl/goasl/jsonvalue"
)

// Run is one execution as plain data. It is not safe for concurrent use.
//
// An execution goes on in turns, which [Run.Step] takes. A turn enters a state, or goes
// on with a state when what it waited for has happened: the answer of a task, the time
// of a Wait state, the end of all branches or iterations. The lines of control of an
// execution (of the execution itself, of a branch, of an iteration) take turns in the
// order in which they became able to go on.
//
// A Run that has ended without success keeps the states that it was in, with their
// payloads; one that has succeeded keeps its input and output.
type Run struct {
	m     *Machine
	cfg   Config // with defaults
	input jsonvalue.Value
	now   time.Time
	progress
	redrives *redrives // nil until it is redriven

	root     *frame
	queue    queue
	timers   timerHeap
	sweepAt  int                         // length of timers at which sweep is called
	tasks    outstanding.Row[frame]      // frames that wait for a task's answer, by effect
	requests outstanding.Row[mapRequest] // of Map Runs, by effect
	mapRuns  []*MapRun                   // all of them, in the order of their start

	inspection *inspection // if a state is run by itself; nil in an execution

	// What is used again instead of allocated anew.
	queueRoom  [4]*frame // of the queue at first
	frames     frameArena
	freeFrames *frame          // the first frame that can be used again; after links the others
	stateScope scope           // see scope
	evaluator  *evaluator      // nil until there is an expression
	paths      jsonpath.Budget // of one evaluation; allocated each time, it takes 5 % of a state with Parameters
	account    account         // of the present turn

	log       *Log // Config.Log, or the Run's own
	effects   []Effect
	journal   journal // the inputs since the last step, if Config.Journal is set
	maxEvents int64   // that the history takes before the last one
	outcome   Outcome

	undo      undo
	decisions []Decision // of this turn, for Config.Trace
}

// progress has the numbers that change while a Run goes on.
type progress struct {
	lastFrame, lastTimer, lastEffect, lastEvent int64
	turns                                       int64
	random                                      random
	variableBytes                               int   // size of the variables of all frames
	resultBytes                                 int   // size of the results that fan-outs wait with
	heldBytes                                   int   // size of what all frames wait with; see weight
	fullAfter                                   int64 // the event that one without room followed from
	full                                        bool  // an event had no room
	deleted                                     bool  // the machine was deleted
}

var errNoMachine = errors.New("the machine is nil: see the problems that Parse has found")

// Start begins an execution of m with an input, which is JSON text. It copies the
// input. It returns an error if m is nil, or if the input is not JSON, nested too deep (see
// [ParsePayload]) or longer than Limits.Payload. Nothing runs before the first [Run.Step].
func Start(m *Machine, input []byte, cfg Config) (*Run, error) {
	cfg = cfg.orDefault()
	if most := cfg.Limits.Payload; most > 0 && len(input) > most {
		return nil, tooLong(len(input), most)
	}
	v, err := ParsePayload(input)
	if err != nil {
		return nil, fmt.Errorf("state: the input is not valid: %w", err)
	}
	return start(m, v, &cfg)
}

// StartWith is [Start] with an input that has been parsed, such as that of a [StartChild].
// None stands for null.
func StartWith(m *Machine, input jsonvalue.Value, cfg Config) (*Run, error) {
	cfg = cfg.orDefault()
	return start(m, input, &cfg)
}

func start(m *Machine, input jsonvalue.Value, cfg *Config) (*Run, error) {
	if m == nil {
		return nil, fmt.Errorf("state: %w", errNoMachine)
	}
	r := newRun(m, cfg)
	if r.cfg.Limits.exceeded(input) {
		return nil, tooLong(input.Size(), r.cfg.Limits.Payload)
	}
	if r.input = input; !input.Exists() {
		r.input = jsonvalue.NullValue
	}
	r.begin()
	return r, nil
}

func tooLong(size, most int) error {
	return fmt.Errorf("state: the input has %d bytes; at most %d are allowed", size, most)
}

// newRun returns a Run that has not begun. The Config has its defaults.
func newRun(m *Machine, cfg *Config) *Run {
	cfg.Now = plainTime(cfg.Now)
	r := &Run{
		m: m, cfg: *cfg,
		progress: progress{random: random(cfg.Seed)}, log: cfg.Log, sweepAt: minSweep,
	}
	r.queue.frames = r.queueRoom[:0]
	r.openLog(1)
	r.setTime(cfg.Now)
	r.maxEvents = math.MaxInt64
	if r.cfg.Limits.Events > 0 {
		r.maxEvents = int64(r.cfg.Limits.Events) - 1
	}
	if len(r.cfg.Secret) == 0 {
		derived := r.random
		r.cfg.Secret = fmt.Appendf(nil, "%016x", derived.Uint64())
	}
	if r.cfg.ARN == "" {
		r.cfg.ARN = r.defaultARN()
	}
	r.outcome = Outcome{Status: Running, Started: cfg.Now, RedriveCount: cfg.RedriveCount}
	r.account.r = r
	r.account.refill()
	return r
}

// defaultARN returns the ARN of an execution without one in its Config.
// Step Functions: the ARN of an EXPRESS execution ends in a UUID.
func (r *Run) defaultARN() string {
	id := r.cfg.Identity
	if r.cfg.Type == Express {
		return id.states("express:" + id.labelled() + ":" + r.cfg.Name + ":" + r.randomUUID())
	}
	return id.ExecutionARN(r.cfg.Name)
}

// begin records the start and puts the first state in the queue.
// Step Functions: neither the event nor the entry into the first state follows from
// another event.
func (r *Run) begin() {
	r.record(nil, 0, history.TypeExecutionStarted, startDetails(r.input, &r.cfg.Identity))
	r.root = r.newFrame(nil, 0, &r.m.Flow, r.input, 0)
	r.armExpiry()
	r.endIfFull()
}

// armExpiry sets the timer for the end of the execution's time.
// Step Functions: TimeoutSeconds counts from the last redrive, the longest duration from
// the start.
func (r *Run) armExpiry() {
	limit, own := r.cfg.Limits.Duration, seconds(r.m.TimeoutSeconds)
	if r.redrives != nil {
		limit -= r.redrives.Open
	}
	if r.cfg.Limits.Duration <= 0 || own > 0 && own < limit {
		limit = own
	}
	if limit > 0 {
		r.setTimer(r.root, r.now.Add(limit), expiry)
	}
}

// newFrame begins a line of control at the start of a flow.
func (r *Run) newFrame(parent *frame, slot int, flow *Flow, input jsonvalue.Value, prev int64) *frame {
	r.lastFrame++
	f := r.freeFrames
	if f != nil {
		r.freeFrames = f.after
		*f = frame{}
	} else {
		f = r.frames.next()
	}
	f.id, f.parent, f.slot, f.state, f.input, f.prev = r.lastFrame, parent, slot, flow.start, input, prev
	if parent != nil {
		parent.fan.link(f)
		r.heldBytes += f.brought(input)
	}
	r.enqueue(f)
	return f
}

// recycle takes back a frame that is over and in no queue. The heap may still have timers
// of it, whose numbers no timer of the next frame has.
//
// Measured: a Map of tasks that allocates all its frames takes 4 to 8 % more time.
func (r *Run) recycle(f *frame) { f.after, r.freeFrames = r.freeFrames, f }

func (r *Run) enqueue(f *frame) { r.queue.push(f) }

// Step takes turns until no line of control can go on without an input, but at most max
// turns if max is positive, or fewer if their events take much memory, or their expressions
// much time: an effect should not wait for long. It appends the effects and events of
// these turns to b. more reports that turns are left. The only error is
// [ErrInterrupted]. The turns before it are taken, and in b; the next Step goes on after
// them.
func (r *Run) Step(b *Batch, max int) (more bool, err error) {
	defer r.undoPanic()
	r.account.work = 0
	last, data := r.turns+int64(max), r.log.data
	for n := 0; err == nil && r.waiting() && (max <= 0 || r.turns < last && r.log.data-data < stepData && r.account.work < stepWork); n++ {
		err = r.next(n)
	}
	r.Flush(b)
	return err == nil && r.waiting(), err
}

// Flush appends to b what the inputs since the last [Run.Step] have caused: their
// events, [Cancel] effects, and, if Config.Journal is set, the inputs themselves. It
// takes no turn. Step does the same at its end.
func (r *Run) Flush(b *Batch) {
	r.publish(b)
	if r.cfg.Journal {
		r.journal.handOut(b)
	}
	for i, e := range r.effects { // mostly one: append and clear take 3 % of a task more
		b.Effects = append(b.Effects, e)
		r.effects[i] = nil
	}
	r.effects = r.effects[:0]
}

// waiting reports whether a frame waits for its turn. None does once the execution has ended.
func (r *Run) waiting() bool { return r.queue.len() > 0 }

// askEvery is how many turns of a step come between two questions whether it is interrupted.
// Most turns are short, and a long one asks itself.
const askEvery = 16

// next takes the turn of the first frame that waits for one, after n others of the same step.
func (r *Run) next(n int) error {
	if n%askEvery == 0 && r.cfg.Interrupt != nil && r.cfg.Interrupt() {
		return ErrInterrupted
	}
	f := r.queue.pop()
	if f.phase == dead { // this is no turn: no snapshot has such a frame in its queue
		return nil
	}
	r.turns++
	r.undo.begin(r, f)
	if r.lastEvent+mostUnguarded > r.maxEvents { // it may end with any event; an inspection has none
		r.guard()
	}
	err := r.turn(f)
	if r.account.used() {
		r.settle()
	}
	if err != nil || !r.waiting() {
		err = r.conclude(f, err)
	}
	if r.undo.kept != nil {
		r.undo.disarm()
	}
	if len(r.decisions) > 0 {
		r.reportDecisions()
	}
	return err
}

// conclude undoes the turn of a frame if an error has cut it, or if the execution has ended
// with it and may not end.
func (r *Run) conclude(f *frame, err error) error {
	if err == nil && r.ended() && r.cfg.Ending != nil && !r.cfg.Ending() {
		err = ErrInterrupted
	}
	if err != nil {
		r.undoTurn(f)
	}
	return err
}

func (r *Run) turn(f *frame) error {
	if r.deleted {
		r.endDeleted(f)
		return nil
	}
	var err error
	switch f.phase {
	case ready:
		f.phase = delayed // from now on the state has been entered
		base := f.state.base()
		f.enteredAt = r.log.now
		f.entered = r.emitCompact(f, base.eventCode(entered), f.input)
		if base.notes.unfilled != "" {
			err = f.unfilled()
			break
		}
		err = f.state.enter(r, f)
	case delayed:
		err = f.state.enter(r, f)
	case redriven:
		err = r.goOn(f)
	default:
		err = f.state.resume(r, f)
	}
	if err != nil {
		err = r.fail(f, err)
	}
	if err == nil && r.inspection != nil {
		err = r.inspection.mock(r, f)
	}
	r.endIfFull()
	return err
}

// Abort ends the execution as StopExecution does. It reports false, and does nothing,
// if the execution had ended before.
func (r *Run) Abort(now time.Time, why Failure) bool {
	return r.Tell(Input{Kind: InputAbort, Now: now, Failure: &why})
}

// Fail ends the execution as failed, by something outside of it, such as a limit of the process that
// it shares with others. It reports false, and does nothing, if the execution had ended before.
func (r *Run) Fail(now time.Time, why Failure) bool {
	return r.Tell(Input{Kind: InputFail, Now: now, Failure: &why})
}

// Postpone lets the other lines of control that can take a turn take theirs before the one
// whose turn is next. A driver does so if a timer has cut that one's turn, so that what
// follows from the timer need not wait for a turn that takes long. It reports false, and
// does nothing, if there is no other.
func (r *Run) Postpone(now time.Time) bool {
	return r.Tell(Input{Kind: InputPostpone, Now: now})
}

// Ready reports whether [Run.Step] would take a turn.
func (r *Run) Ready() bool { return r.waiting() }

// Machine returns the definition that the Run executes.
func (r *Run) Machine() *Machine { return r.m }

// ARN returns the execution's ARN.
func (r *Run) ARN() string { return r.cfg.ARN }

// Log returns Config.Log. It is nil if the events are appended to each [Batch].
func (r *Run) Log() *Log { return r.cfg.Log }

// Now returns the time of the execution: the latest Now of its inputs, or Config.Now.
func (r *Run) Now() time.Time { return r.now }
