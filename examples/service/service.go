package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/goasl/goasl/asl"
)

//go:embed order.asl.json
var definition string

type order struct {
	Total int `json:"total"`
}

// review asks a person to look at an order. Its token is all that an answer needs.
type review struct {
	Order order  `json:"order"`
	Token string `json:"token"`
}

// service runs orders as executions of one machine.
type service struct {
	ctx     context.Context // governs all executions, which end with stop
	stop    context.CancelFunc
	machine *asl.Machine
	running asl.Executions

	begun sync.Map // of *asl.Execution by name; a service that runs for long drops them some day
}

// newService returns a service that passes orders to be looked at to ask.
func newService(ask func(review)) (*service, error) {
	var mux asl.Mux
	mux.Lambda("review", asl.Func(func(_ context.Context, r review) (any, error) {
		ask(r)
		return nil, nil // the state waits for its token
	}))
	mux.Lambda("ship", asl.Func(func(_ context.Context, o order) (string, error) {
		return "on its way", nil
	}))
	s := &service{}
	m, err := asl.MustParse(definition).With(asl.WithResolver(&mux),
		asl.WithExecutions(&s.running), asl.WithGrace(5*time.Second))
	if err != nil {
		return nil, err
	}
	s.machine = m
	s.ctx, s.stop = context.WithCancel(context.Background())
	return s, nil
}

func (s *service) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /executions", s.start)
	mux.HandleFunc("GET /executions/{name}", s.status)
	mux.HandleFunc("GET /executions/{name}/result", s.result)
	mux.HandleFunc("POST /answers", s.answer)
	return mux
}

// drain lets what runs come to its end until ctx ends, but starts nothing new. What is
// left then is stopped: its tasks have their grace to return. It returns the executions
// that are unfinished.
func (s *service) drain(ctx context.Context) (unfinished []*asl.Execution) {
	err := s.running.Drain(ctx)
	left := s.running.List()
	s.stop()
	if err == nil {
		return nil
	}
	_ = s.running.Drain(context.Background()) // the grace bounds it
	for _, x := range left {
		if x.Status() == asl.Running {
			unfinished = append(unfinished, x)
		}
	}
	return unfinished
}

// start begins an execution with the request's body as its input.
func (s *service) start(w http.ResponseWriter, r *http.Request) {
	input, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 256<<10))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	x, err := s.machine.Start(s.ctx, input)
	switch {
	case errors.Is(err, asl.ErrDraining):
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	case err != nil: // the input is not JSON
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.begun.Store(x.Name(), x)
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

// answer passes the answer of a person to the task that waits for it, in whichever
// execution that is.
func (s *service) answer(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Token  string          `json:"token"`
		Output json.RawMessage `json:"output"`
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 256<<10)).Decode(&body); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	err := s.running.SendTaskSuccess(body.Token, body.Output)
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
	x, ok := s.begun.Load(r.PathValue("name"))
	if !ok {
		http.NotFound(w, r)
		return nil
	}
	return x.(*asl.Execution)
}

func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the client may be gone
}
