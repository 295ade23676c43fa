package state

import (
	"fmt"

	"github.com/goasl/goasl/jsonvalue"
)

// How a state ends: finish makes its output of the result of its work, passThrough of
// its input, catch of an error. All end in exit.

// exitFields are the fields Assign and Output, which a state, a choice rule and a
// catcher have. They apply when the state is left that way.
type exitFields struct {
	assign template // Assign, an object
	output template // Output, of JSONata only
}

func (o *object) exitFields() exitFields {
	return exitFields{assign: o.assignment(), output: o.template("Output")}
}

// applyOutput returns what Output gives, or v if there is no Output.
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
// ResultSelector, Assign, ResultPath, OutputPath and Output; the fields that a language
// lacks are absent. All of them see the variables as they were when the state was
// entered.
func (r *Run) finish(f *frame, p *payload, result jsonvalue.Value) error {
	base := f.state.base()
	if r.outputAsIs(base) {
		return r.exit(f, result, nil, base.byNext())
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
	return r.exit(f, out, assigned, base.byNext())
}

// passThrough ends a state whose effective input is its result.
func (r *Run) passThrough(s *scope, in jsonvalue.Value, e *exitFields, by decision) error {
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

// catch leaves the state through a catcher. Neither ResultSelector nor
// OutputPath nor the state's own Assign apply.
func (r *Run) catch(f *frame, c *Catcher, why *fault) error {
	output := why.output()
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
	return r.exit(f, out, assigned, decision{ByCatcher, c.index, c.Next})
}

// exit ends the frame's state with an output and goes to the next one, or ends
// the flow if there is none.
// Step Functions: nothing catches an output that is too large, as it does a
// task's result.
func (r *Run) exit(f *frame, output jsonvalue.Value, assigned []jsonvalue.Member, by decision) error {
	base := f.state.base()
	if r.cfg.Limits.exceeded(output) {
		why := r.tooLarge(base.name)
		why.fatal = true
		return why
	}
	if output.Depth() > maxDepth {
		return f.runtimeFault(fmt.Sprintf("The output is nested deeper than %d levels.", maxDepth))
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
	f.work, f.failed, f.fan = jsonvalue.Value{}, nil, nil
	f.attempt, f.retried = 0, nil
	if by.next != "" {
		r.trace(f, by, f.prev)
		f.state, f.phase = base.successor, ready
		if by.next != base.Next {
			f.state = r.m.states[by.next]
		}
		if f.input != output { // to store a pointer takes 5 % of a transition while garbage is collected
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

// maxDepth is how deep outputs and variables may be nested: what a template puts
// around them, at most as deep as a definition, is still read from a snapshot.
const maxDepth = 8_000
