// Package httphead sends HTTP requests and keeps the header of the response as it was
// sent: net/http writes the names of its fields in its own way, and does not keep their
// order. Step Functions shows them in the results of tasks (x-amzn-RequestId).
package httphead

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptrace"
)

// maxHead is the length, in bytes, of the longest header of a response that is taken.
const maxHead = 256 << 10

// A Field is a field of the header of a response.
type Field struct{ Name, Value string }

// A Transport sends requests. It is safe for concurrent
// use.
type Transport struct{ inner http.RoundTripper }

// New returns a transport that connects as inner would; nil stands for
// [http.DefaultTransport]. A copy of an [http.Transport] is used, over HTTP/1.1. Of other
// round-trippers the fields have the names that net/http gives them.
func New(inner http.RoundTripper) *Transport {
	if inner == nil {
		inner = http.DefaultTransport
	}
	transport, ok := inner.(*http.Transport)
	if !ok {
		return &Transport{inner}
	}
	t := transport.Clone()
	dial := t.DialContext
	if dial == nil {
		dial = new(net.Dialer).DialContext
	}
	dialTLS := t.DialTLSContext
	if dialTLS == nil {
		dialTLS = overTLS(dial, t)
	}
	t.DialContext, t.DialTLSContext = recording(dial), recording(dialTLS)
	t.ForceAttemptHTTP2, t.TLSNextProto = false, nil
	t.DisableCompression = true // no Accept-Encoding is added to requests
	t.MaxResponseHeaderBytes = maxHead
	return &Transport{t}
}

type dialer = func(ctx context.Context, network, address string) (net.Conn, error)

// overTLS returns a dialer for TLS as a transport that has none is expected to have. It
// offers no HTTP/2, whose headers have no spelling.
func overTLS(dial dialer, t *http.Transport) dialer {
	config := t.TLSClientConfig.Clone()
	if config == nil {
		config = new(tls.Config)
	}
	config.NextProtos = []string{"http/1.1"}
	timeout := t.TLSHandshakeTimeout
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		plain, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		own := config.Clone()
		if own.ServerName == "" {
			own.ServerName, _, _ = net.SplitHostPort(address)
		}
		if timeout > 0 {
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, timeout)
			defer cancel()
		}
		conn := tls.Client(plain, own)
		if err := conn.HandshakeContext(ctx); err != nil {
			plain.Close()
			return nil, err
		}
		return conn, nil
	}
}

// recording returns a dialer whose connections keep the heads of responses.
func recording(dial dialer) dialer {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return &conn{Conn: c}, nil
	}
}

// RoundTrip implements [http.RoundTripper].
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	var used *conn
	trace := &httptrace.ClientTrace{GotConn: func(info httptrace.GotConnInfo) {
		if used, _ = info.Conn.(*conn); used != nil {
			used.begin()
		}
	}}
	resp, err := t.inner.RoundTrip(req.WithContext(httptrace.WithClientTrace(req.Context(), trace)))
	if err != nil {
		return nil, err
	}
	if k, _ := req.Context().Value(keptKey{}).(*kept); k != nil {
		if k.fields = used.fields(); k.fields == nil {
			k.fields = fieldsOf(resp.Header)
		}
	}
	return resp, nil
}

// Do sends a request as [http.RoundTripper] does: it follows no redirect. The fields are
// those of [Keep]. The caller closes the body of the response.
func (t *Transport) Do(req *http.Request) (*http.Response, []Field, error) {
	ctx, fields := Keep(req.Context())
	resp, err := t.RoundTrip(req.WithContext(ctx))
	return resp, fields(), err
}

// kept is where the fields of a response are kept.
type kept struct{ fields []Field }

type keptKey struct{}

// Keep returns a context for one request, and a function for the fields of its response, as
// they were sent and in their order. Over a proxy they have the names that net/http gives
// them.
func Keep(ctx context.Context) (context.Context, func() []Field) {
	k := new(kept)
	return context.WithValue(ctx, keptKey{}, k), func() []Field { return k.fields }
}
