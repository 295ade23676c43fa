package asl

import (
	"bytes"
	"encoding/json"
	"sync"
)

// encoder is a json.Encoder that is kept, and takes what it writes.
type encoder struct {
	text []byte
	json *json.Encoder
}

var encoders = sync.Pool{New: func() any {
	e := new(encoder)
	e.json = json.NewEncoder(e)
	e.json.SetEscapeHTML(false)
	return e
}}

// Write takes a text that a json.Encoder has written in one piece, without the
// line feed at its end.
func (e *encoder) Write(p []byte) (int, error) {
	e.text = bytes.Clone(bytes.TrimSuffix(p, []byte("\n")))
	return len(p), nil
}

// marshal encodes without HTML escaping, so that the history shows the text as
// it was.
func marshal(v any) ([]byte, error) {
	e := encoders.Get().(*encoder)
	if err := e.json.Encode(v); err != nil {
		return nil, err
	}
	text := e.text
	e.text = nil
	encoders.Put(e)
	return text, nil
}
