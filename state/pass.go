package state

import "github.com/goasl/goasl/jsonvalue"

// Pass passes on its input, a fixed Result, or what Parameters makes of the input.
type Pass struct {
	stateBase
	payload
	Result jsonvalue.Value // none if absent; it is not a template
}

func parsePass(o *object, base stateBase) State {
	s := &Pass{stateBase: base}
	o.dataFields(&s.stateBase)
	if s.Result = o.literal("Result"); s.Result.Kind() == jsonvalue.Null { // Step Functions: as if it were absent
		s.Result = jsonvalue.Value{}
	}
	if n, ok := o.peek("Result"); ok {
		o.warnResult(n)
	}
	s.parameters = o.template("Parameters")
	s.result = o.resultPath()
	o.nextOrEnd(&s.stateBase)
	return s
}

func (s *Pass) enter(r *Run, f *frame) error {
	if s.passAsIs && r.inputAsIs(&s.stateBase, f.input) {
		return r.exit(f, f.input, nil, &s.way)
	}
	if s.Result.Exists() {
		r.note(f, Result, s.Result)
		return r.finish(f, &s.payload, s.Result)
	}
	in, err := r.scope(f, f.input).effectiveInput(&s.stateBase, s.parameters)
	if err != nil {
		return err
	}
	return r.finish(f, &s.payload, in)
}
