package history

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/goasl/goasl/jsonvalue"
)

// object reads the members of a JSON object, and finds members that were not read.
// Objects inside one another share the first error.
type object struct {
	field // that holds the object
	asked []string
}

// field is a place in an event's JSON. If it is absent or of another kind, every method
// notes an error and returns its zero value.
type field struct {
	v    jsonvalue.Value
	path string // member names joined by "."
	err  *error
}

// fail notes an error. It keeps the first one: later ones may be its consequences.
func (f field) fail(err error) {
	if *f.err != nil {
		return
	}
	if f.path != "" {
		err = fmt.Errorf("%s: %w", f.path, err)
	}
	*f.err = err
}

func (f field) failf(format string, args ...any) { f.fail(fmt.Errorf(format, args...)) }

func (f field) exists() bool { return f.v.Exists() }

// is reports whether the field has the kind. It notes no error for an absent field; the
// method that looks for the field does.
func (f field) is(kind jsonvalue.Kind) bool {
	if f.exists() && f.v.Kind() != kind {
		f.failf("want %s, not %s", kind, f.v.Kind())
	}
	return f.v.Kind() == kind
}

func (f field) object() *object {
	f.is(jsonvalue.Object)
	return &object{field: f}
}

func (o *object) optional(name string) field {
	o.asked = append(o.asked, name)
	path := name
	if o.path != "" {
		path = o.path + "." + name
	}
	return field{o.v.Get(name), path, o.err}
}

func (o *object) required(name string) field {
	f := o.optional(name)
	if !f.exists() {
		f.failf("missing")
	}
	return f
}

// truncated reads the member that says whether the payload called name is truncated.
func (o *object) truncated(name string) bool {
	f := o.optional(name + "Details")
	if !f.exists() {
		return false
	}
	details := f.object()
	truncated := details.required("truncated").flag()
	details.end()
	return truncated
}

// end notes an error if the object has a member that was not read.
func (o *object) end() {
	for name := range o.v.Members() {
		if !slices.Contains(o.asked, name) {
			o.failf("unknown member %.60q", name)
			return
		}
	}
}

// text copies the string, so that a name does not keep the event's whole text alive.
func (f field) text() string {
	f.is(jsonvalue.String)
	return strings.Clone(f.v.Text())
}

func (f field) flag() bool {
	f.is(jsonvalue.Bool)
	return f.v.IsTrue()
}

func (f field) whole(limit int64) int64 {
	if !f.is(jsonvalue.Number) {
		return 0
	}
	n, ok := f.v.Int64()
	if !ok || n < 0 || n > limit {
		f.failf("want a whole number from 0 to %d", limit)
		return 0
	}
	return n
}

func (f field) payload(truncated bool) Payload {
	if !f.is(jsonvalue.String) {
		return Payload{Truncated: truncated}
	}
	p, err := parsePayload(f.v.Text(), truncated)
	if err != nil {
		f.fail(err)
	}
	return p
}

// value reads JSON text. The empty text is none.
func (f field) value() jsonvalue.Value {
	text := f.text()
	if text == "" {
		return jsonvalue.Value{}
	}
	v, err := jsonvalue.ParseString(text)
	if err != nil {
		f.fail(err)
	}
	return v
}

func (f field) variables() (vars []jsonvalue.Member) {
	in := f.object()
	for name := range in.v.Members() {
		vars = append(vars, jsonvalue.Member{Name: strings.Clone(name), Value: in.required(name).value()})
	}
	return vars
}

// The first and the last second that RFC 3339 can write, of the years 0 to 9999.
const (
	firstSecond = -62167219200
	lastSecond  = 253402300799
)

func (f field) timestamp() (t time.Time) {
	if seconds, ok := f.v.Float64(); ok && seconds >= firstSecond && seconds <= lastSecond {
		return time.UnixMilli(int64(math.Round(seconds * 1000))).UTC()
	}
	t, err := time.Parse(time.RFC3339, f.v.Text())
	if second := t.Unix(); err != nil || second < firstSecond || second > lastSecond {
		f.failf("want an RFC 3339 timestamp or the seconds since 1970")
		return time.Time{}
	}
	return t.UTC()
}
