package state

// Succeed ends its flow with an output.
type Succeed struct {
	stateBase
}

func parseSucceed(o *object, base stateBase) State {
	s := &Succeed{stateBase: base}
	s.inputPath = o.jsonPath("InputPath")
	s.outputPath = o.jsonPath("OutputPath")
	s.output = o.template("Output")
	o.transitions.begin()
	o.transitions.end()
	return s
}

func (s *Succeed) enter(r *Run, f *frame) error {
	scope := r.scope(f, f.input)
	in, err := scope.selectInput(&s.stateBase)
	if err != nil {
		return err
	}
	return r.passThrough(scope, in, &s.exitFields, &s.way)
}
