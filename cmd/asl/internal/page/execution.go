package page

import (
	"html/template"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/graph"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

// executionPage is what the page of an execution shows. What templates ask for by a method
// is computed only for the parts that a request asks for.
type executionPage struct {
	*snapshot
	*moment
	record *record
	h      *Handler
	r      *http.Request
	query  url.Values

	Drawing *drawing
	Machine string // ARN
	Last    int64  // ID of the last event
}

func (h *Handler) executionPage(r *http.Request) (*executionPage, error) {
	arn, q := r.PathValue("execution"), r.URL.Query()
	record := h.records.get(arn)
	s, err := record.look(r.Context(), h.client)
	if err != nil {
		return nil, err
	}
	machine := s.Identity
	machine.Label = ""                             // the ARN of a child of a Map Run is that of a Map
	at, _ := strconv.ParseInt(q.Get("at"), 10, 64) // 0, the last one, if it is no number
	p := &executionPage{
		snapshot: s, record: record, moment: record.momentAt(s, at, chosen(q["in"])), h: h, r: r, query: q,
		Machine: machine.MachineARN(), Last: int64(len(s.all)),
	}
	p.Drawing, err = h.drawingOf(r.Context(), s)
	return p, err
}

func (h *Handler) showExecution(w http.ResponseWriter, r *http.Request) error {
	p, err := h.executionPage(r)
	if err != nil {
		return err
	}
	return render(w, r, http.StatusOK, "execution", p)
}

func (h *Handler) executionPicture(w http.ResponseWriter, r *http.Request) error {
	p, err := h.executionPage(r)
	if err != nil {
		return err
	}
	return p.Drawing.file(w, graph.WithExecution(p.shown, p.decisions()...))
}

// With returns the URL of the page with other form values; "" leaves one out.
func (p *executionPage) With(pairs ...any) string {
	q := maps.Clone(p.query)
	delete(q, "part")
	for i := 0; i+1 < len(pairs); i += 2 {
		name, value := textOf(pairs[i]), textOf(pairs[i+1])
		if q.Del(name); value != "" {
			q.Set(name, value)
		}
	}
	return executionURL(p.ARN) + "?" + q.Encode()
}

// textOf returns the text of a number or a text.
func textOf(v any) string {
	switch v := v.(type) {
	case int:
		return strconv.Itoa(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case string:
		return v
	}
	return ""
}

// Get returns a form value.
func (p *executionPage) Get(name string) string { return p.query.Get(name) }

// At returns the ID of the event that is shown.
func (p *executionPage) At() int64 { return p.at }

// Before and After return the URLs of the page as of the events beside the one that is shown.
func (p *executionPage) Before() string { return p.With("at", max(1, p.at-1)) }

// After is that of the next event.
func (p *executionPage) After() string {
	if p.at+1 >= p.Last {
		return p.With("at", "")
	}
	return p.With("at", p.at+1)
}

// PictureURL returns where the picture is as a file.
func (p *executionPage) PictureURL() string {
	_, q, _ := strings.Cut(p.With(), "?")
	return executionURL(p.ARN) + "/picture.svg?" + q
}

// IsPast reports whether an event before the last one is shown.
func (p *executionPage) IsPast() bool { return p.at < p.Last }

// Class is that of the execution's status.
func (p *executionPage) Class() string { return classOf(p.Status) }

// classOf returns the class of the status of an execution.
func classOf(s asl.Status) string { return strings.ReplaceAll(strings.ToLower(string(s)), "_", "") }

// Over reports whether the page need not be told of new events.
func (p *executionPage) Over() bool { return p.over() }

// Unreadable says why there are no events, or no more of them.
func (p *executionPage) Unreadable() error { return p.unreadable }

// Picture returns the picture as of the moment.
func (p *executionPage) Picture() (template.HTML, error) {
	return p.Drawing.svg(graph.WithExecution(p.shown, p.decisions()...))
}

// Parent returns the ARN of the execution that has started this one, "" if that is not
// known. Step Functions: the console looks for this member of the input.
func (p *executionPage) Parent() string {
	parent := p.Input.Value.Get("AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID").Text()
	if !strings.HasPrefix(parent, "arn:") {
		return ""
	}
	return parent
}

// NoRedrive says why the execution cannot be redriven, "" if it can.
func (p *executionPage) NoRedrive() string {
	s, reason := p.Redrive()
	if s == state.Redrivable {
		return ""
	}
	return reason
}

// IsRunning reports whether the execution runs.
func (p *executionPage) IsRunning() bool { return p.Status == asl.Running }

// MapRuns returns the Map Runs of the execution.
func (p *executionPage) MapRuns() ([]mapRun, error) {
	if p.Drawing.machine == nil || !slices.ContainsFunc(p.Drawing.machine.All(), isDistributed) {
		return nil, nil
	}
	runs, err := p.h.client.MapRuns(p.r.Context(), p.ARN)
	return newMapRuns(runs), err
}

func isDistributed(s state.State) bool {
	m, ok := s.(*state.Map)
	return ok && m.Distributed
}

// iterations are those of a Map state that a page can show.
type iterations struct {
	Name   string
	Only   int   // the number of the one that is shown, -1 for all
	Count  int   // of those that have begun
	Failed []int // numbers of the first that have failed
}

// maxFailed is how many failed iterations are offered.
const maxFailed = 20

// Iterations returns the Maps with iterations, in the order in which they began.
func (p *executionPage) Iterations() []*iterations {
	var all []*iterations
	of := map[string]*iterations{}
	for _, v := range p.line.Visits {
		if v.Type != "Map" || len(v.Attempts) == 0 || len(v.Attempts[len(v.Attempts)-1].Threads) == 0 {
			continue
		}
		one := of[v.Name]
		if one == nil {
			one = &iterations{Name: v.Name, Only: -1}
			if i, only := p.chosen[v.Name]; only {
				one.Only = i
			}
			all, of[v.Name] = append(all, one), one
		}
		one.add(v.Attempts[len(v.Attempts)-1].Threads)
	}
	return all
}

func (i *iterations) add(threads []*history.Thread) {
	for _, t := range threads {
		i.Count = max(i.Count, t.Index+1)
		if t.Outcome() == history.Failed && len(i.Failed) < maxFailed && !slices.Contains(i.Failed, t.Index) {
			i.Failed = append(i.Failed, t.Index)
		}
	}
}

// Last is the number of the last iteration.
func (i *iterations) Last() int { return i.Count - 1 }

// Show returns the URL of the page with one iteration of a Map; -1 for all.
func (p *executionPage) Show(name string, i int) string {
	q := maps.Clone(p.query)
	delete(q, "part")
	q["in"] = slices.DeleteFunc(slices.Clone(q["in"]), func(text string) bool {
		_, of, _ := strings.Cut(text, ":")
		return of == name
	})
	if i >= 0 {
		q["in"] = append(q["in"], strconv.Itoa(i)+":"+name)
	}
	return executionURL(p.ARN) + "?" + q.Encode()
}
