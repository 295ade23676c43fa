package httptask

import (
	"strconv"
	"strings"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/jsonvalue"
)

// maxBody is the length, in bytes, of the longest body in the form of a query: keys of
// values deep inside are long, so that it may be much longer than the value.
const maxBody = 1 << 20

// form encodes a body as a query (application/x-www-form-urlencoded).
type form struct {
	format string // of arrays
	key    []byte // of the value that is added, escaped
	b      strings.Builder
}

func newForm(format jsonvalue.Value) (*form, error) {
	name := format.Text()
	switch name {
	case "":
		name = "INDICES"
	case "INDICES", "REPEAT", "COMMAS", "BRACKETS":
	default:
		return nil, runtimeError("The value for the 'ArrayFormat' field must be one of the following: [INDICES, REPEAT, COMMAS, BRACKETS]")
	}
	return &form{format: name}, nil
}

// encode returns the body for an object.
func (f *form) encode(body jsonvalue.Value) (string, error) {
	f.b.Reset()
	for name, v := range body.Members() {
		if err := f.addAt(escape(name), v); err != nil {
			return "", err
		}
	}
	return f.b.String(), nil
}

// addAt adds the pairs for a value inside the present one, whose key goes on with more. All
// share one key: if each had its own, a long key of many values would be copied for each.
func (f *form) addAt(more string, v jsonvalue.Value) error {
	length := len(f.key)
	f.key = append(f.key, more...)
	err := f.add(v)
	f.key = f.key[:length]
	return err
}

// add adds the pairs for the value of the present key.
func (f *form) add(v jsonvalue.Value) error {
	switch {
	case v.Kind() == jsonvalue.Object:
		for name, member := range v.Members() {
			if err := f.addAt(open+escape(name)+shut, member); err != nil {
				return err
			}
		}
		return nil
	case v.Kind() == jsonvalue.Array && f.format == "COMMAS":
		if v.Len() == 0 {
			return nil
		}
		return f.pair(strings.Join(texts(v), ","))
	case v.Kind() == jsonvalue.Array:
		for i, element := range v.Elements() {
			if err := f.addAt(f.index(i), element); err != nil {
				return err
			}
		}
		return nil
	}
	return f.pair(textOf(v))
}

const open, shut = "%5B", "%5D" // brackets, escaped

// index returns what follows the key of an array, for one of its elements.
func (f *form) index(i int) string {
	switch f.format {
	case "INDICES":
		return open + strconv.Itoa(i) + shut
	case "BRACKETS":
		return open + shut
	}
	return ""
}

func (f *form) pair(value string) error {
	if f.b.Len() > 0 {
		f.b.WriteByte('&')
	}
	f.b.Write(f.key)
	f.b.WriteString("=" + escape(value))
	if f.b.Len() > maxBody {
		return asl.Errorf("States.DataLimitExceeded", "The body of the HTTP Task has more than %d bytes in the form of a query.", maxBody)
	}
	return nil
}
