package state

import (
	"github.com/goasl/goasl/jsonpath"
	"github.com/goasl/goasl/jsonvalue"
)

// payload has the fields that make the input of a state's work, and that shape its
// result.
type payload struct {
	parameters template // Parameters; Arguments in JSONata
	selector   template // ResultSelector
	result     resultPath
}

func (p *payload) shape() *payload { return p }

// noteShape notes which steps of the data flow the state does not have.
func (b *stateBase) noteShape(s State) {
	var p payload
	if shaped, ok := s.(interface{ shape() *payload }); ok {
		p = *shaped.shape()
	}
	b.inputAsIs = !b.inputPath.shapes() && p.parameters == nil
	b.outputAsIs = p.selector == nil && p.result == resultPath{} && b.assign == nil && b.output == nil && !b.outputPath.shapes()
	if pass, ok := s.(*Pass); ok {
		b.passAsIs = b.inputAsIs && b.outputAsIs && !pass.Result.Exists()
	}
}

func (o *object) payload() payload {
	return payload{
		parameters: o.template(o.language.parameters()),
		selector:   o.template("ResultSelector"),
		result:     o.resultPath(),
	}
}

// resultPath says where in the raw input a result goes. The zero value replaces the
// input.
type resultPath struct {
	ref     *jsonpath.Reference
	discard bool
}

func (o *object) resultPath() resultPath {
	ref, discard := o.settable("ResultPath")
	return resultPath{ref: ref, discard: discard}
}

// place combines the raw input with a result.
func (p resultPath) place(f *frame, input, result jsonvalue.Value) (jsonvalue.Value, error) {
	switch {
	case p.discard:
		return input, nil
	case p.ref == nil:
		return result, nil
	}
	out, err := p.ref.Set(input, result)
	if err != nil {
		return out, f.fault(errReferencePath, "Unable to apply ReferencePath "+p.ref.String()+" to input "+quoted(input))
	}
	return out, nil
}

// selectInput returns the raw input after InputPath, which is $ from now on.
func (s *scope) selectInput(base *stateBase) (jsonvalue.Value, error) {
	in, err := base.inputPath.filter(s, s.f.input)
	if err != nil {
		return in, err
	}
	s.input = in
	s.note(AfterInputPath, in)
	return in, nil
}

// inputAsIs reports whether the raw input of a state is its effective input, is not too
// large, and no inspection asks for the stages between.
func (r *Run) inputAsIs(base *stateBase, input jsonvalue.Value) bool {
	return base.inputAsIs && r.inspection == nil && !r.cfg.Limits.exceeded(input)
}

// effectiveInput returns the raw input after InputPath and the template. It fails if
// that is larger than the limit.
func (s *scope) effectiveInput(base *stateBase, t template) (jsonvalue.Value, error) {
	if s.r.inputAsIs(base, s.f.input) {
		return s.f.input, nil
	}
	if _, err := s.selectInput(base); err != nil {
		return jsonvalue.Value{}, err
	}
	in, err := s.apply(t)
	if err == nil && s.r.cfg.Limits.exceeded(in) {
		err = s.r.tooLarge(base.name)
	}
	if err == nil {
		s.note(AfterParameters, in)
	}
	return in, err
}
