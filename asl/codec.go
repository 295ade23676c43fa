package asl

import (
	"bytes"
	"encoding/json"
	"io"
	"sync"
)

// decoder is what json.Unmarshal makes for each call, kept for the next one: half
// of what decoding a small struct takes. It reads from itself.
type decoder struct {
	rest []byte
	json *json.Decoder
}

var decoders = sync.Pool{New: func() any {
	d := new(decoder)
	d.json = json.NewDecoder(d)
	return d
}}

// Read hands out what is left of the text.
func (d *decoder) Read(p []byte) (int, error) {
	if len(d.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p, d.rest)
	d.rest = d.rest[n:]
	return n, nil
}

// maxKept is the length of a text in bytes from which on a decoder would keep too
// large a buffer, and gain too little.
const maxKept = 16 << 10

// unmarshal is json.Unmarshal. That is asked where the text is not one value that
// fits, as its error says more and a decoder that failed cannot go on.
func unmarshal(text []byte, v any) error {
	if len(text) > maxKept {
		return json.Unmarshal(text, v)
	}
	d := decoders.Get().(*decoder)
	d.rest = bytes.TrimRight(text, " \t\r\n")
	end := d.json.InputOffset() + int64(len(d.rest))
	if err := d.json.Decode(v); err != nil || d.json.InputOffset() != end {
		return json.Unmarshal(text, v)
	}
	decoders.Put(d)
	return nil
}

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
