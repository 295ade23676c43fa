package sfnapi

import (
	"fmt"
	"reflect"
	"strings"
	"sync"

	"github.com/goasl/goasl/jsonvalue"
)

// largeRequest is the length of a request, in bytes, from which on it is large, as few are.
const largeRequest = 1 << 20

// read parses a request, and sets the fields that in points to. Many small values take fifty times
// the length of their text while they are read: so large requests take turns.
func (s *Service) read(text []byte, in any) error {
	if len(text) >= largeRequest {
		s.large.Lock()
		defer s.large.Unlock()
	}
	body, err := jsonvalue.Parse(text)
	if err != nil {
		return unreadable()
	}
	return read(body, in)
}

// read sets the fields of a request, which in points to, to the members of a JSON object. The
// error is an [*Exception]: a member has another type, or the request does not satisfy the
// model.
func read(body jsonvalue.Value, in any) error {
	var r reader
	if !r.value(body, reflect.ValueOf(in).Elem()) {
		return unreadable()
	}
	return r.problems.err()
}

// reader reads a request.
type reader struct{ problems constraints }

// field is a member of a structure in a request.
type field struct {
	index    int
	name     string // of the member
	shape    shape
	required bool
}

// fields has the members of structures, by their types.
var fields sync.Map // reflect.Type → []field

// fieldsOf returns the members of a structure. Their tags have the names in JSON, and those of
// the shapes in the model.
func fieldsOf(t reflect.Type) []field {
	if known, ok := fields.Load(t); ok {
		return known.([]field)
	}
	var all []field
	for i := range t.NumField() {
		tag := t.Field(i).Tag
		model, ok := tag.Lookup("model")
		if !ok {
			continue
		}
		name, _, _ := strings.Cut(tag.Get("json"), ",")
		of, required := strings.CutSuffix(model, ",required")
		all = append(all, field{index: i, name: name, shape: shapes[of], required: required})
	}
	fields.Store(t, all)
	return all
}

// value sets a Go value, and reports whether v has its type. A structure has its problems
// noted; at is empty or ends in a dot.
func (r *reader) value(v jsonvalue.Value, to reflect.Value) bool { return r.structure(v, to, "") }

func (r *reader) structure(v jsonvalue.Value, to reflect.Value, at string) bool {
	if v.Kind() != jsonvalue.Object {
		return false
	}
	for _, f := range fieldsOf(to.Type()) {
		m := v.Get(f.name)
		if !m.Exists() || m.Kind() == jsonvalue.Null {
			if f.required {
				null := " null"
				if f.shape.sensitive {
					null = ""
				}
				r.problems.add(null, at+f.name, "not be null")
			}
			continue
		}
		if !r.member(m, to.Field(f.index), &f.shape, at+f.name) {
			return false
		}
	}
	return true
}

// member sets a field, and notes what its shape does not allow.
func (r *reader) member(v jsonvalue.Value, to reflect.Value, s *shape, at string) bool {
	switch to.Kind() {
	case reflect.Pointer:
		to.Set(reflect.New(to.Type().Elem()))
		return r.member(v, to.Elem(), s, at)
	case reflect.Struct:
		return r.structure(v, to, at+".")
	case reflect.Slice:
		return r.list(v, to, s, at)
	case reflect.Bool:
		to.SetBool(v.IsTrue())
		return v.Kind() == jsonvalue.Bool
	case reflect.String:
		if v.Kind() != jsonvalue.String {
			return false
		}
		to.SetString(v.Text())
		r.problems.text(at, v.Text(), s)
		return true
	case reflect.Float64:
		n, ok := v.Float64()
		to.SetFloat(n)
		r.problems.number(at, v.String(), n, s)
		return ok
	default: // a whole number
		n, ok := v.Int64()
		if !ok || to.OverflowInt(n) {
			return false
		}
		to.SetInt(n)
		r.problems.number(at, v.String(), float64(n), s)
		return true
	}
}

func (r *reader) list(v jsonvalue.Value, to reflect.Value, s *shape, at string) bool {
	if v.Kind() != jsonvalue.Array {
		return false
	}
	if long := r.problems.length(at, v.String(), v.Len(), s); long {
		return true
	}
	to.Set(reflect.MakeSlice(to.Type(), v.Len(), v.Len()))
	of := shapes[s.member]
	for i, element := range v.Elements() {
		if !r.member(element, to.Index(i), &of, fmt.Sprintf("%s.%d.member", at, i+1)) {
			return false
		}
	}
	return true
}
