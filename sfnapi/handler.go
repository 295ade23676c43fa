package sfnapi

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/goasl/goasl/internal/awsarn"
	"github.com/goasl/goasl/internal/guard"
	"github.com/goasl/goasl/internal/uuid"
)

const (
	contentType  = "application/x-amz-json-1.0"
	targetPrefix = "AWSStepFunctions."
)

// writeTime is how long a client may take to read an answer, which is in memory meanwhile.
const writeTime = time.Minute

// HandlerOption sets something of [Service.Handler].
type HandlerOption func(*handlerSettings)

// handlerSettings are what the options of a handler set.
type handlerSettings struct {
	guard     []guard.Option
	unguarded bool
}

// WithHosts adds names by which a server may be reached. Without it they are 127.0.0.1,
// localhost, [::1] and the address of the server, so that a request from another machine that
// calls this one by a name is refused.
func WithHosts(names ...string) HandlerOption {
	return func(h *handlerSettings) { h.guard = append(h.guard, guard.Hosts(names...)) }
}

// WithAccessKey refuses requests that are not signed with the access key that has this ID; an
// empty ID refuses none. The signature itself is not checked. It is for servers that listen beyond
// the loopback interface; who can read the traffic of the network can read the ID, too.
func WithAccessKey(id string) HandlerOption {
	return func(h *handlerSettings) { h.guard = append(h.guard, guard.AccessKey(id)) }
}

// WithoutGuard is for a handler behind one that has refused what is not for it.
func WithoutGuard() HandlerOption {
	return func(h *handlerSettings) { h.unguarded = true }
}

// Handler returns the handler of a server for AWS clients: JSON 1.0, the operation in the
// header X-Amz-Target. It does not look at the path, and checks no signature.
//
// It is safe on a server that listens on the loopback interface: it refuses requests from web
// pages, by names that are not the server's, and of clients that take it for a proxy. Bodies and
// answers are bounded in size and time; the time and the size of the head are for the
// [http.Server] to bound, by ReadHeaderTimeout and MaxHeaderBytes. Workers of activities wait a
// minute for an answer, also if its WriteTimeout is shorter.
func (s *Service) Handler(opts ...HandlerOption) http.Handler {
	var h handlerSettings
	for _, o := range opts {
		if o != nil {
			o(&h)
		}
	}
	if h.unguarded {
		return http.HandlerFunc(s.serve)
	}
	return guard.New(http.HandlerFunc(s.serve), h.guard...)
}

func (s *Service) serve(w http.ResponseWriter, r *http.Request) {
	status, body := s.answer(r)
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("x-amzn-RequestId", requestID())
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(writeTime)) // a writer of a test may have none
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
	text, err := io.ReadAll(io.LimitReader(r.Body, guard.MaxBody+1))
	if err != nil || len(text) > guard.MaxBody {
		return nil, unreadable()
	}
	return do(s, s.call(r), text)
}

// call returns the call that a request makes.
func (s *Service) call(r *http.Request) *call {
	id := s.identity
	if region := regionOf(r.Header.Get("Authorization")); region != "" && region != id.Region {
		id.Region, id.Partition = region, awsarn.PartitionOf(region)
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
	if e.Code == "SerializationException" || e.Code == "ValidationException" {
		return "com.amazon.coral.validate#"
	}
	return "com.amazonaws.swf.service.v2.model#"
}
