package page

import (
	"context"
	"errors"
	"net/http"

	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/sfnapi"
)

// Service has the operations of the API that tell which machines there are, and that start
// what it may refuse. [sfnapi.Service] has them.
type Service interface {
	ListStateMachines(context.Context, sfnapi.ListStateMachinesInput) (*sfnapi.ListStateMachinesOutput, error)
	DescribeStateMachine(context.Context, sfnapi.DescribeStateMachineInput) (*sfnapi.DescribeStateMachineOutput, error)
	StartExecution(context.Context, sfnapi.StartExecutionInput) (*sfnapi.StartExecutionOutput, error)
	RedriveExecution(context.Context, sfnapi.RedriveExecutionInput) (*sfnapi.RedriveExecutionOutput, error)
}

// Handler answers the requests of browsers, below "/". It comes from [New], and is safe for
// concurrent use.
type Handler struct {
	service  Service
	client   durable.Client
	logs     Logs
	gate     *Gate // nil for none
	inputs   func(machine string) []byte
	drawings drawings
	records  records
	mux      http.ServeMux
}

// Option sets something of a [Handler].
type Option func(*Handler) error

// WithLogs lets the page show what handlers have printed.
func WithLogs(l Logs) Option {
	return func(h *Handler) error {
		h.logs = l
		return nil
	}
}

// WithInputs sets a function that returns the input which the page suggests for the first
// execution of a machine, by the machine's ARN; nil for {}.
func WithInputs(f func(machine string) []byte) Option {
	return func(h *Handler) error {
		h.inputs = f
		return nil
	}
}

// New returns a Handler for the machines of a service, and for the executions that a client
// knows, which is that of the service. The error says which argument is wrong.
func New(s Service, c durable.Client, opts ...Option) (*Handler, error) {
	if s == nil || c == nil {
		return nil, errors.New("page: New: the service or the client is nil")
	}
	h := &Handler{service: s, client: c, inputs: func(string) []byte { return nil }}
	for _, o := range opts {
		if o == nil {
			return nil, errors.New("page: New: an option is nil")
		}
		if err := o(h); err != nil {
			return nil, err
		}
	}
	h.route()
	return h, nil
}

func (h *Handler) route() {
	for pattern, answer := range map[string]func(http.ResponseWriter, *http.Request) error{
		"GET /{$}":                                h.listMachines,
		"GET /machines/{machine}":                 h.showMachine,
		"GET /machines/{machine}/picture.svg":     h.machinePicture,
		"POST /machines/{machine}/start":          h.start,
		"GET /executions/{execution}":             h.showExecution,
		"GET /executions/{execution}/live":        h.live,
		"GET /executions/{execution}/payload":     h.payload,
		"GET /executions/{execution}/picture.svg": h.executionPicture,
		"POST /executions/{execution}/stop":       h.stop,
		"POST /executions/{execution}/redrive":    h.redrive,
		"POST /executions/{execution}/step":       h.step,
		"POST /executions/{execution}/answer":     h.answer,
		"POST /executions/{execution}/skip":       h.skipWait,
		"GET /mapruns/{run}":                      h.showMapRun,
	} {
		h.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			if err := answer(w, r); err != nil {
				h.fail(w, r, err)
			}
		})
	}
	h.mux.HandleFunc("GET /static/{file}", static)
}

// policy allows what the page has: a style sheet, a script, requests of that script, forms.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
	"img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// ServeHTTP answers a request. It does not look at Host and Origin.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for name, value := range map[string]string{
		"Content-Security-Policy":      policy,
		"X-Content-Type-Options":       "nosniff",
		"Referrer-Policy":              "no-referrer",
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Cache-Control":                "no-store",
	} {
		w.Header().Set(name, value)
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	h.mux.ServeHTTP(w, r)
}

// maxForm is the most bytes of a form: an input of 256 KiB, each byte escaped.
const maxForm = 1 << 20
