package sqlitestore

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"slices"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
)

// One statement reads something of all executions that are claimed. None sorts texts, which would
// copy them. Each column of a row takes its time: few executions have more than selectClaimed gives.
const (
	selectClaimed = `SELECT e.id, e.arn, e.name, e.started, e.hash, e.derived, p.due, p.epoch, p.seq, p.saved, ` + latestSnapshot + `,
			(p.owner IS NOT NULL) + 2 * (p.posts > 0) + 4 * (p.snapshot IS NOT NULL) + 8 * ` + hasMore + `
		FROM json_each(?) j CROSS JOIN goasl_progress p ON p.execution = j.value CROSS JOIN goasl_execution e ON e.id = j.value`

	hasMore = `(NOT (p.status = 'RUNNING' AND p.redrive_count = 0 AND p.stalled_at <= -62135596800000000 AND p.stalled = ''
		AND e.version = '' AND e.alias = '' AND e.origin = '' AND e.parent = '' AND e.generation = 0))`

	selectMore = `SELECT ` + rowColumns + ` FROM json_each(?) j
		CROSS JOIN goasl_progress p ON p.execution = j.value CROSS JOIN goasl_execution e ON e.id = j.value`

	selectRecords = `SELECT r.execution, r.seq, r.text FROM json_each(?) j CROSS JOIN goasl_record r
		ON r.execution = j.value ->> 0 AND r.seq > j.value ->> 1`

	selectPostsOf = `SELECT p.execution, p.number, p.key, p.text FROM json_each(?) j CROSS JOIN goasl_post p ON p.execution = j.value
		ORDER BY p.number`
)

// claimed is an execution that is claimed.
type claimed struct {
	durable.Claimed
	held
	owned, posted, more bool // whether it has an owner already, posts, and more columns
}

// readClaimed reads executions, in their order.
func readClaimed(ctx context.Context, q querier, found []candidate) (all []claimed, err error) {
	all = make([]claimed, 0, len(found))
	err = each(ctx, q, func(rows *sql.Rows) error {
		all = append(all, claimed{})
		one := &all[len(all)-1]
		err := one.scan(rows.Scan)
		one.Row.Machine = found[len(all)-1].machine
		return err
	}, selectClaimed, jsonOf(idsOf(found)))
	if err != nil {
		return nil, err
	}
	return all, readRest(ctx, q, all)
}

// readRest reads what few executions have.
func readRest(ctx context.Context, q querier, all []claimed) (err error) {
	of := map[int64]*claimed{}
	var more, posted []int64
	var after [][2]int64 // executions with records, and what their snapshots have
	for i := range all {
		one := &all[i]
		if one.more {
			more = append(more, one.id)
		}
		if one.posted {
			posted = append(posted, one.id)
		}
		if one.Row.Seq > one.saved {
			after = append(after, [2]int64{one.id, one.saved})
		}
		if one.more || one.posted || one.Row.Seq > one.saved {
			of[one.id] = one
		}
	}
	if len(more) > 0 {
		err = readMore(ctx, q, more, of)
	}
	if err == nil && len(after) > 0 {
		err = readRecords(ctx, q, after, of)
	}
	if err == nil && len(posted) > 0 {
		err = readPosts(ctx, q, posted, of)
	}
	return err
}

// scan reads a row of selectClaimed.
func (c *claimed) scan(scan func(...any) error) error {
	r := &c.Row
	r.Status = asl.Running
	var is int64
	err := scan(&c.id, &r.ARN, &r.Name, micro{&r.Started}, &r.Hash, &r.Derived, micro{&r.Due}, &r.Epoch, &r.Seq, &c.saved, text{&c.Saved.Snapshot}, &is)
	c.derived, c.owned, c.posted, c.inRow, c.more = r.Derived, is&1 > 0, is&2 > 0, is&4 > 0, is&8 > 0
	return err
}

func readMore(ctx context.Context, q querier, ids []int64, of map[int64]*claimed) error {
	return each(ctx, q, func(rows *sql.Rows) error {
		id, row, err := scanRow(rows.Scan)
		of[id].Row = row
		return err
	}, selectMore, jsonOf(ids))
}

func readRecords(ctx context.Context, q querier, after [][2]int64, of map[int64]*claimed) error {
	type numbered struct {
		execution, seq int64
		text           []byte
	}
	var records []numbered
	err := each(ctx, q, func(rows *sql.Rows) error {
		var r numbered
		err := rows.Scan(&r.execution, &r.seq, text{&r.text})
		records = append(records, r)
		return err
	}, selectRecords, jsonOf(after))
	slices.SortFunc(records, func(a, b numbered) int { return cmp.Compare(a.seq, b.seq) })
	for _, r := range records {
		s := &of[r.execution].Saved
		s.Records = append(s.Records, r.text)
	}
	return err
}

func readPosts(ctx context.Context, q querier, ids []int64, of map[int64]*claimed) error {
	return each(ctx, q, func(rows *sql.Rows) error {
		var id int64
		var p durable.Post
		err := rows.Scan(&id, &p.Number, &p.Key, &p.Text)
		of[id].Posts = append(of[id].Posts, p)
		return err
	}, selectPostsOf, jsonOf(ids))
}

// jsonOf returns numbers as an argument for json_each.
func jsonOf(numbers any) string {
	text, _ := json.Marshal(numbers) // never fails
	return string(text)
}
