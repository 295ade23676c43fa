package guard_test

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/internal/guard"
)

// listener has one connection, in memory.
type listener struct{ conns chan net.Conn }

func (l listener) Accept() (net.Conn, error) {
	if c, ok := <-l.conns; ok {
		return c, nil
	}
	return nil, net.ErrClosed
}
func (l listener) Close() error   { close(l.conns); return nil }
func (l listener) Addr() net.Addr { return &net.TCPAddr{} }

// Who sends no more than the beginning of a request is not waited for for ever.
func TestSlowRequests(t *testing.T) {
	for name, text := range map[string]string{
		"head": "POST / HTTP/1.1\r\nHost: loc",
		"body": "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{",
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				client, conn := net.Pipe()
				l := listener{make(chan net.Conn, 1)}
				l.conns <- conn
				s := guard.Server(guard.New(http.NotFoundHandler()), log.New(io.Discard, "", 0))
				go s.Serve(l)
				defer s.Shutdown(context.Background())
				began := time.Now()
				go io.WriteString(client, text)
				answer, err := io.ReadAll(client)
				if err != nil || time.Since(began) > 31*time.Second {
					t.Errorf("after %v: %q, %v", time.Since(began), answer, err)
				}
				if name == "body" && !strings.HasPrefix(string(answer), "HTTP/1.1 400") {
					t.Errorf("the answer is %q", answer)
				}
			})
		})
	}
}

// What takes a body may take its time: the time for the body is over then.
func TestSlowAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, conn := net.Pipe()
		l := listener{make(chan net.Conn, 1)}
		l.conns <- conn
		slow := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			select {
			case <-time.After(time.Minute):
			case <-r.Context().Done():
				t.Error("the context of the request has ended")
			}
		})
		s := guard.Server(guard.New(slow), log.New(io.Discard, "", 0))
		go s.Serve(l)
		defer s.Shutdown(context.Background())
		go io.WriteString(client, "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}")
		answer, err := io.ReadAll(client)
		if err != nil || !strings.HasPrefix(string(answer), "HTTP/1.1 200") {
			t.Errorf("the answer is %q, %v", answer, err)
		}
	})
}
