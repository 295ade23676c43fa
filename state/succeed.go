package state

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
