package httphead

import (
	"strings"
	"testing"
	"time"
)

// TestHeadInBytes: the time for a head does not grow with the square of its length if it
// comes byte by byte.
func TestHeadInBytes(t *testing.T) {
	text := "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\n" + strings.Repeat("a:b\r\n", 50_000) + "\r\n"
	c := new(conn)
	began := time.Now()
	for i := range len(text) {
		c.add([]byte(text[i : i+1]))
	}
	if n := len(c.fields()); n != 50_000 {
		t.Errorf("%d fields", n)
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("it took %v", took)
	}
}

// TestFoldedHead: nor does it if a field has very many lines.
func TestFoldedHead(t *testing.T) {
	const lines = 300_000
	c := &conn{head: []byte("HTTP/1.1 200 OK\r\na: b\r\n" + strings.Repeat(" c\r\n", lines) + "\r\n"), done: true}
	began := time.Now()
	if got := c.fields(); len(got) != 1 || len(got[0].Value) != 1+2*lines {
		t.Errorf("%d fields", len(got))
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("it took %v", took)
	}
}
