package sqlitestore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/goasl/goasl/durable"
)

// Post implements [durable.Store].
func (s *Store) Post(ctx context.Context, arn string, p durable.Post) error {
	return s.write(ctx, func(ctx context.Context, q querier) error { return post(ctx, q, arn, &p) })
}

func post(ctx context.Context, q querier, arn string, p *durable.Post) error {
	id, err := idOf(ctx, q, arn)
	if err != nil {
		return err
	}
	if p.Key != "" && p.Replace {
		// The number of one that is replaced is not used again.
		if _, err := q.ExecContext(ctx, `DELETE FROM goasl_post WHERE execution = ? AND key = ? AND key <> ''`, id, p.Key); err != nil {
			return err
		}
	}
	result, err := q.ExecContext(ctx, `INSERT INTO goasl_post (execution, key, text) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, id, p.Key, notNil(p.Text))
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, fmt.Errorf("sqlitestore: %q, key %q: %w", arn, p.Key, durable.ErrPosted))
	}
	return nil
}

// selectPosts goes by number: what is above after is new, and soon taken.
const selectPosts = `SELECT e.arn, p.number, p.key, p.text FROM goasl_post p
	CROSS JOIN goasl_progress g ON g.execution = p.execution CROSS JOIN goasl_execution e ON e.id = p.execution
	WHERE p.number > ? AND (g.owner = ? OR p.execution IN (SELECT value FROM json_each(?))) ORDER BY p.number LIMIT ?`

// Posts implements [durable.Store].
func (s *Store) Posts(ctx context.Context, owner string, after int64, most int) (posts []durable.Posted, err error) {
	if err := s.reader.lock(ctx); err != nil {
		return nil, err
	}
	defer s.reader.unlock()
	has := []int64{}
	for id, is := range s.holds.unwritten() { // before the file is read, as in Claim
		if is.owner == owner {
			has = append(has, id)
		}
	}
	err = s.look(ctx, func(q querier) error {
		return each(ctx, q, func(rows *sql.Rows) error {
			var p durable.Posted
			err := rows.Scan(&p.ARN, &p.Number, &p.Key, &p.Text)
			posts = append(posts, p)
			return err
		}, selectPosts, after, owner, jsonOf(has), max(most, 0))
	})
	return posts, err
}
