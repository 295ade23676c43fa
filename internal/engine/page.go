package engine

import (
	"slices"

	"github.com/goasl/goasl/history"
)

// Page collects the events of a page of a history, and one more.
type Page struct {
	From    int64 // ID of the first event; 0 for the first of the history, or the last if Reverse
	Reverse bool
	Max     int // the most events

	events []history.Event // in the order of their IDs
}

// Add adds events, in the order of their IDs; those that are not of the page are left out.
func (p *Page) Add(events []history.Event) {
	for _, e := range events {
		switch {
		case p.Reverse && p.From > 0 && e.ID > p.From:
		case !p.Reverse && (e.ID < p.From || len(p.events) > p.Max):
		case p.Reverse && len(p.events) > p.Max:
			p.events = append(p.events[1:], e)
		default:
			p.events = append(p.events, e)
		}
	}
}

// Result returns the page, and the From of the next one, 0 if there is none.
func (p *Page) Result() (page []history.Event, next int64) {
	page = p.events
	if p.Reverse {
		slices.Reverse(page)
	}
	if len(page) > p.Max {
		page, next = page[:p.Max], page[p.Max].ID
	}
	return page, next
}
