package httphead

import (
	"bytes"
	"maps"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// conn is a connection that keeps the head of the response to the last request.
type conn struct {
	net.Conn

	mu   sync.Mutex
	head []byte // as far as it was read
	done bool   // the head is complete
}

// begin forgets the head of the response before.
func (c *conn) begin() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.head, c.done = nil, false
}

func (c *conn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.done {
		c.add(p[:n])
	}
	return n, err
}

// add adds what was read. Heads of informational responses (1xx) are not kept.
func (c *conn) add(read []byte) {
	from := max(0, len(c.head)-2) // no end begins before
	c.head = append(c.head, read...)
	for {
		end := endOfHead(c.head, from)
		switch {
		case end < 0:
			c.done = len(c.head) > maxHead // the transport takes no longer one
			return
		case !isInformational(c.head):
			c.head, c.done = c.head[:end], true
			return
		}
		c.head, from = c.head[end:], 0
	}
}

// endOfHead returns where a head ends, behind its empty line, -1 for nowhere. It looks at
// the lines that end at from, or later.
func endOfHead(text []byte, from int) int {
	for at := from; ; {
		i := bytes.IndexByte(text[at:], '\n')
		if i < 0 {
			return -1
		}
		at += i + 1
		if rest := text[at:]; bytes.HasPrefix(rest, []byte("\n")) {
			return at + 1
		} else if bytes.HasPrefix(rest, []byte("\r\n")) {
			return at + 2
		}
	}
}

func isInformational(head []byte) bool {
	_, status, _ := bytes.Cut(head, []byte(" "))
	return bytes.HasPrefix(bytes.TrimLeft(status, " "), []byte("1"))
}

// fields returns the fields of the head, nil if there is none or no connection.
func (c *conn) fields() []Field {
	if c == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.done {
		return nil
	}
	fields := []Field{}
	_, lines, _ := strings.Cut(string(c.head), "\n")
	for line := range strings.SplitSeq(lines, "\n") {
		line = strings.TrimSuffix(line, "\r")
		if isFolded(line) && len(fields) > 0 {
			last := &fields[len(fields)-1]
			last.Value += " " + strings.Trim(line, " \t")
			continue
		}
		if name, value, ok := strings.Cut(line, ":"); ok {
			fields = append(fields, Field{strings.Trim(name, " \t"), strings.Trim(value, " \t")})
		}
	}
	return fields
}

// isFolded reports whether a line goes on with the field before it.
func isFolded(line string) bool { return strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t") }

// fieldsOf returns the fields of a header, by name.
func fieldsOf(h http.Header) (fields []Field) {
	for _, name := range slices.Sorted(maps.Keys(h)) {
		for _, value := range h[name] {
			fields = append(fields, Field{name, value})
		}
	}
	return fields
}
