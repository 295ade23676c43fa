package items

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// jsonFile is the form of a JSON file whose items are the elements of an array or the
// members of an object.
//
// The file is read once, from the start. So of two members with the name that the pointer
// wants the first one counts; what is before the items is only searched for brackets and
// quotes; and what is after them is not read, unless they are the whole file.
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
	if at.Offset > 0 { // after the bracket that begin has used
		return nil
	}
	for _, step := range j.steps {
		if err := t.enter(step); err != nil {
			return err
		}
	}
	bracket, err := t.open()
	at.Object = bracket == '{'
	return err
}

func (j *jsonFile) next(t *text, at *cursor) (item jsonvalue.Value, name string, err error) {
	bracket := byte('[')
	if at.Object {
		bracket = '{'
	}
	name, err = t.element(bracket, at.Items == 0)
	if err == io.EOF {
		err = j.end(t)
	}
	if err != nil {
		return item, "", err
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

// end returns io.EOF if nothing is after the last item that should not be there.
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

// enter uses what is before a member of the object that comes next, or before an element
// of an array.
func (t *text) enter(step string) error {
	bracket, err := t.open()
	if err != nil {
		return err
	}
	for i := 0; ; i++ {
		name, err := t.element(bracket, i == 0)
		if err == io.EOF {
			return errNotIterable
		}
		if bracket == '[' {
			name = strconv.Itoa(i)
		}
		if err != nil || name == step {
			return err
		}
		if err := t.skip(); err != nil {
			return err
		}
	}
}
