package jsonata

// buffer is memory that strings share. Each string is the beginning of the buffer, up
// to its own length. Appending to a string that ends where the buffer ends appends to
// the buffer: a loop that adds to a string does not copy all of it each time.
type buffer struct{ bytes []byte }

// bufferFrom is the length from which strings are kept in buffers.
const bufferFrom = 64

// concat returns the string a & b.
func (ev *evaluation) concat(a value, x, y string) (value, error) {
	n := len(x) + len(y)
	switch {
	case n > ev.limits.String:
		return undefined, limitError("bytes of a string", ev.limits.String, 0)
	case len(y) == 0 && a.kind == kindString:
		return a, nil
	case n < bufferFrom:
		if err := ev.allocate(n); err != nil {
			return undefined, err
		}
		return ofString(x + y), nil
	}
	b, ok := a.ref.(*buffer)
	if !ok || len(b.bytes) != len(x) || cap(b.bytes) < n {
		if err := ev.allocate(n + n/2); err != nil {
			return undefined, err
		}
		b = &buffer{append(make([]byte, 0, n+n/2), x...)}
	}
	b.bytes = append(b.bytes, y...)
	return value{kind: kindString, len: uint32(n), ref: b}, nil
}
