package temporal

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"

	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/internal/engine"
)

// History is that of [durable.Client]. Workers replay each run of the workflow that has events
// of the page, and later ones. A run that the cluster keeps no longer is an error.
func (c *Client) History(ctx context.Context, arn string, p durable.HistoryPage) (events []history.Event, next int64, err error) {
	page := engine.Page{From: p.From, Reverse: p.Reverse, Max: cmp.Or(max(p.Max, 0), 100)}
	if _, err := c.workflow(ctx, arn); err != nil {
		return nil, 0, err
	}
	var all []history.Event
	for run, more := "", true; more; {
		part, before, err := c.eventsOf(ctx, arn, run)
		if err != nil {
			return nil, 0, err
		}
		if all = append(part, all...); enough(all, &page) {
			break
		}
		run, more = before, before != ""
	}
	page.Add(all)
	events, next = page.Result()
	return events, next, nil
}

// eventsOf returns the events of one run of a workflow, and the run before, "" if there is none. As
// run, "" is the last one.
func (c *Client) eventsOf(ctx context.Context, arn, run string) (events []history.Event, before string, err error) {
	for from := int64(1); from > 0; {
		text, err := c.ask(ctx, arn, run, QueryHistory, from)
		if err != nil {
			return nil, "", err
		}
		var part struct {
			Before string
			Events []json.RawMessage
			Next   int64
		}
		if err := json.Unmarshal(text, &part); err != nil {
			return nil, "", fmt.Errorf("temporal: the history of %s: %w", arn, err)
		}
		for _, text := range part.Events {
			e, err := history.Parse(text)
			if err != nil {
				return nil, "", fmt.Errorf("temporal: the history of %s: %w", arn, err)
			}
			events = append(events, e)
		}
		from, before = part.Next, part.Before
	}
	return events, before, nil
}

// enough reports whether the last events of a history have those of a page, and the next one.
func enough(last []history.Event, p *engine.Page) bool {
	if len(last) == 0 {
		return false
	}
	first := p.From
	if p.Reverse {
		first = last[len(last)-1].ID
		if p.From > 0 {
			first = min(first, p.From)
		}
		first -= int64(p.Max)
	}
	return last[0].ID <= max(first, 1)
}
