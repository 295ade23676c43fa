package guard_test

import (
	"bufio"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/internal/guard"
)

// serve starts a guarded server that answers with the path and the body of a request, and
// returns its address.
func serve(t *testing.T, opts ...guard.Option) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	echo := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%s %s %v", r.URL, body, err)
	})
	s := guard.Server(guard.New(echo, opts...), log.New(io.Discard, "", 0))
	go s.Serve(l)
	t.Cleanup(func() { s.Close() })
	return l.Addr().String()
}

// send sends the text of a request, in which a line ends in \n and PORT is the server's, and
// returns the answer.
func send(t *testing.T, addr, text string) (*http.Response, string) {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(addr)
	text = strings.NewReplacer("\n", "\r\n", "PORT", port).Replace(text)
	go io.WriteString(c, text) // the server may answer before it has read all
	resp, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatalf("%.200s: %v", text, err)
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(body)
}

func TestGuard(t *testing.T) {
	for _, test := range []struct {
		name, head string
		status     int
	}{
		{"by its address", "POST / HTTP/1.1\nHost: 127.0.0.1:PORT\n", 200},
		{"by another port, as of a container", "POST / HTTP/1.1\nHost: 127.0.0.1:9\n", 200},
		{"without a port", "POST / HTTP/1.1\nHost: localhost\n", 200},
		{"in capitals", "POST / HTTP/1.1\nHost: LOCALHOST:PORT\n", 200},
		{"by IPv6", "POST / HTTP/1.1\nHost: [::1]:PORT\n", 200},
		{"by a named host", "POST / HTTP/1.1\nHost: build-box:PORT\n", 200},
		{"with the prefix of an operation", "POST / HTTP/1.1\nHost: sync-127.0.0.1:PORT\n", 200},
		{"with the prefix at a name", "POST / HTTP/1.1\nHost: sync-localhost:PORT\n", 200},
		{"with the prefix at a named host", "POST / HTTP/1.1\nHost: sync-build-box:PORT\n", 200},
		{"with the prefix twice", "POST / HTTP/1.1\nHost: sync-sync-localhost:PORT\n", 403},
		{"rebinding", "POST / HTTP/1.1\nHost: evil.example:PORT\n", 403},
		{"a name that begins like its own", "POST / HTTP/1.1\nHost: localhost.evil.example:PORT\n", 403},
		{"a name that ends like its own", "POST / HTTP/1.1\nHost: evil.localhost:PORT\n", 403},
		{"another address", "POST / HTTP/1.1\nHost: 10.0.0.1:PORT\n", 403},
		{"a name in place of a port", "POST / HTTP/1.1\nHost: localhost:evil.example\n", 403},
		{"an address that means it", "POST / HTTP/1.1\nHost: 0.0.0.0:PORT\n", 403},
		{"two ports", "POST / HTTP/1.1\nHost: localhost:1:2\n", 403},
		{"a dot at the end", "POST / HTTP/1.1\nHost: localhost.:PORT\n", 403},
		{"no host", "POST / HTTP/1.0\n", 403},
		{"rebinding of a page", "GET / HTTP/1.1\nHost: evil.example:PORT\n", 403},

		{"its own page", "POST / HTTP/1.1\nHost: localhost:PORT\nOrigin: http://localhost:PORT\nSec-Fetch-Site: same-origin\n", 200},
		{"opened by a person", "GET / HTTP/1.1\nHost: localhost:PORT\nSec-Fetch-Site: none\n", 200},
		{"an origin of another site", "POST / HTTP/1.1\nHost: localhost:PORT\nOrigin: https://evil.example\n", 403},
		{"an origin of another port", "POST / HTTP/1.1\nHost: localhost:PORT\nOrigin: http://localhost:9\n", 403},
		{"no origin to tell", "POST / HTTP/1.1\nHost: localhost:PORT\nOrigin: null\n", 403},
		{"two origins", "POST / HTTP/1.1\nHost: localhost:PORT\nOrigin: http://localhost:PORT\nOrigin: http://evil.example\n", 403},
		{"sent across sites", "POST / HTTP/1.1\nHost: localhost:PORT\nSec-Fetch-Site: cross-site\n", 403},
		{"sent by another server of this machine", "POST / HTTP/1.1\nHost: localhost:PORT\nSec-Fetch-Site: same-site\n", 403},
		{"read across sites", "GET / HTTP/1.1\nHost: localhost:PORT\nSec-Fetch-Site: cross-site\n", 403},
		{"preflight", "OPTIONS / HTTP/1.1\nHost: localhost:PORT\nOrigin: https://evil.example\nAccess-Control-Request-Method: POST\n", 403},

		{"as a proxy for itself", "POST http://127.0.0.1:PORT/a HTTP/1.1\nHost: 127.0.0.1:PORT\n", 200},
		{"as a proxy for its prefixed name", "POST http://sync-127.0.0.1:PORT/a HTTP/1.1\nHost: sync-127.0.0.1:PORT\n", 200},
		{"as a proxy for others", "POST http://evil.example/ HTTP/1.1\nHost: 127.0.0.1:PORT\n", 403},
		{"as a proxy for another protocol", "POST ftp://127.0.0.1:PORT/ HTTP/1.1\nHost: 127.0.0.1:PORT\n", 403},
		{"as a tunnel to others", "CONNECT evil.example:443 HTTP/1.1\nHost: evil.example:443\n", 403},
		{"as a tunnel to itself", "CONNECT 127.0.0.1:PORT HTTP/1.1\nHost: 127.0.0.1:PORT\n", 403},

		{"many header fields", "POST / HTTP/1.1\nHost: localhost:PORT\n" + strings.Repeat("A: 1\n", 101), 431},
		{"a long header", "POST / HTTP/1.1\nHost: localhost:PORT\nA: " + strings.Repeat("a", 80<<10) + "\n", 431},
		{"a body that says that it is long", "POST / HTTP/1.1\nHost: localhost:PORT\nContent-Length: 9000000\n", 413},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			text := test.head
			if test.status == 413 {
				text += "\n" + strings.Repeat("a", 9000000)
			}
			resp, body := send(t, serve(t, guard.Hosts("build-box")), text+"\n")
			if resp.StatusCode != test.status {
				t.Errorf("status %d, want %d: %s", resp.StatusCode, test.status, body)
			}
			for name := range resp.Header {
				if strings.HasPrefix(name, "Access-Control-") {
					t.Errorf("the answer has the header %s", name)
				}
			}
			if test.status == 403 && !strings.Contains(body, `"__type":"AccessDeniedException"`) {
				t.Errorf("AWS clients cannot read the answer %s", body)
			}
		})
	}
}

