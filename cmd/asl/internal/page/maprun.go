package page

import (
	"net/http"

	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/state"
)

// mapRun is a Map Run as a page shows it.
type mapRun struct {
	state.MapRun
	Bars []bar
}

// bar is a part of the bar of a Map Run.
type bar struct {
	Class, Label string
	Count        int64
	From, Width  float64 // of 1,000
}

func newMapRuns(runs []state.MapRun) []mapRun {
	all := make([]mapRun, len(runs))
	for i, run := range runs {
		all[i] = mapRun{run, barsOf(run.Items)}
	}
	return all
}

// barsOf returns the parts of a bar, with all counts that are not 0.
func barsOf(n state.MapRunCounts) []bar {
	all := []bar{
		{Class: "succeeded", Label: "succeeded", Count: n.Succeeded}, {Class: "failed", Label: "failed", Count: n.Failed},
		{Class: "timedout", Label: "timed out", Count: n.TimedOut}, {Class: "aborted", Label: "aborted", Count: n.Aborted},
		{Class: "running", Label: "running", Count: n.Running}, {Class: "pending", Label: "pending", Count: n.Pending},
	}
	total := int64(0)
	for _, b := range all {
		total += b.Count
	}
	var shown []bar
	from := 0.0
	for _, b := range all {
		if b.Count > 0 {
			b.From, b.Width = from, 1000*float64(b.Count)/float64(total)
			from += b.Width
			shown = append(shown, b)
		}
	}
	return shown
}

// counts are a row of numbers.
type counts struct {
	Name              string
	Items, Executions int64
}

// Rows are the numbers of items and executions.
func (m mapRun) Rows() []counts {
	i, x := m.Items, m.Executions
	return []counts{
		{"Pending", i.Pending, x.Pending}, {"Running", i.Running, x.Running}, {"Succeeded", i.Succeeded, x.Succeeded},
		{"Failed", i.Failed, x.Failed}, {"Timed out", i.TimedOut, x.TimedOut}, {"Aborted", i.Aborted, x.Aborted},
		{"All", i.Total, x.Total}, {"Results written", i.ResultsWritten, x.ResultsWritten},
	}
}

// Class is that of the status.
func (m mapRun) Class() string { return classOf(m.Status) }

func (h *Handler) showMapRun(w http.ResponseWriter, r *http.Request) error {
	run, err := h.client.MapRun(r.Context(), r.PathValue("run"))
	if err != nil {
		return err
	}
	list, err := h.list(r, durable.Filter{MapRun: run.ARN}, statusesOfRuns)
	if err != nil {
		return err
	}
	if run.Status == state.Running {
		list.Again = 3_000 // a list of many may take long to be made
	}
	data := struct {
		mapRun
		List executions
	}{newMapRuns([]state.MapRun{run})[0], list}
	return render(w, r, http.StatusOK, "maprun", data)
}
