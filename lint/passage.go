package lint

import (
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// passage says what becomes of the members of a state's input.
type passage struct {
	keeps bool   // they are members of the output
	sets  string // except this one, which is another
}

// passage returns what becomes of a state's input on a way out of the state.
func (p *pass) passage(w state.Transition) passage {
	isQuery := w.From.Language() == state.JSONata
	switch {
	case isQuery && w.Kind == state.ByCatcher:
		return passage{keeps: outputs(w.Node, "$states.input", false)}
	case isQuery && w.Kind == state.ByRule:
		return passage{keeps: outputs(w.Node, "$states.input", true)}
	case w.Kind == state.ByCatcher:
		return placedAt(w.Node.Get("ResultPath"), false)
	case !isWhole(p.node(w.From).Get("OutputPath")):
		return passage{}
	}
	return p.placed(w.From)
}

// replacesInput reports whether a catcher hands on nothing but the error.
func replacesInput(w state.Transition) bool {
	if w.From.Language() == state.JSONata {
		return outputs(w.Node, "$states.errorOutput", true)
	}
	return isWhole(w.Node.Get("ResultPath"))
}

// outputs reports whether Output is just a variable. absent is the answer without Output.
func outputs(n state.Node, variable string, absent bool) bool {
	output := n.Get("Output")
	if !output.Exists() {
		return absent
	}
	text, _ := expression(output.Text())
	return text == variable
}

// placed returns what becomes of the input in the output of a state, before OutputPath.
func (p *pass) placed(s state.State) passage {
	n := p.node(s)
	whole := isWhole(n.Get("InputPath"))
	_, isPass := s.(*state.Pass)
	switch {
	case keepsInput(s):
		return passage{keeps: whole && outputs(n, "$states.input", true)}
	case s.Language() == state.JSONata:
		return passage{keeps: outputs(n, "$states.input", isPass)}
	}
	whole = whole && isPass && !n.Get("Result").Exists() && !n.Get("Parameters").Exists()
	return placedAt(n.Get("ResultPath"), whole)
}

// placedAt returns what becomes of the input where a result is placed at a path. isInput
// says that the result is the input itself.
func placedAt(path state.Node, isInput bool) passage {
	switch {
	case path.Kind() == jsonvalue.Null:
		return passage{keeps: true}
	case isWhole(path):
		return passage{keeps: isInput}
	}
	compiled, err := compile(path.Text())
	if err != nil {
		return passage{}
	}
	name, _ := memberOf(compiled)
	return passage{keeps: true, sets: name}
}
