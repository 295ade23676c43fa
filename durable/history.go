package durable

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/internal/engine"
)

// History is that of [Client].
func (x *Executor) History(ctx context.Context, arn string, p HistoryPage) (events []history.Event, next int64, err error) {
	page := engine.Page{From: p.From, Reverse: p.Reverse, Max: cmp.Or(max(p.Max, 0), 100)}
	if run := x.express.get(arn); run != nil {
		if err := x.express.history(run, &page); err != nil {
			return nil, 0, err
		}
		events, next = page.Result()
		return events, next, nil
	}
	row, saved, err := x.store.Journal(ctx, arn)
	switch {
	case errors.Is(err, ErrNotFound):
		if err := x.itemHistory(ctx, arn, &page); err != nil {
			return nil, 0, err
		}
		events, next = page.Result()
		return events, next, nil
	case err != nil:
		return nil, 0, storeError(err)
	}
	// The first event is not kept: the input is in every snapshot.
	first := func(r *restored) { page.Add([]history.Event{r.run.Describe().StartEvent()}) }
	if row.Derived {
		_, err = x.replay(ctx, row, saved, first, page.Add)
	} else if _, err = x.replay(ctx, row, asl.Saved{Snapshot: saved.Snapshot}, first, nil); err == nil {
		err = x.readEvents(ctx, arn, &page)
	}
	if err != nil {
		return nil, 0, fmt.Errorf("durable: the history of %s: %w", arn, err)
	}
	events, next = page.Result()
	return events, next, nil
}

// readEvents adds the stored events of an execution.
func (x *Executor) readEvents(ctx context.Context, arn string, page *engine.Page) error {
	const atOnce = 100
	for after := int64(0); ; {
		chunks, err := x.store.Events(ctx, arn, after, atOnce)
		if err != nil {
			return storeError(err)
		}
		for _, c := range chunks {
			after = c.Seq
			for line := range bytes.Lines(c.Text) {
				e, err := history.Parse(bytes.TrimSuffix(line, []byte("\n")))
				if err != nil {
					return err
				}
				page.Add([]history.Event{e})
			}
		}
		if len(chunks) < atOnce {
			return nil
		}
	}
}
