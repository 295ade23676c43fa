package state

import "github.com/goasl/goasl/jsonvalue"

// Succeed ends its flow.
type Succeed struct {
	common
}

func parseSucceed(o *object, c common) State {
	s := &Succeed{common: c}
	s.input = o.jsonPath("InputPath")
	s.output = o.jsonPath("OutputPath")
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
	in, err := c.input.filter(s, f.input)
	if err != nil {
		return err
	}
	return r.leave(f, s, in, c.assign, next)
}

// leave ends a state whose effective input is its result.
func (r *Run) leave(f *frame, s *scope, in jsonvalue.Value, a *assignment, next string) error {
	s.input = in
	assigned, err := s.assign(a)
	if err != nil {
		return err
	}
	out, err := f.state.base().output.filter(s, in)
	if err != nil {
		return err
	}
	return r.exit(f, out, assigned, next)
}
