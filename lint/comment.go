package lint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goasl/goasl/diag"
)

// ignoreMark is what a state's Comment has before the codes of checks that are not
// applied to the state.
const ignoreMark = "lint:ignore"

// comments finds the codes in the Comments of states. The first one in a Comment that no
// check has is reported.
func (p *pass) comments() {
	for _, s := range p.machine.All() {
		n := p.node(s).Get("Comment")
		for _, code := range ignoredIn(n.Text()) {
			if !isCode(code) {
				d := unknownCheck(code, "the Comment")
				d.Severity, d.Location = diag.Warning, s.Location()+"/Comment"
				p.list = append(p.list, p.machine.Diagnose(n.Pos(), d))
				break
			}
			if !slices.Contains(p.ignored[s], code) {
				p.ignored[s] = append(p.ignored[s], code)
			}
		}
	}
}

// ignoredIn returns the codes after each mark in a Comment.
func ignoredIn(comment string) (codes []string) {
	for {
		_, rest, found := strings.Cut(comment, ignoreMark+" ")
		if !found {
			return codes
		}
		word, _, _ := strings.Cut(strings.TrimLeft(rest, " "), " ")
		codes = append(codes, strings.Split(word, ",")...)
		comment = rest
	}
}

// isCode reports whether a check has the code.
func isCode(code string) bool {
	for _, c := range checks {
		if c.Code == code {
			return true
		}
	}
	return false
}

// longestCode bounds what is shown of a code that no check has, in characters.
const longestCode = 80

// unknownCheck is an error about a code that no check has.
func unknownCheck(code, where string) diag.Diagnostic {
	codes := make([]string, len(checks))
	for i, c := range checks {
		codes[i] = c.Code
	}
	if runes := []rune(code); len(runes) > longestCode {
		code = string(runes[:longestCode]) + "…"
	}
	d := diag.Diagnostic{
		Severity: diag.Error, Code: "UNKNOWN_CHECK", Message: fmt.Sprintf("No check has the code %q, which %s names.", code, where),
	}
	if meant := diag.Suggest(code, codes); meant != "" {
		d.Hint = fmt.Sprintf("did you mean %q?", meant)
	}
	return d
}
