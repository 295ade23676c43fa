package state

import (
	"fmt"

	"github.com/goasl/goasl/jsonvalue"
)

// The ways in which a state ends. finish makes its output from the result of its work,
// passThrough from its input, catch from an error. All call exit.

// exitFields are the fields Assign and Output. A state has them, and so do a choice
// rule and a catcher, for the case that the state is left by them.
type exitFields struct {
	assign template // Assign, an object
	output template // Output, of JSONata only
}

func (o *object) exitFields() exitFields {
	return exitFields{assign: o.assignment(), output: o.template("Output")}
}

// applyOutput returns the value of Output, or v if the field is absent.
func (e *exitFields) applyOutput(s *scope, v jsonvalue.Value) (jsonvalue.Value, error) {
	if e.output == nil {
		return v, nil
	}
	return e.output.eval(s)
}

// outputAsIs reports whether the result of a state is its output, and no inspection
// asks for the stages between.
func (r *Run) outputAsIs(base *stateBase) bool { return base.outputAsIs && r.inspection == nil }

// finish ends a state whose work has a result. It takes the result through
// ResultSelector, Assign, ResultPath, OutputPath and Output; each query language has
// some of them. All of them see the variables from before the state.
func (r *Run) finish(f *frame, p *payload, result jsonvalue.Value) error {
	base := f.state.base()
	if r.outputAsIs(base) {
		return r.exit(f, result, nil, &base.way)
	}
	s := r.scope(f, result)
	if f.state.recovery() != nil { // a Pass state has no $states.result
		s.result = result
	}
	selected, err := s.apply(p.selector)
	if err != nil {
		return err
	}
	s.note(AfterResultSelector, selected)
	s.input = selected
	assigned, err := s.assign(base.assign)
	if err != nil {
		return err
	}
	placed, err := p.result.place(f, f.input, selected)
	if err != nil {
		return err
	}
	s.note(AfterResultPath, placed)
	out, err := base.outputPath.filter(s, placed)
	if err != nil {
		return err
	}
	if out, err = base.applyOutput(s, out); err != nil {
		return err
	}
	return r.exit(f, out, assigned, &base.way)
}

// passThrough ends a state whose effective input is its result.
func (r *Run) passThrough(s *scope, in jsonvalue.Value, e *exitFields, by *way) error {
	f := s.f
	s.input = in
	assigned, err := s.assign(e.assign)
	if err != nil {
		return err
	}
	out, err := f.state.base().outputPath.filter(s, in)
	if err != nil {
		return err
	}
	if out, err = e.applyOutput(s, out); err != nil {
		return err
	}
	return r.exit(f, out, assigned, by)
}

// catch ends the frame's state by a catcher. ResultSelector, OutputPath and the state's
// own Assign do not apply.
func (r *Run) catch(f *frame, c *Catcher, why *fault) error {
	output := why.output()
	r.account.refill() // what has failed may have used it up
	s := r.scope(f, output)
	s.errorOutput = output
	assigned, err := s.assign(c.assign)
	if err != nil {
		return err
	}
	placed, err := c.result.place(f, f.input, output)
	if err != nil {
		return err
	}
	out, err := c.applyOutput(s, placed)
	if err != nil {
		return err
	}
	return r.exit(f, out, assigned, r.way(ByCatcher, c.index, c.Next))
}

// exit leaves the frame's state with an output. It goes to the next state, or ends the
// flow.
// Step Functions: an output that is too large is not caught, while the result of a task
// that is too large is.
func (r *Run) exit(f *frame, output jsonvalue.Value, assigned []jsonvalue.Member, by *way) error {
	base := f.state.base()
	if by.next == "" && r.endCanBeCut(f, output) {
		r.guard()
	}
	if r.cfg.Limits.exceeded(output) {
		why := r.tooLarge(base.name)
		why.fatal = true
		return why
	}
	if output.Depth() > maxDepth {
		return f.runtimeFault(fmt.Sprintf("The output is nested deeper than %d levels.", maxDepth))
	}
	if by.next != "" {
		if err := r.room(f, f.brought(output)-f.brought(f.input)); err != nil {
			return err
		}
	}
	if len(assigned) > 0 {
		if err := r.assign(f, assigned); err != nil {
			return err
		}
	}
	if r.inspection != nil {
		r.inspection.exited(r, output, by.next)
		return nil
	}
	if len(assigned) == 0 {
		r.emitCompact(f, base.eventCode(exited), output)
	} else {
		r.exitedWith(f, output, assigned)
	}
	r.setWork(f, jsonvalue.Value{})
	r.dropFan(f)
	if f.attempt > 0 || f.retried != nil || f.failed != nil { // mostly not; to store pointers takes time, see below
		f.attempt, f.retried, f.failed = 0, nil, nil
	}
	if by.next != "" {
		r.trace(f, by.kind, by.index, by.next, f.prev)
		f.state, f.phase = by.to, ready
		if f.input != output { // to store a pointer takes 5 % of a transition while garbage is collected
			r.heldBytes += f.brought(output) - f.brought(f.input)
			f.input = output
		}
		r.enqueue(f)
		return nil
	}
	if f.parent != nil {
		return r.childDone(f, output)
	}
	r.succeed(output)
	return nil
}

// endCanBeCut reports whether the turn in which the frame ends its flow can be cut after
// that: as it ends the execution, perhaps because the results are too large, or as a Map
// evaluates the input of its next iteration.
func (r *Run) endCanBeCut(f *frame, output jsonvalue.Value) bool {
	if f.parent == nil || r.resultBytes+output.Size() > r.cfg.Limits.StateBytes {
		return true
	}
	m, isMap := f.parent.state.(*Map)
	return isMap && m.itemSelector != nil
}

// maxDepth is how deep outputs and variables may be nested. A template adds at most the
// depth of a definition to that; a snapshot can still be read then.
const maxDepth = 8_000
