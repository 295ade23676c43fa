// Package guard refuses the requests to a local HTTP server that are not meant for it: those of
// web pages of other sites, also of a page whose own name leads to this machine, and those of
// clients that take the server for a proxy.
package guard

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// MaxBody is the most bytes of a request's body: the largest request of Step Functions has a
// definition of a megabyte, of which each character may be escaped.
const MaxBody = 8 << 20

// The most header fields of a request, and the time that its body may take.
const (
	maxFields   = 100
	maxBodyTime = 30 * time.Second
)

// Option sets something of [New].
type Option func(*guard)

// Hosts adds names by which the server may be reached, beside those of the loopback interface
// and the address that a request has come to.
func Hosts(names ...string) Option {
	return func(g *guard) { g.hosts = append(g.hosts, names...) }
}

// AccessKey lets requests in only if they are signed with the access key that has this ID: an
// AWS client can send nothing else. The signature itself is not checked. A browser may send the
// ID as the password of HTTP's basic authentication. An empty ID lets all in.
func AccessKey(id string) Option {
	return func(g *guard) { g.key = id }
}

// guard is a handler in front of another one.
type guard struct {
	next  http.Handler
	hosts []string
	key   string
}

// New returns a handler that hands to next what is meant for it. Others are answered with an
// error that AWS clients can read. What next gets has a body that was read as a whole, so that
// it may take its time, and a URL without host. No header that opens the server to other sites
// is ever set.
func New(next http.Handler, opts ...Option) http.Handler {
	g := &guard{next: next, hosts: []string{"127.0.0.1", "localhost", "[::1]"}}
	for _, o := range opts {
		o(g)
	}
	return g
}

func (g *guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	no := g.check(r)
	if no == nil {
		r, no = whole(w, r)
	}
	if no != nil {
		no.write(w)
		return
	}
	g.next.ServeHTTP(w, r)
}

// check returns why a request is refused by its head, nil if it is not.
func (g *guard) check(r *http.Request) *refusal {
	switch {
	case r.Method == http.MethodConnect || r.URL.IsAbs() && r.URL.Scheme != "http":
		return forbidden("This server is no proxy.")
	case !g.isOwn(r):
		return forbidden("The host is none of this server's names. Reach it as localhost, or name the host when the server is started.")
	case !isSameSite(r):
		return forbidden("The request comes from a web page of another site.")
	case fields(r.Header) > maxFields:
		return &refusal{http.StatusRequestHeaderFieldsTooLarge, "RequestHeaderFieldsTooLarge", "The request has too many header fields."}
	case g.key != "" && !hasKey(r, g.key):
		return &refusal{http.StatusUnauthorized, "UnrecognizedClientException",
			"The access key ID of the request is not the token that the server was started with."}
	}
	return nil
}

// isOwn reports whether the host of a request is this server. Of a request with an absolute URI
// that is the host of the URI. AWS clients put sync- before the name for some operations.
func (g *guard) isOwn(r *http.Request) bool {
	host := strings.ToLower(withoutPort(r.Host))
	plain := strings.TrimPrefix(host, "sync-")
	for _, name := range g.hosts {
		if name = strings.ToLower(name); host == name || plain == name {
			return true
		}
	}
	local, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
	ip := net.ParseIP(strings.Trim(plain, "[]"))
	return ok && ip != nil && ip.Equal(local.IP)
}

// withoutPort returns a host without its port, which is a number. That of an IPv6 address is in
// brackets.
func withoutPort(host string) string {
	if i := strings.LastIndexByte(host, ':'); i >= 0 && strings.Trim(host[i+1:], "0123456789") == "" {
		return host[:i]
	}
	return host
}

// isSameSite reports whether a request is of no web page, or of one of this server's. A link
// elsewhere does not lead here either.
func isSameSite(r *http.Request) bool {
	for _, site := range r.Header.Values("Sec-Fetch-Site") {
		if site != "same-origin" && site != "none" {
			return false
		}
	}
	for _, origin := range r.Header.Values("Origin") {
		u, err := url.Parse(origin)
		if err != nil || !strings.EqualFold(u.Host, r.Host) {
			return false
		}
	}
	return true
}

// fields returns how many fields a header has.
func fields(h http.Header) (n int) {
	for _, values := range h {
		n += len(values)
	}
	return n
}

// whole returns a request whose body was read, so that no client can hold on to the handler by
// a slow body, or fill the memory by a long one.
func whole(w http.ResponseWriter, r *http.Request) (*http.Request, *refusal) {
	if r.Body == nil { // only a client's request may have none
		r.Body = http.NoBody
	}
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Now().Add(maxBodyTime)) // a writer of a test may have none
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxBody))
	if err == nil { // else the server reads on before it closes the connection
		_ = control.SetReadDeadline(time.Time{})
	}
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &long):
		return nil, &refusal{http.StatusRequestEntityTooLarge, "RequestEntityTooLargeException", "The body of the request is too long."}
	case err != nil:
		return nil, &refusal{http.StatusBadRequest, "SerializationException", "The body of the request cannot be read."}
	}
	r = r.Clone(r.Context())
	r.URL.Scheme, r.URL.Host = "", ""
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return r, nil
}
