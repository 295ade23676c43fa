package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"sync"

	"github.com/goasl/goasl/asl"
)

//go:embed order.asl.json
var definition string

type order struct {
	Total int `json:"total"`
}

// review asks a person to look at an order.
type review struct {
	Order     order  `json:"order"`
	Execution string `json:"execution"`
	Token     string `json:"token"`
}

// service runs orders as executions of one machine.
type service struct {
	ctx     context.Context // governs all executions
	machine *asl.Machine

	mu         sync.Mutex
	executions map[string]*asl.Execution // by name
}

// newService returns a service that passes orders to be looked at to ask.
func newService(ctx context.Context, ask func(review)) (*service, error) {
	var mux asl.Mux
	mux.Lambda("review", asl.Func(func(_ context.Context, r review) (any, error) {
		ask(r)
		return nil, asl.ErrPending
	}))
	mux.Lambda("ship", asl.Func(func(_ context.Context, o order) (string, error) {
		return "on its way", nil
	}))
	m, err := asl.MustParse(definition).With(asl.WithResolver(&mux))
	if err != nil {
		return nil, err
	}
	return &service{ctx: ctx, machine: m, executions: map[string]*asl.Execution{}}, nil
}

func (s *service) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /executions", s.start)
	mux.HandleFunc("GET /executions/{name}", s.status)
	mux.HandleFunc("GET /executions/{name}/result", s.result)
	mux.HandleFunc("POST /executions/{name}/answer", s.answer)
	return mux
}

// start begins an execution with the request's body as its input. It is findable
// by its name before anybody can answer for it.
func (s *service) start(w http.ResponseWriter, r *http.Request) {
	input, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 256<<10))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	x, err := s.machine.Start(s.ctx, input)
	if err != nil { // the input is not JSON
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.executions[x.Name()] = x // a service that runs for long drops it some day
	w.Header().Set("Location", "/executions/"+x.Name())
	reply(w, http.StatusCreated, map[string]any{"name": x.Name()})
}

// status tells how an execution is, at once.
func (s *service) status(w http.ResponseWriter, r *http.Request) {
	if x := s.find(w, r); x != nil {
		reply(w, http.StatusOK, map[string]any{"status": x.Status()})
	}
}

// result waits for the end of an execution, but no longer than the request does.
func (s *service) result(w http.ResponseWriter, r *http.Request) {
	x := s.find(w, r)
	if x == nil {
		return
	}
	result, err := x.Wait(r.Context())
	switch {
	case result == nil: // the request has ended
		http.Error(w, err.Error(), http.StatusRequestTimeout)
	case result.Status == asl.Succeeded:
		reply(w, http.StatusOK, map[string]any{"status": result.Status, "output": result.Output})
	default:
		reply(w, http.StatusOK, map[string]any{"status": result.Status, "error": err.Error()})
	}
}

// answer passes the answer of a person to the task that waits for it.
func (s *service) answer(w http.ResponseWriter, r *http.Request) {
	x := s.find(w, r)
	if x == nil {
		return
	}
	var body struct {
		Token  string          `json:"token"`
		Output json.RawMessage `json:"output"`
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 256<<10)).Decode(&body); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	err := x.SendTaskSuccess(body.Token, body.Output)
	switch {
	case errors.Is(err, asl.ErrNoToken): // unknown, or answered before
		http.Error(w, err.Error(), http.StatusConflict)
	case err != nil:
		http.Error(w, err.Error(), http.StatusBadRequest)
	default:
		w.WriteHeader(http.StatusNoContent)
	}
}

// find returns the execution that the request names; nil if there is none, after
// it has told the client.
func (s *service) find(w http.ResponseWriter, r *http.Request) *asl.Execution {
	s.mu.Lock()
	defer s.mu.Unlock()
	x := s.executions[r.PathValue("name")]
	if x == nil {
		http.NotFound(w, r)
	}
	return x
}

func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the client may be gone
}
