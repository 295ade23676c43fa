package httphead_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/goasl/goasl/internal/httphead"

	"github.com/google/go-cmp/cmp"
)

// serve answers the requests of each connection with the texts, one after the other, and
// returns the server's address.
func serve(t *testing.T, answers ...string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go answer(c, answers)
		}
	}()
	return "http://" + l.Addr().String() + "/"
}

func answer(c net.Conn, answers []string) {
	defer c.Close()
	in := bufio.NewReader(c)
	for _, text := range answers {
		r, err := http.ReadRequest(in)
		if err != nil {
			return
		}
		io.Copy(io.Discard, r.Body)
		io.WriteString(c, text)
	}
}

func get(t *testing.T, c *httphead.Transport, url string) (body string, fields []httphead.Field) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), "GET", url, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, fields, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text), fields
}

func TestFieldsAreAsSent(t *testing.T) {
	tests := []struct {
		name, answer, body string
		want               []httphead.Field
	}{
		{"names, order and repeated fields",
			"HTTP/1.1 200 OK\r\nx-amzn-RequestId: 1\r\nset-cookie: a\r\nContent-Length:2\r\nSet-Cookie: b \r\n\r\nhi", "hi",
			[]httphead.Field{{"x-amzn-RequestId", "1"}, {"set-cookie", "a"}, {"Content-Length", "2"}, {"Set-Cookie", "b"}}},
		{"a body in chunks that looks like a head",
			"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n8\r\na: b\r\n\r\n\r\n0\r\n\r\n", "a: b\r\n\r\n",
			[]httphead.Field{{"transfer-encoding", "chunked"}}},
		{"an informational response before",
			"HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", "",
			[]httphead.Field{{"content-length", "0"}}},
		{"folded lines", "HTTP/1.1 200 OK\r\na: b \r\n\tc\r\n  d\r\ncontent-length: 0\r\n\r\n", "",
			[]httphead.Field{{"a", "b c d"}, {"content-length", "0"}}},
		{"ends of lines without a carriage return", "HTTP/1.1 200 OK\na: b\ncontent-length: 0\n\n", "",
			[]httphead.Field{{"a", "b"}, {"content-length", "0"}}},
		{"no fields", "HTTP/1.0 200 OK\r\n\r\nhi", "hi", []httphead.Field{}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			body, fields := get(t, httphead.New(nil), serve(t, test.answer))
			if diff := cmp.Diff(test.want, fields); diff != "" || body != test.body {
				t.Errorf("body %q, fields (-want +got):\n%s", body, diff)
			}
		})
	}
}

// TestConnectionIsUsedAgain: each response on a connection has its own fields.
func TestConnectionIsUsedAgain(t *testing.T) {
	url := serve(t, "HTTP/1.1 200 OK\r\nfirst: 1\r\ncontent-length: 2\r\n\r\nhi", "HTTP/1.1 200 OK\r\nsecond: 2\r\ncontent-length: 0\r\n\r\n")
	c := httphead.New(nil)
	for _, want := range []string{"first", "second"} {
		if _, fields := get(t, c, url); len(fields) == 0 || fields[0].Name != want {
			t.Errorf("got %v, want the field %s", fields, want)
		}
	}
}

func TestOverTLS(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Proto != "HTTP/1.1" || r.Header["Accept-Encoding"] != nil {
			t.Errorf("%s with %v", r.Proto, r.Header)
		}
		w.Header()["x-own"] = []string{"1"}
	}))
	defer server.Close()
	transport := server.Client().Transport.(*http.Transport)
	_, fields := get(t, httphead.New(transport), server.URL)
	if len(fields) == 0 || fields[0] != (httphead.Field{Name: "x-own", Value: "1"}) {
		t.Errorf("got %v", fields)
	}
	req, _ := http.NewRequest("GET", server.URL, nil)
	if _, _, err := httphead.New(nil).Do(req); err == nil {
		t.Error("a certificate of an unknown authority is taken")
	}
}

// own is a round-tripper of somebody else.
type own struct{ header http.Header }

func (o own) RoundTrip(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: 200, Header: o.header, Body: http.NoBody}, nil
}

func TestOtherRoundTripper(t *testing.T) {
	_, fields := get(t, httphead.New(own{http.Header{"B": {"1", "2"}, "A": {"3"}}}), "http://a.example")
	if diff := cmp.Diff([]httphead.Field{{"A", "3"}, {"B", "1"}, {"B", "2"}}, fields); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
}

// TestNoRedirect: the client does not go to another place by itself.
func TestNoRedirect(t *testing.T) {
	url := serve(t, "HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n")
	_, fields := get(t, httphead.New(nil), url)
	if len(fields) == 0 || fields[0].Value != "/x" {
		t.Errorf("got %v", fields)
	}
}
