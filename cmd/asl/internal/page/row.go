package page

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goasl/goasl/history"
)

// perView is how many rows of a table or a timeline a page has, and of events.
const perView = 100

// pages are the pages of a table.
type pages struct {
	Number, Count int // of this page, from 1
	Rows          int // in all
}

// Before and After are the numbers of the pages beside this one, 0 for none.
func (p pages) Before() int { return p.Number - 1 }

// After is that of the next page.
func (p pages) After() int {
	if p.Number == p.Count {
		return 0
	}
	return p.Number + 1
}

// page returns the rows of the page that the form value "page" asks for.
func page[T any](p *executionPage, all []T) ([]T, pages) {
	of := pages{Number: 1, Count: max(1, (len(all)+perView-1)/perView), Rows: len(all)}
	if n, err := strconv.Atoi(p.Get("page")); err == nil {
		of.Number = min(max(n, 1), of.Count)
	}
	from := (of.Number - 1) * perView
	return all[from:min(from+perView, len(all))], of
}

// View is the view below the picture: steps, timeline or events.
func (p *executionPage) View() string {
	if v := p.Get("view"); v == "timeline" || v == "events" {
		return v
	}
	return "steps"
}

// step is a row of the table, or of the timeline: a visit to a state.
type step struct {
	Name, Type, Path, Class, Status string
	Depth                           int // of the branches and iterations around it
	Visit                           int // number of the visit to the state, from 1
	Event                           int64
	Entered                         time.Time
	After, Lasted                   time.Duration // from the start of the execution; as of now
	Attempts                        int
	Error                           string

	From, Width float64 // in the timeline, of 1,000
}

// steps are the rows of a table.
type steps struct {
	Rows  []step
	Pages pages
	Total time.Duration
}

// Steps returns the visits that the filter lets through.
func (p *executionPage) Steps() steps {
	var all []*history.Visit
	number, numbers := map[string]int{}, map[*history.Visit]int{}
	text, failed := strings.ToLower(p.Get("q")), p.Get("failed") != ""
	for _, v := range p.shown.Visits {
		number[v.Name]++
		numbers[v] = number[v.Name]
		class := status(v)
		isFailed := class != "succeeded" && class != "running"
		if (!failed || isFailed) && strings.Contains(strings.ToLower(v.Name), text) {
			all = append(all, v)
		}
	}
	rows, of := page(p, all)
	s := steps{Pages: of, Total: p.last().Timestamp.Sub(p.began())}
	for _, v := range rows {
		s.Rows = append(s.Rows, p.step(v, numbers[v]))
	}
	s.draw(p.Get("gaps") == "short")
	return s
}

func (p *executionPage) step(v *history.Visit, number int) step {
	one := step{
		Name: v.Name, Type: v.Type, Path: path(v), Class: status(v), Visit: number, Event: v.Entered.ID,
		Entered: v.Entered.Timestamp, After: v.Entered.Timestamp.Sub(p.began()), Lasted: p.lasted(v), Attempts: len(v.Attempts),
	}
	one.Status, one.Depth = statusWords[one.Class], min(strings.Count(one.Path, "["), 6)
	if f := lastFailure(v); f != nil && f.Error != nil {
		one.Error = preview(*f.Error)
	}
	return one
}

// eventRow is an event of the history, as a table has it.
type eventRow struct {
	ID       int64
	Type     history.Type
	State    string
	Path     string
	At       time.Time
	After    time.Duration // from the start of the execution
	IsFailed bool
	Error    string
	Preview  string // of its payload
	URL      string // of the whole event
}

// events is a page of the history.
type events struct {
	Rows  []eventRow
	Pages pages
}

// Events returns the events that the filter lets through, of the whole history.
func (p *executionPage) Events() events {
	text, failed := strings.ToLower(p.Get("q")), p.Get("failed") != ""
	line := p.line
	if p.IsPast() {
		line = history.NewTimeline(p.all...)
	}
	found := p.all
	if failed || text != "" {
		found = slices.DeleteFunc(slices.Clone(found), func(e history.Event) bool {
			if failed && !history.LevelError.Logs(e.Type) {
				return true
			}
			name := ""
			if _, v := line.At(e.ID); v != nil {
				name = v.Name
			}
			return !strings.Contains(strings.ToLower(string(e.Type)+" "+name), text)
		})
	}
	rows, of := page(p, found)
	all := events{Pages: of}
	for _, e := range rows {
		all.Rows = append(all.Rows, p.eventRow(line, e))
	}
	return all
}

func (p *executionPage) eventRow(line *history.Timeline, e history.Event) eventRow {
	row := eventRow{
		ID: e.ID, Type: e.Type, At: e.Timestamp, After: e.Timestamp.Sub(p.began()),
		IsFailed: history.LevelError.Logs(e.Type), URL: p.payloadURL(e.ID, "whole", "1"),
	}
	if _, v := line.At(e.ID); v != nil {
		row.State, row.Path = v.Name, path(v)
	}
	if f := e.Failure(); f != nil && f.Error != nil {
		row.Error = preview(*f.Error)
	}
	if v := e.Payload(); v.Exists() {
		row.Preview = v.Preview(100)
	}
	return row
}

// Event returns the event that is shown.
func (p *executionPage) Event() eventRow {
	if len(p.events) == 0 {
		return eventRow{}
	}
	return p.eventRow(p.line, p.last())
}
