package state

import (
	"github.com/goasl/goasl/jsonpath"
	"github.com/goasl/goasl/jsonvalue"
)

// pathField is a field that holds a path. The zero value is a field that is
// absent.
type pathField struct {
	text    string
	path    *jsonpath.Path
	discard bool // the field is null
}

// shapes reports whether the field changes anything.
func (p pathField) shapes() bool { return p.discard || p.isSet() }

// isSet reports whether the field holds a path.
func (p pathField) isSet() bool { return p.path != nil }

// filter is what InputPath and OutputPath do with a value: absent they leave it,
// null makes it {}.
func (p pathField) filter(s *scope, v jsonvalue.Value) (jsonvalue.Value, error) {
	switch {
	case p.discard:
		return jsonvalue.EmptyObject, nil
	case p.path == nil:
		return v, nil
	}
	s.input = v
	out, err := s.read(p.path)
	if err != nil {
		return out, s.pathError(p.path, err)
	}
	return out, nil
}

// payload holds the fields that shape what goes into a state's work and what
// comes out of it.
type payload struct {
	parameters template // Parameters; Arguments in JSONata
	selector   template // ResultSelector
	result     resultPath
}

func (p *payload) shape() *payload { return p }

// noteShape notes which fields of the state shape its data.
func (c *common) noteShape(s State) {
	var p payload
	if shaped, ok := s.(interface{ shape() *payload }); ok {
		p = *shaped.shape()
	}
	c.takesAll = !c.inputPath.shapes() && p.parameters == nil
	c.givesAll = p.selector == nil && p.result == resultPath{} && c.assign == nil && c.output == nil && !c.outputPath.shapes()
	if pass, ok := s.(*Pass); ok {
		c.handsOn = c.takesAll && c.givesAll && !pass.Result.Exists()
	}
}

func (o *object) payload() payload {
	return payload{
		parameters: o.template(o.language.parameters()),
		selector:   o.template("ResultSelector"),
		result:     o.resultPath(),
	}
}

// resultPath says where a result goes in the input. The zero value replaces the
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
		return out, f.fault(errResultPathMatch, "Unable to apply ReferencePath "+p.ref.String()+" to input "+input.String())
	}
	return out, nil
}

// selectInput is the raw input after InputPath; the scope goes on with it.
func (s *scope) selectInput(c *common) (jsonvalue.Value, error) {
	in, err := c.inputPath.filter(s, s.f.input)
	if err != nil {
		return in, err
	}
	s.input = in
	s.note(AfterInputPath, in)
	return in, nil
}

// takesAll reports whether the input of a state is its effective input, and nobody
// wants to know what became of it on the way.
func (r *Run) takesAll(c *common, input jsonvalue.Value) bool {
	return c.takesAll && r.inspection == nil && !r.cfg.Limits.exceeded(input)
}

// effectiveInput is the raw input after InputPath and the payload template, if it
// is not larger than AWS takes.
func (s *scope) effectiveInput(c *common, t template) (jsonvalue.Value, error) {
	if s.r.takesAll(c, s.f.input) {
		return s.f.input, nil
	}
	if _, err := s.selectInput(c); err != nil {
		return jsonvalue.Value{}, err
	}
	in, err := s.apply(t)
	if err == nil && s.r.cfg.Limits.exceeded(in) {
		err = s.r.tooLarge(c.name)
	}
	if err == nil {
		s.note(AfterParameters, in)
	}
	return in, err
}

// complete is finish for a state whose work has a result. It makes no scope where
// none is needed.
func (r *Run) complete(f *frame, p *payload, result jsonvalue.Value) error {
	if c := f.state.base(); r.givesAll(c) {
		return r.exit(f, result, nil, c.way())
	}
	return r.finish(r.scope(f, result), p, result)
}

// givesAll reports whether the result of a state is its output, and nobody wants to
// know what became of it on the way.
func (r *Run) givesAll(c *common) bool { return c.givesAll && r.inspection == nil }

// finish takes a result through ResultSelector, Assign, ResultPath, OutputPath
// and Output and ends the state that the scope is of. Those that a language lacks
// are absent. All of them see the variables as they were when the state was
// entered.
func (r *Run) finish(s *scope, p *payload, result jsonvalue.Value) error {
	f := s.f
	c := f.state.base()
	if r.givesAll(c) {
		return r.exit(f, result, nil, c.way())
	}
	s.input = result
	if f.state.recovery() != nil { // else there was no work that could have a result
		s.result, s.states = result, jsonvalue.Value{}
	}
	selected, err := s.apply(p.selector)
	if err != nil {
		return err
	}
	s.note(AfterResultSelector, selected)
	s.input = selected
	assigned, err := s.assign(c.assign)
	if err != nil {
		return err
	}
	placed, err := p.result.place(f, f.input, selected)
	if err != nil {
		return err
	}
	s.note(AfterResultPath, placed)
	out, err := c.outputPath.filter(s, placed)
	if err != nil {
		return err
	}
	if out, err = c.outcome(s, out); err != nil {
		return err
	}
	return r.exit(f, out, assigned, c.way())
}
