package sfnapi

import (
	"bytes"
	"fmt"
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
	sent := r
	if r.Body == nil {
		sent = r.Clone(r.Context())
		sent.Body = http.NoBody
	}
	defer sent.Body.Close()
	status, body := t.s.answer(sent)
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	return &http.Response{
		Status: fmt.Sprint(status, " ", http.StatusText(status)), StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:        http.Header{"Content-Type": {contentType}, "X-Amzn-Requestid": {requestID()}},
		ContentLength: int64(len(body)), Body: io.NopCloser(bytes.NewReader(body)), Request: r,
	}, nil
}
