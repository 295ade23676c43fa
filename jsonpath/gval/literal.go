package gval

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/PaesslerAG/gval"
)

// parseInteger reads an integer without rounding it, unlike gval.
func parseInteger(_ context.Context, p *gval.Parser) (gval.Evaluable, error) {
	text := p.TokenText()
	if i, err := strconv.ParseInt(text, 10, 64); err == nil {
		return p.Const(integer(i)), nil
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return nil, fmt.Errorf("%s is not a number", text)
	}
	return p.Const(f), nil
}

// parseText reads a text in single quotes, which gval would read as a character.
func parseText(_ context.Context, p *gval.Parser) (gval.Evaluable, error) {
	rest := p.TokenText()[1:]
	var text strings.Builder
	for rest != "'" {
		r, multibyte, tail, err := strconv.UnquoteChar(rest, '\'')
		switch {
		case err != nil:
			return nil, fmt.Errorf("the text is not closed, or has an escape that is none: %w", err)
		case multibyte:
			text.WriteRune(r)
		default:
			text.WriteByte(byte(r))
		}
		rest = tail
	}
	return p.Const(text.String()), nil
}

// parseName reads the name of a constant or a function. gval would go on to look
// names up in the parameter, by reflection.
func (d *dialect) parseName(_ context.Context, p *gval.Parser) (string, func() (gval.Evaluable, error), error) {
	name := p.TokenText()
	unknown := fmt.Errorf("the name %.30q is not known; a member is written @.name", name)
	if !d.names[name] {
		return "", nil, unknown
	}
	return name, func() (gval.Evaluable, error) { return nil, unknown }, nil
}
