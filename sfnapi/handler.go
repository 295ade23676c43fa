package sfnapi

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/goasl/goasl/internal/uuid"
	"github.com/goasl/goasl/jsonvalue"
)

const (
	contentType  = "application/x-amz-json-1.0"
	targetPrefix = "AWSStepFunctions."

	// maxRequest is the most bytes of a request: the largest one that the service takes has
	// a definition of a megabyte, of which each character may be escaped.
	maxRequest = 8 << 20
)

// ServeHTTP answers a request of an AWS client: JSON 1.0, the operation in the header
// X-Amz-Target. It looks neither at the path nor at the Host, and checks no signature.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	status, body := s.answer(r)
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("x-amzn-RequestId", requestID())
	w.WriteHeader(status)
	w.Write(body) // the client may have gone
}

func requestID() string {
	var random [16]byte
	rand.Read(random[:]) // never fails
	return uuid.Format(random, 4)
}

// answer returns the status and the body of a response.
func (s *Service) answer(r *http.Request) (int, []byte) {
	out, err := s.do(r)
	if err == nil {
		var body []byte
		if body, err = marshal(out); err == nil {
			return http.StatusOK, body
		}
	}
	var refused *Exception
	if errors.As(err, &refused) {
		return http.StatusBadRequest, refused.body()
	}
	// Clients try again, which is right if the store has failed.
	return http.StatusInternalServerError, (&Exception{Code: "InternalFailure", Message: err.Error()}).body()
}

// do does what a request asks for.
func (s *Service) do(r *http.Request) (any, error) {
	media, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	name, ok := strings.CutPrefix(r.Header.Get("X-Amz-Target"), targetPrefix)
	do := operations[name]
	if r.Method != http.MethodPost || strings.TrimSpace(media) != contentType || !ok || do == nil {
		return nil, &Exception{Code: "UnknownOperationException"}
	}
	text, err := io.ReadAll(io.LimitReader(r.Body, maxRequest+1))
	if err != nil || len(text) > maxRequest {
		return nil, unreadable()
	}
	body, err := jsonvalue.Parse(text)
	if err != nil {
		return nil, unreadable()
	}
	return do(s, s.call(r), body)
}

// call returns the call that a request makes.
func (s *Service) call(r *http.Request) *call {
	id := s.identity
	if region := regionOf(r.Header.Get("Authorization")); region != "" && region != id.Region {
		id.Region, id.Partition = region, partitionOf(region)
	}
	return &call{Context: r.Context(), identity: id, trace: r.Header.Get("X-Amzn-Trace-Id")}
}

// regionOf returns the region of the credential scope in a signature, "" if there is none.
func regionOf(authorization string) string {
	_, scope, _ := strings.Cut(authorization, "Credential=")
	scope, _, _ = strings.Cut(scope, ",")
	parts := strings.Split(scope, "/")
	if len(parts) != 5 || strings.Trim(parts[2], letters+digits+"-") != "" || len(parts[2]) > 32 {
		return ""
	}
	return parts[2]
}

// marshal returns a response.
func marshal(out any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(out); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// body returns the body of a response that has an exception.
func (e *Exception) body() []byte {
	body, _ := marshal(struct { // texts only: it cannot fail
		Type     string `json:"__type"`
		Message  string `json:"message,omitempty"`
		Reason   string `json:"reason,omitempty"`
		Resource string `json:"resourceName,omitempty"`
	}{e.namespace() + e.Code, e.Message, e.Reason, e.Resource})
	return body
}

// namespace returns what stands before the code of an exception.
// Step Functions: exceptions of what reads requests have another one.
func (e *Exception) namespace() string {
	if e.Code == "SerializationException" || strings.Contains(e.Message, " detected: Value") {
		return "com.amazon.coral.validate#"
	}
	return "com.amazonaws.swf.service.v2.model#"
}
