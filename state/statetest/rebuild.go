package statetest

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/goasl/goasl/state"
)

// Rebuild says how a Driver makes sure that a [state.Run] is plain data. The zero Rebuild is
// Never.
type Rebuild struct {
	way   way
	at    int  // the step of the checkpoint
	steps *int // so far, nil if they are not counted
}

type way int

const (
	never way = iota
	fromSnapshots
	fromJournal // this way and those after it need a Journal
	fromCheckpoint
	beside // of which Checkpoints tells
)

var (
	// Never does not rebuild Runs.
	Never = Rebuild{}

	// FromSnapshots replaces a Run after each turn by one that is restored from its
	// snapshot. The restored Run must have the same snapshot, and wait for exactly the
	// effects that were neither answered nor cancelled.
	FromSnapshots = Rebuild{way: fromSnapshots}

	// FromJournal lets [Driver.Check] rebuild each Run from its first snapshot and its
	// [Journal]. The rebuilt Run must have the same history and the same snapshot, byte
	// for byte. Turns of the Run are cut now and then, by a [Cutter], and those of the
	// rebuilt one are not.
	FromJournal = Rebuild{way: fromJournal}
)

// String names the way in which Runs are rebuilt.
func (r Rebuild) String() string {
	return [...]string{"straight", "from snapshots", "from the journal", "from a checkpoint", "beside the Run"}[r.way]
}

// restore replaces the Run by one that is restored from its snapshot.
func (x *Execution) restore() error {
	text, err := x.Run.Snapshot()
	if err != nil {
		return err
	}
	if x.driver.Observe != nil {
		x.driver.Observe(text)
	}
	run, err := state.Restore(x.Run.Machine(), text, x.cfg)
	if err != nil {
		return fmt.Errorf("%w\n%s", err, text)
	}
	x.Run = run
	again, err := run.Snapshot()
	if err != nil {
		return err
	}
	if string(again) != string(text) {
		return fmt.Errorf("statetest: restored, the snapshot is\n%s\nand was\n%s", again, text)
	}
	return nil
}

// checkOutstanding checks which effects a rebuilt Run waits for.
func (x *Execution) checkOutstanding() error {
	if !x.running() {
		return nil
	}
	var outstanding []string
	for _, p := range x.Run.Outstanding() {
		outstanding = append(outstanding, describe(p.Effect))
	}
	if given := x.given(); !slices.Equal(given, outstanding) {
		return fmt.Errorf("statetest: after %d events these effects are outstanding:\n%s\nand these were given:\n%s",
			len(x.Events), strings.Join(outstanding, "\n"), strings.Join(given, "\n"))
	}
	return nil
}

// given returns the effects that were neither answered nor cancelled, oldest first.
func (x *Execution) given() []string {
	var texts []string
	for _, id := range slices.Sorted(maps.Keys(x.waiting)) {
		texts = append(texts, describe(x.waiting[id]))
	}
	return texts
}

// describe returns an effect as text, in which its values can be compared.
func describe(e state.Effect) string { return fmt.Sprintf("%+v", e) }

// check makes the checks at the end.
func (x *Execution) check() error {
	if !x.running() && len(x.waiting) > 0 {
		return fmt.Errorf("statetest: the execution has ended, and these effects are not over:\n%s", strings.Join(x.given(), "\n"))
	}
	if x.journal == nil {
		return nil
	}
	var b state.Batch // of what the Run was told since its last step
	x.Run.Flush(&b)
	if err := x.take(&b); err != nil {
		return err
	}
	return x.journal.Check(x.Run, x.Events)
}
