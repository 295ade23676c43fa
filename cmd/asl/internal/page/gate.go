package page

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"sync"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/state"
)

// Gate holds the tasks of executions that somebody steps through by hand: each call waits
// until it is let through. Time goes on meanwhile, and so does whatever is no task. The zero
// Gate holds nothing. It is safe for concurrent use.
type Gate struct {
	mu   sync.Mutex
	held map[string][]*heldCall // by the ARNs of executions
}

// heldCall is a call of a task that waits.
type heldCall struct {
	Key   string // of [asl.TaskInfo]
	State string
	Items []state.MapIndex
	open  chan struct{} // closed when the call is let through
}

// Middleware is the [asl.Middleware] that lets tasks wait. It is of all machines whose
// executions can be stepped through.
func (g *Gate) Middleware(next asl.TaskFunc) asl.TaskFunc {
	return func(ctx context.Context, input json.RawMessage) (json.RawMessage, error) {
		if info := asl.TaskInfoFrom(ctx); info != nil {
			if err := g.wait(ctx, info); err != nil {
				return nil, err
			}
		}
		return next(ctx, input)
	}
}

// wait waits until a call is let through.
func (g *Gate) wait(ctx context.Context, info *asl.TaskInfo) error {
	arn := info.Execution.ARN()
	g.mu.Lock()
	calls, isHeld := g.held[arn]
	if !isHeld {
		g.mu.Unlock()
		return nil
	}
	call := &heldCall{Key: info.Key, State: info.State, Items: info.Items, open: make(chan struct{})}
	g.held[arn] = append(calls, call)
	g.mu.Unlock()
	select {
	case <-call.open:
		return nil
	case <-ctx.Done(): // it timed out, or the execution was stopped
		g.pass(arn, call.Key)
		return ctx.Err()
	}
}

// maxHeld is how many executions can be stepped through at once.
const maxHeld = 1_000

// hold lets the calls of an execution wait from now on.
func (g *Gate) hold(arn string) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.held == nil {
		g.held = map[string][]*heldCall{}
	}
	if _, isHeld := g.held[arn]; isHeld {
		return nil
	}
	if len(g.held) == maxHeld {
		return &problem{http.StatusConflict, "Too many executions are stepped through. Let others run on first."}
	}
	g.held[arn] = nil
	return nil
}

// pass lets one call through.
func (g *Gate) pass(arn, key string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	calls := g.held[arn]
	if i := slices.IndexFunc(calls, func(c *heldCall) bool { return c.Key == key }); i >= 0 {
		close(calls[i].open)
		g.held[arn] = slices.Delete(slices.Clone(calls), i, i+1)
	}
}

// release lets all calls through, also those to come.
func (g *Gate) release(arn string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, c := range g.held[arn] {
		close(c.open)
	}
	delete(g.held, arn)
}

// calls returns the calls of an execution that wait, and whether it is stepped through.
func (g *Gate) calls(arn string) (waiting []*heldCall, isHeld bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	waiting, isHeld = g.held[arn]
	return waiting, isHeld
}

// WithGate lets somebody step through executions, whose machines have the Middleware of the
// Gate.
func WithGate(g *Gate) Option {
	return func(h *Handler) error {
		h.gate = g
		return nil
	}
}

// step begins or ends that an execution is stepped through, or lets a call go on.
func (h *Handler) step(w http.ResponseWriter, r *http.Request) error {
	return h.act(w, r, func() error {
		arn := r.PathValue("execution")
		switch do := r.PostForm.Get("do"); {
		case h.gate == nil:
			return &problem{http.StatusNotFound, "This server does not step through executions."}
		case do == "hold":
			return h.gate.hold(arn)
		case do == "next":
			h.gate.pass(arn, r.PostForm.Get("key"))
		case do == "release":
			h.gate.release(arn)
		default:
			return &problem{http.StatusBadRequest, "The form does not say what to do."}
		}
		return nil
	})
}

// stepping is what a page shows of an execution that is stepped through.
type stepping struct {
	Held  bool
	Calls []*heldCall
}

// Stepping returns nil if the execution cannot be stepped through.
func (p *executionPage) Stepping() *stepping {
	if p.h.gate == nil || !p.IsRunning() {
		return nil
	}
	calls, isHeld := p.h.gate.calls(p.ARN)
	return &stepping{isHeld, calls[:min(len(calls), perView)]}
}
