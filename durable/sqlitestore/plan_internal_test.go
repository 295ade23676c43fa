package sqlitestore

import (
	"context"
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/state"
)

// plan returns how SQLite would do a query.
func plan(t *testing.T, s *Store, query string, args ...any) string {
	t.Helper()
	var steps []string
	err := s.read(context.Background(), func(q querier) error {
		return each(context.Background(), q, func(rows *sql.Rows) error {
			var id, parent, unused int
			var detail string
			err := rows.Scan(&id, &parent, &unused, &detail)
			steps = append(steps, detail)
			return err
		}, "EXPLAIN QUERY PLAN "+query, args...)
	})
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return strings.Join(steps, "\n")
}

// No query that is made again and again looks at rows that it does not want, or sorts more
// than those of one time.
func TestPlans(t *testing.T) {
	s, err := Open(filepath.Join(t.TempDir(), "store.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	check := func(query string, args []any, want string) {
		t.Helper()
		got := plan(t, s, query, args...)
		if !strings.Contains(got, want) || strings.Contains(got, "SCAN e") || strings.Contains(got, "SCAN p") || strings.Contains(got, "SCAN goasl_progress") || strings.Contains(got, "FOR ORDER BY") {
			t.Errorf("%s:\n%s\nwant %s, no scan, and no sorting", query, got, want)
		}
	}
	check(selectReady, []any{"m", 1, 1}, "USING INDEX goasl_ready (machine=? AND ready<?)")
	check(selectStalled, []any{"m", 1, 1, 1}, "USING INDEX goasl_stalled (machine=? AND stalled_at>? AND stalled_at<?)")
	check(selectPosts, []any{1, "me", "[1]", 1}, "SEARCH p USING INTEGER PRIMARY KEY (rowid>?)")
	check(updateLease, []any{1, "me", "[1]"}, "goasl_owner (owner=? AND rowid=?)")

	check(selectClaimed, []any{"[1]"}, "SEARCH p USING INTEGER PRIMARY KEY (rowid=?)")
	check(selectClaimed, []any{"[1]"}, "SEARCH e USING INTEGER PRIMARY KEY (rowid=?)")
	check(selectClaimed, []any{"[1]"}, "SEARCH s USING INDEX sqlite_autoindex_goasl_snapshot_1 (execution=?)")
	check(selectRecords, []any{"[[1, 2]]"}, "SEARCH r USING INDEX sqlite_autoindex_goasl_record_1 (execution=? AND seq>?)")
	check(updateClaimed, []any{"me", 1, "[1]"}, "USING INTEGER PRIMARY KEY (rowid=?)")

	after := pageAfter(time.Now(), "a")
	for _, test := range []struct {
		f    durable.Filter
		want string
	}{
		{durable.Filter{After: after}, "goasl_started (started<?)"},
		{durable.Filter{Machine: "m", After: after}, "goasl_started_machine (machine=? AND started<?)"},
		{durable.Filter{Status: state.Failed, After: after}, "goasl_started_status (status=? AND started<?)"},
		{durable.Filter{Machine: "m", Status: state.Failed, After: after}, "goasl_started_machine_status (machine=? AND status=? AND started<?)"},
	} {
		query, args, err := listQuery(test.f, 10)
		if err != nil {
			t.Fatal(err)
		}
		check(query, args, test.want)
	}
	query, args := deleteQuery(durable.Filter{Machine: "m", EndedBefore: time.Now()})
	check(query, append(args, 1), "goasl_ended (ended>? AND ended<?)")
}

// Those that are stalled are few, and sorted.
func TestPlanOfStalled(t *testing.T) {
	s, err := Open(filepath.Join(t.TempDir(), "store.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	query, args, err := listQuery(durable.Filter{Stalled: true}, 10)
	if err != nil {
		t.Fatal(err)
	}
	if got := plan(t, s, query, args...); !strings.Contains(got, "USING INDEX goasl_stalled") {
		t.Errorf("%s:\n%s", query, got)
	}
}
