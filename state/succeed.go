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

func (s *Succeed) enter(r *Run, f *frame) error {
	scope := r.scope(f, f.input)
	in, err := scope.selectInput(&s.common)
	if err != nil {
		return err
	}
	return r.leave(f, scope, in, &s.ending, s.way())
}

// leave ends a state whose effective input is its result.
func (r *Run) leave(f *frame, s *scope, in jsonvalue.Value, e *ending, by way) error {
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
	return r.exit(f, out, assigned, by)
}
