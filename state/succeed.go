package state

import "github.com/goasl/goasl/jsonvalue"

// Succeed ends its flow.
type Succeed struct {
	common
}

func parseSucceed(o *object, c common) State {
	s := &Succeed{common: c}
	s.inputPath = o.jsonPath("InputPath")
	s.outputPath = o.jsonPath("OutputPath")
	s.output = o.template("Output")
	o.transitions.from(c.name)
	o.transitions.end()
	return s
}

func (s *Succeed) enter(r *Run, f *frame) error { return r.through(f, s.Next) }

// through is what the states do that change nothing but by InputPath and
// OutputPath.
func (r *Run) through(f *frame, next string) error {
	c := f.state.base()
	s := r.scope(f, f.input)
	in, err := c.inputPath.filter(s, f.input)
	if err != nil {
		return err
	}
	return r.leave(f, s, in, &c.ending, next)
}

// leave ends a state whose effective input is its result.
func (r *Run) leave(f *frame, s *scope, in jsonvalue.Value, e *ending, next string) error {
	s.input = in
	assigned, err := s.assign(e.assign)
	if err != nil {
		return err
	}
	out, err := f.state.base().outputPath.filter(s, in)
	if err != nil {
		return err
	}
	if out, err = e.outcome(s, out); err != nil {
		return err
	}
	return r.exit(f, out, assigned, next)
}
