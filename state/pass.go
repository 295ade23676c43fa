package state

import "github.com/goasl/goasl/jsonvalue"

// Pass hands its input, a fixed Result, or what Parameters make of the input to
// the next state.
type Pass struct {
	common
	payload
	Result jsonvalue.Value // none if absent; never a template
}

func parsePass(o *object, c common) State {
	s := &Pass{common: c}
	o.dataFields(&s.common)
	s.Result = o.literal("Result")
	if n, ok := o.peek("Result"); ok {
		o.warnResult(n)
	}
	s.parameters = o.template("Parameters")
	s.result = o.resultPath()
	o.nextOrEnd(&s.common)
	return s
}

func (s *Pass) enter(r *Run, f *frame) error {
	if s.handsOn && r.takesAll(&s.common, f.input) {
		return r.exit(f, f.input, nil, s.way())
	}
	scope := r.scope(f, f.input)
	if s.Result.Exists() {
		scope.note(Result, s.Result)
		return r.finish(scope, &s.payload, s.Result)
	}
	in, err := scope.effectiveInput(&s.common, s.parameters)
	if err != nil {
		return err
	}
	return r.finish(scope, &s.payload, in)
}
