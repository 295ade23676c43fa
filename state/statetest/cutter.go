package statetest

import (
	"errors"
	"fmt"

	"github.com/goasl/goasl/state"
)

// Cutter takes the turns of a Run, some of them only after they were cut at random
// places, once or twice. It checks that a turn that is cut is undone. The Run's Config
// must have its methods Interrupt and Ending. The zero Cutter cuts nothing.
type Cutter struct {
	random sequence // 0 to cut nothing
	asked  int      // how often the Run has asked in this turn
	at     int      // the question at which the turn is cut; 0 if it is not
}

// NewCutter returns a Cutter. The seed decides where it cuts.
func NewCutter(seed uint64) *Cutter { return &Cutter{random: sequence(2*seed + 1)} }

// sequence is a sequence of numbers that are random enough for a Cutter.
type sequence uint64

// below returns the next number, which is at least 0 and less than n.
func (s *sequence) below(n int) int {
	*s = *s*6364136223846793005 + 1442695040888963407
	return int(uint64(*s)>>33) % n
}

// Interrupt is for the Config of the Run.
func (c *Cutter) Interrupt() bool {
	c.asked++
	return c.asked == c.at
}

// Ending is for the Config of the Run.
func (c *Cutter) Ending() bool { return !c.Interrupt() }

// Step takes one turn, and appends to b what [state.Run.Step] appends. The error is that
// of [state.Run.Step] or [state.Run.Snapshot], or says how a turn that was cut has changed
// the Run.
func (c *Cutter) Step(r *state.Run, b *state.Batch) (more bool, err error) {
	cuts := 0
	if c.random != 0 {
		cuts = c.random.below(3)
	}
	for range cuts {
		r.Flush(b)
		before, err := r.Snapshot()
		if err != nil {
			return false, err
		}
		c.asked, c.at = 0, 1+c.random.below(1<<c.random.below(6))
		if more, err := r.Step(b, 1); !errors.Is(err, state.ErrInterrupted) {
			return more, err
		}
		if err := CheckUndone(r, before); err != nil {
			return false, fmt.Errorf("%w\nafter a turn that was cut at question %d", err, c.at)
		}
	}
	c.at = 0
	return r.Step(b, 1)
}

// CheckUndone checks that a Run, of which a turn was cut, is as its snapshot before that
// turn says. The error says how it differs.
func CheckUndone(r *state.Run, before []byte) error {
	after, err := r.Snapshot()
	if err != nil {
		return err
	}
	if string(before) != string(after) {
		return fmt.Errorf("statetest: the snapshot is\n%s\nand was\n%s", after, before)
	}
	restored, err := state.Restore(r.Machine(), before, state.Config{})
	if err != nil {
		return err
	}
	if got, want := waitsFor(r), waitsFor(restored); got != want {
		return fmt.Errorf("statetest: the Run waits for\n%s\nand did for\n%s", got, want)
	}
	return nil
}

// waitsFor returns as text what a Run waits for.
func waitsFor(r *state.Run) string {
	deadline, timed := r.Deadline()
	text := fmt.Sprintln(deadline, timed)
	for _, p := range r.Outstanding() {
		text += fmt.Sprintln(describe(p.Effect), p.Begun, p.Submitted)
	}
	return text
}
