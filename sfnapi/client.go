package sfnapi

import (
	"bytes"
	"io"
	"net/http"
)

// Client returns an HTTP client whose requests this Service answers, wherever they are sent
// to. Given to the configuration of an AWS SDK it needs no port and no network.
func (s *Service) Client() *http.Client { return &http.Client{Transport: transport{s}} }

// transport answers requests in the caller's goroutine.
type transport struct{ s *Service }

// RoundTrip fails only if the context of the request has ended: what is wrong with a request
// is a response.
func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body == nil {
		r = r.Clone(r.Context())
		r.Body = http.NoBody
	}
	defer r.Body.Close()
	status, body := t.s.answer(r)
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	return &http.Response{
		Status: http.StatusText(status), StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:        http.Header{"Content-Type": {contentType}, "X-Amzn-Requestid": {requestID()}},
		ContentLength: int64(len(body)), Body: io.NopCloser(bytes.NewReader(body)), Request: r,
	}, nil
}
