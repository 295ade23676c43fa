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
	_, text, _ := strings.Cut(string(c.head), "\n")
	for text != "" {
		end := endOfField(text)
		if name, value, ok := strings.Cut(text[:end], ":"); ok {
			fields = append(fields, Field{strings.Trim(name, " \t"), unfolded(value)})
		}
		text = text[min(end+1, len(text)):]
	}
	return fields
}

// endOfField returns where the line of the first field ends. It goes on in lines that begin
// with a blank.
func endOfField(text string) int {
	for at := 0; ; at++ {
		i := strings.IndexByte(text[at:], '\n')
		if i < 0 {
			return len(text)
		}
		at += i
		if rest := text[at+1:]; !strings.HasPrefix(rest, " ") && !strings.HasPrefix(rest, "\t") {
			return at
		}
	}
}

// unfolded returns a value in one line.
func unfolded(value string) string {
	lines := strings.Split(value, "\n")
	for i, line := range lines {
		lines[i] = strings.Trim(line, " \t\r")
	}
	return strings.Join(lines, " ")
}

// fieldsOf returns the fields of a header, by name.
func fieldsOf(h http.Header) (fields []Field) {
	for _, name := range slices.Sorted(maps.Keys(h)) {
		for _, value := range h[name] {
			fields = append(fields, Field{name, value})
		}
	}
	return fields
}
