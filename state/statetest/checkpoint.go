package statetest

import (
	"cmp"
	"iter"

	"github.com/goasl/goasl/state"
)

// FromCheckpoint lets the n-th step that the executions of a drive take be the last one of
// its [state.Run]: the Run is thrown away, and the drive goes on with the one that its
// [Journal] gives. That must have the same history and the same snapshot, byte for byte, and
// wait for exactly the effects that were neither answered nor cancelled. Effects that are not
// carried out yet are those of the rebuilt Run. A step is one turn, with the inputs before it.
//
// No time passes meanwhile, and the answers come when they would have come. So a task begins
// again ([state.Run.Again]) if it has begun at that very time, or has no times that would
// count anew; another one is taken to have gone on. One that was submitted is only waited
// for.
//
// The Rebuild counts the steps of all drivers that have it. It is to be used once.
func FromCheckpoint(n int) Rebuild { return Rebuild{way: fromCheckpoint, at: n, steps: new(int)} }

// Reached reports whether the drives have come to the checkpoint of a FromCheckpoint.
func (r Rebuild) Reached() bool { return r.way == fromCheckpoint && *r.steps >= r.at }

// Checkpoints yields what is to be given to as many drives of the same execution. The first
// one has a second Run beside it, which gets each record of the journal at once and must
// have the same snapshot after each. The others are FromCheckpoint(1) and so on, up to the
// last step. If there are more than some hundred steps, a sample of them has to do.
func Checkpoints() iter.Seq[Rebuild] {
	return func(yield func(Rebuild) bool) {
		beside := Rebuild{way: beside, steps: new(int)}
		if !yield(beside) {
			return
		}
		last := *beside.steps
		const most = 100_000 // steps of all drives together, or some more
		apart := 1 + last*last/most
		for n := 1; n <= last; n += apart {
			if !yield(FromCheckpoint(n)) {
				return
			}
			if apart > 1 {
				n += n % 3 // not always the same place of a loop
			}
		}
	}
}

// Rebuilds yields all Rebuilds, for as many drives of the same execution: Never, FromSnapshots,
// FromJournal, and those of Checkpoints.
func Rebuilds() iter.Seq[Rebuild] {
	return func(yield func(Rebuild) bool) {
		for _, r := range []Rebuild{Never, FromSnapshots, FromJournal} {
			if !yield(r) {
				return
			}
		}
		Checkpoints()(yield)
	}
}

// stepped does what the Rebuild says after a step. It returns the effects that are to be
// carried out.
func (x *Execution) stepped(effects []state.Effect) ([]state.Effect, error) {
	r := x.driver.Rebuild
	if r.steps != nil {
		*r.steps++
	}
	switch {
	case r.way == fromSnapshots:
		return effects, cmp.Or(x.restore(), x.checkOutstanding())
	case r.way == beside:
		return effects, x.journal.follow(x.Run)
	case r.way == fromCheckpoint && *r.steps == r.at:
		return x.resume(effects)
	}
	return effects, nil
}

// resume replaces the Run by the one that its journal gives, and begins again what is
// outstanding.
func (x *Execution) resume(effects []state.Effect) ([]state.Effect, error) {
	cfg := x.cfg
	cfg.Journal = false // until it is where it was
	run, err := x.journal.checked(x.Run, x.Events, cfg)
	if err != nil {
		return nil, err
	}
	x.Run = run
	run.SetJournal(true)
	if !x.running() {
		return effects, nil
	}
	if err := x.checkOutstanding(); err != nil {
		return nil, err
	}
	for _, p := range run.Outstanding() {
		id := answered(p.Effect)
		x.waiting[id] = p.Effect
		if task := TaskOf(p.Effect); task != nil && p.Begun && !p.Submitted && x.mayBeginAgain(task) {
			x.Tell(state.Input{Kind: state.InputAgain, ID: id})
		}
	}
	for i, e := range effects {
		if again := x.waiting[answered(e)]; again != nil {
			effects[i] = again
		}
	}
	return effects, nil
}

// mayBeginAgain reports whether the times of a task that has begun stay as they are when it
// begins again.
func (x *Execution) mayBeginAgain(task *state.RunTask) bool {
	return task.Timeout == 0 && task.Heartbeat == 0 || x.began[task.ID].Equal(x.driver.Now)
}
