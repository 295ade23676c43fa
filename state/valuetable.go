package state

import (
	"errors"
	"fmt"

	"github.com/goasl/goasl/jsonvalue"
)

// valueRef says where in a snapshot a value is. Its first number is that of one of the
// values; each further one is the position of an element or a member in the value that
// the numbers before it lead to. An empty valueRef is no value.
type valueRef []int

// valueTable numbers the values of a snapshot, so that it has each of them once. Values
// with the same text have the same ref. So the snapshot does not depend on which of them
// share memory: those of a Run that was rebuilt from its journal do not.
type valueTable struct {
	values []jsonvalue.Value
	refs   map[jsonvalue.Value]valueRef // what texts has, by value: a look at a text takes longer
	texts  map[string]valueRef
}

func newValueTable() *valueTable {
	return &valueTable{refs: map[jsonvalue.Value]valueRef{}, texts: map[string]valueRef{}}
}

// add returns the ref of a value, and gives the value a number if it has none.
func (t *valueTable) add(v jsonvalue.Value) valueRef { return t.addPart(v, jsonvalue.Value{}) }

// addPart is add for a value that may be a part of another one. That one was added
// before.
func (t *valueTable) addPart(v, of jsonvalue.Value) valueRef {
	if !v.Exists() {
		return nil
	}
	if at := t.refs[v]; at != nil {
		return at
	}
	text := v.String()
	at := t.texts[text]
	if at == nil {
		t.find(text, of)
		at = t.texts[text]
	}
	if at == nil {
		at = valueRef{len(t.values)}
		t.values = append(t.values, v)
		t.texts[text] = at
	}
	t.refs[v] = at
	return at
}

// find looks for a part of an object that has the text and makes up more than half of it. Only one
// member can hold that, so there is one way to search.
func (t *valueTable) find(text string, of jsonvalue.Value) {
	for of.Kind() == jsonvalue.Object && 2*len(text) > of.Size() && t.texts[text] == nil {
		largest := jsonvalue.Value{}
		for i := range of.Len() {
			if _, member := of.Member(i); 2*member.Size() > of.Size() {
				t.note(member, of, i)
				largest = member
			}
		}
		of = largest
	}
}

// note notes that a value is part i of another one, which has a ref. It does nothing if
// the value has a ref, too.
func (t *valueTable) note(v, of jsonvalue.Value, i int) {
	if t.refs[v] != nil || !v.Exists() {
		return
	}
	text := v.String()
	at := t.texts[text]
	if at == nil {
		outer := t.refs[of]
		at = append(outer[:len(outer):len(outer)], i)
		t.texts[text] = at
	}
	t.refs[v] = at
}

// append appends the values as a JSON array, with null for those that raw returns.
func (t *valueTable) append(dst []byte) []byte {
	dst = append(dst, '[')
	for i, v := range t.values {
		if i > 0 {
			dst = append(dst, ',')
		}
		if v.IsRaw() {
			v = jsonvalue.NullValue
		}
		dst = v.Append(dst)
	}
	return append(dst, ']')
}

// raw returns the texts of the values whose text is not the compact one, by number.
// As strings they outlast what is done to a snapshot that is kept inside other JSON.
func (t *valueTable) raw() (texts map[int]string) {
	for i, v := range t.values {
		if v.IsRaw() {
			if texts == nil {
				texts = map[int]string{}
			}
			texts[i] = v.String()
		}
	}
	return texts
}

// restoreTexts puts the values in the place of null that have a text of their own.
func restoreTexts(values []jsonvalue.Value, texts map[int]string) error {
	for i, text := range texts {
		if i < 0 || i >= len(values) || values[i].Kind() != jsonvalue.Null {
			return fmt.Errorf("the text %d is of no value, or of one that is there twice", i)
		}
		v, err := jsonvalue.ParseString(text)
		if err != nil {
			return fmt.Errorf("the text %d: %w", i, err)
		}
		values[i] = v
	}
	return nil
}

// valueReader finds the values of a snapshot, and keeps the first error.
type valueReader struct {
	values []jsonvalue.Value
	err    error
}

// required is at for a value that must be there.
func (r *valueReader) required(where valueRef) jsonvalue.Value {
	if len(where) == 0 && r.err == nil {
		r.err = errors.New("a value is missing")
	}
	return r.at(where)
}

func (r *valueReader) at(where valueRef) jsonvalue.Value {
	var v jsonvalue.Value
	for level, i := range where {
		switch {
		case level > 0 && v.Kind() == jsonvalue.Object:
			_, v = v.Member(i)
		case level > 0:
			v = v.Index(i)
		case i >= 0 && i < len(r.values):
			v = r.values[i]
		}
	}
	if len(where) > 0 && !v.Exists() && r.err == nil {
		r.err = fmt.Errorf("there is no value at %v", []int(where))
	}
	return v
}
