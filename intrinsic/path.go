package intrinsic

import "strings"

// path reads a path argument of a call. It ends before the comma or the parenthesis of the
// call. Both may also occur in the path: inside its brackets and parentheses, and inside
// strings and regular expressions there.
func (p *parser) path(c *call) (argument, error) {
	start := p.pos
	if err := p.pathEnd(); err != nil {
		return argument{}, err
	}
	text := strings.TrimRight(p.text[start:p.pos], " \t\r\n")
	p.paths = append(p.paths, PathArg{Text: text, Offset: start, Function: c.fn.name, Index: len(c.args)})
	return argument{kind: pathArgument, path: len(p.paths) - 1}, nil
}

// pathEnd goes to the end of the path.
func (p *parser) pathEnd() error {
	var open []int // positions of the brackets and parentheses that are open
	for ; p.pos < len(p.text); p.pos++ {
		switch c := p.text[p.pos]; c {
		case '[', '(':
			open = append(open, p.pos)
		case ']', ')':
			if len(open) == 0 {
				return nil // the caller reports a ']', which is not part of a call
			}
			top := open[len(open)-1]
			if closing(p.text[top]) != c {
				return p.fail(p.pos, "unexpected %s in a path, want '%c'", p.here(), closing(p.text[top]))
			}
			open = open[:len(open)-1]
		case ',':
			if len(open) == 0 {
				return nil
			}
		case '\'', '"', '/':
			if len(open) == 0 || c == '/' && !p.afterMatch() {
				continue
			}
			if err := p.quoted(c); err != nil {
				return err
			}
		}
	}
	if len(open) > 0 {
		top := open[len(open)-1]
		return p.fail(top, "'%c' in a path is not closed", p.text[top])
	}
	return nil
}

// quoted skips to the quote or slash that closes the one at the current position.
func (p *parser) quoted(quote byte) error {
	start := p.pos
	for p.pos++; p.pos < len(p.text); p.pos++ {
		switch p.text[p.pos] {
		case '\\':
			p.pos++
		case quote:
			return nil
		}
	}
	return p.fail(start, "%c in a path is not closed", quote)
}

// afterMatch reports whether the operator =~ is before the current position. A slash after
// it begins a regular expression.
func (p *parser) afterMatch() bool {
	return strings.HasSuffix(strings.TrimRight(p.text[:p.pos], " \t\r\n"), "=~")
}

func closing(open byte) byte {
	if open == '[' {
		return ']'
	}
	return ')'
}
