package sqlitestore

import (
	"context"
	"database/sql"

	"github.com/goasl/goasl/durable"
)

// defaultPage is how many executions List returns if the filter does not say.
const defaultPage = 100

// List implements [durable.Store].
func (s *Store) List(ctx context.Context, f durable.Filter) (page []durable.Row, next string, err error) {
	most := f.Max
	if most <= 0 {
		most = defaultPage
	}
	query, args, err := listQuery(f, most+1) // one more tells whether there is another page
	if err != nil {
		return nil, "", err
	}
	err = s.read(ctx, func(q querier) error {
		return each(ctx, q, func(rows *sql.Rows) error {
			_, r, err := scanRow(rows.Scan)
			s.holds.tell(&r)
			page = append(page, r)
			return err
		}, query, args...)
	})
	if err != nil {
		return nil, "", err
	}
	if len(page) > most {
		page = page[:most]
		next = pageAfter(page[most-1].Started, page[most-1].ARN)
	}
	return page, next, nil
}

func listQuery(f durable.Filter, limit int) (query string, args []any, err error) {
	where := matching(f)
	if err := where.addAfter(f.After); err != nil {
		return "", nil, err
	}
	// There are few that are stalled, which SQLite does not know.
	index := ""
	if f.Stalled {
		index = " INDEXED BY goasl_stalled"
	}
	query = `SELECT ` + rowColumns + ` FROM goasl_progress p` + index + ` CROSS JOIN goasl_execution e ON e.id = p.execution` +
		where.String() + ` ORDER BY p.started DESC, e.arn LIMIT ?`
	return query, append(where.args, limit), nil
}

// maxDelete bounds how many executions are deleted in one transaction.
const maxDelete = 200

// Delete implements [durable.Store]. Definitions stay.
func (s *Store) Delete(ctx context.Context, f durable.Filter, most int) (deleted int, err error) {
	query, args := deleteQuery(f)
	for deleted < most {
		limit := min(most-deleted, maxDelete)
		var n int64
		err := s.write(ctx, func(ctx context.Context, q querier) error {
			result, err := q.ExecContext(ctx, query, append(args[:len(args):len(args)], limit)...)
			if err == nil {
				n, err = result.RowsAffected()
			}
			return err
		})
		if err != nil {
			return deleted, err
		}
		deleted += int(n)
		if n < int64(limit) {
			break
		}
	}
	return deleted, nil
}

// deleteQuery deletes those first that ended first.
func deleteQuery(f durable.Filter) (query string, args []any) {
	where := matching(f)
	where.add(hasEnded)
	where.add(`p.owner IS NULL AND p.posts = 0`)
	return `DELETE FROM goasl_execution WHERE id IN (SELECT e.id FROM goasl_progress p INDEXED BY goasl_ended CROSS JOIN goasl_execution e ON e.id = p.execution` +
		where.String() + ` ORDER BY p.ended LIMIT ?)`, where.args
}
