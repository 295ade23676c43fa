package lambda

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// runtimeAPI is the server of the Lambda Runtime API, for the processes of a Runtime.
type runtimeAPI struct {
	processes sync.Map // by secret

	mu     sync.Mutex
	server *http.Server
	addr   string
	closed bool
}

// maxAnswer is the most bytes of a response. Step Functions: the limit of Lambda is 6 MiB
// and 100 bytes.
const maxAnswer = 6<<20 + 100

// start returns the address, and starts the server if it does not run.
func (a *runtimeAPI) start() (address string, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	switch {
	case a.closed:
		return "", ErrClosed
	case a.server != nil:
		return a.addr, nil
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	a.addr = l.Addr().String()
	a.server = &http.Server{Handler: a.routes(), ReadHeaderTimeout: 10 * time.Second}
	go func(s *http.Server) { _ = s.Serve(l) }(a.server) // ErrServerClosed
	return a.addr, nil
}

func (a *runtimeAPI) close() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.closed = true
	if a.server == nil {
		return nil
	}
	return a.server.Close()
}

func (a *runtimeAPI) routes() http.Handler {
	mux := http.NewServeMux()
	handle := func(pattern string, f func(*process, http.ResponseWriter, *http.Request)) {
		method, path, _ := strings.Cut(pattern, " ")
		mux.HandleFunc(method+" /{process}/2018-06-01/runtime"+path, func(w http.ResponseWriter, r *http.Request) {
			p, ok := a.processes.Load(r.PathValue("process"))
			if !ok {
				http.NotFound(w, r)
				return
			}
			f(p.(*process), w, r)
		})
	}
	handle("GET /invocation/next", (*process).next)
	handle("POST /invocation/{id}/response", (*process).respond)
	handle("POST /invocation/{id}/error", (*process).fail)
	handle("POST /init/error", (*process).failInit)
	return mux
}

// next answers with the next invocation, for which it waits.
func (p *process) next(w http.ResponseWriter, r *http.Request) {
	if !p.becomeIdle() {
		refuse(w, http.StatusForbidden, "InvalidStateTransition", "The invocation that is going on has no answer yet.")
		return
	}
	select {
	case inv := <-p.work:
		p.deliver(w, r, inv)
	case <-r.Context().Done():
	case <-p.exited:
	}
}

// becomeIdle reports whether the process may ask for an invocation, and notes that it does.
func (p *process) becomeIdle() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch p.phase {
	case starting, answered:
		p.phase = idle
		p.ready <- struct{}{}
	case busy, broken:
		return false
	}
	return true
}

// deliver writes an invocation. One that a client no longer waits for stays for its next
// request.
func (p *process) deliver(w http.ResponseWriter, r *http.Request, inv *invocation) {
	if r.Context().Err() != nil {
		p.work <- inv
		return
	}
	p.mu.Lock()
	p.phase, p.current = busy, inv
	p.mu.Unlock()
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Content-Length", strconv.Itoa(len(inv.event)))
	h.Set("Lambda-Runtime-Aws-Request-Id", inv.id)
	h.Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(inv.deadline.UnixMilli(), 10))
	h.Set("Lambda-Runtime-Invoked-Function-Arn", inv.arn)
	for name, value := range map[string]string{"Lambda-Runtime-Trace-Id": inv.trace, "Lambda-Runtime-Client-Context": inv.clientContext} {
		if value != "" {
			h.Set(name, value)
		}
	}
	_, _ = w.Write(inv.event) // a client that is gone has exited, or asks again
}

func (p *process) respond(w http.ResponseWriter, r *http.Request) { p.receive(w, r, false) }

func (p *process) fail(w http.ResponseWriter, r *http.Request) { p.receive(w, r, true) }

// receive takes the answer to the current invocation.
func (p *process) receive(w http.ResponseWriter, r *http.Request, failed bool) {
	id := r.PathValue("id")
	if !p.awaits(id) {
		refuse(w, http.StatusBadRequest, "InvalidRequestID", "The request ID is not that of the invocation that is going on.")
		return
	}
	a, err := readAnswer(r, failed)
	switch {
	case err != nil && err != errTooLarge:
		refuse(w, http.StatusBadRequest, "InvalidRequest", err.Error())
	case !p.finish(id, a):
		refuse(w, http.StatusBadRequest, "InvalidRequestID", "The invocation has been answered.")
	case err != nil:
		refuse(w, http.StatusRequestEntityTooLarge, "RequestEntityTooLarge", "The response is larger than 6 MB.")
	default:
		accept(w)
	}
}

// readAnswer reads an answer. If it is too large, there is an answer that says so beside
// errTooLarge.
func readAnswer(r *http.Request, failed bool) (answer, error) {
	payload, err := readBody(r, maxAnswer)
	switch {
	case err == errTooLarge:
		return tooLargeAnswer(r.ContentLength), err
	case err == nil && r.Trailer.Get(errorTrailer) != "":
		return brokenStream(r.Trailer)
	}
	return answer{payload: payload, failed: failed}, err
}

// errorTrailer follows a response that is a stream, if the handler fails meanwhile.
const errorTrailer = "Lambda-Runtime-Function-Error-Type"

// brokenStream returns the answer for a stream that ends with an error.
func brokenStream(trailer http.Header) (answer, error) {
	payload, err := base64.StdEncoding.DecodeString(trailer.Get("Lambda-Runtime-Function-Error-Body"))
	if err == nil && len(payload) == 0 {
		payload = failurePayload(trailer.Get(errorTrailer), "The response stream has ended with an error.")
	}
	return answer{payload: payload, failed: true}, err
}

// failInit takes the error of an initialization.
func (p *process) failInit(w http.ResponseWriter, r *http.Request) {
	payload, err := readBody(r, maxAnswer)
	if err != nil {
		refuse(w, http.StatusBadRequest, "InvalidRequest", err.Error())
		return
	}
	p.mu.Lock()
	ok := p.phase == starting
	if ok {
		p.phase, p.answer = broken, answer{payload: payload, failed: true}
	}
	p.mu.Unlock()
	if !ok {
		refuse(w, http.StatusForbidden, "InvalidStateTransition", "The initialization is over.")
		return
	}
	accept(w)
}

// finish makes a the answer to the current invocation, and reports whether it is that of id
// and has none.
func (p *process) finish(id string, a answer) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.phase != busy || p.current.id != id {
		return false
	}
	p.phase, p.answer = answered, a
	return true
}

// awaits reports whether the current invocation is that of id and has no answer.
func (p *process) awaits(id string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.phase == busy && p.current.id == id
}

// errTooLarge is the error of readBody.
var errTooLarge = errors.New("the body is too large")

// maxDrained is how many bytes more than allowed are read and dropped, so that the client
// comes to read why its request is refused.
const maxDrained = 64 << 20

// readBody reads a body of at most max bytes.
func readBody(r *http.Request, max int64) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(r.Body, max+1))
	if err == nil && int64(len(text)) > max {
		_, _ = io.CopyN(io.Discard, r.Body, maxDrained)
		return nil, errTooLarge
	}
	return text, err
}

func accept(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusAccepted)
	_, _ = io.WriteString(w, `{"status":"OK"}`+"\n")
}

// refuse answers a request that is not accepted.
func refuse(w http.ResponseWriter, status int, errorType, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"errorMessage": message, "errorType": errorType})
}
