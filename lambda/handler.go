package lambda

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/goasl/goasl/internal/guard"
)

// HandlerOption sets something of [Runtime.Handler].
type HandlerOption func(*handlerSettings)

// handlerSettings are what the options of a handler set.
type handlerSettings struct{ unguarded bool }

// WithoutGuard is for a handler behind one that has refused what is not for it.
func WithoutGuard() HandlerOption {
	return func(h *handlerSettings) { h.unguarded = true }
}

// Handler returns the operation Invoke of Lambda's API, for the SDKs and for the AWS CLI
// ("aws lambda invoke --endpoint-url"): POST /2015-03-31/functions/NAME/invocations.
//
// The invocation types RequestResponse, Event and DryRun and the log type Tail are known.
// Event invokes once, where Lambda tries again after errors. Signatures are not checked.
// Requests from a web page of another site, and those for another host than a loopback address
// or the address that they have come to, are refused. Invocations end with their request, or
// with Close.
func (r *Runtime) Handler(opts ...HandlerOption) http.Handler {
	var h handlerSettings
	for _, o := range opts {
		o(&h)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /2015-03-31/functions/{name}/invocations", func(w http.ResponseWriter, req *http.Request) {
		id := newUUID()
		w.Header().Set("X-Amzn-RequestId", id)
		if err := r.serveInvoke(w, req, id); err != nil {
			err.write(w)
		}
	})
	if h.unguarded {
		return mux
	}
	return guard.New(mux)
}

// exception is an error of the API of Lambda.
type exception struct {
	status        int
	code, message string
}

func (e *exception) write(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Amzn-ErrorType", e.code)
	w.WriteHeader(e.status)
	by := "User"
	if e.status >= 500 {
		by = "Service"
	}
	_ = json.NewEncoder(w).Encode(map[string]string{"Message": e.message, "Type": by})
}

func invalid(code, format string, args ...any) *exception {
	return &exception{http.StatusBadRequest, code, fmt.Sprintf(format, args...)}
}

// The most bytes of an event. Step Functions: the limits of Lambda.
const (
	maxEvent      = 6 << 20
	maxAsyncEvent = 1 << 20
)

// serveInvoke invokes a function for a request.
func (r *Runtime) serveInvoke(w http.ResponseWriter, req *http.Request, id string) *exception {
	n := parseName(req.PathValue("name"))
	if qualifier := req.URL.Query().Get("Qualifier"); qualifier != "" {
		n.qualifier = qualifier
	}
	f := r.function(n.function)
	if f == nil {
		return &exception{http.StatusNotFound, "ResourceNotFoundException",
			"Function not found: " + r.arnOf(n) + ":" + orDefault(n.qualifier, version)}
	}
	inv := &invocation{name: n, id: id, trace: req.Header.Get("X-Amzn-Trace-Id")}
	way := orDefault(req.Header.Get("X-Amz-Invocation-Type"), "RequestResponse")
	if err := inv.read(req, way); err != nil {
		return err
	}
	switch way {
	case "DryRun":
		w.WriteHeader(http.StatusNoContent)
		return nil
	case "Event":
		return r.invokeLater(w, f, inv)
	}
	a, err := f.invoke(req.Context(), inv)
	if err != nil {
		a, err = asAnswer(err)
	}
	if err != nil {
		return &exception{http.StatusInternalServerError, "ServiceException", err.Error()}
	}
	inv.write(w, a)
	return nil
}

// asAnswer makes an answer of an error that has a name, and returns others.
func asAnswer(err error) (answer, error) {
	var named interface{ ErrorName() string }
	if !errors.As(err, &named) {
		return answer{}, err
	}
	return answer{failed: true, payload: failurePayload(named.ErrorName(), err.Error())}, nil
}

// read reads the event and the options of an invocation.
func (inv *invocation) read(req *http.Request, way string) *exception {
	limit := int64(maxEvent)
	switch way {
	case "Event":
		limit = maxAsyncEvent
	case "RequestResponse", "DryRun":
	default:
		return invalid("InvalidParameterValueException", "Invocation type %.40q is none of RequestResponse, Event and DryRun.", way)
	}
	switch kind := req.Header.Get("X-Amz-Log-Type"); kind {
	case "Tail":
		inv.tail = new(tail)
	case "", "None":
	default:
		return invalid("InvalidParameterValueException", "Log type %.40q is none of None and Tail.", kind)
	}
	context, err := base64.StdEncoding.DecodeString(req.Header.Get("X-Amz-Client-Context"))
	if err != nil || (len(context) > 0 && !json.Valid(context)) {
		return invalid("InvalidRequestContentException", "Client context must be a valid Base64-encoded JSON object.")
	}
	inv.clientContext = string(context)
	return inv.readEvent(req, way, limit)
}

func (inv *invocation) readEvent(req *http.Request, way string, limit int64) *exception {
	body, err := readBody(req, limit)
	if err == errTooLarge {
		return &exception{http.StatusRequestEntityTooLarge, "RequestTooLargeException",
			fmt.Sprintf("The payload is too large for the %s invocation type (limit %d bytes)", way, limit)}
	}
	if len(body) == 0 {
		body = []byte("{}")
	}
	if err == nil && !json.Valid(body) {
		err = errors.New("it is not JSON")
	}
	if err != nil {
		return invalid("InvalidRequestContentException", "Could not parse request body into json: %v", err)
	}
	inv.event = body
	return nil
}

// write writes the answer to an invocation.
func (inv *invocation) write(w http.ResponseWriter, a answer) {
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("X-Amz-Executed-Version", orDefault(inv.name.qualifier, version))
	if a.failed {
		h.Set("X-Amz-Function-Error", "Unhandled")
	}
	if inv.tail != nil {
		h.Set("X-Amz-Log-Result", base64.StdEncoding.EncodeToString(inv.tail.text))
	}
	_, _ = w.Write(a.payload) // a client that is gone wants no answer
}

// maxLater is how many invocations of type Event may be going on or wait for a process.
const maxLater = 100

// invokeLater invokes a function after the request has been answered.
func (r *Runtime) invokeLater(w http.ResponseWriter, f *function, inv *invocation) *exception {
	select {
	case r.later <- struct{}{}:
	default:
		return &exception{http.StatusTooManyRequests, "TooManyRequestsException", "Rate Exceeded."}
	}
	started := r.goUntilClose(func() {
		defer func() { <-r.later }()
		a, err := f.invoke(r.life, inv)
		if a.failed {
			err = errors.New(errorName(a.payload))
		}
		if err != nil {
			r.logger.Warn("invocation of type Event failed", "function", f.Name, "request", inv.id, "error", err)
		}
	})
	if !started {
		return &exception{http.StatusInternalServerError, "ServiceException", ErrClosed.Error()}
	}
	w.WriteHeader(http.StatusAccepted)
	return nil
}
