package sqlitestore

import (
	"bytes"
	"context"
	"database/sql"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
)

// fileOf1 writes a file with the schema of version 1: an execution whose history is derived, with a
// later snapshot, a record and a post; a long one that is owned; one that has ended; one that is
// stalled.
func fileOf1(t *testing.T) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "store.db")
	db, err := sql.Open("sqlite", source(path, "foreign_keys(1)"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	const none = "-62135596800000000"
	for _, query := range []string{
		schema1, `UPDATE goasl_schema SET version = 1`,
		`INSERT INTO goasl_machine VALUES (7, 'm')`,
		`INSERT INTO goasl_definition VALUES ('hash', 'definition')`,
		`INSERT INTO goasl_execution VALUES (1, 'derived', 7, '3', 'live', 'n1', 'RUNNING', 1000, ` + none + `, 2, 1500, '', ` + none + `, 'hash', 'origin', 'parent', 4, 1, 9000, 5, 3, NULL, 0, 0)`,
		`INSERT INTO goasl_snapshot VALUES (1, 0, x'30'), (1, 2, x'32')`,
		`INSERT INTO goasl_record VALUES (1, 1, x'61'), (1, 2, x'62'), (1, 3, x'63')`,
		`INSERT INTO goasl_execution VALUES (2, 'owned', 7, '', '', 'n2', 'RUNNING', 2000, ` + none + `, 0, ` + none + `, '', ` + none + `, 'hash', '', '', 0, 0, 9000, 1, 2, 'me', 8000, 0)`,
		`INSERT INTO goasl_snapshot VALUES (2, 1, zeroblob(5000))`,
		`INSERT INTO goasl_record VALUES (2, 2, x'64')`,
		`INSERT INTO goasl_execution VALUES (3, 'ended', 7, '', '', 'n3', 'SUCCEEDED', 3000, 4000, 0, ` + none + `, '', ` + none + `, 'hash', '', '', 0, 0, ` + none + `, 1, 1, NULL, 0, 0)`,
		`INSERT INTO goasl_snapshot VALUES (3, 0, x'33')`,
		`INSERT INTO goasl_events VALUES (3, 1, x'65')`,
		`INSERT INTO goasl_execution VALUES (4, 'stalled', 7, '', '', 'n4', 'RUNNING', 3000, ` + none + `, 0, ` + none + `, 'why', 5000, 'hash', '', '', 0, 0, 9000, 1, 1, NULL, 0, 0)`,
		`INSERT INTO goasl_snapshot VALUES (4, 0, x'34')`,
		`INSERT INTO goasl_post (execution, key, text) VALUES (1, 'k', x'70'), (3, '', x'71')`,
		`INSERT INTO goasl_object VALUES ('k', 'n', 6, x'6f')`,
	} {
		if _, err := db.Exec(query); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
	}
	return path
}

// A file of version 1 is as it was, after it was opened.
func TestMigrationFrom1(t *testing.T) {
	path := fileOf1(t)
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	at := func(micros int64) time.Time { return time.UnixMicro(micros).UTC() }
	row := func(arn, name string, started int64) durable.Row {
		return durable.Row{
			Summary: durable.Summary{ARN: arn, Machine: "m", Name: name, Status: asl.Running, Started: at(started)},
			Hash:    "hash", Due: at(9000), Epoch: 1, Seq: 1,
		}
	}
	derived, owned, ended, stalled := row("derived", "n1", 1000), row("owned", "n2", 2000), row("ended", "n3", 3000), row("stalled", "n4", 3000)
	derived.Version, derived.Alias, derived.RedriveCount, derived.Redriven = "3", "live", 2, at(1500)
	derived.Origin, derived.Parent, derived.Generation, derived.Derived, derived.Epoch, derived.Seq = "origin", "parent", 4, true, 5, 3
	owned.Seq = 2
	ended.Status, ended.Ended, ended.Due = asl.Succeeded, at(4000), time.Time{}
	stalled.Stalled, stalled.StalledAt = "why", at(5000)

	page, _, err := s.List(t.Context(), durable.Filter{})
	if want := []durable.Row{ended, stalled, owned, derived}; err != nil || !reflect.DeepEqual(page, want) {
		t.Fatalf("List:\n%+v, %v, want\n%+v", page, err, want)
	}
	long := string(make([]byte, 5000))
	wantSaved(t, s.Load, "derived", "2", "c")
	wantSaved(t, s.Journal, "derived", "0", "a", "b", "c")
	wantSaved(t, s.Load, "owned", long, "d")
	wantSaved(t, s.Load, "ended", "3")
	if events, err := s.Events(t.Context(), "ended", 0, 10); err != nil || len(events) != 1 || string(events[0].Text) != "e" {
		t.Fatalf("Events: %q, %v", events, err)
	}
	if o, err := s.Object(t.Context(), "k", "n"); err != nil || o.Version != 6 || string(o.Value) != "o" {
		t.Fatalf("Object: %+v, %v", o, err)
	}
	claim := durable.Claim{Owner: "you", Machines: []string{"m"}, Now: at(7000), Until: at(7500), Max: 10}
	wantClaims(t, s, claim, "derived p", "ended q")
	claim.Now, claim.Until, claim.StalledBefore = at(8000), at(9000), at(6000)
	wantClaims(t, s, claim, "derived p", "ended q", "owned ", "stalled ")
}

// What belongs to an execution goes with it, and the file is whole.
func TestMigratedFileIsWhole(t *testing.T) {
	s, err := Open(fileOf1(t))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	err = s.write(t.Context(), func(ctx context.Context, q querier) error {
		_, err := q.ExecContext(ctx, `DELETE FROM goasl_post WHERE execution = 3`) // what is posted to is not deleted
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if n, err := s.Delete(t.Context(), durable.Filter{}, 10); err != nil || n != 1 {
		t.Fatalf("Delete: %d, %v", n, err)
	}
	for query, want := range map[string]string{
		`SELECT count(*) FROM pragma_foreign_key_check`:                                                  "0",
		`PRAGMA integrity_check`:                                                                         "ok",
		`SELECT version FROM goasl_schema`:                                                               "2",
		`SELECT count(*) FROM goasl_progress`:                                                            "3",
		`SELECT count(*) FROM goasl_snapshot WHERE execution = 3`:                                        "0",
		`SELECT posts FROM goasl_progress WHERE execution = 1`:                                           "1",
		`SELECT group_concat(name) FROM sqlite_schema WHERE name GLOB '*identity' OR name GLOB '*texts'`: "",
	} {
		var got sql.NullString
		err := s.write(t.Context(), func(ctx context.Context, q querier) error { return q.QueryRowContext(ctx, query).Scan(&got) })
		if err != nil || got.String != want {
			t.Errorf("%s: %q, %v, want %q", query, got.String, err, want)
		}
	}
}

func wantSaved(t *testing.T, load func(context.Context, string) (durable.Row, asl.Saved, error), arn, snapshot string, records ...string) {
	t.Helper()
	_, saved, err := load(t.Context(), arn)
	if got := string(bytes.Join(saved.Records, []byte(" "))); err != nil || string(saved.Snapshot) != snapshot || got != strings.Join(records, " ") {
		t.Fatalf("%s: snapshot %.20q and records %q, %v, want %.20q and %q", arn, saved.Snapshot, got, err, snapshot, records)
	}
}

// wantClaims wants executions, each with its posts.
func wantClaims(t *testing.T, s *Store, c durable.Claim, want ...string) {
	t.Helper()
	all, err := s.Claim(t.Context(), c)
	got := []string{}
	for _, one := range all {
		text := one.Row.ARN + " "
		for _, p := range one.Posts {
			text += string(p.Text)
		}
		got = append(got, text)
	}
	if slices.Sort(got); err != nil || !slices.Equal(got, want) {
		t.Fatalf("Claim: %q, %v, want %q", got, err, want)
	}
}
