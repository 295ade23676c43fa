package lint

import (
	"errors"
	"strings"

	"github.com/goasl/goasl/intrinsic"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// calls reports calls of intrinsic functions that fail whatever the input is.
func calls(p *pass) {
	for _, s := range p.machine.All() {
		if s.Language() != state.JSONPath {
			continue
		}
		for n := range p.node(s).All() {
			switch n.Name() {
			case "Result": // is no template
			case "ItemProcessor", "Iterator", "Branches": // their states come on their own
			default:
				p.calls(s, n)
			}
		}
	}
}

func (p *pass) calls(s state.State, n state.Node) {
	for kid := range n.All() {
		p.calls(s, kid)
	}
	isCall := strings.HasSuffix(n.Name(), ".$") || n.Name() == "ErrorPath" || n.Name() == "CausePath"
	if !isCall || n.Kind() != jsonvalue.String || !intrinsic.Is(n.Text()) {
		return
	}
	c, err := intrinsic.Parse(n.Text())
	if err == nil {
		err = c.Check()
	}
	var wrong *intrinsic.SyntaxError
	if errors.As(err, &wrong) {
		p.report(s, n.Pos(), "", wrong.Msg)
	}
}
