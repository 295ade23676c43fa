package state

import (
	"errors"
	"fmt"

	"github.com/goasl/goasl/jsonpath"
	"github.com/goasl/goasl/jsonvalue"
)

// account is what the expressions of a state may still take in the present turn. All of
// them draw from it: templates, paths, intrinsic functions, JSONata and comparisons.
//
// It lasts for one turn, so that no snapshot needs to hold it. The ItemSelector of an
// iteration has an account of its own, see [scope.apart].
type account struct {
	r            *Run
	steps, bytes int // left
	poll         int // the number of steps left at which the interrupt is looked at next
	work         int // steps that the turns of a step of the Run took
}

const (
	pollEvery   = 4096 // steps between two looks at the interrupt
	bytesOfStep = 64   // of a text that is read in one step
	bytesOfPart = 64   // made for a member or an element of a template
	stepWork    = 1e5  // steps of expressions after which a step of the Run ends
)

// The errors of an account that is used up. A scope makes failures of them.
var (
	errSteps = errors.New("state: too many steps")
	errBytes = errors.New("state: too many bytes")
)

// refill makes the account one that nothing was taken from.
func (a *account) refill() {
	l := &a.r.cfg.Limits
	a.steps, a.bytes, a.poll = l.StateSteps, l.StateBytes, l.StateSteps-pollEvery
}

// used reports whether anything was taken.
func (a *account) used() bool {
	return a.steps != a.r.cfg.Limits.StateSteps || a.bytes != a.r.cfg.Limits.StateBytes
}

// settle counts what a turn has taken, and refills the account for the next one.
func (r *Run) settle() {
	a, l := &r.account, &r.cfg.Limits
	a.work += l.StateSteps - a.steps
	r.log.charge(r.undo.begun.data, l.StateBytes-a.bytes)
	a.refill()
}

// Spend takes steps and bytes, before the work is done and the memory is asked for.
func (a *account) Spend(steps, bytes int) error {
	if bytes > a.bytes {
		a.bytes = 0
		return errBytes
	}
	a.bytes -= bytes
	if a.steps -= steps; a.steps < a.poll {
		return a.look()
	}
	return nil
}

// look returns an error if no steps are left, or if the interrupt says so.
func (a *account) look() error {
	if a.steps < 0 {
		return errSteps
	}
	a.poll = a.steps - pollEvery
	if a.ask() {
		return ErrInterrupted
	}
	return nil
}

// ask asks whether an expression is interrupted, by which its turn is cut.
func (a *account) ask() bool {
	interrupt := a.r.cfg.Interrupt
	if interrupt == nil {
		return false
	}
	a.r.guard()
	return interrupt()
}

// apart evaluates a template with an account of its own. Only what the result keeps of the bytes
// that were made is taken from the account of the turn.
func (s *scope) apart(t template) (jsonvalue.Value, error) {
	r := s.r
	turn := r.account
	r.account.refill()
	v, err := s.apply(t)
	made := r.cfg.Limits.StateBytes - r.account.bytes
	r.account = turn
	r.log.data += made
	if err != nil {
		return v, err
	}
	return v, s.spend(1, min(made, v.Size()))
}

// spend takes steps and bytes for the state's expressions. The error is the failure of the
// state, or ErrInterrupted.
func (s *scope) spend(steps, bytes int) error {
	if err := s.r.account.Spend(steps, bytes); err != nil {
		return s.usedUp(err)
	}
	return nil
}

// spendOn takes the steps for reading values of that many bytes.
func (s *scope) spendOn(size int) error { return s.spend(1+size/bytesOfStep, 0) }

// usedUp returns the failure of a state whose account is used up, for the error of
// [account.Spend], and any other error unchanged.
// Step Functions: it has words for what is too large, and none for what takes too long.
func (s *scope) usedUp(err error) error {
	switch err {
	case errBytes:
		return s.r.tooLarge(s.f.state.Name())
	case errSteps:
		return s.f.runtimeFault(fmt.Sprintf("The expressions of the state take more than %d steps, which is the limit StateSteps.", s.r.cfg.Limits.StateSteps))
	}
	return err
}

// follow evaluates a path. It may visit as many values as PathNodes and the account allow.
func (s *scope) follow(p *jsonpath.Path, root jsonvalue.Value) (jsonvalue.Value, error) {
	r := s.r
	if r.paths.Interrupt == nil {
		r.paths.Interrupt = r.account.ask
	}
	r.paths = jsonpath.Budget{Nodes: max(min(r.cfg.Limits.PathNodes, r.account.steps), 1), Interrupt: r.paths.Interrupt}
	v, err := p.Eval(root, &r.paths)
	r.account.steps -= r.paths.Used()
	if exceeded, ok := err.(*jsonpath.BudgetError); ok && exceeded.Nodes < r.cfg.Limits.PathNodes {
		err = errSteps
	}
	return v, err
}
