package page

import (
	"net/http"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/state"
)

// executions is a page of a list of executions.
type executions struct {
	Statuses   []asl.Status
	Status     asl.Status // that is shown, "" for all
	Executions []durable.Summary
	After      string // of this page, "" for the first one
	Next       string // "" for none
	Again      int    // after how many milliseconds a page asks for the list again; 0 for never
}

// perPage is how many executions a page shows.
const perPage = 50

// The statuses that executions may have, and those of Map Runs.
var (
	statuses       = []asl.Status{asl.Running, asl.Succeeded, asl.Failed, asl.TimedOut, asl.Aborted}
	statusesOfRuns = append(statuses[:len(statuses):len(statuses)], state.PendingRedrive)
)

// list returns the executions that a filter means, with the status and of the page that the
// form values say.
func (h *Handler) list(r *http.Request, f durable.Filter, all []asl.Status) (executions, error) {
	q := r.URL.Query()
	e := executions{Statuses: all, Status: asl.Status(q.Get("status")), After: q.Get("after")}
	f.Status, f.After, f.Max = e.Status, e.After, perPage
	var err error
	e.Executions, e.Next, err = h.client.List(r.Context(), f)
	return e, err
}
