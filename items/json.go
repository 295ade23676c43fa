package items

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// jsonFile is the form of a JSON file whose items are the elements of an array or the
// members of an object.
//
// The file is read once, from the start. What is before the items is only searched for
// brackets and quotes, and what is after them is not read, unless they are the whole file.
type jsonFile struct {
	steps []string // of the JSON Pointer
}

var errNotIterable = readerFailed("Attempting to map over non-iterable node.")

func newJSON(of *Spec) (form, error) {
	if of.Pointer == "" {
		return &jsonFile{}, nil
	}
	if of.Pointer[0] != '/' {
		return nil, readerFailed("The ItemReader's ItemsPointer %q does not begin with a slash.", of.Pointer)
	}
	unescape := strings.NewReplacer("~1", "/", "~0", "~")
	steps := strings.Split(of.Pointer[1:], "/")
	for i, step := range steps {
		steps[i] = unescape.Replace(step)
	}
	return &jsonFile{steps}, nil
}

func (j *jsonFile) begin(t *text, at *cursor) error {
	if at.Offset > 0 { // after the opening bracket, at least
		return nil
	}
	for _, step := range j.steps {
		if err := t.enter(step); err != nil {
			return err
		}
	}
	c, err := t.token()
	switch {
	case err == io.EOF || err == nil && c != '[' && c != '{':
		return errNotIterable
	case err != nil:
		return err
	}
	at.Object = c == '{'
	t.use(1)
	return nil
}

func (j *jsonFile) next(t *text, at *cursor) (item jsonvalue.Value, name string, err error) {
	end := byte(']')
	if at.Object {
		end = '}'
	}
	c, err := t.mustToken()
	switch {
	case err != nil:
		return item, "", err
	case c == end:
		t.use(1)
		return item, "", j.end(t)
	case at.Items > 0:
		if err := t.expect(','); err != nil {
			return item, "", err
		}
	}
	if at.Object {
		if name, err = t.name(); err != nil {
			return item, "", err
		}
	}
	value, err := t.value()
	if err != nil {
		return item, "", err
	}
	if item, err = parseItem(value); err != nil {
		return item, "", err
	}
	t.use(len(value))
	return item, name, nil
}

// end returns io.EOF if there is nothing after the last item that should not be there.
func (j *jsonFile) end(t *text) error {
	if len(j.steps) > 0 {
		return io.EOF
	}
	c, err := t.token()
	if err == nil {
		return fmt.Errorf("there is %q after the end of the JSON text", c)
	}
	return err
}

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
	if err == io.EOF {
		err = errShortJSON
	}
	return c, err
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
	for !s.ended {
		length += s.add(t.unused()[length:])
		if s.ended {
			break
		}
		if err := t.more(); err == io.EOF {
			if !s.isNumber {
				return nil, errShortJSON
			}
			break
		} else if err != nil {
			return nil, err
		}
	}
	return t.unused()[:length], nil
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
		if err := t.more(); err == io.EOF {
			return errShortJSON
		} else if err != nil {
			return err
		}
	}
}

// enter uses what is before a member of the object that comes next, or before an element
// of an array.
func (t *text) enter(step string) error {
	c, err := t.token()
	switch {
	case err == io.EOF || err == nil && c != '[' && c != '{':
		return errNotIterable
	case err != nil:
		return err
	}
	t.use(1)
	index, name := 0, ""
	for isFirst := true; ; isFirst = false {
		next, err := t.mustToken()
		if err != nil {
			return err
		}
		if next == c+2 { // '{'+2 is '}', '['+2 is ']'
			return errNotIterable
		}
		if !isFirst {
			if err := t.expect(','); err != nil {
				return err
			}
		}
		if c == '{' {
			name, err = t.name()
		} else {
			name, index = strconv.Itoa(index), index+1
		}
		if err != nil || name == step {
			return err
		}
		if err := t.skip(); err != nil {
			return err
		}
	}
}

// span finds the end of a JSON value by brackets and quotes alone. It is given the value
// in pieces.
type span struct {
	begun     bool
	isNumber  bool // or a literal: it ends before the byte after it
	depth     int
	inString  bool
	isEscaped bool
	ended     bool
}

// add adds a piece and returns how much of it belongs to the value.
func (s *span) add(piece []byte) int {
	for i, c := range piece {
		switch {
		case s.isEscaped:
			s.isEscaped = false
		case s.inString:
			s.isEscaped = c == '\\'
			s.inString = c != '"'
			s.ended = !s.inString && s.depth == 0
		case c == '"':
			s.inString = true
		case c == '{' || c == '[':
			s.depth++
		case c == '}' || c == ']':
			s.depth--
			s.ended = s.depth <= 0
		case !s.begun:
			s.isNumber = true
		}
		if s.isNumber && strings.IndexByte(" \t\n\r,:]}[{\"", c) >= 0 {
			s.ended = true
			return i
		}
		s.begun = true
		if s.ended {
			return i + 1
		}
	}
	return len(piece)
}
