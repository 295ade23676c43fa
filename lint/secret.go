package lint

import (
	"regexp"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// known matches texts that are secrets wherever they are.
var known = regexp.MustCompile(`\b(AKIA|ASIA)[0-9A-Z]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----|\bgh[pousr]_[0-9A-Za-z]{36}|\bxox[abprs]-[0-9A-Za-z-]{10,}|\bsk_live_[0-9A-Za-z]{16,}`)

// secretName matches names of members whose value should be secret.
var secretName = regexp.MustCompile(`(?i)(password|passwd|secret|api_?key|access_?key|private_?key|auth_?token)$`)

// secrets reports texts that look like a secret. It does not repeat the text.
func secrets(p *pass) {
	for _, s := range p.machine.All() {
		for n := range p.node(s).All() {
			switch n.Name() {
			case "ItemProcessor", "Iterator", "Branches": // their states are checked on their own
			default:
				p.secret(s, n)
			}
		}
	}
}

func (p *pass) secret(s state.State, n state.Node) {
	for kid := range n.All() {
		p.secret(s, kid)
	}
	if n.Kind() != jsonvalue.String {
		return
	}
	switch text := n.Text(); {
	case known.MatchString(text):
		p.report(s, n.Pos(), "", "the text looks like a key")
	case secretName.MatchString(n.Name()) && isLiteral(text):
		p.report(s, n.Pos(), "", "the value of "+n.Name()+" stands in the text")
	}
}

// isLiteral reports whether a text may be a secret itself: it is neither an expression,
// nor a placeholder, nor the name of a place where a secret is kept.
func isLiteral(text string) bool {
	for _, begin := range []string{"$", "{%", "arn:", "States.", "{{resolve:"} {
		if strings.HasPrefix(text, begin) {
			return false
		}
	}
	return text != "" && !strings.Contains(text, "${")
}