// A request with an absolute URI is handed on like any other one.
func TestAbsoluteURI(t *testing.T) {
	t.Parallel()
	resp, body := send(t, serve(t), "POST http://sync-localhost:PORT/a?b=c HTTP/1.1\nHost: x\nContent-Length: 2\n\n{}")
	if want := "/a?b=c {} <nil>"; resp.StatusCode != 200 || body != want {
		t.Errorf("answer %d %q, want %q", resp.StatusCode, body, want)
	}
}

// A body without a length is bounded, too.
func TestChunkedBody(t *testing.T) {
	t.Parallel()
	chunk := fmt.Sprintf("%x\n%s\n", 1<<20, strings.Repeat("a", 1<<20))
	resp, body := send(t, serve(t), "POST / HTTP/1.1\nHost: localhost\nTransfer-Encoding: chunked\n\n"+strings.Repeat(chunk, 9)+"0\n\n")
	if resp.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("answer %d %.100q", resp.StatusCode, body)
	}
}

func TestAccessKey(t *testing.T) {
	const scope = "/20260101/us-east-1/states/aws4_request, SignedHeaders=host, Signature=00"
	for _, test := range []struct {
		name, authorization string
		status              int
	}{
		{"an AWS client", "AWS4-HMAC-SHA256 Credential=s3cret" + scope, 200},
		{"a person", "Basic eDpzM2NyZXQ=", 200}, // x:s3cret
		{"another key", "AWS4-HMAC-SHA256 Credential=other" + scope, 401},
		{"a key that begins like it", "AWS4-HMAC-SHA256 Credential=s3cret2" + scope, 401},
		{"another password", "Basic czNjcmV0Ong=", 401}, // s3cret:x
		{"nothing", "", 401},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			head := "POST / HTTP/1.1\nHost: localhost:PORT\n"
			if test.authorization != "" {
				head += "Authorization: " + test.authorization + "\n"
			}
			resp, body := send(t, serve(t, guard.AccessKey("s3cret")), head+"\n")
			if resp.StatusCode != test.status {
				t.Errorf("status %d, want %d: %s", resp.StatusCode, test.status, body)
			}
		})
	}
}

// The address that a request has come to is a name of the server.
func TestOwnAddress(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.2:0")
	if err != nil {
		t.Skipf("this machine has no other address on the loopback interface: %v", err)
	}
	s := guard.Server(guard.New(http.NotFoundHandler()), log.New(io.Discard, "", 0))
	go s.Serve(l)
	t.Cleanup(func() { s.Close() })
	for host, status := range map[string]int{"127.0.0.2:PORT": 404, "sync-127.0.0.2": 404, "127.0.0.3:PORT": 403} {
		if resp, _ := send(t, l.Addr().String(), "GET / HTTP/1.1\nHost: "+host+"\n\n"); resp.StatusCode != status {
			t.Errorf("%s: status %d, want %d", host, resp.StatusCode, status)
		}
	}
}
