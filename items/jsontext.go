package items

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// token passes over spaces and returns the byte after them, which is not used. It returns
// io.EOF at the end.
func (t *text) token() (byte, error) {
	for {
		for i, c := range t.unused() {
			if c != ' ' && c != '\t' && c != '\n' && c != '\r' {
				t.use(i)
				return c, nil
			}
		}
		t.use(len(t.unused()))
		if err := t.more(); err != nil {
			return 0, err
		}
	}
}

var errShortJSON = errors.New("the JSON text ends too early")

// mustToken is token where the text must go on.
func (t *text) mustToken() (byte, error) {
	c, err := t.token()
	return c, mustGoOn(err)
}

// mustMore is more where the text must go on.
func (t *text) mustMore() error { return mustGoOn(t.more()) }

func mustGoOn(err error) error {
	if err == io.EOF {
		return errShortJSON
	}
	return err
}

// open uses the bracket of an array or object and returns it.
func (t *text) open() (byte, error) {
	c, err := t.token()
	switch {
	case err == io.EOF || err == nil && c != '[' && c != '{':
		return 0, errNotIterable
	case err != nil:
		return 0, err
	}
	t.use(1)
	return c, nil
}

// element uses what is before the next value in an array or object, and returns the name
// of a member. It returns io.EOF if there is no value any more; then it uses the bracket.
func (t *text) element(bracket byte, isFirst bool) (name string, err error) {
	c, err := t.mustToken()
	switch {
	case err != nil:
		return "", err
	case c == bracket+2: // '['+2 is ']', '{'+2 is '}'
		t.use(1)
		return "", io.EOF
	case !isFirst:
		if err := t.expect(','); err != nil {
			return "", err
		}
	}
	if bracket == '[' {
		return "", nil
	}
	return t.name()
}

// expect uses the next token, which must be want.
func (t *text) expect(want byte) error {
	c, err := t.mustToken()
	switch {
	case err != nil:
		return err
	case c != want:
		return fmt.Errorf("there is %q where %q should be", c, want)
	}
	t.use(1)
	return nil
}

// name uses the name of a member and the colon after it.
func (t *text) name() (string, error) {
	value, err := t.value()
	if err != nil {
		return "", err
	}
	name, err := parseItem(value)
	switch {
	case err != nil:
		return "", err
	case name.Kind() != jsonvalue.String:
		return "", errors.New("the name of a member is not in double quotes")
	}
	t.use(len(value))
	return name.Text(), t.expect(':')
}

// value returns the next value, which is not used. It may be no JSON text.
func (t *text) value() ([]byte, error) {
	if _, err := t.mustToken(); err != nil {
		return nil, err
	}
	var s span
	length := 0
	for {
		length += s.add(t.unused()[length:])
		if s.ended {
			return t.unused()[:length], nil
		}
		if err := t.mustMore(); err != nil {
			return nil, err
		}
	}
}

// skip uses the next value, however long it is.
func (t *text) skip() error {
	if _, err := t.mustToken(); err != nil {
		return err
	}
	var s span
	for {
		t.use(s.add(t.unused()))
		if s.ended {
			return nil
		}
		if err := t.mustMore(); err != nil {
			return err
		}
	}
}

// span finds the end of a JSON value, which it gets in pieces, by brackets and quotes
// alone.
type span struct {
	isWord    bool // a number, true, false or null: it ends before the byte after it
	depth     int
	inString  bool
	isEscaped bool // the last byte was a backslash in a string
	ended     bool
}

// add adds a piece and returns how much of it belongs to the value.
func (s *span) add(piece []byte) int {
	for i := 0; i < len(piece); i++ {
		c := piece[i]
		switch {
		case s.isEscaped:
			s.isEscaped = false
		case s.inString:
			s.isEscaped = c == '\\'
			s.inString = c != '"'
			s.ended = !s.inString && s.depth == 0
		case s.isWord:
			if strings.IndexByte(" \t\n\r,:]}[{\"", c) >= 0 {
				s.ended = true
				return i
			}
		default:
			s.structure(c)
		}
		if s.ended {
			return i + 1
		}
	}
	return len(piece)
}

// structure adds a byte that is not in a string or word.
func (s *span) structure(c byte) {
	switch c {
	case '"':
		s.inString = true
	case '{', '[':
		s.depth++
	case '}', ']':
		s.depth--
		s.ended = s.depth <= 0
	default:
		s.isWord = s.depth == 0
	}
}
